/* rects.c - see rects.h. */
#include "rects.h"

static unsigned beyond(unsigned size, unsigned limit)
{
    return size > limit ? size - limit : 0;
}

static unsigned at_most(unsigned size, unsigned limit)
{
    return size > limit ? limit : size;
}

static bool one_lane(const struct flexsa_machine *machine)
{
    return machine->arch != FLEXSA_ARCH_FLEXSA;
}

void csim_rects_v(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                  uint64_t tile, struct csim_rect rects[CSIM_LANES])
{
    const unsigned h = machine->sub_rows, w = machine->sub_cols;
    const bool tall = instr->mode == FLEXSA_MODE_FW || instr->mode == FLEXSA_MODE_VSW;
    const bool wide = instr->mode == FLEXSA_MODE_FW || instr->mode == FLEXSA_MODE_HSW;

    if (one_lane(machine)) {
        rects[0] = (struct csim_rect){instr->k, 2 * instr->n, 1, tile};
        return;
    }
    for (unsigned q = 0; q < 4; q++) {
        const bool low = q >= 2, east = q % 2 == 1;
        unsigned rows = low ? beyond(instr->k, h) : tall ? at_most(instr->k, h) : instr->k;
        unsigned cols = east ? beyond(instr->n, w) : wide ? at_most(instr->n, w) : instr->n;
        unsigned cores = 0;

        if ((low && !tall) || (east && !wide))
            rows = 0;
        /* A core takes its own lane's part, or the same part from above or from the west. */
        for (unsigned core = 0; core < 4; core++) {
            const bool down = core >= 2, right = core % 2 == 1;
            const bool of_row = down ? low || !tall : !low, of_column = right ? east || !wide : !east;

            cores |= (unsigned)(of_row && of_column) << core;
        }
        rects[q] = (struct csim_rect){rows, 2 * cols, cores, tile};
    }
}

void csim_rects_h(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                  uint64_t tile, struct csim_rect rects[CSIM_LANES])
{
    const unsigned h = machine->sub_rows;

    if (one_lane(machine)) {
        rects[0] = (struct csim_rect){instr->m, 2 * instr->k, 1, tile};
        return;
    }
    for (unsigned q = 0; q < 4; q++) {
        unsigned rows, k = instr->k;

        switch (instr->mode) {
        case FLEXSA_MODE_ISW:
            rows = flexsa_part_rows(instr->m, 4, q);
            break;
        case FLEXSA_MODE_HSW:
            rows = q % 2 ? 0 : flexsa_part_rows(instr->m, 2, q / 2);
            break;
        default: /* FW, VSW: the lower lanes bring the k beyond H */
            rows = flexsa_part_rows(instr->m, 2, q % 2);
            k = q >= 2 ? beyond(k, h) : at_most(k, h);
        }
        rects[q] = (struct csim_rect){rows, 2 * k, 1, tile};
    }
}

void csim_rects_o(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                  struct csim_rect rects[CSIM_LANES])
{
    const unsigned w = machine->sub_cols, size = instr->f16 ? 2 : 4;

    if (one_lane(machine)) {
        rects[0] = (struct csim_rect){instr->m, size * instr->n, 1, 0};
        return;
    }
    for (unsigned q = 0; q < 4; q++) {
        if (instr->mode == FLEXSA_MODE_ISW) /* skinny */
            rects[q] = (struct csim_rect){flexsa_part_rows(instr->m, 4, q), size * instr->n, 1, 0};
        else
            rects[q] = (struct csim_rect){flexsa_part_rows(instr->m, 2, q / 2),
                                          size * (q % 2 ? beyond(instr->n, w) : at_most(instr->n, w)), 1, 0};
    }
}
