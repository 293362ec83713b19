/*
 * golden.c - the ISA model. One `struct core` is what docs/isa.md calls "what a program
 * sees", and each exec_* function is one row of its table of instructions.
 *
 * A shared stationary tile is kept once: which cores hold copies of it changes traffic, not
 * values. Tiles are kept as loaded; operands are packed for the kernel when weights shift
 * in, and when a wave streams.
 */
#include "golden.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "half.h"
#include "kernel.h"
#include "traffic.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "GBUF is little endian, and golden.c copies its bytes as they are"
#endif

enum { MAX_CORES = 4, QUEUE = 2, HALVES = 2, MAX_PARTITIONS = 4, PROGRESS_EVERY = 256 };

/* A matrix tile as loaded: rows x cols binary16, dense. */
struct tile {
    unsigned mode, rows, cols;
    bool pair;
    uint16_t *data;
};

/* Up to QUEUE tiles, the oldest at tiles[first]. */
struct queue {
    struct tile tiles[QUEUE];
    unsigned first, count;
};

/* Weights in the PEs; columns[0], columns[1] feed the even and the odd partitions. */
struct weights {
    bool valid;
    unsigned mode, k, n;
    float *columns[2];
};

enum half_state { HALF_FREE, HALF_LOADED, HALF_OPEN, HALF_HANDED };

struct half {
    enum half_state state;
    uint32_t *data;    /* partitions x part_rows x part_cols                     */
    unsigned *written; /* partitions x part_rows: columns [0, written) hold values */
};

struct core {
    struct queue stationary, moving;
    struct weights next, current;
    struct half halves[HALVES];
};

struct golden {
    struct flexsa_machine machine;
    const struct flexsa_kernel *kernel;
    unsigned cores;
    unsigned part_rows, part_cols; /* of an OBUF partition half              */
    struct core core[MAX_CORES];
    float *packed_a; /* one part of a moving tile              */
    uint16_t *row16; /* one stored row                         */
    uint8_t *strobe; /* all ones                               */
    uint8_t *gbuf;
};

/* What one call of run() carries along. */
struct run {
    struct golden *golden;
    const struct flexsa_run_options *options;
    const struct flexsa_instr *instr;
    size_t index;
    struct flexsa_error *err;
};

/* A piece of a tile in one partition: consecutive rows of one part, columns of one side. */
struct piece {
    unsigned partition, orow;      /* where it lies in OBUF                  */
    unsigned row, rows, col, cols; /* what it is of the tile                 */
    unsigned side;                 /* 0: even partition's columns, 1: odd's  */
};

static enum flexsa_status refuse(const struct run *run, const char *rule)
{
    char text[FLEXSA_TEXT_BYTES];
    flexsa_instr_print(run->instr, text);
    return flexsa_fail(run->err, FLEXSA_BAD_INPUT, "golden: instruction %zu, \"%s\": %s",
                       run->index, text, rule);
}

/* ---- memory ---------------------------------------------------------------- */

static void golden_close(void *instance)
{
    struct golden *golden = instance;
    if (!golden)
        return;
    for (unsigned q = 0; q < MAX_CORES; q++) {
        struct core *core = &golden->core[q];
        for (unsigned i = 0; i < QUEUE; i++) {
            free(core->stationary.tiles[i].data);
            free(core->moving.tiles[i].data);
        }
        for (unsigned i = 0; i < 2; i++) {
            free(core->next.columns[i]);
            free(core->current.columns[i]);
        }
        for (unsigned i = 0; i < HALVES; i++) {
            free(core->halves[i].data);
            free(core->halves[i].written);
        }
    }
    free(golden->packed_a);
    free(golden->row16);
    free(golden->strobe);
    free(golden->gbuf);
    free(golden);
}

