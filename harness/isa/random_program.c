/*
 * random_program.c - in two steps. The plan of a core is the order of its ExecGEMMs, StLBUFs and
 * LdOBUFs, drawn by walking the states of its two OBUF halves. The emitter then draws, one
 * instruction at a time, which core goes on, and whether with its next planned instruction or
 * with a load or shift for one further ahead; addresses are drawn here, and a Sync where they
 * collide.
 *
 * Independent of check.c on purpose: the two are tested against each other.
 */
#include "random_program.h"

#include <stdlib.h>
#include <string.h>

#define MAX_CORES 4
#define MAX_PARTITIONS 4
#define TRIES 8

uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint32_t random_below(uint64_t *state, uint32_t limit)
{
    return (uint32_t)(random_next(state) % limit);
}

/* Place and size of a tile in a half: as StLBUF and LdOBUF name it. */
struct shape {
    bool skinny;
    unsigned m, n, orow;
};

struct half {
    enum { FREE, LOADED, OPEN, HANDED } state;
    struct shape anchor;      /* what the tile is sure to cover when it ends    */
    uint8_t *written;         /* [partition][row][column]                       */
};

struct core {
    struct half halves[2];
    struct flexsa_program plan;
    struct flexsa_instr weights; /* of the last planned ExecGEMM; op 0: none    */

    size_t head;                 /* next planned instruction to emit            */
    size_t moving_at;            /* next ExecGEMM to load a moving tile for     */
    size_t stationary_at;        /* next one with SWAP to load weights for      */
    size_t shift_at;             /* next one with SWAP to shift weights for     */
    unsigned moving, stationary; /* tiles queued                                */
    bool has_next;
};

struct maker {
    const struct flexsa_machine *machine;
    struct random_program *out;
    struct flexsa_error *err;
    enum flexsa_status status;
    uint64_t rng;
    bool draining;

    unsigned num_cores, partitions, part_rows, part_cols;
    struct core cores[MAX_CORES];
    uint8_t *written;
    size_t *reader, *writer;     /* by granule: 1 + instruction; see `synced`   */
    size_t synced;
};

static uint32_t below(struct maker *maker, uint32_t limit)
{
    return random_below(&maker->rng, limit);
}

static bool chance(struct maker *maker, unsigned one_in)
{
    return below(maker, one_in) == 0;
}

/* 1 .. limit, with a liking for the edges, where things break. */
static unsigned pick_size(struct maker *maker, unsigned limit)
{
    switch (below(maker, 8)) {
    case 0:
        return 1;
    case 1:
        return limit > 1 ? limit / 2 : 1;
    case 2:
        return limit / 2 + 1;
    case 3:
    case 4:
        return limit;
    default:
        return 1 + below(maker, limit);
    }
}

/* ---- geometry --------------------------------------------------------------- */

/* Calls for every OBUF element of rows x n of `mode`: tests it (mark = false) or sets it. */
static bool visit(struct maker *maker, struct half *half, const struct flexsa_instr *i, bool mark)
{
    const bool flexsa = maker->machine->arch == FLEXSA_ARCH_FLEXSA;
    const bool wide = i->mode == FLEXSA_MODE_FW || i->mode == FLEXSA_MODE_HSW;
    const unsigned parts = flexsa_machine_limits(maker->machine, i->mode).parts;

    for (unsigned row = 0; row < i->m; row++) {
        unsigned q = 0;

        while (q + 1 < parts && row >= flexsa_part_first(i->m, parts, q + 1))
            q++;
        for (unsigned col = 0; col < i->n; col++) {
            unsigned partition = 0, column = col;
            uint8_t *element;

            if (flexsa && wide) {
                partition = 2 * q + col / maker->part_cols;
                column = col % maker->part_cols;
            } else if (flexsa) {
                partition = q + 2 * i->pair;
            }
            element = half->written +
                      (partition * maker->part_rows + i->orow + row -
                       flexsa_part_first(i->m, parts, q)) * maker->part_cols + column;
            if (mark)
                *element = 1;
            else if (!*element)
                return false;
        }
    }
    return true;
}

