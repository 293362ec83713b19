/*
 * test_shrink.c - shrinking: from large cases on machines with a known fault to exactly what the fault needs.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../csim/csim.h"
#include "../harness/fuzz/draw.h"
#include "../harness/fuzz/guard.h"
#include "../harness/fuzz/shrink.h"
#include "cli_runner.h"
#include "rtl_cases.h"

/* ---- a machine with one fault -------------------------------------------------------------- */

static enum { FAULT_MODE, FAULT_VALUE, FAULT_TIME, FAULT_SIZES, FAULT_STALL, FAULT_CRASH } fault;

static bool has_exec(const struct flexsa_program *program, unsigned mode, unsigned m, unsigned n, unsigned k)
{
    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_instr *instr = &program->instrs[i];

        if (instr->op == FLEXSA_OP_EXEC && instr->mode == mode && instr->m >= m &&
            instr->n >= n && instr->k >= k)
            return true;
    }
    return false;
}

/* The store that shows the fault: the first of a GEMM's pass, the last of a program. */
static const struct flexsa_instr *find_store(const struct flexsa_program *program)
{
    const struct flexsa_instr *found = NULL;

    for (size_t i = 0; i < program->count; i++)
        if (program->instrs[i].op == FLEXSA_OP_ST && (!found || fault != FAULT_SIZES))
            found = &program->instrs[i];
    return found;
}

/* -0.0 among the first values: only zeros and what a load reads matter otherwise. */
static bool has_value(const uint8_t *gbuf)
{
    for (unsigned i = 0; i < 2048; i += 2)
        if (gbuf[i] == 0 && gbuf[i + 1] == 0x80)
            return true;
    return false;
}

static bool strikes(const struct flexsa_program *program, const uint8_t *gbuf, const struct flexsa_run_options *options)
{
    switch (fault) {
    case FAULT_MODE:
        return has_exec(program, FLEXSA_MODE_HSW, 1, 1, 3);
    case FAULT_VALUE:
        return has_value(gbuf);
    case FAULT_SIZES:
        return has_exec(program, FLEXSA_MODE_FW, 3, 5, 5);
    case FAULT_STALL:
        return options->stall_seed != 0;
    default:
        return false;
    }
}

static enum flexsa_status faulty_run(void *instance, const struct flexsa_program *program,
                                     const struct flexsa_run_options *options, struct flexsa_run_result *result,
                                     struct flexsa_error *err)
{
    uint8_t *gbuf = flexsa_csim_backend.gbuf(instance);
    const bool strike = strikes(program, gbuf, options);
    const enum flexsa_status status = flexsa_csim_backend.run(instance, program, options, result, err);
    const struct flexsa_instr *store = find_store(program);

    if (strike && store)
        gbuf[store->addr] ^= 1;
    if (fault == FAULT_TIME && store && store->mode == FLEXSA_MODE_ISW)
        options->times[store - program->instrs].done++;
    if (fault == FAULT_CRASH && has_exec(program, FLEXSA_MODE_ISW, 1, 1, 1))
        raise(SIGKILL);
    return status;
}

static struct flexsa_backend_ops faulty;

/* Also counts what has been saved, and sees that all of it is legal. */
static unsigned saved;

static enum flexsa_status test_case(void *context, const struct flexsa_repro *repro, struct flexsa_verdict *verdict,
                                    struct flexsa_error *err)
{
    struct flexsa_trial *trial;

    (void)context;
    if (fault == FAULT_CRASH)
        return flexsa_guard_run(&faulty, true, repro, verdict, err);
    cr_assert_eq(flexsa_trial_open(&trial, &repro->machine, &faulty, true, err), FLEXSA_OK);
    flexsa_trial_run(trial, repro, verdict);
    flexsa_trial_close(trial);
    return FLEXSA_OK;
}

static enum flexsa_status save(void *context, const struct flexsa_repro *repro, struct flexsa_error *err)
{
    struct flexsa_verdict verdict;
    char text[FLEXSA_SIGNATURE_BYTES];