/* Largest m, n, k of any mode, and partitions of OBUF: every buffer's size. */
static struct flexsa_limits largest(const struct flexsa_machine *machine, unsigned *partitions)
{
    struct flexsa_limits most = {0, 0, 0, 0, 0};
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++) {
        struct flexsa_limits limits = flexsa_machine_limits(machine, mode);
        most.m = limits.m > most.m ? limits.m : most.m;
        most.n = limits.n > most.n ? limits.n : most.n;
        most.k = limits.k > most.k ? limits.k : most.k;
        most.part_rows = limits.part_rows > most.part_rows ? limits.part_rows : most.part_rows;
    }
    *partitions = machine->arch == FLEXSA_ARCH_FLEXSA ? MAX_PARTITIONS : 1;
    return most;
}

static bool core_alloc(struct core *core, const struct flexsa_kernel *kernel,
                       struct flexsa_limits most, size_t part_cols, size_t partitions)
{
    bool ok = true;
    for (unsigned i = 0; i < QUEUE; i++) {
        ok &= (core->stationary.tiles[i].data = calloc((size_t)most.k * most.n, 2)) != NULL;
        ok &= (core->moving.tiles[i].data = calloc((size_t)most.m * most.k, 2)) != NULL;
    }
    size_t floats = flexsa_kernel_b_floats(kernel, most.k, part_cols);
    for (unsigned i = 0; i < 2; i++) {
        ok &= (core->next.columns[i] = flexsa_kernel_alloc(floats)) != NULL;
        ok &= (core->current.columns[i] = flexsa_kernel_alloc(floats)) != NULL;
    }
    size_t rows = partitions * most.part_rows;
    for (unsigned i = 0; i < HALVES; i++) {
        ok &= (core->halves[i].data = calloc(rows * part_cols, 4)) != NULL;
        ok &= (core->halves[i].written = calloc(rows, sizeof(unsigned))) != NULL;
    }
    return ok;
}

static enum flexsa_status golden_open(void **instance, const struct flexsa_machine *machine,
                                      const char *wave_path, struct flexsa_error *err)
{
    *instance = NULL;
    if (wave_path)
        return flexsa_fail(err, FLEXSA_USAGE, "the golden model has no waveform to write to %s",
                           wave_path);
    enum flexsa_status status = flexsa_kernel_check_host(err);
    if (status != FLEXSA_OK)
        return status;

    unsigned partitions;
    struct flexsa_limits most = largest(machine, &partitions);
    struct golden *golden = calloc(1, sizeof *golden);
    bool ok = golden != NULL;
    if (ok) {
        golden->machine = *machine;
        golden->kernel = flexsa_kernel_at(0);
        golden->cores = flexsa_machine_cores(machine);
        golden->part_rows = most.part_rows;
        golden->part_cols = machine->arch == FLEXSA_ARCH_SINGLE ? most.n : machine->sub_cols;
        size_t floats = flexsa_kernel_a_floats(golden->kernel, most.m, most.k);
        ok &= (golden->packed_a = flexsa_kernel_alloc(floats)) != NULL;
        ok &= (golden->row16 = calloc(most.n, 2)) != NULL;
        ok &= (golden->strobe = malloc((size_t)most.n * 4 / 8 + 1)) != NULL;
        ok &= (golden->gbuf = calloc(machine->gbuf_bytes, 1)) != NULL;
        for (unsigned q = 0; q < golden->cores; q++)
            ok &= core_alloc(&golden->core[q], golden->kernel, most, golden->part_cols, partitions);
    }
    if (!ok) {
        golden_close(golden);
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the golden model");
    }
    memset(golden->strobe, 0xff, (size_t)most.n * 4 / 8 + 1);
    *instance = golden;
    return FLEXSA_OK;
}

static uint8_t *golden_gbuf(void *instance)
{
    return ((struct golden *)instance)->gbuf;
}

/* ---- queues and GBUF --------------------------------------------------------- */

static struct core *core_of(const struct run *run)
{
    return &run->golden->core[run->instr->core];
}

static bool gbuf_holds(const struct run *run, unsigned rows, unsigned cols, unsigned element)
{
    const struct flexsa_machine *machine = &run->golden->machine;
    const struct flexsa_instr *instr = run->instr;
    uint64_t row_bytes = (uint64_t)cols * element;
    uint64_t end = instr->addr + (uint64_t)(rows - 1) * instr->pitch + row_bytes;

    return instr->addr % machine->port_bytes == 0 && instr->pitch % machine->port_bytes == 0 &&
           (rows == 1 || row_bytes <= instr->pitch) && end <= machine->gbuf_bytes;
}

