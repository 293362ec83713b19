/*
 * test_rtl.c - the RTL against the golden model and the oracle, bit for bit. Every GEMM here is
 * checked twice by the driver: each stored byte, and the finished C.
 */
#define _DEFAULT_SOURCE /* mkdtemp, setenv */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../harness/backend/rtl_load.h"
#include "../harness/golden/golden.h"
#include "../harness/isa/random_program.h"
#include "../csim/lockstep.h"
#include "rtl_cases.h"

/* ---- every mode at every edge --------------------------------------------------------- */

/* 1, L-1, L, L+1, 2L-1, 2L, 2L+1: both sides of every size where a mode or a tile ends. */
static unsigned edge(unsigned i, unsigned limit)
{
    const unsigned edges[] = {1, limit - 1, limit, limit + 1, 2 * limit - 1, 2 * limit, 2 * limit + 1};

    return edges[i];
}
enum { EDGES = 7 };

static void run_edges(const char *model, enum flexsa_values values)
{
    const struct flexsa_machine machine = case_machine(model);
    struct flexsa_driver *driver = case_open(&machine, &flexsa_lockstep_backend);
    uint64_t seed = 1;

    for (unsigned m = 0; m < EDGES; m++)
        for (unsigned n = 0; n < EDGES; n++)
            for (unsigned k = 0; k < EDGES; k++, seed++) {
                const struct flexsa_gemm gemm = {
                    .m = edge(m, machine.blk_m),
                    .n = edge(n, machine.sub_cols),
                    .k = edge(k, machine.sub_rows),
                    .has_c0 = seed % 3 == 0,
                    .f16_out = seed % 5 == 0,
                };
                case_run(driver, &machine, gemm, values, seed, 0);
            }
    flexsa_driver_close(driver);
}

#define EDGE_TEST(name, model)                                                                     \
    Test(rtl_edges, name) { run_edges(model, FLEXSA_VALUES_SPECIAL); }
EDGE_TEST(mini_flexsa, "mini-flexsa")
EDGE_TEST(mini_cores, "mini-cores")
EDGE_TEST(mini_single, "mini-single")
EDGE_TEST(small_flexsa, "small-flexsa")
EDGE_TEST(small_cores, "small-cores")
EDGE_TEST(small_single, "small-single")
EDGE_TEST(tall_flexsa, "tall-flexsa")
EDGE_TEST(tall_cores, "tall-cores")
EDGE_TEST(tall_single, "tall-single")
EDGE_TEST(depth_2, "mini-flexsa-d2")
EDGE_TEST(depth_3, "mini-flexsa-d3")
EDGE_TEST(one_weight, "mini-flexsa-w1")
EDGE_TEST(depth_2_one_weight, "mini-flexsa-d2-w1")
EDGE_TEST(cores_depth_2_one_weight, "mini-cores-d2-w1")
EDGE_TEST(single_depth_3, "mini-single-d3")

/* ---- random GEMMs ------------------------------------------------------------------------- */

static const char *const models[] = {
    "mini-flexsa",  "mini-cores",     "mini-single",       "small-flexsa",     "small-cores",
    "small-single", "tall-flexsa",    "tall-cores",        "tall-single",      "mini-flexsa-d2",
    "mini-flexsa-d3", "mini-flexsa-w1", "mini-flexsa-d2-w1", "mini-cores-d2-w1", "mini-single-d3",
    "small-flexsa-d2",
};
enum { MODELS = sizeof models / sizeof models[0] };

static uint32_t draw(uint64_t *state, uint32_t limit)
{
    return 1 + random_below(state, limit);
}

/* `stalls`: GBUF with random latency and back-pressure. */
static void run_random(unsigned gemms, bool stalls)
{
    for (unsigned i = 0; i < MODELS; i++) {
        const struct flexsa_machine machine = case_machine(models[i]);
        struct flexsa_driver *driver = case_open(&machine, &flexsa_lockstep_backend);
        uint64_t state = 100 * i + stalls;

        for (unsigned j = 0; j < case_count(gemms); j++) {
            const uint64_t seed = random_next(&state) % 1000000;
            const struct flexsa_gemm gemm = {
                .m = draw(&state, 5 * machine.blk_m),
                .n = draw(&state, 7 * machine.sub_cols),
                .k = draw(&state, 9 * machine.sub_rows),
                .has_c0 = j % 2,
                .f16_out = j % 3 == 0,
            };
            case_run(driver, &machine, gemm, (enum flexsa_values)(j % FLEXSA_NUM_VALUES), seed,
                     stalls ? seed + 1 : 0);
        }
        flexsa_driver_close(driver);
    }
}

