/* cmd_run.c - `flexsa run`: every GEMM of a workload, on several processes, as one table. */
#define _GNU_SOURCE /* strtok_r, sysconf names */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../io/workload.h"
#include "debug.h"
#include "jobs.h"
#include "table.h"

struct run_args {
    const char *layers, *phase, *trace, *epoch, *values;
    bool check, no_check, json, f16;
    uint32_t batch, jobs;
    uint64_t seed;
    struct machine_options machine;
    struct run_options run;
    struct debug_options debug;
};

/* The chosen rows of the workload, a job each. */
struct run_list {
    struct flexsa_workload workload;
    struct job *jobs;
    struct job_result *results;
    size_t count;
};

/* ---- what to run ---------------------------------------------------------------------- */

static enum flexsa_status parse_phases(const char *text, unsigned *phases, struct flexsa_error *err)
{
    char copy[64], *save, *word;

    *phases = 0;
    snprintf(copy, sizeof copy, "%s", text ? text : "");
    for (word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
        unsigned phase = 0;

        while (phase < FLEXSA_NUM_PHASES && strcmp(word, flexsa_phase_name((enum flexsa_phase)phase)) != 0)
            phase++;
        if (phase == FLEXSA_NUM_PHASES)
            return flexsa_fail(err, FLEXSA_USAGE, "--phase '%s': known are fwd, dgrad, wgrad", word);
        *phases |= 1u << phase;
    }
    return FLEXSA_OK;
}

/* Does `name` match one of the comma-separated patterns? */
static bool wanted(const char *patterns, const char *name)
{
    char copy[1024], *save, *word;

    if (!patterns)
        return true;
    snprintf(copy, sizeof copy, "%s", patterns);
    for (word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save))
        if (fnmatch(word, name, 0) == 0)
            return true;
    return false;
}

/* The element must be there in every GEMM. */
static enum flexsa_status check_inject(const struct run_args *args, const struct job *job, struct flexsa_error *err)
{
    struct flexsa_drive_options unused = {0};
    struct flexsa_error inner = {""};
    const enum flexsa_status status = run_from_options(&args->run, &job->gemm, &unused, &inner);

    return status == FLEXSA_OK ? FLEXSA_OK : flexsa_fail(err, status, "%s: %.400s", job->name, inner.text);
}

static enum flexsa_status make_list(const struct run_args *args, const char *path, struct run_list *list,
                                    struct flexsa_error *err)
{
    struct flexsa_workload_options options = {.batch = args->batch, .trace = args->trace, .epoch = args->epoch};
    enum flexsa_status status = parse_phases(args->phase, &options.phases, err);
    size_t kept = 0;

    if (status == FLEXSA_OK && args->batch == 0)
        status = flexsa_fail(err, FLEXSA_USAGE, "--batch 0: must be 1 or more");
    if (status == FLEXSA_OK)
        status = flexsa_workload_read(path, &options, &list->workload, err);
    if (status != FLEXSA_OK)
        return status;
    list->jobs = calloc(list->workload.count, sizeof *list->jobs);
    list->results = calloc(list->workload.count, sizeof *list->results);
    if (!list->jobs || !list->results)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %zu GEMMs", list->workload.count);
    for (size_t i = 0; i < list->workload.count; i++) {
        const struct flexsa_workload_gemm *row = &list->workload.gemms[i];
        struct job *job = &list->jobs[kept];

        if (!wanted(args->layers, row->name))
            continue;
        list->workload.gemms[kept++] = *row;
        snprintf(job->name, sizeof job->name, "%s %s", row->name, flexsa_phase_name(row->phase));
        job->gemm = (struct flexsa_gemm){row->m, row->n, row->k, false, args->f16};
        job->seed = args->seed + i;
        status = check_inject(args, job, err);
        if (status != FLEXSA_OK)
            return status;
    }
    list->count = kept;
    if (kept == 0)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: no layer matches --layers '%s'", path, args->layers);
    return FLEXSA_OK;
}

static void free_list(struct run_list *list)
{
    flexsa_workload_free(&list->workload);
    free(list->jobs);
    free(list->results);
}

/* ---- output ----------------------------------------------------------------------------- */

static char *make_command(const struct job_set *set, const struct job *job)
{
    const struct repeat repeat = {
        .values = flexsa_values_name(set->values),
        .seed = job->seed,
        .gemm = &job->gemm,
        .machine = &set->machine,
        .backend = set->backend,
        .run = &set->run,
    };

    return repeat_command(&repeat);
}

/* Sums over the list, each GEMM as often as it is repeated; macs and cycles of complete ones only. */
struct totals {
    double macs, cycles;
    struct flexsa_gemm_result sum;
    enum flexsa_status worst;
    size_t failed;
};

