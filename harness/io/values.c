/* values.c - random operands. */
#include "values.h"

#include <string.h>

#include "../golden/half.h"

static uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

void flexsa_random_seed(struct flexsa_random *random, uint64_t seed)
{
    for (unsigned i = 0; i < 4; i++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        random->state[i] = z ^ z >> 31;
    }
}

uint64_t flexsa_random_next(struct flexsa_random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint32_t flexsa_random_below(struct flexsa_random *random, uint32_t limit)
{
    uint64_t floor = (uint64_t)1 << 32; /* the largest multiple of limit below 2^32 */
    floor -= floor % limit;
    uint64_t draw;
    do
        draw = flexsa_random_next(random) >> 32;
    while (draw >= floor);
    return (uint32_t)(draw % limit);
}

uint32_t flexsa_values_int_bound(uint32_t k)
{
    uint64_t bound = 0;
    while (bound < 2048 && (bound + 1) * (bound + 1) * k < (1u << 23))
        bound++;
    return (uint32_t)bound;
}

/* Sum of eight uniform 16-bit numbers, centred: variance 8 * 65536^2 / 12. */
static float normal(struct flexsa_random *random)
{
    int32_t sum = -4 * 65535;
    for (unsigned i = 0; i < 2; i++) {
        uint64_t draw = flexsa_random_next(random);
        sum += (int32_t)(draw & 0xffff) + (int32_t)(draw >> 16 & 0xffff) +
               (int32_t)(draw >> 32 & 0xffff) + (int32_t)(draw >> 48);
    }
    return (float)sum * (1.0f / 53510.0f); /* 65536 * sqrt(8 / 12) */
}

/* True about once in 4k draws: for what spoils a whole sum. */
static bool rarely(struct flexsa_random *random, uint32_t k)
{
    uint32_t limit = k < (1u << 29) ? 4 * k : 1u << 31;
    return flexsa_random_below(random, limit) == 0;
}

static uint16_t special_f16(struct flexsa_random *random, uint32_t k)
{
    static const uint16_t spoilers[] = {0x7c00, 0xfc00, 0x7e00, 0xfe01, 0x7c01, 0xfdff};
    uint32_t draw = flexsa_random_below(random, 1u << 16);
    uint32_t sign = draw & 0x8000u;

    if (rarely(random, k))
        return spoilers[flexsa_random_below(random, 6)];
    switch (flexsa_random_below(random, 10)) {
    case 0:
    case 1: /* zero */ return (uint16_t)sign;
    case 2: /* the ends of the subnormals */
        return (uint16_t)(sign | (draw & 1 ? 0x0001u : 0x03ffu));
    case 3: /* subnormal */ return (uint16_t)(sign | (draw & 0x3ffu));
    case 4: /* the least normal, the largest value */
        return (uint16_t)(sign | (draw & 1 ? 0x0400u : 0x7bffu));
    case 5: /* powers of two: sums cancel, and bits fall just beyond the last place */
        return (uint16_t)(sign | (1 + flexsa_random_below(random, 30)) << 10);
    case 6: /* one bit above or below a power of two: ties */
        return (uint16_t)(sign | ((8 + flexsa_random_below(random, 14)) << 10) |
                          (draw & 1 ? 0x001u : 0x3ffu));
    case 7: /* 1 and -1 */ return (uint16_t)(sign | 0x3c00u);
    case 8: /* a third of the exponents, any fraction */
        return (uint16_t)(sign | (11 + flexsa_random_below(random, 10)) << 10 | (draw & 0x3ffu));
    default: /* finite */ return (uint16_t)(sign | flexsa_random_below(random, 0x7c00));
    }
}

static uint32_t special_f32(struct flexsa_random *random, uint32_t k)
{
    static const uint32_t spoilers[] = {0x7f800000, 0xff800000, 0x7fc00000,
                                        0xffc00001, 0x7f800001, 0xffbfffff};
    uint32_t draw = (uint32_t)flexsa_random_next(random);
    uint32_t sign = draw & 0x80000000u;
    uint16_t half;

    if (flexsa_random_below(random, 16) == 0)
        return spoilers[flexsa_random_below(random, 6)];
    switch (flexsa_random_below(random, 8)) {
    case 0: return sign;
    case 1: /* the ends of the subnormals */ return sign | (draw & 1 ? 0x00000001u : 0x007fffffu);
    case 2: /* subnormal */ return sign | (draw & 0x007fffffu);
    case 3: /* the least normal, the largest value */
        return sign | (draw & 1 ? 0x00800000u : 0x7f7fffffu);
    case 4: /* power of two */ return sign | (1 + flexsa_random_below(random, 254)) << 23;
    case 5: /* about the size of products, every fraction */
        return sign | (97 + flexsa_random_below(random, 60)) << 23 | (draw & 0x7fffffu);
    case 6: /* a product's exact size: cancels */
        half = special_f16(random, k);
        return flexsa_half_to_f32(half);
    default: /* finite */ return sign | flexsa_random_below(random, 0x7f800000);
    }
}

void flexsa_values_f16(struct flexsa_random *random, enum flexsa_values kind, uint32_t k,
                       uint16_t *out, size_t count)
{
    int32_t bound = (int32_t)flexsa_values_int_bound(k);

    for (size_t i = 0; i < count; i++)
        switch (kind) {
        case FLEXSA_VALUES_FULL: {
            uint32_t draw = flexsa_random_below(random, 2 * 0x7c00);
            out[i] = (uint16_t)(draw < 0x7c00 ? draw : draw - 0x7c00 + 0x8000);
            break;
        }
        case FLEXSA_VALUES_SPECIAL: out[i] = special_f16(random, k); break;
        case FLEXSA_VALUES_INT: {
            int32_t draw = (int32_t)flexsa_random_below(random, (uint32_t)(2 * bound + 1));
            out[i] = flexsa_f32_to_half(flexsa_f32_bits((float)(draw - bound)));
            break;
        }
        default: out[i] = flexsa_f32_to_half(flexsa_f32_bits(normal(random))); break;
        }
}

void flexsa_values_f32(struct flexsa_random *random, enum flexsa_values kind, uint32_t k,
                       uint32_t *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        switch (kind) {
        case FLEXSA_VALUES_FULL: {
            uint32_t draw = flexsa_random_below(random, 2u * 0x7f800000u);
            out[i] = draw < 0x7f800000u ? draw : draw - 0x7f800000u + 0x80000000u;
            break;
        }
        case FLEXSA_VALUES_SPECIAL: out[i] = special_f32(random, k); break;
        case FLEXSA_VALUES_INT: {
            int32_t draw = (int32_t)flexsa_random_below(random, (1u << 23) + 1);
            out[i] = flexsa_f32_bits((float)(draw - (1 << 22)));
            break;
        }
        default: out[i] = flexsa_f32_bits(normal(random)); break;
        }
}

static const char *const names[FLEXSA_NUM_VALUES] = {"normal", "full", "special", "int"};

const char *flexsa_values_name(enum flexsa_values kind)
{
    return (unsigned)kind < FLEXSA_NUM_VALUES ? names[kind] : NULL;
}

bool flexsa_values_parse(const char *name, enum flexsa_values *kind)
{
    for (unsigned i = 0; i < FLEXSA_NUM_VALUES; i++)
        if (strcmp(name, names[i]) == 0) {
            *kind = (enum flexsa_values)i;
            return true;
        }
    return false;
}
