/*
 * kernel.h - the fast inner loop that oracle and golden model share: one K block of a
 * GEMM, C = chain(A, B) or C = C + chain(A, B), bit for bit the arithmetic contract.
 *
 * A and B are packed first, as binary32, in strips the loop walks straight through:
 *
 *   A [m x k]: strips of `rows` rows,    strip = k steps x rows values
 *   B [k x n]: strips of `cols` columns, strip = k steps x cols values
 *
 * Rows and columns that fill a last strip up are 0, are computed, and never stored.
 */
#ifndef FLEXSA_KERNEL_H
#define FLEXSA_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../isa/flexsa_status.h"

struct flexsa_kernel {
    const char *name;    /* "avx512", "avx2", "portable"                          */
    size_t rows, cols;   /* of a strip of A, of B                                 */
    /* `lda`, `ldb`, `ldc`: elements from one row to the next. */
    void (*pack_a)(const uint16_t *a, size_t lda, size_t m, size_t k, float *packed);
    void (*pack_b)(const uint16_t *b, size_t ldb, size_t k, size_t n, float *packed);
    /* C as bit patterns; a NaN is stored as 0x7fc00000 only. k >= 1. */
    void (*run)(size_t m, size_t n, size_t k, const float *a, const float *b, uint32_t *c,
                size_t ldc, bool add);
};

/* Kernel i that this CPU can run, the fastest first; NULL past the last. */
const struct flexsa_kernel *flexsa_kernel_at(size_t i);

/* Floats that pack_a, pack_b write. */
size_t flexsa_kernel_a_floats(const struct flexsa_kernel *kernel, size_t m, size_t k);
size_t flexsa_kernel_b_floats(const struct flexsa_kernel *kernel, size_t k, size_t n);

/* Aligned memory for packed strips, NULL if there is none; freed with free(). */
float *flexsa_kernel_alloc(size_t floats);

/* SIM_FAILED unless the host rounds to nearest even and keeps subnormals: -ffast-math
 * anywhere in the link, or a library, may have set flush-to-zero for the process. */
enum flexsa_status flexsa_kernel_check_host(struct flexsa_error *err);

#endif /* FLEXSA_KERNEL_H */
