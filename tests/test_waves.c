/*
 * test_waves.c - the saved GTKWave views against a dump: GTKWave drops a signal that is not there
 * and a filter it can not open without failing, so what it shows is compared with what a view
 * names. And --wave-from, --wave-to, --wave-tile: a window is smaller than the whole.
 */
#define _GNU_SOURCE /* mkdtemp */
#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../harness/backend/rtl_backend.h"
#include "../harness/debug/debug.h"

enum { LINE_SIZE = 512 };

static char folder[64];

static void enter_folder(void)
{
    strcpy(folder, "/tmp/flexsa-waves-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(access("waves/unit.gtkw", R_OK), 0, "run the tests from the root of the repository");
}

static void leave_folder(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

static FILE *open_in_folder(const char *name, const char *how)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, how);
    cr_assert_not_null(file, "%s", path);
    return file;
}

/* One GEMM with waves into FILE; its size. */
static long dump(const char *file, const char *options)
{
    char self[PATH_MAX] = "", command[PATH_MAX + 512];
    struct stat info;

    cr_assert_gt(readlink("/proc/self/exe", self, sizeof self - 1), 0);
    *strrchr(self, '/') = '\0';
    snprintf(command, sizeof command,
             "'%s/flexsa' gemm --m 40 --n 10 --k 13 --config mini --check --wave %s/%s %s >%s/run.log 2>&1",
             self, folder, file, options, folder);
    cr_assert_eq(system(command), 0, "%s", command);
    snprintf(command, sizeof command, "%s/%s", folder, file);
    cr_assert_eq(stat(command, &info), 0, "no %s", command);
    return (long)info.st_size;
}

static int has_line(FILE *file, const char *wanted)
{
    char line[LINE_SIZE];

    rewind(file);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (strcmp(line, wanted) == 0)
            return 1;
    }
    return 0;
}

static int contains(FILE *file, const char *wanted)
{
    char line[LINE_SIZE];

    rewind(file);
    while (fgets(line, sizeof line, file))
        if (strstr(line, wanted))
            return 1;
    return 0;
}

/* Signals of the view that GTKWave's log does not list as shown; `named` counts all. */
static unsigned missing_signals(const char *view_path, FILE *log, unsigned *named, char *first)
{
    char line[LINE_SIZE], wanted[LINE_SIZE + 16];
    unsigned missing = 0;
    FILE *view = fopen(view_path, "r");

    cr_assert_not_null(view, "%s", view_path);
    *named = 0;
    while (fgets(line, sizeof line, view)) {
        const char *signal = line;

        line[strcspn(line, "\r\n")] = '\0';
        if (strncmp(line, "+{", 2) == 0)
            signal = strstr(line, "} ") ? strstr(line, "} ") + 2 : "";
        else if (line[0] == '\0' || strchr("[*@^-", line[0]))
            continue;
        ++*named;
        snprintf(wanted, sizeof wanted, "SHOWN %s", signal);
        if (!has_line(log, wanted) && missing++ == 0)
            strcpy(first, signal);
    }
    fclose(view);
    return missing;
}

/* Opens mini.fst with the view; GTKWave lists what it shows. */
static FILE *show(const char *view)
{
    char command[1024];

    snprintf(command, sizeof command,
             "timeout 120 xvfb-run -a gtkwave -S %s/list.tcl %s/mini.fst %s >%s/gtkwave.log 2>&1",
             folder, folder, view, folder);
    cr_assert_eq(system(command), 0, "%s", command);
    return open_in_folder("gtkwave.log", "r");
}

static void write_list_script(void)
{
    FILE *script = open_in_folder("list.tcl", "w");

    fputs("foreach signal [gtkwave::getDisplayedSignals] { puts \"SHOWN $signal\" }\n"
          "gtkwave::/File/Quit\n", script);
    cr_assert_eq(fclose(script), 0);
}

TestSuite(waves, .init = enter_folder, .fini = leave_folder);

Test(waves, gtkwave_shows_every_signal_of_every_view)
{
    static const char *const views[] = {"waves/unit.gtkw", "waves/core.gtkw", "waves/pe.gtkw"};
    char path[128], first[LINE_SIZE] = "";
    unsigned named;
    FILE *file;

    cr_assert_eq(system("command -v gtkwave >/dev/null && command -v xvfb-run >/dev/null && command -v xauth >/dev/null"), 0,
                 "GTKWave or xvfb is missing: apt-get install gtkwave xvfb xauth");
    dump("mini.fst", "");
    write_list_script();
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        FILE *log = show(views[i]);

        cr_assert_eq(missing_signals(views[i], log, &named, first), 0, "%s: no signal %s in the dump",
                     views[i], first);
        cr_assert_gt(named, 5, "%s names only %u signals", views[i], named);
        cr_assert_not(contains(log, "Could not open"), "%s: GTKWave can not open a filter", views[i]);
        fclose(log);
        file = fopen(views[i], "r");
        cr_assert_not_null(file);
        cr_assert_not(contains(file, "[dumpfile]") || contains(file, "[savefile]") || contains(file, "^1 /"),
                      "%s holds a path of one machine", views[i]);
        fclose(file);
    }

    /* The check itself: a view with one signal too many and a filter that is not there. */
    file = open_in_folder("bad.gtkw", "w");
    fputs("@28\nflexsa.flexsa_top.clk_i\n+{gone} flexsa.flexsa_top.no_such_signal\n@2022\n^1 ./waves/no_such.txt\n"
          "flexsa.flexsa_top.count_index_i[5:0]\n", file);
    cr_assert_eq(fclose(file), 0);
    snprintf(path, sizeof path, "%s/bad.gtkw", folder);
    file = show(path);
    cr_assert_eq(missing_signals(path, file, &named, first), 1);
    cr_assert_eq(named, 3);
    cr_assert_str_eq(first, "flexsa.flexsa_top.no_such_signal");
    cr_assert(contains(file, "Could not open"));
    fclose(file);
}

