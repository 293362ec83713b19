/*
 * test_driver.c - does the check fail when it should? Machines that lie: a golden model whose
 * writes are changed on their way, and single bits flipped in the RTL's stores.
 */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../harness/golden/golden.h"
#include "../harness/golden/half.h"
#include "rtl_cases.h"

/* ---- a machine that lies ------------------------------------------------------------------ */

/* What it does wrong with one of a run's writes. */
static enum lie { LIE_NONE, LIE_VALUE, LIE_TWICE, LIE_NEVER, LIE_ALL, LIE_ELSEWHERE, LIE_PART } lie;
static unsigned writes, lie_at;
static const struct flexsa_run_options *outer;

static bool pass_on(void *context, const struct flexsa_write *write)
{
    struct flexsa_write changed = *write;
    uint8_t data[256], strobe[32];

    (void)context;
    memcpy(data, write->data, write->bytes);
    memcpy(strobe, write->strobe, (write->bytes + 7) / 8);
    if (write->bytes % 8) /* as the RTL does it: no byte behind the row */
        strobe[write->bytes / 8] &= (uint8_t)((1u << write->bytes % 8) - 1);
    changed.data = data;
    changed.strobe = strobe;
    changed.cycle = 1000 * writes;
    if (lie == LIE_ALL)
        return true;
    if (writes++ == lie_at && lie != LIE_NONE) {
        if (lie == LIE_NEVER)
            return true;
        if (lie == LIE_VALUE)
            data[0] ^= 1;
        if (lie == LIE_TWICE)
            outer->on_write(outer->context, &changed);
        if (lie == LIE_ELSEWHERE)
            changed.addr = 0;
        if (lie == LIE_PART)
            strobe[0] &= 0xfe;
    }
    return outer->on_write(outer->context, &changed);
}

static enum flexsa_status lying_run(void *instance, const struct flexsa_program *program,
                                    const struct flexsa_run_options *options,
                                    struct flexsa_run_result *result, struct flexsa_error *err)
{
    struct flexsa_run_options inner = *options;

    outer = options;
    writes = 0;
    inner.on_write = pass_on;
    return flexsa_golden_backend.run(instance, program, &inner, result, err);
}

static enum flexsa_status run_lie(enum lie what, unsigned at, struct flexsa_gemm_result *result)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_gemm gemm = {.m = 21, .n = 13, .k = 9};
    struct case_operands operands = case_make(&gemm, FLEXSA_VALUES_NORMAL, 1);
    const struct flexsa_operands view = case_view(&operands);
    struct flexsa_backend_ops liar = flexsa_golden_backend;
    struct flexsa_driver *driver;
    struct flexsa_error err = {""};
    enum flexsa_status status;

    lie = what;
    lie_at = at;
    liar.run = lying_run;
    driver = case_open(&machine, &liar);
    status = flexsa_driver_gemm(driver, &gemm, &view, NULL, result, &err);
    flexsa_driver_close(driver);
    case_free(&operands);
    return status;
}

Test(driver, an_honest_machine_passes)
{
    struct flexsa_gemm_result result;

    cr_assert_eq(run_lie(LIE_NONE, 0, &result), FLEXSA_OK);
    cr_assert_eq(result.tiles_checked, result.tiles);
    cr_assert_gt(result.tiles, 1);
}

Test(driver, each_lie_is_found)
{
    static const struct {
        enum lie lie;
        enum flexsa_mismatch_kind kind;
    } lies[] = {
        {LIE_VALUE, FLEXSA_MISMATCH_VALUE},     {LIE_TWICE, FLEXSA_MISMATCH_STRAY},
        {LIE_NEVER, FLEXSA_MISMATCH_MISSING},   {LIE_ALL, FLEXSA_MISMATCH_MISSING},
        {LIE_ELSEWHERE, FLEXSA_MISMATCH_STRAY}, {LIE_PART, FLEXSA_MISMATCH_STRAY},
    };
    static const unsigned at[] = {20, 52}; /* a row of four elements, and of one: half a beat */

    for (size_t i = 0; i < 2 * sizeof lies / sizeof lies[0]; i++) {
        struct flexsa_gemm_result result;

        cr_assert_eq(run_lie(lies[i / 2].lie, at[i % 2], &result), FLEXSA_MISMATCH, "lie %zu", i);
        cr_assert_gt(result.mismatches, 0);
        cr_assert_eq(result.first.kind, lies[i / 2].kind, "lie %zu: %s", i, flexsa_mismatch_name(result.first.kind));
        if (lies[i / 2].lie == LIE_ALL)
            cr_assert_eq(result.tiles_checked, 0);
    }
}

