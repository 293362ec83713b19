/* fast.c - see fast.h. The order of instructions is the compiler's (harness/compiler/emit.c). */
#include "fast.h"

#include <string.h>

#include "csim.h"
#include "fast_tile.h"
#include "model/cut.h"
#include "stretch.h"

/* One tile a core, computed at the same time, and those whose C is loaded meanwhile: the tiles after them if C
 * is loaded at all. NULL: none. */
struct round {
    struct fast_tile *tile[PACE_UNITS], *next[PACE_UNITS];
};

struct fast {
    struct pace pace;
    const struct flexsa_machine *machine;
    const struct flexsa_pass_shape *shape;
    const struct flexsa_tiling *tiling;
    struct fast_tile tiles[2][2]; /* by size: [fewer rows][fewer columns]            */
    unsigned half;                /* of OBUF, of the tiles under way                 */
    bool first;                   /* no tile yet                                     */
};

/* ---- tiles ---------------------------------------------------------------------------------- */

/* The first tile of what is left of the pass. */
static struct fast_tile *tile_of(struct fast *fast, uint32_t rows, uint32_t cols)
{
    const uint32_t width = cols < fast->tiling->tile_n ? cols : fast->tiling->tile_n;
    const uint32_t full = width <= fast->machine->sub_cols ? fast->tiling->tile_m_skinny : fast->tiling->tile_m;
    struct fast_tile *tile = &fast->tiles[rows < full][width < fast->tiling->tile_n];

    if (tile->rows == 0)
        fast_tile_prepare(&fast->pace, fast->tiling, fast->shape, rows < full ? rows : full, width, tile);
    return tile;
}

/* ---- rounds --------------------------------------------------------------------------------- */

static void step(struct fast *fast, struct pace_prepared *prepared, unsigned core, unsigned half)
{
    prepared->core = core;
    prepared->half = half;
    pace_step_prepared(&fast->pace, prepared);
}

/* One K block of a tile. */
static void do_wave(struct fast *fast, struct fast_wave *wave, unsigned core, bool acc, bool last)
{
    step(fast, &wave->weights, core, 0);
    step(fast, &wave->shift, core, 0);
    for (unsigned i = 0; i < wave->execs; i++) {
        step(fast, &wave->moving[i], core, 0);
        wave->exec[i].acc = acc;
        wave->exec[i].last = last && i + 1 == wave->execs;
        step(fast, &wave->exec[i], core, fast->half);
    }
}

/* One K block of all tiles of a round. */
static void do_block(struct fast *fast, const struct round *round, const struct flexsa_piece *depth)
{
    for (unsigned c = 0; c < fast->pace.units; c++) {
        struct fast_tile *tile = round->tile[c];

        if (!tile)
            continue;
        if (fast->shape->loads_c && depth->first && fast->first)
            step(fast, &tile->load, c, fast->half);
        do_wave(fast, depth->size == fast->tiling->tile_k ? &tile->whole : &tile->rest, c,
                fast->shape->loads_c || !depth->first, depth->last);
        if (depth->first && round->next[c])
            step(fast, &round->next[c]->load, c, fast->half ^ 1);
        if (depth->last)
            step(fast, &tile->store, c, fast->half);
    }
}

static void do_round(struct fast *fast, const struct round *round)
{
    struct stretch stretch;
    struct flexsa_piece depths[3];
    const unsigned classes = flexsa_cut(fast->shape->depth, fast->tiling->tile_k, depths);

    stretch_begin(&stretch, STRETCH_OF_WAVES);
    for (unsigned i = 0; i < classes; i++)
        for (uint64_t left = (uint64_t)depths[i].count; left-- > 0;) {
            do_block(fast, round, &depths[i]);
            left -= stretch_skip(&stretch, &fast->pace, left);
        }
    fast->first = false;
    fast->half ^= 1;
}

/* `count` equal rounds. */
static void do_rounds(struct fast *fast, const struct round *round, uint64_t count)
{
    struct stretch stretch;

    stretch_begin(&stretch, STRETCH_OF_TILES);
    while (count-- > 0) {
        do_round(fast, round);
        count -= stretch_skip(&stretch, &fast->pace, count);
    }
}

/* ---- independent cores ------------------------------------------------------------------------ */

/* What is left: rows of the first column, and columns from there on. */
struct rest {
    uint32_t rows, cols;
};

/* Tile i is core i mod 4's. */
static void deal(struct fast *fast, struct rest *rest, struct fast_tile *tiles[PACE_UNITS])
{
    for (unsigned c = 0; c < PACE_UNITS; c++) {
        tiles[c] = NULL;
        if (rest->cols == 0)
            continue;
        tiles[c] = tile_of(fast, rest->rows, rest->cols);
        rest->rows -= tiles[c]->rows;
        if (rest->rows == 0)
            *rest = (struct rest){fast->shape->rows, rest->cols - tiles[c]->cols};
    }
}

