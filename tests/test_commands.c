/*
 * test_commands.c - what `flexsa` prints where other tests only look at its exit code, and what it says when a file
 * cannot be written, a model cannot be loaded, or nothing was checked.
 */
#define _POSIX_C_SOURCE 200809L /* setenv */
#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../harness/fuzz/junit.h"
#include "cli_runner.h"

TestSuite(commands, .init = enter_folder, .fini = leave_folder);

static const char program[] = "ldv fw n=2 k=2 addr=0 pitch=8\nldh fw m=2 k=2 addr=0x10 pitch=8\nshiftv fw n=2 k=2\n"
                              "exec fw m=2 n=2 k=2 swap last half=0 orow=0\nst wide m=2 n=2 half=0 orow=0 addr=0x1000 pitch=8\n";

static cJSON *json_of(const char *arguments)
{
    cJSON *object = cJSON_Parse(flexsa(arguments).out);

    cr_assert_not_null(object, "flexsa %s prints no JSON", arguments);
    return object;
}

static double number(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItem(object, key);

    cr_assert(cJSON_IsNumber(item), "no number '%s'", key);
    return item->valuedouble;
}

/* Refused with this code, and one line that says so. */
static void expect_refusal(const char *arguments, int code, const char *says)
{
    const struct outcome got = flexsa(arguments);

    cr_expect_eq(got.code, code, "flexsa %s: exit code %d, want %d: %s", arguments, got.code, code, got.err);
    cr_expect(strstr(got.err, says), "flexsa %s says: %s", arguments, got.err);
    cr_expect_eq(strchr(got.err, '\n'), got.err + strlen(got.err) - 1, "flexsa %s: not one line: %s", arguments, got.err);
}

Test(commands, lockstep_counts_programs_and_cycles)
{
    unsigned programs = 0, instructions = 0, cycles = 0;
    const struct outcome text = flexsa("lockstep --config mini --count 3 --instructions 20 --seed 5");
    cJSON *json = json_of("lockstep --config mini --count 3 --instructions 20 --seed 5 --json");

    cr_assert_eq(sscanf(text.out, "%u random programs on mini flexsa, %u instructions, %u cycles", &programs, &instructions, &cycles), 3,
                 "%s", text.out);
    cr_expect_eq(programs, 3);
    cr_expect_eq(number(json, "programs"), 3);
    cr_expect_eq(number(json, "instructions"), instructions);
    cr_expect_eq(number(json, "cycles"), cycles);
    cr_expect_eq(number(json, "differences"), 0);
    cJSON_Delete(json);

    /* Stalls cost cycles, and change no instruction. */
    json = json_of("lockstep --config mini --count 3 --instructions 20 --seed 5 --stalls --json");
    cr_expect_eq(number(json, "instructions"), instructions);
    cr_expect_gt(number(json, "cycles"), cycles);
    cJSON_Delete(json);
    expect_refusal("lockstep --count 0", 2, "--count 0");
    expect_refusal("lockstep --instructions 0", 2, "--instructions 0");
    expect_refusal("lockstep --config mini --pipe-depth 4", 2, "--pipe-depth 4");
}

/* The golden model runs a GEMM at once: nothing here depends on speed. */
Test(commands, bench_measures_each_thing_once, .timeout = 600)
{
    static const char *const names[] = {"full waves", "full waves", "pruned layer", "pruned layer", "csim, every cycle",
                                        "csim, by classes", "golden arithmetic"};
    cJSON *json = json_of("bench --config full --backend golden --json"), *list = cJSON_GetObjectItem(json, "measures");
    const struct outcome text = flexsa("bench --config quarter --backend golden --check");

    cr_assert_eq(cJSON_GetArraySize(list), 7);
    for (int i = 0; i < 7; i++) {
        const cJSON *item = cJSON_GetArrayItem(list, i);

        cr_expect_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(item, "name")), names[i]);
        cr_expect_eq(number(item, "jobs"), i == 1 || i == 3 ? 2 : 1);
        cr_expect_gt(number(item, "macs_per_second"), 0);
    }
    /* The machine's PEs: updates for each cycle. */
    cr_expect_float_eq(number(cJSON_GetArrayItem(list, 4), "pe_updates_per_second") /
                           number(cJSON_GetArrayItem(list, 4), "cycles_per_second"), 16384, 1e-6);
    cJSON_Delete(json);
    cr_expect_eq(text.code, 0, "%s", text.err);
    for (int i = 0; i < 7; i++)
        cr_expect(strstr(text.out, names[i]), "%s is not in: %s", names[i], text.out);
    expect_refusal("bench --config mini --backend nothing", 2, "nothing");
    expect_refusal("bench --config small --pipe-depth 3", 3, "make model MODEL=small-flexsa-d3");
}