static struct flexsa_instr tile_instr(const struct shape *shape, unsigned op)
{
    return (struct flexsa_instr){
        .op = op,
        .mode = shape->skinny ? FLEXSA_MODE_ISW : FLEXSA_MODE_FW,
        .m = shape->m,
        .n = shape->n,
        .orow = shape->orow,
    };
}

static unsigned pick_orow(struct maker *maker, unsigned mode, unsigned m)
{
    const struct flexsa_limits limits = flexsa_machine_limits(maker->machine, mode);
    const unsigned room = limits.part_rows - flexsa_part_rows(m, limits.parts, 0);

    return chance(maker, 2) ? 0 : below(maker, room + 1);
}

static struct shape pick_shape(struct maker *maker)
{
    const bool skinny = maker->machine->arch == FLEXSA_ARCH_FLEXSA && chance(maker, 2);
    const unsigned mode = skinny ? FLEXSA_MODE_ISW : FLEXSA_MODE_FW;
    const struct flexsa_limits limits = flexsa_machine_limits(maker->machine, mode);
    struct shape shape = {.skinny = skinny};

    shape.m = pick_size(maker, limits.m);
    shape.n = pick_size(maker, limits.n);
    shape.orow = pick_orow(maker, mode, shape.m);
    return shape;
}

/* ---- the plan --------------------------------------------------------------- */

/* Mode, pair, m, n, orow of an ExecGEMM that writes `shape`, or for VSW half of it. */
static void fit_shape(struct maker *maker, const struct shape *shape, struct flexsa_instr *exec)
{
    const unsigned upper = flexsa_part_first(shape->m, 4, 2);

    exec->m = shape->m;
    exec->n = shape->n;
    exec->orow = shape->orow;
    exec->mode = FLEXSA_MODE_FW;
    if (maker->machine->arch != FLEXSA_ARCH_FLEXSA)
        return;
    if (!shape->skinny) {
        exec->mode = chance(maker, 2) ? FLEXSA_MODE_HSW : FLEXSA_MODE_FW;
    } else if (chance(maker, 3)) {
        exec->mode = FLEXSA_MODE_ISW;
    } else {
        exec->mode = FLEXSA_MODE_VSW;
        exec->pair = shape->m > upper && chance(maker, 2);
        exec->m = exec->pair ? shape->m - upper : upper;
    }
}

/* Any ExecGEMM at all. */
static void fit_anything(struct maker *maker, struct flexsa_instr *exec)
{
    const bool flexsa = maker->machine->arch == FLEXSA_ARCH_FLEXSA;
    struct flexsa_limits limits;

    exec->mode = flexsa ? below(maker, FLEXSA_NUM_MODES) : FLEXSA_MODE_FW;
    limits = flexsa_machine_limits(maker->machine, exec->mode);
    exec->m = pick_size(maker, limits.m);
    exec->n = pick_size(maker, limits.n);
    exec->orow = pick_orow(maker, exec->mode, exec->m);
    exec->pair = exec->mode == FLEXSA_MODE_VSW && chance(maker, 2);
}

/* The same weights once more: mode, n, k as they are, rows anywhere. */
static void fit_weights(struct maker *maker, const struct core *core, struct flexsa_instr *exec)
{
    exec->mode = core->weights.mode;
    exec->n = core->weights.n;
    exec->k = core->weights.k;
    exec->m = pick_size(maker, flexsa_machine_limits(maker->machine, exec->mode).m);
    exec->orow = pick_orow(maker, exec->mode, exec->m);
    exec->pair = exec->mode == FLEXSA_MODE_VSW && chance(maker, 2);
}

