/*
 * test_golden.c - who checks the oracle? Conversions against the compiler's; the plain GEMM
 * against exact integer arithmetic; the fast one against the plain one; the ISA model against
 * the GEMM, tile by tile and through whole plans.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../harness/compiler/flexsa_plan.h"
#include "../harness/golden/golden.h"
#include "../harness/golden/half.h"
#include "../harness/golden/oracle.h"
#include "../harness/io/values.h"
#include "../harness/isa/random_program.h"

static void *must_alloc(size_t bytes)
{
    void *memory = calloc(bytes ? bytes : 1, 1);
    cr_assert_not_null(memory);
    return memory;
}

/* ---- binary16 ------------------------------------------------------------------ */

#ifdef __FLT16_MANT_DIG__
static uint16_t compiler_to_half(uint32_t bits)
{
    _Float16 half = (_Float16)flexsa_f32_value(bits);
    uint16_t out;
    memcpy(&out, &half, sizeof out);
    return (out & 0x7fff) > 0x7c00 ? FLEXSA_HALF_NAN : out;
}

Test(half, every_half_widens_as_the_compiler_does)
{
    for (uint32_t i = 0; i < 65536; i++) {
        uint16_t pattern = (uint16_t)i;
        _Float16 half;
        memcpy(&half, &pattern, sizeof half);
        cr_assert_eq(flexsa_half_to_f32(pattern), flexsa_f32_result((float)half), "half %04x", i);
    }
}

/* Every sign, exponent and leading 13 fraction bits, with the rest of the fraction at and around
 * zero, a tie and all ones; FLEXSA_EXHAUSTIVE=1 takes all 2^32 patterns (half a minute). */
Test(half, floats_narrow_as_the_compiler_does, .timeout = 600)
{
    static const uint32_t rest[] = {0x000, 0x001, 0x0ff, 0x100, 0x101, 0x1fe, 0x1ff};
    bool all = getenv("FLEXSA_EXHAUSTIVE") != NULL;
    for (uint64_t i = 0; i < 1u << 23; i++)
        for (uint32_t j = 0; j < (all ? 512 : sizeof rest / sizeof rest[0]); j++) {
            uint32_t bits = (uint32_t)(i << 9) | (all ? j : rest[j]);
            uint16_t half = flexsa_f32_to_half(bits);
            if (half != compiler_to_half(bits))
                cr_assert_eq(half, compiler_to_half(bits), "float %08x", bits);
        }
}
#endif