static const char gbuf_rule[] = "ADDR or PITCH is not aligned, rows overlap, or it leaves GBUF";

/* Appends GBUF's rows x cols binary16 to `queue`. */
static enum flexsa_status load_tile(const struct run *run, struct queue *queue, unsigned rows,
                                    unsigned cols)
{
    const struct flexsa_instr *instr = run->instr;

    if (!gbuf_holds(run, rows, cols, 2))
        return refuse(run, gbuf_rule);
    if (queue->count == QUEUE)
        return refuse(run, "both tiles of the queue are taken");
    struct tile *tile = &queue->tiles[(queue->first + queue->count++) % QUEUE];
    tile->mode = instr->mode;
    tile->rows = rows;
    tile->cols = cols;
    tile->pair = instr->pair;
    const uint8_t *from = run->golden->gbuf + instr->addr;
    for (unsigned i = 0; i < rows; i++)
        memcpy(tile->data + (size_t)i * cols, from + (size_t)i * instr->pitch, (size_t)cols * 2);
    return FLEXSA_OK;
}

static void queue_pop(struct queue *queue)
{
    queue->first = (queue->first + 1) % QUEUE;
    queue->count--;
}

/* ---- OBUF -------------------------------------------------------------------- */

/* Cuts an m x n tile of `mode` (parts, partitions, columns) into at most 8 pieces.
 * Returns their count, or 0 if one lies above its partition. */
static unsigned cut(const struct run *run, struct piece pieces[2 * MAX_PARTITIONS])
{
    const struct golden *golden = run->golden;
    const struct flexsa_instr *instr = run->instr;
    bool flexsa = golden->machine.arch == FLEXSA_ARCH_FLEXSA;
    bool wide = instr->mode == FLEXSA_MODE_FW || instr->mode == FLEXSA_MODE_HSW;
    unsigned parts = flexsa_machine_limits(&golden->machine, instr->mode).parts;
    unsigned count = 0;

    for (unsigned q = 0; q < parts; q++) {
        unsigned rows = flexsa_part_rows(instr->m, parts, q);
        if (rows == 0)
            continue;
        if (rows > golden->part_rows || instr->orow > golden->part_rows - rows)
            return 0;
        for (unsigned col = 0, side = 0; col < instr->n; col += golden->part_cols, side++) {
            struct piece *piece = &pieces[count++];
            unsigned left = instr->n - col;
            piece->side = side;
            piece->partition = !flexsa                          ? 0
                               : wide                           ? 2 * q + side
                               : instr->mode == FLEXSA_MODE_VSW ? q + 2 * instr->pair
                                                                : q;
            piece->orow = instr->orow;
            piece->row = flexsa_part_first(instr->m, parts, q);
            piece->rows = rows;
            piece->col = col;
            piece->cols = left < golden->part_cols ? left : golden->part_cols;
        }
    }
    return count;
}

static const char orow_rule[] = "OROW and the rows of a part reach above the partition";

/* Row of `piece` in its partition: its place in half->written, and times part_cols in data. */
static size_t obuf_row(const struct golden *golden, const struct piece *piece, unsigned row)
{
    return (size_t)piece->partition * golden->part_rows + piece->orow + row;
}

static bool piece_written(const struct golden *golden, const struct half *half,
                          const struct piece *piece)
{
    for (unsigned i = 0; i < piece->rows; i++)
        if (half->written[obuf_row(golden, piece, i)] < piece->cols)
            return false;
    return true;
}

static void piece_mark(const struct golden *golden, struct half *half, const struct piece *piece)
{
    for (unsigned i = 0; i < piece->rows; i++) {
        unsigned *written = &half->written[obuf_row(golden, piece, i)];
        *written = piece->cols > *written ? piece->cols : *written;
    }
}

