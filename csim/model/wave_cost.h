/*
 * wave_cost.h - what one wave costs, in array steps (clock cycles while nothing is waited for). The
 * one place where the model says so; docs/architecture.md, "Back to back", and tests/test_timing.c
 * measure the same figures on the RTL.
 *
 *   wave              rows streamed        next wave starts after
 *   FW, single, core  m                    max(rows, k' + 1)    with the second weight register
 *   HSW, VSW          ceil(m / 2)          rows + k' - 1        without it
 *   ISW               ceil(m / 4)          k' = the rows of weights to shift, min(k, rows of a core)
 *
 * A pair of VSWs uses its weights twice: rows are those of both, and the shift for the next weights
 * has both waves to hide behind (it starts when the first of them swaps).
 *
 * Examples: a sub-core of 64 x 64, HSW of m = 100, k = 30: 50 steps, as 31 < 50. A pair of VSWs of 37
 * rows each, k = 128: 37, then 37 as 74 > 65.
 */
#ifndef FLEXSA_WAVE_COST_H
#define FLEXSA_WAVE_COST_H

#include "../../harness/isa/flexsa_machine.h"

/* One ExecGEMM. */
struct flexsa_wave {
    unsigned mode;       /* FLEXSA_MODE_*; FW for single and cores                */
    uint32_t m, n, k;    /* all of the instruction, not of a part                 */
    bool weights_stay;   /* the next wave uses the same weights (first of a pair) */
    uint32_t rows_before; /* streamed by waves before it with these weights (0 if it swaps) */
};

/* Row steps that enter the array. */
uint32_t flexsa_wave_rows(const struct flexsa_wave *wave);

/* Steps from the start of this wave to the start of the next. */
uint32_t flexsa_wave_steps(const struct flexsa_machine *unit, const struct flexsa_wave *wave);

/* Steps before the first wave of a GEMM starts: its weights are shifted in. */
uint32_t flexsa_first_fill(const struct flexsa_machine *unit, uint32_t k);

/* Steps from the last row entering the array until its last result is in OBUF: it runs down the
 * rows, one FMA of pipe_depth steps each, and across the columns. */
uint32_t flexsa_last_drain(const struct flexsa_machine *unit);

#endif /* FLEXSA_WAVE_COST_H */
