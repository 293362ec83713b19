/* fast.c - see fast.h. The order of instructions is the compiler's (harness/compiler/emit.c). */
#include "fast.h"

#include <string.h>

#include "csim.h"
#include "model/cut.h"
#include "pace.h"

enum {
    HISTORY = 6, /* how far back a stretch looks for a state it has been in */
    SETTLED = 8  /* cycles before the last instruction came: no event so old matters (pace.c adds at most 2) */
};

/* A tile of C; rows 0: none. */
struct tile {
    uint32_t rows, cols;
};

/* One tile a core, computed at the same time, and the tiles after them. */
struct round {
    struct tile tile[PACE_UNITS], next[PACE_UNITS];
};

/* Where a stretch was: all that decides its future, and what had been counted. */
struct mark {
    struct pace_unit unit[PACE_UNITS];
    pace_time fed, last;
    unsigned half;
    uint64_t counters[FLEXSA_NUM_CNT];
};

struct fast {
    struct pace pace;
    const struct flexsa_machine *machine;
    const struct flexsa_pass_shape *shape;
    struct flexsa_tiling tiling;
    unsigned half; /* of OBUF, of the tiles under way */
    bool first;    /* no tile yet                     */
};

/* ---- instructions --------------------------------------------------------------------------- */

static unsigned tile_mode(const struct fast *fast, const struct tile *tile)
{
    const bool skinny = fast->machine->arch == FLEXSA_ARCH_FLEXSA && tile->cols <= fast->machine->sub_cols;

    return skinny ? FLEXSA_MODE_ISW : FLEXSA_MODE_FW;
}

static void move_tile(struct fast *fast, unsigned op, unsigned core, const struct tile *tile, unsigned half)
{
    const struct flexsa_instr instr = {.op = op, .mode = tile_mode(fast, tile), .core = core, .m = tile->rows,
                                       .n = tile->cols, .half = half, .f16 = op == FLEXSA_OP_ST && fast->shape->f16};

    pace_step(&fast->pace, &instr);
}

static void moving_and_exec(struct fast *fast, struct flexsa_instr wave, uint32_t rows)
{
    const struct flexsa_instr ldh = {
        .op = FLEXSA_OP_LDH, .mode = wave.mode, .core = wave.core, .pair = wave.pair, .m = rows, .k = wave.k};

    pace_step(&fast->pace, &ldh);
    wave.op = FLEXSA_OP_EXEC;
    wave.m = rows;
    pace_step(&fast->pace, &wave);
}

/* One K block of a tile. */
static void do_wave(struct fast *fast, unsigned core, const struct tile *tile, uint32_t depth, bool acc, bool last)
{
    struct flexsa_instr wave = {.mode = flexsa_choose_mode(fast->machine, tile->cols, depth), .core = core,
                                .n = tile->cols, .k = depth, .swap = true, .acc = acc, .last = last, .half = fast->half};
    struct flexsa_instr weights = {.op = FLEXSA_OP_LDV, .mode = wave.mode, .core = core, .n = tile->cols, .k = depth};
    uint32_t upper;

    pace_step(&fast->pace, &weights);
    weights.op = FLEXSA_OP_SHIFT;
    pace_step(&fast->pace, &weights);
    if (wave.mode != FLEXSA_MODE_VSW) {
        moving_and_exec(fast, wave, tile->rows);
        return;
    }
    upper = flexsa_part_first(tile->rows, 4, 2);
    wave.last = last && upper == tile->rows;
    moving_and_exec(fast, wave, upper);
    if (upper == tile->rows)
        return;
    wave.pair = true;
    wave.swap = false;
    wave.last = last;
    moving_and_exec(fast, wave, tile->rows - upper);
}

/* ---- stretches ---------------------------------------------------------------------------------- */

