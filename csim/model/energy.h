/*
 * energy.h - dynamic energy by component, as Figure 12 divides it.
 *
 *   COMP      MACs; PEs without work take none
 *   LBUF      stationary and left LBUFs: each byte written once and read once in every core that holds
 *             it; OBUF: every sum written, and read to be added to or stored
 *   GBUF      bytes to and from LBUFs and OBUF, with a wire of half the group's side; bytes to and
 *             from DRAM
 *   DRAM      bytes read and written
 *   OverCore  FlexSA: operands and results over a core, local broadcasts: a wire of a core's side
 *   SIMD      other layers: their flops (their DRAM bytes are in DRAM)
 */
#ifndef FLEXSA_ENERGY_H
#define FLEXSA_ENERGY_H

#include "area.h"
#include "network.h"

/* Joules. */
struct flexsa_energy {
    double comp, lbuf, gbuf, dram, over_core, simd;
};

/* Of the GEMMs alone (simd: their sums over groups). */
struct flexsa_energy flexsa_gemm_energy(const struct flexsa_accelerator *accelerator,
                                        const struct flexsa_constants *constants,
                                        const struct flexsa_gemm_cost *cost);

/* Of a whole iteration with its other layers. */
struct flexsa_energy flexsa_iteration_energy(const struct flexsa_accelerator *accelerator,
                                             const struct flexsa_constants *constants,
                                             const struct flexsa_iteration *iteration);

double flexsa_energy_sum(const struct flexsa_energy *energy);

#endif /* FLEXSA_ENERGY_H */
