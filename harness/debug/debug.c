/* debug.c - see debug.h: which elements are wrong, what their chains are, and the runs. */
#include "debug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../golden/golden.h"
#include "watch.h"

enum { MAX_ELEMENTS = 4096, MAX_TERMS = 1 << 22, MAX_WRITE = 256, WINDOW_BEFORE = 24, WINDOW_AFTER = 40 };

#define NOBODY UINT32_MAX

/* ---- a GEMM's failing pass ------------------------------------------------------------- */

/* Keeps the program and GBUF of the pass that runs last. */
static enum flexsa_status keep_pass(void *context, const struct flexsa_pass *from, uint64_t first_cycle,
                                    const uint8_t *gbuf, struct flexsa_error *err)
{
    struct flexsa_debug_pass *pass = context;
    enum flexsa_status status = FLEXSA_OK;

    flexsa_program_free(&pass->program);
    pass->program = (struct flexsa_program){0};
    for (size_t i = 0; status == FLEXSA_OK && i < from->program.count; i++)
        status = flexsa_program_add(&pass->program, &from->program.instrs[i], err);
    memcpy(pass->gbuf, gbuf, pass->debug.machine.gbuf_bytes);
    pass->debug.first_cycle = first_cycle;
    return status;
}

static enum flexsa_status run_gemm(const struct flexsa_repro *repro, const struct flexsa_backend_ops *backend,
                                   struct flexsa_debug_pass *pass, struct flexsa_error *err)
{
    const size_t count = (size_t)repro->gemm.m * repro->gemm.n;
    const struct flexsa_operands operands = {repro->a, repro->b, repro->c0, calloc(count, 4), calloc(count, 2)};
    const struct flexsa_drive_options options = {
        .timeout_cycles = repro->timeout,
        .stall_seed = repro->stall_seed,
        .reset_at_cycle = repro->reset_at,
        .inject = {repro->inject.enabled, repro->inject.row, repro->inject.col, repro->inject.bit},
        .on_filled = keep_pass,
        .context = pass,
    };
    struct flexsa_gemm_result result = {0};
    struct flexsa_driver *driver = NULL;
    enum flexsa_status status = operands.c && operands.c16
                                    ? flexsa_driver_open(&driver, backend, &repro->machine, true, NULL, err)
                                    : flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for C");

    if (status == FLEXSA_OK) {
        status = flexsa_driver_gemm(driver, &repro->gemm, &operands, &options, &result, err);
        pass->mismatch = result.first;
        /* The case itself tells what fails. */
        if (pass->program.count)
            status = FLEXSA_OK;
    }
    flexsa_driver_close(driver);
    free(operands.c);
    free(operands.c16);
    return status;
}

/* The byte that the driver's --inject flips: element (row, col) of C as the pass stores it. */
static void place_inject(const struct flexsa_repro *repro, struct flexsa_debug_pass *pass)
{
    const struct flexsa_mismatch *first = &pass->mismatch;

    if (!repro->inject.enabled || first->kind != FLEXSA_MISMATCH_VALUE || first->row != repro->inject.row ||
        first->col != repro->inject.col)
        return;
    pass->debug.inject = true;
    pass->debug.inject_addr = first->addr + repro->inject.bit / 8;
    pass->debug.inject_bit = repro->inject.bit % 8;
}

enum flexsa_status flexsa_debug_of_repro(const struct flexsa_repro *repro, const struct flexsa_backend_ops *backend,
                                         struct flexsa_debug_pass *pass, struct flexsa_error *err)
{
    struct flexsa_repro copy;
    enum flexsa_status status = flexsa_repro_copy(&copy, repro, err);