static void take_mark(const struct fast *fast, struct mark *mark)
{
    const struct pace *pace = &fast->pace;

    memcpy(mark->unit, pace->unit, pace->units * sizeof pace->unit[0]);
    mark->fed = pace->fed;
    mark->last = pace->last;
    mark->half = fast->half;
    memcpy(mark->counters, pace->counters, sizeof mark->counters);
}

/* Times since the last instruction came; those before all that matters are the same. */
static bool same_clocks(const struct pace_clocks *a, pace_time a_fed, const struct pace_clocks *b, pace_time b_fed)
{
    pace_time x[PACE_CLOCKS], y[PACE_CLOCKS];

    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    for (unsigned i = 0; i < PACE_CLOCKS; i++) {
        const pace_time s = x[i] - a_fed, t = y[i] - b_fed;

        if (s != t && (s > -SETTLED || t > -SETTLED))
            return false;
    }
    return true;
}

static bool same_future(const struct fast *fast, const struct mark *a, const struct mark *b)
{
    if (a->half != b->half || a->last - a->fed != b->last - b->fed)
        return false;
    for (unsigned u = 0; u < fast->pace.units; u++)
        if (memcmp(&a->unit[u].is, &b->unit[u].is, sizeof a->unit[u].is) != 0 ||
            !same_clocks(&a->unit[u].at, a->fed, &b->unit[u].at, b->fed))
            return false;
    return true;
}

/* The future of the pass is the same, `by` cycles later; so was a stretch counted `times` times. */
static void skip(struct fast *fast, const struct mark *from, uint64_t times)
{
    struct pace *pace = &fast->pace;
    const pace_time by = (pace->fed - from->fed) * (pace_time)times;

    for (unsigned u = 0; u < pace->units; u++) {
        pace_time clocks[PACE_CLOCKS];

        memcpy(clocks, &pace->unit[u].at, sizeof clocks);
        for (unsigned i = 0; i < PACE_CLOCKS; i++)
            clocks[i] += by;
        memcpy(&pace->unit[u].at, clocks, sizeof clocks);
    }
    pace->fed += by;
    pace->last += by;
    for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++)
        pace->counters[i] += (pace->counters[i] - from->counters[i]) * times;
}

/* A stretch of equal bodies: where it has been. */
struct stretch {
    unsigned count;
    struct mark marks[HISTORY]; /* `count` of them, then in turn */
};

/* After a body, `left` more to come: those that need not be done. */
static uint64_t repeats(struct fast *fast, struct stretch *stretch, uint64_t left)
{
    struct mark *now = &stretch->marks[stretch->count % HISTORY];
    const unsigned known = stretch->count < HISTORY ? stretch->count : HISTORY - 1;

    take_mark(fast, now);
    stretch->count++;
    for (unsigned back = 1; back <= known; back++) {
        const struct mark *then = &stretch->marks[(stretch->count - 1 - back) % HISTORY];

        if (!same_future(fast, then, now))
            continue;
        skip(fast, then, left / back);
        stretch->count = 0; /* what is left is less than a period */
        return left / back * back;
    }
    return 0;
}

/* ---- tiles ------------------------------------------------------------------------------------------ */

static void do_block(struct fast *fast, const struct round *round, uint32_t depth, bool first, bool last)
{
    for (unsigned c = 0; c < fast->pace.units; c++) {
        const struct tile *tile = &round->tile[c];

        if (tile->rows == 0)
            continue;
        if (fast->shape->loads_c && first && fast->first)
            move_tile(fast, FLEXSA_OP_LDO, c, tile, fast->half);
        do_wave(fast, c, tile, depth, fast->shape->loads_c || !first, last);
        if (fast->shape->loads_c && first && round->next[c].rows)
            move_tile(fast, FLEXSA_OP_LDO, c, &round->next[c], fast->half ^ 1);
        if (last)
            move_tile(fast, FLEXSA_OP_ST, c, tile, fast->half);
    }
}

