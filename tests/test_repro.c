/*
 * test_repro.c - repro files: what is written is read again, every wrong line is named, and replay ends as the
 * case did.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../harness/fuzz/trial.h"
#include "../harness/golden/golden.h"
#include "../harness/isa/random_program.h"
#include "cli_runner.h"
#include "rtl_cases.h"

static const char gemm_text[] =
    "flexsa-repro 1\n"
    "config mini   # a comment\n"
    "arch flexsa\n"
    "\n"
    "backend csim\n"
    "seed 99\n"
    "stall-seed 0x5\n"
    "signature value FW\n"
    "kind gemm\n"
    "m 2\n"
    "n 1\n"
    "k 3\n"
    "c0 1\n"
    "inject 1,0,31\n"
    "operands inline\n"
    "a\n"
    "3c00 0001 8000\n"
    "ffff 7C00 0000\r\n"
    "b\n"
    "1\n";

static const char gemm_tail[] = "3c00\n4000\n4200\nc0\n3f800000\nffffffff\nend\n";

static const char program_text[] =
    "flexsa-repro 1\n"
    "config mini\n"
    "arch flexsa\n"
    "kind program\n"
    "gbuf inline 4096\n"
    "0x0000: 3c00 4000\n"
    "0x0010: 4200\n"
    "0x1000: 3f800000\n"
    "program\n"
    "ldv fw n=2 k=2 addr=0 pitch=8\n"
    "ldh fw m=2 k=2 addr=0x10 pitch=8\n"
    "shiftv fw n=2 k=2\n"
    "exec fw m=2 n=2 k=2 swap last half=0 orow=0\n"
    "st wide m=2 n=2 half=0 orow=0 addr=0x1000 pitch=8\n"
    "end\n";

/* The GEMM's text, whole and right. */
static void make_gemm_text(char *text)
{
    strcpy(text, gemm_text);
    strcpy(text + strlen(text) - 2, gemm_tail);
}

static struct flexsa_repro parse(const char *text)
{
    struct flexsa_repro repro;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_repro_parse("x", text, &repro, &err), FLEXSA_OK, "%s", err.text);
    return repro;
}

/* ---- there and back --------------------------------------------------------------------------- */

static void expect_same_after_reading(const struct flexsa_repro *repro)
{
    char *first = flexsa_repro_print(repro), *second;
    struct flexsa_repro again = parse(first);

    second = flexsa_repro_print(&again);
    cr_assert_str_eq(first, second);
    if (repro->gbuf)
        cr_assert_eq(memcmp(repro->gbuf, again.gbuf, repro->machine.gbuf_bytes), 0);
    if (repro->a) {
        cr_assert_eq(memcmp(repro->a, again.a, 2ul * repro->gemm.m * repro->gemm.k), 0);
        cr_assert_eq(memcmp(repro->b, again.b, 2ul * repro->gemm.k * repro->gemm.n), 0);
    }
    free(first);
    free(second);
    flexsa_repro_free(&again);
}

Test(repro, a_gemm_reads_as_it_says)
{
    char text[2048];
    struct flexsa_repro repro;

    make_gemm_text(text);
    repro = parse(text);
    cr_assert_str_eq(repro.machine.config, "mini");
    cr_assert_str_eq(repro.backend, "csim");
    cr_assert_str_eq(repro.signature, "value FW");
    cr_assert(repro.seed == 99 && repro.stall_seed == 5 && repro.machine.pipe_depth == 1 && repro.machine.second_weight);
    cr_assert(repro.gemm.m == 2 && repro.gemm.n == 1 && repro.gemm.k == 3 && repro.gemm.has_c0 && !repro.gemm.f16_out);
    cr_assert(repro.inject.enabled && repro.inject.row == 1 && repro.inject.bit == 31);
    cr_assert(repro.a[0] == 0x3c00 && repro.a[2] == 0x8000 && repro.a[4] == 0x7c00 && repro.b[2] == 0x4200);
    cr_assert_eq(repro.c0[1], 0xffffffffu);
    expect_same_after_reading(&repro);
    flexsa_repro_free(&repro);
}