Test(commands, programs_are_listed)
{
    struct outcome got;
    cJSON *json, *item;

    write_text("p.s", program);
    got = flexsa("asm p.s");
    cr_assert_eq(got.code, 0);
    cr_expect(strstr(got.out, "  ldv fw k=2 n=2 addr=0x0 pitch=8\n") || strstr(got.out, "  ldv fw k=2 n=2 addr=0 pitch=8\n"), "%s", got.out);
    cr_expect_eq(strcspn(got.out, " "), 32, "a word has 32 digits");

    json = json_of("asm p.s --json");
    cr_assert_eq(cJSON_GetArraySize(json), 5);
    item = cJSON_GetArrayItem(json, 0);
    cr_expect_eq(strlen(cJSON_GetStringValue(cJSON_GetObjectItem(item, "word"))), 32);
    cr_expect_eq(strncmp(cJSON_GetStringValue(cJSON_GetObjectItem(item, "word")), got.out, 32), 0);
    cJSON_Delete(json);
}

Test(commands, exec_tells_when_instructions_ran)
{
    struct outcome got;
    cJSON *json, *times;

    write_text("p.s", program);
    got = flexsa("exec p.s --config mini --backend csim --times --check --gbuf-out g.bin");
    cr_assert_eq(got.code, 0, "%s", got.err);
    cr_expect(strstr(got.out, "5 instructions on mini flexsa (csim): "), "%s", got.out);
    cr_expect(strstr(got.out, "16 bytes stored"), "%s", got.out);
    cr_expect(strstr(got.out, "exec fw"), "%s", got.out);
    cr_expect(exists("g.bin"));

    json = json_of("exec p.s --config mini --backend csim --times --check --gbuf g.bin --json");
    times = cJSON_GetObjectItem(json, "times");
    cr_assert_eq(cJSON_GetArraySize(times), 5);
    for (int i = 0; i < 5; i++)
        cr_expect_leq(number(cJSON_GetArrayItem(times, i), "start"), number(cJSON_GetArrayItem(times, i), "done"));
    cr_expect_lt(number(cJSON_GetArrayItem(times, 4), "done"), number(json, "cycles"));
    cr_expect_eq(number(json, "bytes_stored"), 16);
    cJSON_Delete(json);

    write_text("nothing.s", "sync\n");
    expect_refusal("exec nothing.s --config mini --backend csim --check", 1, "nothing was checked");
}

Test(commands, lists_help_and_figures)
{
    struct outcome got = flexsa("--help");
    cJSON *json;

    cr_expect_eq(got.code, 0);
    cr_expect(strstr(got.out, "  lockstep "), "%s", got.out);
    got = flexsa("info --constants");
    cr_expect_eq(got.code, 0);
    cr_expect_eq(strncmp(got.out, "key,value,unit,origin\n", 22), 0, "%s", got.out);
    json = json_of("info --json");
    cr_expect_gt(cJSON_GetArraySize(cJSON_GetObjectItem(json, "configs")), 4);
    cJSON_Delete(json);
    expect_refusal("info --frob", 2, "--frob");
}

/* The disk is full; nothing is left, or the older file. */
Test(commands, a_full_disk_is_one_line)
{
    static const char *const arguments[] = {
        "gemm --m 2 --n 2 --k 2 --config mini --backend golden --out /dev/full",
        "compile --m 2 --n 2 --k 2 --config mini --out /dev/full",
        "asm p.s --out /dev/full",
        "disasm p.bin --out /dev/full",
        "exec p.s --config mini --backend csim --gbuf-out /dev/full",
        "exec p.s --config mini --backend csim --timeline /dev/full",
        "fuzz --count 2 --config mini --arch flexsa --backend golden --jobs 1 --out f --junit /dev/full",
        "shrink c.repro --out /dev/full",
    };

    write_text("p.s", program);
    write_text("c.repro", "flexsa-repro 1\nconfig mini\narch flexsa\nbackend golden\nkind gemm\nm 2\nn 2\nk 2\n"
                          "inject 0,0,3\noperands int 1\nend\n");
    cr_assert_eq(flexsa("asm p.s --out p.bin").code, 0);
    for (size_t i = 0; i < sizeof arguments / sizeof arguments[0]; i++)
        expect_refusal(arguments[i], 3, "/dev/full: cannot write: No space left on device");
}

/* It would be in no row of the table, and the run "all equal". */
Test(commands, a_damaged_log_is_refused)
{
    expect_refusal("fuzz --count 0 --out f", 2, "--count 0");
    cr_assert_eq(flexsa("fuzz --count 2 --config mini --arch flexsa --backend golden --jobs 1 --out f").code, 0);
    write_text("f/fuzz.log", "flexsa-fuzz 1 seed=1 backend=golden stalls=0 resets=0 inject=0 machines=mini-flexsa\n"
                             "case 1\t77\t0\t1\t0\t0.1\tvalue FW\tx\n");
    expect_refusal("fuzz --count 2 --config mini --arch flexsa --backend golden --jobs 1 --out f --resume", 3, "'case 1' is damaged");
}