    *pass = (struct flexsa_debug_pass){
        .debug = {.machine = repro->machine,
                  .stall_seed = repro->stall_seed,
                  .reset_at = repro->reset_at,
                  .timeout = repro->timeout},
        .gbuf = calloc(repro->machine.gbuf_bytes, 1)};
    if (status != FLEXSA_OK)
        return status;
    status = flexsa_repro_inline(&copy, err);
    if (status == FLEXSA_OK && !pass->gbuf)
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for GBUF");
    if (status == FLEXSA_OK && repro->kind == FLEXSA_REPRO_GEMM) {
        status = run_gemm(&copy, backend, pass, err);
        place_inject(repro, pass);
    } else if (status == FLEXSA_OK) {
        memcpy(pass->gbuf, copy.gbuf, repro->machine.gbuf_bytes);
        pass->program = copy.program;
        copy.program = (struct flexsa_program){0};
        pass->debug.inject = repro->inject.enabled;
        pass->debug.inject_addr = repro->inject.addr;
        pass->debug.inject_bit = repro->inject.bit;
    }
    pass->debug.program = &pass->program;
    pass->debug.gbuf = pass->gbuf;
    flexsa_repro_free(&copy);
    return status;
}

void flexsa_debug_pass_free(struct flexsa_debug_pass *pass)
{
    flexsa_program_free(&pass->program);
    free(pass->gbuf);
    *pass = (struct flexsa_debug_pass){0};
}

/* ---- runs ------------------------------------------------------------------------------------- */

/* One search under way. */
struct hunt {
    const struct flexsa_debug_case *debug;
    const struct flexsa_backend_ops *backend;
    struct flexsa_divergence *found;
    struct flexsa_error *err;
    uint8_t *expected, *got;      /* GBUF after the golden model, after the backend    */
    uint32_t *owner;              /* of each byte: the StLBUF that stores it last      */
    struct flexsa_times *times;
    struct watch watch;
    struct watch_element *elements;
    struct watch_chain *chains;
    struct flexsa_golden_chain *golden;
    uint16_t *operands;           /* of all chains                                     */
    uint32_t *psums;
    uint32_t *bottoms;
    bool watching;
    uint64_t stray_cycle;         /* a byte stored where no StLBUF stores              */
    uint32_t stray_addr;
    bool stray;
};

static bool on_write(void *context, const struct flexsa_write *write)
{
    struct hunt *hunt = context;
    const struct flexsa_debug_case *debug = hunt->debug;
    struct flexsa_write changed = *write;
    uint8_t copy[MAX_WRITE];

    if (debug->inject && debug->inject_addr - write->addr < write->bytes && write->bytes <= MAX_WRITE) {
        memcpy(copy, write->data, write->bytes);
        copy[debug->inject_addr - write->addr] ^= (uint8_t)(1u << debug->inject_bit);
        changed.data = copy;
    }
    if (hunt->watching) {
        watch_write(&hunt->watch, &changed);
        return true;
    }
    for (unsigned i = 0; i < changed.bytes; i++) {
        if (!(changed.strobe[i / 8] >> i % 8 & 1))
            continue;
        hunt->got[changed.addr + i] = changed.data[i];
        if (hunt->owner[changed.addr + i] == NOBODY && !hunt->stray) {
            hunt->stray = true;
            hunt->stray_cycle = changed.cycle;
            hunt->stray_addr = changed.addr + i;
        }
    }
    return true;
}

static void on_cycle(void *context, const struct flexsa_array *array, uint64_t cycle, unsigned stepped)
{
    struct hunt *hunt = context;

    if (hunt->debug->fault)
        hunt->debug->fault(hunt->debug->fault_context, array, cycle, stepped);
    if (hunt->watching)
        watch_cycle(&hunt->watch, array, cycle, stepped);
}

static bool on_progress(void *context, uint64_t cycle, uint64_t instrs_done)
{
    const struct hunt *hunt = context;

    (void)cycle;
    (void)instrs_done;
    return !hunt->watching || !hunt->watch.found.wrong;
}

static enum flexsa_status run_on(const struct flexsa_debug_case *debug, const struct flexsa_backend_ops *ops, void *instance,
                                 const struct flexsa_run_options *options, uint64_t *cycles, struct flexsa_error *err)
{
    struct flexsa_run_result result = {0};
    enum flexsa_status status;

    memcpy(ops->gbuf(instance), debug->gbuf, debug->machine.gbuf_bytes);
    status = ops->run(instance, debug->program, options, &result, err);
    if (cycles)
        *cycles = result.cycles;
    return status;
}

