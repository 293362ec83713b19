/* trial.c - see trial.h. */
#include "trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../csim/lockstep.h"
#include "../driver/driver.h"
#include "../golden/golden.h"

struct side {
    const struct flexsa_backend_ops *ops;
    void *instance; /* NULL: not open */
};

struct flexsa_trial {
    struct flexsa_machine machine;
    const struct flexsa_backend_ops *ops;
    bool lockstep;
    struct flexsa_driver *driver; /* for GEMMs; NULL: not open */
    struct side backend, golden;  /* for programs */
};

/* One case under way. */
struct run {
    struct flexsa_trial *trial;
    const struct flexsa_repro *repro; /* its operands are inline */
    struct flexsa_verdict *verdict;
    struct flexsa_error err;
    bool timing_differs;              /* and the first such difference: */
    struct flexsa_signature timing;
    struct flexsa_error timing_err;
};

/* ---- open and close ------------------------------------------------------------------ */

enum flexsa_status flexsa_trial_open(struct flexsa_trial **out, const struct flexsa_machine *machine,
                                     const struct flexsa_backend_ops *backend, bool lockstep,
                                     struct flexsa_error *err)
{
    struct flexsa_trial *trial = calloc(1, sizeof *trial);

    *out = trial;
    if (!trial)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a trial");
    trial->machine = *machine;
    trial->ops = backend;
    trial->lockstep = lockstep;
    trial->backend.ops = backend;
    trial->golden.ops = &flexsa_golden_backend;
    return FLEXSA_OK;
}

static void close_side(struct side *side)
{
    if (side->instance)
        side->ops->close(side->instance);
    side->instance = NULL;
}

/* Whatever is open. */
static void close_all(struct flexsa_trial *trial)
{
    flexsa_driver_close(trial->driver);
    trial->driver = NULL;
    close_side(&trial->backend);
    close_side(&trial->golden);
}

void flexsa_trial_close(struct flexsa_trial *trial)
{
    if (trial)
        close_all(trial);
    free(trial);
}

static enum flexsa_status open_side(const struct flexsa_trial *trial, struct side *side, struct flexsa_error *err)
{
    return side->instance ? FLEXSA_OK : side->ops->open(&side->instance, &trial->machine, NULL, err);
}

static enum flexsa_status open_driver(struct flexsa_trial *trial, struct flexsa_error *err)
{
    return trial->driver ? FLEXSA_OK
                         : flexsa_driver_open(&trial->driver, trial->ops, &trial->machine, true, NULL, err);
}

static enum flexsa_status open_sides(struct flexsa_trial *trial, struct flexsa_error *err)
{
    const enum flexsa_status status = open_side(trial, &trial->backend, err);

    return status == FLEXSA_OK ? open_side(trial, &trial->golden, err) : status;
}

enum flexsa_status flexsa_trial_ready(struct flexsa_trial *trial, struct flexsa_error *err)
{
    const enum flexsa_status status = open_driver(trial, err);

    return status == FLEXSA_OK ? open_sides(trial, err) : status;
}

/* ---- verdicts ------------------------------------------------------------------------ */

static void blame(struct run *run, enum flexsa_status status, struct flexsa_signature signature, const char *text)
{
    run->verdict->status = status;
    run->verdict->signature = signature;
    snprintf(run->verdict->text, sizeof run->verdict->text, "%s", text);
}

static void blame_failure(struct run *run, enum flexsa_status status)
{
    const enum flexsa_failure failure = status == FLEXSA_BAD_INPUT ? FLEXSA_FAILURE_ILLEGAL : FLEXSA_FAILURE_FAILED;

    blame(run, status, flexsa_signature_of_text(failure, run->err.text), run->err.text);
}

static void blame_timing(struct run *run)
{
    blame(run, FLEXSA_SIM_FAILED, run->timing, run->timing_err.text);
}