static struct flexsa_instr draw_exec(struct maker *maker, const struct core *core,
                                     const struct half *half)
{
    struct flexsa_instr exec = {.op = FLEXSA_OP_EXEC};
    const struct flexsa_instr *weights = &core->weights;

    if (weights->op && half->state != LOADED && chance(maker, 4))
        fit_weights(maker, core, &exec);
    else if (half->state == OPEN && !maker->draining && chance(maker, 4))
        fit_anything(maker, &exec);
    else
        fit_shape(maker, &half->anchor, &exec);

    /* Where the weights happen to fit, two times of three do without a new load. */
    exec.swap = !weights->op || exec.mode != weights->mode || exec.n != weights->n ||
                chance(maker, 3);
    exec.k = exec.swap ? pick_size(maker, flexsa_machine_limits(maker->machine, exec.mode).k)
                       : weights->k;
    return exec;
}

static struct flexsa_instr plan_exec(struct maker *maker, struct core *core, struct half *half)
{
    struct flexsa_instr exec, anchor;

    if (half->state == FREE)
        half->anchor = pick_shape(maker);
    exec = draw_exec(maker, core, half);
    if (half->state != FREE && visit(maker, half, &exec, false))
        exec.acc = half->state == LOADED || !chance(maker, 4);

    visit(maker, half, &exec, true);
    half->state = OPEN;
    core->weights = exec;
    anchor = tile_instr(&half->anchor, FLEXSA_OP_ST);
    if (visit(maker, half, &anchor, false) && (maker->draining || chance(maker, 3))) {
        exec.last = true;
        half->state = HANDED;
    }
    return exec;
}

static struct flexsa_instr plan_st(struct maker *maker, struct half *half)
{
    struct flexsa_instr st = tile_instr(&half->anchor, FLEXSA_OP_ST);

    for (unsigned i = 0; i < TRIES; i++) {
        const struct shape other = pick_shape(maker);
        const struct flexsa_instr other_st = tile_instr(&other, FLEXSA_OP_ST);

        if (visit(maker, half, &other_st, false)) {
            st = other_st;
            break;
        }
    }
    st.f16 = chance(maker, 3);
    half->state = FREE;
    memset(half->written, 0, (size_t)maker->partitions * maker->part_rows * maker->part_cols);
    return st;
}

static struct flexsa_instr plan_ldo(struct maker *maker, struct half *half)
{
    struct flexsa_instr ldo;

    half->anchor = pick_shape(maker);
    ldo = tile_instr(&half->anchor, FLEXSA_OP_LDO);
    visit(maker, half, &ldo, true);
    half->state = LOADED;
    return ldo;
}

/* One more planned instruction; false when draining and all halves are free. */
static bool plan_more(struct maker *maker, struct core *core)
{
    unsigned h = below(maker, 2);
    struct half *half = &core->halves[h];
    struct flexsa_instr instr;

    if (maker->draining && half->state == FREE) {
        h ^= 1;
        half = &core->halves[h];
        if (half->state == FREE)
            return false;
    }
    if (half->state == HANDED)
        instr = plan_st(maker, half);
    else if (half->state == FREE && chance(maker, 3))
        instr = plan_ldo(maker, half);
    else
        instr = plan_exec(maker, core, half);
    instr.half = h;
    instr.core = (unsigned)(core - maker->cores);
    maker->status = flexsa_program_add(&core->plan, &instr, maker->err);
    return maker->status == FLEXSA_OK;
}

/* Moves *at to the next planned ExecGEMM (with SWAP); NULL if there will be none. */
static const struct flexsa_instr *find_exec(struct maker *maker, struct core *core, size_t *at,
                                            bool with_swap)
{
    for (;; ++*at) {
        const struct flexsa_instr *instr;

        if (*at == core->plan.count && !plan_more(maker, core))
            return NULL;
        instr = &core->plan.instrs[*at];
        if (instr->op == FLEXSA_OP_EXEC && (instr->swap || !with_swap))
            return instr;
    }
}

/* ---- emission ---------------------------------------------------------------- */

static void emit(struct maker *maker, const struct flexsa_instr *instr)
{
    if (maker->status == FLEXSA_OK)
        maker->status = flexsa_program_add(&maker->out->program, instr, maker->err);
}

static void emit_sync(struct maker *maker)
{
    emit(maker, &(struct flexsa_instr){.op = FLEXSA_OP_SYNC});
    maker->synced = maker->out->program.count;
}