Test(repro, a_program_reads_as_it_says)
{
    struct flexsa_repro repro = parse(program_text);
    const uint8_t f16[] = {0, 0x3c, 0, 0x40}, f32[] = {0, 0, 0x80, 0x3f};

    cr_assert_eq(repro.program.count, 5);
    cr_assert_str_eq(repro.backend, "rtl");
    cr_assert_eq(memcmp(repro.gbuf, f16, 4), 0);
    cr_assert_eq(memcmp(repro.gbuf + 0x1000, f32, 4), 0);
    expect_same_after_reading(&repro);
    flexsa_repro_free(&repro);
}

Test(repro, random_cases_survive_the_file)
{
    for (unsigned seed = 1; seed <= 40; seed++) {
        const struct flexsa_machine machine = case_machine(seed % 2 ? "small-cores-d2-w1" : "tall-single");
        struct flexsa_repro repro = {.machine = machine, .backend = "lockstep", .values_seed = seed, .stall_seed = seed % 3, .reset_at = seed % 5,
                                     .values = (enum flexsa_values)(seed % FLEXSA_NUM_VALUES)};
        struct flexsa_error err = {""};

        if (seed % 4 < 2) {
            repro.gemm = (struct flexsa_gemm){seed, 1 + seed % 7, 1 + seed % 5, seed % 3 == 0, seed % 5 == 0};
        } else {
            struct random_program random = {0};

            cr_assert_eq(random_program_make(&random, &machine, seed, 40, &err), FLEXSA_OK);
            repro.kind = FLEXSA_REPRO_PROGRAM;
            repro.program = random.program;
            repro.half_bytes = random.half_bytes;
        }
        expect_same_after_reading(&repro);
        cr_assert_eq(flexsa_repro_inline(&repro, &err), FLEXSA_OK, "%s", err.text);
        expect_same_after_reading(&repro);
        flexsa_repro_free(&repro);
    }
}

/* ---- wrong files ---------------------------------------------------------------------------------- */

/* `old` in the right file becomes `new`: what is said then. */
struct wrong {
    const char *old, *new, *says;
};

static const struct wrong wrong_gemms[] = {
    {"flexsa-repro 1", "flexsa-repro 2", "x:1: version '2'"},
    {"flexsa-repro 1", "{}", "x: no repro file"},
    {"config mini", "config huge", "mini"},
    {"arch flexsa", "arch quantum", "x:3: arch 'quantum'"},
    {"arch flexsa\n", "", "x: no line 'arch'"},
    {"backend csim", "backend abacus", "x:5: backend 'abacus'"},
    {"seed 99", "seed -1", "x:6: seed '-1'"},
    {"seed 99", "seed 99999999999999999999", "x:6: seed"},
    {"seed 99", "seed 99 1", "x:6: '1' is more than seed has"},
    {"seed 99", "seeds 99", "x:6: 'seeds' is nothing a repro file has"},
    {"seed 99", "reset-at x", "x:6: reset-at 'x'"},
    {"seed 99", "arch single", "x:6: arch stands on line 3 already"},
    {"seed 99", "signature", "x:6: a signature has 1 to"},
    {"seed 99", "m 3", "x:6: no line 'kind gemm' before m"},
    {"seed 99", "pipe-depth 4", "x:6: pipe-depth '4'"},
    {"seed 99", "inject 0,0,0", "x:6: no line 'kind' before it"},
    {"kind gemm", "kind gem", "x:9: kind 'gem'"},
    {"kind gemm", "kind program", "x:10: no line 'kind gemm' before m"},
    {"m 2", "m 0", "x:10: m '0': a whole number in 1..16777216"},
    {"m 2", "m 16777217", "x:10: m"},
    {"m 2\n", "", "x:14: no line 'm' before it"},
    {"n 1", "n 16000000", "x:19: b is too short for 3 x 16000000"},
    {"c0 1", "c0 2", "x:13: c0 '2'"},
    {"inject 1,0,31", "inject 1,0", "x:14: inject '1,0': ROW,COL,BIT"},
    {"inject 1,0,31", "inject 1,0,31,", "x:14: inject"},
    {"inject 1,0,31", "inject 1,x,31", "x:14: inject"},
    {"inject 1,0,31", "inject 2,0,31", "x:14: inject 2,0,31 is outside C"},
    {"operands inline", "operands odd 4", "x:15: operands 'odd'"},
    {"operands inline", "operands full", "x:15: operands '': a whole number"},
    {"operands inline", "operands full 7 7", "x:15: more on the line"},
    {"operands inline", "operands full 7", "x:16: 'a' is nothing a repro file has"},
    {"a\n3c00", "3c00", "x:16: a line 'a' is wanted"},
    {"0001", "001", "x:17: row 0, column 1 of a: '001' is no bit pattern of 4"},
    {"0001", "00g1", "x:17: row 0, column 1 of a: '00g1'"},
    {"8000", "8000 0000", "x:17: row 0 of a has more than 3 columns"},
    {"7C00 0000", "7C00", "x:18: row 1, column 2 of a: ''"},
    {"ffffffff\nend\n", "", "x:24: c0 ends after 1 of 2 rows"},
    {"ffffffff\n", "", "x:25: row 1, column 0 of c0: 'end' is no bit pattern"},
    {"end\n", "", "x: cut short: its last line must be 'end'"},
    {"end\n", "end of it\n", "x:26: more on the line than end has"},
    {"end\n", "end\n# fine\nseed 1\n", "x:28: 'seed 1' stands behind the line 'end'"},
    {"ffffffff\n", "ffffffff\nffffffff\n", "x:26: 'ffffffff' is nothing a repro file has"},
};

