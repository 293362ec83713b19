/*
 * test_memory.c - no memory, at any place: each command is run once for every allocation it makes, and that one fails
 * (tests/memory/fail_alloc.c). It must end with code 3 or 4 and one line that says so, or do all as if nothing had
 * happened (the C library has buffers it can do without). Either way nothing half written stays.
 */
#define _GNU_SOURCE /* readlink, mkdtemp */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli_runner.h"

TestSuite(memory, .init = enter_folder, .fini = leave_folder);

/* `output`: the file it writes, or NULL. */
struct memory_case {
    const char *arguments, *output;
};

static const char program[] = "ldv fw n=1 k=1 addr=0 pitch=8\nldh fw m=1 k=1 addr=0x10 pitch=8\nshiftv fw n=1 k=1\n"
                              "exec fw m=1 n=1 k=1 swap last half=0 orow=0\nst wide m=1 n=1 half=0 orow=0 addr=0x1000 pitch=8\n";
static const char repro[] = "flexsa-repro 1\nconfig mini\narch flexsa\nbackend golden\nkind gemm\nm 2\nn 2\nk 2\noperands int 1\nend\n";
static const char layers[] = "layer,in_h,in_w,in_c,out_c,kernel_h,kernel_w,stride_h,stride_w,pad_h,pad_w,groups,input_of\n"
                             "a,4,4,3,4,3,3,1,1,1,1,1,\n";

/* The program beside this one, with its allocation `n` failing (0: none). Returns its exit code. */
static int run(const char *arguments, unsigned long n, unsigned long *allocations)
{
    char self[PATH_MAX] = "", program_path[PATH_MAX + 8], preload[PATH_MAX + 40], count[PATH_MAX + 40], which[48], number[32];
    char words[256], *argv[24] = {program_path}, *at = words;
    char *env[] = {preload, count, which, "PATH=/usr/bin:/bin", "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0", NULL};
    posix_spawn_file_actions_t actions;
    int status, argc = 1;
    pid_t child;

    cr_assert_gt(readlink("/proc/self/exe", self, sizeof self - 1), 0);
    *strrchr(self, '/') = '\0';
    snprintf(program_path, sizeof program_path, "%s/flexsa", self);
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s/fail_alloc.so", self);
    snprintf(count, sizeof count, "FAIL_ALLOC_COUNT=%s/.count", folder);
    snprintf(which, sizeof which, "FAIL_ALLOC=%lu", n);
    snprintf(words, sizeof words, "%s", arguments);
    for (char *word; (word = strsep(&at, " "));)
        argv[argc++] = word;

    cr_assert_eq(chdir(folder), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, ".out", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_addopen(&actions, 2, ".err", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    cr_assert_eq(posix_spawn(&child, program_path, &actions, NULL, argv, env), 0);
    posix_spawn_file_actions_destroy(&actions);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status), "flexsa %s, allocation %lu: signal %d", arguments, n, WTERMSIG(status));
    if (allocations) {
        slurp(".count", number, sizeof number);
        *allocations = strtoul(number, NULL, 10);
    }
    return WEXITSTATUS(status);
}

static unsigned lines_of(const char *text)
{
    unsigned count = 0;

    for (; *text; text++)
        count += *text == '\n';
    return count;
}

/* Times and speeds differ from run to run: figures are left out. */
static void without_figures(char *text)
{
    char *to = text;

    for (; *text; text++)
        if (!strchr("0123456789.kMGe+- ", *text))
            *to++ = *text;
    *to = '\0';
}

/* A file of the folder, and zeros behind it: it may hold any bytes. */
static void read_whole(const char *name, char *bytes, size_t size)
{
    memset(bytes, 0, size);
    slurp(name, bytes, size);
}

/* Undisturbed, and then with each allocation failing. */
static void starve(const struct memory_case *c)
{
    static char out[65536], file[65536], now[65536];
    char err[4096];
    unsigned long allocations, refused = 0;

    cr_assert_eq(run(c->arguments, 0, &allocations), 0, "flexsa %s", c->arguments);
    cr_assert_gt(allocations, 5, "flexsa %s: only %lu allocations were counted", c->arguments, allocations);
    slurp(".out", out, sizeof out);
    without_figures(out);
    if (c->output)
        read_whole(c->output, file, sizeof file);
    for (unsigned long n = 1; n <= allocations; n++) {
        int code;

        if (c->output)
            cr_assert_eq(unlink(c->output) == 0 || errno == ENOENT, 1);
        code = run(c->arguments, n, NULL);
        slurp(".err", err, sizeof err);
        slurp(".out", now, sizeof now);
        if (code == 0) {
            without_figures(now);
            cr_assert_str_eq(err, "", "flexsa %s, allocation %lu of %lu", c->arguments, n, allocations);
            cr_assert_str_eq(now, out, "flexsa %s, allocation %lu of %lu: other output, exit code 0", c->arguments, n, allocations);
            if (c->output) {
                read_whole(c->output, now, sizeof now);
                cr_assert_arr_eq(now, file, sizeof now, "flexsa %s, allocation %lu of %lu: other file", c->arguments, n, allocations);
            }
            continue;
        }
        refused++;
        cr_assert(code == 3 || code == 4, "flexsa %s, allocation %lu of %lu: exit code %d: %s", c->arguments, n, allocations,
                  code, err);
        cr_assert(lines_of(err) == 1 && (strstr(err, "memory") || strstr(err, "ENOMEM")),
                  "flexsa %s, allocation %lu of %lu: not one line about memory: %s", c->arguments, n, allocations, err);
        if (c->output && exists(c->output)) { /* what failed came after it */
            read_whole(c->output, now, sizeof now);
            cr_assert_arr_eq(now, file, sizeof now, "flexsa %s, allocation %lu of %lu: half a file", c->arguments, n, allocations);
        }
    }
    cr_assert_gt(refused, allocations / 2, "flexsa %s: %lu of %lu allocations were missed by nobody", c->arguments,
                 allocations - refused, allocations);
}

static void starve_all(const struct memory_case *cases, size_t count)
{
    write_text("p.s", program);
    write_text("c.repro", repro);
    write_text("layers.csv", layers);
    write_text("list.csv", "M,N,K\n3,4,5\n");
    write_text("m.json", "{\"sub_rows\": 16, \"sub_cols\": 16}");
    for (size_t i = 0; i < count; i++)
        starve(&cases[i]);
}

#define STARVE(...)                                                                                                    \
    do {                                                                                                               \
        const struct memory_case cases[] = {__VA_ARGS__};                                                              \
        starve_all(cases, sizeof cases / sizeof cases[0]);                                                             \
    } while (0)

Test(memory, gemm, .timeout = 600)
{
    STARVE({"gemm --m 3 --n 4 --k 5 --config mini --backend golden --check", NULL},
           {"gemm --m 3 --n 4 --k 5 --config mini --backend csim --out c.npy --json", "c.npy"});
}

Test(memory, programs, .timeout = 600)
{
    STARVE({"asm p.s --json", NULL}, {"asm p.s --out p.bin", "p.bin"}, {"exec p.s --config mini --backend csim --check", NULL},
           {"exec p.s --config mini --backend csim --timeline t.json", "t.json"},
           {"compile --m 3 --n 4 --k 5 --config mini --out g.s", "g.s"});
}

Test(memory, files, .timeout = 600)
{
    STARVE({"replay c.repro", NULL}, {"sim layers.csv --config m.json", NULL}, {"sim list.csv --csv", NULL},
           {"run list.csv --config mini --backend golden --jobs 1", NULL}, {"info --json", NULL});
}
