/* cmd_gemm.c - `flexsa gemm`: one GEMM, from files or random, on one machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../csim/timeline.h"
#include "../io/file.h"
#include "../io/npy.h"
#include "debug.h"

struct gemm_args {
    const char *a, *b, *c_in, *out, *values, *wave, *timeline;
    bool f16, check, with_c0, json;
    uint32_t m, n, k;
    uint64_t seed, wave_from, wave_to, wave_tile;
    struct machine_options machine;
    struct run_options run;
    struct debug_options debug;
};

#define NO_TILE UINT64_MAX

/* Everything a run needs. */
struct gemm_job {
    const struct gemm_args *args;
    struct flexsa_machine machine;
    const struct flexsa_backend_ops *backend;
    struct flexsa_gemm gemm;
    struct matrices matrices;
    struct flexsa_drive_options drive;
    char *command; /* that repeats it */
};

/* ---- input --------------------------------------------------------------------- */

static bool wave_window(const struct gemm_args *args)
{
    return args->wave_from != 0 || args->wave_to != UINT64_MAX;
}

static enum flexsa_status check_use(const struct gemm_args *args, struct flexsa_error *err)
{
    const bool files = args->a || args->b || args->c_in, sizes = args->m || args->n || args->k;

    if (files && sizes)
        return flexsa_fail(err, FLEXSA_USAGE, "give either files (--a --b) or sizes (--m --n --k), not both");
    if (!files && (!args->m || !args->n || !args->k))
        return flexsa_fail(err, FLEXSA_USAGE,
                           "give --a A.npy --b B.npy, or --m, --n and --k of at least 1; see 'flexsa gemm --help'");
    if (files && (!args->a || !args->b))
        return flexsa_fail(err, FLEXSA_USAGE, "--%s is missing", args->a ? "b" : "a");
    if (files && args->with_c0)
        return flexsa_fail(err, FLEXSA_USAGE, "--c0 is for random operands; with files use --c-in");
    if ((wave_window(args) || args->wave_tile != NO_TILE) && !args->wave)
        return flexsa_fail(err, FLEXSA_USAGE, "--wave-from, --wave-to and --wave-tile need --wave FILE");
    if (wave_window(args) && args->wave_tile != NO_TILE)
        return flexsa_fail(err, FLEXSA_USAGE, "give --wave-from and --wave-to, or --wave-tile, not both");
    return FLEXSA_OK;
}

static enum flexsa_status read_files(struct gemm_job *job, struct flexsa_error *err)
{
    const struct gemm_args *args = job->args;
    struct flexsa_npy a = {0}, b = {0}, c = {0};
    enum flexsa_status status = flexsa_npy_read(args->a, &a, err);

    if (status == FLEXSA_OK)
        status = flexsa_npy_read(args->b, &b, err);
    if (status == FLEXSA_OK && args->c_in)
        status = flexsa_npy_read(args->c_in, &c, err);
    if (status == FLEXSA_OK && (!a.f16 || !b.f16))
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: elements are '<f4', operands must be '<f2'",
                             a.f16 ? args->b : args->a);
    else if (status == FLEXSA_OK && a.cols != b.rows)
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s is %zu x %zu and %s is %zu x %zu: the inner sizes differ",
                             args->a, a.rows, a.cols, args->b, b.rows, b.cols);
    else if (status == FLEXSA_OK && args->c_in && !c.f32)
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: elements are '<f2', the initial C must be '<f4'",
                             args->c_in);
    else if (status == FLEXSA_OK && args->c_in && (c.rows != a.rows || c.cols != b.cols))
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s is %zu x %zu, C of %s and %s is %zu x %zu",
                             args->c_in, c.rows, c.cols, args->a, args->b, a.rows, b.cols);
    if (status != FLEXSA_OK) {
        flexsa_npy_free(&a);
        flexsa_npy_free(&b);
        flexsa_npy_free(&c);
        return status;
    }
    job->gemm = (struct flexsa_gemm){(uint32_t)a.rows, (uint32_t)b.cols, (uint32_t)a.cols, args->c_in, args->f16};
    job->matrices.a = a.f16;
    job->matrices.b = b.f16;
    job->matrices.c0 = c.f32;
    status = matrices_check_memory(&job->gemm, args->check, err);
    return status == FLEXSA_OK ? matrices_alloc_results(&job->matrices, &job->gemm, err) : status;
}

static enum flexsa_status make_random(struct gemm_job *job, struct flexsa_error *err)
{
    const struct gemm_args *args = job->args;
    enum flexsa_values values;
    enum flexsa_status status = values_from_option(args->values, &values, err);

