/*
 * kernel.c - the kernels, one per instruction set, all from kernel_body.h, and the
 * choice at run time.
 *
 * Fused or not makes no difference: a product of two binary16 numbers is exact in
 * binary32, so fma(a, b, p) and a * b + p round once, the same sum.
 */
#include "kernel.h"

#include <fenv.h>
#include <stdlib.h>
#include <string.h>

#include "half.h"

/* Strips of loops that must become straight code for the sums to stay in registers. */
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

#define BODY(name) BODY_PASTE(name, BODY_SET)
#define BODY_PASTE(name, set) BODY_PASTE2(name, set)
#define BODY_PASTE2(name, set) name##_##set

#if defined(__x86_64__)
#include <immintrin.h>

#define BODY_SET avx512
#define BODY_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq")))
#define BODY_LANES 16
#define BODY_ROWS 12
#define BODY_VECS 2
#define BODY_FMA(s, v, p) ((BODY(vec))_mm512_fmadd_ps(_mm512_set1_ps(s), (__m512)(v), (__m512)(p)))
#include "kernel_body.h"

#define BODY_SET avx2
#define BODY_TARGET __attribute__((target("avx2,fma")))
#define BODY_LANES 8
#define BODY_ROWS 6
#define BODY_VECS 2
#define BODY_FMA(s, v, p) ((BODY(vec))_mm256_fmadd_ps(_mm256_set1_ps(s), (__m256)(v), (__m256)(p)))
#include "kernel_body.h"
#endif

#define BODY_SET portable
#define BODY_TARGET
#define BODY_LANES 4
#define BODY_ROWS 4
#define BODY_VECS 2
#define BODY_FMA(s, v, p) ((s) * (v) + (p))
#include "kernel_body.h"

static bool has_avx512(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#else
    return false;
#endif
}

static bool has_avx2(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

const struct flexsa_kernel *flexsa_kernel_at(size_t i)
{
#if defined(__x86_64__)
    if (has_avx512() && i-- == 0)
        return &kernel_avx512;
    if (has_avx2() && i-- == 0)
        return &kernel_avx2;
#else
    (void)has_avx512;
    (void)has_avx2;
#endif
    return i == 0 ? &kernel_portable : NULL;
}

size_t flexsa_kernel_a_floats(const struct flexsa_kernel *kernel, size_t m, size_t k)
{
    return (m + kernel->rows - 1) / kernel->rows * kernel->rows * k;
}

size_t flexsa_kernel_b_floats(const struct flexsa_kernel *kernel, size_t k, size_t n)
{
    return (n + kernel->cols - 1) / kernel->cols * kernel->cols * k;
}

float *flexsa_kernel_alloc(size_t floats)
{
    if (floats > (SIZE_MAX - 64) / sizeof(float))
        return NULL;
    return aligned_alloc(64, (floats * sizeof(float) / 64 + 1) * 64);
}

enum flexsa_status flexsa_kernel_check_host(struct flexsa_error *err)
{
    volatile float tiny = flexsa_f32_value(1), zero = 0.0f;  /* 2^-149 */
    volatile float small = flexsa_f32_value(0x00800001u), least = flexsa_f32_value(0x00800000u);
    volatile float kept = tiny + zero, made = small - least; /* inputs kept; results kept */

    if (fegetround() != FE_TONEAREST)
        return flexsa_fail(err, FLEXSA_SIM_FAILED,
                           "the host does not round to nearest even; call fesetround first");
    if (flexsa_f32_bits(kept) != 1 || flexsa_f32_bits(made) != 1)
        return flexsa_fail(err, FLEXSA_SIM_FAILED,
                           "the host flushes subnormals to zero; is -ffast-math in the link?");
    return FLEXSA_OK;
}
