/*
 * gemm_cost.c - classes of passes, of tiles in a pass, of waves in a tile.
 *
 * First touch. What the next pass needs again stays in GBUF: A's block is read from DRAM again for
 * every block of columns (unless it is all of A), B's for every block of rows (unless K is not cut).
 * Inside a pass the first column of tiles brings A into GBUF, the first tile of each column brings B;
 * later tiles find both there. C goes to DRAM when its last share of K is done.
 */
#include "gemm_cost.h"

#include <string.h>

#include "cut.h"
#include "wave_cost.h"

enum { MOST_UNITS = 1024 };

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* What is the same for every wave of a GEMM. */
struct context {
    const struct flexsa_accelerator *accelerator;
    const struct flexsa_machine *unit;
    struct flexsa_tiling tiling;
    double a_share;        /* distinct elements over M*K                                     */
    double bytes_per_step; /* DRAM's, 0 if ideal                                             */
    double speed;          /* waves at a time: units of the group                            */
    unsigned c_bytes;      /* an element of finished C                                       */
    struct flexsa_gemm_cost *cost;
};

/* A pass: its rectangle and where its operands come from. */
struct pass {
    uint32_t rows, cols, depth;
    bool a_from_dram, b_from_dram, loads_c, final;
    double count;
};

/* What a tile adds up to. */
struct tile_sum {
    double steps, slots;   /* of one unit                                                    */
    double waves, timed;   /* timed: steps with waits for DRAM, the group's other units at work too */
    double dram;           /* bytes                                                          */
};

/* ---- one wave ----------------------------------------------------------------------------- */

static void count_stationary(const struct context *c, const struct flexsa_wave *wave, double count)
{
    /* Copies in other cores' LBUFs, by mode; docs/isa.md. */
    static const double copies[FLEXSA_NUM_MODES] = {
        [FLEXSA_MODE_FW] = 0, [FLEXSA_MODE_HSW] = 1, [FLEXSA_MODE_VSW] = 1, [FLEXSA_MODE_ISW] = 3};
    const double bytes = 2.0 * wave->k * wave->n * count;

    c->cost->traffic.stationary += bytes;
    c->cost->traffic.broadcast += copies[wave->mode] * bytes;
}

/* Rows of the parts whose operands (h) or results (v) pass over a core. */
static void count_over_core(const struct context *c, const struct flexsa_wave *wave, double count)
{
    const unsigned parts = wave->mode == FLEXSA_MODE_ISW ? 4 : 2;
    uint32_t rows[4] = {0};

    for (unsigned q = 0; q < parts; q++)
        rows[q] = flexsa_part_rows(wave->m, parts, q);
    if (wave->mode == FLEXSA_MODE_VSW || wave->mode == FLEXSA_MODE_ISW)
        c->cost->traffic.over_h += 2.0 * (rows[1] + rows[3]) * wave->k * count;
    if (wave->mode == FLEXSA_MODE_HSW)
        c->cost->traffic.over_v += 4.0 * rows[0] * wave->n * count;
    if (wave->mode == FLEXSA_MODE_ISW)
        c->cost->traffic.over_v += 4.0 * (rows[0] + rows[1]) * wave->n * count;
}

static double steps_of(const struct context *c, const struct flexsa_wave *wave)
{
    double steps = flexsa_wave_rows(wave);

    if (!c->accelerator->free_shift)
        steps = flexsa_wave_steps(c->unit, wave);
    return c->accelerator->as_built ? larger(steps, flexsa_wave_least(c->unit, wave)) : steps;
}

/* `count` equal waves; `accumulates`: they add to what OBUF holds; `new_*`: elements first touched. */
static void add_wave(const struct context *c, const struct flexsa_wave *wave, bool accumulates,
                     bool new_a, bool new_b, double count, struct tile_sum *tile)
{
    const double steps = steps_of(c, wave);
    const double results = 4.0 * wave->m * wave->n;
    double dram = 0, wait = 0;

    c->cost->waves[wave->mode] += count;
    c->cost->macs[wave->mode] += (double)wave->m * wave->n * wave->k * count;
    c->cost->traffic.moving += 2.0 * wave->m * wave->k * count;
    c->cost->traffic.obuf_write += results * count;
    if (accumulates)
        c->cost->traffic.obuf_read += results * count;
    if (wave->rows_before == 0)
        count_stationary(c, wave, count);
    if (wave->mode != FLEXSA_MODE_FW)
        count_over_core(c, wave, count);

    if (new_a)
        dram += 2.0 * wave->m * wave->k * c->a_share;
    if (new_b && wave->rows_before == 0)
        dram += 2.0 * wave->k * wave->n;
    if (c->bytes_per_step > 0)
        wait = dram / c->bytes_per_step;
    tile->waves += 1;
    tile->steps += steps;
    tile->slots += (double)flexsa_unit_pes(c->unit) * flexsa_wave_rows(wave);
    tile->timed += larger(steps / c->speed, wait);
    tile->dram += dram;
}

