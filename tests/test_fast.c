/*
 * test_fast.c - the two short cuts of csim give what csim.c gives, to the cycle and to the byte:
 * pace (events instead of cycles) on every instruction, fast (classes instead of instructions) on GEMMs.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "../csim/csim.h"
#include "../csim/fast.h"
#include "../csim/pace.h"
#include "../harness/isa/random_program.h"
#include "rtl_cases.h"

static const char *const models[] = {"mini-flexsa", "mini-cores", "mini-single", "small-flexsa", "small-cores",
                                     "small-single", "mini-flexsa-d2", "mini-flexsa-d3-w1", "small-cores-d3",
                                     "mini-single-d2-w1", "tall-flexsa", "tall-cores", "tall-single"};
enum { MODELS = sizeof models / sizeof models[0] };

static void expect_counters(const uint64_t *got, const uint64_t *want, const char *what)
{
    for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++)
        cr_assert_eq(got[i], want[i], "%s: counter %u is %llu, csim has %llu", what, i, (unsigned long long)got[i],
                     (unsigned long long)want[i]);
}

/* ---- pace ------------------------------------------------------------------------------------------ */

/* False if the array froze, which pace must have noticed. */
static bool compare_program(const struct flexsa_machine *machine, const struct flexsa_program *program, const char *what)
{
    struct flexsa_times *times = calloc(program->count, sizeof *times);
    const struct flexsa_run_options options = {.times = times};
    struct flexsa_run_result result;
    struct flexsa_error err = {""};
    struct pace pace;
    uint64_t counters[FLEXSA_NUM_CNT];
    size_t first = program->count; /* that differs */

    cr_assert_not_null(times);
    cr_assert_eq(flexsa_csim_time(machine, program, &options, &result, NULL, &err), FLEXSA_OK, "%s", err.text);
    pace_reset(&pace, machine);
    for (size_t i = 0; i < program->count; i++) {
        const struct pace_times got = pace_step(&pace, &program->instrs[i]);

        if (first == program->count && ((uint64_t)got.start != times[i].start || (uint64_t)got.done != times[i].done))
            first = i;
    }
    cr_assert(first == program->count || pace.froze, "%s: instruction %zu has other times", what, first);
    cr_assert_eq(pace.froze, result.counters[FLEXSA_CNT_STALL_FREEZE] > 0, "%s: pace says it %s, csim counts %llu", what,
                 pace.froze ? "froze" : "did not freeze",
                 (unsigned long long)result.counters[FLEXSA_CNT_STALL_FREEZE]);
    if (!pace.froze) {
        pace_counters(&pace, counters);
        expect_counters(counters, result.counters, what);
        cr_assert_eq(pace_cycles(&pace), result.cycles, "%s", what);
    }
    free(times);
    return !pace.froze;
}

Test(fast, pace_has_csims_times_on_random_programs)
{
    for (unsigned i = 0; i < MODELS; i++) {
        const struct flexsa_machine machine = case_machine(models[i]);
        unsigned compared = 0;

        for (unsigned seed = 1; seed <= case_count(60); seed++) {
            struct random_program random = {0};
            struct flexsa_error err = {""};
            char what[80];

            snprintf(what, sizeof what, "%s seed %u", models[i], seed);
            cr_assert_eq(random_program_make(&random, &machine, seed, 60, &err), FLEXSA_OK, "%s", err.text);
            compared += compare_program(&machine, &random.program, what);
            flexsa_program_free(&random.program);
        }
        cr_expect_gt(compared, 0, "%s: every program froze", models[i]);
        cr_expect(compared == case_count(60) || machine.sub_rows != machine.sub_cols, "%s: %u programs compared",
                  models[i], compared);
    }
}

Test(fast, pace_has_csims_times_on_small_waves)
{
    for (unsigned i = 0; i < MODELS; i++) {
        const struct flexsa_machine machine = case_machine(models[i]);
        unsigned compared = 0;

        for (unsigned seed = 1; seed <= case_count(20); seed++) {
            struct flexsa_program program = case_small_waves(&machine, seed, 60);
            char what[80];

            snprintf(what, sizeof what, "%s seed %u", models[i], seed);
            compared += compare_program(&machine, &program, what);
            flexsa_program_free(&program);
        }
        cr_expect(compared > 0 || machine.sub_rows != machine.sub_cols, "%s: every program froze", models[i]);
    }
}

/* ---- fast -------------------------------------------------------------------------------------------- */

/* Every pass compiled and run cycle by cycle. */
static struct flexsa_run_result run_slowly(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm)
{
    struct flexsa_run_result sum = {0}, one;
    struct flexsa_error err = {""};
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;