Test(rtl_gemm, random_sizes)
{
    run_random(24, false);
}

Test(rtl_gemm, random_sizes_with_gbuf_stalls)
{
    run_random(16, true);
}

/* K in many blocks, over several passes of the small GBUF; M and N too. */
Test(rtl_gemm, more_than_gbuf_holds)
{
    static const struct flexsa_gemm gemms[] = {
        {.m = 5, .n = 3, .k = 3000},
        {.m = 33, .n = 9, .k = 1501, .has_c0 = true},
        {.m = 700, .n = 11, .k = 37, .f16_out = true},
        {.m = 9, .n = 700, .k = 41},
        {.m = 130, .n = 90, .k = 250, .has_c0 = true, .f16_out = true},
    };

    for (unsigned i = 0; i < 9; i++) {
        const struct flexsa_machine machine = case_machine(models[i]);
        struct flexsa_driver *driver = case_open(&machine, &flexsa_lockstep_backend);

        for (size_t j = 0; j < sizeof gemms / sizeof gemms[0]; j++)
            cr_assert_gt(case_run(driver, &machine, gemms[j], FLEXSA_VALUES_FULL, 7 * i + j, j == 1 ? 5 : 0), 1,
                         "%s holds GEMM %zu at once", models[i], j);
        flexsa_driver_close(driver);
    }
}

/* The size the paper builds, each mode at least once. */
Test(rtl_gemm, full_size)
{
    const struct flexsa_machine machine = case_machine("full-flexsa");
    struct flexsa_driver *driver = case_open(&machine, &flexsa_lockstep_backend);

    case_run(driver, &machine, (struct flexsa_gemm){.m = 300, .n = 190, .k = 333}, FLEXSA_VALUES_NORMAL, 1, 0);
    case_run(driver, &machine, (struct flexsa_gemm){.m = 513, .n = 150, .k = 170, .has_c0 = true},
             FLEXSA_VALUES_SPECIAL, 2, 3);
    case_run(driver, &machine, (struct flexsa_gemm){.m = 61, .n = 47, .k = 64, .f16_out = true},
             FLEXSA_VALUES_FULL, 3, 0);
    flexsa_driver_close(driver);
}

/* ---- every PE and every adder of OBUF ----------------------------------------------------- */

enum { ONE = 0x3c00, INFINITE = 0x7c00, NOT_A_NUMBER = 0x7e00 };

/* A of `ordinary`, B of ones but for one `special` in each column of B, `shift` rows below the diagonal. */
static void run_special_weights(struct flexsa_driver *driver, const struct flexsa_gemm *gemm, uint16_t ordinary,
                                uint16_t special, unsigned shift)
{
    struct case_operands operands = case_make(gemm, FLEXSA_VALUES_INT, 1);
    const struct flexsa_operands view = case_view(&operands);
    struct flexsa_gemm_result result;
    struct flexsa_error err;

    for (unsigned i = 0; i < gemm->m * gemm->k; i++)
        operands.a[i] = ordinary;
    for (unsigned i = 0; i < gemm->k * gemm->n; i++)
        operands.b[i] = i / gemm->n == (i % gemm->n + shift) % gemm->k ? special : ONE;
    cr_assert_eq(flexsa_driver_gemm(driver, gemm, &view, NULL, &result, &err), FLEXSA_OK, "%x %x %u: %s", ordinary, special,
                 shift, err.text);
    case_free(&operands);
}

/* 1 + 1 + ... - shift: the sum is x - x in row `shift` of every column; C0 cancels what `left` leaves. */
static void run_cancelling(struct flexsa_driver *driver, const struct flexsa_gemm *gemm, unsigned shift, bool left)
{
    static const uint16_t minus[] = {0x8000, 0xbc00, 0xc000, 0xc200, 0xc400, 0xc500, 0xc600, 0xc700, 0xc800}; /* -0 .. -8 */
    struct case_operands operands = case_make(gemm, FLEXSA_VALUES_INT, 1);
    const struct flexsa_operands view = case_view(&operands);
    struct flexsa_gemm_result result;
    struct flexsa_error err;

    for (unsigned i = 0; i < gemm->m * gemm->k; i++)
        operands.a[i] = ONE;
    for (unsigned i = 0; i < gemm->k * gemm->n; i++)
        operands.b[i] = i / gemm->n < shift ? ONE : i / gemm->n == shift && !left ? minus[shift] : 0;
    for (unsigned i = 0; i < gemm->m * gemm->n; i++)
        operands.c0[i] = left ? 0xbf800000 + (shift == 1 ? 0 : shift == 2 ? 0x800000 : 0x1000000) : 0;
    cr_assert_eq(flexsa_driver_gemm(driver, gemm, &view, NULL, &result, &err), FLEXSA_OK, "%u %d: %s", shift, left, err.text);
    for (unsigned i = 0; i < gemm->m * gemm->n; i++)
        cr_assert_eq(operands.c[i], 0, "%u %d: %08x", shift, left, operands.c[i]);
    case_free(&operands);
}