/* ---- one tile ------------------------------------------------------------------------------- */

static void scale_tile(struct tile_sum *sum, const struct tile_sum *wave, double count)
{
    sum->steps += wave->steps * count;
    sum->slots += wave->slots * count;
    sum->waves += wave->waves * count;
    sum->timed += wave->timed * count;
    sum->dram += wave->dram * count;
}

/* The waves of `count` equal tiles; *sum is that of one tile. */
static void add_tiles(const struct context *c, const struct pass *pass, const struct flexsa_piece *row,
                      const struct flexsa_piece *col, double count, struct tile_sum *sum)
{
    const bool new_a = pass->a_from_dram && col->first, new_b = pass->b_from_dram && row->first;
    struct flexsa_piece depths[3];
    const unsigned classes = flexsa_cut(pass->depth, c->tiling.tile_k, depths);

    *sum = (struct tile_sum){0};
    for (unsigned i = 0; i < classes; i++) {
        struct flexsa_wave wave = {.mode = flexsa_choose_mode(c->unit, col->size, depths[i].size),
                                   .m = row->size, .n = col->size, .k = depths[i].size};
        const bool accumulates = pass->loads_c || !depths[i].first;
        const double waves = count * depths[i].count;
        struct tile_sum one = {0};

        if (wave.mode == FLEXSA_MODE_VSW) {
            const uint32_t upper = flexsa_part_first(row->size, 4, 2);

            wave.m = upper;
            wave.weights_stay = upper < row->size;
            add_wave(c, &wave, accumulates, new_a, new_b, waves, &one);
            wave.rows_before = flexsa_wave_rows(&wave);
            wave.weights_stay = false;
            wave.m = row->size - upper;
        }
        if (wave.m > 0)
            add_wave(c, &wave, accumulates, new_a, new_b, waves, &one);
        scale_tile(sum, &one, depths[i].count);
    }
}

/* ---- one pass --------------------------------------------------------------------------------- */

/* Steps of the busiest unit when tiles of `rows[0]` (full) and one of `edge` steps at the end of each
 * of `columns` columns are dealt in turn. */
static double busiest_by_tiles(unsigned units, double columns, double column_tiles, double full,
                               double edge)
{
    double edges[MOST_UNITS] = {0}, most = 0;
    const double all = columns * column_tiles;

    /* The edge of column j is tile j*T + T-1; which unit has it repeats after `units` columns. */
    for (unsigned j = 0; j < units && j < columns; j++) {
        const uint64_t tile = (uint64_t)j * (uint64_t)column_tiles + (uint64_t)column_tiles - 1;

        edges[tile % units] += (double)((uint64_t)(columns - 1 - j) / units + 1);
    }
    for (unsigned u = 0; u < units; u++) {
        const double tiles = (double)((uint64_t)all / units + (u < (uint64_t)all % units));

        most = larger(most, (tiles - edges[u]) * full + edges[u] * edge);
    }
    return most;
}

static void add_pass(const struct context *c, const struct pass *pass)
{
    const unsigned units = c->accelerator->units;
    struct flexsa_gemm_cost *cost = c->cost;
    struct flexsa_piece cols[3], rows[3];
    const unsigned col_classes = flexsa_cut(pass->cols, c->tiling.tile_n, cols);
    double steps = 0, waves = 0, timed = 0, full = 0, edge = 0, columns = 0, column_tiles = 0;

    for (unsigned i = 0; i < col_classes; i++) {
        const bool skinny = cols[i].size <= c->unit->sub_cols;
        const uint32_t step = skinny ? c->tiling.tile_m_skinny : c->tiling.tile_m;
        const unsigned row_classes = flexsa_cut(pass->rows, step, rows);

        columns += cols[i].count;
        column_tiles = 0;
        for (unsigned j = 0; j < row_classes; j++) {
            const double tiles = cols[i].count * rows[j].count, count = tiles * pass->count;
            const double c_elements = (double)rows[j].size * cols[i].size;
            const double stored = c_elements * (pass->final ? c->c_bytes : 4);
            const double to_dram = pass->final ? stored : 0;
            struct tile_sum tile;
            double wait = 0;

            add_tiles(c, pass, &rows[j], &cols[i], count, &tile);
            if (c->accelerator->as_built) {
                const double least = flexsa_tile_least(c->unit, tile.steps, rows[j].size, cols[i].size,
                                                       pass->final ? c->c_bytes : 4);

                tile.timed += larger(least - tile.steps, 0) / c->speed;
                tile.steps = larger(tile.steps, least);
            }
            cost->tiles += count;
            cost->slots += tile.slots * count;
            cost->traffic.results_out += stored * count;
            cost->traffic.obuf_read += 4 * c_elements * count;
            if (pass->loads_c) {
                cost->traffic.partial_in += 4 * c_elements * count;
                cost->traffic.obuf_write += 4 * c_elements * count;
            }
            cost->traffic.dram_read += tile.dram * count;
            cost->traffic.dram_write += to_dram * count;

            if (c->bytes_per_step > 0)
                wait = (tile.dram + to_dram) / c->bytes_per_step;
            steps += tile.steps * tiles;
            waves += tile.waves * tiles;
            timed += larger(tile.timed, wait) * tiles;
            column_tiles += rows[j].count;
            *(j == 0 ? &full : &edge) = tile.steps;
            if (j == 0)
                edge = tile.steps;
        }
    }
    /* All units, then the busiest of them. */
    const double even = steps / units;
    double busiest = steps;

    if (units > 1 && c->accelerator->deal == FLEXSA_DEAL_TILES)
        busiest = busiest_by_tiles(units, columns, column_tiles, full, edge);
    else if (units > 1) /* rounds of one wave for each unit, the last one short */
        busiest = even * (double)(((uint64_t)waves + units - 1) / units * units) / waves;
    cost->passes += pass->count;
    cost->compute += busiest * pass->count;
    if (c->bytes_per_step > 0 && c->accelerator->overlap == FLEXSA_OVERLAP_WAVE)
        cost->stall += larger(timed - even, 0) * pass->count;
}