Test(half, narrowing_by_hand)
{
    static const struct {
        uint32_t f32;
        uint16_t half;
    } cases[] = {
        {0x00000000, 0x0000}, {0x80000000, 0x8000}, {0x3f800000, 0x3c00},
        {0x477fe000, 0x7bff},                       /* 65504 */
        {0x477fefff, 0x7bff},                       /* just below the tie to infinity */
        {0x477ff000, 0x7c00},                       /* the tie, 65520 */
        {0x33000000, 0x0000},                       /* 2^-25: the tie to zero */
        {0x33000001, 0x0001}, {0x33c00000, 0x0002}, /* 1.5 * 2^-24: ties to even */
        {0x387fe000, 0x0400},                       /* rounds up to the least normal */
        {0x7f800000, 0x7c00}, {0xff800000, 0xfc00}, {0x7f800001, 0x7e00},
        {0xffc00000, 0x7e00}, {0x00000001, 0x0000}, {0x807fffff, 0x8000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(flexsa_f32_to_half(cases[i].f32), cases[i].half, "case %zu", i);
}

/* ---- exact arithmetic: numbers as integers times 2^-149 ----------------------------- */

enum { WORDS = 10 }; /* 320 bits; the largest binary32 has its top bit at 276 */

struct exact {
    bool nan, infinite, negative;
    uint32_t word[WORDS];
};

/* significand * 2^shift units. */
static struct exact exact_make(bool negative, uint64_t significand, unsigned shift)
{
    struct exact x = {.negative = negative};
    for (unsigned bit = 0; bit < 64; bit++)
        if (significand >> bit & 1)
            x.word[(bit + shift) / 32] |= 1u << ((bit + shift) % 32);
    return x;
}

static struct exact exact_f32(uint32_t f)
{
    uint32_t exponent = f >> 23 & 0xff, fraction = f & 0x7fffff;
    struct exact special = {.nan = fraction != 0, .infinite = fraction == 0, .negative = f >> 31};
    if (exponent == 0xff)
        return special;
    return exact_make(f >> 31, exponent ? fraction | 0x800000 : fraction,
                      exponent ? exponent - 1 : 0);
}

static struct exact exact_product(uint16_t a, uint16_t b)
{
    uint32_t ea = a >> 10 & 31, eb = b >> 10 & 31, fa = a & 0x3ff, fb = b & 0x3ff;
    bool negative = (a ^ b) >> 15;
    bool zero_a = !(a & 0x7fff), zero_b = !(b & 0x7fff);
    struct exact special = {.negative = negative};
    if (ea == 31 || eb == 31) {
        special.nan = (ea == 31 && (fa || zero_b)) || (eb == 31 && (fb || zero_a));
        special.infinite = !special.nan;
        return special;
    }
    /* A half is significand * 2^(max(e, 1) - 25). */
    uint64_t sa = ea ? fa | 0x400 : fa, sb = eb ? fb | 0x400 : fb;
    return exact_make(negative, sa * sb, (ea ? ea : 1) + (eb ? eb : 1) - 50 + 149);
}

static int exact_compare(const struct exact *a, const struct exact *b)
{
    for (int i = WORDS - 1; i >= 0; i--)
        if (a->word[i] != b->word[i])
            return a->word[i] < b->word[i] ? -1 : 1;
    return 0;
}

static bool exact_zero(const struct exact *a)
{
    struct exact zero = {0};
    return exact_compare(a, &zero) == 0;
}

static struct exact exact_add(struct exact a, struct exact b)
{
    struct exact sum = {0};
    if (a.nan || b.nan || (a.infinite && b.infinite && a.negative != b.negative)) {
        sum.nan = true;
        return sum;
    }
    if (a.infinite || b.infinite)
        return a.infinite ? a : b;
    if (a.negative != b.negative && exact_compare(&a, &b) < 0) {
        struct exact other = a;
        a = b;
        b = other;
    }
    int64_t carry = 0; /* |a| >= |b| if they are subtracted */
    for (int i = 0; i < WORDS; i++) {
        carry += a.word[i];
        carry += a.negative == b.negative ? (int64_t)b.word[i] : -(int64_t)b.word[i];
        sum.word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    sum.negative = a.negative && !(a.negative != b.negative && exact_zero(&sum));
    return sum;
}

static bool exact_bit(const struct exact *x, int bit)
{
    return bit >= 0 && (x->word[bit / 32] >> (bit % 32) & 1);
}

static uint32_t exact_round(const struct exact *x)
{
    uint32_t sign = (uint32_t)x->negative << 31;
    if (x->nan)
        return 0x7fc00000;
    if (x->infinite)
        return sign | 0x7f800000;
    int top = WORDS * 32 - 1;
    while (top >= 0 && !exact_bit(x, top))
        top--;
    int low = top > 23 ? top - 23 : 0; /* weight of the last place that stays */
    uint32_t kept = 0;
    for (int bit = low + 23; bit >= low; bit--)
        kept = kept << 1 | exact_bit(x, bit);
    bool above_tie = false;
    for (int bit = low - 2; bit >= 0; bit--)
        above_tie |= exact_bit(x, bit);
    if (exact_bit(x, low - 1) && (above_tie || (kept & 1)))
        kept++;
    if (kept == 1u << 24) {
        kept >>= 1;
        low++;
    }
    if (!(kept >> 23))
        return sign | kept; /* subnormal or zero */
    if (low + 1 >= 255)
        return sign | 0x7f800000;
    return sign | (uint32_t)(low + 1) << 23 | (kept & 0x7fffff);
}

/* The contract a third time. */
static void exact_gemm(const struct flexsa_oracle_gemm *g)
{
    for (size_t i = 0; i < g->m; i++)
        for (size_t j = 0; j < g->n; j++) {
            uint32_t c = g->c0 ? g->c0[i * g->n + j] : 0, sum = 0;
            for (size_t k = 0; k < g->k; k++) {
                struct exact step = exact_product(g->a[i * g->k + k], g->b[k * g->n + j]);
                if (k % g->block_k)
                    step = exact_add(step, exact_f32(sum));
                sum = exact_round(&step);
                if (k + 1 < g->k && (k + 1) % g->block_k)
                    continue;
                if (k < g->block_k && !g->c0) {
                    c = sum;
                } else {
                    struct exact total = exact_add(exact_f32(c), exact_f32(sum));
                    c = exact_round(&total);
                }
            }
            g->c[i * g->n + j] = c;
        }
}

/* ---- the three GEMMs ------------------------------------------------------------------ */

struct problem {
    struct flexsa_oracle_gemm gemm;
    uint16_t *a, *b;
    uint32_t *c0, *c;
};

static struct problem problem_make(size_t m, size_t n, size_t k, size_t block_k, bool c0,
                                   enum flexsa_values kind, uint64_t seed)
{
    struct problem p = {0};
    struct flexsa_random random;
    p.a = must_alloc(m * k * 2);
    p.b = must_alloc(k * n * 2);
    p.c0 = must_alloc(m * n * 4);
    p.c = must_alloc(m * n * 4);
    flexsa_random_seed(&random, seed);
    flexsa_values_f16(&random, kind, (uint32_t)k, p.a, m * k);
    flexsa_values_f16(&random, kind, (uint32_t)k, p.b, k * n);
    flexsa_values_f32(&random, kind, (uint32_t)k, p.c0, m * n);
    p.gemm = (struct flexsa_oracle_gemm){m, n, k, block_k, p.a, p.b, c0 ? p.c0 : NULL, p.c};
    return p;
}

static void problem_free(struct problem *p)
{
    free(p->a);
    free(p->b);
    free(p->c0);
    free(p->c);
}

static void assert_same(const uint32_t *got, const uint32_t *want, size_t count, const char *what,
                        size_t n)
{
    for (size_t i = 0; i < count; i++)
        if (got[i] != want[i])
            cr_assert_fail("%s: C[%zu][%zu] is %08x, expected %08x", what, i / n, i % n, got[i],
                           want[i]);
}

Test(oracle, plain_is_exact_arithmetic, .timeout = 300)
{
    for (uint64_t seed = 0; seed < 160; seed++) {
        size_t m = 1 + seed % 5, n = 1 + seed % 7, k = 1 + seed * 7 % 41, block = 1 + seed % 17;
        enum flexsa_values kind = (enum flexsa_values)(seed % FLEXSA_NUM_VALUES);
        struct problem p = problem_make(m, n, k, block, seed / 4 % 2, kind, seed);
        uint32_t *exact = must_alloc(m * n * 4);
        struct flexsa_oracle_gemm third = p.gemm;
        third.c = exact;
        exact_gemm(&third);
        flexsa_oracle_plain(&p.gemm);
        char what[64];
        snprintf(what, sizeof what, "seed %llu", (unsigned long long)seed);
        assert_same(p.c, exact, m * n, what, n);
        free(exact);
        problem_free(&p);
    }
}

Test(oracle, fast_is_plain, .timeout = 300)
{
    static const size_t shapes[][4] = {
        /* m, n, k, block */
        {1, 1, 1, 1},     {1, 1, 9, 4},       {12, 32, 8, 8},      {13, 33, 17, 8},
        {7, 5, 300, 128}, {97, 47, 70, 64},   {25, 130, 129, 128}, {5, 600, 20, 16},
        {200, 3, 65, 64}, {24, 64, 256, 128},
    };
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++)
        for (unsigned kind = 0; kind < FLEXSA_NUM_VALUES; kind++)
            for (unsigned c0 = 0; c0 < 2; c0++) {
                const size_t *z = shapes[s];
                struct problem p = problem_make(z[0], z[1], z[2], z[3], c0,
                                                (enum flexsa_values)kind, 100 * s + kind);
                size_t count = z[0] * z[1];
                uint32_t *plain = must_alloc(count * 4);
                flexsa_oracle_plain(&p.gemm);
                memcpy(plain, p.c, count * 4);
                for (size_t i = 0; flexsa_kernel_at(i); i++) {
                    const struct flexsa_kernel *kernel = flexsa_kernel_at(i);
                    struct flexsa_error err;
                    memset(p.c, 0xa5, count * 4);
                    cr_assert_eq(flexsa_oracle_fast(&p.gemm, kernel, &err), FLEXSA_OK);
                    assert_same(p.c, plain, count, kernel->name, z[1]);
                }
                if (c0) { /* C0 and C may be the same memory */
                    struct flexsa_oracle_gemm in_place = p.gemm;
                    in_place.c = p.c0;
                    cr_assert_eq(flexsa_oracle_fast(&in_place, NULL, NULL), FLEXSA_OK);
                    assert_same(p.c0, plain, count, "in place", z[1]);
                }
                free(plain);
                problem_free(&p);
            }
}

/* One row of each kernel's strips holds every half; B is 1, so that all conversions and the
 * first product are seen. */
Test(oracle, kernels_widen_every_half)
{
    struct flexsa_oracle_gemm g = {65536, 1, 1, 1, NULL, NULL, NULL, NULL};
    uint16_t *all = must_alloc(65536 * 2), one = 0x3c00;
    uint32_t *c = must_alloc(65536 * 4);
    for (unsigned i = 0; i < 65536; i++)
        all[i] = (uint16_t)i;
    g.c = c;
    for (size_t i = 0; flexsa_kernel_at(i); i++)
        for (unsigned side = 0; side < 2; side++) {
            g.m = side ? 1 : 65536;
            g.n = side ? 65536 : 1;
            g.a = side ? &one : all;
            g.b = side ? all : &one;
            cr_assert_eq(flexsa_oracle_fast(&g, flexsa_kernel_at(i), NULL), FLEXSA_OK);
            for (unsigned h = 0; h < 65536; h++)
                cr_assert_eq(c[h], flexsa_half_to_f32((uint16_t)h), "%s %04x",
                             flexsa_kernel_at(i)->name, h);
        }
    free(all);
    free(c);
}

/* The contract's sentences, each as numbers: a, b of up to three k, block depth, C0. */
Test(oracle, the_contract_by_hand)
{
    static const struct {
        const char *claim;
        uint16_t a[3], b[3];
        size_t k, block;
        bool has_c0;
        uint32_t c0, c;
    } cases[] = {
        {"a product of -0 stays -0", {0x8000}, {0x3c00}, 1, 4, false, 0, 0x80000000},
        {"-0 + -0 is -0", {0x8000, 0x8000}, {0x3c00, 0x3c00}, 2, 4, false, 0, 0x80000000},
        {"opposite zeros sum to +0", {0x8000, 0}, {0x3c00, 0x3c00}, 2, 4, false, 0, 0},
        {"1 - 1 is +0", {0x3c00, 0xbc00}, {0x3c00, 0x3c00}, 2, 4, false, 0, 0},
        {"inf * 0 is NaN", {0x7c00}, {0x8000}, 1, 4, false, 0, 0x7fc00000},
        {"inf - inf is NaN", {0x7c00, 0xfc00}, {0x3c00, 0x3c00}, 2, 4, false, 0, 0x7fc00000},
        {"a NaN's payload is lost", {0xfd55}, {0x3c00}, 1, 4, false, 0, 0x7fc00000},
        {"blocks: (1 + 2^-24) + 2^-24 loses both",
         {0x3c00, 0x0001, 0x0001},
         {0x3c00, 0x3c00, 0x3c00},
         3,
         4,
         false,
         0,
         0x3f800000},
        {"blocks: 1 + (2^-24 + 2^-24) keeps them",
         {0x0001, 0x0001, 0x3c00},
         {0x3c00, 0x3c00, 0x3c00},
         3,
         2,
         false,
         0,
         0x3f800001},
        {"C0 comes first", {0x0001, 0x0001}, {0x3c00, 0x3c00}, 2, 1, true, 0x3f800000, 0x3f800000},
        {"C0 = -0 and a product of -0 is -0",
         {0x8000},
         {0x3c00},
         1,
         4,
         true,
         0x80000000,
         0x80000000},
        {"a subnormal C0 is kept", {0}, {0x3c00}, 1, 4, true, 0x00000001, 0x00000001},
        {"overflow goes to infinity", {0x7bff}, {0x7bff}, 1, 4, true, 0x7f7fffff, 0x7f7fffff},
        {"infinity stays", {0x7c00}, {0xbc00}, 1, 4, true, 0x7f7fffff, 0xff800000},
        {"a NaN in C0 becomes the one NaN", {0x3c00}, {0x3c00}, 1, 4, true, 0xff800001, 0x7fc00000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t c;
        struct flexsa_oracle_gemm g = {1,
                                       1,
                                       cases[i].k,
                                       cases[i].block,
                                       cases[i].a,
                                       cases[i].b,
                                       cases[i].has_c0 ? &cases[i].c0 : NULL,
                                       &c};
        flexsa_oracle_plain(&g);
        cr_expect_eq(c, cases[i].c, "plain: %s: %08x", cases[i].claim, c);
        exact_gemm(&g);
        cr_expect_eq(c, cases[i].c, "exact: %s: %08x", cases[i].claim, c);
        for (size_t j = 0; flexsa_kernel_at(j); j++) {
            cr_assert_eq(flexsa_oracle_fast(&g, flexsa_kernel_at(j), NULL), FLEXSA_OK);
            cr_expect_eq(c, cases[i].c, "%s: %s: %08x", flexsa_kernel_at(j)->name, cases[i].claim,
                         c);
        }
    }
}

Test(oracle, sums_of_small_integers_are_exact)
{
    struct problem p = problem_make(9, 11, 500, 128, true, FLEXSA_VALUES_INT, 5);
    flexsa_oracle_plain(&p.gemm);
    for (size_t i = 0; i < 9; i++)
        for (size_t j = 0; j < 11; j++) {
            int64_t sum = (int64_t)flexsa_f32_value(p.c0[i * 11 + j]);
            for (size_t k = 0; k < 500; k++)
                sum += (int64_t)flexsa_f32_value(flexsa_half_to_f32(p.a[i * 500 + k])) *
                       (int64_t)flexsa_f32_value(flexsa_half_to_f32(p.b[k * 11 + j]));
            cr_assert(sum > -(1 << 24) && sum < 1 << 24);
            cr_assert_eq((int64_t)flexsa_f32_value(p.c[i * 11 + j]), sum);
        }
    problem_free(&p);
}

/* ---- the ISA model: one tile ------------------------------------------------------------ */

/* GBUF places handed out from 0, aligned to the port. */
struct layout {
    const struct flexsa_machine *machine;
    uint32_t next;
};

static uint32_t align_up(const struct layout *layout, uint32_t bytes)
{
    uint32_t port = layout->machine->port_bytes;
    return (bytes + port - 1) / port * port;
}

/* Copies rows x cols of `element` bytes from a matrix of `stride` columns; fills addr, pitch. */
static void place(struct layout *layout, uint8_t *gbuf, const void *from, size_t stride,
                  uint32_t rows, uint32_t cols, uint32_t element, struct flexsa_instr *instr)
{
    instr->addr = layout->next;
    instr->pitch = align_up(layout, cols * element);
    layout->next += rows * instr->pitch;
    cr_assert_leq(layout->next, layout->machine->gbuf_bytes, "the test's tile does not fit GBUF");
    for (uint32_t i = 0; from && i < rows; i++)
        memcpy(gbuf + instr->addr + i * instr->pitch, (const uint8_t *)from + i * stride * element,
               cols * element);
}

static void emit(struct flexsa_program *program, struct flexsa_instr instr)
{
    cr_assert_eq(flexsa_program_add(program, &instr, NULL), FLEXSA_OK);
}

struct capture {
    uint64_t bytes;
    const uint8_t *gbuf;
    unsigned core, lanes; /* lanes 0: the core's own */
};

static bool on_write(void *context, const struct flexsa_write *write)
{
    struct capture *capture = context;
    for (unsigned i = 0; i < write->bytes; i++)
        if (!(write->strobe[i / 8] >> (i % 8) & 1) ||
            capture->gbuf[write->addr + i] != write->data[i])
            return false;
    capture->bytes += write->bytes;
    return capture->lanes ? write->lane < capture->lanes : write->lane == capture->core;
}

/* C = [C0 +] three K blocks of depth k in `mode`, against the oracle with block depth k. */
static void run_tile(const struct flexsa_machine *machine, unsigned mode, unsigned core, uint32_t m,
                     uint32_t n, uint32_t k, uint32_t orow, bool c0, bool f16, uint64_t seed)
{
    enum { BLOCKS = 3 };
    const struct flexsa_backend_ops *ops = &flexsa_golden_backend;
    struct flexsa_error err = {{0}};
    void *golden;
    cr_assert_eq(ops->open(&golden, machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    uint8_t *gbuf = ops->gbuf(golden);

    struct problem p = problem_make(m, n, BLOCKS * k, k, c0, FLEXSA_VALUES_SPECIAL, seed);
    struct layout layout = {machine, 0};
    struct flexsa_program program = {0};
    bool skinny = mode == FLEXSA_MODE_VSW || mode == FLEXSA_MODE_ISW;
    unsigned tile_mode = skinny ? FLEXSA_MODE_ISW : FLEXSA_MODE_FW, half = seed & 1;
    uint32_t lower = mode == FLEXSA_MODE_VSW ? flexsa_part_first(m, 4, 2) : m;

    if (c0) {
        struct flexsa_instr ldo = {.op = FLEXSA_OP_LDO,
                                   .mode = tile_mode,
                                   .core = core,
                                   .m = m,
                                   .n = n,
                                   .half = half,
                                   .orow = orow};
        place(&layout, gbuf, p.c0, n, m, n, 4, &ldo);
        emit(&program, ldo);
    }
    for (uint32_t block = 0; block < BLOCKS; block++) {
        struct flexsa_instr ldv = {.op = FLEXSA_OP_LDV, .mode = mode, .core = core, .n = n, .k = k};
        struct flexsa_instr shift = ldv;
        shift.op = FLEXSA_OP_SHIFT;
        place(&layout, gbuf, p.b + (size_t)block * k * n, n, k, n, 2, &ldv);
        emit(&program, ldv);
        emit(&program, shift);
        for (unsigned pair = 0; pair <= (lower < m); pair++) {
            uint32_t first = pair ? lower : 0, rows = pair ? m - lower : lower;
            struct flexsa_instr ldh = {
                .op = FLEXSA_OP_LDH, .mode = mode, .core = core, .m = rows, .k = k, .pair = pair};
            place(&layout, gbuf, p.a + (size_t)first * BLOCKS * k + block * k, BLOCKS * k, rows, k,
                  2, &ldh);
            emit(&program, ldh);
            struct flexsa_instr exec = {.op = FLEXSA_OP_EXEC,
                                        .mode = mode,
                                        .core = core,
                                        .m = rows,
                                        .n = n,
                                        .k = k,
                                        .half = half,
                                        .orow = orow,
                                        .pair = pair,
                                        .swap = pair == 0,
                                        .acc = c0 || block > 0,
                                        .last = block == BLOCKS - 1 && (pair || lower == m)};
            emit(&program, exec);
        }
    }
    struct flexsa_instr st = {.op = FLEXSA_OP_ST,
                              .mode = tile_mode,
                              .core = core,
                              .m = m,
                              .n = n,
                              .half = half,
                              .orow = orow,
                              .f16 = f16};
    place(&layout, gbuf, NULL, n, m, n, f16 ? 2 : 4, &st);
    memset(gbuf + layout.next, 0xee, machine->gbuf_bytes - layout.next);
    emit(&program, st);

    cr_assert_eq(flexsa_program_check(machine, &program, &err), FLEXSA_OK, "%s", err.text);
    static const unsigned lanes[] = {
        [FLEXSA_ARCH_FLEXSA] = 4, [FLEXSA_ARCH_CORES] = 0, [FLEXSA_ARCH_SINGLE] = 1};
    struct capture capture = {0, gbuf, core, lanes[machine->arch]};
    struct flexsa_run_options options = {.on_write = on_write, .context = &capture};
    struct flexsa_run_result result;
    cr_assert_eq(ops->run(golden, &program, &options, &result, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(capture.bytes, (uint64_t)m * n * (f16 ? 2 : 4));
    cr_assert_eq(result.counters[FLEXSA_CNT_BYTES_ST], capture.bytes);
    cr_assert_eq(result.counters[FLEXSA_CNT_INSTRS], program.count);

    flexsa_oracle_plain(&p.gemm);
    for (uint32_t i = 0; i < m; i++)
        for (uint32_t j = 0; j < n; j++) {
            uint32_t want = p.c[i * n + j], got = 0;
            memcpy(&got, gbuf + st.addr + i * st.pitch + j * (f16 ? 2 : 4), f16 ? 2 : 4);
            if (f16)
                want = flexsa_f32_to_half(want);
            if (got != want)
                cr_assert_fail("%s %s %s m=%u n=%u k=%u orow=%u c0=%d f16=%d: C[%u][%u] is %08x, "
                               "expected %08x",
                               machine->config, flexsa_arch_name(machine->arch),
                               flexsa_mode_name(mode), m, n, k, orow, c0, f16, i, j, got, want);
        }
    for (size_t i = layout.next; i < machine->gbuf_bytes; i++)
        cr_assert_eq(gbuf[i], 0xee, "GBUF written outside the tile");
    problem_free(&p);
    flexsa_program_free(&program);
    ops->close(golden);
}

static void tiles_of(const char *config, unsigned arch, unsigned rounds)
{
    struct flexsa_machine machine;
    cr_assert_eq(flexsa_machine_init(&machine, config, arch, NULL), FLEXSA_OK);
    struct flexsa_random random;
    flexsa_random_seed(&random, arch + 10 * machine.sub_rows);
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++) {
        struct flexsa_limits limits = flexsa_machine_limits(&machine, mode);
        bool pairs = mode == FLEXSA_MODE_VSW; /* whose tile has both pairs' rows */
        uint32_t most_m = pairs ? 2 * limits.m : limits.m;
        for (unsigned round = 0; limits.m && round < rounds; round++) {
            bool largest = round == 0;
            uint32_t m = largest ? most_m : 1 + flexsa_random_below(&random, most_m);
            uint32_t n = largest ? limits.n : 1 + flexsa_random_below(&random, limits.n);
            uint32_t k = largest ? limits.k : 1 + flexsa_random_below(&random, limits.k);
            unsigned parts = pairs ? 4 : limits.parts;
            uint32_t room = limits.part_rows - flexsa_part_rows(m, parts, 0);
            run_tile(&machine, mode, flexsa_random_below(&random, flexsa_machine_cores(&machine)),
                     m, n, k, flexsa_random_below(&random, room + 1), round & 1, round >> 1 & 1,
                     1000 * mode + round);
        }
    }
}

#define TILES(config, rounds)                                                                      \
    Test(golden, tiles_##config, .timeout = 300)                                                   \
    {                                                                                              \
        for (unsigned arch = 0; arch <= FLEXSA_ARCH_SINGLE; arch++)                                \
            tiles_of(#config, arch, rounds);                                                       \
    }
TILES(mini, 60)
TILES(tall, 40)
TILES(small, 40)
TILES(quarter, 6)
TILES(full, 3)

/* ---- programs by hand ---------------------------------------------------------------------- */

static enum flexsa_status run_text(const char *config, unsigned arch, const char *text,
                                   struct flexsa_run_result *result, struct flexsa_error *err)
{
    struct flexsa_machine machine;
    struct flexsa_program program = {0};
    void *golden;
    cr_assert_eq(flexsa_machine_init(&machine, config, arch, err), FLEXSA_OK, "%s", err->text);
    cr_assert_eq(flexsa_assemble("test", text, &program, err), FLEXSA_OK, "%s", err->text);
    cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, NULL, err), FLEXSA_OK);
    enum flexsa_status status = flexsa_golden_backend.run(golden, &program, NULL, result, err);
    flexsa_golden_backend.close(golden);
    flexsa_program_free(&program);
    return status;
}

/* mini: H = W = 4, BLK_M = 16. m = 5 is parts of 3, 2 (two) or 2, 1, 1, 1 (four). */
Test(golden, counters_by_hand)
{
    static const struct {
        const char *text;
        uint64_t waves[4], v[4], h[4], broadcast, over_h, over_v, ldo, st;
    } cases[] = {
        {"ldv fw k=6 n=7 addr=0 pitch=16\n ldh fw m=5 k=6 addr=128 pitch=16\n shiftv fw k=6 n=7\n"
         "exec fw m=5 n=7 k=6 swap last half=0 orow=0\n st wide m=5 n=7 addr=512 pitch=32 half=0 "
         "orow=0\n",
         {1, 0, 0, 0},
         {32, 24, 16, 12},
         {24, 16, 12, 8},
         0,
         0,
         0,
         0,
         140},
        {"ldo wide m=5 n=7 addr=1024 pitch=32 half=0 orow=0\n"
         "ldv hsw k=3 n=7 addr=0 pitch=16\n ldh hsw m=5 k=3 addr=128 pitch=16\n shiftv hsw k=3 "
         "n=7\n"
         "exec hsw m=5 n=7 k=3 swap acc last half=0 orow=0\n st wide m=5 n=7 addr=512 pitch=32 f16 "
         "half=0 orow=0\n",
         {0, 1, 0, 0},
         {24, 18, 0, 0},
         {18, 0, 12, 0},
         42,
         0,
         84,
         140,
         70},
        {"ldv vsw k=6 n=3 addr=0 pitch=16\n ldh vsw m=5 k=6 addr=128 pitch=16\n shiftv vsw k=6 "
         "n=3\n"
         "exec vsw m=5 n=3 k=6 swap last half=0 orow=0\n",
         {0, 0, 1, 0},
         {24, 0, 12, 0},
         {24, 16, 12, 8},
         36,
         24,
         0,
         0,
         0},
        {"ldv isw k=3 n=2 addr=0 pitch=16\n ldh isw m=5 k=3 addr=128 pitch=16\n shiftv isw k=3 "
         "n=2\n"
         "exec isw m=5 n=2 k=3 swap last half=0 orow=0\n st skinny m=5 n=2 addr=512 pitch=8 half=0 "
         "orow=0\n",
         {0, 0, 0, 1},
         {12, 0, 0, 0},
         {12, 6, 6, 6},
         36,
         12,
         24,
         0,
         40},
        {"ldv isw k=3 n=2 addr=0 pitch=16\n ldh isw m=7 k=3 addr=128 pitch=16\n shiftv isw k=3 "
         "n=2\n"
         "exec isw m=7 n=2 k=3 swap last half=0 orow=0\n st skinny m=7 n=2 addr=512 pitch=8 half=0 "
         "orow=0\n",
         {0, 0, 0, 1},
         {12, 0, 0, 0},
         {12, 12, 12, 6}, /* parts of 2, 2, 2, 1: over-core rows are parts 1 and 3 */
         36,
         18,
         32,
         0,
         56},
        /* one row and one column more than a sub-core has */
        {"ldv fw k=5 n=5 addr=0 pitch=16\n ldh fw m=2 k=5 addr=128 pitch=16\n",
         {0, 0, 0, 0},
         {32, 8, 8, 2},
         {8, 8, 2, 2},
         0,
         0,
         0,
         0,
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct flexsa_run_result result;
        struct flexsa_error err;
        cr_assert_eq(run_text("mini", FLEXSA_ARCH_FLEXSA, cases[i].text, &result, &err), FLEXSA_OK,
                     "case %zu: %s", i, err.text);
        const uint64_t *c = result.counters;
        for (unsigned q = 0; q < 4; q++) {
            cr_expect_eq(c[FLEXSA_CNT_WAVES_FW + q], cases[i].waves[q], "case %zu wave %u", i, q);
            cr_expect_eq(c[FLEXSA_CNT_BYTES_V0 + q], cases[i].v[q], "case %zu V%u", i, q);
            cr_expect_eq(c[FLEXSA_CNT_BYTES_H0 + q], cases[i].h[q], "case %zu H%u", i, q);
        }
        cr_expect_eq(c[FLEXSA_CNT_BYTES_BCAST], cases[i].broadcast, "case %zu", i);
        cr_expect_eq(c[FLEXSA_CNT_BYTES_OVER_H], cases[i].over_h, "case %zu", i);
        cr_expect_eq(c[FLEXSA_CNT_BYTES_OVER_V], cases[i].over_v, "case %zu", i);
        cr_expect_eq(c[FLEXSA_CNT_BYTES_LDO], cases[i].ldo, "case %zu", i);
        cr_expect_eq(c[FLEXSA_CNT_BYTES_ST], cases[i].st, "case %zu", i);
        cr_expect_eq(c[FLEXSA_CNT_CYCLES], 0, "case %zu", i);
    }
}

/* Independent cores: every core has its own lane. */
Test(golden, counters_of_cores_by_hand)
{
    static const char text[] = "ldv fw core=2 k=3 n=4 addr=0 pitch=8\n ldh fw core=3 m=5 k=3 addr=128 pitch=8\n";
    struct flexsa_run_result result;
    struct flexsa_error err;

    cr_assert_eq(run_text("mini", FLEXSA_ARCH_CORES, text, &result, &err), FLEXSA_OK, "%s", err.text);
    for (unsigned q = 0; q < 4; q++) {
        cr_expect_eq(result.counters[FLEXSA_CNT_BYTES_V0 + q], q == 2 ? 24 : 0, "V%u", q);
        cr_expect_eq(result.counters[FLEXSA_CNT_BYTES_H0 + q], q == 3 ? 30 : 0, "H%u", q);
    }
}

#define LOAD "ldv fw k=4 n=8 addr=0 pitch=16\n ldh fw m=16 k=4 addr=0 pitch=8\n shiftv fw k=4 n=8\n"
#define WAVE LOAD "exec fw m=16 n=8 k=4 swap half=0 orow=0"

Test(golden, refuses_what_has_no_meaning)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"ldv fw k=9 n=8 addr=0 pitch=16\n", "limit"},
        {"ldv fw core=1 k=4 n=8 addr=0 pitch=16\n", "core"},
        {"ldv fw k=4 n=8 addr=4 pitch=16\n", "aligned"},
        {"ldv fw k=4 n=8 addr=0 pitch=8\n", "overlap"},
        {"ldv fw k=4 n=8 addr=8184 pitch=16\n", "GBUF"},
        {"ldv fw k=8 n=8 addr=8072 pitch=16\n", "GBUF"}, /* 8 bytes too far */
        {"shiftv fw k=4 n=8\n", "no stationary tile"},
        {"ldv fw k=4 n=8 addr=0 pitch=16\n shiftv fw k=4 n=7\n", "differ"},
        {"ldv fw k=4 n=8 addr=0 pitch=16\n shiftv hsw k=4 n=8\n", "differ"},
        {LOAD LOAD, "waiting"},
        {"ldh fw m=1 k=1 addr=0 pitch=8\n ldh fw m=1 k=1 addr=0 pitch=8\n"
         "ldh fw m=1 k=1 addr=0 pitch=8\n",
         "taken"},
        {"ldh fw m=16 k=4 addr=0 pitch=8\n exec fw m=16 n=8 k=4 half=0 orow=0\n", "no weights"},
        {WAVE "\n exec fw m=16 n=8 k=4 half=0 orow=0\n", "no moving tile"},
        {LOAD "exec fw m=15 n=8 k=4 swap half=0 orow=0\n", "differ"},
        {"ldv fw k=4 n=8 addr=0 pitch=16\n ldh fw m=16 k=3 addr=0 pitch=8\n shiftv fw k=4 n=8\n"
         "exec fw m=16 n=8 k=3 swap half=0 orow=0\n",
         "differ from the weights"},
        {LOAD "exec fw m=16 n=8 k=4 swap orow=1 half=0\n", "OROW"},
        {WAVE " acc\n", "nothing there"},
        {WAVE "\n ldh fw m=16 k=4 addr=0 pitch=8\n exec fw m=16 n=8 k=4 acc half=1 orow=0\n",
         "nothing there"},
        {WAVE "\n st wide m=16 n=8 addr=0 pitch=32 half=0 orow=0\n", "not handed over"},
        {WAVE " last\n ldh fw m=16 k=4 addr=0 pitch=8\n exec fw m=16 n=8 k=4 acc half=0 orow=0\n",
         "handed over"},
        {WAVE " last\n ldo wide m=16 n=8 addr=0 pitch=32 half=0 orow=0\n", "not free"},
        {"ldo wide m=16 n=8 addr=0 pitch=32 half=0 orow=0\n" WAVE "\n", "ACC is 0"},
        {"ldv fw k=4 n=8 addr=0 pitch=16\n ldh fw m=8 k=4 addr=0 pitch=8\n shiftv fw k=4 n=8\n"
         "exec fw m=8 n=8 k=4 swap last half=0 orow=0\n st wide m=16 n=8 addr=0 pitch=32 half=0 "
         "orow=0\n",
         "nothing has written"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct flexsa_run_result result;
        struct flexsa_error err = {{0}};
        cr_expect_eq(run_text("mini", FLEXSA_ARCH_FLEXSA, cases[i].text, &result, &err),
                     FLEXSA_BAD_INPUT, "case %zu", i);
        cr_expect_not_null(strstr(err.text, cases[i].says), "case %zu: %s", i, err.text);
    }
}

/* Instructions that the assembler has no words for. */
Test(golden, refuses_what_cannot_be_written)
{
    static const struct {
        unsigned arch;
        struct flexsa_instr instr;
        const char *says;
    } cases[] = {
        {FLEXSA_ARCH_FLEXSA, {.op = 0}, "unknown opcode"},
        {FLEXSA_ARCH_FLEXSA, {.op = FLEXSA_OP_LIMIT}, "unknown opcode"},
        {FLEXSA_ARCH_CORES, {.op = FLEXSA_OP_LDH, .core = 4, .m = 1, .k = 1}, "no such core"},
        {FLEXSA_ARCH_FLEXSA, {.op = FLEXSA_OP_EXEC, .half = 2, .m = 1, .n = 1, .k = 1}, "no such OBUF half"},
        {FLEXSA_ARCH_SINGLE, {.op = FLEXSA_OP_LDH, .mode = FLEXSA_MODE_ISW, .m = 1, .k = 1}, "does not know the mode"},
        {FLEXSA_ARCH_FLEXSA, {.op = FLEXSA_OP_LDO, .mode = FLEXSA_MODE_HSW, .m = 1, .n = 1, .pitch = 8}, "wide (FW) or skinny (ISW)"},
        {FLEXSA_ARCH_FLEXSA, {.op = FLEXSA_OP_ST, .mode = FLEXSA_MODE_VSW, .m = 1, .n = 1, .pitch = 8}, "wide (FW) or skinny (ISW)"},
        {FLEXSA_ARCH_FLEXSA, {.op = FLEXSA_OP_LDH, .m = 0, .k = 1}, "a size is 0"},
        {FLEXSA_ARCH_FLEXSA, {.op = FLEXSA_OP_LDV, .n = 0, .k = 1}, "a size is 0"},
        {FLEXSA_ARCH_FLEXSA, {.op = FLEXSA_OP_LDV, .n = 1, .k = 0}, "a size is 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct flexsa_machine machine;
        struct flexsa_program program = {0};
        struct flexsa_run_result result;
        struct flexsa_error err = {{0}};
        void *golden;

        cr_assert_eq(flexsa_machine_init(&machine, "mini", cases[i].arch, &err), FLEXSA_OK);
        cr_assert_eq(flexsa_program_add(&program, &cases[i].instr, &err), FLEXSA_OK);
        cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, NULL, &err), FLEXSA_OK);
        cr_expect_eq(flexsa_golden_backend.run(golden, &program, NULL, &result, &err), FLEXSA_BAD_INPUT, "case %zu", i);
        cr_expect_not_null(strstr(err.text, cases[i].says), "case %zu: %s", i, err.text);
        flexsa_golden_backend.close(golden);
        flexsa_program_free(&program);
    }
}

static bool refuse_write(void *context, const struct flexsa_write *write)
{
    (void)write;
    return ++*(unsigned *)context < 3;
}

Test(golden, on_write_can_stop_the_run)
{
    struct flexsa_machine machine;
    struct flexsa_program program = {0};
    struct flexsa_error err;
    unsigned calls = 0;
    struct flexsa_run_options options = {.on_write = refuse_write, .context = &calls};
    void *golden;
    cr_assert_eq(flexsa_machine_init(&machine, "mini", FLEXSA_ARCH_FLEXSA, &err), FLEXSA_OK);
    cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, "x.fst", &err), FLEXSA_USAGE);
    cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, NULL, &err), FLEXSA_OK);
    cr_assert_eq(flexsa_assemble("test",
                                 WAVE " last\n st wide m=16 n=8 addr=0 pitch=32 half=0 orow=0\n",
                                 &program, &err),
                 FLEXSA_OK);
    cr_expect_eq(flexsa_golden_backend.run(golden, &program, &options, NULL, &err),
                 FLEXSA_MISMATCH);
    cr_expect_eq(calls, 3);
    options.on_write = NULL; /* and the next run starts afresh */
    cr_expect_eq(flexsa_golden_backend.run(golden, &program, &options, NULL, &err), FLEXSA_OK);
    flexsa_program_free(&program);
    flexsa_golden_backend.close(golden);
}

