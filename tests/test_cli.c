/*
 * test_cli.c - the program from outside: exit codes, one clear line for every wrong input, files
 * written whole or not at all, JSON that parses.
 */
#define _GNU_SOURCE /* fork, pipe, usleep */
#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../harness/io/npy.h"
#include "cli_runner.h"

/* A matrix of rows x cols; f32 or f16, all ones. */
static void write_npy(const char *name, size_t rows, size_t cols, bool f32)
{
    char path[PATH_MAX + 32];
    struct flexsa_npy npy = {.rows = rows, .cols = cols};
    struct flexsa_error err;

    npy.f16 = f32 ? NULL : calloc(rows * cols, 2);
    npy.f32 = f32 ? calloc(rows * cols, 4) : NULL;
    for (size_t i = 0; i < rows * cols; i++)
        if (f32)
            npy.f32[i] = 0x3f800000;
        else
            npy.f16[i] = 0x3c00;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    cr_assert_eq(flexsa_npy_write(path, &npy, &err), FLEXSA_OK, "%s", err.text);
    flexsa_npy_free(&npy);
}

/* ---- wrong input ---------------------------------------------------------------------------- */

/* Arguments, exit code, and a part of the one line on stderr. */
struct refusal {
    const char *arguments;
    int code;
    const char *says;
};