/* What differs first. */
static struct flexsa_signature sign_timing(const struct flexsa_program *program, const struct flexsa_record *ran,
                                           const struct flexsa_record *csim)
{
    struct flexsa_signature signature = {.failure = FLEXSA_FAILURE_TIMING};
    const size_t first = flexsa_lockstep_first(program, ran, csim);
    char text[FLEXSA_TEXT_BYTES];

    if (first < program->count) {
        const char *end;

        flexsa_instr_print(&program->instrs[first], text);
        end = strchr(text, ' ');
        end = end && strchr(end + 1, ' ') ? strchr(end + 1, ' ') : text + strlen(text);
        snprintf(signature.thing, sizeof signature.thing, "%.*s", (int)(end - text), text);
    } else if (ran->result.cycles != csim->result.cycles) {
        snprintf(signature.thing, sizeof signature.thing, "total");
    } else {
        unsigned i = 0;

        while (i < FLEXSA_NUM_CNT - 1 && ran->result.counters[i] == csim->result.counters[i])
            i++;
        snprintf(signature.thing, sizeof signature.thing, "counter %u", i);
    }
    return signature;
}

/* Has the run csim's times? A difference is noted, the first one only. */
static enum flexsa_status compare_timing(struct run *run, const struct flexsa_program *program,
                                         const struct flexsa_record *ran, struct flexsa_error *err)
{
    const struct flexsa_trial *trial = run->trial;
    struct flexsa_times *times = calloc(program->count + 1, sizeof *times);
    struct flexsa_waits *waits = calloc(program->count + 1, sizeof *waits);
    const struct flexsa_run_options options = {
        .stall_seed = run->repro->stall_seed, .timeout_cycles = run->repro->timeout, .times = times};
    struct flexsa_record csim = {.times = times};
    enum flexsa_status status = FLEXSA_OK;

    if (!times || !waits)
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for csim's times");
    if (status == FLEXSA_OK)
        status = flexsa_csim_time(&trial->machine, program, &options, &csim.result, waits, err);
    if (status == FLEXSA_OK && !run->timing_differs &&
        flexsa_lockstep_compare(program, ran, &csim, waits, &run->timing_err) != FLEXSA_OK) {
        run->timing_differs = true;
        run->timing = sign_timing(program, ran, &csim);
    }
    free(times);
    free(waits);
    return status;
}

/* ---- a GEMM -------------------------------------------------------------------------- */

static enum flexsa_status on_pass(void *context, const struct flexsa_pass_run *pass, struct flexsa_error *err)
{
    const struct flexsa_record ran = {*pass->result, pass->times};

    return compare_timing(context, &pass->pass->program, &ran, err);
}

static void blame_mismatch(struct run *run, const struct flexsa_gemm_result *result)
{
    static const enum flexsa_failure failures[] = {
        [FLEXSA_MISMATCH_NONE] = FLEXSA_FAILURE_NOTHING,    [FLEXSA_MISMATCH_VALUE] = FLEXSA_FAILURE_VALUE,
        [FLEXSA_MISMATCH_STRAY] = FLEXSA_FAILURE_STRAY,     [FLEXSA_MISMATCH_MISSING] = FLEXSA_FAILURE_MISSING,
        [FLEXSA_MISMATCH_RESULT] = FLEXSA_FAILURE_RESULT,
    };
    const struct flexsa_mismatch *first = &result->first;
    const struct flexsa_signature signature = {failures[first->kind], first->in_tile ? first->modes : 0, ""};
    char text[400];

    if (first->kind == FLEXSA_MISMATCH_NONE)
        snprintf(text, sizeof text, "%.399s", run->err.text);
    else
        snprintf(text, sizeof text,
                 "%s: row %u, column %u of C is 0x%x, 0x%x is expected; sub-core %u, PE column %u; %llu elements differ",
                 flexsa_mismatch_name(first->kind), first->row, first->col, first->got, first->expected, first->core,
                 first->pe_column, (unsigned long long)result->mismatches);
    blame(run, FLEXSA_MISMATCH, signature, text);
}