static const struct wrong wrong_programs[] = {
    {"gbuf inline 4096", "gbuf inline 4098", "x:5: gbuf: binary16 ends at byte 4098"},
    {"gbuf inline 4096", "gbuf inline 8196", "x:5: gbuf '8196'"},
    {"gbuf inline 4096", "gbuf special 3", "x:5: gbuf ''"},
    {"gbuf inline 4096", "operands full 3", "x:5: operands are a GEMM's"},
    {"0x0000: 3c00", "0x2000: 3c00", "x:6: address '0x2000': below 0x2000"},
    {"0x0000: 3c00", "0x1fff: 3c00", "x:6: 0x1fff is no place for 2 bytes"},
    {"0x0000: 3c00 4000", "0x1ffe: 3c00 4000", "x:6: 0x2000 is no place for 2 bytes"},
    {"0x0000: 3c00 4000", "0x0:", "x:6: no value behind the address"},
    {"0x0010: 4200", "0x10: 420", "x:7: '420' is no bit pattern"},
    {"program\nldv", "ldv", "x:9: 'ldv' is nothing"},
    {"program\nldv", "program ldv", "x:9: the program begins on the next line"},
    {"shiftv fw", "shiftv odd", "x:12:8: "},
    {"end\n", "", "x: cut short: its last line must be 'end'"},
    {"pitch=8\nend\n", "pitch=8", "x: cut short"},
    {"shiftv fw", "end\nshiftv fw", "x:13: 'shiftv fw"},
    {"kind program", "kind program\ninject 0x2000,0", "x:5: inject 0x2000,0 is outside GBUF"},
    {"kind program", "kind program\ninject 0x1000,8", "x:5: inject"},
    {"kind program", "kind program\ninject 1,2,3", "x:5: inject '1,2,3': ADDR,BIT is wanted"},
};

static void expect_refusal(const char *right, const struct wrong *wrong)
{
    const char *at = strstr(right, wrong->old);
    struct flexsa_repro repro;
    struct flexsa_error err = {""};
    char text[4096];

    cr_assert_not_null(at, "%s", wrong->old);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - right), right, wrong->new, at + strlen(wrong->old));
    cr_assert_eq(flexsa_repro_parse("x", text, &repro, &err), FLEXSA_BAD_INPUT, "'%s' is taken", wrong->new);
    cr_assert_not_null(strstr(err.text, wrong->says), "'%s' gives: %s", wrong->new, err.text);
    cr_assert(!repro.a && !repro.gbuf && !repro.program.instrs);
}