Test(driver, a_run_ends_soon_after_its_first_mismatch)
{
    struct flexsa_gemm_result result;

    cr_assert_eq(run_lie(LIE_NONE, 0, &result), FLEXSA_OK);
    cr_assert_gt(writes, 60);
    cr_assert_eq(run_lie(LIE_VALUE, 10, &result), FLEXSA_MISMATCH);
    cr_assert(writes > 11 && writes < 40, "it goes on for %u writes", writes);
}

/* ---- single bits of the RTL's stores -------------------------------------------------------- */

/* One injected bit: found, at the right place, with the right values, and told in the report. */
static void inject_one(struct flexsa_driver *driver, const struct flexsa_gemm *gemm, unsigned mode, uint32_t row,
                       uint32_t col, unsigned bit, unsigned core)
{
    struct case_operands operands = case_make(gemm, FLEXSA_VALUES_NORMAL, 3);
    const struct flexsa_operands view = case_view(&operands);
    const struct flexsa_drive_options options = {.inject = {true, row, col, bit}};
    struct flexsa_gemm_result result;
    struct flexsa_error err = {""};
    char report[FLEXSA_REPORT_BYTES];

    cr_assert_eq(flexsa_driver_gemm(driver, gemm, &view, &options, &result, &err), FLEXSA_MISMATCH);
    cr_assert_eq(result.mismatches, 1);
    cr_assert(result.first.row == row && result.first.col == col, "%u,%u is reported as %u,%u", row, col,
              result.first.row, result.first.col);
    cr_assert_eq(result.first.got ^ result.first.expected, 1u << bit);
    cr_assert_eq(result.first.kind, FLEXSA_MISMATCH_VALUE);
    cr_assert_gt(result.first.cycle, 0);
    cr_assert(result.first.modes >> mode & 1);
    cr_assert_eq(result.first.core, core, "%u,%u: core %u, not %u", row, col, result.first.core, core);
    cr_assert_eq(result.first.pe_column, col % 4);
    flexsa_mismatch_report(&result.first, "x", gemm, result.mismatches, "flexsa gemm", report);
    cr_assert(strstr(report, "sub-core") && strstr(report, "repeat    flexsa gemm") && strstr(report, "cycle"));
    case_free(&operands);
}

/* A GEMM of one tile in each mode, corners of C, several bits. Parts of m: docs/isa.md. */
Test(driver, a_flipped_bit_is_located)
{
    static const struct {
        struct flexsa_gemm gemm;
        unsigned mode;
        unsigned cores[5]; /* whose bottom row makes column 0 of row 0, 7, 14, 21, 28 */
    } cases[] = {
        {{.m = 16, .n = 8, .k = 8}, FLEXSA_MODE_FW, {2, 2, 2}},          /* parts of 8, 8         */
        {{.m = 15, .n = 7, .k = 3}, FLEXSA_MODE_HSW, {0, 0, 2}},         /* 8, 7                  */
        {{.m = 31, .n = 4, .k = 7}, FLEXSA_MODE_VSW, {2, 2, 3, 2, 3}},   /* 8, 8 and 8, 7: a pair */
        {{.m = 30, .n = 3, .k = 4, .f16_out = true}, FLEXSA_MODE_ISW, {0, 0, 1, 2, 3}}, /* 8, 8, 7, 7 */
        {{.m = 15, .n = 8, .k = 11}, FLEXSA_MODE_HSW, {0, 0, 2}},        /* last, after FW        */
        {{.m = 31, .n = 4, .k = 11}, FLEXSA_MODE_ISW, {0, 0, 1, 2, 3}},  /* last, after VSW       */
    };
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    struct flexsa_driver *driver = case_open(&machine, &flexsa_rtl_backend);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (uint32_t row = 0; row < cases[i].gemm.m; row += 7)
            for (uint32_t col = 0; col < cases[i].gemm.n; col++)
                inject_one(driver, &cases[i].gemm, cases[i].mode, row, col,
                           (row + 5 * col) % (cases[i].gemm.f16_out ? 16 : 32),
                           cases[i].cores[row / 7] + col / 4); /* wide: the odd core to the right */
    flexsa_driver_close(driver);
}

