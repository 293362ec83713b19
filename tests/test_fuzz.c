/*
 * test_fuzz.c - the random regression: cases follow from the seed, failures are kept and named, and a run that
 * is killed goes on with nothing lost and nothing counted twice.
 */
#define _GNU_SOURCE /* kill, usleep */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../harness/fuzz/fuzz.h"
#include "../csim/csim.h"
#include "cli_runner.h"
#include "rtl_cases.h"

/* ---- cases ------------------------------------------------------------------------------ */

static struct flexsa_repro draw(const struct flexsa_fuzz_plan *plan, uint64_t index)
{
    struct flexsa_repro repro;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_fuzz_draw(plan, index, &repro, &err), FLEXSA_OK, "%s", err.text);
    return repro;
}

Test(fuzz, a_case_follows_from_seed_and_index)
{
    const struct flexsa_machine machines[] = {case_machine("mini-flexsa"), case_machine("small-cores")};
    struct flexsa_fuzz_plan plan = {.seed = 3, .machines = machines, .machine_count = 2, .backend = "rtl", .stalls = true};
    char *before = NULL;

    for (uint64_t index = 0; index < 50; index++) {
        struct flexsa_repro first = draw(&plan, index), second = draw(&plan, index), other;
        char *a = flexsa_repro_print(&first), *b = flexsa_repro_print(&second), *c;

        cr_assert_str_eq(a, b);
        cr_assert(!before || strcmp(before, a) != 0);
        cr_assert_str_eq(first.machine.config, machines[flexsa_fuzz_machine(&plan, index)].config);
        plan.seed = 4;
        other = draw(&plan, index);
        plan.seed = 3;
        c = flexsa_repro_print(&other);
        cr_assert_str_neq(a, c);
        free(before);
        free(b);
        free(c);
        before = a;
        flexsa_repro_free(&first);
        flexsa_repro_free(&second);
        flexsa_repro_free(&other);
    }
    free(before);
}

Test(fuzz, cases_are_legal_and_of_every_kind)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_fuzz_plan plan = {.seed = 1, .machines = &machine, .machine_count = 1, .backend = "rtl",
                                          .stalls = true, .resets = true, .inject = 2};
    unsigned kinds[2] = {0}, values[FLEXSA_NUM_VALUES] = {0}, stalls = 0, c0 = 0, f16 = 0, resets = 0, m[100] = {0};
    struct flexsa_error err = {""};

    for (uint64_t index = 0; index < 1000; index++) {
        struct flexsa_repro repro = draw(&plan, index);

        cr_assert_eq(repro.inject.enabled, index % 2 == 0);
        kinds[repro.kind]++;
        values[repro.values]++;
        stalls += repro.stall_seed != 0;
        resets += repro.reset_at != 0;
        if (repro.kind == FLEXSA_REPRO_PROGRAM) {
            cr_assert_eq(flexsa_program_check(&machine, &repro.program, &err), FLEXSA_OK, "%s", err.text);
        } else {
            c0 += repro.gemm.has_c0;
            f16 += repro.gemm.f16_out;
            m[repro.gemm.m < 100 ? repro.gemm.m : 0]++;
        }
        flexsa_repro_free(&repro);
    }
    cr_assert(resets > 200 && resets < 500);
    cr_assert(kinds[0] > 300 && kinds[1] > 300 && stalls > 300 && c0 > 100 && f16 > 100);
    for (unsigned i = 0; i < FLEXSA_NUM_VALUES; i++)
        cr_assert_gt(values[i], 100);
    for (unsigned edge = 16; edge <= 32; edge += 16)
        cr_assert(m[edge - 1] > 5 && m[edge] > 5 && m[edge + 1] > 5);
    cr_assert_gt(m[1], 5);
}

/* ---- a backend that fails now and then ------------------------------------------------------- */

/* By the length of the program: all is well, a wrong byte, a failed run, or the end of the process. GEMMs (the
 * driver's runs have on_progress) are well. */
static enum flexsa_status bad_run(void *instance, const struct flexsa_program *program,
                                  const struct flexsa_run_options *options, struct flexsa_run_result *result,
                                  struct flexsa_error *err)
{
    const enum flexsa_status status = flexsa_csim_backend.run(instance, program, options, result, err);

    if (options->on_progress)
        return status;
    if (status == FLEXSA_OK && program->count % 5 == 1)
        flexsa_csim_backend.gbuf(instance)[8191] ^= 0x80;
    if (status == FLEXSA_OK && program->count % 5 == 2)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "nothing moves at cycle %zu", program->count);
    if (program->count % 25 == 3)
        raise(SIGKILL);
    return status;
}

