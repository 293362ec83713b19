/*
 * split.h - one GEMM over the groups of an accelerator (paper, section VII): forward and data
 * gradient are cut in M, the weight gradient in K. Every group computes at the same time with an
 * equal share of DRAM; operands several groups need are replicated, in GBUF and in DRAM traffic.
 *
 * The partial sums of a cut K go to DRAM in binary32, the SIMD array reads and adds them, and writes
 * C: (groups - 1) * M * N additions, M * N * (4 * groups + size of C) bytes beside the groups' stores.
 */
#ifndef FLEXSA_SPLIT_H
#define FLEXSA_SPLIT_H

#include "../../harness/io/workload.h"
#include "gemm_cost.h"

/* One GEMM of the workload's row (not times its repeat): traffic and counts of all groups together,
 * cycles of the slowest. C is binary16. Errors as flexsa_gemm_cost. */
enum flexsa_status flexsa_split_cost(const struct flexsa_accelerator *accelerator,
                                     const struct flexsa_workload_gemm *row,
                                     struct flexsa_gemm_cost *cost, struct flexsa_error *err);

#endif /* FLEXSA_SPLIT_H */
