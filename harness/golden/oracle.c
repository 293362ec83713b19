/* oracle.c - the arithmetic contract as two GEMMs: one plain, one fast. */
#include "oracle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "half.h"

static float canonical(float value)
{
    return flexsa_f32_value(flexsa_f32_result(value));
}

/* The partial sum of k in [first, end) of one element. */
static float chain(const struct flexsa_oracle_gemm *g, size_t i, size_t j, size_t first, size_t end)
{
    float sum = 0.0f;

    for (size_t k = first; k < end; k++) {
        float a = flexsa_f32_value(flexsa_half_to_f32(g->a[i * g->k + k]));
        float b = flexsa_f32_value(flexsa_half_to_f32(g->b[k * g->n + j]));
        sum = canonical(k == first ? a * b : fmaf(a, b, sum));
    }
    return sum;
}

void flexsa_oracle_plain_part(const struct flexsa_oracle_gemm *g, size_t row, size_t rows,
                              size_t col, size_t cols)
{
    for (size_t i = row; i < row + rows; i++)
        for (size_t j = col; j < col + cols; j++) {
            size_t at = i * g->n + j;
            float c = g->c0 ? flexsa_f32_value(g->c0[at]) : 0.0f;
            for (size_t k = 0; k < g->k; k += g->block_k) {
                size_t end = g->k - k < g->block_k ? g->k : k + g->block_k;
                float block = chain(g, i, j, k, end);
                c = canonical(k == 0 && !g->c0 ? block : c + block);
            }
            g->c[at] = flexsa_f32_result(c);
        }
}

void flexsa_oracle_plain(const struct flexsa_oracle_gemm *g)
{
    flexsa_oracle_plain_part(g, 0, g->m, 0, g->n);
}

/* Panels of B (block_k x PANEL_N) and of A (PANEL_M x block_k) that stay in the cache. */
enum { PANEL_N = 512, PANEL_M = 96 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

enum flexsa_status flexsa_oracle_fast(const struct flexsa_oracle_gemm *g,
                                      const struct flexsa_kernel *kernel, struct flexsa_error *err)
{
    enum flexsa_status status = flexsa_kernel_check_host(err);
    if (status != FLEXSA_OK)
        return status;
    if (!kernel)
        kernel = flexsa_kernel_at(0);

    size_t depth = least(g->block_k, g->k);
    float *a = flexsa_kernel_alloc(flexsa_kernel_a_floats(kernel, PANEL_M, depth));
    float *b = flexsa_kernel_alloc(flexsa_kernel_b_floats(kernel, depth, PANEL_N));
    if (!a || !b) {
        free(a);
        free(b);
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the oracle's panels");
    }

    if (g->c0 && g->c0 != g->c)
        memcpy(g->c, g->c0, g->m * g->n * sizeof *g->c);
    for (size_t j = 0; j < g->n; j += PANEL_N) {
        size_t n = least(PANEL_N, g->n - j);
        for (size_t p = 0; p < g->k; p += depth) {
            size_t k = least(depth, g->k - p);
            kernel->pack_b(g->b + p * g->n + j, g->n, k, n, b);
            for (size_t i = 0; i < g->m; i += PANEL_M) {
                size_t m = least(PANEL_M, g->m - i);
                kernel->pack_a(g->a + i * g->k + p, g->k, m, k, a);
                kernel->run(m, n, k, a, b, g->c + i * g->n + j, g->n, g->c0 || p > 0);
            }
        }
    }
    free(a);
    free(b);
    return FLEXSA_OK;
}

void flexsa_oracle_to_half(const uint32_t *c, size_t count, uint16_t *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = flexsa_f32_to_half(c[i]);
}
