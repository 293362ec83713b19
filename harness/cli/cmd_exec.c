/* cmd_exec.c - `flexsa exec`: a program written by hand, on a GBUF read from and written to files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../csim/timeline.h"
#include "../golden/golden.h"
#include "../io/file.h"
#include "common.h"
#include "program_file.h"

struct exec_args {
    const char *gbuf, *gbuf_out, *wave, *timeline;
    bool check, binary, times, json;
    struct machine_options machine;
    struct run_options run;
};

struct exec_job {
    const struct exec_args *args;
    struct flexsa_machine machine;
    const struct flexsa_backend_ops *backend;
    struct flexsa_program program;
    uint8_t *image; /* gbuf_bytes: GBUF before the run */
};

static enum flexsa_status read_image(struct exec_job *job, struct flexsa_error *err)
{
    char *data;
    size_t size;
    enum flexsa_status status;

    job->image = calloc(job->machine.gbuf_bytes, 1);
    if (!job->image)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a GBUF image");
    if (!job->args->gbuf)
        return FLEXSA_OK;
    status = flexsa_file_read(job->args->gbuf, job->machine.gbuf_bytes, &data, &size, err);
    if (status != FLEXSA_OK)
        return status;
    memcpy(job->image, data, size);
    free(data);
    return FLEXSA_OK;
}

/* context: the uint64_t they are added to. */
static bool count_bytes(void *context, const struct flexsa_write *write)
{
    for (unsigned i = 0; i < write->bytes; i++)
        *(uint64_t *)context += write->strobe[i / 8] >> i % 8 & 1;
    return true;
}

/* Runs on one backend; GBUF afterwards is copied to `after`, bytes the program stored are counted. */
static enum flexsa_status run_on(const struct exec_job *job, const struct flexsa_backend_ops *backend,
                                 struct flexsa_times *times, uint8_t *after, uint64_t *stored,
                                 struct flexsa_run_result *result, struct flexsa_error *err)
{
    const bool timed = backend == job->backend;
    const struct flexsa_run_options options = {
        .on_write = count_bytes,
        .context = stored,
        .timeout_cycles = job->args->run.timeout,
        .stall_seed = job->args->run.stall_seed,
        .times = times,
    };
    void *instance;
    enum flexsa_status status = backend->open(&instance, &job->machine, timed ? job->args->wave : NULL, err);

    if (status != FLEXSA_OK)
        return status;
    memcpy(backend->gbuf(instance), job->image, job->machine.gbuf_bytes);
    status = backend->run(instance, &job->program, &options, result, err);
    if (status == FLEXSA_OK)
        memcpy(after, backend->gbuf(instance), job->machine.gbuf_bytes);
    backend->close(instance);
    return status;
}

/* MISMATCH naming the first byte that differs. */
static enum flexsa_status compare(const struct exec_job *job, const uint8_t *got, const uint8_t *expected,
                                  uint64_t stored, struct flexsa_error *err)
{
    size_t differ = 0, first = 0;

    for (size_t i = 0; i < job->machine.gbuf_bytes; i++) {
        if (got[i] == expected[i])
            continue;
        if (differ++ == 0)
            first = i;
    }
    if (differ)
        return flexsa_fail(err, FLEXSA_MISMATCH,
                           "GBUF byte 0x%zx is 0x%02x, the golden model has 0x%02x; %zu bytes differ in all",
                           first, got[first], expected[first], differ);
    if (stored == 0)
        return flexsa_fail(err, FLEXSA_MISMATCH, "nothing was checked: the program stores no byte");
    return FLEXSA_OK;
}

static void print_text(const struct exec_job *job, const struct flexsa_run_result *result,
                       const struct flexsa_times *times, uint64_t stored)
{
    printf("%zu instructions on %s %s (%s): %llu cycles\n", job->program.count, job->machine.config,
           flexsa_arch_name(job->machine.arch), job->backend->name, (unsigned long long)result->cycles);
    if (job->args->check)
        printf("checked: GBUF is the golden model's, %llu bytes stored\n", (unsigned long long)stored);
    if (job->args->timeline)
        printf("timeline: %s\n", job->args->timeline);
    if (!times)
        return;
    printf("  start    done  instruction\n");
    for (size_t i = 0; i < job->program.count; i++) {
        char text[FLEXSA_TEXT_BYTES];

        flexsa_instr_print(&job->program.instrs[i], text);
        printf("%7llu %7llu  %s\n", (unsigned long long)times[i].start, (unsigned long long)times[i].done, text);
    }
}

static void print_as_json(const struct exec_job *job, const struct flexsa_run_result *result,
                          const struct flexsa_times *times, uint64_t stored)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddItemToObject(object, "machine", machine_json(&job->machine, job->backend->name));
    cJSON_AddNumberToObject(object, "status", FLEXSA_OK);
    cJSON_AddNumberToObject(object, "instrs", (double)job->program.count);
    cJSON_AddNumberToObject(object, "cycles", (double)result->cycles);
    if (job->args->check)
        cJSON_AddNumberToObject(object, "bytes_stored", (double)stored);
    if (times) {
        cJSON *array = cJSON_AddArrayToObject(object, "times");

        for (size_t i = 0; i < job->program.count; i++) {
            char text[FLEXSA_TEXT_BYTES];
            cJSON *item = cJSON_CreateObject();

            flexsa_instr_print(&job->program.instrs[i], text);
            cJSON_AddStringToObject(item, "text", text);
            cJSON_AddNumberToObject(item, "start", (double)times[i].start);
            cJSON_AddNumberToObject(item, "done", (double)times[i].done);
            cJSON_AddItemToArray(array, item);
        }
    }
    print_json(object);
}