    if (status != FLEXSA_OK)
        return status;
    job->gemm = (struct flexsa_gemm){args->m, args->n, args->k, args->with_c0, args->f16};
    if (args->m > FLEXSA_MAX_DIM || args->n > FLEXSA_MAX_DIM || args->k > FLEXSA_MAX_DIM)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "M=%u N=%u K=%u: each must be 1..%u", args->m, args->n,
                           args->k, FLEXSA_MAX_DIM);
    return matrices_random(&job->matrices, &job->gemm, values, args->seed, args->check, err);
}

static enum flexsa_status choose_waves(struct gemm_job *job, struct flexsa_error *err)
{
    const struct gemm_args *args = job->args;
    struct flexsa_wave_window *wave = &job->drive.wave;

    if (args->wave_tile != NO_TILE) {
        wave->kind = FLEXSA_WAVE_TILE;
        wave->tile = args->wave_tile;
    }
    if (wave_window(args)) {
        if (args->wave_from >= args->wave_to)
            return flexsa_fail(err, FLEXSA_USAGE, "--wave-from %llu: must be below --wave-to, which is %llu",
                               (unsigned long long)args->wave_from, (unsigned long long)args->wave_to);
        wave->kind = FLEXSA_WAVE_CYCLES;
        wave->from = args->wave_from;
        wave->to = args->wave_to;
    }
    return FLEXSA_OK;
}

static enum flexsa_status check_wave_tile(const struct gemm_job *job, struct flexsa_error *err)
{
    struct flexsa_plan_stats stats;
    const enum flexsa_status status = flexsa_plan_measure(&job->machine, &job->gemm, &stats, err);

    if (status == FLEXSA_OK && job->args->wave_tile >= stats.tiles)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "--wave-tile %llu: the GEMM has tiles 0..%llu",
                           (unsigned long long)job->args->wave_tile, (unsigned long long)stats.tiles - 1);
    return status;
}

static void make_command(struct gemm_job *job)
{
    const struct gemm_args *args = job->args;
    const struct repeat repeat = {
        .a = args->a,
        .b = args->b,
        .c_in = args->c_in,
        .values = args->values,
        .seed = args->seed,
        .gemm = &job->gemm,
        .machine = &job->machine,
        .backend = job->backend,
        .run = &args->run,
    };

    job->command = repeat_command(&repeat);
}

static enum flexsa_status prepare(struct gemm_job *job, struct flexsa_error *err)
{
    const struct gemm_args *args = job->args;
    enum flexsa_status status = check_use(args, err);

    if (status == FLEXSA_OK)
        status = machine_from_options(&args->machine, &job->machine, err);
    if (status == FLEXSA_OK)
        status = backend_from_options(&args->machine, &job->backend, err);
    if (status == FLEXSA_OK)
        status = timeline_check(args->timeline, job->backend, err);
    if (status == FLEXSA_OK)
        status = choose_waves(job, err);
    if (status == FLEXSA_OK)
        status = args->a ? read_files(job, err) : make_random(job, err);
    if (status == FLEXSA_OK)
        status = run_from_options(&args->run, &job->gemm, &job->drive, err);
    if (status == FLEXSA_OK && args->wave_tile != NO_TILE)
        status = check_wave_tile(job, err);
    if (status == FLEXSA_OK && args->out)
        status = flexsa_file_check_output(args->out, err);
    if (status == FLEXSA_OK)
        status = debug_check(&args->debug, err);
    if (status == FLEXSA_OK)
        make_command(job);
    return status;
}

/* ---- output ---------------------------------------------------------------------- */

static enum flexsa_status write_result(const struct gemm_job *job, struct flexsa_error *err)
{
    const struct flexsa_npy npy = {
        .rows = job->gemm.m,
        .cols = job->gemm.n,
        .f16 = job->matrices.c16,
        .f32 = job->matrices.c16 ? NULL : job->matrices.c,
    };

    return job->args->out ? flexsa_npy_write(job->args->out, &npy, err) : FLEXSA_OK;
}