static enum flexsa_status run_backend(struct hunt *hunt, uint64_t *cycles)
{
    const struct flexsa_debug_case *debug = hunt->debug;
    const struct flexsa_run_options options = {
        .on_write = on_write,
        .on_cycle = hunt->watching || debug->fault ? on_cycle : NULL,
        .on_progress = on_progress,
        .context = hunt,
        .timeout_cycles = debug->timeout,
        .stall_seed = debug->stall_seed,
        .reset_at_cycle = debug->reset_at,
        .first_cycle = debug->first_cycle,
        .times = hunt->times,
    };
    void *instance;
    enum flexsa_status status = hunt->backend->open(&instance, &debug->machine, NULL, hunt->err);

    if (status == FLEXSA_OK)
        status = run_on(debug, hunt->backend, instance, &options, cycles, hunt->err);
    hunt->backend->close(instance);
    return status;
}

/* ---- which elements are wrong -------------------------------------------------------------------- */

static void find_owners(struct hunt *hunt)
{
    const struct flexsa_program *program = hunt->debug->program;

    memset(hunt->owner, 0xff, sizeof *hunt->owner * hunt->debug->machine.gbuf_bytes);
    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_instr *store = &program->instrs[i];
        const size_t bytes = (size_t)store->n * (store->f16 ? 2 : 4);

        for (unsigned row = 0; store->op == FLEXSA_OP_ST && row < store->m; row++)
            for (size_t j = 0; j < bytes; j++)
                hunt->owner[store->addr + (size_t)row * store->pitch + j] = (uint32_t)i;
    }
}

/* The first StLBUF that has stored something wrong; NOBODY if none has. */
static uint32_t first_wrong_store(const struct hunt *hunt)
{
    uint32_t first = NOBODY;

    for (size_t i = 0; i < hunt->debug->machine.gbuf_bytes; i++)
        if (hunt->got[i] != hunt->expected[i] && hunt->owner[i] < first)
            first = hunt->owner[i];
    return first;
}

static uint32_t load(const uint8_t *bytes, unsigned size)
{
    uint32_t value = 0;

    memcpy(&value, bytes, size);
    return value;
}

/* The tile's wrong elements, row by row; the first MAX_ELEMENTS. */
static void list_elements(struct hunt *hunt, size_t store)
{
    const struct flexsa_instr *instr = &hunt->debug->program->instrs[store];
    const unsigned size = instr->f16 ? 2 : 4;
    struct watch *watch = &hunt->watch;

    for (unsigned row = 0; row < instr->m; row++)
        for (unsigned col = 0; col < instr->n; col++) {
            const uint32_t addr = instr->addr + row * instr->pitch + col * size;
            const struct place place = place_of(&hunt->debug->machine, instr, row, col);

            if (hunt->owner[addr] != store || memcmp(hunt->got + addr, hunt->expected + addr, size) == 0)
                continue;
            if (hunt->found->wrong_elements++ < MAX_ELEMENTS)
                hunt->elements[watch->element_count++] = (struct watch_element){
                    .row = row,
                    .col = col,
                    .partition = place.partition,
                    .orow = place.orow,
                    .col_in_bank = place.col,
                    .addr = addr,
                    .expected = load(hunt->expected + addr, size),
                };
        }
}

/* ---- their chains ------------------------------------------------------------------------------------ */

/* First instruction that works on the tile that `store` stores. */
static size_t first_work(const struct flexsa_program *program, size_t store)
{
    const struct flexsa_instr *instrs = program->instrs;
    size_t i = store;

    while (i > 0 && !(instrs[i - 1].op == FLEXSA_OP_ST && instrs[i - 1].core == instrs[store].core &&
                      instrs[i - 1].half == instrs[store].half))
        i--;
    return i;
}

