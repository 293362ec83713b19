/*
 * test_csim.c - csim gives the RTL's cycles: totals, every instruction's start and end, every counter,
 * on random legal programs over all architectures. (The programs of test_rtl.c, test_timing.c and
 * the GEMMs there run on the lockstep backend too.) Then: values, waits, and what csim refuses.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../csim/lockstep.h"
#include "../harness/backend/rtl_backend.h"
#include "../harness/isa/random_program.h"
#include "rtl_cases.h"

static void check_random(const char *model, unsigned first, unsigned count, unsigned instructions, bool stalls)
{
    const struct flexsa_machine machine = case_machine(model);
    struct flexsa_error err = {""};
    void *both;

    cr_assert_eq(flexsa_lockstep_backend.open(&both, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    for (unsigned seed = first; seed < first + count; seed++) {
        const struct flexsa_run_options options = {.stall_seed = stalls ? seed : 0};
        struct random_program random = {0};
        struct flexsa_run_result result;

        cr_assert_eq(random_program_make(&random, &machine, seed, instructions, &err), FLEXSA_OK, "%s", err.text);
        cr_assert_eq(flexsa_lockstep_backend.run(both, &random.program, &options, &result, &err), FLEXSA_OK,
                     "%s seed %u: %s", model, seed, err.text);
        cr_assert_gt(result.cycles, 0);
        flexsa_program_free(&random.program);
    }
    flexsa_lockstep_backend.close(both);
}

static const char *const models[] = {
    "mini-flexsa", "small-flexsa", "tall-flexsa", "mini-cores", "small-cores", "tall-cores",
    "mini-single", "small-single", "tall-single", "mini-flexsa-d2", "mini-flexsa-d3", "mini-flexsa-w1",
    "mini-flexsa-d2-w1", "mini-cores-d2-w1", "mini-single-d3", "small-flexsa-d2",
};
enum { MODELS = sizeof models / sizeof models[0] };

Test(csim, random_programs_take_the_same_cycles)
{
    for (unsigned i = 0; i < MODELS; i++)
        check_random(models[i], 1000, case_count(40), 60, false);
}

Test(csim, random_programs_with_gbuf_stalls_take_the_same_cycles)
{
    for (unsigned i = 0; i < MODELS; i++)
        check_random(models[i], 2000, case_count(20), 60, true);
}

Test(csim, random_programs_at_paper_size_take_the_same_cycles)
{
    check_random("full-flexsa", 1, case_count(3), 60, false);
    check_random("full-flexsa", 4, case_count(1), 60, true);
}

/* ---- the comparison can fail ------------------------------------------------------------------ */

Test(csim, a_difference_names_the_first_instruction_and_what_it_waited_for)
{
    struct flexsa_instr instrs[2] = {{.op = FLEXSA_OP_LDV, .k = 4, .n = 8, .pitch = 16},
                                     {.op = FLEXSA_OP_SHIFT, .k = 4, .n = 8}};
    const struct flexsa_program program = {instrs, 2, 2};
    struct flexsa_times rtl_times[2] = {{1, 5}, {6, 9}}, csim_times[2] = {{1, 5}, {6, 9}};
    struct flexsa_record rtl = {.times = rtl_times}, csim = {.times = csim_times};
    struct flexsa_waits waits[2] = {{{0}}, {{[FLEXSA_CAUSE_TILE] = 4}}};
    struct flexsa_error err = {""};

    rtl.result.cycles = csim.result.cycles = 9;
    cr_expect_eq(flexsa_lockstep_compare(&program, &rtl, &csim, waits, &err), FLEXSA_OK);
    csim_times[1].done = 10;
    cr_expect_eq(flexsa_lockstep_compare(&program, &rtl, &csim, waits, &err), FLEXSA_SIM_FAILED);
    cr_expect(strstr(err.text, "instruction 1 (shiftv fw k=4 n=8): rtl cycles 6 to 9, csim 6 to 10") &&
                  strstr(err.text, "stationary tile 4"), "%s", err.text);
    csim_times[1].done = 9;
    csim.result.counters[FLEXSA_CNT_STALL_H] = 1;
    cr_expect_eq(flexsa_lockstep_compare(&program, &rtl, &csim, waits, &err), FLEXSA_SIM_FAILED);
    cr_expect(strstr(err.text, "counter 11"), "%s", err.text);
    csim.result.counters[FLEXSA_CNT_STALL_H] = 0;
    csim.result.cycles = 10;
    cr_expect_eq(flexsa_lockstep_compare(&program, &rtl, &csim, waits, &err), FLEXSA_SIM_FAILED);
}

/* ---- waits --------------------------------------------------------------------------------------- */

/* What ExecGEMMs waited for, by instruction, is what the counters say in all; with stalls, too, where a freeze hides
 * every other cause. */
