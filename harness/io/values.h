/*
 * values.h - random operands, the same on every host for the same seed.
 *
 *   normal   about N(0, 1), rounded to binary16
 *   full     every finite bit pattern equally likely
 *   special  zeros of both signs, subnormals, largest values, powers of two, values that make
 *            ties, and so few infinities and NaN that most sums of `k` products see none
 *   int      whole numbers so small that every sum of `k` products is exact
 */
#ifndef FLEXSA_VALUES_H
#define FLEXSA_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum flexsa_values {
    FLEXSA_VALUES_NORMAL,
    FLEXSA_VALUES_FULL,
    FLEXSA_VALUES_SPECIAL,
    FLEXSA_VALUES_INT,
    FLEXSA_NUM_VALUES
};

/* xoshiro256**, seeded by splitmix64. */
struct flexsa_random {
    uint64_t state[4];
};
void flexsa_random_seed(struct flexsa_random *random, uint64_t seed);
uint64_t flexsa_random_next(struct flexsa_random *random);
/* Uniform in [0, limit), limit >= 1. */
uint32_t flexsa_random_below(struct flexsa_random *random, uint32_t limit);

/* `count` binary16 operands of a GEMM whose sums have `k` products. */
void flexsa_values_f16(struct flexsa_random *random, enum flexsa_values kind, uint32_t k,
                       uint16_t *out, size_t count);
/* `count` binary32 values for an initial C of the same GEMM. */
void flexsa_values_f32(struct flexsa_random *random, enum flexsa_values kind, uint32_t k,
                       uint32_t *out, size_t count);

/* Largest |operand| of `int`: r * r * k < 2^23, at most 2048; 0 for k >= 2^23. */
uint32_t flexsa_values_int_bound(uint32_t k);

const char *flexsa_values_name(enum flexsa_values kind); /* NULL past the last */
/* False if `name` is no kind. */
bool flexsa_values_parse(const char *name, enum flexsa_values *kind);

#endif /* FLEXSA_VALUES_H */