/* Random cases seldom bring a special value to one PE of many. */
Test(rtl_gemm, every_pe_and_adder_meets_special_values)
{
    static const char *const names[] = {"mini-flexsa", "mini-flexsa-d2", "mini-single"};

    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct flexsa_machine machine = case_machine(names[i]);
        struct flexsa_driver *driver = case_open(&machine, &flexsa_lockstep_backend);
        const struct flexsa_gemm gemm = {.m = 16, .n = 2 * machine.sub_cols, .k = 2 * machine.sub_rows, .has_c0 = true};

        for (unsigned shift = 0; shift < gemm.k; shift++) {
            run_special_weights(driver, &gemm, ONE, INFINITE, shift);
            run_special_weights(driver, &gemm, ONE, NOT_A_NUMBER, shift);
            run_special_weights(driver, &gemm, 0, INFINITE, shift);
            run_special_weights(driver, &gemm, INFINITE, 0, shift);
            if (shift > 0)
                run_cancelling(driver, &gemm, shift, false);
        }
        for (unsigned shift = 1; shift <= 4; shift *= 2)
            run_cancelling(driver, &gemm, shift, true);
        flexsa_driver_close(driver);
    }
}

/* ---- the three architectures agree ------------------------------------------------------- */

/* Whole numbers: K's order of addition, which the architectures share only in part, is without
 * effect. */
Test(rtl_gemm, architectures_agree_on_whole_numbers)
{
    static const char *const configs[] = {"mini", "small", "tall"};
    const struct flexsa_gemm gemm = {.m = 75, .n = 45, .k = 83, .has_c0 = true};
    const size_t bytes = (size_t)gemm.m * gemm.n * 4;

    for (unsigned i = 0; i < 3; i++) {
        uint32_t *first = NULL;

        for (unsigned arch = 0; arch < 3; arch++) {
            struct case_operands operands = case_make(&gemm, FLEXSA_VALUES_INT, 4 + i);
            const struct flexsa_operands view = case_view(&operands);
            struct flexsa_machine machine;
            struct flexsa_gemm_result result;
            struct flexsa_driver *driver;
            struct flexsa_error err;

            cr_assert_eq(flexsa_machine_init(&machine, configs[i], arch, &err), FLEXSA_OK);
            driver = case_open(&machine, &flexsa_lockstep_backend);
            cr_assert_eq(flexsa_driver_gemm(driver, &gemm, &view, NULL, &result, &err), FLEXSA_OK, "%s", err.text);
            flexsa_driver_close(driver);
            if (arch == 0) {
                first = operands.c;
                operands.c = NULL;
            } else {
                cr_assert_eq(memcmp(first, operands.c, bytes), 0, "%s: %s differs from flexsa", configs[i],
                             flexsa_arch_name(arch));
            }
            case_free(&operands);
        }
        free(first);
    }
}

/* ---- programs the compiler would not write --------------------------------------------------- */