    (void)context;
    saved++;
    cr_assert_eq(test_case(NULL, repro, &verdict, err), FLEXSA_OK);
    flexsa_signature_print(&verdict.signature, text);
    cr_assert_neq(verdict.status, FLEXSA_OK);
    cr_assert_str_eq(text, repro->signature);
    return FLEXSA_OK;
}

static void shrink(struct flexsa_repro *repro)
{
    const struct flexsa_shrink_options options = {.test = test_case, .on_smaller = save, .most_tries = 100000};
    struct flexsa_shrink_result result;
    struct flexsa_error err = {""};

    saved = 0;
    cr_assert_eq(flexsa_shrink(repro, &options, &result, &err), FLEXSA_OK, "%s", err.text);
    cr_assert(result.finished);
    cr_assert_eq(result.kept, saved);
    if (repro->kind == FLEXSA_REPRO_PROGRAM)
        cr_assert_eq(flexsa_program_check(&repro->machine, &repro->program, &err), FLEXSA_OK, "%s", err.text);
}

/* The first case of this kind, on mini-flexsa, that the fault strikes. */
static struct flexsa_repro find_case(enum flexsa_repro_kind kind, uint64_t *index)
{
    static struct flexsa_machine machine;
    const struct flexsa_fuzz_plan plan = {.seed = 1, .machines = &machine, .machine_count = 1, .backend = "rtl",
                                          .stalls = true};
    struct flexsa_error err = {""};

    machine = case_machine("mini-flexsa");
    faulty = flexsa_csim_backend;
    faulty.run = faulty_run;
    for (;; ++*index) {
        struct flexsa_repro repro;
        struct flexsa_verdict verdict;

        cr_assert_lt(*index, 1000);
        cr_assert_eq(flexsa_fuzz_draw(&plan, *index, &repro, &err), FLEXSA_OK, "%s", err.text);
        cr_assert_eq(test_case(NULL, &repro, &verdict, &err), FLEXSA_OK, "%s", err.text);
        if (repro.kind == kind && verdict.status != FLEXSA_OK) {
            ++*index;
            return repro;
        }
        flexsa_repro_free(&repro);
    }
}

static unsigned count_op(const struct flexsa_repro *repro, unsigned op)
{
    unsigned count = 0;

    for (size_t i = 0; i < repro->program.count; i++)
        count += repro->program.instrs[i].op == op;
    return count;
}

static size_t count_nonzero(const struct flexsa_repro *repro)
{
    size_t count = 0;

    for (uint32_t i = 0; i < repro->machine.gbuf_bytes; i += 2)
        count += repro->gbuf[i] || repro->gbuf[i + 1];
    return count;
}

/* ---- programs ------------------------------------------------------------------------------------- */

enum { CASES = 8 };

Test(shrink, a_program_comes_down_to_the_mode_that_fails, .timeout = 300)
{
    uint64_t index = 0;

    fault = FAULT_MODE;
    for (unsigned i = 0; i < CASES; i++) {
        struct flexsa_repro repro = find_case(FLEXSA_REPRO_PROGRAM, &index);
        char *text;

        shrink(&repro);
        text = flexsa_repro_print(&repro);
        /* The faulty wave, and the tile that shows it, if that is another one. */
        cr_expect_leq(repro.program.count, 10, "%s", text);
        cr_expect_leq(count_op(&repro, FLEXSA_OP_EXEC), 2, "%s", text);
        cr_expect_leq(count_op(&repro, FLEXSA_OP_ST), 2, "%s", text);
        cr_expect_eq(count_op(&repro, FLEXSA_OP_SYNC) + count_op(&repro, FLEXSA_OP_LDO), 0, "%s", text);
        cr_expect(has_exec(&repro.program, FLEXSA_MODE_HSW, 1, 1, 3) && !has_exec(&repro.program, FLEXSA_MODE_HSW, 1, 1, 4),
                  "%s", text);
        cr_expect_eq(count_nonzero(&repro), 0, "%s", text);
        cr_expect_eq(repro.stall_seed, 0);
        free(text);
        flexsa_repro_free(&repro);
    }
}

