/*
 * test_timeline.c - the trace files of --timeline: what Perfetto asks of the format, one slice for each
 * instruction, and sums that are the event counters. From inside (timeline.h) for programs on csim, from
 * outside for whole GEMMs, wrong input and killed runs.
 */
#define _GNU_SOURCE /* fork, usleep */
#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../csim/timeline.h"
#include "../harness/io/file.h"
#include "../harness/isa/random_program.h"
#include "cli_runner.h"
#include "rtl_cases.h"

enum { MAX_FILE = 1 << 26 };

TestSuite(timeline, .init = enter_folder, .fini = leave_folder, .timeout = 300);

static const char *in_folder(const char *name)
{
    static char path[PATH_MAX + 32];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static char *read_text(const char *name)
{
    struct flexsa_error err = {""};
    char *text;

    cr_assert_eq(flexsa_file_read_text(in_folder(name), MAX_FILE, &text, &err), FLEXSA_OK, "%s", err.text);
    return text;
}

/* Files and temporary files in the folder, without .out and .err. */
static unsigned files_left(void)
{
    DIR *dir = opendir(folder);
    unsigned count = 0;

    cr_assert_not_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

/* ---- reading a file --------------------------------------------------------------------- */

struct slice {
    unsigned pid, tid, index, pass;
    const char *name, *text;
    bool waits;
    uint64_t begin, end, start, done;
};

struct trace {
    cJSON *root;
    struct slice *slices;
    size_t count;
    unsigned processes, tracks;
    char track_names[64][16]; /* by tid */
};

/* A whole number. */
static uint64_t number(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    cr_assert(cJSON_IsNumber(item) && item->valuedouble >= 0, "%s: %s", name, cJSON_PrintUnformatted(object));
    cr_assert_eq(item->valuedouble, (double)(uint64_t)item->valuedouble);
    return (uint64_t)item->valuedouble;
}

static const char *text_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    cr_assert(cJSON_IsString(item) && *item->valuestring, "%s: %s", name, cJSON_PrintUnformatted(object));
    return item->valuestring;
}

static void take_metadata(struct trace *trace, const cJSON *event)
{
    const cJSON *args = cJSON_GetObjectItemCaseSensitive(event, "args");
    const char *name = text_of(event, "name");

    if (strcmp(name, "process_name") == 0) {
        trace->processes++;
        text_of(args, "name");
    } else if (strcmp(name, "thread_name") == 0) {
        const uint64_t tid = number(event, "tid");

        cr_assert_lt(tid, 64);
        cr_assert_str_empty(trace->track_names[tid], "two tracks %u", (unsigned)tid);
        snprintf(trace->track_names[tid], 16, "%s", text_of(args, "name"));
        trace->tracks++;
    } else {
        cr_assert(strcmp(name, "process_sort_index") == 0 || strcmp(name, "thread_sort_index") == 0, "%s", name);
        number(args, "sort_index");
    }
}

static void take_slice(struct trace *trace, const cJSON *event)
{
    struct slice *slice = &trace->slices[trace->count++];
    const cJSON *args = cJSON_GetObjectItemCaseSensitive(event, "args");
    const uint64_t length = number(event, "dur");

    *slice = (struct slice){
        .pid = (unsigned)number(event, "pid"),
        .tid = (unsigned)number(event, "tid"),
        .name = text_of(event, "name"),
        .begin = number(event, "ts"),
        .pass = (unsigned)number(args, "pass"),
        .index = (unsigned)number(args, "index"),
        .text = text_of(args, "text"),
    };
    cr_assert_geq(length, 1);
    slice->end = slice->begin + length;
    cr_assert(slice->pid >= 1 && slice->pid <= trace->processes && slice->tid < 64);
    cr_assert_str_not_empty(trace->track_names[slice->tid], "a slice before its track has a name");
    slice->waits = strcmp(trace->track_names[slice->tid], "waits") == 0;
    if (!slice->waits) {
        slice->start = number(args, "start");
        slice->done = number(args, "done");
        cr_assert(cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(args, "waits")));
    }
}