static void run_random_programs(unsigned programs, bool stalls)
{
    for (unsigned i = 0; i < MODELS; i++) {
        const struct flexsa_machine machine = case_machine(models[i]);
        uint8_t *image = calloc(machine.gbuf_bytes, 1);
        struct flexsa_error err = {""};
        void *rtl, *golden;

        cr_assert_eq(flexsa_lockstep_backend.open(&rtl, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
        cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
        for (unsigned seed = 1; seed <= case_count(programs); seed++) {
            struct random_program random = {0};
            char what[96];

            snprintf(what, sizeof what, "random program %u on %s%s", seed, models[i], stalls ? ", stalls" : "");
            cr_assert_eq(random_program_make(&random, &machine, seed, 60, &err), FLEXSA_OK, "%s", err.text);
            cr_assert_eq(flexsa_program_check(&machine, &random.program, &err), FLEXSA_OK, "%s: %s", what, err.text);
            case_fill_image(image, &machine, random.half_bytes, seed);
            case_run_both(rtl, golden, &machine, image, &random.program, stalls ? seed : 0, what);
            flexsa_program_free(&random.program);
        }
        flexsa_lockstep_backend.close(rtl);
        flexsa_golden_backend.close(golden);
        free(image);
    }
}

Test(rtl_programs, random_legal_programs)
{
    run_random_programs(40, false);
}

Test(rtl_programs, random_legal_programs_with_gbuf_stalls)
{
    run_random_programs(40, true);
}

/* Waves of one to four rows, in every mode, one right behind the other; every other program with stalls. */
Test(rtl_programs, small_waves)
{
    for (unsigned i = 0; i < MODELS; i++) {
        const struct flexsa_machine machine = case_machine(models[i]);
        uint8_t *image = calloc(machine.gbuf_bytes, 1);
        struct flexsa_error err = {""};
        void *rtl, *golden;

        cr_assert_eq(flexsa_lockstep_backend.open(&rtl, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
        cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
        for (unsigned seed = 1; seed <= case_count(16); seed++) {
            struct flexsa_program program = case_small_waves(&machine, seed, 60);
            char what[96];

            snprintf(what, sizeof what, "small waves %u on %s", seed, models[i]);
            cr_assert_eq(flexsa_program_check(&machine, &program, &err), FLEXSA_OK, "%s: %s", what, err.text);
            case_fill_image(image, &machine, machine.gbuf_bytes / 2, seed);
            case_run_both(rtl, golden, &machine, image, &program, seed % 2 ? 0 : seed, what);
            flexsa_program_free(&program);
        }
        flexsa_lockstep_backend.close(rtl);
        flexsa_golden_backend.close(golden);
        free(image);
    }
}

/* Long VSW waves, whose second part is read over the cores W steps late, and behind each an FW wave of two rows, whose
 * second row is read from the west at once: with a slow GBUF that row's lane of the lower cores is still at the tile
 * before when the token asks. The row must be waited for, though its tile has not even begun. */
static struct flexsa_program row_before_its_tile(const struct flexsa_machine *machine)
{
    const unsigned h = machine->sub_rows, w = machine->sub_cols, half = machine->gbuf_bytes / 2, waves = 16;
    struct flexsa_program program = {0};
    struct flexsa_error err;

    for (unsigned i = 0; i < waves; i++) {
        const unsigned there = i * (half / 64), behind = there + half / 2; /* other bytes for each */
        const struct flexsa_instr instrs[] = {
            {.op = FLEXSA_OP_LDV, .mode = FLEXSA_MODE_VSW, .n = w, .k = 2 * h, .addr = there, .pitch = 2 * w},
            {.op = FLEXSA_OP_SHIFT, .mode = FLEXSA_MODE_VSW, .n = w, .k = 2 * h},
            {.op = FLEXSA_OP_LDH, .mode = FLEXSA_MODE_VSW, .m = machine->blk_m, .k = 2 * h, .addr = there, .pitch = 4 * h},
            {.op = FLEXSA_OP_LDV, .n = 2 * w, .k = 2 * h, .addr = there, .pitch = 4 * w},
            {.op = FLEXSA_OP_LDH, .m = 2, .k = 2 * h, .addr = behind, .pitch = 4 * h},
            {.op = FLEXSA_OP_EXEC, .mode = FLEXSA_MODE_VSW, .m = machine->blk_m, .n = w, .k = 2 * h, .swap = true},
            {.op = FLEXSA_OP_SHIFT, .n = 2 * w, .k = 2 * h},
            {.op = FLEXSA_OP_EXEC, .m = 2, .n = 2 * w, .k = 2 * h, .swap = true, .last = i == waves - 1, .half = 1, .orow = i},
        };

        for (size_t j = 0; j < sizeof instrs / sizeof instrs[0]; j++)
            cr_assert_eq(flexsa_program_add(&program, &instrs[j], &err), FLEXSA_OK);
    }
    cr_assert_eq(flexsa_program_add(&program, &(struct flexsa_instr){.op = FLEXSA_OP_ST, .m = 2 * waves, .n = 2 * w,
                                                                     .addr = half, .pitch = 8 * w, .half = 1}, &err),
                 FLEXSA_OK);
    cr_assert_eq(flexsa_program_check(machine, &program, &err), FLEXSA_OK, "%s", err.text);
    return program;
}

static void run_row_before_its_tile(const char *model, unsigned first, unsigned last)
{
    const struct flexsa_machine machine = case_machine(model);
    struct flexsa_program program = row_before_its_tile(&machine);
    uint8_t *image = calloc(machine.gbuf_bytes, 1);
    struct flexsa_error err = {""};
    void *rtl, *golden;

    cr_assert_eq(flexsa_lockstep_backend.open(&rtl, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_golden_backend.open(&golden, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    case_fill_image(image, &machine, machine.gbuf_bytes / 2, 1);
    for (unsigned seed = first; seed <= last; seed++) {
        char what[96];

        snprintf(what, sizeof what, "row before its tile on %s, stalls %u", model, seed);
        case_run_both(rtl, golden, &machine, image, &program, seed, what);
    }
    flexsa_lockstep_backend.close(rtl);
    flexsa_golden_backend.close(golden);
    flexsa_program_free(&program);
    free(image);
}

Test(rtl_programs, a_row_is_awaited_before_its_tile_begins)
{
    run_row_before_its_tile("small-flexsa", 1, case_count(60));
    run_row_before_its_tile("full-flexsa", 1, case_count(4));
}

/* Times of a compiled program: each instruction begins before it is done, units keep the order. */
Test(rtl_programs, times_are_in_order)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_gemm gemm = {.m = 40, .n = 11, .k = 21};
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    struct flexsa_run_result result;
    struct flexsa_error err = {""};
    struct flexsa_times *times;
    void *rtl;

    cr_assert_eq(flexsa_planner_open(&planner, &machine, &gemm, &err), FLEXSA_OK);
    cr_assert_eq(flexsa_planner_next(planner, &pass, &err), FLEXSA_OK);
    times = calloc(pass->program.count, sizeof *times);
    cr_assert_not_null(times);
    cr_assert_eq(flexsa_lockstep_backend.open(&rtl, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_lockstep_backend.run(rtl, &pass->program, &(struct flexsa_run_options){.times = times}, &result, &err),
                 FLEXSA_OK, "%s", err.text);
    for (size_t i = 0; i < pass->program.count; i++) {
        cr_assert(times[i].start <= times[i].done && times[i].done <= result.cycles,
                  "instruction %zu: %llu..%llu of %llu", i, (unsigned long long)times[i].start,
                  (unsigned long long)times[i].done, (unsigned long long)result.cycles);
        for (size_t j = 0; j < i; j++)
            if (pass->program.instrs[j].op == pass->program.instrs[i].op)
                cr_assert(times[j].start < times[i].start && times[j].done < times[i].done,
                          "instructions %zu and %zu are out of order", j, i);
    }
    flexsa_lockstep_backend.close(rtl);
    flexsa_planner_close(planner);
    free(times);
}

/* ---- failures end as failures ----------------------------------------------------------------- */

Test(rtl_failures, timeout_says_what_is_under_way)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_gemm gemm = {.m = 40, .n = 11, .k = 21};
    struct case_operands operands = case_make(&gemm, FLEXSA_VALUES_NORMAL, 1);
    const struct flexsa_operands view = case_view(&operands);
    const struct flexsa_drive_options options = {.timeout_cycles = 30};
    struct flexsa_driver *driver = case_open(&machine, &flexsa_lockstep_backend);
    struct flexsa_gemm_result result;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_driver_gemm(driver, &gemm, &view, &options, &result, &err), FLEXSA_SIM_FAILED);
    cr_assert(strstr(err.text, "timeout at cycle 30") && strstr(err.text, "st/ldo"), "%s", err.text);
    /* The same driver still works. */
    case_run(driver, &machine, gemm, FLEXSA_VALUES_NORMAL, 1, 0);
    flexsa_driver_close(driver);
    case_free(&operands);
}

/* An illegal program (rule 1) that no assertion knows: the RTL must not hang the harness. The tile
 * has no rows, so its first one never comes. */
Test(rtl_failures, a_hanging_program_ends)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_instr instrs[] = {
        {.op = FLEXSA_OP_LDV, .n = 4, .mode = FLEXSA_MODE_ISW},
        {.op = FLEXSA_OP_SHIFT, .n = 4, .mode = FLEXSA_MODE_ISW},
    };
    struct flexsa_program program = {0};
    struct flexsa_run_result result;
    struct flexsa_error err = {""};
    void *rtl;

    for (size_t i = 0; i < sizeof instrs / sizeof instrs[0]; i++)
        cr_assert_eq(flexsa_program_add(&program, &instrs[i], &err), FLEXSA_OK);
    cr_assert_eq(flexsa_lockstep_backend.open(&rtl, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_lockstep_backend.run(rtl, &program, &(struct flexsa_run_options){0}, &result, &err),
                 FLEXSA_SIM_FAILED);
    cr_assert(strstr(err.text, "hangs") && strstr(err.text, "shiftv"), "%s", err.text);
    flexsa_lockstep_backend.close(rtl);
    flexsa_program_free(&program);
}

Test(rtl_failures, a_missing_model_names_its_make_target)
{
    struct flexsa_machine machine = case_machine("mini-cores-d2");
    struct flexsa_error err = {""};
    void *rtl;

    setenv("FLEXSA_MODELS", "/nonexistent", 1);
    cr_assert_eq(flexsa_lockstep_backend.open(&rtl, &machine, NULL, &err), FLEXSA_BAD_INPUT);
    cr_assert(strstr(err.text, "make model MODEL=mini-cores-d2"), "%s", err.text);
    cr_assert_null(rtl);
}

/* A machine that is closed after the one opened last has gone, and its memory holds something else: Verilator's
 * runtime must not look there. (A fuzz worker closed them in this order behind a failed case, and waited for ever.) */
Test(rtl_failures, machines_close_in_any_order, .timeout = 600)
{
    enum { BLOCKS = 64, STEP = 64, LARGEST = 8192 };
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    struct flexsa_error err = {""};
    void *first, *last;
    unsigned char *blocks[LARGEST / STEP * BLOCKS];
    size_t count = 0;

    cr_assert_eq(flexsa_rtl_backend.open(&first, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_rtl_backend.open(&last, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    flexsa_rtl_backend.close(last);
    for (size_t size = STEP; size <= LARGEST; size += STEP)
        for (unsigned i = 0; i < BLOCKS; i++) {
            blocks[count] = malloc(size);
            cr_assert_not_null(blocks[count]);
            memset(blocks[count++], 0xff, size);
        }
    flexsa_rtl_backend.close(first);
    while (count > 0)
        free(blocks[--count]);
}

/* A model that was built with other sizes than its name says. */
Test(rtl_failures, a_wrong_model_is_refused)
{
    struct flexsa_machine machine = case_machine("mini-flexsa");
    char folder[] = "/tmp/flexsa-test-XXXXXX", command[400];
    struct flexsa_error err = {""};
    void *rtl;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(command, sizeof command, "cp '%s/mini-single.so' '%s/mini-flexsa.so'", flexsa_rtl_model_folder(), folder);
    cr_assert_eq(system(command), 0);
    setenv("FLEXSA_MODELS", folder, 1);
    cr_assert_eq(flexsa_lockstep_backend.open(&rtl, &machine, NULL, &err), FLEXSA_SIM_FAILED);
    cr_assert(strstr(err.text, "was built with"), "%s", err.text);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    cr_assert_eq(system(command), 0);
}

/* An opcode that does not exist, past encoder and checker: the RTL's own assertion speaks, and the
 * process lives. */
Test(rtl_failures, an_assertion_is_kept_as_text)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    struct rtl_library library;
    struct rtl_ports ports;
    struct flexsa_error err = {""};
    void *model;

    cr_assert_eq(rtl_library_load(&library, &machine, false, &err), FLEXSA_OK, "%s", err.text);
    cr_assert(library.ops->asserts);
    model = library.ops->open(1, &ports);
    cr_assert_not_null(model);
    memset(ports.instr_i.data, 0, ports.instr_i.bytes);
    memset(ports.rd_rsp_valid_i.data, 0, ports.rd_rsp_valid_i.bytes);
    for (unsigned cycle = 0; cycle < 12; cycle++) {
        *(uint8_t *)ports.rst_ni.data = cycle >= 4;
        *(uint8_t *)ports.instr_valid_i.data = cycle >= 4;
        library.ops->settle(model);
        library.ops->edge(model);
    }
    cr_assert_not_null(library.ops->failure(model));
    cr_assert_not_null(strstr(library.ops->failure(model), "flexsa_dispatch"), "%s", library.ops->failure(model));
    library.ops->close(model);
    rtl_library_unload(&library);
}