Test(shrink, values_come_down_to_the_one_that_matters, .timeout = 300)
{
    uint64_t index = 0;

    fault = FAULT_VALUE;
    for (unsigned i = 0; i < 3; i++) {
        struct flexsa_repro repro = find_case(FLEXSA_REPRO_PROGRAM, &index);

        shrink(&repro);
        cr_expect(repro.is_inline && has_value(repro.gbuf));
        cr_expect_eq(count_nonzero(&repro), 1);
        cr_expect_eq(repro.program.count, 5, "%zu instructions", repro.program.count);
        flexsa_repro_free(&repro);
    }
}

Test(shrink, a_timing_difference_keeps_its_instruction, .timeout = 300)
{
    uint64_t index = 0;

    fault = FAULT_TIME;
    for (unsigned i = 0; i < CASES; i++) {
        struct flexsa_repro repro = find_case(FLEXSA_REPRO_PROGRAM, &index);

        shrink(&repro);
        cr_expect_str_eq(repro.signature, "timing st skinny");
        /* Five, and three more for a tile of two pairs. */
        cr_expect_leq(repro.program.count, 8);
        cr_expect_eq(repro.program.instrs[repro.program.count - 1].op, FLEXSA_OP_ST);
        flexsa_repro_free(&repro);
    }
}

Test(shrink, stalls_stay_if_they_matter, .timeout = 300)
{
    uint64_t index = 0;
    struct flexsa_repro repro;

    fault = FAULT_STALL;
    repro = find_case(FLEXSA_REPRO_PROGRAM, &index);
    repro.reset_at = 9; /* does not matter */
    shrink(&repro);
    cr_expect_neq(repro.stall_seed, 0);
    cr_expect_eq(repro.reset_at, 0);
    cr_expect_eq(repro.program.count, 5);
    flexsa_repro_free(&repro);
}

Test(shrink, a_case_that_ends_the_process, .timeout = 300)
{
    uint64_t index = 0;
    struct flexsa_repro repro;

    fault = FAULT_CRASH;
    repro = find_case(FLEXSA_REPRO_PROGRAM, &index);
    shrink(&repro);
    cr_expect_str_eq(repro.signature, "crash signal 9");
    cr_expect_eq(repro.program.count, 4); /* nobody lived to miss the StLBUF */
    flexsa_repro_free(&repro);
}

/* ---- GEMMs -------------------------------------------------------------------------------------------- */

Test(shrink, a_gemm_comes_down_to_the_sizes_that_fail, .timeout = 300)
{
    uint64_t index = 0;

    fault = FAULT_SIZES;
    for (unsigned i = 0; i < CASES; i++) {
        struct flexsa_repro repro = find_case(FLEXSA_REPRO_GEMM, &index);

        shrink(&repro);
        cr_expect(repro.gemm.m == 3 && repro.gemm.n == 5 && repro.gemm.k == 5, "M=%u N=%u K=%u: %s", repro.gemm.m,
                  repro.gemm.n, repro.gemm.k, repro.signature);
        cr_expect_not(repro.gemm.has_c0 || repro.gemm.f16_out);
        for (unsigned j = 0; repro.a && j < repro.gemm.m * repro.gemm.k; j++)
            cr_expect_eq(repro.a[j], 0);
        flexsa_repro_free(&repro);
    }
}

/* The element that is flipped stays in C. */
Test(shrink, a_planted_bit_comes_down_to_one_element, .timeout = 300)
{
    uint64_t index = 0;
    struct flexsa_repro repro;

    fault = FAULT_SIZES;
    repro = find_case(FLEXSA_REPRO_GEMM, &index);
    faulty.run = flexsa_csim_backend.run;
    repro.inject = (struct flexsa_repro_inject){.enabled = true, .row = repro.gemm.m - 1, .col = 2, .bit = 3};
    shrink(&repro);
    cr_expect(repro.gemm.m == 1 && repro.gemm.n <= 5 && repro.inject.row == 0 && repro.inject.col < repro.gemm.n);
    flexsa_repro_free(&repro);
}