/* Does the access meet one that may still be under way? With note, writes it down instead. */
static bool collides(struct maker *maker, const struct flexsa_instr *i, uint32_t rows,
                     uint32_t row_bytes, bool note)
{
    const uint32_t port = maker->machine->port_bytes;
    const bool is_store = i->op == FLEXSA_OP_ST;

    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t byte = 0; byte < row_bytes; byte += port) {
            const size_t g = (i->addr + row * i->pitch + byte) / port;

            if (note)
                (is_store ? maker->writer : maker->reader)[g] = maker->out->program.count + 1;
            else if (maker->writer[g] > maker->synced ||
                     (is_store && maker->reader[g] > maker->synced))
                return true;
        }
    }
    return false;
}

/* Draws ADDR and PITCH in the region of the element's size, and emits; a Sync before, if needed. */
static void emit_access(struct maker *maker, struct flexsa_instr *i, uint32_t rows,
                        uint32_t columns, uint32_t size)
{
    const uint32_t port = maker->machine->port_bytes;
    const uint32_t base = size == 2 ? 0 : maker->out->half_bytes;
    const uint32_t bytes = size == 2 ? base + maker->out->half_bytes
                                     : maker->machine->gbuf_bytes - base;
    const uint32_t row_bytes = columns * size;
    const uint32_t least = (row_bytes + port - 1) / port * port;
    bool clear = false;

    for (unsigned try = 0; try < TRIES && !clear; try++) {
        uint32_t span;

        i->pitch = rows == 1 ? port * below(maker, 4) : least + port * (try ? 0 : below(maker, 3));
        span = (rows - 1) * i->pitch + row_bytes;
        if (span > bytes) {
            i->pitch = least;
            span = (rows - 1) * least + row_bytes;
        }
        i->addr = base + port * below(maker, (bytes - span) / port + 1);
        clear = !collides(maker, i, rows, row_bytes, false);
    }
    if (!clear)
        emit_sync(maker);
    collides(maker, i, rows, row_bytes, true);
    emit(maker, i);
}

static void emit_moving(struct maker *maker, struct core *core, const struct flexsa_instr *exec)
{
    struct flexsa_instr i = {.op = FLEXSA_OP_LDH, .mode = exec->mode, .core = exec->core,
                             .pair = exec->pair, .m = exec->m, .k = exec->k};

    emit_access(maker, &i, i.m, i.k, 2);
    core->moving++;
    core->moving_at++;
}

static void emit_stationary(struct maker *maker, struct core *core,
                            const struct flexsa_instr *exec)
{
    struct flexsa_instr i = {.op = FLEXSA_OP_LDV, .mode = exec->mode, .core = exec->core,
                             .n = exec->n, .k = exec->k};

    emit_access(maker, &i, i.k, i.n, 2);
    core->stationary++;
    core->stationary_at++;
}

static void emit_shift(struct maker *maker, struct core *core, const struct flexsa_instr *exec)
{
    emit(maker, &(struct flexsa_instr){.op = FLEXSA_OP_SHIFT, .mode = exec->mode,
                                       .core = exec->core, .n = exec->n, .k = exec->k});
    core->stationary--;
    core->has_next = true;
    core->shift_at++;
}

/* The next planned instruction, if all it needs is there. */
static void emit_head(struct maker *maker, struct core *core)
{
    struct flexsa_instr i = core->plan.instrs[core->head];

    if (i.op != FLEXSA_OP_EXEC) {
        emit_access(maker, &i, i.m, i.n, i.f16 ? 2 : 4);
    } else {
        if (core->moving_at <= core->head || (i.swap && !core->has_next))
            return;
        emit(maker, &i);
        core->moving--;
        if (i.swap)
            core->has_next = false;
    }
    core->head++;
    /* The streams must not fall behind the head over what is no ExecGEMM. */
    if (core->moving_at < core->head)
        core->moving_at = core->head;
    if (core->stationary_at < core->head)
        core->stationary_at = core->head;
    if (core->shift_at < core->head)
        core->shift_at = core->head;
}