Test(csim, waits_add_up_to_the_stall_counters)
{
    static const unsigned counters[][2] = {{FLEXSA_CAUSE_WEIGHTS, FLEXSA_CNT_STALL_V},
                                           {FLEXSA_CAUSE_MOVING, FLEXSA_CNT_STALL_H},
                                           {FLEXSA_CAUSE_HALF, FLEXSA_CNT_STALL_O},
                                           {FLEXSA_CAUSE_SWITCH, FLEXSA_CNT_STALL_SWITCH}};
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    uint64_t seen[4] = {0}, frozen = 0;

    for (unsigned seed = 1; seed <= 40; seed++) {
        const struct flexsa_run_options options = {.stall_seed = seed % 2 ? 0 : seed};
        struct random_program random = {0};
        struct flexsa_run_result result;
        struct flexsa_error err = {""};
        struct flexsa_waits *waits;

        cr_assert_eq(random_program_make(&random, &machine, seed, 60, &err), FLEXSA_OK);
        waits = calloc(random.program.count, sizeof *waits);
        cr_assert_eq(flexsa_csim_time(&machine, &random.program, &options, &result, waits, &err), FLEXSA_OK);
        for (size_t i = 0; i < random.program.count; i++)
            if (random.program.instrs[i].op == FLEXSA_OP_EXEC)
                frozen += waits[i].cycles[FLEXSA_CAUSE_FREEZE];
        for (unsigned c = 0; c < 4; c++) {
            uint64_t sum = 0;

            for (size_t i = 0; i < random.program.count; i++)
                if (random.program.instrs[i].op == FLEXSA_OP_EXEC)
                    sum += waits[i].cycles[counters[c][0]];
            cr_expect_eq(sum, result.counters[counters[c][1]], "seed %u, %s: %llu by instruction, counter %llu", seed,
                         flexsa_cause_name(counters[c][0]), (unsigned long long)sum,
                         (unsigned long long)result.counters[counters[c][1]]);
            seen[c] += sum;
        }
        free(waits);
        flexsa_program_free(&random.program);
    }
    for (unsigned c = 0; c < 4; c++)
        cr_expect_gt(seen[c], 0, "no program waited for %s", flexsa_cause_name(counters[c][0]));
    cr_expect_gt(frozen, 0);
}

/* ---- the backend ------------------------------------------------------------------------------------ */

Test(csim, a_gemm_has_the_oracles_values_and_the_rtls_cycles)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_gemm gemm = {.m = 45, .n = 19, .k = 30, .has_c0 = true};
    struct flexsa_error err = {""};
    uint64_t cycles[2];
    const struct flexsa_backend_ops *backends[] = {&flexsa_csim_backend, &flexsa_rtl_backend};

    for (int i = 0; i < 2; i++) {
        struct case_operands operands = case_make(&gemm, FLEXSA_VALUES_FULL, 5);
        const struct flexsa_operands view = case_view(&operands);
        struct flexsa_driver *driver = case_open(&machine, backends[i]);
        struct flexsa_gemm_result result;

        cr_assert_eq(flexsa_driver_gemm(driver, &gemm, &view, &(struct flexsa_drive_options){0}, &result, &err),
                     FLEXSA_OK, "%s", err.text);
        cr_expect_eq(result.mismatches, 0);
        cr_expect_gt(result.tiles_checked, 0);
        cycles[i] = result.cycles;
        flexsa_driver_close(driver);
        case_free(&operands);
    }
    cr_expect_eq(cycles[0], cycles[1]);
}

Test(csim, refuses_waves_and_stops_at_a_timeout)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    struct random_program random = {0};
    struct flexsa_run_result result;
    struct flexsa_error err = {""};
    void *csim;

    cr_assert_eq(flexsa_csim_backend.open(&csim, &machine, "x.fst", &err), FLEXSA_BAD_INPUT);
    cr_expect_null(csim);
    cr_assert_eq(random_program_make(&random, &machine, 1, 60, &err), FLEXSA_OK);
    cr_expect_eq(flexsa_csim_time(&machine, &random.program, &(struct flexsa_run_options){.timeout_cycles = 20}, &result,
                                  NULL, &err), FLEXSA_SIM_FAILED);
    cr_expect(strstr(err.text, "timeout at cycle 20"), "%s", err.text);
    flexsa_program_free(&random.program);
}