static int by_track_and_time(const void *x, const void *y)
{
    const struct slice *a = x, *b = y;

    if (a->tid != b->tid)
        return a->tid < b->tid ? -1 : 1;
    return a->begin < b->begin ? -1 : a->begin > b->begin;
}

/* Parses the file and checks what the format asks for. Slices are sorted by track and time. */
static struct trace read_trace(const char *name)
{
    struct trace trace = {0};
    char *text = read_text(name);
    const cJSON *events, *event;

    trace.root = cJSON_Parse(text);
    cr_assert_not_null(trace.root, "no JSON: %.200s", text);
    free(text);
    events = cJSON_GetObjectItemCaseSensitive(trace.root, "traceEvents");
    cr_assert(cJSON_IsArray(events));
    trace.slices = calloc((size_t)cJSON_GetArraySize(events) + 1, sizeof *trace.slices);
    cJSON_ArrayForEach(event, events)
    {
        const char *phase = text_of(event, "ph");

        if (strcmp(phase, "M") == 0)
            take_metadata(&trace, event);
        else
            take_slice(&trace, event);
        cr_assert(strcmp(phase, "M") == 0 || strcmp(phase, "X") == 0, "%s", phase);
    }
    cr_expect_eq(trace.tracks, 6 * trace.processes);
    qsort(trace.slices, trace.count, sizeof *trace.slices, by_track_and_time);
    for (size_t i = 1; i < trace.count; i++) {
        const struct slice *a = &trace.slices[i - 1], *b = &trace.slices[i];

        cr_assert(a->tid != b->tid || (a->pid == b->pid && a->end <= b->begin),
                  "%s: %u \"%s\" until %llu, then %u \"%s\" at %llu", trace.track_names[a->tid], a->index, a->text, (unsigned long long)a->end, b->index, b->text,
                  (unsigned long long)b->begin);
    }
    return trace;
}

static void free_trace(struct trace *trace)
{
    cJSON_Delete(trace->root);
    free(trace->slices);
}

static uint64_t about(const struct trace *trace, const char *name)
{
    return number(cJSON_GetObjectItemCaseSensitive(trace->root, "otherData"), name);
}

/* Cycles of all slices of a name on tracks of a name. */
static uint64_t cycles_of(const struct trace *trace, const char *track, const char *name)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < trace->count; i++)
        if (strcmp(trace->track_names[trace->slices[i].tid], track) == 0 && strcmp(trace->slices[i].name, name) == 0)
            sum += trace->slices[i].end - trace->slices[i].begin;
    return sum;
}

/* What the tracks say in all is what the machine counted. */
static void check_counters(const struct trace *trace, const uint64_t counters[FLEXSA_NUM_CNT], const char *what)
{
    static const struct {
        enum flexsa_cause cause;
        unsigned counter;
    } stalls[] = {{FLEXSA_CAUSE_WEIGHTS, FLEXSA_CNT_STALL_V},
                  {FLEXSA_CAUSE_MOVING, FLEXSA_CNT_STALL_H},
                  {FLEXSA_CAUSE_HALF, FLEXSA_CNT_STALL_O},
                  {FLEXSA_CAUSE_SWITCH, FLEXSA_CNT_STALL_SWITCH}};

    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++)
        cr_expect_eq(cycles_of(trace, "execute", flexsa_mode_name(mode)), counters[FLEXSA_CNT_BUSY_FW + mode],
                     "%s: busy in %s", what, flexsa_mode_name(mode));
    for (size_t i = 0; i < sizeof stalls / sizeof stalls[0]; i++)
        cr_expect_eq(cycles_of(trace, "waits", flexsa_cause_name(stalls[i].cause)), counters[stalls[i].counter],
                     "%s: waits for %s", what, flexsa_cause_name(stalls[i].cause));
}

/* ---- programs ----------------------------------------------------------------------------- */

/* A program that csim has run. */
struct sample {
    struct flexsa_machine machine;
    struct random_program random;
    struct flexsa_run_result result;
    struct flexsa_times *times;
};

static struct sample make_sample(const char *model, uint64_t seed, uint64_t stall_seed)
{
    struct sample sample = {.machine = case_machine(model)};
    struct flexsa_run_options options = {.stall_seed = stall_seed};
    struct flexsa_error err = {""};