    cr_assert_eq(flexsa_planner_open(&planner, machine, gemm, &err), FLEXSA_OK, "%s", err.text);
    while (flexsa_planner_next(planner, &pass, &err) == FLEXSA_OK && pass) {
        cr_assert_eq(flexsa_csim_time(machine, &pass->program, NULL, &one, NULL, &err), FLEXSA_OK, "%s", err.text);
        sum.cycles += one.cycles;
        for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++)
            sum.counters[i] += one.counters[i];
    }
    flexsa_planner_close(planner);
    return sum;
}

static void compare_gemm(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm)
{
    const struct flexsa_run_result slow = run_slowly(machine, gemm);
    struct flexsa_run_result fast;
    struct flexsa_error err = {""};
    char what[120];

    snprintf(what, sizeof what, "%s %s d%u w%d M=%u N=%u K=%u c0=%d f16=%d", machine->config,
             flexsa_arch_name(machine->arch), machine->pipe_depth, machine->second_weight, gemm->m, gemm->n, gemm->k,
             gemm->has_c0, gemm->f16_out);
    cr_assert_eq(flexsa_fast_gemm(machine, gemm, &fast, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(fast.cycles, slow.cycles, "%s: %llu cycles, csim has %llu", what, (unsigned long long)fast.cycles,
                 (unsigned long long)slow.cycles);
    expect_counters(fast.counters, slow.counters, what);
}

/* Sizes up to ten tiles each way: several passes on the small GBUFs, long stretches in one of them. */
Test(fast, classes_count_what_every_wave_counts)
{
    uint64_t state = 11;

    for (unsigned i = 0; i < MODELS; i++) {
        struct flexsa_machine machine = case_machine(models[i]);

        for (unsigned j = 0; j < case_count(60); j++) {
            const uint32_t big = 1 + random_below(&state, 10);
            const struct flexsa_gemm gemm = {
                .m = 1 + random_below(&state, machine.blk_m * big),
                .n = 1 + random_below(&state, 2 * machine.sub_cols * (1 + random_below(&state, 8))),
                .k = 1 + random_below(&state, 2 * machine.sub_rows * (1 + random_below(&state, 12))),
                .has_c0 = j % 3 == 0,
                .f16_out = j % 5 == 0,
            };

            /* One GBUF in two holds all of it. */
            machine.gbuf_bytes = j % 2 ? 1u << 22 : case_machine(models[i]).gbuf_bytes;
            compare_gemm(&machine, &gemm);
        }
    }
}

/* K over several passes: partial sums come back, binary16 leaves with the last of them only. */
Test(fast, classes_count_what_every_wave_counts_over_passes_of_k)
{
    static const struct flexsa_gemm gemms[] = {
        {.m = 5, .n = 3, .k = 3000},
        {.m = 5, .n = 3, .k = 3000, .f16_out = true},
        {.m = 33, .n = 9, .k = 1501, .has_c0 = true},
        {.m = 1, .n = 1, .k = 9999, .has_c0 = true, .f16_out = true},
        {.m = 130, .n = 90, .k = 2500, .f16_out = true},
    };

    for (unsigned i = 0; i < MODELS; i++)
        for (size_t j = 0; j < sizeof gemms / sizeof gemms[0]; j++) {
            const struct flexsa_machine machine = case_machine(models[i]);
            struct flexsa_tiling tiling;
            struct flexsa_error err = {""};

            cr_assert_eq(flexsa_plan_tiling(&machine, &gemms[j], &tiling, &err), FLEXSA_OK, "%s", err.text);
            compare_gemm(&machine, &gemms[j]);
            cr_expect(tiling.block_k < gemms[j].k || machine.gbuf_bytes > 8192, "%s: one pass of K=%u", models[i],
                      gemms[j].k);
        }
}

/* Paper size, with the passes of a GBUF of 10 MB. */
Test(fast, classes_count_what_every_wave_counts_at_paper_size)
{
    static const struct flexsa_gemm gemms[] = {
        {.m = 12544, .n = 46, .k = 147},
        {.m = 147, .n = 46, .k = 12544},
        {.m = 3136, .n = 135, .k = 346},
        {.m = 784, .n = 190, .k = 1836, .has_c0 = true},
        {.m = 100, .n = 1000, .k = 300},
        {.m = 50176, .n = 64, .k = 147, .f16_out = true},
    };

    for (unsigned arch = 0; arch < 3; arch++)
        for (size_t i = 0; i < sizeof gemms / sizeof gemms[0]; i++) {
            struct flexsa_machine machine;
            struct flexsa_error err;

            cr_assert_eq(flexsa_machine_init(&machine, "full", arch, &err), FLEXSA_OK);
            compare_gemm(&machine, &gemms[i]);
        }
}
