/* wave_cost.c - see wave_cost.h. */
#include "wave_cost.h"

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Rows of weights one core shifts in for a wave of depth k. */
static uint32_t rows_to_shift(const struct flexsa_machine *unit, uint32_t k)
{
    const uint32_t height = (unit->arch == FLEXSA_ARCH_SINGLE ? 2 : 1) * unit->sub_rows;

    return k < height ? k : height;
}

uint32_t flexsa_wave_rows(const struct flexsa_wave *wave)
{
    static const uint32_t parts[FLEXSA_NUM_MODES] = {
        [FLEXSA_MODE_FW] = 1, [FLEXSA_MODE_HSW] = 2, [FLEXSA_MODE_VSW] = 2, [FLEXSA_MODE_ISW] = 4};

    return (wave->m + parts[wave->mode] - 1) / parts[wave->mode];
}

uint32_t flexsa_wave_steps(const struct flexsa_machine *unit, const struct flexsa_wave *wave)
{
    const uint32_t rows = flexsa_wave_rows(wave);
    const uint32_t shift = rows_to_shift(unit, wave->k);

    if (wave->weights_stay)
        return rows;
    if (!unit->second_weight)
        return rows + shift - 1;
    return wave->rows_before > shift ? rows : larger(rows, shift + 1 - wave->rows_before);
}

double flexsa_wave_least(const struct flexsa_machine *unit, const struct flexsa_wave *wave)
{
    const double h = unit->sub_rows, w = unit->sub_cols;
    const double any = (2 * h + w + 1) / 2, isw = (h + 2 * w + 2) / 2;

    if (unit->arch != FLEXSA_ARCH_FLEXSA)
        return 0;
    if (wave->mode == FLEXSA_MODE_FW)
        return any + flexsa_part_rows(wave->m, 2, 0) / 2.0;
    return wave->mode == FLEXSA_MODE_ISW && isw > any ? isw : any;
}

double flexsa_tile_least(const struct flexsa_machine *unit, double steps, uint32_t rows, uint32_t cols,
                         unsigned element)
{
    const bool flexsa = unit->arch == FLEXSA_ARCH_FLEXSA;
    const uint32_t half = flexsa && cols > unit->sub_cols ? 2 : 1; /* partitions side by side */
    const uint32_t parts = flexsa ? 4 / half : 1;
    const uint32_t stored_rows = flexsa_part_rows(rows, parts, 0);
    const uint32_t stored_cols = half == 2 ? unit->sub_cols : cols;
    const uint32_t beats = (stored_cols * element + unit->port_bytes - 1) / unit->port_bytes;

    return (steps + flexsa_last_drain(unit) + (double)stored_rows * beats) / 2;
}

uint32_t flexsa_first_fill(const struct flexsa_machine *unit, uint32_t k)
{
    return rows_to_shift(unit, k);
}

uint32_t flexsa_last_drain(const struct flexsa_machine *unit)
{
    const uint32_t cores = unit->arch == FLEXSA_ARCH_CORES ? 1 : 2;

    return cores * (unit->sub_rows * unit->pipe_depth + unit->sub_cols);
}
