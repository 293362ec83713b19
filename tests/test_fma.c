/* test_fma.c - the floating point of the RTL (rtl/flexsa_fp_pkg.sv) against the host's. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "fma/fma_vectors.h"

static void expect_clean(const struct fma_report *report)
{
    cr_assert_gt(report->checked, 0);
    cr_assert_eq(report->failed, 0, "%llu of %llu differ; first: op %d, a %x, b %x, c %x: got %x, want %x",
                 (unsigned long long)report->failed, (unsigned long long)report->checked, (int)report->op, report->a,
                 report->b, report->c, report->got, report->want);
}

static uint64_t scale(void)
{
    const char *text = getenv("FLEXSA_TEST_SCALE");

    return text && atoi(text) > 0 ? (uint64_t)atoi(text) : 1;
}

Test(fma, special_and_boundary_values, .timeout = 600)
{
    struct fma_report report = {0};

    fma_check_directed(&report);
    expect_clean(&report);
}

Test(fma, random_values, .timeout = 3600)
{
    struct fma_report report = {0};

    /* make test-long sets FLEXSA_EXHAUSTIVE: 10^8 vectors of each operation. */
    fma_check_random(&report, getenv("FLEXSA_EXHAUSTIVE") ? 100000000 : 4000000 * scale(), 1);
    expect_clean(&report);
}

/* FLEXSA_EXHAUSTIVE=1: all 2^32 products. */
Test(fma, products, .timeout = 3600)
{
    struct fma_report report = {0};
    const uint32_t step = getenv("FLEXSA_EXHAUSTIVE") ? 1 : 509;

    for (uint32_t a = 0; a < 65536; a += step)
        fma_check_products(&report, a, 1);
    expect_clean(&report);
}