    cr_assert_eq(random_program_make(&sample.random, &sample.machine, seed, 60, &err), FLEXSA_OK, "%s", err.text);
    sample.times = options.times = calloc(sample.random.program.count, sizeof *sample.times);
    cr_assert_eq(flexsa_csim_time(&sample.machine, &sample.random.program, &options, &sample.result, NULL, &err),
                 FLEXSA_OK, "%s", err.text);
    return sample;
}

static void free_sample(struct sample *sample)
{
    free(sample->times);
    flexsa_program_free(&sample->random.program);
}

/* Each instruction but Sync has one slice, on the track of its unit, with its times. */
static void check_instructions(const struct trace *trace, const struct sample *sample, const char *what)
{
    static const char *const tracks[FLEXSA_OP_LIMIT] = {[FLEXSA_OP_LDV] = "load V",    [FLEXSA_OP_LDH] = "load H",
                                                        [FLEXSA_OP_SHIFT] = "shift",   [FLEXSA_OP_EXEC] = "execute",
                                                        [FLEXSA_OP_ST] = "OBUF",       [FLEXSA_OP_LDO] = "OBUF"};
    const struct flexsa_program *program = &sample->random.program;
    unsigned *seen = calloc(program->count, sizeof *seen);

    for (size_t i = 0; i < trace->count; i++) {
        const struct slice *slice = &trace->slices[i];
        const size_t index = slice->index < program->count ? slice->index : 0;
        const struct flexsa_instr *instr = &program->instrs[index];
        const struct flexsa_times *times = &sample->times[index];
        char text[FLEXSA_TEXT_BYTES];

        cr_assert_eq(slice->index, index);
        flexsa_instr_print(instr, text);
        cr_expect_str_eq(slice->text, text);
        cr_expect_eq(slice->pid, instr->core + 1);
        cr_expect_leq(slice->end, sample->result.cycles, "%s: %s", what, text);
        if (slice->waits) {
            cr_expect(instr->op == FLEXSA_OP_EXEC && slice->end <= times->start, "%s: %s", what, text);
            continue;
        }
        seen[slice->index]++;
        cr_expect_str_eq(trace->track_names[slice->tid], tracks[instr->op]);
        cr_expect(slice->start == times->start && slice->done == times->done, "%s: %s", what, text);
        cr_expect(slice->begin >= times->start, "%s: %s", what, text);
        if (instr->op == FLEXSA_OP_EXEC)
            cr_expect(slice->begin == times->start && slice->end <= times->done + 1, "%s: %s", what, text);
        else
            cr_expect_eq(slice->end, times->done + 1, "%s: %s", what, text);
    }
    for (size_t i = 0; i < program->count; i++)
        cr_expect_eq(seen[i], program->instrs[i].op != FLEXSA_OP_SYNC, "%s: instruction %zu has %u slices", what, i,
                     seen[i]);
    free(seen);
}

Test(timeline, every_instruction_has_one_slice_and_sums_are_the_counters)
{
    static const char *const models[] = {
        "mini-flexsa", "tall-flexsa",      "small-flexsa", "mini-flexsa-d2-w1", "mini-cores",
        "tall-cores",  "mini-cores-d2-w1", "small-single", "mini-single-d3",    "full-flexsa",
    };
    const unsigned seeds = case_count(6);

    for (size_t m = 0; m < sizeof models / sizeof models[0]; m++)
        for (unsigned seed = 1; seed <= seeds; seed++) {
            const uint64_t stall_seed = seed % 2 ? 0 : seed;
            struct sample sample = make_sample(models[m], seed, stall_seed);
            const struct flexsa_record ran = {sample.result, sample.times};
            struct flexsa_timeline *timeline;
            struct flexsa_error err = {""};
            struct trace trace;
            char what[64];

            snprintf(what, sizeof what, "%s seed %u", models[m], seed);
            cr_assert_eq(flexsa_timeline_open(&timeline, in_folder("t.json"), &sample.machine, "csim", stall_seed, &err),
                         FLEXSA_OK, "%s", err.text);
            cr_assert_eq(flexsa_timeline_add(timeline, &sample.random.program, 0, &ran, &err), FLEXSA_OK, "%s", err.text);
            cr_assert_eq(flexsa_timeline_close(timeline, true, &err), FLEXSA_OK, "%s", err.text);
            trace = read_trace("t.json");
            cr_expect_eq(trace.processes, flexsa_machine_cores(&sample.machine));
            cr_expect_eq(about(&trace, "cycles"), sample.result.cycles);
            check_instructions(&trace, &sample, what);
            check_counters(&trace, sample.result.counters, what);
            free_trace(&trace);
            free_sample(&sample);
        }
    cr_expect_eq(files_left(), 1);
}