static void do_round(struct fast *fast, const struct round *round)
{
    struct stretch stretch;
    struct flexsa_piece depths[3];
    const unsigned classes = flexsa_cut(fast->shape->depth, fast->tiling.tile_k, depths);

    stretch.count = 0;
    for (unsigned i = 0; i < classes; i++)
        for (uint64_t left = (uint64_t)depths[i].count; left-- > 0;) {
            do_block(fast, round, depths[i].size, depths[i].first, depths[i].last);
            if (left > 1)
                left -= repeats(fast, &stretch, left);
        }
    fast->first = false;
    fast->half ^= 1;
}

/* `count` equal rounds. */
static void do_rounds(struct fast *fast, const struct round *round, uint64_t count)
{
    struct stretch stretch;

    stretch.count = 0;
    while (count-- > 0) {
        do_round(fast, round);
        if (count > 1)
            count -= repeats(fast, &stretch, count);
    }
}

/* ---- a pass ------------------------------------------------------------------------------------------- */

/* Rows of tiles in a column of tiles; its width, and the height of a tile. */
static uint64_t rows_of_column(const struct fast *fast, uint64_t column, uint32_t *cols, uint32_t *step)
{
    const struct flexsa_pass_shape *shape = fast->shape;
    const uint64_t done = column * fast->tiling.tile_n;

    *cols = shape->cols - done < fast->tiling.tile_n ? (uint32_t)(shape->cols - done) : fast->tiling.tile_n;
    *step = *cols <= fast->machine->sub_cols ? fast->tiling.tile_m_skinny : fast->tiling.tile_m;
    return shape->rows / *step + (shape->rows % *step != 0);
}

/* Tile `index` of the block, all columns being as high as `rows` tiles; none beyond the end. */
static struct tile tile_at(const struct fast *fast, uint64_t index, uint64_t rows, uint64_t columns)
{
    const uint64_t column = index / rows, row = index % rows;
    uint32_t cols, step, left;

    if (column >= columns)
        return (struct tile){0, 0};
    rows_of_column(fast, column, &cols, &step);
    left = fast->shape->rows - (uint32_t)row * step;
    return (struct tile){left < step ? left : step, cols};
}

/* Independent cores: tile i is core i mod 4's. Stretches of equal rounds. */
static void do_cores(struct fast *fast, uint64_t columns)
{
    const unsigned units = fast->pace.units;
    uint32_t cols, step;
    const uint64_t rows = rows_of_column(fast, 0, &cols, &step), rounds = (rows * columns + units - 1) / units;
    struct round round, following;

    for (uint64_t first = 0, count; first < rounds; first += count) {
        for (count = 0; first + count < rounds; count++) {
            for (unsigned c = 0; c < units; c++) {
                following.tile[c] = tile_at(fast, (first + count) * units + c, rows, columns);
                following.next[c] = tile_at(fast, (first + count + 1) * units + c, rows, columns);
            }
            if (count == 0)
                round = following;
            else if (memcmp(&round, &following, sizeof round) != 0)
                break;
        }
        do_rounds(fast, &round, count);
    }
}

/* A column of tiles; after: the first tile of the next one. */
static void do_column(struct fast *fast, uint64_t column, struct tile after)
{
    uint32_t cols, step;
    const uint64_t rows = rows_of_column(fast, column, &cols, &step);
    const struct tile full = {fast->shape->rows < step ? fast->shape->rows : step, cols};
    const struct tile edge = {fast->shape->rows - (uint32_t)(rows - 1) * step, cols};
    struct round round = {.tile = {full}, .next = {full}};

    if (rows > 2)
        do_rounds(fast, &round, rows - 2);
    if (rows > 1) {
        round.next[0] = edge;
        do_rounds(fast, &round, 1);
    }
    round = (struct round){.tile = {edge}, .next = {after}};
    do_rounds(fast, &round, 1);
}