/* Pass, tile and cycle of the last element of a GEMM of several passes: the last ones. */
Test(driver, passes_tiles_and_cycles_count_over_the_gemm)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_gemm gemm = {.m = 64, .n = 20, .k = 40};
    struct case_operands operands = case_make(&gemm, FLEXSA_VALUES_NORMAL, 3);
    const struct flexsa_operands view = case_view(&operands);
    const struct flexsa_drive_options options = {.inject = {true, 63, 19, 0}};
    struct flexsa_driver *driver = case_open(&machine, &flexsa_rtl_backend);
    struct flexsa_gemm_result honest, result;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_driver_gemm(driver, &gemm, &view, NULL, &honest, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_driver_gemm(driver, &gemm, &view, &options, &result, &err), FLEXSA_MISMATCH);
    cr_assert(honest.passes > 1 && honest.tiles > 8);
    cr_assert_eq(result.first.pass, honest.passes - 1);
    cr_assert_eq(result.first.tile, honest.tiles - 1);
    cr_assert(result.first.cycle < honest.cycles && result.first.cycle + 40 > honest.cycles, "cycle %llu of %llu",
              (unsigned long long)result.first.cycle, (unsigned long long)honest.cycles);
    flexsa_driver_close(driver);
    case_free(&operands);
}

/* The oracle alone finds it too: the golden backend has no write check. */
Test(driver, the_oracle_finds_a_flipped_bit)
{
    const struct flexsa_machine machine = case_machine("mini-cores");
    const struct flexsa_gemm gemm = {.m = 50, .n = 20, .k = 30, .has_c0 = true};
    struct case_operands operands = case_make(&gemm, FLEXSA_VALUES_NORMAL, 3);
    const struct flexsa_operands view = case_view(&operands);
    const struct flexsa_drive_options options = {.inject = {true, 49, 19, 31}};
    struct flexsa_driver *driver = case_open(&machine, &flexsa_golden_backend);
    struct flexsa_gemm_result result;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_driver_gemm(driver, &gemm, &view, &options, &result, &err), FLEXSA_MISMATCH);
    cr_assert(result.first.kind == FLEXSA_MISMATCH_RESULT && result.first.row == 49 && result.first.col == 19);
    cr_assert(result.first.in_tile && result.tiles_checked == 0);
    flexsa_driver_close(driver);
    case_free(&operands);
}

Test(driver, distances_in_ulp)
{
    uint64_t ulps;

    cr_assert(flexsa_ulp_distance(false, 0x3f800000, 0x3f800001, &ulps) && ulps == 1);
    cr_assert(flexsa_ulp_distance(false, 0x80000001, 0x00000001, &ulps) && ulps == 2);
    cr_assert(flexsa_ulp_distance(true, 0x8000, 0x0000, &ulps) && ulps == 0);
    cr_assert_not(flexsa_ulp_distance(false, FLEXSA_F32_NAN, 0, &ulps));
    cr_assert_not(flexsa_ulp_distance(true, 0x3c00, 0x7c00, &ulps));
}

/* ---- progress ------------------------------------------------------------------------------ */

struct progress {
    unsigned calls;
    double share;
    uint64_t cycles;
};

static bool note_progress(void *context, double share, uint64_t cycles)
{
    struct progress *progress = context;

    cr_assert(share >= progress->share && share <= 1 && cycles >= progress->cycles);
    *progress = (struct progress){progress->calls + 1, share, cycles};
    return progress->calls < 5;
}

