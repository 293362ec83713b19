/*
 * tile_cost.c - see tile_cost.h. Inside a pass the first column of tiles brings A into GBUF, the first
 * tile of each column brings B; later tiles find both there. C goes to DRAM when its last share of K
 * is done.
 */
#include "tile_cost.h"

#include "wave_cost.h"

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* ---- one wave ----------------------------------------------------------------------------- */

static void count_stationary(const struct flexsa_cost_context *c, const struct flexsa_wave *wave, double count)
{
    /* Copies in other cores' LBUFs, by mode; docs/isa.md. */
    static const double copies[FLEXSA_NUM_MODES] = {
        [FLEXSA_MODE_FW] = 0, [FLEXSA_MODE_HSW] = 1, [FLEXSA_MODE_VSW] = 1, [FLEXSA_MODE_ISW] = 3};
    const double bytes = 2.0 * wave->k * wave->n * count;

    c->cost->traffic.stationary += bytes;
    c->cost->traffic.broadcast += copies[wave->mode] * bytes;
}

/* Rows of the parts whose operands (h) or results (v) pass over a core. */
static void count_over_core(const struct flexsa_cost_context *c, const struct flexsa_wave *wave, double count)
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

static double steps_of(const struct flexsa_cost_context *c, const struct flexsa_wave *wave)
{
    return c->accelerator->free_shift ? flexsa_wave_rows(wave) : flexsa_wave_steps(c->unit, wave);
}

/* `count` equal waves; `accumulates`: they add to what OBUF holds; `new_*`: elements first touched. */
static void add_wave(const struct flexsa_cost_context *c, const struct flexsa_wave *wave, bool accumulates,
                     bool new_a, bool new_b, double count, struct flexsa_tile_sum *tile)
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
    tile->timed += larger(steps / c->accelerator->units, wait);
    tile->dram += dram;
}

/* ---- one tile ------------------------------------------------------------------------------- */

static void scale_tile(struct flexsa_tile_sum *sum, const struct flexsa_tile_sum *wave, double count)
{
    sum->steps += wave->steps * count;
    sum->slots += wave->slots * count;
    sum->waves += wave->waves * count;
    sum->timed += wave->timed * count;
    sum->dram += wave->dram * count;
}

/* The waves of `count` equal tiles; returns those of one. */
static struct flexsa_tile_sum add_waves(const struct flexsa_cost_context *c,
                                        const struct flexsa_pass_class *pass,
                                        const struct flexsa_piece *row,
                                        const struct flexsa_piece *col, double count)
{
    const bool new_a = pass->a_from_dram && col->first, new_b = pass->b_from_dram && row->first;
    struct flexsa_piece depths[3];
    const unsigned classes = flexsa_cut(pass->depth, c->tiling.tile_k, depths);
    struct flexsa_tile_sum sum = {0};

    for (unsigned i = 0; i < classes; i++) {
        struct flexsa_wave wave = {.mode = flexsa_choose_mode(c->unit, col->size, depths[i].size),
                                   .m = row->size, .n = col->size, .k = depths[i].size};
        const bool accumulates = pass->loads_c || !depths[i].first;
        const double waves = count * depths[i].count;
        struct flexsa_tile_sum one = {0};

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
        scale_tile(&sum, &one, depths[i].count);
    }
    return sum;
}

/* ---- what goes with the tile's C ------------------------------------------------------------- */

static void move_c(const struct flexsa_cost_context *c, const struct flexsa_pass_class *pass,
                   double elements, double count, struct flexsa_tile_sum *sum)
{
    struct flexsa_traffic *traffic = &c->cost->traffic;
    const double stored = elements * (pass->final ? c->c_bytes : 4);

    traffic->results_out += stored * count;
    traffic->obuf_read += 4 * elements * count;
    if (pass->loads_c) {
        traffic->partial_in += 4 * elements * count;
        traffic->obuf_write += 4 * elements * count;
    }
    traffic->dram_read += sum->dram * count;
    if (pass->final) {
        traffic->dram_write += stored * count;
        sum->dram += stored;
    }
}

struct flexsa_tile_sum flexsa_tile_cost(const struct flexsa_cost_context *c,
                                        const struct flexsa_pass_class *pass,
                                        const struct flexsa_piece *row,
                                        const struct flexsa_piece *col, double count)
{
    struct flexsa_tile_sum sum = add_waves(c, pass, row, col, count);

    move_c(c, pass, (double)row->size * col->size, count, &sum);
    if (c->bytes_per_step > 0)
        sum.timed = larger(sum.timed, sum.dram / c->bytes_per_step);
    c->cost->tiles += count;
    c->cost->slots += sum.slots * count;
    return sum;
}
