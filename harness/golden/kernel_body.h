/*
 * kernel_body.h - one kernel; included by kernel.c once per instruction set with
 *   BODY_SET     its name, pasted to every identifier
 *   BODY_TARGET  the function attribute that switches the instruction set on
 *   BODY_LANES   floats in a vector
 *   BODY_ROWS    rows of C in registers
 *   BODY_VECS    vectors across a row of C in registers
 *   BODY_FMA(s, v, p)  scalar * vector + vector, rounded once
 * and undefined again at the end. No include guard: it is meant to be repeated.
 */
#define COLS (BODY_LANES * BODY_VECS)

typedef float BODY(vec) __attribute__((vector_size(4 * BODY_LANES)));
typedef uint32_t BODY(bits) __attribute__((vector_size(4 * BODY_LANES)));
typedef uint16_t BODY(halves) __attribute__((vector_size(2 * BODY_LANES)));

/* binary16 to binary32, exactly: the exponent grows by 112, or by 224 from 31 to 255. A subnormal
 * is given exponent 113, the leading one that a normal number has, and that one, 2^-14, is taken off
 * again: the difference is exact, and the host meets no subnormal of its own (they are slow). */
BODY_TARGET static void BODY(widen)(const uint16_t *half, size_t count, float *out)
{
    size_t i = 0;
    for (; i + BODY_LANES <= count; i += BODY_LANES) {
        BODY(halves) h;
        memcpy(&h, half + i, sizeof h);
        BODY(bits) w = __builtin_convertvector(h, BODY(bits));
        BODY(bits) magnitude = (w & 0x7fffu) << 13;
        BODY(bits) infinite = (BODY(bits))(magnitude >= 0x0f800000u) & (112u << 23);
        BODY(bits) small = (BODY(bits))(magnitude < 0x00800000u);
        BODY(bits) normal = magnitude + (112u << 23) + infinite;
        BODY(bits) subnormal = (BODY(bits))((BODY(vec))(magnitude + (113u << 23)) - 0x1p-14f);
        BODY(bits) result = (normal & ~small) | (subnormal & small) | (w & 0x8000u) << 16;
        memcpy(out + i, &result, sizeof result);
    }
    for (; i < count; i++)
        out[i] = flexsa_f32_value(flexsa_half_to_f32(half[i]));
}

BODY_TARGET static void BODY(pack_a)(const uint16_t *a, size_t lda, size_t m, size_t k,
                                     float *packed)
{
    enum { STEP = 64 };
    float row[STEP];

    for (size_t i = 0; i < m; i += BODY_ROWS, packed += BODY_ROWS * k)
        for (size_t r = 0; r < BODY_ROWS; r++)
            for (size_t p = 0; p < k; p += STEP) {
                size_t count = k - p < STEP ? k - p : STEP;
                if (i + r < m)
                    BODY(widen)(a + (i + r) * lda + p, count, row);
                else
                    memset(row, 0, sizeof row);
                float *out = packed + p * BODY_ROWS + r;
                for (size_t q = 0; q < count; q++)
                    out[q * BODY_ROWS] = row[q];
            }
}

BODY_TARGET static void BODY(pack_b)(const uint16_t *b, size_t ldb, size_t k, size_t n,
                                     float *packed)
{
    for (size_t j = 0; j < n; j += COLS) {
        size_t count = n - j < COLS ? n - j : COLS;
        for (size_t p = 0; p < k; p++, packed += COLS) {
            BODY(widen)(b + p * ldb + j, count, packed);
            for (size_t q = count; q < COLS; q++)
                packed[q] = 0.0f;
        }
    }
}

/* sums[rows x cols] = chain over ascending k; the first step is the product alone. */
BODY_TARGET static void BODY(chain)(size_t k, const float *a, const float *b, float *sums)
{
    BODY(vec) sum[BODY_ROWS][BODY_VECS], right[BODY_VECS];

    memcpy(right, b, sizeof right);
    UNROLL for (size_t r = 0; r < BODY_ROWS; r++)
        UNROLL for (size_t v = 0; v < BODY_VECS; v++)
            sum[r][v] = a[r] * right[v];
    for (size_t p = 1; p < k; p++) {
        a += BODY_ROWS;
        b += COLS;
        UNROLL for (size_t v = 0; v < BODY_VECS; v++)
            memcpy(&right[v], b + v * BODY_LANES, sizeof right[v]);
        UNROLL for (size_t r = 0; r < BODY_ROWS; r++)
            UNROLL for (size_t v = 0; v < BODY_VECS; v++)
                sum[r][v] = BODY_FMA(a[r], right[v], sum[r][v]);
    }
    UNROLL for (size_t r = 0; r < BODY_ROWS; r++)
        UNROLL for (size_t v = 0; v < BODY_VECS; v++)
            memcpy(sums + r * COLS + v * BODY_LANES, &sum[r][v], sizeof sum[r][v]);
}

/* C = sums or C + sums. Once NaN a chain stays NaN and its payload reaches no other value,
 * so making NaN canonical here, where results become visible, is enough. */
BODY_TARGET static void BODY(merge)(const float *sums, size_t m, size_t n, uint32_t *c,
                                    size_t ldc, bool add)
{
    for (size_t i = 0; i < m; i++, sums += COLS, c += ldc) {
        size_t j = 0;
        for (; j + BODY_LANES <= n; j += BODY_LANES) {
            BODY(vec) sum, old;
            memcpy(&sum, sums + j, sizeof sum);
            memcpy(&old, c + j, sizeof old);
            if (add)
                sum = old + sum;
            BODY(bits) nan = (BODY(bits))(sum != sum);
            BODY(bits) result = ((BODY(bits))sum & ~nan) | (FLEXSA_F32_NAN & nan);
            memcpy(c + j, &result, sizeof result);
        }
        for (; j < n; j++)
            c[j] = flexsa_f32_result(add ? flexsa_f32_value(c[j]) + sums[j] : sums[j]);
    }
}

BODY_TARGET static void BODY(run)(size_t m, size_t n, size_t k, const float *a, const float *b,
                                  uint32_t *c, size_t ldc, bool add)
{
    float sums[BODY_ROWS * COLS];

    for (size_t j = 0; j < n; j += COLS)
        for (size_t i = 0; i < m; i += BODY_ROWS) {
            BODY(chain)(k, a + i * k, b + j * k, sums);
            BODY(merge)(sums, m - i < BODY_ROWS ? m - i : BODY_ROWS, n - j < COLS ? n - j : COLS,
                        c + i * ldc + j, ldc, add);
        }
}

#define BODY_STRING(set) BODY_STRING2(set)
#define BODY_STRING2(set) #set
static const struct flexsa_kernel BODY(kernel) = {
    BODY_STRING(BODY_SET), BODY_ROWS, COLS, BODY(pack_a), BODY(pack_b), BODY(run),
};

#undef BODY_STRING
#undef BODY_STRING2
#undef COLS
#undef BODY_SET
#undef BODY_TARGET
#undef BODY_LANES
#undef BODY_ROWS
#undef BODY_VECS
#undef BODY_FMA
