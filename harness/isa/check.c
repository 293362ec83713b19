/*
 * check.c - is a program legal? Walks it in program order with the state of the
 * machine as the order of instructions defines it: queues, weights, OBUF halves,
 * and who last read and wrote each piece of GBUF. The rule numbers are those of
 * docs/isa.md, "What makes a program illegal".
 *
 * Both maps are exact, not estimates:
 * - Every row in GBUF begins on a multiple of port_bytes and has no gaps, so two
 *   accesses share a byte if and only if they share a granule of port_bytes: each
 *   of them touches the granule's first byte.
 * - ExecGEMM and LdOBUF write whole prefixes [0, n) of partition rows, so the columns
 *   that a row holds are one number.
 */
#include "flexsa_instr.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_CORES 4
#define MAX_PARTITIONS 4
#define QUEUE_DEPTH 2

/* A stationary tile, or a moving one: the fields that must agree later (rule 4). */
struct tile {
    unsigned mode, m, n, k;
    bool pair;
};

struct queue {
    struct tile tiles[QUEUE_DEPTH];
    unsigned count;
};

enum half_state {
    HALF_FREE,
    HALF_LOADED, /* LdOBUF has filled it, no ExecGEMM yet */
    HALF_EXEC,   /* an ExecGEMM has begun to write        */
    HALF_HANDED, /* LAST: waits for its StLBUF            */
};

struct half {
    enum half_state state;
    unsigned *columns; /* [partition][row]: that many leading columns are written */
};

struct core {
    struct queue stationary, moving;
    bool has_next, has_current;
    struct tile next, current;
    struct half halves[2];
};

struct checker {
    const struct flexsa_machine *machine;
    const struct flexsa_instr *instr; /* the one being checked */
    size_t index;
    struct flexsa_error *err;

    unsigned partitions, part_rows;
    struct core cores[MAX_CORES];
    unsigned *columns;                /* storage of all halves */

    /* For each granule of GBUF: 1 + index of the last instruction that read, wrote it. */
    size_t *reader, *writer;
    size_t synced;                    /* instructions before this one are complete */
};

/* The part of an OBUF partition that an instruction covers. */
struct patch {
    unsigned partition, rows, columns;
};

__attribute__((format(printf, 3, 4))) static enum flexsa_status
broken(const struct checker *check, unsigned rule, const char *format, ...)
{
    char text[FLEXSA_TEXT_BYTES], why[128];
    va_list args;

    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    flexsa_instr_print(check->instr, text);
    return flexsa_fail(check->err, FLEXSA_BAD_INPUT, "instruction %zu '%s' breaks rule %u: %s",
                       check->index, text, rule, why);
}

static bool is_wide(unsigned mode)
{
    return mode == FLEXSA_MODE_FW || mode == FLEXSA_MODE_HSW;
}

/* ---- rule 1: sizes ------------------------------------------------------- */

static enum flexsa_status check_size(const struct checker *check, char name, unsigned size,
                                     unsigned limit)
{
    return size >= 1 && size <= limit
               ? FLEXSA_OK
               : broken(check, 1, "%c must be 1..%u in mode %s of configuration %s", name, limit,
                        flexsa_mode_name(check->instr->mode), check->machine->config);
}

static enum flexsa_status check_sizes(const struct checker *check)
{
    const struct flexsa_instr *i = check->instr;
    const struct flexsa_limits limits = flexsa_machine_limits(check->machine, i->mode);
    const bool has_m = i->op != FLEXSA_OP_LDV && i->op != FLEXSA_OP_SHIFT;
    const bool has_n = i->op != FLEXSA_OP_LDH;
    const bool has_k = i->op != FLEXSA_OP_ST && i->op != FLEXSA_OP_LDO;
    const bool has_orow = i->op == FLEXSA_OP_EXEC || !has_k;
    enum flexsa_status status = FLEXSA_OK;

