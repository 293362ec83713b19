/* energy.c - see energy.h. */
#include "energy.h"

#define PJ 1e-12

struct flexsa_energy flexsa_gemm_energy(const struct flexsa_accelerator *a,
                                        const struct flexsa_constants *c,
                                        const struct flexsa_gemm_cost *cost)
{
    const struct flexsa_traffic *t = &cost->traffic;
    const struct flexsa_sram gbuf = flexsa_sram_at(c, a->unit.gbuf_bytes);
    const struct flexsa_sram stationary = flexsa_sram_at(c, flexsa_stationary_buffer(&a->unit).bank_bytes);
    const struct flexsa_sram left = flexsa_sram_at(c, flexsa_left_buffer(&a->unit).bank_bytes);
    const struct flexsa_sram obuf = flexsa_sram_at(c, flexsa_output_buffer(&a->unit).bank_bytes);
    const double byte_mm = 8 * c->value[FLEXSA_CONSTANT_wire_energy];
    const double path = byte_mm * flexsa_group_side(a, c) / 2;
    const double over = byte_mm * flexsa_core_side(a, c);

    return (struct flexsa_energy){
        .comp = PJ * flexsa_all_macs(cost) * c->value[FLEXSA_CONSTANT_mac_energy],
        .lbuf = PJ * ((t->stationary + t->broadcast) * (stationary.write + stationary.read) +
                      t->moving * (left.write + left.read) + t->obuf_write * obuf.write +
                      t->obuf_read * obuf.read),
        .gbuf = PJ * ((t->stationary + t->moving + t->partial_in) * (gbuf.read + path) +
                      t->results_out * (gbuf.write + path) + t->dram_read * gbuf.write +
                      t->dram_write * gbuf.read),
        .dram = PJ * (t->dram_read + t->dram_write) * 8 * c->value[FLEXSA_CONSTANT_dram_energy],
        .over_core = PJ * (t->over_h + t->over_v + t->broadcast) * over,
        .simd = PJ * cost->simd_flops * c->value[FLEXSA_CONSTANT_simd_flop_energy],
    };
}

struct flexsa_energy flexsa_iteration_energy(const struct flexsa_accelerator *accelerator,
                                             const struct flexsa_constants *constants,
                                             const struct flexsa_iteration *iteration)
{
    struct flexsa_energy energy = flexsa_gemm_energy(accelerator, constants, &iteration->gemm);

    energy.simd += PJ * iteration->simd.flops * constants->value[FLEXSA_CONSTANT_simd_flop_energy];
    energy.dram += PJ * iteration->simd.bytes * 8 * constants->value[FLEXSA_CONSTANT_dram_energy];
    return energy;
}

double flexsa_energy_sum(const struct flexsa_energy *energy)
{
    return energy->comp + energy->lbuf + energy->gbuf + energy->dram + energy->over_core + energy->simd;
}