static void print_text(const struct gemm_job *job, const struct flexsa_gemm_result *result)
{
    const double macs = (double)job->gemm.m * job->gemm.n * job->gemm.k;
    char shares[64], rate[16];

    mode_shares(result->macs, shares, sizeof shares);
    short_number(result->seconds > 0 ? macs / result->seconds : 0, rate, sizeof rate);
    printf("GEMM M=%u N=%u K=%u on %s %s (%s)\n", job->gemm.m, job->gemm.n, job->gemm.k,
           job->machine.config, flexsa_arch_name(job->machine.arch), job->backend->name);
    printf("  tiles        %llu in %llu passes, %llu instructions\n", (unsigned long long)result->tiles,
           (unsigned long long)result->passes, (unsigned long long)result->instrs);
    printf("  modes        %s of the MACs\n", shares);
    if (result->cycles && result->complete)
        printf("  cycles       %llu, PE utilisation %.1f%%\n", (unsigned long long)result->cycles,
               100 * flexsa_utilisation(&job->machine, &job->gemm, result));
    if (result->complete)
        printf("  speed        %.3g s, %s MAC/s\n", result->seconds, rate);
    else
        printf("  stopped      at cycle %llu\n", (unsigned long long)result->cycles);
    if (job->args->check)
        printf("  checked      %llu of %llu tiles, %llu mismatches\n",
               (unsigned long long)result->tiles_checked, (unsigned long long)result->tiles,
               (unsigned long long)result->mismatches);
    if (job->args->out && !result->mismatches)
        printf("  written      %s\n", job->args->out);
    if (job->args->timeline && !result->mismatches)
        printf("  timeline     %s\n", job->args->timeline);
}

/* The same GEMM as a repro file has it; operands borrowed. */
static struct flexsa_repro make_repro(const struct gemm_job *job)
{
    const struct gemm_args *args = job->args;
    struct flexsa_repro repro = {
        .machine = job->machine,
        .seed = args->seed,
        .stall_seed = job->drive.stall_seed,
        .timeout = job->drive.timeout_cycles,
        .kind = FLEXSA_REPRO_GEMM,
        .inject = {.enabled = job->drive.inject.enabled,
                   .row = job->drive.inject.row,
                   .col = job->drive.inject.col,
                   .bit = job->drive.inject.bit},
        .is_inline = args->a != NULL,
        .values_seed = args->seed,
        .gemm = job->gemm,
        .a = job->matrices.a,
        .b = job->matrices.b,
        .c0 = job->matrices.c0,
    };

    snprintf(repro.backend, sizeof repro.backend, "%s", job->backend->name);
    values_from_option(args->values, &repro.values, NULL);
    return repro;
}

static void print_result(const struct gemm_job *job, enum flexsa_status status,
                         const struct flexsa_gemm_result *result)
{
    const struct flexsa_repro repro = make_repro(job);
    char report[FLEXSA_REPORT_BYTES];

    if (job->args->json) {
        cJSON *object = result_json(&job->machine, &job->gemm, result);

        cJSON_AddItemToObject(object, "machine", machine_json(&job->machine, job->backend->name));
        cJSON_AddNumberToObject(object, "status", (double)status);
        if (result->mismatches) {
            cJSON_AddItemToObject(object, "mismatch",
                                  mismatch_json(&result->first, result->mismatches, job->command));
            debug_mismatch(&job->args->debug, job->backend, &repro, "gemm", true, object);
        }
        print_json(object);
    } else {
        print_text(job, result);
    }
    if (result->mismatches) {
        fflush(stdout);
        flexsa_mismatch_report(&result->first, "gemm", &job->gemm, result->mismatches, job->command, report);
        fputs(report, stderr);
        if (!job->args->json)
            debug_mismatch(&job->args->debug, job->backend, &repro, "gemm", false, NULL);
    }
}

/* A wave file that shows nothing is none. */
static enum flexsa_status check_wave(const struct gemm_job *job, const struct flexsa_gemm_result *result,
                                     struct flexsa_error *err)
{
    const struct gemm_args *args = job->args;

    if (args->wave_from < result->cycles)
        return wave_check(args->wave, err);
    remove(args->wave);
    return flexsa_fail(err, FLEXSA_BAD_INPUT, "--wave-from %llu: the GEMM has cycles 0..%llu",
                       (unsigned long long)args->wave_from, (unsigned long long)result->cycles - 1);
}

/* context: the timeline. */
static enum flexsa_status add_pass(void *context, const struct flexsa_pass_run *run, struct flexsa_error *err)
{
    const struct flexsa_record ran = {*run->result, run->times};

    return flexsa_timeline_add(context, &run->pass->program, run->first_cycle, &ran, err);
}