/* Many short passes: told after each one, and stopped when told to. */
Test(driver, progress_of_short_passes)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_gemm gemm = {.m = 600, .n = 20, .k = 40};
    struct case_operands operands = case_make(&gemm, FLEXSA_VALUES_NORMAL, 3);
    const struct flexsa_operands view = case_view(&operands);
    struct progress progress = {0};
    const struct flexsa_drive_options options = {.on_progress = note_progress, .context = &progress};
    struct flexsa_driver *driver = case_open(&machine, &flexsa_rtl_backend);
    struct flexsa_gemm_result result;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_driver_gemm(driver, &gemm, &view, &options, &result, &err), FLEXSA_SIM_FAILED);
    cr_assert(progress.calls == 5 && progress.share > 0 && progress.share < 1);
    cr_assert(!result.complete && result.passes == 5 && result.cycles == progress.cycles);
    cr_assert_eq(flexsa_utilisation(&machine, &gemm, &result), 0);
    flexsa_driver_close(driver);
    case_free(&operands);
}

/* ---- waves ------------------------------------------------------------------------------------ */

static uint64_t wave_cycles; /* of the GEMM, known after its first run */

static off_t wave_size(const char *path, struct flexsa_wave_window window)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_gemm gemm = {.m = 64, .n = 20, .k = 40};
    struct case_operands operands = case_make(&gemm, FLEXSA_VALUES_NORMAL, 3);
    const struct flexsa_operands view = case_view(&operands);
    const struct flexsa_drive_options options = {.wave = window};
    struct flexsa_gemm_result result;
    struct flexsa_driver *driver;
    struct flexsa_error err = {""};
    struct stat info;

    cr_assert_eq(flexsa_driver_open(&driver, &flexsa_rtl_backend, &machine, true, path, &err), FLEXSA_OK, "%s",
                 err.text);
    cr_assert_eq(flexsa_driver_gemm(driver, &gemm, &view, &options, &result, &err), FLEXSA_OK, "%s", err.text);
    flexsa_driver_close(driver);
    case_free(&operands);
    cr_assert_gt(result.passes, 1);
    wave_cycles = result.cycles;
    cr_assert_eq(stat(path, &info), 0);
    return info.st_size;
}

/* Last time in the file: bytes 17..24 of the header. */
static uint64_t wave_end(const char *path)
{
    unsigned char header[25];
    FILE *file = fopen(path, "rb");
    uint64_t end = 0;

    cr_assert_not_null(file);
    cr_assert_eq(fread(header, 1, sizeof header, file), sizeof header);
    fclose(file);
    for (unsigned i = 17; i < 25; i++)
        end = end << 8 | header[i];
    return end;
}

Test(driver_waves, windows_are_smaller_than_the_whole)
{
    char folder[] = "/tmp/flexsa-test-XXXXXX", path[64];
    off_t all, cycles, tile;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/w.fst", folder);
    all = wave_size(path, (struct flexsa_wave_window){.kind = FLEXSA_WAVE_ALL});
    /* The GEMM has several passes; the file's time is 10 times the GEMM's cycle all the same. */
    cr_assert_eq(wave_end(path), 10 * (wave_cycles - 1) + 5);
    cycles = wave_size(path, (struct flexsa_wave_window){
                                 .kind = FLEXSA_WAVE_CYCLES, .from = wave_cycles - 60, .to = wave_cycles - 10});
    cr_assert_eq(wave_end(path), 10 * (wave_cycles - 11) + 5);
    tile = wave_size(path, (struct flexsa_wave_window){.kind = FLEXSA_WAVE_TILE, .tile = 3});
    cr_assert(cycles > 0 && cycles < all, "50 cycles: %ld bytes, all: %ld", (long)cycles, (long)all);
    cr_assert(tile > 0 && tile < all, "a tile: %ld bytes, all: %ld", (long)tile, (long)all);
    remove(path);
    remove(folder);
}