static void half_free(const struct golden *golden, struct half *half)
{
    unsigned partitions;
    largest(&golden->machine, &partitions);
    half->state = HALF_FREE;
    memset(half->written, 0, sizeof(unsigned) * partitions * golden->part_rows);
}

/* The rules that StLBUF and LdOBUF share; then `pieces` is filled in, and *count at least 1. */
static enum flexsa_status check_tile(const struct run *run, unsigned element,
                                     struct piece pieces[2 * MAX_PARTITIONS], unsigned *count)
{
    *count = cut(run, pieces);
    if (*count == 0)
        return refuse(run, orow_rule);
    return gbuf_holds(run, run->instr->m, run->instr->n, element) ? FLEXSA_OK : refuse(run, gbuf_rule);
}

/* ---- instructions ------------------------------------------------------------ */

static enum flexsa_status exec_shift(const struct run *run)
{
    const struct golden *golden = run->golden;
    const struct flexsa_instr *instr = run->instr;
    struct core *core = core_of(run);
    const struct tile *tile = &core->stationary.tiles[core->stationary.first];

    if (core->stationary.count == 0)
        return refuse(run, "there is no stationary tile to shift in");
    if (tile->mode != instr->mode || tile->rows != instr->k || tile->cols != instr->n)
        return refuse(run, "MODE, K or N differ from the LdLBUF_V's");
    if (core->next.valid)
        return refuse(run, "the next weights are still waiting for their ExecGEMM");

    core->next.valid = true;
    core->next.mode = instr->mode;
    core->next.k = instr->k;
    core->next.n = instr->n;
    for (unsigned col = 0, side = 0; col < instr->n; col += golden->part_cols, side++) {
        unsigned left = instr->n - col;
        golden->kernel->pack_b(tile->data + col, tile->cols, tile->rows,
                               left < golden->part_cols ? left : golden->part_cols,
                               core->next.columns[side]);
    }
    queue_pop(&core->stationary);
    return FLEXSA_OK;
}

/* The rules of ExecGEMM, before anything changes. */
static enum flexsa_status check_exec(const struct run *run, const struct piece *pieces,
                                     unsigned count)
{
    const struct flexsa_instr *instr = run->instr;
    struct core *core = core_of(run);
    const struct half *half = &core->halves[instr->half];
    const struct weights *weights = instr->swap ? &core->next : &core->current;
    const struct tile *tile = &core->moving.tiles[core->moving.first];

    if (!weights->valid)
        return refuse(run, "there are no weights");
    if (weights->mode != instr->mode || weights->k != instr->k || weights->n != instr->n)
        return refuse(run, "MODE, K or N differ from the weights'");
    if (core->moving.count == 0)
        return refuse(run, "there is no moving tile");
    if (tile->mode != instr->mode || tile->rows != instr->m || tile->cols != instr->k ||
        tile->pair != instr->pair)
        return refuse(run, "MODE, M, K or PAIR differ from the LdLBUF_H's");
    if (count == 0)
        return refuse(run, orow_rule);
    if (half->state == HALF_HANDED)
        return refuse(run, "the OBUF half is handed over and not stored");
    if (half->state == HALF_LOADED && !instr->acc)
        return refuse(run, "LdOBUF has filled the OBUF half, but ACC is 0");
    for (unsigned i = 0; instr->acc && i < count; i++)
        if (half->state == HALF_FREE || !piece_written(run->golden, half, &pieces[i]))
            return refuse(run, "ACC, but the tile has nothing there to add to");
    return FLEXSA_OK;
}

static enum flexsa_status exec_exec(const struct run *run)
{
    struct golden *golden = run->golden;
    const struct flexsa_kernel *kernel = golden->kernel;
    const struct flexsa_instr *instr = run->instr;
    struct core *core = core_of(run);
    struct half *half = &core->halves[instr->half];
    struct piece pieces[2 * MAX_PARTITIONS];
    unsigned count = cut(run, pieces);

    enum flexsa_status status = check_exec(run, pieces, count);
    if (status != FLEXSA_OK)
        return status;