static const struct refusal refusals[] = {
    {"", 2, "no command"},
    {"frobnicate", 2, "unknown command 'frobnicate'"},
    {"gemm", 2, "--a A.npy"},
    {"gemm --frob", 2, "unknown option --frob"},
    {"gemm --m", 2, "--m wants a value"},
    {"gemm --m 0 --n 1 --k 1", 2, "at least 1"},
    {"gemm --m -3 --n 1 --k 1", 2, "--m '-3'"},
    {"gemm --m 3x --n 1 --k 1", 2, "--m '3x'"},
    {"gemm --m 99999999999 --n 1 --k 1", 2, "--m '99999999999'"},
    {"gemm --m 1 --n 1 --k 20000000", 3, "each must be 1..16777216"},
    {"gemm --m 16000000 --n 16000000 --k 3", 3, "needs"},
    {"gemm --m 1 --n 1 --k 1 --config huge", 2, "mini"},
    {"gemm --m 1 --n 1 --k 1 --arch quantum", 2, "flexsa, cores, single"},
    {"gemm --m 1 --n 1 --k 1 --backend abacus", 2, "rtl, golden"},
    {"gemm --m 1 --n 1 --k 1 --values odd", 2, "normal, full, special, int"},
    {"gemm --m 1 --n 1 --k 1 --pipe-depth 4", 2, "1, 2 or 3"},
    {"gemm --m 1 --n 1 --k 1 --second-weight 2", 2, "0 or 1"},
    {"gemm --m 1 --n 1 --k 1 --inject 1,0,0", 2, "ROW,COL,BIT"},
    {"gemm --m 1 --n 1 --k 1 --inject 0,0", 2, "ROW,COL,BIT"},
    {"gemm --m 1 --n 1 --k 1 --f16 --inject 0,0,16", 2, "16 bits"},
    {"gemm --m 1 --n 1 --k 1 surplus", 2, "'surplus'"},
    {"gemm --m 1 --n 1 --k 1 --wave-tile 0", 2, "--wave"},
    {"gemm --m 1 --n 1 --k 1 --config mini --wave w.fst --wave-from 5 --wave-to 5", 2, "--wave-to"},
    {"gemm --m 1 --n 1 --k 1 --config mini --wave /nonexistent/w.fst", 3, "/nonexistent/w.fst"},
    {"gemm --m 1 --n 1 --k 1 --config mini --wave /dev/null", 3, "no regular file"},
    {"gemm --m 1 --n 1 --k 1 --config mini --wave w.fst --wave-tile 7 --out out.npy", 3, "tiles 0..0"},
    {"gemm --m 1 --n 1 --k 1 --config mini --wave w.fst --wave-from 999 --out out.npy", 3, "cycles 0.."},
    {"gemm --m 1 --n 1 --k 1 --config mini --backend golden --wave w.fst", 2, "wave"},
    {"gemm --m 1 --n 1 --k 1 --config mini --pipe-depth 3 --second-weight 0", 3, "make model MODEL=mini-flexsa-d3-w1"},
    {"gemm --m 9 --n 9 --k 9 --config mini --timeout 5", 4, "timeout at cycle 5"},
    {"gemm --a a.npy --b b.npy --m 3", 2, "not both"},
    {"gemm --a a.npy", 2, "--b is missing"},
    {"gemm --a missing.npy --b b.npy", 3, "missing.npy"},
    {"gemm --a text.npy --b b.npy", 3, "text.npy"},
    {"gemm --a c.npy --b b.npy", 3, "must be '<f2'"},
    {"gemm --a a.npy --b a.npy", 3, "inner sizes differ"},
    {"gemm --a a.npy --b b.npy --c-in a.npy", 3, "must be '<f4'"},
    {"gemm --a a.npy --b b.npy --c-in c1.npy", 3, "c1.npy is 1 x 1"},
    {"gemm --a a.npy --b b.npy --c0", 2, "--c-in"},
    {"gemm --a . --b b.npy", 3, ".: cannot read: Is a directory"},
    {"gemm --a a.npy --b b.npy --config mini --out /nonexistent/c.npy", 3, "/nonexistent/c.npy"},
    {"gemm --a a.npy --b b.npy --config mini --out .", 3, ".: cannot write: Is a directory"},
    {"gemm --a a.npy --b b.npy --config mini --out /dev/full", 3, "/dev/full: cannot write: No space left"},
    {"run", 2, "file name is missing"},
    {"run missing.csv", 3, "missing.csv"},
    {"run bad.csv", 3, "bad.csv"},
    {"run bare.csv", 3, "is the header line missing"},
    {"run good.csv --config mini --inject 4,4,0", 2, "y fwd: --inject '4,4,0'"},
    {"run good.csv --config mini --layers nothing", 3, "no layer matches"},
    {"run good.csv --config mini --phase sideways", 2, "fwd, dgrad, wgrad"},
    {"run good.csv --config mini --jobs 0", 2, "--jobs"},
    {"run good.csv --config mini --batch 0", 2, "--batch 0"},
    {"sim good.csv --batch 0", 2, "--batch 0"},
    {"run good.csv --config mini --epoch 3", 2, "--trace"},
    {"run good.csv --config mini --batch 7", 3, "batch"},
    {"run good.csv --config mini --pipe-depth 3 --second-weight 0", 3, "make model MODEL=mini-flexsa-d3-w1"},
    {"compile", 2, "--m, --n and --k"},
    {"compile --m 1 --n 1 --k 1 --pass 4", 3, "passes 0..0"},
    {"compile --m 1 --n 1 --k 1 --stats --out p.s", 2, "without --out"},
    {"compile --m 1 --n 1 --k 1 --out /nonexistent/p.s", 3, "/nonexistent/p.s"},
    {"asm", 2, "file name is missing"},
    {"asm missing.s", 3, "missing.s"},
    {"asm wrong.s", 3, "wrong.s:2:"},
    {"asm empty.s", 3, "no instruction"},
    {"disasm empty.s", 3, "empty.s"},
    {"disasm wrong.s", 3, "wrong.s"},
    {"exec illegal.s --config mini", 3, "illegal.s: instruction 0"},
    {"exec tall.s --config mini", 3, "k must be 1..4 in mode HSW of configuration mini"},
    {"exec far.s --config mini", 3, "it ends at byte 0x2010, outside GBUF of 0x2000 bytes"},
    {"exec program.s --config mini --gbuf-out /nonexistent/g.bin", 3, "/nonexistent/g.bin"},
    {"exec program.s --config mini --gbuf missing.bin", 3, "missing.bin"},
    {"exec program.s --config mini --backend golden --check", 2, "--backend rtl"},
    {"exec sync.s --config mini --check", 1, "nothing was checked"},
    {"info now", 2, "'now'"},
    {"bench --config none", 2, "none"},
};

