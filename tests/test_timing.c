/*
 * test_timing.c - what a wave costs, as docs/architecture.md promises: after the first fill the
 * rows streamed and nothing else, in every mode and across modes, when GBUF answers at once;
 * rows + k' - 1 without the second weight register (k' = min(k, H)); more for very short waves.
 *
 * Method: the same program with `Few` and with `Many` waves of one kind; the cycles that the
 * further waves add, over their number, is the cost of one.
 */
#include <criterion/criterion.h>

#include "../csim/lockstep.h"
#include "../harness/driver/flexsa_backend.h"

enum { Few = 6, Many = 26 };

/* One wave of `mode`: k rows of B, m rows of C in the wave's parts, into half 0. */
static void add_wave(const struct flexsa_machine *machine, struct flexsa_program *program,
                     unsigned mode, unsigned m, unsigned k, bool acc, bool last, bool pair)
{
    const unsigned n = flexsa_machine_limits(machine, mode).n;
    struct flexsa_instr ldv = { .op = FLEXSA_OP_LDV, .mode = mode, .k = k, .n = n, .pitch = 4 * machine->sub_cols };
    struct flexsa_instr shift = { .op = FLEXSA_OP_SHIFT, .mode = mode, .k = k, .n = n };
    struct flexsa_instr ldh = { .op = FLEXSA_OP_LDH, .mode = mode, .m = m, .k = k, .pitch = 4 * machine->sub_rows, .pair = pair };
    struct flexsa_instr exec = { .op = FLEXSA_OP_EXEC, .mode = mode, .m = m, .n = n, .k = k, .swap = !pair,
                                 .acc = acc, .last = last, .pair = pair };
    struct flexsa_error err;

    if (!pair) {
        cr_assert_eq(flexsa_program_add(program, &ldv, &err), FLEXSA_OK);
        cr_assert_eq(flexsa_program_add(program, &shift, &err), FLEXSA_OK);
    }
    cr_assert_eq(flexsa_program_add(program, &ldh, &err), FLEXSA_OK);
    cr_assert_eq(flexsa_program_add(program, &exec, &err), FLEXSA_OK);
}