Test(timeline, times_that_are_not_csims_are_refused)
{
    struct sample sample = make_sample("mini-flexsa", 3, 0);
    struct flexsa_record ran = {sample.result, sample.times};
    struct flexsa_timeline *timeline;
    struct flexsa_error err = {""};

    sample.times[5].done++;
    cr_assert_eq(flexsa_timeline_open(&timeline, in_folder("t.json"), &sample.machine, "rtl", 0, &err), FLEXSA_OK);
    cr_expect_eq(flexsa_timeline_add(timeline, &sample.random.program, 0, &ran, &err), FLEXSA_SIM_FAILED);
    cr_expect(strstr(err.text, "csim is not in step: instruction 5"), "%s", err.text);
    sample.times[5].done--;
    ran.result.cycles++;
    cr_expect_eq(flexsa_timeline_add(timeline, &sample.random.program, 0, &ran, &err), FLEXSA_SIM_FAILED);
    cr_expect_eq(flexsa_timeline_close(timeline, false, &err), FLEXSA_OK);
    cr_expect_eq(files_left(), 0);
    free_sample(&sample);
}

/* ---- GEMMs ---------------------------------------------------------------------------------- */

struct passes {
    struct flexsa_timeline *timeline;
    uint64_t count, cycles, stop_at; /* SIM_FAILED at this pass, if not 0 */
};

static enum flexsa_status add_pass(void *context, const struct flexsa_pass_run *run, struct flexsa_error *err)
{
    struct passes *passes = context;
    const struct flexsa_record ran = {*run->result, run->times};

    cr_expect_eq(run->first_cycle, passes->cycles);
    passes->cycles += run->result->cycles;
    if (++passes->count == passes->stop_at)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "stopped by the test");
    return flexsa_timeline_add(passes->timeline, &run->pass->program, run->first_cycle, &ran, err);
}

/* Every mode, an initial C, several passes. */
static const struct flexsa_gemm gemm = {.m = 61, .n = 43, .k = 100, .has_c0 = true};

static enum flexsa_status run_gemm(const char *model, struct passes *passes, struct flexsa_gemm_result *result,
                                   struct flexsa_error *err)
{
    const struct flexsa_machine machine = case_machine(model);
    struct case_operands operands = case_make(&gemm, FLEXSA_VALUES_FULL, 5);
    const struct flexsa_operands view = case_view(&operands);
    const struct flexsa_drive_options options = {.on_pass = add_pass, .context = passes};
    struct flexsa_driver *driver = case_open(&machine, &flexsa_csim_backend);
    enum flexsa_status status = flexsa_timeline_open(&passes->timeline, in_folder("t.json"), &machine, "csim", 0, err);

    cr_assert_eq(status, FLEXSA_OK, "%s", err->text);
    status = flexsa_driver_gemm(driver, &gemm, &view, &options, result, err);
    cr_assert_eq(flexsa_timeline_close(passes->timeline, status == FLEXSA_OK, err), FLEXSA_OK);
    flexsa_driver_close(driver);
    case_free(&operands);
    return status;
}

