/*
 * oracle.h - plain GEMM straight from the arithmetic contract. It knows M, N, K and the
 * depth of a K block; nothing of tiles, modes, instructions or machines.
 *
 *   C = C0 + sum over blocks of chain(block),  chain = a0*b0, then fma over ascending k
 *
 * Example (block depth 2): C = (a0*b0 + a1*b1) + (a2*b2 + a3*b3), each + rounded once.
 */
#ifndef FLEXSA_ORACLE_H
#define FLEXSA_ORACLE_H

#include <stddef.h>
#include <stdint.h>

#include "../isa/flexsa_status.h"
#include "kernel.h"

/* Row-major and dense; binary16 and binary32 as bit patterns. All owned by the caller. */
struct flexsa_oracle_gemm {
    size_t m, n, k;      /* >= 1                                                  */
    size_t block_k;      /* depth of a K block: flexsa_machine_block_k            */
    const uint16_t *a;   /* m x k                                                 */
    const uint16_t *b;   /* k x n                                                 */
    const uint32_t *c0;  /* m x n or NULL; may be `c`                             */
    uint32_t *c;         /* m x n, written                                        */
};

/* The plain form: one element at a time, fmaf, NaN made canonical at every step. Any
 * rectangle [row, row+rows) x [col, col+cols) of C alone; the rest of c is not touched. */
void flexsa_oracle_plain_part(const struct flexsa_oracle_gemm *gemm, size_t row, size_t rows,
                              size_t col, size_t cols);
void flexsa_oracle_plain(const struct flexsa_oracle_gemm *gemm);

/* The fast form, bit for bit the same; `kernel` NULL takes the fastest one.
 * SIM_FAILED without memory, or if the host's floating point is set up wrong. */
enum flexsa_status flexsa_oracle_fast(const struct flexsa_oracle_gemm *gemm,
                                      const struct flexsa_kernel *kernel,
                                      struct flexsa_error *err);

/* `count` finished binary32 results as binary16. */
void flexsa_oracle_to_half(const uint32_t *c, size_t count, uint16_t *out);

#endif /* FLEXSA_ORACLE_H */
