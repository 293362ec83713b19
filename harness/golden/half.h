/*
 * half.h - binary16 <-> binary32 on bit patterns, in plain integer code, so that the
 * oracle needs no _Float16 and no conversion instruction.
 *
 * Example: flexsa_half_to_f32(0x3c00) == 0x3f800000 (1.0);
 *          flexsa_f32_to_half(0x7f7fffff) == 0x7c00 (overflow rounds to infinity).
 */
#ifndef FLEXSA_HALF_H
#define FLEXSA_HALF_H

#include <stdint.h>
#include <string.h>

/* The one NaN each format may hold as a result (arithmetic contract). */
#define FLEXSA_F32_NAN 0x7fc00000u
#define FLEXSA_HALF_NAN 0x7e00u

/* Exact; any NaN becomes FLEXSA_F32_NAN. */
uint32_t flexsa_half_to_f32(uint16_t half);

/* Rounded to nearest even; overflow to infinity; any NaN becomes FLEXSA_HALF_NAN. */
uint16_t flexsa_f32_to_half(uint32_t f32);

/* A binary32 pattern as the host's float, and back. */
static inline float flexsa_f32_value(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t flexsa_f32_bits(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Bits of `value` as a result: NaN only as FLEXSA_F32_NAN. */
static inline uint32_t flexsa_f32_result(float value)
{
    return value != value ? FLEXSA_F32_NAN : flexsa_f32_bits(value);
}

#endif /* FLEXSA_HALF_H */