Test(repro, each_wrong_line_is_named)
{
    char text[2048];

    make_gemm_text(text);
    for (size_t i = 0; i < sizeof wrong_gemms / sizeof wrong_gemms[0]; i++)
        expect_refusal(text, &wrong_gemms[i]);
    for (size_t i = 0; i < sizeof wrong_programs / sizeof wrong_programs[0]; i++)
        expect_refusal(program_text, &wrong_programs[i]);
}

/* Cut anywhere, or with any one byte changed, a file is read or refused. */
Test(repro, damaged_files_do_no_harm)
{
    const char *const texts[] = {gemm_text, program_text};
    uint64_t state = 1;

    for (unsigned i = 0; i < 2; i++)
        for (size_t at = 0; at < strlen(texts[i]); at++)
            for (unsigned change = 0; change < 8; change++) {
                struct flexsa_repro repro;
                struct flexsa_error err = {""};
                char text[4096];

                make_gemm_text(text);
                if (i == 1)
                    strcpy(text, program_text);
                text[at] = change == 0 ? '\0' : (char)random_below(&state, 256);
                if (flexsa_repro_parse("x", text, &repro, &err) == FLEXSA_OK)
                    flexsa_repro_free(&repro);
                else
                    cr_assert(err.text[0] && !strchr(err.text, '\n'));
            }
}

/* ---- trials ------------------------------------------------------------------------------------------ */

static struct flexsa_verdict run_on(const struct flexsa_repro *repro, const struct flexsa_backend_ops *ops, bool lockstep)
{
    struct flexsa_trial *trial;
    struct flexsa_verdict verdict;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_trial_open(&trial, &repro->machine, ops, lockstep, &err), FLEXSA_OK);
    flexsa_trial_run(trial, repro, &verdict);
    flexsa_trial_close(trial);
    return verdict;
}

static void expect_signature(const struct flexsa_repro *repro, const struct flexsa_backend_ops *ops, const char *expected)
{
    const struct flexsa_verdict verdict = run_on(repro, ops, true);
    char text[FLEXSA_SIGNATURE_BYTES];

    flexsa_signature_print(&verdict.signature, text);
    cr_expect_str_eq(text, expected, "%s: %s, not %s", verdict.text, text, expected);
}

/* The RTL, with a lie about its times, its counters, or its stores. */
static enum { LATE, LONG, COUNTS, MOVES } lie;

static enum flexsa_status lying_run(void *instance, const struct flexsa_program *program,
                                    const struct flexsa_run_options *options, struct flexsa_run_result *result,
                                    struct flexsa_error *err)
{
    const enum flexsa_status status = flexsa_rtl_backend.run(instance, program, options, result, err);

    if (lie == LATE)
        options->times[3].done++;
    if (lie == LONG)
        result->cycles++;
    if (lie == COUNTS)
        result->counters[FLEXSA_CNT_STALL_V]++;
    if (lie == MOVES)
        flexsa_rtl_backend.gbuf(instance)[0x2f] ^= 1;
    return status;
}

Test(repro, signatures_say_what_differs)
{
    struct flexsa_backend_ops liar = flexsa_rtl_backend;
    struct flexsa_repro repro = parse(program_text);

    liar.run = lying_run;
    expect_signature(&repro, &flexsa_rtl_backend, "");
    lie = LATE;
    expect_signature(&repro, &liar, "timing exec fw");
    lie = LONG;
    expect_signature(&repro, &liar, "timing total");
    lie = COUNTS;
    expect_signature(&repro, &liar, "timing counter 10");
    lie = MOVES;
    expect_signature(&repro, &liar, "stray");
    repro.inject = (struct flexsa_repro_inject){.enabled = true, .addr = 0x100f};
    expect_signature(&repro, &flexsa_rtl_backend, "value FW");
    repro.inject.addr = 0x1010; /* is not stored */
    expect_signature(&repro, &flexsa_rtl_backend, "");
    repro.timeout = 5;
    expect_signature(&repro, &flexsa_rtl_backend, "failed timeout at cycle *, * of * instructions taken");
    repro.timeout = 0;
    repro.program.count--;
    expect_signature(&repro, &flexsa_rtl_backend, "nothing checked");
    repro.program.instrs[0].k = 99;
    cr_expect_eq(run_on(&repro, &flexsa_rtl_backend, false).status, FLEXSA_BAD_INPUT);
    flexsa_repro_free(&repro);
}

