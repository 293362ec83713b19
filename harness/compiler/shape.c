/* shape.c - tile sizes of an architecture, and the mode of a wave. */
#include "plan_internal.h"

struct tile_shape flexsa_tile_shape(const struct flexsa_machine *machine)
{
    const struct flexsa_limits fw = flexsa_machine_limits(machine, FLEXSA_MODE_FW);
    const bool flexsa = machine->arch == FLEXSA_ARCH_FLEXSA;

    return (struct tile_shape){
        .m = fw.m,
        .m_skinny = flexsa ? flexsa_machine_limits(machine, FLEXSA_MODE_ISW).m : fw.m,
        .n = fw.n,
        .k = fw.k,
    };
}

uint32_t flexsa_tile_rows(const struct flexsa_machine *machine, uint32_t n)
{
    const struct tile_shape shape = flexsa_tile_shape(machine);

    return n <= machine->sub_cols ? shape.m_skinny : shape.m;
}

/*
 *             k > H    k <= H
 *   n > W      FW       HSW
 *   n <= W     VSW      ISW
 */
unsigned flexsa_choose_mode(const struct flexsa_machine *machine, uint32_t n, uint32_t k)
{
    const bool wide = n > machine->sub_cols;
    const bool tall = k > machine->sub_rows;

    if (machine->arch != FLEXSA_ARCH_FLEXSA)
        return FLEXSA_MODE_FW;
    if (wide)
        return tall ? FLEXSA_MODE_FW : FLEXSA_MODE_HSW;
    return tall ? FLEXSA_MODE_VSW : FLEXSA_MODE_ISW;
}