/* What must come of a case on it. NULL: nothing wrong. */
static const char *expected_of(const struct flexsa_repro *repro)
{
    if (repro->kind == FLEXSA_REPRO_GEMM)
        return NULL;
    return repro->program.count % 25 == 3  ? "crash signal 9"
           : repro->program.count % 5 == 1 ? "value"
           : repro->program.count % 5 == 2 ? "failed nothing moves at cycle *"
                                           : NULL;
}

static void expect_case(const struct flexsa_fuzz_plan *plan, const struct flexsa_log *log,
                        const struct flexsa_log_case *done)
{
    struct flexsa_repro repro = draw(plan, done->index), saved;
    const char *expected = expected_of(&repro);
    struct flexsa_error err = {""};

    cr_assert_eq(done->kind, repro.kind);
    if (!expected) {
        cr_assert_eq(done->status, FLEXSA_OK, "case %llu: %s", (unsigned long long)done->index, done->text);
        cr_assert_null(done->signature);
    } else {
        /* Byte 8191 is stored by few programs: it is "stray" then. */
        const bool either = strcmp(expected, "value") == 0;
        char *path = flexsa_log_repro_path(log, done->index, done->signature);

        cr_assert(either ? done->status == FLEXSA_MISMATCH : strcmp(done->signature, expected) == 0,
                  "case %llu: %s, not %s", (unsigned long long)done->index, done->signature, expected);
        cr_assert_eq(flexsa_repro_read(path, &saved, &err), FLEXSA_OK, "%s", err.text);
        cr_assert_str_eq(saved.signature, done->signature);
        cr_assert_eq(saved.program.count, repro.program.count);
        flexsa_repro_free(&saved);
        free(path);
    }
    flexsa_repro_free(&repro);
}

