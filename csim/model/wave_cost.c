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

uint32_t flexsa_first_fill(const struct flexsa_machine *unit, uint32_t k)
{
    return rows_to_shift(unit, k);
}

uint32_t flexsa_last_drain(const struct flexsa_machine *unit)
{
    const uint32_t cores = unit->arch == FLEXSA_ARCH_CORES ? 1 : 2;

    return cores * (unit->sub_rows * unit->pipe_depth + unit->sub_cols);
}