static void do_dealt(struct fast *fast, const struct round *round, uint64_t count)
{
    do_rounds(fast, round, count);
    for (unsigned c = 0; c < PACE_UNITS; c++)
        if (round->tile[c])
            round->tile[c]->times[c] += count;
}

/* Stretches of equal rounds. */
static void do_cores(struct fast *fast)
{
    struct rest rest = {fast->shape->rows, fast->shape->cols};
    struct round round = {0}, following = {0};
    uint64_t count = 0;

    deal(fast, &rest, following.tile);
    while (following.tile[0]) {
        struct fast_tile *after[PACE_UNITS];

        deal(fast, &rest, after);
        if (fast->shape->loads_c)
            memcpy(following.next, after, sizeof after);
        if (count > 0 && memcmp(&round, &following, sizeof round) != 0) {
            do_dealt(fast, &round, count);
            count = 0;
        }
        round = following;
        count++;
        memcpy(following.tile, after, sizeof after);
    }
    do_dealt(fast, &round, count);
}

/* ---- one stream of instructions ------------------------------------------------------------------ */

/* A column of tiles: equal ones, and one for the rows that are left. */
struct column {
    struct fast_tile *tile, *edge; /* edge: may be NULL */
    uint32_t count;                /* without the edge  */
};

static struct column column_of(struct fast *fast, uint32_t cols)
{
    struct column column = {.tile = tile_of(fast, fast->shape->rows, cols)};
    uint32_t left;

    column.count = fast->shape->rows / column.tile->rows;
    left = fast->shape->rows % column.tile->rows;
    if (left)
        column.edge = tile_of(fast, left, cols);
    return column;
}

/* Equal tiles, and the one after them. */
static void do_tiles(struct fast *fast, struct fast_tile *tile, uint64_t count, struct fast_tile *after)
{
    struct round round = {.tile = {tile}};

    if (fast->shape->loads_c) {
        round.next[0] = tile;
        do_rounds(fast, &round, count - 1);
        round.next[0] = after;
        count = 1;
    }
    do_rounds(fast, &round, count);
}

static void do_column(struct fast *fast, const struct column *column, struct fast_tile *after)
{
    do_tiles(fast, column->tile, column->count, column->edge ? column->edge : after);
    if (column->edge)
        do_tiles(fast, column->edge, 1, after);
}

/* Stretches of equal columns. */
static void do_columns(struct fast *fast)
{
    const uint32_t width = fast->tiling->tile_n, same = fast->shape->loads_c ? 2 : 1; /* after it, as wide as it */
    struct stretch stretch;

    stretch_begin(&stretch, STRETCH_OF_TILES);
    for (uint32_t left = fast->shape->cols; left > 0;) {
        const struct column column = column_of(fast, left);
        uint64_t times = 1;

        do_column(fast, &column, left > width ? tile_of(fast, fast->shape->rows, left - width) : NULL);
        if (left / width > same)
            times += stretch_skip(&stretch, &fast->pace, left / width - same);
        column.tile->times[0] += column.count * times;
        if (column.edge)
            column.edge->times[0] += times;
        left -= column.tile->cols * (uint32_t)times;
    }
}

/* ---- a pass ------------------------------------------------------------------------------------------- */

bool flexsa_fast_pass(const struct flexsa_machine *machine, const struct flexsa_tiling *tiling,
                      const struct flexsa_pass_shape *shape, struct flexsa_run_result *result)
{
    struct fast fast;

    fast.machine = machine;
    fast.shape = shape;
    fast.tiling = tiling;
    fast.half = 0;
    fast.first = true;
    for (unsigned i = 0; i < 4; i++)
        fast.tiles[i / 2][i % 2].rows = 0; /* not met yet */
    pace_reset(&fast.pace, machine);
    if (fast.pace.units > 1)
        do_cores(&fast);
    else
        do_columns(&fast);
    for (unsigned i = 0; i < 4; i++)
        if (fast.tiles[i / 2][i % 2].rows)
            fast_tile_count(&fast.pace, &fast.tiles[i / 2][i % 2], fast.pace.counters);
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

/* Neighbours of equal size count as one. */
static unsigned cut_by_size(uint32_t total, uint32_t step, struct flexsa_piece pieces[3])
{
    const unsigned classes = flexsa_cut(total, step, pieces);
    unsigned sizes = 0;

    for (unsigned i = 0; i < classes; i++)
        if (sizes > 0 && pieces[sizes - 1].size == pieces[i].size)
            pieces[sizes - 1].count += pieces[i].count;
        else
            pieces[sizes++] = pieces[i];
    return sizes;
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
    ms = cut_by_size(gemm->m, tiling.block_m, m);
    ns = cut_by_size(gemm->n, tiling.block_n, n);
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
