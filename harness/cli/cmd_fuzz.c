/* cmd_fuzz.c - `flexsa fuzz`: random cases against the golden model and csim, until there are enough. */
#define _GNU_SOURCE /* isatty, sysconf names */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../backend/rtl_backend.h"
#include "../fuzz/fuzz.h"
#include "../fuzz/junit.h"
#include "../io/file.h"
#include "replay.h"
#include "table.h"

enum { MAX_MACHINES = 15, SHOW_AFTER = 2, MAX_GROUPS_SHOWN = 40, MAX_COUNT = 100000000 };

struct fuzz_args {
    const char *configs, *archs, *out, *junit;
    struct machine_options machine; /* depth, second weight, backend */
    uint64_t seed;
    uint32_t count, jobs, inject;
    bool stalls, resets, resume;
};

struct fuzz_job {
    const struct fuzz_args *args;
    struct flexsa_machine machines[MAX_MACHINES];
    struct flexsa_fuzz_plan plan;
    struct flexsa_fuzz_options options;
    char folder[64];               /* if --out does not say                        */
    struct flexsa_log *log;
    struct flexsa_log_case *cases; /* at the end: all of the log                   */
    size_t case_count;
    struct flexsa_fuzz_progress progress;
    bool shows;                    /* a progress line                              */
    double shown;                  /* when it was shown last; 0: never             */
};

/* ---- the plan --------------------------------------------------------------------- */

/* Copies the next name of a list "a,b,c"; false at its end. */
static bool next_name(const char **list, char *name, size_t size)
{
    const size_t length = strcspn(*list, ",");

    if (**list == '\0')
        return false;
    snprintf(name, size, "%.*s", (int)length, *list);
    *list += length + ((*list)[length] == ',');
    return true;
}

static enum flexsa_status add_machine(struct fuzz_job *job, const char *config, const char *arch,
                                      struct flexsa_error *err)
{
    struct machine_options options = job->args->machine;
    enum flexsa_status status;

    options.config = config;
    options.arch = arch;
    if (job->plan.machine_count == MAX_MACHINES)
        return flexsa_fail(err, FLEXSA_USAGE, "--config and --arch name more than %d machines", MAX_MACHINES);
    status = machine_from_options(&options, &job->machines[job->plan.machine_count], err);
    job->plan.machine_count += status == FLEXSA_OK;
    return status;
}

static enum flexsa_status add_machines(struct fuzz_job *job, struct flexsa_error *err)
{
    const char *configs = job->args->configs;
    char config[24], arch[24];
    enum flexsa_status status = FLEXSA_OK;

    while (status == FLEXSA_OK && next_name(&configs, config, sizeof config)) {
        const char *archs = job->args->archs;

        while (status == FLEXSA_OK && next_name(&archs, arch, sizeof arch))
            status = add_machine(job, config, arch, err);
    }
    if (status == FLEXSA_OK && job->plan.machine_count == 0)
        status = flexsa_fail(err, FLEXSA_USAGE, "--config '%s' --arch '%s': no machine", job->args->configs,
                             job->args->archs);
    return status;
}

static enum flexsa_status open_log(struct fuzz_job *job, struct flexsa_error *err)
{
    char *line = flexsa_fuzz_describe(&job->plan);
    enum flexsa_status status;

    snprintf(job->folder, sizeof job->folder, "fuzz-%llu", (unsigned long long)job->args->seed);
    status = line ? flexsa_log_open(&job->log, job->args->out ? job->args->out : job->folder, line, job->args->resume, err)
                  : flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the log");
    free(line);
    return status;
}

static enum flexsa_status prepare(struct fuzz_job *job, struct flexsa_error *err)
{
    const struct fuzz_args *args = job->args;
    enum flexsa_status status;

    if (args->count == 0 || args->jobs == 0)
        return flexsa_fail(err, FLEXSA_USAGE, "--%s 0: must be 1 or more", args->count == 0 ? "count" : "jobs");
    if (args->count > MAX_COUNT)
        return flexsa_fail(err, FLEXSA_USAGE, "--count %u: at most %d; take another seed for more", args->count, MAX_COUNT);
    job->plan = (struct flexsa_fuzz_plan){
        .seed = args->seed,
        .machines = job->machines,
        .backend = args->machine.backend,
        .stalls = args->stalls,
        .resets = args->resets,
        .inject = args->inject,
    };
    job->options.count = args->count;
    job->options.jobs = args->jobs;
    status = replay_backend(args->machine.backend, &job->options.backend, &job->options.lockstep, err);
    if (status == FLEXSA_OK)
        status = add_machines(job, err);
    if (status == FLEXSA_OK && args->junit)
        status = flexsa_file_check_output(args->junit, err);
    return status == FLEXSA_OK ? open_log(job, err) : status;
}

/* ---- progress ------------------------------------------------------------------------ */