    if (limits.parts == 0)
        return broken(check, 1, "this architecture knows mode FW (wide) only");
    if (i->core >= flexsa_machine_cores(check->machine))
        return broken(check, 1, "core is for the architecture 'cores' only");
    if (has_m)
        status = check_size(check, 'm', i->m, limits.m);
    if (status == FLEXSA_OK && has_n)
        status = check_size(check, 'n', i->n, limits.n);
    if (status == FLEXSA_OK && has_k)
        status = check_size(check, 'k', i->k, limits.k);
    if (status == FLEXSA_OK && has_orow &&
        i->orow + flexsa_part_rows(i->m, limits.parts, 0) > limits.part_rows)
        status = broken(check, 1, "orow and the %u rows of a part go past the %u rows of an OBUF partition",
                        flexsa_part_rows(i->m, limits.parts, 0), limits.part_rows);
    return status;
}

/* ---- rules 2 and 6: GBUF -------------------------------------------------- */

/* Notes an access of rows x row_bytes; fails where it overlaps one not yet complete. */
static enum flexsa_status check_hazards(struct checker *check, uint32_t rows, uint32_t row_bytes)
{
    const struct flexsa_instr *i = check->instr;
    const bool is_store = i->op == FLEXSA_OP_ST;
    const size_t port = check->machine->port_bytes;
    const size_t granules = (row_bytes + port - 1) / port;

    for (uint32_t row = 0; row < rows; row++) {
        const size_t first = (i->addr + (size_t)row * i->pitch) / port;

        for (size_t g = first; g < first + granules; g++) {
            if (check->writer[g] > check->synced && is_store)
                return broken(check, 6, "no Sync since an earlier StLBUF over the same bytes");
            if (check->writer[g] > check->synced)
                return broken(check, 6, "no Sync since the StLBUF whose bytes it loads");
            if (check->reader[g] > check->synced && is_store)
                return broken(check, 6, "no Sync since an earlier load of the same bytes");
            (is_store ? check->writer : check->reader)[g] = check->index + 1;
        }
    }
    return FLEXSA_OK;
}

static enum flexsa_status check_gbuf(struct checker *check)
{
    const struct flexsa_instr *i = check->instr;
    const uint32_t port = check->machine->port_bytes;
    uint32_t rows, row_bytes;
    uint64_t end;

    switch (i->op) {
    case FLEXSA_OP_LDV:
        rows = i->k;
        row_bytes = i->n * 2;
        break;
    case FLEXSA_OP_LDH:
        rows = i->m;
        row_bytes = i->k * 2;
        break;
    default:
        rows = i->m;
        row_bytes = i->n * (i->f16 ? 2 : 4);
        break;
    }
    if (i->addr % port != 0 || i->pitch % port != 0)
        return broken(check, 2, "addr or pitch is not a multiple of port_bytes, %u", port);
    if (rows > 1 && row_bytes > i->pitch)
        return broken(check, 2, "a row of %u bytes is longer than pitch", row_bytes);
    end = i->addr + (uint64_t)(rows - 1) * i->pitch + row_bytes;
    if (end > check->machine->gbuf_bytes)
        return broken(check, 2, "it ends at byte 0x%llx, outside GBUF of 0x%x bytes", (unsigned long long)end,
                      check->machine->gbuf_bytes);
    return check_hazards(check, rows, row_bytes);
}

/* ---- rules 3 and 4: tiles ------------------------------------------------- */

static struct tile tile_of(const struct flexsa_instr *i)
{
    return (struct tile){.mode = i->mode, .m = i->m, .n = i->n, .k = i->k, .pair = i->pair};
}

static void queue_push(struct queue *queue, struct tile tile)
{
    queue->tiles[queue->count++] = tile;
}

static struct tile queue_pop(struct queue *queue)
{
    struct tile oldest = queue->tiles[0];

    queue->tiles[0] = queue->tiles[1];
    queue->count--;
    return oldest;
}

static enum flexsa_status check_ldv(struct checker *check, struct core *core)
{
    if (core->stationary.count == QUEUE_DEPTH)
        return broken(check, 3, "two stationary tiles already wait for their ShiftV");
    queue_push(&core->stationary, tile_of(check->instr));
    return check_gbuf(check);
}

static enum flexsa_status check_ldh(struct checker *check, struct core *core)
{
    if (core->moving.count == QUEUE_DEPTH)
        return broken(check, 3, "two moving tiles already wait for their ExecGEMM");
    queue_push(&core->moving, tile_of(check->instr));
    return check_gbuf(check);
}

static enum flexsa_status check_shift(struct checker *check, struct core *core)
{
    const struct flexsa_instr *i = check->instr;
    struct tile tile;