Test(timeline, passes_of_a_gemm_follow_each_other)
{
    static const char *const models[] = {"mini-flexsa", "mini-cores", "mini-single", "mini-flexsa-d2-w1"};

    for (size_t m = 0; m < sizeof models / sizeof models[0]; m++) {
        struct passes passes = {0};
        struct flexsa_gemm_result result;
        struct flexsa_error err = {""};
        struct trace trace;
        uint64_t instrs = 0;

        cr_assert_eq(run_gemm(models[m], &passes, &result, &err), FLEXSA_OK, "%s", err.text);
        cr_assert_gt(passes.count, 1);
        cr_expect_eq(passes.count, result.passes);
        cr_expect_eq(passes.cycles, result.cycles);
        trace = read_trace("t.json");
        cr_expect_eq(about(&trace, "cycles"), result.cycles);
        cr_expect_eq(about(&trace, "passes"), result.passes);
        cr_expect_eq(about(&trace, "instrs"), result.instrs);
        check_counters(&trace, result.counters, models[m]);
        for (size_t i = 0; i < trace.count; i++) {
            cr_expect(i == 0 || trace.slices[i].tid != trace.slices[i - 1].tid ||
                      trace.slices[i].pass >= trace.slices[i - 1].pass);
            instrs += !trace.slices[i].waits;
        }
        cr_expect_leq(instrs, result.instrs);
        free_trace(&trace);
    }
}

Test(timeline, a_pass_can_end_the_gemm)
{
    struct passes passes = {.stop_at = 2};
    struct flexsa_gemm_result result;
    struct flexsa_error err = {""};

    cr_expect_eq(run_gemm("mini-flexsa", &passes, &result, &err), FLEXSA_SIM_FAILED);
    cr_expect_str_eq(err.text, "stopped by the test");
    cr_expect_eq(passes.count, 2);
    cr_expect_not(result.complete);
    cr_expect_eq(files_left(), 0);
}

/* ---- the program ------------------------------------------------------------------------------ */

/* Cuts the one place where files of two backends differ. */
static void cut_backend(char *text)
{
    char *from = strstr(text, "\"backend\":\""), *to = from ? strchr(from + 11, '"') : NULL;

    cr_assert_not_null(to);
    memmove(from, to, strlen(to) + 1);
}

static void expect_same(const char *arguments, const char *const backends[], size_t count)
{
    char *first = NULL;

    for (size_t b = 0; b < count; b++) {
        char line[300], *text;
        struct outcome outcome;

        snprintf(line, sizeof line, "%s --backend %s --timeline t.json", arguments, backends[b]);
        outcome = flexsa(line);
        cr_assert_eq(outcome.code, 0, "%s: %s", line, outcome.err);
        cr_expect(strstr(outcome.out, "t.json"), "%s", outcome.out);
        text = read_text("t.json");
        cr_expect(strstr(text, backends[b]));
        cut_backend(text);
        if (first) {
            cr_expect(strcmp(first, text) == 0, "%s: not the file of %s", line, backends[0]);
            free(text);
        } else {
            first = text;
        }
    }
    free(first);
}

Test(timeline, backends_write_the_same_file)
{
    static const char *const backends[] = {"rtl", "csim", "lockstep"};

    expect_same("gemm --m 61 --n 43 --k 100 --c0 --check --config mini", backends, 3);
    expect_same("gemm --m 61 --n 43 --k 100 --config mini --stall-seed 7", backends, 3);
    expect_same("gemm --m 40 --n 30 --k 50 --config mini --arch cores --stall-seed 2", backends, 3);
    expect_same("gemm --m 40 --n 30 --k 50 --config small --arch single", backends, 2);
}

static const char program[] = "ldv hsw k=4 n=8 addr=0x100 pitch=16\n"
                              "shiftv hsw k=4 n=8\n"
                              "ldh hsw m=16 k=4 addr=0 pitch=8\n"
                              "exec hsw m=16 n=8 k=4 swap last half=0 orow=0\n"
                              "st wide m=16 n=8 addr=0x400 pitch=32 half=0 orow=0\n"
                              "sync\n";

