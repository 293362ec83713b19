/*
 * gemm_cost.h - what one GEMM costs on one group, in closed form: its waves are counted by class
 * (mode, edge, first touch), never executed. The cut is the compiler's (flexsa_plan_tiling), and
 * tests/test_model.c holds every count against the instructions of compiled programs.
 *
 * Example, 1G1F, M=512 N=128 K=192: tiles 2 x 1, each with k = 128 (FW, 256 steps) and k = 64 (HSW,
 * 128 steps): 4 waves, 2 * (256 + 128) = 768 steps, stationary 2 * 192 * 128 * 2 B, moving
 * 512 * 192 * 2 B.
 *
 * All counts are double: whole numbers, exact up to 2^53.
 */
#ifndef FLEXSA_GEMM_COST_H
#define FLEXSA_GEMM_COST_H

#include "../../harness/compiler/flexsa_plan.h"
#include "machine.h"

/* Bytes on each path. The first nine are those of the unit's counters (harness/golden/traffic.h). */
struct flexsa_traffic {
    double stationary;  /* GBUF -> stationary LBUFs                                         */
    double moving;      /* GBUF -> left LBUFs                                               */
    double partial_in;  /* GBUF -> OBUF: partial sums of an earlier pass, binary32          */
    double results_out; /* OBUF -> GBUF: C, or partial sums                                 */
    double broadcast;   /* into the stationary LBUFs of other cores (FlexSA)                */
    double over_h;      /* operands over a core (FlexSA)                                    */
    double over_v;      /* results over a core (FlexSA)                                     */
    double obuf_read;   /* OBUF: sums read to be added to, or to be stored                  */
    double obuf_write;  /* OBUF: sums written                                               */
    double dram_read;   /* DRAM -> GBUF                                                     */
    double dram_write;  /* GBUF -> DRAM                                                     */
};

struct flexsa_gemm_cost {
    double macs[FLEXSA_NUM_MODES], waves[FLEXSA_NUM_MODES]; /* by mode                      */
    double tiles, passes;
    double slots;       /* PEs x rows streamed: macs / slots is how full waves are          */
    double compute;     /* cycles with ideal memory: waves, first fill, last drain          */
    double stall;       /* cycles waited for DRAM, 0 with ideal memory                      */
    double simd_flops;  /* of sums over groups (split K)                                    */
    double simd_bytes;  /* DRAM bytes of the same, already in traffic                       */
    struct flexsa_traffic traffic;
};

/* The cost of one GEMM on one group of the accelerator with the group's share of DRAM.
 * `distinct` of A's M*K elements come from DRAM each time A is read (see a_distinct in workload.h).
 * BAD_INPUT as flexsa_planner_open. */
enum flexsa_status flexsa_gemm_cost(const struct flexsa_accelerator *accelerator,
                                    const struct flexsa_gemm *gemm, double distinct,
                                    struct flexsa_gemm_cost *cost, struct flexsa_error *err);

/* sum += times * cost: every count. */
void flexsa_gemm_cost_add(struct flexsa_gemm_cost *sum, const struct flexsa_gemm_cost *cost,
                          double times);

/* GBUF -> LBUF: what Figures 5 and 11 count. */
double flexsa_lbuf_bytes(const struct flexsa_traffic *traffic);

double flexsa_all_macs(const struct flexsa_gemm_cost *cost);
double flexsa_all_waves(const struct flexsa_gemm_cost *cost);

#endif /* FLEXSA_GEMM_COST_H */
