/* fast_tile.c - see fast_tile.h. The instructions are the compiler's (harness/compiler/emit.c). */
#include "fast_tile.h"

static void prepare(const struct pace *pace, const struct flexsa_instr *instr, struct pace_prepared *prepared,
                    uint64_t *counters)
{
    pace_prepare(pace, instr, prepared);
    pace_count(pace->machine, instr, prepared, counters);
}

/* ---- waves ---------------------------------------------------------------------------------- */

static void prepare_exec(const struct pace *pace, const struct flexsa_instr *weights, uint32_t rows,
                         struct fast_wave *wave)
{
    const unsigned i = wave->execs++;
    struct flexsa_instr instr = {.op = FLEXSA_OP_LDH, .mode = weights->mode, .pair = i > 0, .m = rows, .k = weights->k};

    prepare(pace, &instr, &wave->moving[i], wave->counters);
    instr.op = FLEXSA_OP_EXEC;
    instr.n = weights->n;
    instr.swap = i == 0;
    prepare(pace, &instr, &wave->exec[i], wave->counters);
}

static void prepare_wave(const struct pace *pace, const struct fast_tile *tile, uint32_t depth, struct fast_wave *wave)
{
    struct flexsa_instr instr = {.op = FLEXSA_OP_LDV, .mode = flexsa_choose_mode(pace->machine, tile->cols, depth),
                                 .n = tile->cols, .k = depth};
    const uint32_t upper = instr.mode == FLEXSA_MODE_VSW ? flexsa_part_first(tile->rows, 4, 2) : tile->rows;

    prepare(pace, &instr, &wave->weights, wave->counters);
    instr.op = FLEXSA_OP_SHIFT;
    prepare(pace, &instr, &wave->shift, wave->counters);
    prepare_exec(pace, &instr, upper, wave);
    if (upper < tile->rows)
        prepare_exec(pace, &instr, tile->rows - upper, wave);
}

/* ---- tiles ---------------------------------------------------------------------------------- */

void fast_tile_prepare(const struct pace *pace, const struct flexsa_tiling *tiling,
                       const struct flexsa_pass_shape *shape, uint32_t rows, uint32_t cols, struct fast_tile *tile)
{
    const bool skinny = pace->machine->arch == FLEXSA_ARCH_FLEXSA && cols <= pace->machine->sub_cols;
    struct flexsa_instr instr = {.op = FLEXSA_OP_LDO, .mode = skinny ? FLEXSA_MODE_ISW : FLEXSA_MODE_FW,
                                 .m = rows, .n = cols};

    *tile = (struct fast_tile){.rows = rows, .cols = cols, .wholes = shape->depth / tiling->tile_k};
    if (shape->loads_c)
        prepare(pace, &instr, &tile->load, tile->counters);
    instr.op = FLEXSA_OP_ST;
    instr.f16 = shape->f16;
    prepare(pace, &instr, &tile->store, tile->counters);
    if (tile->wholes)
        prepare_wave(pace, tile, tiling->tile_k, &tile->whole);
    if (shape->depth % tiling->tile_k)
        prepare_wave(pace, tile, shape->depth % tiling->tile_k, &tile->rest);
}

void fast_tile_count(const struct pace *pace, const struct fast_tile *tile, uint64_t counters[FLEXSA_NUM_CNT])
{
    for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++) {
        const uint64_t one = tile->counters[i] + tile->whole.counters[i] * tile->wholes + tile->rest.counters[i];
        const bool of_lane = i == FLEXSA_CNT_BYTES_V0 || i == FLEXSA_CNT_BYTES_H0;

        /* Prepared for core 0; the lane of an independent core is its own. */
        for (unsigned c = 0; c < pace->units; c++)
            counters[of_lane ? i + c : i] += one * tile->times[c];
    }
}