static bool works_on(const struct flexsa_instr *instr, const struct flexsa_instr *store)
{
    return (instr->op == FLEXSA_OP_EXEC || instr->op == FLEXSA_OP_LDO) && instr->core == store->core &&
           instr->half == store->half;
}

/* Where the element's chain begins: its last ExecGEMM without ACC, or its LdOBUF. */
static size_t chain_begin(const struct hunt *hunt, size_t first, size_t store, const struct watch_element *element)
{
    const struct flexsa_instr *instrs = hunt->debug->program->instrs;
    unsigned row, col;

    for (size_t i = store; i-- > first;)
        if (works_on(&instrs[i], &instrs[store]) && !instrs[i].acc &&
            place_find(&hunt->debug->machine, &instrs[i], element->partition, element->orow, element->col_in_bank, &row, &col))
            return i;
    return first;
}

/* Every (instruction, element) pair of a chain, in order; with `chain` NULL they are only counted. */
static size_t list_chains(struct hunt *hunt, struct watch_chain *chain, size_t *terms)
{
    const struct flexsa_program *program = hunt->debug->program;
    const size_t store = hunt->watch.store, first = first_work(program, store);
    struct watch *watch = &hunt->watch;
    size_t count = 0;

    *terms = 0;
    for (size_t e = 0; e < watch->element_count; e++)
        watch->elements[e].terms = 0;
    for (size_t i = first; i < store; i++) {
        const struct flexsa_instr *instr = &program->instrs[i];

        if (!works_on(instr, &program->instrs[store]) || instr->op != FLEXSA_OP_EXEC)
            continue;
        for (size_t e = 0; e < watch->element_count; e++) {
            struct watch_element *element = &watch->elements[e];
            const size_t begin = chain_begin(hunt, first, store, element);
            unsigned row, col;

            if (i < begin || !place_find(&hunt->debug->machine, instr, element->partition, element->orow,
                                         element->col_in_bank, &row, &col))
                continue;
            if (chain) {
                hunt->golden[count] = (struct flexsa_golden_chain){
                    i, row, col, hunt->operands + 2 * *terms, hunt->operands + 2 * *terms + instr->k, hunt->psums + *terms, 0, 0};
                chain[count] = (struct watch_chain){
                    .golden = &hunt->golden[count],
                    .place = place_of(&hunt->debug->machine, instr, row, col),
                    .element = e,
                    .terms_before = element->terms,
                    .adds_to_loaded = instr->acc && element->terms == 0,
                };
            }
            count++;
            element->terms += instr->k;
            *terms += instr->k;
        }
    }
    return count;
}

/* Elements that LdOBUF brings and no ExecGEMM adds to. */
static void mark_unchanged(struct hunt *hunt)
{
    const struct flexsa_instr *instrs = hunt->debug->program->instrs;
    struct watch *watch = &hunt->watch;

    for (size_t e = 0; e < watch->element_count; e++)
        for (size_t i = first_work(hunt->debug->program, watch->store); watch->elements[e].terms == 0 && i < watch->store; i++)
            if (works_on(&instrs[i], &instrs[watch->store]) && instrs[i].op == FLEXSA_OP_LDO)
                watch->elements[e].loaded_by = i;
}

static enum flexsa_status prepare_watch(struct hunt *hunt)
{
    const struct flexsa_debug_case *debug = hunt->debug;
    const unsigned cols = debug->machine.sub_cols;
    struct watch *watch = &hunt->watch;
    size_t terms, count = list_chains(hunt, NULL, &terms);