    if (core->has_next)
        return broken(check, 3, "the weights shifted before have not been swapped in yet");
    if (core->stationary.count == 0)
        return broken(check, 3, "no stationary tile");
    tile = queue_pop(&core->stationary);
    if (i->mode != tile.mode || i->k != tile.k || i->n != tile.n)
        return broken(check, 4, "mode, k or n differ from its LdLBUF_V's");
    core->next = tile;
    core->has_next = true;
    return FLEXSA_OK;
}

static enum flexsa_status check_operands(struct checker *check, struct core *core)
{
    const struct flexsa_instr *i = check->instr;
    struct tile moving;

    if (i->swap) {
        if (!core->has_next)
            return broken(check, 3, "swap, but no next weights");
        core->current = core->next;
        core->has_current = true;
        core->has_next = false;
    } else if (core->has_next && !check->machine->second_weight) {
        return broken(check, 3, "a ShiftV has overwritten the weights (one weight register)");
    }
    if (!core->has_current)
        return broken(check, 3, "no weights");
    if (core->moving.count == 0)
        return broken(check, 3, "no moving tile");
    moving = queue_pop(&core->moving);
    if (i->mode != core->current.mode || i->k != core->current.k || i->n != core->current.n)
        return broken(check, 4, "mode, k or n differ from its weights'");
    if (i->mode != moving.mode || i->m != moving.m || i->k != moving.k || i->pair != moving.pair)
        return broken(check, 4, "mode, m, k or pair differ from its LdLBUF_H's");
    return FLEXSA_OK;
}

/* ---- rule 5: OBUF --------------------------------------------------------- */

/* The patches of partitions that an ExecGEMM, StLBUF or LdOBUF covers; returns how many. */
static unsigned find_patches(const struct checker *check, struct patch patches[MAX_PARTITIONS])
{
    const struct flexsa_instr *i = check->instr;
    const unsigned parts = flexsa_machine_limits(check->machine, i->mode).parts;
    const unsigned w = check->machine->sub_cols;
    unsigned count = 0;

    for (unsigned q = 0; q < parts; q++) {
        const unsigned rows = flexsa_part_rows(i->m, parts, q);

        if (check->machine->arch != FLEXSA_ARCH_FLEXSA) {
            patches[count++] = (struct patch){0, rows, i->n};
        } else if (is_wide(i->mode)) {
            patches[count++] = (struct patch){2 * q, rows, i->n < w ? i->n : w};
            patches[count++] = (struct patch){2 * q + 1, rows, i->n < w ? 0 : i->n - w};
        } else {
            patches[count++] = (struct patch){q + (i->pair ? 2 : 0), rows, i->n};
        }
    }
    return count;
}

static unsigned *find_columns(const struct checker *check, struct half *half,
                              const struct patch *patch)
{
    return half->columns + patch->partition * check->part_rows + check->instr->orow;
}

static bool all_written(const struct checker *check, struct half *half)
{
    struct patch patches[MAX_PARTITIONS];
    const unsigned count = find_patches(check, patches);

    for (unsigned p = 0; p < count; p++) {
        const unsigned *columns = find_columns(check, half, &patches[p]);

        for (unsigned row = 0; row < patches[p].rows; row++)
            if (columns[row] < patches[p].columns)
                return false;
    }
    return true;
}

static void mark_written(const struct checker *check, struct half *half)
{
    struct patch patches[MAX_PARTITIONS];
    const unsigned count = find_patches(check, patches);

    for (unsigned p = 0; p < count; p++) {
        unsigned *columns = find_columns(check, half, &patches[p]);

        for (unsigned row = 0; row < patches[p].rows; row++)
            if (columns[row] < patches[p].columns)
                columns[row] = patches[p].columns;
    }
}

static enum flexsa_status check_exec(struct checker *check, struct core *core)
{
    const struct flexsa_instr *i = check->instr;
    struct half *half = &core->halves[i->half];
    enum flexsa_status status = check_operands(check, core);

