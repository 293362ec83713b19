/*
 * half.c - binary16 <-> binary32 conversions.
 *
 *   binary16  s eeeee ffffffffff              value = 1.f * 2^(e - 15)
 *   binary32  s eeeeeeee fffffffffffffffffffffff      1.f * 2^(e - 127)
 *
 * So e32 = e16 + 112, and a fraction moves by 13 bits.
 */
#include "half.h"

uint32_t flexsa_half_to_f32(uint16_t half)
{
    uint32_t sign = (uint32_t)(half >> 15) << 31;
    uint32_t exponent = (half >> 10) & 0x1fu;
    uint32_t fraction = half & 0x3ffu;

    if (exponent == 0x1f)
        return fraction ? FLEXSA_F32_NAN : sign | 0x7f800000u;
    if (exponent == 0) {
        if (fraction == 0)
            return sign;
        /* Subnormal, fraction * 2^-24: shift the leading one to bit 10. */
        exponent = 113;
        while (!(fraction & 0x400u)) {
            fraction <<= 1;
            exponent--;
        }
        return sign | exponent << 23 | (fraction & 0x3ffu) << 13;
    }
    return sign | (exponent + 112) << 23 | fraction << 13;
}

uint16_t flexsa_f32_to_half(uint32_t f32)
{
    uint32_t sign = (f32 >> 31) << 15;
    uint32_t exponent = (f32 >> 23) & 0xffu;
    uint32_t fraction = f32 & 0x7fffffu;
    uint32_t wide;  /* the magnitude with `shift` bits too many at the right */
    uint32_t shift;

    if (exponent == 0xff)
        return (uint16_t)(fraction ? FLEXSA_HALF_NAN : sign | 0x7c00u);
    if (exponent < 102) /* below 2^-25, half of the least subnormal */
        return (uint16_t)sign;
    if (exponent < 113) { /* subnormal, in units of 2^-24 */
        wide = fraction | 0x800000u;
        shift = 126 - exponent;
    } else { /* a carry out of the fraction raises the exponent, as it should */
        wide = (exponent - 112) << 23 | fraction;
        shift = 13;
    }

    uint32_t rounded = wide >> shift;
    uint32_t rest = wide & ((1u << shift) - 1);
    uint32_t tie = 1u << (shift - 1);
    if (rest > tie || (rest == tie && (rounded & 1)))
        rounded++;
    if (rounded > 0x7c00)
        rounded = 0x7c00;
    return (uint16_t)(sign | rounded);
}