/* One stream of instructions: stretches of equal columns. */
static void do_columns(struct fast *fast, uint64_t columns)
{
    struct stretch stretch;
    uint32_t cols, step;

    stretch.count = 0;
    for (uint64_t column = 0; column < columns; column++) {
        struct tile after = {0, 0};
        uint64_t equal; /* columns after this one that are as this one, and so are their next ones */

        if (column + 1 < columns) {
            rows_of_column(fast, column + 1, &cols, &step);
            after = (struct tile){fast->shape->rows < step ? fast->shape->rows : step, cols};
        }
        do_column(fast, column, after);
        equal = column + 3 < columns ? columns - 3 - column : 0;
        if (equal > 0)
            column += repeats(fast, &stretch, equal);
    }
}

bool flexsa_fast_pass(const struct flexsa_machine *machine, const struct flexsa_tiling *tiling,
                      const struct flexsa_pass_shape *shape, struct flexsa_run_result *result)
{
    struct fast fast = {.machine = machine, .shape = shape, .tiling = *tiling, .first = true};
    const uint64_t columns = shape->cols / tiling->tile_n + (shape->cols % tiling->tile_n != 0);

    pace_reset(&fast.pace, machine);
    if (fast.pace.units > 1)
        do_cores(&fast, columns);
    else
        do_columns(&fast, columns);
    result->cycles = pace_cycles(&fast.pace);
    pace_counters(&fast.pace, result->counters);
    return !fast.pace.froze;
}

/* ---- a GEMM ----------------------------------------------------------------------------------------- */

static void add_result(struct flexsa_run_result *sum, const struct flexsa_run_result *pass, uint64_t times)
{
    sum->cycles += pass->cycles * times;
    for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++)
        sum->counters[i] += pass->counters[i] * times;
}

/* Where the array freezes: every pass, every cycle. */
static enum flexsa_status run_passes(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                                     struct flexsa_run_result *result, struct flexsa_error *err)
{
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    enum flexsa_status status = flexsa_planner_open(&planner, machine, gemm, err);

    *result = (struct flexsa_run_result){0};
    if (status != FLEXSA_OK)
        return status;
    do {
        struct flexsa_run_result one;

        status = flexsa_planner_next(planner, &pass, err);
        if (status == FLEXSA_OK && pass)
            status = flexsa_csim_time(machine, &pass->program, NULL, &one, NULL, err);
        if (status == FLEXSA_OK && pass)
            add_result(result, &one, 1);
    } while (status == FLEXSA_OK && pass);
    flexsa_planner_close(planner);
    return status;
}

enum flexsa_status flexsa_fast_gemm(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                                    struct flexsa_run_result *result, struct flexsa_error *err)
{
    struct flexsa_piece m[3], n[3], k[3];
    struct flexsa_tiling tiling;
    unsigned ms, ns, ks;
    const enum flexsa_status status = flexsa_plan_tiling(machine, gemm, &tiling, err);

    *result = (struct flexsa_run_result){0};
    if (status != FLEXSA_OK)
        return status;
    ms = flexsa_cut(gemm->m, tiling.block_m, m);
    ns = flexsa_cut(gemm->n, tiling.block_n, n);
    ks = flexsa_cut(gemm->k, tiling.block_k, k);
    for (unsigned i = 0; i < ms * ns * ks; i++) {
        const struct flexsa_piece *rows = &m[i % ms], *cols = &n[i / ms % ns], *depth = &k[i / ms / ns];
        const struct flexsa_pass_shape shape = {rows->size, cols->size, depth->size, gemm->has_c0 || !depth->first,
                                                gemm->f16_out && depth->last};
        struct flexsa_run_result pass;

        if (!flexsa_fast_pass(machine, &tiling, &shape, &pass))
            return run_passes(machine, gemm, result, err);
        add_result(result, &pass, (uint64_t)(rows->count * cols->count * depth->count));
    }
    return FLEXSA_OK;
}