/* Has every ExecGEMM before the one at shift_at been emitted? A machine with one weight register
 * must not shift earlier. */
static bool none_needs_weights(const struct core *core)
{
    for (size_t at = core->head; at < core->shift_at; at++)
        if (core->plan.instrs[at].op == FLEXSA_OP_EXEC)
            return false;
    return true;
}

/* One random step of one core, perhaps none; false when its plan is at its end. */
static bool step(struct maker *maker, struct core *core)
{
    const struct flexsa_instr *exec;

    if (core->head == core->plan.count && !plan_more(maker, core))
        return false;
    switch (below(maker, 4)) {
    case 0:
        if (core->moving < 2 && (exec = find_exec(maker, core, &core->moving_at, false)))
            emit_moving(maker, core, exec);
        break;
    case 1:
        if (core->stationary < 2 && (exec = find_exec(maker, core, &core->stationary_at, true)))
            emit_stationary(maker, core, exec);
        break;
    case 2:
        if (core->stationary > 0 && !core->has_next) {
            exec = find_exec(maker, core, &core->shift_at, true);
            if (exec && (maker->machine->second_weight || none_needs_weights(core)))
                emit_shift(maker, core, exec);
        }
        break;
    default:
        emit_head(maker, core);
        break;
    }
    return true;
}

static bool alloc_maps(struct maker *maker)
{
    const struct flexsa_machine *machine = maker->machine;
    const size_t granules = machine->gbuf_bytes / machine->port_bytes + 1;
    size_t half_size;

    maker->num_cores = flexsa_machine_cores(machine);
    maker->partitions = machine->arch == FLEXSA_ARCH_FLEXSA ? 4 : 1;
    maker->part_rows = flexsa_machine_limits(machine, FLEXSA_MODE_FW).part_rows;
    maker->part_cols = (machine->arch == FLEXSA_ARCH_SINGLE ? 2 : 1) * machine->sub_cols;
    half_size = (size_t)maker->partitions * maker->part_rows * maker->part_cols;
    maker->written = calloc(2 * maker->num_cores, half_size);
    maker->reader = calloc(granules, sizeof *maker->reader);
    maker->writer = calloc(granules, sizeof *maker->writer);
    if (!maker->written || !maker->reader || !maker->writer)
        return false;
    for (unsigned c = 0; c < maker->num_cores; c++)
        for (unsigned h = 0; h < 2; h++)
            maker->cores[c].halves[h].written = maker->written + (2 * c + h) * half_size;
    return true;
}

static void run(struct maker *maker, size_t count)
{
    while (maker->status == FLEXSA_OK && maker->out->program.count < count) {
        step(maker, &maker->cores[below(maker, maker->num_cores)]);
        if (chance(maker, 200))
            emit_sync(maker);
    }
    if (!maker->out->drained)
        return;
    maker->draining = true;
    for (bool more = true; more && maker->status == FLEXSA_OK;) {
        more = false;
        for (unsigned c = 0; c < maker->num_cores; c++)
            more |= step(maker, &maker->cores[c]);
    }
}

enum flexsa_status random_program_make(struct random_program *random,
                                       const struct flexsa_machine *machine, uint64_t seed,
                                       size_t count, struct flexsa_error *err)
{
    struct maker maker = {.machine = machine, .out = random, .err = err, .rng = seed};

    *random = (struct random_program){
        .half_bytes = machine->gbuf_bytes / 2 / machine->port_bytes * machine->port_bytes};
    random->drained = !chance(&maker, 4);

    if (!alloc_maps(&maker))
        maker.status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a random program");
    else
        run(&maker, count);
    for (unsigned c = 0; c < maker.num_cores; c++)
        flexsa_program_free(&maker.cores[c].plan);
    free(maker.written);
    free(maker.reader);
    free(maker.writer);
    if (maker.status != FLEXSA_OK)
        flexsa_program_free(&random->program);
    return maker.status;
}
