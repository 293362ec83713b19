/*
 * test_rules.c - illegal programs past the static checker: rtl/flexsa_rules.sv must refuse each, in
 * the checker's own words. One row for every assertion there is.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "rtl_cases.h"

/* One FW wave of 16 x 8 x 8 on mini, up to the ExecGEMM. */
#define V "ldv fw k=8 n=8 addr=0 pitch=16\n"
#define S "shiftv fw k=8 n=8\n"
#define A "ldh fw m=16 k=8 addr=0 pitch=16\n"
#define WAVE V S A
#define EXEC(flags) "exec fw m=16 n=8 k=8 half=0 orow=0 " flags "\n"
#define STORE "st wide m=16 n=8 addr=4096 pitch=32 half=0 orow=0\n"
#define LOADC "ldo wide m=16 n=8 addr=2048 pitch=32 half=0 orow=0\n"

struct illegal {
    const char *model, *text;
    const char *assertion; /* its name in flexsa_rules.sv                              */
    const char *why;       /* what it and flexsa_program_check say                     */
};

static const struct illegal cases[] = {
    /* rule 3 */
    {"mini-flexsa", V V V, "TwoStationaryTiles", "two stationary tiles already wait for their ShiftV"},
    {"mini-flexsa", A A A, "TwoMovingTiles", "two moving tiles already wait for their ExecGEMM"},
    {"mini-flexsa", V V S S, "NextIsFree", "the weights shifted before have not been swapped in yet"},
    {"mini-flexsa", S V, "ShiftHasTile", "no stationary tile"},
    {"mini-flexsa", WAVE EXEC("swap") A EXEC("swap"), "SwapHasNext", "swap, but no next weights"},
    {"mini-flexsa", V S A EXEC(""), "ExecHasWeights", "no weights"},
    {"mini-flexsa", WAVE EXEC("swap") EXEC("") A, "ExecHasMovingTile", "no moving tile"},
    {"mini-flexsa-w1", WAVE EXEC("swap") V S A EXEC("acc"), "OneRegisterKeepsWeights",
     "a ShiftV has overwritten the weights"},
    /* rule 4, each field */
    {"mini-flexsa", V "shiftv fw k=7 n=8", "ShiftMatchesLoad", "mode, k or n differ from its LdLBUF_V's"},
    {"mini-flexsa", V "shiftv fw k=8 n=7", "ShiftMatchesLoad", "mode, k or n differ from its LdLBUF_V's"},
    {"mini-flexsa", "ldv hsw k=4 n=8 addr=0 pitch=16\nshiftv fw k=4 n=8", "ShiftMatchesLoad",
     "mode, k or n differ from its LdLBUF_V's"},
    {"mini-flexsa", "ldv fw k=8 n=4 addr=0 pitch=8\n" V S, "ShiftMatchesLoad",
     "mode, k or n differ from its LdLBUF_V's"},
    {"mini-flexsa", WAVE "exec fw m=16 n=7 k=8 swap half=0 orow=0", "ExecMatchesWeights",
     "mode, k or n differ from its weights'"},
    {"mini-flexsa", V S "ldh fw m=16 k=7 addr=0 pitch=16\nexec fw m=16 n=8 k=7 swap half=0 orow=0",
     "ExecMatchesWeights", "mode, k or n differ from its weights'"},
    {"mini-flexsa", "ldv hsw k=4 n=8 addr=0 pitch=16\nshiftv hsw k=4 n=8\nldh fw m=16 k=4 addr=0 pitch=8\n"
     "exec fw m=16 n=8 k=4 swap half=0 orow=0", "ExecMatchesWeights", "mode, k or n differ from its weights'"},
    {"mini-flexsa", WAVE EXEC("swap") A "exec fw m=16 n=7 k=8 half=0 orow=0", "ExecMatchesWeights",
     "mode, k or n differ from its weights'"},
    {"mini-flexsa", WAVE "exec fw m=15 n=8 k=8 swap half=0 orow=0", "ExecMatchesMovingTile",
     "mode, m, k or pair differ from its LdLBUF_H's"},
    {"mini-flexsa", V S "ldh fw m=16 k=7 addr=0 pitch=16\n" EXEC("swap"), "ExecMatchesMovingTile",
     "mode, m, k or pair differ from its LdLBUF_H's"},
    {"mini-flexsa", "ldv hsw k=4 n=8 addr=0 pitch=16\nshiftv hsw k=4 n=8\nldh fw m=16 k=4 addr=0 pitch=8\n"
     "exec hsw m=16 n=8 k=4 swap half=0 orow=0", "ExecMatchesMovingTile",
     "mode, m, k or pair differ from its LdLBUF_H's"},
    {"mini-flexsa", "ldv vsw k=8 n=4 addr=0 pitch=8\nshiftv vsw k=8 n=4\nldh vsw pair m=16 k=8 addr=0 pitch=16\n"
     "exec vsw m=16 n=4 k=8 swap half=0 orow=0", "ExecMatchesMovingTile",
     "mode, m, k or pair differ from its LdLBUF_H's"},
    {"mini-flexsa", "ldh fw m=15 k=8 addr=0 pitch=16\n" WAVE EXEC("swap"), "ExecMatchesMovingTile",
     "mode, m, k or pair differ from its LdLBUF_H's"},
    /* rule 5 */
    {"mini-flexsa", WAVE EXEC("swap last") A EXEC("acc"), "HandedIsNotTouched", "handed over and not stored"},
    {"mini-flexsa", WAVE EXEC("swap last") LOADC, "HandedIsNotTouched", "handed over and not stored"},
    {"mini-flexsa", WAVE EXEC("swap acc") LOADC, "AccHasSomethingToAddTo", "acc on a free half"},
    {"mini-flexsa", WAVE EXEC("swap last") STORE A EXEC("acc"), "AccHasSomethingToAddTo", "acc on a free half"},
    {"mini-flexsa", LOADC WAVE EXEC("swap"), "LoadedIsAddedTo", "the first ExecGEMM after a LdOBUF must have acc"},
    {"mini-flexsa", STORE, "StoreHasHalf", "the half is not handed over"},
    {"mini-flexsa", WAVE EXEC("swap last") STORE STORE, "StoreHasHalf", "the half is not handed over"},
    {"mini-flexsa", WAVE EXEC("swap") STORE A EXEC("last"), "StoreHasHalf", "the half is not handed over"},
    {"mini-flexsa", LOADC LOADC, "LoadedOnce", "the half has been filled by a LdOBUF already"},
    {"mini-flexsa", WAVE EXEC("swap") LOADC, "LoadedBeforeWritten", "an ExecGEMM has begun to write the half"},
    /* the other architectures; each core has its own state */
    {"mini-single", V "shiftv fw k=7 n=8", "ShiftMatchesLoad", "mode, k or n differ from its LdLBUF_V's"},
    {"mini-cores", "ldv fw k=4 n=4 addr=0 pitch=8 core=1\nshiftv fw k=4 n=4 core=2\n", "ShiftHasTile",
     "no stationary tile"},
};
enum { CASES = sizeof cases / sizeof cases[0] };