    if (instr->swap) {
        struct weights old = core->current;
        core->current = core->next;
        core->next = old;
        core->next.valid = false;
    }
    const struct tile *tile = &core->moving.tiles[core->moving.first];
    for (unsigned i = 0; i < count; i++) {
        const struct piece *piece = &pieces[i];
        if (piece->side == 0) /* the odd side streams the same rows */
            kernel->pack_a(tile->data + (size_t)piece->row * tile->cols, tile->cols, piece->rows,
                           tile->cols, golden->packed_a);
        kernel->run(piece->rows, piece->cols, instr->k, golden->packed_a,
                    core->current.columns[piece->side],
                    half->data + obuf_row(golden, piece, 0) * golden->part_cols, golden->part_cols,
                    instr->acc);
        piece_mark(golden, half, piece);
    }
    queue_pop(&core->moving);
    half->state = instr->last ? HALF_HANDED : HALF_OPEN;
    return FLEXSA_OK;
}

static enum flexsa_status exec_ldo(const struct run *run)
{
    struct golden *golden = run->golden;
    const struct flexsa_instr *instr = run->instr;
    struct half *half = &core_of(run)->halves[instr->half];
    struct piece pieces[2 * MAX_PARTITIONS];
    unsigned count;

    enum flexsa_status status = check_tile(run, 4, pieces, &count);
    if (status != FLEXSA_OK)
        return status;
    if (half->state != HALF_FREE)
        return refuse(run, "the OBUF half is not free");

    for (unsigned i = 0; i < count; i++) {
        const struct piece *piece = &pieces[i];
        for (unsigned r = 0; r < piece->rows; r++)
            memcpy(half->data + obuf_row(golden, piece, r) * golden->part_cols,
                   golden->gbuf + instr->addr + (size_t)(piece->row + r) * instr->pitch +
                       (size_t)piece->col * 4,
                   (size_t)piece->cols * 4);
        piece_mark(golden, half, piece);
    }
    half->state = HALF_LOADED;
    return FLEXSA_OK;
}

/* Stores row r of `piece`, and tells on_write. */
static bool store_row(const struct run *run, const struct half *half, const struct piece *piece,
                      unsigned r)
{
    struct golden *golden = run->golden;
    const struct flexsa_instr *instr = run->instr;
    const uint32_t *from = half->data + obuf_row(golden, piece, r) * golden->part_cols;
    unsigned element = instr->f16 ? 2 : 4;
    const void *data = from;

    if (instr->f16) {
        for (unsigned j = 0; j < piece->cols; j++)
            golden->row16[j] = flexsa_f32_to_half(from[j]);
        data = golden->row16;
    }
    struct flexsa_write write = {
        .cycle = 0,
        .lane = golden->cores > 1 ? instr->core : piece->partition,
        .addr = instr->addr + (piece->row + r) * instr->pitch + piece->col * element,
        .bytes = piece->cols * element,
        .data = data,
        .strobe = golden->strobe,
    };
    memcpy(golden->gbuf + write.addr, data, write.bytes);
    return !run->options || !run->options->on_write ||
           run->options->on_write(run->options->context, &write);
}

static enum flexsa_status exec_st(const struct run *run)
{
    struct golden *golden = run->golden;
    const struct flexsa_instr *instr = run->instr;
    struct half *half = &core_of(run)->halves[instr->half];
    struct piece pieces[2 * MAX_PARTITIONS];
    unsigned count;

    enum flexsa_status status = check_tile(run, instr->f16 ? 2 : 4, pieces, &count);
    if (status != FLEXSA_OK)
        return status;
    if (half->state != HALF_HANDED)
        return refuse(run, "the OBUF half is not handed over (LAST)");
    for (unsigned i = 0; i < count; i++)
        if (!piece_written(golden, half, &pieces[i]))
            return refuse(run, "it stores elements that nothing has written");

