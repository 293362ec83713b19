/*
 * network.h - one training iteration: every GEMM of a workload (workload.h) on an accelerator, and
 * the layers between them on the SIMD array.
 *
 * SIMD layers, not fused (paper, section VIII): for the E outputs of a layer in binary16
 *
 *   layer          forward: flops, bytes      backward: flops, bytes
 *   normalisation  7 E, 6 E  (statistics: read; apply: read, write)
 *                                             11 E, 10 E  (x and dy twice, dx)
 *   activation     E, 4 E                     E, 6 E
 *   sum            E, 6 E                     E, 6 E  (the branches' gradients are added)
 *   depthwise      2 flops a MAC, inputs and outputs once, in each of the three phases
 *
 * A layer takes the longer of flops over SIMD throughput and bytes over DRAM bandwidth.
 */
#ifndef FLEXSA_NETWORK_H
#define FLEXSA_NETWORK_H

#include "split.h"

/* Of one row of the workload, its repeats included. */
struct flexsa_row_cost {
    bool on_simd;                 /* a depthwise layer left to the SIMD array: gemm is zero   */
    struct flexsa_gemm_cost gemm;
};

struct flexsa_simd_cost {
    double flops, bytes, cycles;
};

struct flexsa_iteration {
    struct flexsa_gemm_cost gemm; /* sum over rows                                            */
    struct flexsa_gemm_cost phase[FLEXSA_NUM_PHASES];
    struct flexsa_simd_cost simd; /* the other layers; sums over groups are in gemm           */
};

/* `rows`, one for each GEMM of the workload, may be NULL. */
enum flexsa_status flexsa_iteration_cost(const struct flexsa_accelerator *accelerator,
                                         const struct flexsa_workload *workload,
                                         struct flexsa_iteration *iteration,
                                         struct flexsa_row_cost *rows, struct flexsa_error *err);

/* Cycles of all GEMMs, and of the whole iteration (SIMD layers after them, nothing overlapped). */
double flexsa_gemm_cycles(const struct flexsa_gemm_cost *cost);
double flexsa_iteration_cycles(const struct flexsa_accelerator *accelerator,
                               const struct flexsa_iteration *iteration);

/* MACs over PE-cycles. */
double flexsa_cost_utilisation(const struct flexsa_accelerator *accelerator,
                               const struct flexsa_gemm_cost *cost);

#endif /* FLEXSA_NETWORK_H */