/* context: the job. */
static void note_progress(void *context, const struct flexsa_fuzz_progress *progress)
{
    struct fuzz_job *job = context;
    const double rate = progress->seconds > 0 ? (double)progress->done / progress->seconds : 0;

    job->progress = *progress;
    if (!job->shows || progress->seconds < SHOW_AFTER || progress->seconds < job->shown + 0.25 || progress->done == 0)
        return;
    job->shown = progress->seconds;
    fprintf(stderr, "\r%llu of %llu cases, %llu failed, %.0f/s, about %.0f s left   ", (unsigned long long)progress->done,
            (unsigned long long)progress->todo, (unsigned long long)progress->failed, rate,
            (double)(progress->todo - progress->done) / rate);
    fflush(stderr);
}

/* ---- what came of it ------------------------------------------------------------------- */

struct row {
    size_t gemms, programs, failed;
    uint64_t cycles;
    double seconds;
};

static void add_row(struct row *row, const struct flexsa_log_case *done)
{
    row->gemms += done->kind == FLEXSA_REPRO_GEMM;
    row->programs += done->kind == FLEXSA_REPRO_PROGRAM;
    row->failed += done->status != FLEXSA_OK;
    row->cycles += done->cycles;
    row->seconds += done->seconds;
}

static void print_row(struct table *table, const char *name, const struct row *row)
{
    table_add(table, "%s", name);
    table_add(table, "%zu", row->gemms + row->programs);
    table_add(table, "%zu", row->gemms);
    table_add(table, "%zu", row->programs);
    table_add(table, "%llu", (unsigned long long)row->cycles);
    table_add(table, "%.1f", row->seconds);
    table_add(table, "%zu", row->failed);
}

static struct row print_machines(const struct fuzz_job *job)
{
    static const char *const header[] = {"machine", "cases", "gemms", "programs", "cycles", "s", "failed"};
    struct table table = {.columns = sizeof header / sizeof header[0]};
    struct row total = {0};

    for (size_t i = 0; i < table.columns; i++)
        table_add(&table, "%s", header[i]);
    for (size_t m = 0; m < job->plan.machine_count; m++) {
        char name[FLEXSA_MODEL_NAME_BYTES];
        struct row row = {0};

        for (size_t i = 0; i < job->case_count; i++)
            if (job->cases[i].machine == m) {
                add_row(&row, &job->cases[i]);
                add_row(&total, &job->cases[i]);
            }
        flexsa_rtl_model_name(&job->plan.machines[m], false, name);
        print_row(&table, name, &row);
    }
    if (job->plan.machine_count > 1)
        print_row(&table, "total", &total);
    table_print(&table, 1);
    table_free(&table);
    return total;
}

/* Cases of one signature: the first of them, and how many there are. */
struct group {
    const struct flexsa_log_case *first;
    size_t count;
};

static size_t find_groups(const struct fuzz_job *job, struct group *groups)
{
    size_t count = 0;

    for (size_t i = 0; i < job->case_count; i++) {
        size_t g = 0;

        if (job->cases[i].status == FLEXSA_OK)
            continue;
        while (g < count && strcmp(groups[g].first->signature, job->cases[i].signature) != 0)
            g++;
        if (g == count)
            groups[count++] = (struct group){&job->cases[i], 0};
        groups[g].count++;
    }
    return count;
}

static void print_groups(const struct fuzz_job *job, const struct group *groups, size_t count)
{
    struct table table = {.columns = 3};

    table_add(&table, "signature");
    table_add(&table, "first of them");
    table_add(&table, "failures");
    for (size_t g = 0; g < count && g < MAX_GROUPS_SHOWN; g++) {
        char *path = flexsa_log_repro_path(job->log, groups[g].first->index, groups[g].first->signature);

        table_add(&table, "%s", groups[g].first->signature);
        table_add(&table, "%s", path ? path : "");
        table_add(&table, "%zu", groups[g].count);
        free(path);
    }
    putchar('\n');
    table_print(&table, 2);
    table_free(&table);
    if (count > MAX_GROUPS_SHOWN)
        printf("and %zu more\n", count - MAX_GROUPS_SHOWN);
}

/* Returns the exit code: 1 if anything differs, else 4 if a case did not come to its end. */
static int print_results(const struct fuzz_job *job)
{
    struct group *groups = calloc(job->case_count + 1, sizeof *groups);
    const struct row total = print_machines(job);
    const size_t count = groups ? find_groups(job, groups) : 0;
    const struct flexsa_fuzz_progress *now = &job->progress;
    int code = FLEXSA_OK;

    if (count)
        print_groups(job, groups, count);
    free(groups);
    printf("%s%zu random cases, seed %llu, %s", count ? "\n" : "", job->case_count,
           (unsigned long long)job->args->seed, job->plan.backend);
    if (now->todo < job->case_count)
        printf("; %llu of them now", (unsigned long long)now->done);
    printf(", %u job%s, %.1f s, %.0f cases/s: ", job->args->jobs, job->args->jobs == 1 ? "" : "s", now->seconds,
           now->seconds > 0 ? (double)now->done / now->seconds : 0);
    if (total.failed == 0)
        printf("all equal\n");
    else
        printf("%zu failed, in %zu group%s\n", total.failed, count, count == 1 ? "" : "s");
    for (size_t i = 0; i < job->case_count; i++) {
        if (job->cases[i].status == FLEXSA_MISMATCH)
            return FLEXSA_MISMATCH;
        if (job->cases[i].status != FLEXSA_OK)
            code = FLEXSA_SIM_FAILED;
    }
    return code;
}