static struct totals add_up(const struct run_list *list)
{
    struct totals totals = {0};

    for (size_t i = 0; i < list->count; i++) {
        const struct flexsa_workload_gemm *row = &list->workload.gemms[i];
        const struct flexsa_gemm_result *result = &list->results[i].result;

        if (result->complete) {
            totals.macs += (double)row->m * row->n * row->k * row->repeat;
            totals.cycles += (double)result->cycles * row->repeat;
        }
        totals.sum.tiles += result->tiles;
        totals.sum.tiles_checked += result->tiles_checked;
        totals.sum.mismatches += result->mismatches;
        for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++)
            totals.sum.macs[mode] += result->macs[mode] * row->repeat;
        /* A mismatch says more than a run that failed; any of them beats OK. */
        if (list->results[i].status == FLEXSA_MISMATCH || totals.worst == FLEXSA_OK)
            totals.worst = list->results[i].status;
        totals.failed += list->results[i].status != FLEXSA_OK;
    }
    return totals;
}

static void add_shares(struct table *table, const uint64_t macs[FLEXSA_NUM_MODES])
{
    double all = 0;

    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++)
        all += (double)macs[mode];
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++) {
        if (macs[mode])
            table_add(table, "%.1f", 100 * (double)macs[mode] / all);
        else
            table_add(table, "-");
    }
}

static void add_speed(struct table *table, double macs, double seconds)
{
    char rate[16];

    short_number(seconds > 0 ? macs / seconds : 0, rate, sizeof rate);
    table_add(table, "%s", rate);
}

static void print_table(const struct job_set *set, const struct run_list *list, double wall)
{
    static const char *const header[] = {"layer", "phase", "M",      "N",    "K",     "tiles",   "FW%",       "HSW%",
                                         "VSW%",  "ISW%",  "cycles", "PE%", "MAC/s", "checked", "mismatches"};
    struct table table = {.columns = sizeof header / sizeof header[0]};
    const struct totals totals = add_up(list);

    for (size_t c = 0; c < table.columns; c++)
        table_add(&table, "%s", header[c]);
    for (size_t i = 0; i < list->count; i++) {
        const struct flexsa_workload_gemm *row = &list->workload.gemms[i];
        const struct job_result *job = &list->results[i];
        const struct flexsa_gemm_result *result = &job->result;

        if (row->repeat > 1)
            table_add(&table, "%s (x%u)", row->name, row->repeat);
        else
            table_add(&table, "%s", row->name);
        table_add(&table, "%s", flexsa_phase_name(row->phase));
        table_add(&table, "%u", row->m);
        table_add(&table, "%u", row->n);
        table_add(&table, "%u", row->k);
        table_add(&table, "%llu", (unsigned long long)result->tiles);
        add_shares(&table, result->macs);
        if (result->complete) {
            table_add(&table, "%llu", (unsigned long long)result->cycles);
            table_add(&table, "%.1f", 100 * flexsa_utilisation(&set->machine, &list->jobs[i].gemm, result));
            add_speed(&table, (double)row->m * row->n * row->k, result->seconds);
        } else {
            for (int c = 0; c < 3; c++)
                table_add(&table, "-");
        }
        table_add(&table, "%llu", (unsigned long long)result->tiles_checked);
        if (job->status == FLEXSA_OK || result->mismatches)
            table_add(&table, "%llu", (unsigned long long)result->mismatches);
        else
            table_add(&table, "failed");
    }
    table_add(&table, "total");
    for (int c = 1; c < 5; c++)
        table_add(&table, "%s", "");
    table_add(&table, "%llu", (unsigned long long)totals.sum.tiles);
    add_shares(&table, totals.sum.macs);
    table_add(&table, "%.0f", totals.cycles);
    table_add(&table, "%.1f", totals.cycles > 0 ? 100 * totals.macs / (totals.cycles * flexsa_machine_pes(&set->machine)) : 0);
    add_speed(&table, totals.macs, wall);
    table_add(&table, "%llu", (unsigned long long)totals.sum.tiles_checked);
    table_add(&table, "%llu", (unsigned long long)totals.sum.mismatches);
    table_print(&table, 2);
    table_free(&table);
    printf("%zu GEMMs on %s %s (%s), %u jobs, %.1f s: %llu tiles checked, %llu mismatches%s\n", list->count,
           set->machine.config, flexsa_arch_name(set->machine.arch), set->backend->name, set->workers, wall,
           (unsigned long long)totals.sum.tiles_checked, (unsigned long long)totals.sum.mismatches,
           set->check ? "" : " (not checked)");
}