Test(commands, what_cannot_be_loaded_is_named)
{
    write_text("mini-flexsa.so", "no library\n");
    setenv("FLEXSA_MODELS", folder, 1);
    expect_refusal("gemm --m 2 --n 2 --k 2 --config mini", 4, "cannot load the RTL model mini-flexsa");
    expect_refusal("gemm --m 2 --n 2 --k 2 --config small", 3, "make model MODEL=small-flexsa");
    write_text("list.csv", "M,N,K\n2,2,2\n3,3,3\n");
    expect_refusal("run list.csv --config mini", 4, "cannot load the RTL model mini-flexsa");
    write_text("c.repro", "flexsa-repro 1\nconfig mini\narch flexsa\nkind gemm\nm 2\nn 2\nk 2\noperands int 1\nend\n");
    expect_refusal("replay c.repro", 4, "cannot load the RTL model mini-flexsa");
    expect_refusal("shrink c.repro", 4, "cannot load the RTL model mini-flexsa");
    expect_refusal("fuzz --count 2 --config mini --arch flexsa --jobs 1", 4, "cannot load the RTL model mini-flexsa");
    unsetenv("FLEXSA_MODELS");
}

/* Texts quote what failed, and may hold anything. */
Test(commands, junit_escapes_its_texts)
{
    struct flexsa_machine machine;
    const struct flexsa_fuzz_plan plan = {.seed = 1, .machines = &machine, .machine_count = 1, .backend = "golden"};
    struct flexsa_log_case cases[] = {
        {.index = 0, .seconds = 0.5},
        {.index = 1, .status = FLEXSA_MISMATCH, .signature = (char[]){"value <FW>"}, .text = (char[]){"\"a\" & 'b' \x1b"}},
        {.index = 2, .status = FLEXSA_SIM_FAILED, .kind = FLEXSA_REPRO_PROGRAM, .signature = (char[]){"failed"}, .text = (char[]){"t"}},
    };
    struct flexsa_error err = {""};
    struct flexsa_log *log;
    char path[PATH_MAX + 16], text[4096];

    cr_assert_eq(flexsa_machine_init(&machine, "mini", FLEXSA_ARCH_FLEXSA, &err), FLEXSA_OK);
    snprintf(path, sizeof path, "%s/log", folder);
    cr_assert_eq(flexsa_log_open(&log, path, "flexsa-fuzz 1", false, &err), FLEXSA_OK, "%s", err.text);
    snprintf(path, sizeof path, "%s/j.xml", folder);
    cr_assert_eq(flexsa_junit_write(path, &plan, log, cases, 3, &err), FLEXSA_OK, "%s", err.text);
    flexsa_log_close(log);
    slurp("j.xml", text, sizeof text);
    cr_expect(strstr(text, "<testsuite name=\"mini-flexsa\" tests=\"3\" failures=\"1\" errors=\"1\" time=\"0.500000\">"), "%s", text);
    cr_expect(strstr(text, "<failure type=\"value &lt;FW&gt;\" message=\"&quot;a&quot; &amp; 'b'  \">"), "%s", text);
    cr_expect(strstr(text, "<error type=\"failed\" message=\"t\">"), "%s", text);
}

Test(commands, folders_and_lists_of_fuzz_are_judged_first)
{
    write_text("file", "");
    expect_refusal("fuzz --count 1 --out file/log --backend golden", 3, "cannot write: Not a directory");
    expect_refusal("fuzz --count 4000000000", 2, "take another seed for more");
    expect_refusal("fuzz --jobs 0", 2, "--jobs 0");
    expect_refusal("fuzz --config mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,"
                   "mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini,mini", 2, "--config and --arch name more than");
    expect_refusal("shrink none.repro --tries 0", 2, "--tries 0");
    expect_refusal("paper --out file/folder --no-plots", 3, "cannot make the folder: Not a directory");
    expect_refusal("paper --out file --no-plots", 3, "not a folder");
}

/* Values that differ: of a flipped bit, and of a program that stores where it was not to. */
Test(commands, run_and_replay_name_what_differs)
{
    write_text("c.repro", "flexsa-repro 1\nconfig mini\narch flexsa\nbackend golden\nkind gemm\nm 2\nn 2\nk 2\n"
                          "inject 1,0,3\noperands int 1\nend\n");
    expect_refusal("exec none.s --config mini", 3, "none.s: cannot open");
    expect_refusal("exec none.s --config mini --binary", 3, "none.s: cannot open");
    cr_expect_eq(flexsa("replay c.repro").code, 1);
    cr_expect_eq(flexsa("shrink c.repro --out m.repro --backend golden").code, 0);
    cr_expect(exists("m.repro"));
    cr_expect_eq(flexsa("replay m.repro").code, 1);
}