    while (terms > MAX_TERMS && watch->element_count > 1) { /* fewer elements will do */
        watch->element_count = (watch->element_count + 1) / 2;
        count = list_chains(hunt, NULL, &terms);
    }
    hunt->golden = calloc(count + 1, sizeof *hunt->golden);
    hunt->chains = calloc(count + 1, sizeof *hunt->chains);
    hunt->operands = calloc(2 * terms + 1, sizeof *hunt->operands);
    hunt->psums = calloc(terms + 1, sizeof *hunt->psums);
    hunt->bottoms = calloc((size_t)2 * WATCH_HISTORY * cols, sizeof *hunt->bottoms);
    if (!hunt->golden || !hunt->chains || !hunt->operands || !hunt->psums || !hunt->bottoms)
        return flexsa_fail(hunt->err, FLEXSA_SIM_FAILED, "no memory for %zu partial sums", terms);
    for (unsigned i = 0; i < 2 * WATCH_HISTORY; i++)
        watch->bottom[i / 2][i % 2] = hunt->bottoms + (size_t)i * cols;
    watch->chains = hunt->chains;
    watch->chain_count = list_chains(hunt, hunt->chains, &terms);
    mark_unchanged(hunt);
    return FLEXSA_OK;
}

/* ---- the search -------------------------------------------------------------------------------------- */

static enum flexsa_status run_golden(struct hunt *hunt, bool explain)
{
    const struct flexsa_backend_ops *ops = &flexsa_golden_backend;
    const struct flexsa_debug_case *debug = hunt->debug;
    const struct flexsa_run_options none = {0};
    void *instance;
    enum flexsa_status status = ops->open(&instance, &debug->machine, NULL, hunt->err);

    if (status == FLEXSA_OK && explain) {
        memcpy(ops->gbuf(instance), debug->gbuf, debug->machine.gbuf_bytes);
        status = flexsa_golden_explain(instance, debug->program, hunt->golden, hunt->watch.chain_count, hunt->err);
    } else if (status == FLEXSA_OK) {
        status = run_on(debug, ops, instance, &none, NULL, hunt->err);
        memcpy(hunt->expected, ops->gbuf(instance), debug->machine.gbuf_bytes);
    }
    ops->close(instance);
    return status;
}

/* Follows the wrong elements of one tile through the array. */
static enum flexsa_status follow(struct hunt *hunt, size_t store)
{
    const struct flexsa_debug_case *debug = hunt->debug;
    struct watch *watch = &hunt->watch;
    enum flexsa_status status;

    *watch = (struct watch){
        .machine = &debug->machine,
        .program = debug->program,
        .gbuf = debug->gbuf,
        .times = hunt->times,
        .store = store,
        .elements = hunt->elements,
    };
    list_elements(hunt, store);
    status = prepare_watch(hunt);
    if (status == FLEXSA_OK)
        status = run_golden(hunt, true);
    if (status != FLEXSA_OK)
        return status;
    hunt->watching = true;
    status = run_backend(hunt, NULL);
    if (status == FLEXSA_OK)
        watch_end(watch);
    if (status != FLEXSA_OK && !watch->found.wrong)
        return status;
    if (!watch->found.wrong)
        return flexsa_fail(hunt->err, FLEXSA_SIM_FAILED,
                           "instruction %zu stores a wrong tile, but every register on the way had the right values",
                           store);
    watch->found.wrong_elements = hunt->found->wrong_elements;
    *hunt->found = watch->found;
    return FLEXSA_OK;
}

static enum flexsa_status search(struct hunt *hunt)
{
    struct flexsa_divergence *found = hunt->found;
    enum flexsa_status status = run_golden(hunt, false);
    uint64_t cycles;
    uint32_t store;

    if (status != FLEXSA_OK)
        return status;
    find_owners(hunt);
    status = run_backend(hunt, &cycles);
    if (status == FLEXSA_SIM_FAILED && cycles) {
        found->wrong = FLEXSA_WRONG_FAILED;
        found->cycle = found->wave_begin = cycles;
        snprintf(found->hint, sizeof found->hint, "%.*s", (int)sizeof found->hint - 1, hunt->err->text);
        return FLEXSA_OK;
    }
    if (status != FLEXSA_OK)
        return status;
    store = first_wrong_store(hunt);
    if (store != NOBODY)
        return follow(hunt, store);
    if (hunt->stray) {
        found->wrong = FLEXSA_WRONG_PLACE;
        found->cycle = found->wave_begin = hunt->stray_cycle;
        found->addr = hunt->stray_addr;
        found->expected = hunt->expected[hunt->stray_addr];
        found->got = hunt->got[hunt->stray_addr];
    }
    return FLEXSA_OK;
}

