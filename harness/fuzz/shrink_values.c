/* shrink_values.c - simpler values: zeros wherever they do, then ones. */
#include "shrink_internal.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ONES = 256 }; /* values tried one by one */

/* The values of a case as one list: A, B, C0; or GBUF. */
static size_t count_values(const struct flexsa_repro *repro)
{
    const struct flexsa_gemm *gemm = &repro->gemm;

    if (repro->kind == FLEXSA_REPRO_PROGRAM)
        return repro->half_bytes / 2 + (repro->machine.gbuf_bytes - repro->half_bytes) / 4;
    return (size_t)gemm->m * gemm->k + (size_t)gemm->k * gemm->n + (gemm->has_c0 ? (size_t)gemm->m * gemm->n : 0);
}

/* Where value i is, and its bytes. */
static uint8_t *place(const struct flexsa_repro *repro, size_t i, size_t *size)
{
    const size_t a = (size_t)repro->gemm.m * repro->gemm.k, b = (size_t)repro->gemm.k * repro->gemm.n;
    const size_t halves = repro->half_bytes / 2;

    if (repro->kind == FLEXSA_REPRO_PROGRAM) {
        *size = i < halves ? 2 : 4;
        return repro->gbuf + (i < halves ? 2 * i : repro->half_bytes + 4 * (i - halves));
    }
    *size = i < a + b ? 2 : 4;
    return i < a ? (uint8_t *)&repro->a[i] : i < a + b ? (uint8_t *)&repro->b[i - a] : (uint8_t *)&repro->c0[i - a - b];
}

static uint32_t get_value(const struct flexsa_repro *repro, size_t i)
{
    uint32_t value = 0;
    size_t size;
    const uint8_t *at = place(repro, i, &size);

    memcpy(&value, at, size);
    return value;
}

static void set_value(struct flexsa_repro *repro, size_t i, uint32_t value)
{
    size_t size;
    uint8_t *at = place(repro, i, &size);

    memcpy(at, &value, size);
}

static uint32_t one(const struct flexsa_repro *repro, size_t i)
{
    size_t size;

    (void)place(repro, i, &size);
    return size == 2 ? 0x3c00 : 0x3f800000;
}

/* Indices of what is not 0; owned by the caller. */
static size_t *find_nonzero(const struct flexsa_repro *repro, size_t *count)
{
    const size_t all = count_values(repro);
    size_t *list = calloc(all + 1, sizeof *list);

    *count = 0;
    for (size_t i = 0; list && i < all; i++)
        if (get_value(repro, i))
            list[(*count)++] = i;
    return list;
}

static bool try_zeros(struct shrink *shrink, const size_t *list, size_t count)
{
    struct flexsa_repro candidate;

    if (!shrink_begin(shrink, &candidate))
        return false;
    for (size_t i = 0; i < count; i++)
        set_value(&candidate, list[i], 0);
    return shrink_attempt(shrink, &candidate);
}

/* All at once, then halves, quarters, ... of what is left. */
static bool shrink_to_zeros(struct shrink *shrink)
{
    size_t count, chunk;
    size_t *list = find_nonzero(shrink->best, &count);
    bool any = false;

    for (chunk = count; list && chunk >= 1 && shrink_goes_on(shrink); chunk /= 2) {
        size_t left = 0;

        for (size_t from = 0; from < count; from += chunk) {
            const size_t size = count - from < chunk ? count - from : chunk;

            if (try_zeros(shrink, list + from, size)) {
                any = true;
            } else {
                memmove(list + left, list + from, size * sizeof *list);
                left += size;
            }
        }
        count = left;
    }
    free(list);
    return any;
}

static bool shrink_to_ones(struct shrink *shrink)
{
    size_t count;
    size_t *list = find_nonzero(shrink->best, &count);
    bool any = false;

    for (size_t i = 0; list && i < count && count <= MOST_ONES; i++) {
        struct flexsa_repro candidate;

        if (get_value(shrink->best, list[i]) == one(shrink->best, list[i]) || !shrink_begin(shrink, &candidate))
            continue;
        set_value(&candidate, list[i], one(shrink->best, list[i]));
        any = shrink_attempt(shrink, &candidate) || any;
    }
    free(list);
    return any;
}

bool shrink_values(struct shrink *shrink)
{
    bool any;

    if (!shrink->best->is_inline)
        return false;
    any = shrink_to_zeros(shrink);
    return shrink_to_ones(shrink) || any;
}