Test(cli, wrong_input_is_one_clear_line, .timeout = 600)
{
    enter_folder();
    write_npy("a.npy", 3, 5, false);
    write_npy("b.npy", 5, 4, false);
    write_npy("c.npy", 3, 4, true);
    write_npy("c1.npy", 1, 1, true);
    write_text("text.npy", "this is no matrix");
    write_text("bad.csv", "name,M,N,K\nx,1,two,3\n");
    write_text("bare.csv", "9,9,9\n9,9,8\n");
    write_text("tall.s", "ldv hsw k=5 n=8 addr=0 pitch=16\n");
    write_text("far.s", "ldh isw m=2 k=4 addr=0x1ff8 pitch=16\n");
    write_text("good.csv", "name,M,N,K\nx,9,10,11\ny,3,4,5\n");
    write_text("wrong.s", "sync\nldv fw k=banana\n");
    write_text("empty.s", "# nothing\n");
    write_text("sync.s", "sync\n");
    write_text("illegal.s", "exec isw m=4 n=4 k=4 swap half=0 orow=0\n");
    write_text("program.s", "sync\n");
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refusal *refusal = &refusals[i];
        const struct outcome outcome = flexsa(refusal->arguments);
        const char *newline = strchr(outcome.err, '\n');

        cr_assert_eq(outcome.code, refusal->code, "flexsa %s: exit code %d, not %d: %s", refusal->arguments,
                     outcome.code, refusal->code, outcome.err);
        cr_assert(newline && newline[1] == '\0', "flexsa %s: not one line: %s", refusal->arguments, outcome.err);
        cr_assert_not_null(strstr(outcome.err, refusal->says), "flexsa %s: %s", refusal->arguments, outcome.err);
        cr_assert(strncmp(outcome.err, "flexsa", 6) == 0, "%s", outcome.err);
        cr_assert_not(exists("out.npy") || exists("w.fst"), "flexsa %s left a file", refusal->arguments);
    }
    leave_folder();
}

Test(cli, a_full_standard_output_is_an_error)
{
    static const char *const commands[] = {"info", "gemm --help", "--help", "compile --m 9 --n 9 --k 9 --json",
                                           "gemm --m 9 --n 9 --k 9 --config mini --json"};

    enter_folder();
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        struct outcome outcome;
        char arguments[128];

        snprintf(arguments, sizeof arguments, "%s >/dev/full 2>said; (exit $?)", commands[i]);
        outcome = flexsa(arguments);
        cr_assert_eq(outcome.code, 3, "flexsa %s: exit code %d", commands[i], outcome.code);
        slurp("said", outcome.err, sizeof outcome.err);
        cr_assert_str_eq(outcome.err, "flexsa: standard output: cannot write: No space left on device\n");
    }
    leave_folder();
}

Test(cli, a_failed_run_leaves_no_output)
{
    enter_folder();
    cr_assert_eq(flexsa("gemm --m 9 --n 9 --k 9 --config mini --timeout 5 --out c.npy").code, 4);
    cr_assert_not(exists("c.npy"));
    cr_assert_eq(flexsa("gemm --m 9 --n 9 --k 9 --config mini --check --inject 8,8,0 --out c.npy").code, 1);
    cr_assert_not(exists("c.npy"));
    leave_folder();
}

/* Starts flexsa in the folder. The pipe's other end is held by it and all its children. */
static pid_t start(char *const *arguments, int *other_end)
{
    char self[PATH_MAX + 8] = "";
    int ends[2];
    pid_t pid;

    cr_assert_gt(readlink("/proc/self/exe", self, PATH_MAX), 0);
    strcpy(strrchr(self, '/'), "/flexsa");
    cr_assert_eq(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        signal(SIGINT, SIG_DFL); /* a background job of a shell, or nohup, ignores these */
        signal(SIGHUP, SIG_DFL);
        if (close(ends[0]) == 0 && dup2(ends[1], STDOUT_FILENO) >= 0 && chdir(folder) == 0)
            execv(self, arguments);
        _exit(127);
    }
    cr_assert_gt(pid, 0);
    close(ends[1]);
    *other_end = ends[0];
    return pid;
}