/* ---- a GEMM -------------------------------------------------------------------------------------- */

static void add_passes(const struct context *c, const struct flexsa_gemm *gemm)
{
    struct flexsa_piece m[3], n[3], k[3];
    const unsigned ms = flexsa_cut(gemm->m, c->tiling.block_m, m);
    const unsigned ns = flexsa_cut(gemm->n, c->tiling.block_n, n);
    const unsigned ks = flexsa_cut(gemm->k, c->tiling.block_k, k);
    const bool whole_a = gemm->m <= c->tiling.block_m && gemm->k <= c->tiling.block_k;
    const bool whole_k = gemm->k <= c->tiling.block_k;

    for (unsigned i = 0; i < ns; i++)
        for (unsigned j = 0; j < ms; j++)
            for (unsigned l = 0; l < ks; l++)
                add_pass(c, &(struct pass){
                                .rows = m[j].size,
                                .cols = n[i].size,
                                .depth = k[l].size,
                                .a_from_dram = !whole_a || n[i].first,
                                .b_from_dram = !whole_k || m[j].first,
                                .loads_c = gemm->has_c0 || !k[l].first,
                                .final = k[l].last,
                                .count = n[i].count * m[j].count * k[l].count,
                            });
}

enum flexsa_status flexsa_gemm_cost(const struct flexsa_accelerator *accelerator,
                                    const struct flexsa_gemm *gemm, double distinct,
                                    struct flexsa_gemm_cost *cost, struct flexsa_error *err)
{
    struct context c = {
        .accelerator = accelerator,
        .unit = &accelerator->unit,
        .bytes_per_step = flexsa_group_dram_bytes(accelerator),
        .speed = accelerator->units,
        .c_bytes = gemm->f16_out ? 2 : 4,
        .cost = cost,
    };
    enum flexsa_status status = flexsa_plan_tiling(c.unit, gemm, &c.tiling, err);

    *cost = (struct flexsa_gemm_cost){0};
    if (status != FLEXSA_OK)
        return status;
    c.a_share = accelerator->expanded_in_dram ? 1 : distinct / ((double)gemm->m * gemm->k);
    if (c.a_share > 1)
        c.a_share = 1;
    add_passes(&c, gemm);
    if (!accelerator->free_shift)
        cost->compute += flexsa_first_fill(c.unit, gemm->k) + flexsa_last_drain(c.unit);
    if (c.bytes_per_step > 0 && accelerator->overlap == FLEXSA_OVERLAP_GEMM) {
        const double bytes = cost->traffic.dram_read + cost->traffic.dram_write;

        cost->stall = larger(bytes / c.bytes_per_step - cost->compute, 0);
    }
    return FLEXSA_OK;
}

void flexsa_gemm_cost_add(struct flexsa_gemm_cost *sum, const struct flexsa_gemm_cost *cost,
                          double times)
{
    /* Nothing but doubles. */
    double *to = (double *)sum;
    const double *from = (const double *)cost;

    for (size_t i = 0; i < sizeof *sum / sizeof *to; i++)
        to[i] += times * from[i];
}

double flexsa_lbuf_bytes(const struct flexsa_traffic *traffic)
{
    return traffic->stationary + traffic->moving;
}

double flexsa_all_macs(const struct flexsa_gemm_cost *cost)
{
    double sum = 0;

    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++)
        sum += cost->macs[mode];
    return sum;
}

double flexsa_all_waves(const struct flexsa_gemm_cost *cost)
{
    double sum = 0;

    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++)
        sum += cost->waves[mode];
    return sum;
}