/* Ends where a run may end. */
Test(csim, the_shortest_timeout_is_the_rtls)
{
    static const char *const ends[] = {"mini-flexsa", "mini-cores", "mini-single"};

    for (unsigned i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const struct flexsa_machine machine = case_machine(ends[i]);
        struct random_program random = {0};
        struct flexsa_run_result result;
        struct flexsa_error err = {""};
        uint64_t cycles;
        void *rtl;

        cr_assert_eq(flexsa_rtl_backend.open(&rtl, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
        cr_assert_eq(random_program_make(&random, &machine, 1, 20, &err), FLEXSA_OK);
        cr_assert_eq(flexsa_csim_time(&machine, &random.program, NULL, &result, NULL, &err), FLEXSA_OK);
        cycles = result.cycles;
        for (uint64_t limit = cycles - 1; limit <= cycles + 2; limit++) {
            const struct flexsa_run_options options = {.timeout_cycles = limit};
            const enum flexsa_status want = limit > cycles ? FLEXSA_OK : FLEXSA_SIM_FAILED;

            cr_expect_eq(flexsa_rtl_backend.run(rtl, &random.program, &options, &result, &err), want, "%s: rtl, %d more",
                         ends[i], (int)(limit - cycles));
            cr_expect_eq(flexsa_csim_time(&machine, &random.program, &options, &result, NULL, &err), want,
                         "%s: csim, %d more", ends[i], (int)(limit - cycles));
        }
        flexsa_rtl_backend.close(rtl);
        flexsa_program_free(&random.program);
    }
}

Test(csim, programs_of_nothing_take_the_rtls_cycles)
{
    struct flexsa_instr syncs[] = {{.op = FLEXSA_OP_SYNC}, {.op = FLEXSA_OP_SYNC}, {.op = FLEXSA_OP_SYNC}};

    for (unsigned i = 0; i < MODELS; i++) {
        const struct flexsa_machine machine = case_machine(models[i]);
        struct flexsa_error err = {""};
        void *both;

        cr_assert_eq(flexsa_lockstep_backend.open(&both, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
        for (size_t count = 0; count <= 3; count++) {
            const struct flexsa_program program = {syncs, count, 3};
            struct flexsa_run_result result;

            cr_assert_eq(flexsa_lockstep_backend.run(both, &program, NULL, &result, &err), FLEXSA_OK, "%s: %s", models[i],
                         err.text);
            cr_expect(count > 0 || result.cycles == 0);
        }
        flexsa_lockstep_backend.close(both);
    }
}

/* Illegal (rule 1), past the checker: a tile without rows never begins to arrive. */
Test(csim, a_hanging_program_ends)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    struct flexsa_instr instrs[] = {{.op = FLEXSA_OP_LDV, .n = 4, .mode = FLEXSA_MODE_ISW},
                                    {.op = FLEXSA_OP_SHIFT, .n = 4, .mode = FLEXSA_MODE_ISW}};
    const struct flexsa_program program = {instrs, 2, 2};
    struct flexsa_run_result result;
    struct flexsa_error err = {""};

    cr_expect_eq(flexsa_csim_time(&machine, &program, NULL, &result, NULL, &err), FLEXSA_SIM_FAILED);
    cr_expect(strstr(err.text, "hangs") && strstr(err.text, "2 of 2"), "%s", err.text);
}

/* Machines of the analytical model may be larger than any RTL: right as long as csim takes them. */
Test(csim, cores_too_large_are_refused)
{
    static const struct {
        unsigned arch, rows, cols, blk_m, depth;
        enum flexsa_status want;
    } sizes[] = {
        {FLEXSA_ARCH_FLEXSA, 64, 64, 256, 3, FLEXSA_OK},
        {FLEXSA_ARCH_SINGLE, 64, 64, 256, 3, FLEXSA_OK},
        {FLEXSA_ARCH_FLEXSA, 128, 128, 512, 1, FLEXSA_OK},
        {FLEXSA_ARCH_FLEXSA, 256, 128, 512, 1, FLEXSA_OK},
        {FLEXSA_ARCH_FLEXSA, 256, 128, 512, 2, FLEXSA_BAD_INPUT},  /* chains */
        {FLEXSA_ARCH_FLEXSA, 64, 64, 514, 1, FLEXSA_BAD_INPUT},    /* rows of C */
        {FLEXSA_ARCH_CORES, 512, 64, 256, 1, FLEXSA_BAD_INPUT},    /* rows of weights */
        {FLEXSA_ARCH_SINGLE, 64, 256, 256, 1, FLEXSA_OK},
    };

    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct flexsa_machine machine;
        struct flexsa_program program;
        struct flexsa_run_result result;
        struct flexsa_error err = {""};

        cr_assert_eq(flexsa_machine_init(&machine, "full", sizes[i].arch, &err), FLEXSA_OK);
        machine.sub_rows = sizes[i].rows;
        machine.sub_cols = sizes[i].cols;
        machine.blk_m = sizes[i].blk_m;
        machine.pipe_depth = sizes[i].depth;
        program = case_small_waves(&machine, 1, 20);
        cr_expect_eq(flexsa_csim_time(&machine, &program, NULL, &result, NULL, &err), sizes[i].want, "%u: %s", i, err.text);
        flexsa_program_free(&program);
    }
}
