/* cmd_shrink.c - `flexsa shrink`: a repro file made as small as it can be while it still fails. */
#define _GNU_SOURCE /* asprintf, isatty */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fuzz/guard.h"
#include "../fuzz/shrink.h"
#include "../io/file.h"
#include "replay.h"
#include "table.h"

enum { SHOW_AFTER = 2 };

struct shrink_args {
    const char *backend, *out;
    uint32_t tries;
    bool json;
};

struct shrink_job {
    const struct shrink_args *args;
    const struct flexsa_backend_ops *backend;
    bool lockstep, shows;
    char *out; /* owned */
    double begin, shown;
};

static enum flexsa_status test(void *context, const struct flexsa_repro *repro, struct flexsa_verdict *verdict,
                               struct flexsa_error *err)
{
    const struct shrink_job *job = context;

    return flexsa_guard_run(job->backend, job->lockstep, repro, verdict, err);
}

/* At once: a run that is ended leaves the smallest so far. */
static enum flexsa_status save(void *context, const struct flexsa_repro *repro, struct flexsa_error *err)
{
    return flexsa_repro_write(((const struct shrink_job *)context)->out, repro, err);
}

static void show_tries(void *context, uint64_t tries)
{
    struct shrink_job *job = context;
    const double now = flexsa_seconds() - job->begin;

    if (!job->shows || now < SHOW_AFTER || now < job->shown + 0.25)
        return;
    job->shown = now;
    fprintf(stderr, "\r%llu of at most %u runs, %.0f s, at most %.0f s left  ", (unsigned long long)tries, job->args->tries,
            now, now * ((double)job->args->tries - (double)tries) / (double)tries);
    fflush(stderr);
}

/* ---- output ------------------------------------------------------------------------ */

/* How large a case is. */
struct measure {
    uint64_t m, n, k, instrs, execs, nonzero;
    bool inline_values, stalls;
};

static uint64_t count_nonzero(const void *values, size_t count, size_t size)
{
    uint64_t nonzero = 0;

    for (size_t i = 0; values && i < count; i++)
        nonzero += memcmp((const uint8_t *)values + i * size, "\0\0\0\0", size) != 0;
    return nonzero;
}

static struct measure measure(const struct flexsa_repro *repro)
{
    const struct flexsa_gemm *gemm = &repro->gemm;
    struct measure is = {gemm->m, gemm->n, gemm->k, repro->program.count, 0, 0, repro->is_inline, repro->stall_seed != 0};

    for (size_t i = 0; i < repro->program.count; i++)
        is.execs += repro->program.instrs[i].op == FLEXSA_OP_EXEC;
    if (repro->gbuf)
        is.nonzero = count_nonzero(repro->gbuf, repro->half_bytes / 2, 2) +
                     count_nonzero(repro->gbuf + repro->half_bytes, (repro->machine.gbuf_bytes - repro->half_bytes) / 4, 4);
    else
        is.nonzero = count_nonzero(repro->a, (size_t)gemm->m * gemm->k, 2) +
                     count_nonzero(repro->b, (size_t)gemm->k * gemm->n, 2) +
                     (gemm->has_c0 ? count_nonzero(repro->c0, (size_t)gemm->m * gemm->n, 4) : 0);
    return is;
}

static void add_numbers(struct table *table, const char *what, uint64_t before, uint64_t after)
{
    table_add(table, "%s", what);
    table_add(table, "%llu", (unsigned long long)before);
    table_add(table, "%llu", (unsigned long long)after);
}

static void add_values(struct table *table, const struct measure *before, const struct measure *after)
{
    const struct measure *const sides[] = {before, after};

    table_add(table, "values not 0");
    for (unsigned i = 0; i < 2; i++)
        if (sides[i]->inline_values)
            table_add(table, "%llu", (unsigned long long)sides[i]->nonzero);
        else
            table_add(table, "random");
}

static void print_text(const struct shrink_job *job, const struct measure *before, const struct flexsa_repro *repro,
                       const struct flexsa_shrink_result *result)
{
    const struct measure after = measure(repro);
    struct table table = {.columns = 3};

    table_add(&table, "%s", "");
    table_add(&table, "before");
    table_add(&table, "after");
    if (repro->kind == FLEXSA_REPRO_GEMM) {
        add_numbers(&table, "M", before->m, after.m);
        add_numbers(&table, "N", before->n, after.n);
        add_numbers(&table, "K", before->k, after.k);
    } else {
        add_numbers(&table, "instructions", before->instrs, after.instrs);
        add_numbers(&table, "ExecGEMMs", before->execs, after.execs);
    }
    add_values(&table, before, &after);
    table_add(&table, "GBUF stalls");
    table_add(&table, before->stalls ? "yes" : "no");
    table_add(&table, after.stalls ? "yes" : "no");
    table_print(&table, 1);
    table_free(&table);
    printf("%s: %s, %llu runs, %.1f s%s\n", job->out, repro->signature, (unsigned long long)result->tries,
           flexsa_seconds() - job->begin, result->finished ? "" : "; --tries ended it");
}