Test(fuzz, failures_are_kept_and_the_run_goes_on, .timeout = 600)
{
    const struct flexsa_machine machine = case_machine("mini-flexsa");
    const struct flexsa_fuzz_plan plan = {.seed = 7, .machines = &machine, .machine_count = 1, .backend = "golden"};
    struct flexsa_backend_ops bad = flexsa_csim_backend;
    struct flexsa_fuzz_options options = {.count = 300, .jobs = 3, .backend = &bad};
    struct flexsa_log *log;
    struct flexsa_log_case *cases;
    struct flexsa_error err = {""};
    size_t count, crashes = 0;

    bad.run = bad_run;
    enter_folder();
    cr_assert_eq(flexsa_log_open(&log, folder, "plan", false, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_fuzz_run(&plan, &options, log, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_log_read(log, 300, &cases, &count, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(count, 300);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(cases[i].index, i);
        crashes += cases[i].signature && strncmp(cases[i].signature, "crash", 5) == 0;
        expect_case(&plan, log, &cases[i]);
    }
    cr_assert_gt(crashes, 0);
    flexsa_log_free(cases, count);
    flexsa_log_close(log);
    leave_folder();
}

/* ---- the log ------------------------------------------------------------------------------------ */

static size_t count_in(struct flexsa_log *log, uint64_t limit)
{
    struct flexsa_log_case *cases;
    struct flexsa_error err = {""};
    size_t count;

    cr_assert_eq(flexsa_log_read(log, limit, &cases, &count, &err), FLEXSA_OK, "%s", err.text);
    flexsa_log_free(cases, count);
    return count;
}

static struct flexsa_log *open_log(const char *plan, bool resume, const char *says)
{
    struct flexsa_log *log;
    struct flexsa_error err = {""};
    const enum flexsa_status status = flexsa_log_open(&log, folder, plan, resume, &err);

    cr_assert_eq(status, says ? FLEXSA_BAD_INPUT : FLEXSA_OK, "%s", err.text);
    cr_assert(!says || strstr(err.text, says), "%s", err.text);
    return log;
}

Test(fuzz, a_torn_log_counts_what_is_whole, .timeout = 600)
{
    static const char whole[] = "flexsa-fuzz 1 x\n"
                                "case 0\t0\t0\t0\t12\t0.001\t\t\n"
                                "case 2\t0\t1\t1\t12\t0.001\tvalue FW\ta text\n"
                                "case 1case 3\t0\t0\t0\t12\t0.001\t\t\n" /* two joined: neither counts */
                                "case 2\t0\t1\t1\t12\t0.001\tvalue FW\ttwice\n"
                                "case 900\t0\t0\t0\t12\t0.001\t\t\n"
                                "case 5\t0\t0\t7\t12\t0.001\t\t\n";
    static const char torn[] = "case 4\t0\t0\t0\t12";
    const struct flexsa_log_case more = {.index = 4};
    struct flexsa_error err = {""};
    struct flexsa_log *log;
    char text[2048];

    enter_folder();
    snprintf(text, sizeof text, "%s%s", whole, torn);
    write_text("fuzz.log", text);
    open_log("flexsa-fuzz 1 x", false, "take --resume");
    open_log("flexsa-fuzz 1 y", true, "is of another run");
    log = open_log("flexsa-fuzz 1 x", true, NULL);
    cr_assert_eq(count_in(log, 100), 2);
    cr_assert_eq(count_in(log, 1000), 3);
    cr_assert_eq(flexsa_log_add(log, &more, NULL, &err), FLEXSA_OK);
    cr_assert_eq(count_in(log, 100), 3);
    open_log("flexsa-fuzz 1 x", true, "another run is writing");
    flexsa_log_close(log);
    write_text("fuzz.log", "flexsa-fuzz 1 z\n"); /* no case in it: begun anew */
    flexsa_log_close(open_log("flexsa-fuzz 1 x", false, NULL));
    slurp("fuzz.log", text, sizeof text);
    cr_assert_str_eq(text, "flexsa-fuzz 1 x\n");
    leave_folder();
}

/* ---- the command ----------------------------------------------------------------------------------- */

static size_t count_lines(const char *name)
{
    static char text[1 << 20];
    size_t lines = 0;

    slurp(name, text, sizeof text);
    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    return lines;
}

static pid_t start_fuzz(void)
{
    char self[PATH_MAX + 8] = "";
    pid_t pid;

    cr_assert_gt(readlink("/proc/self/exe", self, PATH_MAX), 0);
    strcpy(strrchr(self, '/'), "/flexsa");
    pid = fork();
    if (pid == 0) {
        if (chdir(folder) == 0 && freopen("/dev/null", "w", stderr))
            execl(self, "flexsa", "fuzz", "--count", "2000", "--jobs", "2", "--config", "mini", "--out", "killed", "--stalls",
                  "--inject", "100", "--resume", NULL);
        _exit(127);
    }
    return pid;
}

/* The log's lines in order, without the seconds. */
static void sort_log(const char *name)
{
    char command[3 * PATH_MAX];

    snprintf(command, sizeof command, "cd '%s' && cut -f1-5,7-8 %s/fuzz.log | sort >%s.sorted", folder, name, name);
    cr_assert_eq(system(command), 0);
}

/* Killed again and again, it ends with what an undisturbed run has. */
Test(fuzz, a_killed_run_goes_on, .timeout = 300)
{
    struct outcome outcome;
    unsigned kills = 0;
    int status = 0;

    enter_folder();
    for (size_t wanted = 100; wanted < 1500; wanted += 400) {
        const pid_t pid = start_fuzz();

        while (waitpid(pid, &status, WNOHANG) == 0) {
            if (exists("killed/fuzz.log") && count_lines("killed/fuzz.log") >= wanted)
                kill(pid, SIGKILL);
            usleep(1000);
        }
        cr_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 1, "status 0x%x", status);
        kills += WIFSIGNALED(status);
    }
    cr_assert_gt(kills, 0);
    outcome = flexsa("fuzz --count 2000 --jobs 1 --config mini --out killed --stalls --inject 100 --resume");
    cr_assert_eq(outcome.code, 1, "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.out, "2000 random cases"), "%s", outcome.out);
    cr_assert_eq(count_lines("killed/fuzz.log"), 2001);
    outcome = flexsa("fuzz --count 2000 --jobs 2 --config mini --out calm --stalls --inject 100");
    cr_assert_eq(outcome.code, 1, "%s", outcome.err);
    sort_log("killed");
    sort_log("calm");
    cr_assert_eq(flexsa("info >/dev/null; cmp killed.sorted calm.sorted").code, 0);
    cr_assert_eq(flexsa("info >/dev/null; diff -r -x fuzz.log killed calm").code, 0);
    leave_folder();
}

Test(fuzz, failures_replay_and_reach_junit, .timeout = 600)
{
    struct outcome outcome;
    char xml[65536], path[256] = "", arguments[300];
    const char *replay;

    enter_folder();
    outcome = flexsa("fuzz --count 60 --jobs 1 --seed 5 --config mini --arch flexsa --inject 30 --junit f.xml");
    cr_assert_eq(outcome.code, 1, "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.out, "2 failed"), "%s", outcome.out);
    slurp("f.xml", xml, sizeof xml);
    cr_assert_not_null(strstr(xml, "<testsuite name=\"mini-flexsa\" tests=\"60\" failures=\"2\" errors=\"0\""), "%s", xml);
    replay = strstr(xml, "flexsa replay ");
    cr_assert(replay && sscanf(replay, "flexsa replay %250[^<]", path) == 1);
    snprintf(arguments, sizeof arguments, "replay %s", path);
    outcome = flexsa(arguments);
    cr_assert_eq(outcome.code, 1, "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.out, "as the file says"), "%s", outcome.out);
    leave_folder();
}

Test(fuzz, wrong_use_is_one_clear_line, .timeout = 600)
{
    static const struct {
        const char *arguments;
        int code;
        const char *says;
    } uses[] = {
        {"fuzz --count 0", 2, "--count 0"},
        {"fuzz --jobs 0", 2, "--jobs 0"},
        {"fuzz --config huge", 2, "mini"},
        {"fuzz --config mini --arch flexsa,quantum", 2, "flexsa, cores, single"},
        {"fuzz --config ''", 2, "no machine"},
        {"fuzz --backend abacus", 2, "abacus"},
        {"fuzz --config mini --pipe-depth 3 --second-weight 0 --out missing", 3, "make model MODEL=mini-flexsa-d3-w1"},
        {"fuzz --config mini --out missing --count 9 --jobs 1 >/dev/null; /bin/false", 1, ""},
        {"fuzz --config mini --out missing --count 9", 3, "take --resume"},
        {"fuzz --config mini --out missing --count 9 --resume --seed 2", 3, "is of another run"},
        {"fuzz --config mini --out /nonexistent/x", 3, "/nonexistent/x: cannot write"},
        {"fuzz --config mini --out fine --junit /nonexistent/x", 3, "/nonexistent/x"},
        {"fuzz more", 2, "'more'"},
    };

    enter_folder();
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        const struct outcome outcome = flexsa(uses[i].arguments);

        cr_assert_eq(outcome.code, uses[i].code, "flexsa %s: %d: %s", uses[i].arguments, outcome.code, outcome.err);
        cr_assert_not_null(strstr(outcome.err, uses[i].says), "flexsa %s: %s", uses[i].arguments, outcome.err);
        cr_assert(!strchr(outcome.err, '\n') || strchr(outcome.err, '\n')[1] == '\0', "%s", outcome.err);
    }
    cr_assert_not(exists("fine"));
    leave_folder();
}

/* ---- reset in mid-run ------------------------------------------------------------------------------- */

/* Whenever the RTL is reset, it then does what it would have done: bytes, cycles, counters, times. */
Test(fuzz, a_reset_at_any_cycle_leaves_no_trace, .timeout = 300)
{
    static const char *const models[] = {"mini-flexsa", "mini-cores", "mini-single", "mini-flexsa-d2-w1"};

    for (unsigned i = 0; i < 4; i++) {
        const struct flexsa_machine machine = case_machine(models[i]);
        const struct flexsa_fuzz_plan plan = {.seed = 11, .machines = &machine, .machine_count = 1, .backend = "rtl",
                                              .stalls = true};
        struct flexsa_trial *trial;
        struct flexsa_error err = {""};

        cr_assert_eq(flexsa_trial_open(&trial, &machine, &flexsa_rtl_backend, true, &err), FLEXSA_OK);
        for (uint64_t index = 0; index < 6; index++) {
            struct flexsa_repro repro = draw(&plan, index);
            struct flexsa_verdict verdict, calm;

            flexsa_trial_run(trial, &repro, &calm);
            cr_assert_eq(calm.status, FLEXSA_OK, "%s", calm.text);
            for (repro.reset_at = 1; repro.reset_at <= 60; repro.reset_at += 1 + repro.reset_at / 8) {
                flexsa_trial_run(trial, &repro, &verdict);
                cr_assert_eq(verdict.status, FLEXSA_OK, "%s, case %llu, reset at %llu: %s", models[i],
                             (unsigned long long)index, (unsigned long long)repro.reset_at, verdict.text);
                cr_assert_eq(verdict.cycles, calm.cycles);
            }
            flexsa_repro_free(&repro);
        }
        flexsa_trial_close(trial);
    }
}