static void run_gemm(struct run *run)
{
    const struct flexsa_repro *repro = run->repro;
    const struct flexsa_repro_inject *inject = &repro->inject;
    const size_t count = (size_t)repro->gemm.m * repro->gemm.n;
    const struct flexsa_operands operands = {repro->a, repro->b, repro->c0, calloc(count, 4), calloc(count, 2)};
    const struct flexsa_drive_options options = {
        .timeout_cycles = repro->timeout,
        .stall_seed = repro->stall_seed,
        .reset_at_cycle = repro->reset_at,
        .inject = {inject->enabled, inject->row, inject->col, inject->bit},
        .on_pass = run->trial->lockstep ? on_pass : NULL,
        .context = run,
    };
    struct flexsa_gemm_result result = {0};
    enum flexsa_status status = open_driver(run->trial, &run->err);

    if (status == FLEXSA_OK && (!operands.c || !operands.c16))
        status = flexsa_fail(&run->err, FLEXSA_SIM_FAILED, "no memory for C");
    if (status == FLEXSA_OK)
        status = flexsa_driver_gemm(run->trial->driver, &repro->gemm, &operands, &options, &result, &run->err);
    run->verdict->cycles = result.cycles;
    run->verdict->instrs = result.instrs;
    if (status == FLEXSA_MISMATCH)
        blame_mismatch(run, &result);
    else if (status != FLEXSA_OK)
        blame_failure(run, status);
    else if (run->timing_differs)
        blame_timing(run);
    free(operands.c);
    free(operands.c16);
}

/* ---- a program ------------------------------------------------------------------------- */

enum { BY_BACKEND = 1, BY_GOLDEN = 2 };

/* Who stored which byte. */
struct stores {
    uint8_t *map;     /* one for each byte of GBUF */
    uint8_t mark;
    uint64_t bytes;
};

static bool note_write(void *context, const struct flexsa_write *write)
{
    struct stores *stores = context;

    for (unsigned i = 0; i < write->bytes; i++)
        if (write->strobe[i / 8] >> i % 8 & 1) {
            stores->map[write->addr + i] |= stores->mark;
            stores->bytes++;
        }
    return true;
}

static bool stores_byte(const struct flexsa_instr *i, uint32_t addr)
{
    const uint32_t row_bytes = i->n * (i->f16 ? 2 : 4);

    if (i->op != FLEXSA_OP_ST || addr < i->addr)
        return false;
    if (i->m == 1 || i->pitch == 0)
        return addr - i->addr < row_bytes;
    return (addr - i->addr) / i->pitch < i->m && (addr - i->addr) % i->pitch < row_bytes;
}

/* Modes of the ExecGEMMs in the tile that was stored over the byte last; 0 if none was. */
static unsigned modes_at(const struct flexsa_program *program, uint32_t addr)
{
    unsigned open[4][2] = {{0}}, found = 0;

    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_instr *instr = &program->instrs[i];

        if (instr->op == FLEXSA_OP_EXEC)
            open[instr->core][instr->half] |= 1u << instr->mode;
        if (stores_byte(instr, addr))
            found = open[instr->core][instr->half];
        if (instr->op == FLEXSA_OP_ST)
            open[instr->core][instr->half] = 0;
    }
    return found;
}

/* The golden model's GBUF, byte by byte. */
static void compare_gbuf(struct run *run, const uint8_t *got, const uint8_t *expected, const uint8_t *map)
{
    struct flexsa_signature signature = {.failure = FLEXSA_FAILURE_VALUE};
    size_t differ = 0, first = 0;
    char text[200];

    for (size_t i = 0; i < run->trial->machine.gbuf_bytes; i++)
        if (got[i] != expected[i] && differ++ == 0)
            first = i;
    if (differ == 0)
        return;
    if (map[first] == BY_GOLDEN)
        signature.failure = FLEXSA_FAILURE_MISSING;
    else if (!(map[first] & BY_GOLDEN))
        signature.failure = FLEXSA_FAILURE_STRAY;
    signature.modes = modes_at(&run->repro->program, (uint32_t)first);
    snprintf(text, sizeof text, "GBUF byte 0x%zx is 0x%02x, the golden model has 0x%02x; %zu bytes differ in all", first,
             got[first], expected[first], differ);
    blame(run, FLEXSA_MISMATCH, signature, text);
}