    for (unsigned i = 0; i < count; i++)
        for (unsigned r = 0; r < pieces[i].rows; r++)
            if (!store_row(run, half, &pieces[i], r))
                return flexsa_fail(run->err, FLEXSA_MISMATCH,
                                   "stopped by on_write at instruction %zu", run->index);
    half_free(golden, half);
    return FLEXSA_OK;
}

/* Rule 1: sizes, modes and cores; after it no index can be out of range. */
static enum flexsa_status check_sizes(const struct run *run)
{
    const struct flexsa_machine *machine = &run->golden->machine;
    const struct flexsa_instr *instr = run->instr;
    bool uses_m = instr->op != FLEXSA_OP_LDV && instr->op != FLEXSA_OP_SHIFT;
    bool uses_n = instr->op != FLEXSA_OP_LDH;
    bool uses_k = instr->op != FLEXSA_OP_ST && instr->op != FLEXSA_OP_LDO;

    if (instr->op == FLEXSA_OP_SYNC)
        return FLEXSA_OK;
    if (instr->op == 0 || instr->op >= FLEXSA_OP_LIMIT)
        return refuse(run, "unknown opcode");
    if (instr->core >= run->golden->cores)
        return refuse(run, "there is no such core");
    if (instr->half >= HALVES)
        return refuse(run, "there is no such OBUF half");
    if (instr->mode >= FLEXSA_NUM_MODES || flexsa_machine_limits(machine, instr->mode).m == 0)
        return refuse(run, "this machine does not know the mode");
    if (!uses_k && instr->mode != FLEXSA_MODE_FW && instr->mode != FLEXSA_MODE_ISW)
        return refuse(run, "a tile in OBUF is wide (FW) or skinny (ISW)");
    struct flexsa_limits limits = flexsa_machine_limits(machine, instr->mode);
    if ((uses_m && (instr->m == 0 || instr->m > limits.m)) ||
        (uses_n && (instr->n == 0 || instr->n > limits.n)) ||
        (uses_k && (instr->k == 0 || instr->k > limits.k)))
        return refuse(run, "a size is 0 or above the mode's limit");
    return FLEXSA_OK;
}

static enum flexsa_status execute(const struct run *run)
{
    const struct flexsa_instr *instr = run->instr;
    enum flexsa_status status = check_sizes(run);
    if (status != FLEXSA_OK)
        return status;

    switch (instr->op) {
    case FLEXSA_OP_LDV: return load_tile(run, &core_of(run)->stationary, instr->k, instr->n);
    case FLEXSA_OP_LDH: return load_tile(run, &core_of(run)->moving, instr->m, instr->k);
    case FLEXSA_OP_SHIFT: return exec_shift(run);
    case FLEXSA_OP_EXEC: return exec_exec(run);
    case FLEXSA_OP_ST: return exec_st(run);
    case FLEXSA_OP_LDO: return exec_ldo(run);
    default: /* Sync: in order, everything before is complete */ return FLEXSA_OK;
    }
}

/* ---- the run ------------------------------------------------------------------ */

static void reset(struct golden *golden)
{
    for (unsigned q = 0; q < golden->cores; q++) {
        struct core *core = &golden->core[q];
        core->stationary.count = core->moving.count = 0;
        core->next.valid = core->current.valid = false;
        for (unsigned i = 0; i < HALVES; i++)
            half_free(golden, &core->halves[i]);
    }
}

static enum flexsa_status golden_run(void *instance, const struct flexsa_program *program,
                                     const struct flexsa_run_options *options,
                                     struct flexsa_run_result *result, struct flexsa_error *err)
{
    struct golden *golden = instance;
    struct flexsa_run_result none;
    if (!result)
        result = &none;
    memset(result, 0, sizeof *result);
    reset(golden);

    for (size_t i = 0; i < program->count; i++) {
        struct run run = {golden, options, &program->instrs[i], i, err};
        enum flexsa_status status = execute(&run);
        if (status != FLEXSA_OK)
            return status;
        flexsa_traffic_count(&golden->machine, run.instr, result->counters);
        bool due = (i + 1) % PROGRESS_EVERY == 0;
        if (due && options && options->on_progress &&
            !options->on_progress(options->context, 0, i + 1))
            return flexsa_fail(err, FLEXSA_SIM_FAILED,
                               "stopped by on_progress after %zu instructions", i + 1);
    }
    return FLEXSA_OK;
}