/* A bit of the partial sum in row 1, column 2 of sub-core 0, whenever a step of the array ends in cycle 70. */
static void plant(void *context, const struct flexsa_array *array, uint64_t cycle, unsigned stepped)
{
    (void)context;
    if (cycle == 70 && stepped)
        array->core[0].psum[array->cols + 2] ^= 1u << 20;
}

Test(waves, the_view_of_a_divergence_shows_its_chain)
{
    struct flexsa_repro repro = {.kind = FLEXSA_REPRO_GEMM, .values_seed = 1, .gemm = {.m = 40, .n = 10, .k = 13}};
    struct flexsa_debug_pass pass;
    struct flexsa_divergence found;
    struct flexsa_error err = {""};
    char fst[128], gtkw[128], first[LINE_SIZE] = "";
    unsigned named;
    FILE *log, *view;

    cr_assert_eq(flexsa_machine_init(&repro.machine, "mini", FLEXSA_ARCH_FLEXSA, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_debug_of_repro(&repro, &flexsa_rtl_backend, &pass, &err), FLEXSA_OK, "%s", err.text);
    pass.debug.fault = plant;
    cr_assert_eq(flexsa_debug_find(&pass.debug, &flexsa_rtl_backend, &found, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(found.wrong, FLEXSA_WRONG_ARITHMETIC, "%s", flexsa_wrong_name(found.wrong));
    cr_assert(found.core == 0 && found.pe_row == 1 && found.pe_col == 2 && found.cycle == 70);

    snprintf(fst, sizeof fst, "%s/mini.fst", folder);
    snprintf(gtkw, sizeof gtkw, "%s/mini.gtkw", folder);
    cr_assert_eq(flexsa_debug_wave(&pass.debug, &flexsa_rtl_backend, &found, fst, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_debug_view(&pass.debug, &found, fst, "./waves", gtkw, &err), FLEXSA_OK, "%s", err.text);
    write_list_script();
    log = show(gtkw);
    cr_assert_eq(missing_signals(gtkw, log, &named, first), 0, "no signal %s in the dump", first);
    cr_assert_eq(named, 8 + 8 * 8 + 4, "%u signals: control, 8 rows of PEs, OBUF", named);
    cr_assert_not(contains(log, "Could not open"));
    fclose(log);
    /* The marker stands where the value is wrong; zoom, marker, a, b. */
    view = fopen(gtkw, "r");
    cr_assert_not_null(view);
    snprintf(first, sizeof first, "*-5.2 705 %llu 705 -1", 10 * (unsigned long long)found.wave_begin);
    cr_assert(contains(view, first), "no line %s", first);
    fclose(view);
    flexsa_debug_pass_free(&pass);
}

Test(waves, filters_name_every_value)
{
    static const struct {
        char file[16];
        unsigned values;
    } filters[] = {{"mode.txt", 8}, {"op.txt", 8}, {"state.txt", 7}, {"owner.txt", 7}};
    char path[128], line[LINE_SIZE];
    FILE *out;

    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        FILE *file;

        snprintf(path, sizeof path, "waves/%s", filters[i].file);
        file = fopen(path, "r");
        cr_assert_not_null(file, "%s", path);
        for (unsigned value = 0; value < filters[i].values; value++) {
            cr_assert_not_null(fgets(line, sizeof line, file), "%s: no line for %u", path, value);
            cr_assert_eq(strtoul(line, NULL, 16), value, "%s: line %u", path, value + 1);
        }
        fclose(file);
    }
    /* 1.0, -2.0, the smallest subnormal, -infinity; lane 0 is at the right end. */
    out = popen("echo fc000001c0003c00 | waves/binary16.pl; echo c00000003f800000 | waves/binary32.pl", "r");
    cr_assert_not_null(out);
    cr_assert_not_null(fgets(line, sizeof line, out));
    cr_assert_str_eq(line, "1 -2 5.96e-08 -inf\n");
    cr_assert_not_null(fgets(line, sizeof line, out));
    cr_assert_str_eq(line, "1 -2\n");
    cr_assert_eq(pclose(out), 0);
}

Test(waves, windows_are_smaller_than_the_whole)
{
    const long whole = dump("whole.fst", "");
    const long cycles = dump("cycles.fst", "--wave-from 20 --wave-to 40");
    const long tile = dump("tile.fst", "--wave-tile 0");

    cr_assert_lt(cycles, whole, "--wave-from 20 --wave-to 40 wrote %ld bytes, everything is %ld", cycles, whole);
    cr_assert_lt(tile, whole, "--wave-tile 0 wrote %ld bytes, everything is %ld", tile, whole);
}
