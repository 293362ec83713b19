/*
 * npy.h - NumPy's .npy files of matrices: versions 1.0 and 2.0, '<f2' or '<f4', C order,
 * two dimensions.
 */
#ifndef FLEXSA_NPY_H
#define FLEXSA_NPY_H

#include <stddef.h>
#include <stdint.h>

#include "../isa/flexsa_status.h"

/* A matrix in rows; exactly one of f16, f32 is not NULL: bit patterns. */
struct flexsa_npy {
    size_t rows, cols;
    uint16_t *f16;
    uint32_t *f32;
};

#define FLEXSA_NPY_MAX_DIM 16777216u            /* 2^24 rows or columns          */
#define FLEXSA_NPY_MAX_BYTES ((size_t)8 << 30)  /* 8 GiB of elements             */

/* BAD_INPUT, each with its own message: no .npy, version, header, dtype, Fortran order,
 * dimensions, size 0, too large, too few or too many bytes. Free with flexsa_npy_free. */
enum flexsa_status flexsa_npy_read(const char *path, struct flexsa_npy *npy,
                                   struct flexsa_error *err);

/* Writes version 1.0 as a whole or not at all (file.h). */
enum flexsa_status flexsa_npy_write(const char *path, const struct flexsa_npy *npy,
                                    struct flexsa_error *err);

/* Frees the elements and zeroes `npy`. */
void flexsa_npy_free(struct flexsa_npy *npy);

#endif /* FLEXSA_NPY_H */