/* The GEMM and all files but C. */
static enum flexsa_status drive(struct gemm_job *job, struct flexsa_gemm_result *result, struct flexsa_error *err)
{
    const struct gemm_args *args = job->args;
    const struct flexsa_operands operands = matrices_operands(&job->matrices);
    struct flexsa_driver *driver = NULL;
    struct flexsa_timeline *timeline = NULL;
    enum flexsa_status status = FLEXSA_OK;

    if (args->timeline) {
        status = flexsa_timeline_open(&timeline, args->timeline, &job->machine, job->backend->name,
                                      args->run.stall_seed, err);
        job->drive.on_pass = add_pass;
        job->drive.context = timeline;
    }
    if (status == FLEXSA_OK)
        status = flexsa_driver_open(&driver, job->backend, &job->machine, args->check, args->wave, err);
    if (status == FLEXSA_OK)
        status = flexsa_driver_gemm(driver, &job->gemm, &operands, &job->drive, result, err);
    flexsa_driver_close(driver);
    if (status == FLEXSA_OK && args->wave)
        status = check_wave(job, result, err);
    if (status == FLEXSA_OK)
        return flexsa_timeline_close(timeline, true, err);
    flexsa_timeline_close(timeline, false, NULL);
    return status;
}

static int run_job(struct gemm_job *job, struct flexsa_error *err)
{
    const struct gemm_args *args = job->args;
    struct flexsa_gemm_result result = {0};
    enum flexsa_status status = drive(job, &result, err);

    if (status == FLEXSA_OK)
        status = write_result(job, err);
    if (status != FLEXSA_OK && result.mismatches == 0)
        return fail("gemm", status, err, args->json);
    print_result(job, status, &result);
    return (int)status;
}

static int run_gemm(int argc, char **argv)
{
    struct gemm_args args = {
        .values = "normal", .seed = 1, .wave_to = UINT64_MAX, .wave_tile = NO_TILE,
        .machine = MACHINE_OPTIONS_DEFAULT};
    const struct option_spec specs[] = {
        {"a", OPTION_TEXT, &args.a, "A.npy", "A, M x K, '<f2'"},
        {"b", OPTION_TEXT, &args.b, "B.npy", "B, K x N, '<f2'"},
        {"c-in", OPTION_TEXT, &args.c_in, "C0.npy", "initial C, M x N, '<f4'"},
        {"out", OPTION_TEXT, &args.out, "C.npy", "where to store C: '<f4', or '<f2' with --f16"},
        F16_OPTION(args.f16),
        {"m", OPTION_U32, &args.m, "M", "random operands: rows of A and C"},
        {"n", OPTION_U32, &args.n, "N", "random operands: columns of B and C"},
        {"k", OPTION_U32, &args.k, "K", "random operands: columns of A, rows of B"},
        VALUES_OPTION(args.values),
        {"seed", OPTION_U64, &args.seed, "N", "of the random operands (1)"},
        {"c0", OPTION_FLAG, &args.with_c0, NULL, "random operands: with an initial C"},
        BACKEND_OPTION(args.machine),
        MACHINE_OPTIONS(args.machine),
        {"check", OPTION_FLAG, &args.check, NULL, "compare every stored byte with the golden model"},
        TIMELINE_OPTION(args.timeline),
        WAVE_OPTION(args.wave),
        {"wave-from", OPTION_U64, &args.wave_from, "CYCLE", "only cycles from this one"},
        {"wave-to", OPTION_U64, &args.wave_to, "CYCLE", "... and before this one"},
        {"wave-tile", OPTION_U64, &args.wave_tile, "I", "only the cycles in which tile I is worked on"},
        RUN_OPTIONS(args.run),
        DEBUG_OPTIONS(args.debug),
        JSON_OPTION(args.json),
    };
    struct gemm_job job = {.args = &args};
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(&cmd_gemm, specs, sizeof specs / sizeof specs[0], argc, argv, 0, 0, &files, &count, &err);
    int code;

    if (status == FLEXSA_OK)
        status = prepare(&job, &err);
    code = status == FLEXSA_OK ? run_job(&job, &err) : fail("gemm", status, &err, args.json);
    matrices_free(&job.matrices);
    free(job.command);
    return code;
}

const struct command cmd_gemm = {
    "gemm",
    "--a A.npy --b B.npy --out C.npy [OPTIONS]\n"
    "       flexsa gemm --m M --n N --k K [OPTIONS]",
    "compute one GEMM, C = [C0 +] A*B, on the RTL or the golden model\n\n"
    "Example: flexsa gemm --m 100 --n 30 --k 70 --config small --check\n"
    "--timeline is read in docs/verification.md, \"Reading a timeline\".",
    run_gemm,
};