static enum flexsa_status fuzz(struct fuzz_job *job, struct flexsa_error *err)
{
    enum flexsa_status status;

    job->shows = isatty(STDERR_FILENO);
    job->options.on_progress = note_progress;
    job->options.context = job;
    status = flexsa_fuzz_run(&job->plan, &job->options, job->log, err);
    if (job->shown > 0)
        fprintf(stderr, "\r%79s\r", "");
    if (status == FLEXSA_OK)
        status = flexsa_log_read(job->log, job->options.count, &job->cases, &job->case_count, err);
    if (status == FLEXSA_OK && job->case_count != job->options.count)
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "%llu of %zu cases are not in the log; --resume goes on",
                             (unsigned long long)(job->options.count - job->case_count), (size_t)job->options.count);
    if (status == FLEXSA_OK && job->args->junit)
        status = flexsa_junit_write(job->args->junit, &job->plan, job->log, job->cases, job->case_count, err);
    return status;
}

static int run_fuzz(int argc, char **argv)
{
    const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    struct fuzz_args args = {.configs = "mini,small,tall", .archs = "flexsa,cores,single", .seed = 1, .count = 1000,
                             .jobs = cpus > 0 ? (uint32_t)cpus : 1, .machine = {NULL, NULL, "lockstep", 1, 1}};
    const struct option_spec specs[] = {
        {"seed", OPTION_U64, &args.seed, "S", "all cases follow from it (1)"},
        {"count", OPTION_U32, &args.count, "N", "cases (1000)"},
        {"config", OPTION_TEXT, &args.configs, "NAMES", "mini, small, tall, quarter, full (mini,small,tall)"},
        {"arch", OPTION_TEXT, &args.archs, "NAMES", "flexsa, cores, single (flexsa,cores,single)"},
        {"pipe-depth", OPTION_U32, &args.machine.pipe_depth, "N", "registers in each FMA: 1, 2 or 3 (1)"},
        {"second-weight", OPTION_U32, &args.machine.second_weight, "0|1", "PEs have a second weight register (1)"},
        {"stalls", OPTION_FLAG, &args.stalls, NULL, "half of the cases: GBUF with random latency and back-pressure"},
        {"resets", OPTION_FLAG, &args.resets, NULL, "a third of the cases: the machine is reset in mid-run and begins anew"},
        {"backend", OPTION_TEXT, &args.machine.backend, "NAME", "rtl, golden, csim, or lockstep: rtl and csim (lockstep)"},
        {"jobs", OPTION_U32, &args.jobs, "N", "processes (as many as CPUs)"},
        {"out", OPTION_TEXT, &args.out, "DIR", "folder of the log and the failures (fuzz-S)"},
        {"resume", OPTION_FLAG, &args.resume, NULL, "go on with a run that was ended, or to a larger --count"},
        {"junit", OPTION_TEXT, &args.junit, "F.xml", "write every case as JUnit XML"},
        {"inject", OPTION_U32, &args.inject, "N", "flip one stored bit in every Nth case: proves the check"},
    };
    struct fuzz_job job = {.args = &args};
    struct flexsa_error err = {""};
    char **files;
    size_t file_count;
    int code;
    enum flexsa_status status = options_parse(&cmd_fuzz, specs, sizeof specs / sizeof specs[0], argc, argv, 0, 0, &files,
                                              &file_count, &err);

    if (status == FLEXSA_OK)
        status = prepare(&job, &err);
    if (status == FLEXSA_OK)
        status = fuzz(&job, &err);
    code = status == FLEXSA_OK ? print_results(&job) : fail("fuzz", status, &err, false);
    flexsa_log_free(job.cases, job.case_count);
    flexsa_log_close(job.log);
    return code;
}

const struct command cmd_fuzz = {
    "fuzz",
    "[OPTIONS]",
    "run random GEMMs and programs, compare every byte and cycle\n\n"
    "Each case has its own seed, from --seed and its number. It is on disk as soon as it is done; a failure is kept\n"
    "as DIR/SIGNATURE/case-N.repro for 'flexsa replay' and 'flexsa shrink', and the run goes on.\n"
    "A run that was killed goes on with --resume. Exit code 1: a case differs; 4: a case did not come to its end.",
    run_fuzz,
};
