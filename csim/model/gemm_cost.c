/*
 * gemm_cost.c - classes of passes, and of tiles in a pass; tile_cost.c has the waves of a tile.
 *
 * What the next pass needs again stays in GBUF: A's block is read from DRAM again for every block of
 * columns (unless it is all of A), B's for every block of rows (unless K is not cut).
 */
#include "gemm_cost.h"

#include "../fast.h"
#include "tile_cost.h"
#include "wave_cost.h"

enum { MOST_UNITS = 1024 };

static double larger(double a, double b)
{
    return a > b ? a : b;
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

/* Sums over the tiles of a pass. */
struct pass_sum {
    double steps, waves, timed; /* of all units                                          */
    double columns;
    double column_tiles, full, edge; /* of a column: tiles; steps of a full tile and of the last */
};

static void add_column(const struct flexsa_cost_context *c, const struct flexsa_pass_class *pass,
                       const struct flexsa_piece *col, struct pass_sum *sum)
{
    const bool skinny = col->size <= c->unit->sub_cols;
    struct flexsa_piece rows[3];
    const unsigned classes = flexsa_cut(pass->rows, skinny ? c->tiling.tile_m_skinny : c->tiling.tile_m, rows);

    sum->columns += col->count;
    sum->column_tiles = 0;
    for (unsigned i = 0; i < classes; i++) {
        const double tiles = col->count * rows[i].count;
        const struct flexsa_tile_sum tile = flexsa_tile_cost(c, pass, &rows[i], col, tiles * pass->count);

        sum->steps += tile.steps * tiles;
        sum->waves += tile.waves * tiles;
        sum->timed += tile.timed * tiles;
        sum->column_tiles += rows[i].count;
        if (i == 0)
            sum->full = tile.steps;
        sum->edge = tile.steps;
    }
}

/* Steps until the last unit is done. */
static double busiest(const struct flexsa_accelerator *a, const struct pass_sum *sum)
{
    const uint64_t waves = (uint64_t)sum->waves;

    if (a->units == 1)
        return sum->steps;
    if (a->deal == FLEXSA_DEAL_TILES)
        return busiest_by_tiles(a->units, sum->columns, sum->column_tiles, sum->full, sum->edge);
    /* Rounds of one wave for each unit, the last one short. */
    return sum->steps / sum->waves * (double)((waves + a->units - 1) / a->units);
}

static void add_pass(const struct flexsa_cost_context *c, const struct flexsa_pass_class *pass)
{
    struct flexsa_piece cols[3];
    const unsigned classes = flexsa_cut(pass->cols, c->tiling.tile_n, cols);
    struct pass_sum sum = {0};

    for (unsigned i = 0; i < classes; i++)
        add_column(c, pass, &cols[i], &sum);
    c->cost->passes += pass->count;
    c->cost->compute += busiest(c->accelerator, &sum) * pass->count;
    if (c->bytes_per_step > 0 && c->accelerator->overlap == FLEXSA_OVERLAP_WAVE)
        c->cost->stall += larger(sum.timed - sum.steps / c->accelerator->units, 0) * pass->count;
}

/* ---- a GEMM -------------------------------------------------------------------------------------- */

static void add_passes(const struct flexsa_cost_context *c, const struct flexsa_gemm *gemm)
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
                add_pass(c, &(struct flexsa_pass_class){
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

/* The RTL's own cycles instead of sums of waves. */
static enum flexsa_status cycles_as_built(const struct flexsa_accelerator *accelerator,
                                          const struct flexsa_gemm *gemm, struct flexsa_gemm_cost *cost,
                                          struct flexsa_error *err)
{
    struct flexsa_run_result result;
    enum flexsa_status status;

    if (accelerator->units != flexsa_machine_cores(&accelerator->unit))
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "machine '%s' as built: the RTL has 4 cores in a group, not %u",
                           accelerator->name, accelerator->units);
    status = flexsa_fast_gemm(&accelerator->unit, gemm, &result, err);
    cost->compute = (double)result.cycles;
    return status;
}

enum flexsa_status flexsa_gemm_cost(const struct flexsa_accelerator *accelerator,
                                    const struct flexsa_gemm *gemm, double distinct,
                                    struct flexsa_gemm_cost *cost, struct flexsa_error *err)
{
    struct flexsa_cost_context c = {
        .accelerator = accelerator,
        .unit = &accelerator->unit,
        .bytes_per_step = flexsa_group_dram_bytes(accelerator),
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
    if (accelerator->as_built)
        status = cycles_as_built(accelerator, gemm, cost, err);
    else if (!accelerator->free_shift)
        cost->compute += flexsa_first_fill(c.unit, gemm->k) + flexsa_last_drain(c.unit);
    if (c.bytes_per_step > 0 && accelerator->overlap == FLEXSA_OVERLAP_GEMM) {
        const double bytes = cost->traffic.dram_read + cost->traffic.dram_write;

        cost->stall = larger(bytes / c.bytes_per_step - cost->compute, 0);
    }
    return status;
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
