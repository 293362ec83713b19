/*
 * fast.h - cycles and counters of a whole GEMM without its programs: tiles and K blocks are counted by
 * class, and a stretch of equal ones is stepped through (pace.h) only until it repeats itself; the rest
 * of it takes so many times as long. The result is what running every pass of the compiled GEMM takes,
 * to the cycle (tests/test_fast.c), whatever the GEMM's size.
 *
 * Example: 1G1F, M = 401,408, N = 64, K = 147 is 25 passes of 31 tiles of 3 waves and one of 9: two
 * passes are looked at.
 */
#ifndef FLEXSA_FAST_H
#define FLEXSA_FAST_H

#include "../harness/compiler/flexsa_plan.h"
#include "../harness/driver/flexsa_backend.h"

/* One pass (docs/architecture.md, "The compiler"): C[rows x cols] = [C +] A[rows x depth] * B. */
struct flexsa_pass_shape {
    uint32_t rows, cols, depth; /* 1 .. what fits GBUF                            */
    bool loads_c;               /* C0 or partial sums come in through LdOBUF      */
    bool f16;                   /* C goes out as binary16                         */
};

/* The pass's cycles and counters. False where the array would freeze, because a row takes several
 * beats or comes late: then they are not right. */
bool flexsa_fast_pass(const struct flexsa_machine *machine, const struct flexsa_tiling *tiling,
                      const struct flexsa_pass_shape *shape, struct flexsa_run_result *result);

/* All passes of the GEMM, one after the other; errors as flexsa_planner_open. Where the array would freeze
 * (configuration `tall`) every pass is compiled and run on csim.c: slower, and as exact. */
enum flexsa_status flexsa_fast_gemm(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                                    struct flexsa_run_result *result, struct flexsa_error *err);

#endif /* FLEXSA_FAST_H */