/* Runs the text on the RTL, unchecked. */
static enum flexsa_status run_text(const struct flexsa_machine *machine, const char *text, struct flexsa_error *err)
{
    struct flexsa_program program = {0};
    struct flexsa_run_result result;
    enum flexsa_status status;
    void *rtl;

    cr_assert_eq(flexsa_assemble("t", text, &program, err), FLEXSA_OK, "%s: %s", text, err->text);
    cr_assert_eq(flexsa_rtl_backend.open(&rtl, machine, NULL, err), FLEXSA_OK, "%s", err->text);
    status = flexsa_rtl_backend.run(rtl, &program, &(struct flexsa_run_options){0}, &result, err);
    flexsa_rtl_backend.close(rtl);
    flexsa_program_free(&program);
    return status;
}

Test(rtl_rules, every_assertion_can_fail)
{
    for (unsigned i = 0; i < CASES; i++) {
        const struct illegal *c = &cases[i];
        const struct flexsa_machine machine = case_machine(c->model);
        struct flexsa_program program = {0};
        struct flexsa_error err = {""};
        enum flexsa_status check;

        cr_assert_eq(flexsa_assemble("t", c->text, &program, &err), FLEXSA_OK, "%s", err.text);
        check = flexsa_program_check(&machine, &program, &err);
        flexsa_program_free(&program);
        cr_assert_eq(check, FLEXSA_BAD_INPUT, "accepted:\n%s", c->text);
        cr_assert_not_null(strstr(err.text, c->why), "the checker says '%s', not '%s' of\n%s", err.text, c->why, c->text);

        cr_assert_eq(run_text(&machine, c->text, &err), FLEXSA_SIM_FAILED, "the RTL of %s accepted:\n%s", c->model, c->text);
        cr_assert_not_null(strstr(err.text, c->assertion), "%s is silent: '%s' of\n%s", c->assertion, err.text, c->text);
        cr_assert_not_null(strstr(err.text, c->why), "'%s' lacks '%s'", err.text, c->why);
    }
}