/* Kills it; true if it and its children are gone within ten seconds. */
static bool kill_all(pid_t pid, int other_end, int number)
{
    struct pollfd gone = {.fd = other_end, .events = POLLIN};
    bool ended;
    int status;

    kill(pid, number);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == number, "signal %d: status 0x%x", number, status);
    ended = poll(&gone, 1, 10000) == 1 && gone.revents & POLLHUP;
    close(other_end);
    return ended;
}

Test(cli, a_killed_run_leaves_no_output, .timeout = 600)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    char *arguments[] = {"flexsa", "gemm", "--m", "300000", "--n", "90", "--k", "90", "--config", "mini",
                         "--wave", "w.fst", "--out", "c.npy", NULL};

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        int other_end;
        pid_t pid;

        enter_folder();
        pid = start(arguments, &other_end);
        for (unsigned wait = 0; !exists("w.fst.hier") && wait < 3000; wait++)
            usleep(10000);
        cr_assert(exists("w.fst"));
        cr_assert(kill_all(pid, other_end, signals[i]));
        cr_assert_not(exists("w.fst") || exists("w.fst.hier") || exists("c.npy"), "signal %d", signals[i]);
        leave_folder();
    }
}

Test(cli, workers_end_with_their_parent, .timeout = 600)
{
    char *arguments[] = {"flexsa", "run", "w.csv", "--config", "mini", "--jobs", "3", NULL};
    int other_end;
    pid_t pid;

    enter_folder();
    write_text("w.csv", "M,N,K\n300000,90,90\n300000,90,91\n300000,90,92\n");
    pid = start(arguments, &other_end);
    usleep(300000);
    cr_assert(kill_all(pid, other_end, SIGKILL));
    leave_folder();
}

/* ---- what works ----------------------------------------------------------------------------------- */

Test(cli, matrices_in_and_out)
{
    static const char *const backends[] = {"rtl", "golden"};

    for (unsigned i = 0; i < 2; i++) {
        char command[200], path[PATH_MAX + 32];
        struct flexsa_npy c;
        struct flexsa_error err;
        struct outcome outcome;

        enter_folder();
        write_npy("a.npy", 3, 5, false);
        write_npy("b.npy", 5, 4, false);
        write_npy("c0.npy", 3, 4, true);
        snprintf(command, sizeof command, "gemm --a a.npy --b b.npy --c-in c0.npy --out c.npy --config mini --check --backend %s",
                 backends[i]);
        outcome = flexsa(command);
        cr_assert_eq(outcome.code, 0, "%s", outcome.err);
        cr_assert_str_empty(outcome.err);
        snprintf(path, sizeof path, "%s/c.npy", folder);
        cr_assert_eq(flexsa_npy_read(path, &c, &err), FLEXSA_OK, "%s", err.text);
        cr_assert(c.rows == 3 && c.cols == 4 && c.f32);
        for (unsigned j = 0; j < 12; j++)
            cr_assert_eq(c.f32[j], 0x40c00000u); /* 1 + 5 * 1 * 1 = 6 */
        flexsa_npy_free(&c);
        outcome = flexsa("gemm --a a.npy --b b.npy --f16 --out c.npy --config mini");
        cr_assert_eq(outcome.code, 0, "%s", outcome.err);
        cr_assert_eq(flexsa_npy_read(path, &c, &err), FLEXSA_OK, "%s", err.text);
        cr_assert(c.f16 && c.f16[11] == 0x4500); /* 5 */
        flexsa_npy_free(&c);
        leave_folder();
    }
}