    if (status != FLEXSA_OK)
        return status;
    if (half->state == HALF_HANDED)
        return broken(check, 5, "the half is handed over and not stored");
    if (half->state == HALF_FREE && i->acc)
        return broken(check, 5, "acc on a free half: there is nothing to add to");
    if (half->state == HALF_LOADED && !i->acc)
        return broken(check, 5, "the first ExecGEMM after a LdOBUF must have acc");
    if (i->acc && !all_written(check, half))
        return broken(check, 5, "acc on elements that this tile has not written or loaded");
    mark_written(check, half);
    half->state = i->last ? HALF_HANDED : HALF_EXEC;
    return FLEXSA_OK;
}

static enum flexsa_status check_st(struct checker *check, struct core *core)
{
    struct half *half = &core->halves[check->instr->half];

    if (half->state != HALF_HANDED)
        return broken(check, 5, "the half is not handed over: no ExecGEMM with last");
    if (!all_written(check, half))
        return broken(check, 5, "stores elements that this tile has not written");
    half->state = HALF_FREE;
    for (unsigned r = 0; r < check->partitions * check->part_rows; r++)
        half->columns[r] = 0;
    return check_gbuf(check);
}

static enum flexsa_status check_ldo(struct checker *check, struct core *core)
{
    struct half *half = &core->halves[check->instr->half];

    if (half->state == HALF_LOADED)
        return broken(check, 5, "the half has been filled by a LdOBUF already");
    if (half->state == HALF_EXEC)
        return broken(check, 5, "an ExecGEMM has begun to write the half");
    if (half->state == HALF_HANDED)
        return broken(check, 5, "the half is handed over and not stored");
    half->state = HALF_LOADED;
    mark_written(check, half);
    return check_gbuf(check);
}

/* ---- the walk -------------------------------------------------------------- */

static enum flexsa_status check_instr(struct checker *check)
{
    struct core *core = &check->cores[check->instr->core];
    struct flexsa_word word;
    struct flexsa_error why;
    enum flexsa_status status;

    if (flexsa_instr_encode(check->instr, &word, &why) != FLEXSA_OK)
        return flexsa_fail(check->err, FLEXSA_BAD_INPUT, "instruction %zu: %s", check->index,
                           why.text);
    if (check->instr->op == FLEXSA_OP_SYNC) {
        check->synced = check->index + 1;
        return FLEXSA_OK;
    }
    status = check_sizes(check);
    if (status != FLEXSA_OK)
        return status;

    switch (check->instr->op) {
    case FLEXSA_OP_LDV:
        return check_ldv(check, core);
    case FLEXSA_OP_LDH:
        return check_ldh(check, core);
    case FLEXSA_OP_SHIFT:
        return check_shift(check, core);
    case FLEXSA_OP_EXEC:
        return check_exec(check, core);
    case FLEXSA_OP_ST:
        return check_st(check, core);
    default:
        return check_ldo(check, core);
    }
}

static bool alloc_maps(struct checker *check)
{
    const struct flexsa_machine *machine = check->machine;
    const size_t granules = machine->gbuf_bytes / machine->port_bytes + 1;
    const unsigned cores = flexsa_machine_cores(machine);
    size_t half_size;

    check->partitions = machine->arch == FLEXSA_ARCH_FLEXSA ? 4 : 1;
    check->part_rows = flexsa_machine_limits(machine, FLEXSA_MODE_FW).part_rows;
    half_size = (size_t)check->partitions * check->part_rows;
    check->reader = calloc(granules, sizeof *check->reader);
    check->writer = calloc(granules, sizeof *check->writer);
    check->columns = calloc(2 * cores * half_size, sizeof *check->columns);
    if (!check->reader || !check->writer || !check->columns)
        return false;
    for (unsigned c = 0; c < cores; c++)
        for (unsigned h = 0; h < 2; h++)
            check->cores[c].halves[h].columns = check->columns + (2 * c + h) * half_size;
    return true;
}

enum flexsa_status flexsa_program_check(const struct flexsa_machine *machine,
                                        const struct flexsa_program *program,
                                        struct flexsa_error *err)
{
    struct checker check = {.machine = machine, .err = err};
    enum flexsa_status status = FLEXSA_OK;

    if (!alloc_maps(&check))
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory to check a program");
    for (; status == FLEXSA_OK && check.index < program->count; check.index++) {
        check.instr = &program->instrs[check.index];
        status = check_instr(&check);
    }
    free(check.reader);
    free(check.writer);
    free(check.columns);
    return status;
}