/* Reset forgets a failure: on one instance an illegal program fails, in its own words and cycle, after
 * a legal one and after another illegal one, and a legal one passes after each. */
Test(rtl_rules, a_failure_ends_with_its_run)
{
    static const struct {
        const char *text, *assertion; /* NULL: legal */
    } runs[] = {
        {V S A EXEC("swap last") STORE, NULL},
        {V V V, "TwoStationaryTiles"},
        {V S A EXEC("swap last") STORE, NULL},
        {S, "ShiftHasTile"},
        {V V S S, "NextIsFree"},
        {V S A EXEC("swap last") STORE, NULL},
    };
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    uint64_t cycles = 0;
    struct flexsa_error err = {""};
    void *rtl;

    cr_assert_eq(flexsa_rtl_backend.open(&rtl, &machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    for (unsigned i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        struct flexsa_program program = {0};
        struct flexsa_run_result result;
        enum flexsa_status status;

        cr_assert_eq(flexsa_assemble("t", runs[i].text, &program, &err), FLEXSA_OK, "%s", err.text);
        status = flexsa_rtl_backend.run(rtl, &program, &(struct flexsa_run_options){0}, &result, &err);
        flexsa_program_free(&program);
        if (runs[i].assertion) {
            cr_expect_eq(status, FLEXSA_SIM_FAILED, "run %u", i);
            cr_expect_not_null(strstr(err.text, runs[i].assertion), "run %u: '%s'", i, err.text);
            continue;
        }
        cr_assert_eq(status, FLEXSA_OK, "run %u: %s", i, err.text);
        cr_expect(cycles == 0 || result.cycles == cycles, "run %u takes %llu cycles, the first took %llu", i,
                  (unsigned long long)result.cycles, (unsigned long long)cycles);
        cycles = result.cycles;
    }
    flexsa_rtl_backend.close(rtl);
}

/* The RTL's file and the table name the same assertions. */
Test(rtl_rules, every_assertion_has_a_row)
{
    char line[256], name[64];
    FILE *file = fopen("rtl/flexsa_rules.sv", "r");
    unsigned found = 0;

    cr_assert_not_null(file, "run the tests from the root of the repository");
    while (fgets(line, sizeof line, file)) {
        bool has_row = false;

        if (!strstr(line, ": assert property") || sscanf(line, " %63[A-Za-z]", name) != 1)
            continue;
        found++;
        for (unsigned i = 0; i < CASES; i++)
            has_row = has_row || strcmp(cases[i].assertion, name) == 0;
        cr_assert(has_row, "no program here fails %s", name);
    }
    fclose(file);
    cr_assert_gt(found, 10, "only %u assertions found", found);
}

/* And no row would fail without its mistake: the programs around them are legal. */
Test(rtl_rules, legal_programs_pass)
{
    static const char *const legal[] = {
        V V A A,
        V V S A A EXEC("swap") S A EXEC("") EXEC("swap acc last") STORE,
        LOADC WAVE EXEC("swap acc last") STORE LOADC,
        WAVE EXEC("swap") A "exec fw m=16 n=8 k=8 last half=1 orow=0\n" A EXEC("acc last") STORE,
    };
    const struct flexsa_machine machine = case_machine("mini-flexsa");

    for (unsigned i = 0; i < sizeof legal / sizeof legal[0]; i++) {
        struct flexsa_error err = {""};

        cr_assert_eq(run_text(&machine, legal[i], &err), FLEXSA_OK, "%s of\n%s", err.text, legal[i]);
    }
}