Test(cli, an_injected_bit_is_exit_1_with_a_report)
{
    static const char *const said[] = {"MISMATCH", "M=20 N=9 K=13", "row 17, column 8", "tile", "modes",
                                       "sub-core", "PE column", "cycle", "got", "expected", "ulp"};
    struct outcome outcome;

    enter_folder();
    outcome = flexsa("gemm --m 20 --n 9 --k 13 --config mini --check --inject 17,8,3");
    cr_assert_eq(outcome.code, 1);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        cr_assert_not_null(strstr(outcome.err, said[i]), "'%s' is missing in: %s", said[i], outcome.err);
    cr_assert_not_null(strstr(outcome.out, "stopped      at cycle"), "%s", outcome.out);
    /* Without --check nobody compares. */
    cr_assert_eq(flexsa("gemm --m 20 --n 9 --k 13 --config mini --inject 17,8,3").code, 0);
    leave_folder();
}

/* The line of a report that says how to repeat it, run by a shell: the same report. */
static void expect_repeats(const char *arguments)
{
    struct outcome outcome = flexsa(arguments);
    char first[sizeof outcome.err], command[8 * PATH_MAX];
    const char *repeat = strstr(outcome.err, "  repeat    ");
    int status;

    cr_assert_eq(outcome.code, 1, "flexsa %s: %s", arguments, outcome.err);
    cr_assert_not_null(repeat, "%s", outcome.err);
    snprintf(first, sizeof first, "%.*s", (int)(repeat - strchr(outcome.err, '(')), strchr(outcome.err, '('));
    repeat = strchr(repeat, '/');
    snprintf(command, sizeof command, "cd '%s' && %.*s >.out 2>.err", folder, (int)strcspn(repeat, "\n"), repeat);
    status = system(command);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%s: status 0x%x", command, status);
    slurp(".err", outcome.err, sizeof outcome.err);
    cr_assert(strncmp(strchr(outcome.err, '('), first, strlen(first)) == 0, "%s: %s", command, outcome.err);
}

Test(cli, a_report_tells_how_to_repeat_it)
{
    enter_folder();
    write_npy("a b.npy", 30, 5, false);
    write_npy("b's.npy", 5, 9, false);
    write_npy("c0.npy", 30, 9, true);
    write_text("w.csv", "M,N,K\n40,10,11\n30,4,5\n");
    expect_repeats("gemm --m 50 --n 9 --k 13 --config mini --check --inject 44,8,3 --seed 9 --values int --c0");
    expect_repeats("gemm --m 50 --n 9 --k 13 --config mini --check --inject 44,8,3 --f16 --arch cores --stall-seed 5");
    expect_repeats("gemm --m 50 --n 9 --k 13 --config mini --check --inject 44,8,30 --backend golden --arch single");
    expect_repeats("gemm --m 50 --n 9 --k 130 --config mini --check --inject 44,8,3 --pipe-depth 2 --second-weight 0");
    expect_repeats("gemm --a 'a b.npy' --b \"b's.npy\" --c-in c0.npy --config mini --check --inject 29,8,3");
    expect_repeats("run w.csv --config mini --inject 20,3,1 --jobs 1 --seed 77 --values full");
    leave_folder();
}

Test(cli, a_workload_is_one_table)
{
    struct outcome outcome;
    cJSON *json;

    enter_folder();
    write_text("w.csv", "name,M,N,K\nfirst,40,10,11\nsecond,3,4,5\nthird,70,3,19\n");
    outcome = flexsa("run w.csv --config mini --jobs 2");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    cr_assert(strstr(outcome.out, "first") && strstr(outcome.out, "third") && strstr(outcome.out, "total"));
    cr_assert_not_null(strstr(outcome.out, "tiles checked, 0 mismatches"), "%s", outcome.out);
    cr_assert_str_empty(outcome.err);

    outcome = flexsa("run w.csv --config mini --arch cores --layers 'f*,third' --json");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    json = cJSON_Parse(outcome.out);
    cr_assert_not_null(json, "%s", outcome.out);
    cr_assert_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "gemms")), 2);
    cr_assert_eq(cJSON_GetObjectItem(json, "mismatches")->valueint, 0);
    cr_assert_gt(cJSON_GetObjectItem(json, "tiles_checked")->valueint, 0);
    cJSON_Delete(json);

    outcome = flexsa("run w.csv --config mini --inject 2,2,0");
    cr_assert_eq(outcome.code, 1);
    cr_assert_not_null(strstr(outcome.err, "MISMATCH in"), "%s", outcome.err);

    /* What has not run to its end has no cycles, and no share in the sums. */
    outcome = flexsa("run w.csv --config mini --timeout 45 --json");
    cr_assert_eq(outcome.code, 4, "%s", outcome.err);
    json = cJSON_Parse(outcome.out);
    cr_assert_not_null(json, "%s", outcome.out);
    cr_assert_eq(cJSON_GetObjectItem(json, "macs")->valueint, 3 * 4 * 5);
    cr_assert_leq(cJSON_GetObjectItem(json, "cycles")->valueint, 45);
    cJSON_Delete(json);
    leave_folder();
}