/* ---- the ends ------------------------------------------------------------------------------------------- */

static enum flexsa_status no_room(void *context, const struct flexsa_repro *repro, struct flexsa_error *err)
{
    (void)context;
    (void)repro;
    return flexsa_fail(err, FLEXSA_BAD_INPUT, "no room");
}

Test(shrink, it_ends_when_told_to)
{
    struct flexsa_shrink_options options = {.test = test_case, .most_tries = 7};
    struct flexsa_shrink_result result;
    struct flexsa_error err = {""};
    uint64_t index = 0;
    struct flexsa_repro repro;

    fault = FAULT_MODE;
    repro = find_case(FLEXSA_REPRO_PROGRAM, &index);
    cr_expect_eq(flexsa_shrink(&repro, &options, &result, &err), FLEXSA_OK);
    cr_expect(result.tries == 7 && !result.finished);
    options.on_smaller = no_room;
    options.most_tries = 1000;
    cr_expect_eq(flexsa_shrink(&repro, &options, &result, &err), FLEXSA_BAD_INPUT);
    cr_expect_str_eq(err.text, "no room");
    faulty.run = flexsa_csim_backend.run;
    cr_expect_eq(flexsa_shrink(&repro, &options, &result, &err), FLEXSA_BAD_INPUT);
    cr_expect_str_eq(err.text, "the case does not fail");
    flexsa_repro_free(&repro);
}

/* ---- the command ------------------------------------------------------------------------------------------- */

Test(shrink, the_command_writes_a_file_that_fails_too, .timeout = 300)
{
    struct outcome outcome;
    char text[65536];

    enter_folder();
    write_text("g.repro", "flexsa-repro 1\nconfig mini\narch flexsa\nbackend lockstep\nstall-seed 3\nkind gemm\nm 33\nn 7\nk 19\n"
                          "c0 1\ninject 30,5,7\noperands full 3\nend\n");
    outcome = flexsa("shrink g.repro");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    cr_assert_str_empty(outcome.err);
    cr_assert(strstr(outcome.out, "g.repro.min: value ") && strstr(outcome.out, "GBUF stalls"), "%s", outcome.out);
    slurp("g.repro.min", text, sizeof text);
    cr_assert(strstr(text, "\nm 1\n") && strstr(text, "\nk 1\n") && !strstr(text, "stall-seed"), "%s", text);
    cr_assert_eq(flexsa("replay g.repro.min").code, 1);
    cr_assert_eq(flexsa("shrink g.repro --out other --json").code, 0);
    cr_assert(exists("other"));
    outcome = flexsa("shrink g.repro --tries 2");
    cr_assert_not_null(strstr(outcome.out, "--tries ended it"), "%s", outcome.out);

    write_text("fine.repro", "flexsa-repro 1\nconfig mini\narch flexsa\nkind gemm\nm 3\nn 3\nk 3\noperands full 3\nend\n");
    outcome = flexsa("shrink fine.repro");
    cr_assert_eq(outcome.code, 3);
    cr_assert_not_null(strstr(outcome.err, "fine.repro: the case does not fail"), "%s", outcome.err);
    cr_assert_not(exists("fine.repro.min"));
    cr_assert_eq(flexsa("shrink missing.repro").code, 3);
    cr_assert_eq(flexsa("shrink g.repro --out /nonexistent/x").code, 3);
    cr_assert_eq(flexsa("shrink g.repro --tries 0").code, 2);
    cr_assert_eq(flexsa("shrink g.repro --backend abacus").code, 2);
    cr_assert_eq(flexsa("shrink").code, 2);
    leave_folder();
}