static bool stop(void *context, uint64_t cycle, uint64_t instrs_done)
{
    (void)cycle;
    *(uint64_t *)context = instrs_done;
    return false;
}

/* Nothing but GBUF is kept from one program to the next; and a long one tells how far it is. */
Test(golden, a_program_begins_afresh_and_can_be_stopped)
{
    struct flexsa_machine machine;
    struct flexsa_program first = {0}, second = {0}, waits = {0};
    const struct flexsa_instr sync = {.op = FLEXSA_OP_SYNC};
    struct flexsa_error err = {""};
    uint64_t done = 0;
    const struct flexsa_run_options options = {.on_progress = stop, .context = &done};
    void *golden;
    cr_assert_eq(flexsa_machine_init(&machine, "mini", FLEXSA_ARCH_FLEXSA, &err), FLEXSA_OK);
    cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, NULL, &err), FLEXSA_OK);
    cr_assert_eq(flexsa_assemble("1", WAVE "\n", &first, &err), FLEXSA_OK);
    cr_assert_eq(flexsa_assemble("2", "ldh fw m=16 k=4 addr=0 pitch=8\n"
                                      "exec fw m=16 n=8 k=4 half=1 orow=0\n",
                                 &second, &err),
                 FLEXSA_OK);
    cr_expect_eq(flexsa_golden_backend.run(golden, &first, NULL, NULL, &err), FLEXSA_OK);
    cr_expect_eq(flexsa_golden_backend.run(golden, &second, NULL, NULL, &err), FLEXSA_BAD_INPUT);
    cr_expect_not_null(strstr(err.text, "no weights"), "%s", err.text);

    for (unsigned i = 0; i < 1000; i++)
        emit(&waits, sync);
    cr_expect_eq(flexsa_golden_backend.run(golden, &waits, &options, NULL, &err), FLEXSA_SIM_FAILED);
    cr_expect(done > 0 && done < 1000, "told after %llu instructions", (unsigned long long)done);
    flexsa_program_free(&first);
    flexsa_program_free(&second);
    flexsa_program_free(&waits);
    flexsa_golden_backend.close(golden);
}