Test(cli, text_and_words_round_trip)
{
    struct outcome outcome;
    char first[65536];

    enter_folder();
    cr_assert_eq(flexsa("compile --m 30 --n 13 --k 21 --config mini --out p.s").code, 0);
    cr_assert_eq(flexsa("asm p.s --out p.bin").code, 0);
    outcome = flexsa("disasm p.bin");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    snprintf(first, sizeof first, "%s", outcome.out);
    write_text("q.s", first);
    cr_assert_eq(flexsa("asm q.s --out q.bin").code, 0);
    outcome = flexsa("disasm q.bin --out r.s");
    cr_assert_eq(outcome.code, 0);
    slurp("r.s", outcome.out, sizeof outcome.out);
    cr_assert_str_eq(outcome.out, first);
    leave_folder();
}

Test(cli, a_program_by_hand)
{
    struct outcome outcome;

    enter_folder();
    write_text("p.s", "ldv isw k=4 n=4 addr=0 pitch=8\nshiftv isw k=4 n=4\nldh isw m=8 k=4 addr=0x40 pitch=8\n"
                      "exec isw m=8 n=4 k=4 swap last half=0 orow=0\n"
                      "st skinny m=8 n=4 addr=0x100 pitch=16 half=0 orow=0\n");
    write_text("image.bin", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF");
    outcome = flexsa("exec p.s --config mini --gbuf image.bin --gbuf-out after.bin --check --times");
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    cr_assert(strstr(outcome.out, "shiftv isw") && strstr(outcome.out, "128 bytes stored"), "%s", outcome.out);
    cr_assert(exists("after.bin"));
    outcome = flexsa("exec p.s --config mini --check"); /* zeros are stored over zeros, and checked */
    cr_assert_eq(outcome.code, 0, "%s", outcome.err);
    cr_assert_not_null(strstr(outcome.out, "128 bytes stored"), "%s", outcome.out);
    leave_folder();
}

Test(cli, help_and_json_of_every_command)
{
    static const char *const commands[] = {"gemm", "run", "compile", "asm", "disasm", "exec", "bench", "info", "sim", "paper"};
    static const char *const jsons[] = {
        "info --json",
        "compile --m 9 --n 9 --k 9 --config mini --json",
        "gemm --m 9 --n 9 --k 9 --config mini --check --json",
        "gemm --m 9 --n 9 --k 9 --config mini --timeout 3 --json",
        "gemm --m 9 --n 9 --k 9 --config mini --check --inject 1,1,1 --json",
        "gemm --m 9 --n 9 --k 9 --config mini --json --backend golden",
    };
    struct outcome outcome;

    enter_folder();
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char arguments[64];

        snprintf(arguments, sizeof arguments, "%s --help", commands[i]);
        outcome = flexsa(arguments);
        cr_assert(outcome.code == 0 && strncmp(outcome.out, "Usage: flexsa ", 14) == 0, "%s", outcome.out);
    }
    for (size_t i = 0; i < sizeof jsons / sizeof jsons[0]; i++) {
        cJSON *json;

        outcome = flexsa(jsons[i]);
        json = cJSON_Parse(outcome.out);
        cr_assert_not_null(json, "flexsa %s: %s", jsons[i], outcome.out);
        cJSON_Delete(json);
    }
    leave_folder();
}