Test(repro, messages_become_signatures)
{
    static const struct {
        const char *text, *signature;
    } messages[] = {
        {"timeout at cycle 1200, 3 of 0x1f taken; ldv 1 begun", "failed timeout at cycle *, * of * taken"},
        {"RTL assertion failed at cycle 16: [6660] %Error: flexsa_rules.sv:114: Assertion failed in "
         "flexsa.flexsa_top.gen_unit[0].i_unit.i_rules.ShiftMatchesLoad: mode, k or n differ",
         "failed assertion ShiftMatchesLoad: mode, k or n differ"},
        {"a # in it", "failed a ? in it"},
    };

    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        const struct flexsa_signature signature = flexsa_signature_of_text(FLEXSA_FAILURE_FAILED, messages[i].text);
        char text[FLEXSA_SIGNATURE_BYTES];

        flexsa_signature_print(&signature, text);
        cr_expect_str_eq(text, messages[i].signature);
    }
}

Test(repro, a_signature_keeps_with_fewer_modes)
{
    const struct flexsa_signature before = {FLEXSA_FAILURE_VALUE, 3, ""}, fewer = {FLEXSA_FAILURE_VALUE, 2, ""},
                                  other = {FLEXSA_FAILURE_VALUE, 6, ""}, none = {FLEXSA_FAILURE_VALUE, 0, ""},
                                  kind = {FLEXSA_FAILURE_STRAY, 3, ""}, thing = {FLEXSA_FAILURE_VALUE, 3, "x"};

    cr_expect(flexsa_signature_keeps(&before, &before) && flexsa_signature_keeps(&before, &fewer));
    cr_expect_not(flexsa_signature_keeps(&before, &other) || flexsa_signature_keeps(&before, &none) ||
                  flexsa_signature_keeps(&before, &kind) || flexsa_signature_keeps(&before, &thing));
}

/* ---- the command ------------------------------------------------------------------------------------------ */

Test(repro, replay_ends_as_the_case_did, .timeout = 600)
{
    char text[4096];
    struct outcome outcome;

    enter_folder();
    write_text("p.repro", program_text);
    outcome = flexsa("replay p.repro");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    cr_assert(strstr(outcome.out, "all equal") && outcome.err[0] == '\0');
    make_gemm_text(text);
    write_text("g.repro", text);
    outcome = flexsa("replay g.repro --backend lockstep");
    cr_assert_eq(outcome.code, 1);
    cr_assert_not_null(strstr(outcome.err, "row 1, column 0 of C"), "%s", outcome.err);
    cr_assert_not_null(strstr(flexsa("replay g.repro --json").out, "\"recorded_signature\":\t\"value FW\""));
    strcpy(strstr(text, "stall-seed"), "timeout 5\nkind gemm\nm 9\nn 9\nk 9\noperands full 1\nend\n");
    write_text("g.repro", text);
    cr_assert_eq(flexsa("replay g.repro --backend rtl").code, 4);
    cr_assert_eq(flexsa("replay g.repro --backend abacus").code, 2);
    cr_assert_eq(flexsa("replay").code, 2);
    cr_assert_eq(flexsa("replay missing.repro").code, 3);
    snprintf(text, sizeof text, "%s", program_text);
    memcpy(strstr(text, "swap last"), "swap     ", 9);
    write_text("p.repro", text);
    outcome = flexsa("replay p.repro");
    cr_assert_eq(outcome.code, 3);
    cr_assert_not_null(strstr(outcome.err, "p.repro: instruction 4"), "%s", outcome.err);
    leave_folder();
}