/* ---- programs at random: golden model and checker must agree on what is legal ------------- */

static void spoil(struct flexsa_instr *instr, uint64_t *random)
{
    switch (random_below(random, 12)) {
    case 0: instr->mode = random_below(random, 4); break;
    case 1: instr->core = random_below(random, 4); break;
    case 2: instr->acc = !instr->acc; break;
    case 3: instr->swap = !instr->swap; break;
    case 4: instr->last = !instr->last; break;
    case 5: instr->pair = !instr->pair; break;
    case 6: instr->m = random_below(random, 40); break;
    case 7: instr->n = random_below(random, 20); break;
    case 8: instr->k = random_below(random, 20); break;
    case 9: instr->orow = random_below(random, 12); break;
    case 10: instr->addr = random_below(random, 9000); break;
    default: instr->pitch = 8 * random_below(random, 20); break;
    }
}

Test(golden, agrees_with_the_checker, .timeout = 300)
{
    static const char *const configs[] = {"mini", "small", "tall"};
    unsigned legal = 0, illegal = 0;
    for (uint64_t seed = 0; seed < 1500; seed++) {
        struct flexsa_machine machine;
        struct random_program random = {0};
        struct flexsa_error err = {{0}}, said = {{0}};
        uint64_t state = seed;
        void *golden;
        cr_assert_eq(flexsa_machine_init(&machine, configs[seed % 3], seed / 3 % 3, &err),
                     FLEXSA_OK);
        cr_assert_eq(random_program_make(&random, &machine, seed, 40, &err), FLEXSA_OK, "%s",
                     err.text);
        cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, NULL, &err), FLEXSA_OK);
        cr_expect_eq(flexsa_golden_backend.run(golden, &random.program, NULL, NULL, &err),
                     FLEXSA_OK, "seed %llu: %s", (unsigned long long)seed, err.text);

        size_t at = random_below(&state, (uint32_t)random.program.count);
        spoil(&random.program.instrs[at], &state);
        enum flexsa_status check = flexsa_program_check(&machine, &random.program, &said);
        enum flexsa_status run =
            flexsa_golden_backend.run(golden, &random.program, NULL, NULL, &err);
        /* Hazards and fields that must be 0 are the checker's alone. */
        bool golden_knows = check == FLEXSA_OK || (strstr(said.text, "breaks rule") &&
                                                   !strstr(said.text, "breaks rule 6"));
        if (golden_knows)
            cr_expect_eq(run, check, "seed %llu: checker \"%s\", golden \"%s\"",
                         (unsigned long long)seed, said.text, err.text);
        legal += check == FLEXSA_OK;
        illegal += check != FLEXSA_OK && golden_knows;
        flexsa_program_free(&random.program);
        flexsa_golden_backend.close(golden);
    }
    cr_expect(legal > 50 && illegal > 200, "%u legal, %u illegal: too few to mean much", legal,
              illegal);
}