/* ---- term by term ---------------------------------------------------------------- */

/* The OBUF element a chain ends in; NULL if the instruction has no such element. */
static const uint32_t *chain_element(const struct run *run, const struct flexsa_golden_chain *chain, unsigned *side,
                                     unsigned *side_col)
{
    const struct golden *golden = run->golden;
    struct piece pieces[2 * MAX_PARTITIONS];
    const unsigned count = cut(run, pieces);

    for (unsigned i = 0; i < count; i++) {
        const struct piece *piece = &pieces[i];

        if (chain->row - piece->row >= piece->rows || chain->col - piece->col >= piece->cols)
            continue;
        *side = piece->side;
        *side_col = chain->col - piece->col;
        return core_of(run)->halves[run->instr->half].data +
               obuf_row(golden, piece, chain->row - piece->row) * golden->part_cols + *side_col;
    }
    return NULL;
}

/* Before the ExecGEMM: its operands, and their products added up one by one. */
static enum flexsa_status chain_begin(const struct run *run, struct flexsa_golden_chain *chain)
{
    const struct core *core = core_of(run);
    const struct weights *weights = run->instr->swap ? &core->next : &core->current;
    const struct tile *tile = &core->moving.tiles[core->moving.first];
    const size_t strip = run->golden->kernel->cols;
    unsigned side, col;
    const uint32_t *element = chain_element(run, chain, &side, &col);
    float sum = 0;

    if (!element)
        return flexsa_fail(run->err, FLEXSA_SIM_FAILED, "golden: instruction %zu has no element (%u, %u)", run->index,
                           chain->row, chain->col);
    chain->before = *element;
    for (unsigned k = 0; k < run->instr->k; k++) {
        const float b = weights->columns[side][(col / strip * run->instr->k + k) * strip + col % strip];
        const float a = flexsa_f32_value(flexsa_half_to_f32(tile->data[(size_t)chain->row * tile->cols + k]));

        chain->a[k] = tile->data[(size_t)chain->row * tile->cols + k];
        chain->b[k] = flexsa_f32_to_half(flexsa_f32_bits(b));
        sum = k == 0 ? a * b : fmaf(a, b, sum);
        chain->psum[k] = flexsa_f32_result(sum);
    }
    return FLEXSA_OK;
}

static enum flexsa_status chain_end(const struct run *run, struct flexsa_golden_chain *chain)
{
    const float sum = flexsa_f32_value(chain->psum[run->instr->k - 1]);
    unsigned side, col;

    chain->after = *chain_element(run, chain, &side, &col);
    if (flexsa_f32_result(run->instr->acc ? flexsa_f32_value(chain->before) + sum : sum) == chain->after)
        return FLEXSA_OK;
    return flexsa_fail(run->err, FLEXSA_SIM_FAILED, "golden: the terms of element (%u, %u) of instruction %zu do not add up",
                       chain->row, chain->col, run->index);
}

enum flexsa_status flexsa_golden_explain(void *instance, const struct flexsa_program *program,
                                         struct flexsa_golden_chain *chains, size_t count, struct flexsa_error *err)
{
    struct golden *golden = instance;
    enum flexsa_status status = FLEXSA_OK;
    size_t next = 0;

    reset(golden);
    for (size_t i = 0; status == FLEXSA_OK && i < program->count; i++) {
        struct run run = {golden, NULL, &program->instrs[i], i, err};
        size_t end = next;

        while (status == FLEXSA_OK && end < count && chains[end].instr == i)
            status = chain_begin(&run, &chains[end++]);
        if (status == FLEXSA_OK)
            status = execute(&run);
        while (status == FLEXSA_OK && next < end)
            status = chain_end(&run, &chains[next++]);
    }
    return status;
}

const struct flexsa_backend_ops flexsa_golden_backend = {
    "golden", golden_open, golden_close, golden_gbuf, golden_run,
};