enum flexsa_status flexsa_debug_find(const struct flexsa_debug_case *debug, const struct flexsa_backend_ops *backend,
                                     struct flexsa_divergence *found, struct flexsa_error *err)
{
    const size_t bytes = debug->machine.gbuf_bytes;
    struct hunt hunt = {
        .debug = debug,
        .backend = backend,
        .found = found,
        .err = err,
        .expected = malloc(bytes),
        .got = malloc(bytes),
        .owner = malloc(bytes * sizeof *hunt.owner),
        .times = calloc(debug->program->count + 1, sizeof *hunt.times),
        .elements = calloc(MAX_ELEMENTS, sizeof *hunt.elements),
    };
    enum flexsa_status status = FLEXSA_OK;

    *found = (struct flexsa_divergence){0};
    if (!hunt.expected || !hunt.got || !hunt.owner || !hunt.times || !hunt.elements)
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory to look for the first difference");
    if (status == FLEXSA_OK) {
        memcpy(hunt.got, debug->gbuf, bytes);
        status = search(&hunt);
    }
    free(hunt.expected);
    free(hunt.got);
    free(hunt.owner);
    free(hunt.times);
    free(hunt.elements);
    free(hunt.golden);
    free(hunt.chains);
    free(hunt.operands);
    free(hunt.psums);
    free(hunt.bottoms);
    return status;
}

/* ---- waves ------------------------------------------------------------------------------------------- */

struct flexsa_debug_window flexsa_debug_window(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found)
{
    const unsigned array = 2 * (debug->machine.sub_rows * debug->machine.pipe_depth + debug->machine.sub_cols);
    const uint64_t begin = found->wave_begin < found->cycle ? found->wave_begin : found->cycle;
    /* A wave of many rows is long before the one that matters enters. */
    const uint64_t near = found->cycle > 2 * array ? found->cycle - 2 * array : 0;
    const uint64_t from = begin > near ? begin : near;

    return (struct flexsa_debug_window){from > WINDOW_BEFORE ? from - WINDOW_BEFORE : 0,
                                        found->cycle + WINDOW_AFTER};
}

/* The chain's column is shown whatever the size of the core. */
struct wave_run {
    const struct flexsa_debug_case *debug;
    const struct flexsa_divergence *found;
};

static void wave_cycle(void *context, const struct flexsa_array *array, uint64_t cycle, unsigned stepped)
{
    const struct wave_run *run = context;

    if (run->debug->fault)
        run->debug->fault(run->debug->fault_context, array, cycle, stepped);
}

enum flexsa_status flexsa_debug_wave(const struct flexsa_debug_case *debug, const struct flexsa_backend_ops *backend,
                                     const struct flexsa_divergence *found, const char *fst, struct flexsa_error *err)
{
    const struct flexsa_debug_window window = flexsa_debug_window(debug, found);
    struct wave_run context = {debug, found};
    const struct flexsa_run_options options = {
        .on_cycle = debug->fault ? wave_cycle : NULL,
        .context = &context,
        .timeout_cycles = debug->timeout,
        .stall_seed = debug->stall_seed,
        .reset_at_cycle = debug->reset_at,
        .first_cycle = debug->first_cycle,
        .wave_from = debug->first_cycle + window.from,
        .wave_to = debug->first_cycle + window.to,
        .wave_column = found->in_array ? found->pe_col : 0,
    };
    void *instance;
    enum flexsa_status status = backend->open(&instance, &debug->machine, fst, err);

    if (status == FLEXSA_OK)
        status = run_on(debug, backend, instance, &options, NULL, err);
    backend->close(instance);
    /* A run that fails in the end has its waves. */
    return found->wrong == FLEXSA_WRONG_FAILED && status == FLEXSA_SIM_FAILED ? FLEXSA_OK : status;
}