/* ---- whole plans ----------------------------------------------------------------------------- */

static void copy_rect(const struct flexsa_copy *copy, uint8_t *matrix, size_t columns,
                      size_t element, uint8_t *gbuf, bool fill)
{
    for (uint32_t i = 0; i < copy->rows; i++) {
        uint8_t *there = gbuf + copy->addr + (size_t)i * copy->pitch;
        uint8_t *here = matrix + ((size_t)(copy->row + i) * columns + copy->col) * element;
        memcpy(fill ? there : here, fill ? here : there, copy->cols * element);
    }
}

static void run_plan(const char *config, unsigned arch, uint32_t m, uint32_t n, uint32_t k, bool c0,
                     bool f16, enum flexsa_values kind, uint64_t seed)
{
    struct flexsa_machine machine;
    struct flexsa_error err = {{0}};
    struct flexsa_gemm gemm = {m, n, k, c0, f16};
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    void *golden;
    cr_assert_eq(flexsa_machine_init(&machine, config, arch, &err), FLEXSA_OK);
    cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, NULL, &err), FLEXSA_OK);
    cr_assert_eq(flexsa_planner_open(&planner, &machine, &gemm, &err), FLEXSA_OK, "%s", err.text);

    struct problem p = problem_make(m, n, k, flexsa_machine_block_k(&machine), c0, kind, seed);
    uint32_t *c = must_alloc((size_t)m * n * 4); /* C0, partial sums, and C */
    uint16_t *c16 = must_alloc((size_t)m * n * 2);
    if (c0)
        memcpy(c, p.c0, (size_t)m * n * 4);
    uint8_t *gbuf = flexsa_golden_backend.gbuf(golden);
    for (;;) {
        cr_assert_eq(flexsa_planner_next(planner, &pass, &err), FLEXSA_OK, "%s", err.text);
        if (!pass)
            break;
        for (size_t i = 0; i < pass->fill_count; i++) {
            const struct flexsa_copy *fill = &pass->fills[i];
            bool is_a = fill->matrix == FLEXSA_MATRIX_A, is_b = fill->matrix == FLEXSA_MATRIX_B;
            copy_rect(fill,
                      is_a   ? (uint8_t *)p.a
                      : is_b ? (uint8_t *)p.b
                             : (uint8_t *)c,
                      is_a ? k : n, is_a || is_b ? 2 : 4, gbuf, true);
        }
        cr_assert_eq(flexsa_program_check(&machine, &pass->program, &err), FLEXSA_OK, "%s",
                     err.text);
        cr_assert_eq(flexsa_golden_backend.run(golden, &pass->program, NULL, NULL, &err), FLEXSA_OK,
                     "%s", err.text);
        for (size_t i = 0; i < pass->drain_count; i++) {
            bool half = f16 && pass->drains_final;
            copy_rect(&pass->drains[i], half ? (uint8_t *)c16 : (uint8_t *)c, n, half ? 2 : 4, gbuf,
                      false);
        }
    }
    flexsa_planner_close(planner);
    flexsa_golden_backend.close(golden);

    flexsa_oracle_plain(&p.gemm);
    for (size_t i = 0; i < (size_t)m * n; i++) {
        uint32_t want = f16 ? flexsa_f32_to_half(p.c[i]) : p.c[i], got = f16 ? c16[i] : c[i];
        if (want != got)
            cr_assert_fail("%s %s %ux%ux%u c0=%d f16=%d: C[%zu][%zu] is %08x, expected %08x",
                           config, flexsa_arch_name(arch), m, n, k, c0, f16, i / n, i % n, got,
                           want);
    }
    free(c);
    free(c16);
    problem_free(&p);
}

Test(golden, plans_give_the_oracles_bits, .timeout = 600)
{
    static const char *const configs[] = {"mini", "small", "tall"};
    struct flexsa_random random;
    flexsa_random_seed(&random, 77);
    for (unsigned round = 0; round < 240; round++)
        run_plan(configs[round % 3], round / 3 % 3, 1 + flexsa_random_below(&random, 90),
                 1 + flexsa_random_below(&random, 50), 1 + flexsa_random_below(&random, 120),
                 round & 1, round >> 1 & 1, (enum flexsa_values)(round / 9 % FLEXSA_NUM_VALUES),
                 round);
    run_plan("mini", FLEXSA_ARCH_FLEXSA, 300, 200, 400, true, false, FLEXSA_VALUES_SPECIAL, 1);
    run_plan("quarter", FLEXSA_ARCH_FLEXSA, 300, 100, 150, false, true, FLEXSA_VALUES_FULL, 2);
    run_plan("full", FLEXSA_ARCH_FLEXSA, 500, 200, 190, true, false, FLEXSA_VALUES_SPECIAL, 3);
}