/* The same GEMM as a repro file has it. */
static struct flexsa_repro make_repro(const struct job_set *set, const struct job *job)
{
    struct flexsa_drive_options drive = {0};
    struct flexsa_repro repro = {
        .machine = set->machine,
        .seed = job->seed,
        .stall_seed = set->run.stall_seed,
        .timeout = set->run.timeout,
        .kind = FLEXSA_REPRO_GEMM,
        .values = set->values,
        .values_seed = job->seed,
        .gemm = job->gemm,
    };

    if (run_from_options(&set->run, &job->gemm, &drive, NULL) == FLEXSA_OK)
        repro.inject = (struct flexsa_repro_inject){
            .enabled = drive.inject.enabled, .row = drive.inject.row, .col = drive.inject.col, .bit = drive.inject.bit};
    snprintf(repro.backend, sizeof repro.backend, "%s", set->backend->name);
    return repro;
}

/* The first GEMM that differs, in the array; NULL if none does. */
static const struct job *first_mismatch(const struct run_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->results[i].result.mismatches)
            return &list->jobs[i];
    return NULL;
}

static void debug_first(const struct job_set *set, const struct run_list *list, const struct debug_options *options,
                        bool json, cJSON *object)
{
    const struct job *job = first_mismatch(list);
    struct flexsa_repro repro;
    char name[sizeof job->name];

    if (!job)
        return;
    repro = make_repro(set, job);
    snprintf(name, sizeof name, "%s", job->name);
    for (char *c = name; *c; c++)
        *c = *c == ' ' || *c == '/' ? '-' : *c;
    debug_mismatch(options, set->backend, &repro, name, json, object);
}

static void print_as_json(const struct job_set *set, const struct run_list *list, const struct debug_options *debug, double wall)
{
    const struct totals totals = add_up(list);
    cJSON *object = cJSON_CreateObject(), *rows;

    cJSON_AddItemToObject(object, "machine", machine_json(&set->machine, set->backend->name));
    cJSON_AddNumberToObject(object, "status", (double)totals.worst);
    cJSON_AddNumberToObject(object, "seconds", wall);
    cJSON_AddNumberToObject(object, "cycles", totals.cycles);
    cJSON_AddNumberToObject(object, "macs", totals.macs);
    cJSON_AddNumberToObject(object, "pe_utilisation",
                            totals.cycles > 0 ? totals.macs / (totals.cycles * flexsa_machine_pes(&set->machine)) : 0);
    cJSON_AddNumberToObject(object, "tiles_checked", (double)totals.sum.tiles_checked);
    cJSON_AddNumberToObject(object, "mismatches", (double)totals.sum.mismatches);
    rows = cJSON_AddArrayToObject(object, "gemms");
    for (size_t i = 0; i < list->count; i++) {
        const struct flexsa_workload_gemm *row = &list->workload.gemms[i];
        const struct job_result *job = &list->results[i];
        cJSON *item = result_json(&set->machine, &list->jobs[i].gemm, &job->result);
        char *command = make_command(set, &list->jobs[i]);

        cJSON_AddStringToObject(item, "layer", row->name);
        cJSON_AddStringToObject(item, "phase", flexsa_phase_name(row->phase));
        cJSON_AddNumberToObject(item, "repeat", row->repeat);
        cJSON_AddNumberToObject(item, "status", (double)job->status);
        if (job->status != FLEXSA_OK)
            cJSON_AddStringToObject(item, "error", job->err.text);
        if (job->result.mismatches)
            cJSON_AddItemToObject(item, "mismatch", mismatch_json(&job->result.first, job->result.mismatches, command));
        free(command);
        cJSON_AddItemToArray(rows, item);
    }
    debug_first(set, list, debug, true, object);
    print_json(object);
}

/* The first failed GEMM in full, the others in a line each. */
static void print_failures(const struct job_set *set, const struct run_list *list)
{
    bool reported = false;

    fflush(stdout);
    for (size_t i = 0; i < list->count; i++) {
        const struct job_result *job = &list->results[i];
        char report[FLEXSA_REPORT_BYTES], *command;

        if (job->status == FLEXSA_OK)
            continue;
        command = make_command(set, &list->jobs[i]);
        if (job->result.mismatches && !reported) {
            flexsa_mismatch_report(&job->result.first, list->jobs[i].name, &list->jobs[i].gemm,
                                   job->result.mismatches, command, report);
            fputs(report, stderr);
            reported = true;
        } else {
            fprintf(stderr, "flexsa run: %s: %s; repeat: %s\n", list->jobs[i].name, job->err.text,
                    command ? command : "");
        }
        free(command);
    }
}

/* ---- the command -------------------------------------------------------------------------- */