static void print_as_json(const struct shrink_job *job, const struct flexsa_repro *repro,
                          const struct flexsa_shrink_result *result)
{
    const struct measure after = measure(repro);
    cJSON *object = cJSON_CreateObject();

    cJSON_AddItemToObject(object, "machine", machine_json(&repro->machine, repro->backend));
    cJSON_AddStringToObject(object, "out", job->out);
    cJSON_AddStringToObject(object, "signature", repro->signature);
    cJSON_AddNumberToObject(object, "tries", (double)result->tries);
    cJSON_AddBoolToObject(object, "finished", result->finished);
    if (repro->kind == FLEXSA_REPRO_GEMM) {
        cJSON_AddNumberToObject(object, "m", (double)after.m);
        cJSON_AddNumberToObject(object, "n", (double)after.n);
        cJSON_AddNumberToObject(object, "k", (double)after.k);
    } else {
        cJSON_AddNumberToObject(object, "instrs", (double)after.instrs);
    }
    print_json(object);
}

/* ---- the command ------------------------------------------------------------------------- */

static enum flexsa_status shrink(struct shrink_job *job, const char *path, struct flexsa_error *err)
{
    const struct flexsa_shrink_options options = {.test = test, .on_smaller = save, .on_try = show_tries, .context = job,
                                                  .most_tries = job->args->tries};
    struct flexsa_shrink_result result;
    struct flexsa_repro repro = {0};
    struct measure before = {0};
    enum flexsa_status status = replay_read(path, job->args->backend, &repro, err);

    if (status == FLEXSA_OK)
        status = replay_backend(repro.backend, &job->backend, &job->lockstep, err);
    if (status == FLEXSA_OK)
        status = flexsa_file_check_output(job->out, err);
    if (status == FLEXSA_OK) {
        before = measure(&repro);
        status = flexsa_shrink(&repro, &options, &result, err);
        if (status == FLEXSA_BAD_INPUT && result.verdict.status == FLEXSA_OK && result.tries == 1)
            flexsa_fail(err, status, "%s: the case does not fail, so there is nothing to make smaller", path);
    }
    if (job->shown > 0)
        fprintf(stderr, "\r%79s\r", "");
    if (status == FLEXSA_OK)
        status = save(job, &repro, err);
    if (status == FLEXSA_OK && job->args->json)
        print_as_json(job, &repro, &result);
    else if (status == FLEXSA_OK)
        print_text(job, &before, &repro, &result);
    flexsa_repro_free(&repro);
    return status;
}

static int run_shrink(int argc, char **argv)
{
    struct shrink_args args = {.tries = 20000};
    const struct option_spec specs[] = {
        {"out", OPTION_TEXT, &args.out, "F", "where to write it (REPRO.min)"},
        {"tries", OPTION_U32, &args.tries, "N", "runs at most (20000)"},
        {"backend", OPTION_TEXT, &args.backend, "NAME", "rtl, golden, csim, or lockstep: rtl and csim (the file's)"},
        JSON_OPTION(args.json),
    };
    struct shrink_job job = {.args = &args, .shows = isatty(STDERR_FILENO), .begin = flexsa_seconds()};
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(&cmd_shrink, specs, sizeof specs / sizeof specs[0], argc, argv, 1, 1, &files, &count, &err);

    if (status == FLEXSA_OK && args.tries == 0)
        status = flexsa_fail(&err, FLEXSA_USAGE, "--tries 0: must be 1 or more");
    if (status == FLEXSA_OK) {
        job.out = args.out ? strdup(args.out) : NULL;
        if (!job.out && (args.out || asprintf(&job.out, "%s.min", files[0]) < 0)) {
            job.out = NULL;
            status = flexsa_fail(&err, FLEXSA_SIM_FAILED, "no memory for a file name");
        }
    }
    if (status == FLEXSA_OK)
        status = shrink(&job, files[0], &err);
    free(job.out);
    return status == FLEXSA_OK ? FLEXSA_OK : fail("shrink", status, &err, args.json);
}

const struct command cmd_shrink = {
    "shrink",
    "REPRO [OPTIONS]",
    "make a repro file as small as it can be while it still fails\n\n"
    "Leaves out stalls, rows and columns, instructions, values, as long as the signature stays; the program stays legal.\n"
    "REPRO.min is written whenever it has become smaller, so that the run may be ended at any time. Exit code 0: it is\n"
    "written; 3: the case does not fail.",
    run_shrink,
};