static enum flexsa_status run_side(struct run *run, const struct side *side, struct stores *stores,
                                   struct flexsa_record *record, struct flexsa_times *times)
{
    const struct flexsa_repro *repro = run->repro;
    const struct flexsa_run_options options = {
        .on_write = note_write,
        .context = stores,
        .timeout_cycles = repro->timeout,
        .stall_seed = repro->stall_seed,
        .reset_at_cycle = repro->reset_at,
        .times = times,
    };

    record->times = times;
    memcpy(side->ops->gbuf(side->instance), repro->gbuf, repro->machine.gbuf_bytes);
    return side->ops->run(side->instance, &repro->program, &options, &record->result, &run->err);
}

static void run_both(struct run *run, uint8_t *map, struct flexsa_times *times)
{
    struct flexsa_trial *trial = run->trial;
    const struct flexsa_repro_inject *inject = &run->repro->inject;
    struct stores stores = {map, BY_BACKEND, 0}, golden_stores = {map, BY_GOLDEN, 0};
    struct flexsa_record ran = {.times = NULL}, golden = {.times = NULL};
    enum flexsa_status status = run_side(run, &trial->golden, &golden_stores, &golden, NULL);
    uint8_t *got = trial->backend.ops->gbuf(trial->backend.instance);

    if (status == FLEXSA_OK)
        status = run_side(run, &trial->backend, &stores, &ran, times);
    run->verdict->cycles = ran.result.cycles;
    if (status == FLEXSA_OK && trial->lockstep)
        status = compare_timing(run, &run->repro->program, &ran, &run->err);
    if (status != FLEXSA_OK) {
        blame_failure(run, status);
        return;
    }
    if (inject->enabled && map[inject->addr] & BY_BACKEND)
        got[inject->addr] ^= (uint8_t)(1u << inject->bit);
    compare_gbuf(run, got, trial->golden.ops->gbuf(trial->golden.instance), map);
    if (run->verdict->status == FLEXSA_OK && run->timing_differs)
        blame_timing(run);
    if (run->verdict->status == FLEXSA_OK && golden_stores.bytes == 0)
        blame(run, FLEXSA_MISMATCH, (struct flexsa_signature){.failure = FLEXSA_FAILURE_NOTHING},
              "nothing was checked: the program stores no byte");
}

static void run_program(struct run *run)
{
    const struct flexsa_program *program = &run->repro->program;
    uint8_t *map = calloc(run->repro->machine.gbuf_bytes, 1);
    struct flexsa_times *times = calloc(program->count + 1, sizeof *times);
    enum flexsa_status status = flexsa_program_check(&run->trial->machine, program, &run->err);

    run->verdict->instrs = program->count;
    if (status == FLEXSA_OK && (!map || !times))
        status = flexsa_fail(&run->err, FLEXSA_SIM_FAILED, "no memory for a map of GBUF");
    if (status == FLEXSA_OK)
        status = open_sides(run->trial, &run->err);
    if (status == FLEXSA_OK)
        run_both(run, map, times);
    else
        blame_failure(run, status);
    free(map);
    free(times);
}

/* ---- any case ---------------------------------------------------------------------------- */

void flexsa_trial_run(struct flexsa_trial *trial, const struct flexsa_repro *repro, struct flexsa_verdict *verdict)
{
    struct run run = {.trial = trial, .verdict = verdict};
    struct flexsa_repro copy;
    enum flexsa_status status = flexsa_repro_copy(&copy, repro, &run.err);

    *verdict = (struct flexsa_verdict){0};
    if (status == FLEXSA_OK)
        status = flexsa_repro_inline(&copy, &run.err);
    run.repro = &copy;
    if (status != FLEXSA_OK)
        blame_failure(&run, status);
    else if (repro->kind == FLEXSA_REPRO_GEMM)
        run_gemm(&run);
    else
        run_program(&run);
    if (verdict->status == FLEXSA_SIM_FAILED)
        close_all(trial);
    flexsa_repro_free(&copy);
}