static uint64_t cycles_of(const struct flexsa_machine *machine, const struct flexsa_program *program)
{
    void *instance = NULL;
    const struct flexsa_run_options options = { 0 };
    struct flexsa_run_result result;
    struct flexsa_error err = { "" };

    cr_assert_eq(flexsa_program_check(machine, program, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_lockstep_backend.open(&instance, machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    memset(flexsa_lockstep_backend.gbuf(instance), 0, machine->gbuf_bytes);
    cr_assert_eq(flexsa_lockstep_backend.run(instance, program, &options, &result, &err), FLEXSA_OK, "%s", err.text);
    flexsa_lockstep_backend.close(instance);
    return result.cycles;
}

/* Cost of one round of `kinds` modes (VSW with its pair counts as two waves), in cycles. */
static double round_cost(const struct flexsa_machine *machine, const unsigned *modes, const unsigned *rows,
                         const unsigned *ks, unsigned kinds)
{
    uint64_t cycles[2];

    for (unsigned i = 0; i < 2; i++) {
        const unsigned rounds = i ? Many : Few;
        struct flexsa_program program = { 0 };

        for (unsigned r = 0; r < rounds; r++)
            for (unsigned j = 0; j < kinds; j++)
                for (unsigned p = 0; p < (modes[j] == FLEXSA_MODE_VSW ? 2u : 1u); p++)
                    add_wave(machine, &program, modes[j], rows[j], ks[j], r > 0, false, p == 1);
        cycles[i] = cycles_of(machine, &program);
        flexsa_program_free(&program);
    }
    return (double)(cycles[1] - cycles[0]) / (Many - Few);
}

static void check_cost(const char *config, bool second, unsigned mode, unsigned m, unsigned k, double want)
{
    struct flexsa_machine machine;
    struct flexsa_error err = { "" };
    double cost;

    cr_assert_eq(flexsa_machine_init(&machine, config, FLEXSA_ARCH_FLEXSA, &err), FLEXSA_OK, "%s", err.text);
    machine.second_weight = second;
    cost = round_cost(&machine, &mode, &m, &k, 1);
    cr_expect_float_eq(cost, want, 1e-9, "%s %s m=%u k=%u second=%d: a wave costs %.2f cycles, not %.2f", config,
                       flexsa_mode_name(mode), m, k, second, cost, want);
}

/* Largest waves: rows streamed are 2 * BLK_M/2 in FW, BLK_M/2 in the others; BLK_M = 4W. */
Test(timing, full_waves_follow_without_a_gap)
{
    check_cost("mini", true, FLEXSA_MODE_FW, 16, 8, 16);
    check_cost("mini", true, FLEXSA_MODE_HSW, 16, 4, 8);
    check_cost("mini", true, FLEXSA_MODE_VSW, 16, 8, 2 * 8);
    check_cost("mini", true, FLEXSA_MODE_ISW, 32, 4, 8);
    check_cost("small", true, FLEXSA_MODE_FW, 32, 16, 32);
    check_cost("small", true, FLEXSA_MODE_HSW, 32, 8, 16);
    check_cost("small", true, FLEXSA_MODE_VSW, 32, 16, 2 * 16);
    check_cost("small", true, FLEXSA_MODE_ISW, 64, 8, 16);
}

/* The same at the paper's size. */
Test(timing, full_waves_at_paper_size)
{
    check_cost("full", true, FLEXSA_MODE_FW, 256, 128, 256);
    check_cost("full", true, FLEXSA_MODE_HSW, 256, 64, 128);
    check_cost("full", true, FLEXSA_MODE_VSW, 256, 128, 2 * 128);
    check_cost("full", true, FLEXSA_MODE_ISW, 512, 64, 128);
}

/* Waves of all modes in turn: 16 + 8 + (8 + 8) + 8 rows of mini. */
Test(timing, modes_follow_each_other_without_a_gap)
{
    static const unsigned modes[] = { FLEXSA_MODE_FW, FLEXSA_MODE_HSW, FLEXSA_MODE_VSW, FLEXSA_MODE_ISW };
    static const unsigned rows[] = { 16, 16, 16, 32 }, ks[] = { 8, 4, 8, 4 };
    struct flexsa_machine machine;
    struct flexsa_error err = { "" };
    double cost;

    cr_assert_eq(flexsa_machine_init(&machine, "mini", FLEXSA_ARCH_FLEXSA, &err), FLEXSA_OK, "%s", err.text);
    cost = round_cost(&machine, modes, rows, ks, 4);
    cr_expect_float_eq(cost, 16 + 8 + 16 + 8, 1e-9, "a round of all modes costs %.2f cycles, not 48", cost);
}

/* Without the second weight register the shift waits for the last row and the wave for the last
 * weight: rows + k' - 1. */
Test(timing, one_weight_register)
{
    check_cost("mini", false, FLEXSA_MODE_FW, 16, 8, 16 + 4 - 1);
    check_cost("mini", false, FLEXSA_MODE_HSW, 16, 4, 8 + 4 - 1);
    check_cost("mini", false, FLEXSA_MODE_ISW, 32, 4, 8 + 4 - 1);
}

/* Short waves with full k: the shift of the next weights is what takes longest, k' + 1 steps, in FW,
 * HSW and VSW (whose pair shares its weights; the second one costs its rows or the buffers' turn). */
Test(timing, short_waves_wait_for_the_shift)
{
    check_cost("mini", true, FLEXSA_MODE_FW, 4, 8, 4 + 1);
    check_cost("small", true, FLEXSA_MODE_FW, 2, 16, 8 + 1);
    check_cost("small", true, FLEXSA_MODE_FW, 6, 16, 8 + 1);
    check_cost("full", true, FLEXSA_MODE_FW, 32, 128, 64 + 1);
    check_cost("small", true, FLEXSA_MODE_HSW, 4, 8, 8 + 1);
    check_cost("full", true, FLEXSA_MODE_HSW, 32, 64, 64 + 1);
    check_cost("small", true, FLEXSA_MODE_VSW, 4, 16, 2 * 8 + 1);
    check_cost("full", true, FLEXSA_MODE_VSW, 32, 128, 2 * 64 + 1);
}

/* Short waves with little k, and short ISW waves, wait for the buffers: a half is free again when
 * its last bank has been read, and two halves take turns. */
Test(timing, shortest_waves_wait_for_a_half)
{
    check_cost("small", true, FLEXSA_MODE_HSW, 4, 3, (2 * 8 + 2) / 2.0);
    check_cost("small", true, FLEXSA_MODE_ISW, 8, 8, (8 + 2 * 8 + 2) / 2.0);
    check_cost("full", true, FLEXSA_MODE_ISW, 32, 64, (64 + 2 * 64 + 2) / 2.0);
}