Test(timeline, exec_writes_one_too)
{
    static const char *const backends[] = {"rtl", "csim", "lockstep"};
    static const char *const names[] = {"ldv HSW", "ldh HSW", "shiftv HSW", "HSW", "st wide"};
    struct trace trace;
    size_t next = 0;

    write_text("p.s", program);
    expect_same("exec p.s --config mini --check", backends, 3);
    expect_same("exec p.s --config mini --stall-seed 4", backends, 3);
    trace = read_trace("t.json");
    for (size_t i = 0; i < trace.count; i++)
        if (!trace.slices[i].waits && next < 5)
            cr_expect_str_eq(trace.slices[i].name, names[next++]);
    cr_expect_eq(next, 5);
    cr_expect_eq(cycles_of(&trace, "execute", "HSW"), 8);
    cr_expect_gt(cycles_of(&trace, "waits", "weights"), 0);
    free_trace(&trace);
}

Test(timeline, refusals_and_failures_leave_no_file)
{
    static const struct {
        const char *arguments;
        int code;
        const char *says;
    } cases[] = {
        {"gemm --m 9 --n 9 --k 9 --config mini --backend golden --timeline t.json", 2, "the golden model has no time"},
        {"exec p.s --config mini --backend golden --timeline t.json", 2, "the golden model has no time"},
        {"gemm --m 9 --n 9 --k 9 --config mini --timeline /nowhere/t.json", 3, "/nowhere/t.json: cannot write"},
        {"exec p.s --config mini --timeline /nowhere/t.json", 3, "/nowhere/t.json: cannot write"},
        {"gemm --m 9 --n 9 --k 9 --config mini --timeline .", 3, ".: cannot write: Is a directory"},
        {"gemm --m 9 --n 9 --k 9 --config mini --timeline ''", 3, "cannot write"},
        {"gemm --m 9 --n 9 --k 9 --config mini --timeline /dev/full", 3, "No space left"},
        {"exec p.s --config mini --timeline /dev/full", 3, "No space left"},
        {"gemm --m 9 --n 9 --k 9 --config mini --timeline", 2, "--timeline wants a value"},
        {"gemm --m 9 --n 9 --k 9 --config mini --timeout 5 --timeline t.json", 4, "timeout at cycle 5"},
        {"gemm --m 9 --n 9 --k 9 --config mini --check --inject 1,1,3 --no-debug --timeline t.json", 1, "MISMATCH in gemm"},
        {"exec p.s --config mini --timeout 5 --timeline t.json", 4, "timeout at cycle 5"},
    };

    char *text;

    write_text("p.s", program);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct outcome outcome = flexsa(cases[i].arguments);

        cr_expect_eq(outcome.code, cases[i].code, "%s: exit code %d, %s", cases[i].arguments, outcome.code, outcome.err);
        cr_expect(strstr(outcome.err, cases[i].says), "%s: %s", cases[i].arguments, outcome.err);
        cr_expect(cases[i].code == 1 || strchr(outcome.err, '\n') == outcome.err + strlen(outcome.err) - 1, "%s",
                  outcome.err);
        cr_expect_eq(files_left(), 1, "%s leaves a file", cases[i].arguments);
    }
    write_text("t.json", "old");
    cr_expect_eq(flexsa("gemm --m 9 --n 9 --k 9 --config mini --timeout 5 --timeline t.json").code, 4);
    text = read_text("t.json");
    cr_expect_str_eq(text, "old");
    free(text);
}

/* Killed as soon as the file under construction is there. */
Test(timeline, a_killed_run_leaves_no_file)
{
    char self[PATH_MAX] = "";
    pid_t pid;
    int status;

    cr_assert_gt(readlink("/proc/self/exe", self, sizeof self - 8), 0);
    strcpy(strrchr(self, '/'), "/flexsa");
    pid = fork();
    if (pid == 0) {
        if (chdir(folder) == 0)
            execl(self, "flexsa", "gemm", "--m", "9000", "--n", "500", "--k", "900", "--config", "mini", "--backend",
                  "csim", "--timeline", "t.json", (char *)NULL);
        _exit(127);
    }
    cr_assert_gt(pid, 0);
    for (unsigned i = 0; i < 10000 && files_left() == 0; i++)
        usleep(1000);
    cr_expect_eq(files_left(), 1);
    kill(pid, SIGTERM);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    cr_expect_eq(files_left(), 0);
}