static enum flexsa_status prepare(const struct run_args *args, const char *path, struct job_set *set,
                                  struct run_list *list, struct flexsa_error *err)
{
    enum flexsa_status status = machine_from_options(&args->machine, &set->machine, err);

    if (status == FLEXSA_OK)
        status = backend_from_options(&args->machine, &set->backend, err);
    if (status == FLEXSA_OK)
        status = values_from_option(args->values, &set->values, err);
    if (status == FLEXSA_OK && args->jobs == 0)
        status = flexsa_fail(err, FLEXSA_USAGE, "--jobs must be at least 1");
    if (status == FLEXSA_OK && args->epoch && !args->trace)
        status = flexsa_fail(err, FLEXSA_USAGE, "--epoch needs --trace");
    if (status == FLEXSA_OK)
        status = make_list(args, path, list, err);
    set->check = !args->no_check;
    set->run = args->run;
    set->workers = args->jobs < list->count ? args->jobs : (unsigned)list->count;
    set->quiet = args->json;
    set->jobs = list->jobs;
    set->count = list->count;
    return status;
}

static int run_all(const struct job_set *set, struct run_list *list, const struct debug_options *debug, bool json,
                   struct flexsa_error *err)
{
    const double begin = flexsa_seconds();
    enum flexsa_status status = jobs_run(set, list->results, err);
    const double wall = flexsa_seconds() - begin;
    struct flexsa_driver *probe;

    if (status != FLEXSA_OK)
        return fail("run", status, err, json);
    status = add_up(list).worst;
    /* A machine that cannot even be opened is one line, not one for each layer. */
    if (status != FLEXSA_OK && add_up(list).failed == list->count && add_up(list).sum.tiles == 0) {
        status = flexsa_driver_open(&probe, set->backend, &set->machine, set->check, NULL, err);
        if (status != FLEXSA_OK)
            return fail("run", status, err, json);
        flexsa_driver_close(probe);
        status = add_up(list).worst;
    }
    if (json)
        print_as_json(set, list, debug, wall);
    else
        print_table(set, list, wall);
    print_failures(set, list);
    if (!json)
        debug_first(set, list, debug, false, NULL);
    return (int)status;
}

static int run_run(int argc, char **argv)
{
    const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    struct run_args args = {.values = "normal",
                            .batch = 1,
                            .seed = 1,
                            .jobs = cpus > 0 ? (uint32_t)cpus : 1,
                            .machine = MACHINE_OPTIONS_DEFAULT};
    const struct option_spec specs[] = {
        {"layers", OPTION_TEXT, &args.layers, "LIST", "only these, e.g. conv1,conv2?,fc* (all)"},
        {"phase", OPTION_TEXT, &args.phase, "LIST", "of fwd,dgrad,wgrad (all)"},
        {"batch", OPTION_U32, &args.batch, "N", "images a step, for tables of layers (1)"},
        {"trace", OPTION_TEXT, &args.trace, "W.csv", "pruning trace: widths of the layers by epoch"},
        {"epoch", OPTION_TEXT, &args.epoch, "E", "row of the trace (the last)"},
        {"jobs", OPTION_U32, &args.jobs, "N", "processes (one for each CPU)"},
        VALUES_OPTION(args.values),
        {"seed", OPTION_U64, &args.seed, "N", "of the first GEMM's operands, then N+1, ... (1)"},
        F16_OPTION(args.f16),
        BACKEND_OPTION(args.machine),
        MACHINE_OPTIONS(args.machine),
        {"check", OPTION_FLAG, &args.check, NULL, "compare with the golden model (always, unless:)"},
        {"no-check", OPTION_FLAG, &args.no_check, NULL, "do not compare: cycles only"},
        RUN_OPTIONS(args.run),
        DEBUG_OPTIONS(args.debug),
        JSON_OPTION(args.json),
    };
    struct job_set set = {0};
    struct run_list list = {0};
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    int code;
    enum flexsa_status status =
        options_parse(&cmd_run, specs, sizeof specs / sizeof specs[0], argc, argv, 1, 1, &files, &count, &err);

    if (status == FLEXSA_OK)
        status = debug_check(&args.debug, &err);
    if (status == FLEXSA_OK)
        status = prepare(&args, files[0], &set, &list, &err);
    code = status == FLEXSA_OK ? run_all(&set, &list, &args.debug, args.json, &err) : fail("run", status, &err, args.json);
    free_list(&list);
    return code;
}

const struct command cmd_run = {
    "run",
    "WORKLOAD.csv [OPTIONS]",
    "run every GEMM of a workload, checked, and print a table\n\n"
    "Example: flexsa run workloads/resnet50_v1_5.csv --config full --layers 'conv4*' --phase fwd",
    run_run,
};