static enum flexsa_status exec(struct exec_job *job, struct flexsa_error *err)
{
    const struct exec_args *args = job->args;
    const size_t bytes = job->machine.gbuf_bytes;
    struct flexsa_times *times = calloc(job->program.count + 1, sizeof *times);
    uint8_t *after = malloc(bytes), *golden = malloc(bytes);
    struct flexsa_run_result result, unused;
    uint64_t stored = 0, unused_bytes = 0;
    struct flexsa_timeline *timeline = NULL;
    enum flexsa_status status = FLEXSA_OK;

    if (!after || !golden || !times)
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for GBUF images");
    if (status == FLEXSA_OK && args->timeline)
        status = flexsa_timeline_open(&timeline, args->timeline, &job->machine, job->backend->name,
                                      args->run.stall_seed, err);
    if (status == FLEXSA_OK)
        status = run_on(job, job->backend, times, after, &unused_bytes, &result, err);
    if (status == FLEXSA_OK && timeline) {
        const struct flexsa_record ran = {result, times};

        status = flexsa_timeline_add(timeline, &job->program, 0, &ran, err);
    }
    if (status == FLEXSA_OK && args->check)
        status = run_on(job, &flexsa_golden_backend, NULL, golden, &stored, &unused, err);
    if (status == FLEXSA_OK && args->check)
        status = compare(job, after, golden, stored, err);
    if (status == FLEXSA_OK && args->wave)
        status = wave_check(args->wave, err);
    if (status == FLEXSA_OK && args->gbuf_out) {
        const struct flexsa_bytes run = {after, bytes};

        status = flexsa_file_write(args->gbuf_out, &run, 1, err);
    }
    if (status == FLEXSA_OK)
        status = flexsa_timeline_close(timeline, true, err);
    else
        flexsa_timeline_close(timeline, false, NULL);
    if (status == FLEXSA_OK && args->json)
        print_as_json(job, &result, args->times ? times : NULL, stored);
    else if (status == FLEXSA_OK)
        print_text(job, &result, args->times ? times : NULL, stored);
    free(times);
    free(after);
    free(golden);
    return status;
}

static enum flexsa_status prepare(struct exec_job *job, const char *path, struct flexsa_error *err)
{
    const struct exec_args *args = job->args;
    struct flexsa_error inner = {""};
    enum flexsa_status status = machine_from_options(&args->machine, &job->machine, err);

    if (status == FLEXSA_OK)
        status = backend_from_options(&args->machine, &job->backend, err);
    if (status == FLEXSA_OK)
        status = timeline_check(args->timeline, job->backend, err);
    if (status == FLEXSA_OK && args->check && job->backend == &flexsa_golden_backend)
        status = flexsa_fail(err, FLEXSA_USAGE, "--check compares with the golden model: it needs --backend rtl");
    if (status == FLEXSA_OK)
        status = args->binary ? program_read_binary(path, &job->program, err) : program_read_text(path, &job->program, err);
    if (status == FLEXSA_OK) {
        status = flexsa_program_check(&job->machine, &job->program, &inner);
        if (status != FLEXSA_OK)
            flexsa_fail(err, status, "%s: %.480s", path, inner.text);
    }
    if (status == FLEXSA_OK && args->gbuf_out)
        status = flexsa_file_check_output(args->gbuf_out, err);
    return status == FLEXSA_OK ? read_image(job, err) : status;
}

static int run_exec(int argc, char **argv)
{
    struct exec_args args = {.machine = MACHINE_OPTIONS_DEFAULT};
    const struct option_spec specs[] = {
        {"gbuf", OPTION_TEXT, &args.gbuf, "IN.bin", "GBUF before the run (the rest is 0)"},
        {"gbuf-out", OPTION_TEXT, &args.gbuf_out, "OUT.bin", "write all of GBUF after the run there"},
        {"binary", OPTION_FLAG, &args.binary, NULL, "PROGRAM has 16 bytes an instruction"},
        {"check", OPTION_FLAG, &args.check, NULL, "compare all of GBUF with the golden model's"},
        {"times", OPTION_FLAG, &args.times, NULL, "print the cycles each instruction began and was done"},
        BACKEND_OPTION(args.machine),
        MACHINE_OPTIONS(args.machine),
        WAVE_OPTION(args.wave),
        TIMELINE_OPTION(args.timeline),
        STALL_OPTIONS(args.run),
        JSON_OPTION(args.json),
    };
    struct exec_job job = {.args = &args};
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(&cmd_exec, specs, sizeof specs / sizeof specs[0], argc, argv, 1, 1, &files, &count, &err);

    if (status == FLEXSA_OK)
        status = prepare(&job, files[0], &err);
    if (status == FLEXSA_OK)
        status = exec(&job, &err);
    free(job.image);
    flexsa_program_free(&job.program);
    return status == FLEXSA_OK ? FLEXSA_OK : fail("exec", status, &err, args.json);
}

const struct command cmd_exec = {
    "exec",
    "PROGRAM.s [OPTIONS]",
    "run a program written by hand\n\n"
    "The program is checked first (docs/isa.md, \"What makes a program illegal\").\n"
    "--timeline is read in docs/verification.md, \"Reading a timeline\".",
    run_exec,
};
