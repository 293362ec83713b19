/* common.c - options that several subcommands have, and how results are shown. */
#define _GNU_SOURCE /* sysconf names */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../csim/lockstep.h"
#include "../backend/rtl_backend.h"
#include "../golden/golden.h"
#include "../io/file.h"
#include "../io/fst.h"

/* ---- options ----------------------------------------------------------------------- */

enum flexsa_status machine_from_options(const struct machine_options *options,
                                        struct flexsa_machine *machine, struct flexsa_error *err)
{
    unsigned arch = 0;
    enum flexsa_status status;

    while (arch <= FLEXSA_ARCH_SINGLE && strcmp(options->arch, flexsa_arch_name(arch)) != 0)
        arch++;
    if (arch > FLEXSA_ARCH_SINGLE)
        return flexsa_fail(err, FLEXSA_USAGE, "--arch '%s': known are flexsa, cores, single",
                           options->arch);
    status = flexsa_machine_init(machine, options->config, arch, err);
    if (status != FLEXSA_OK)
        return FLEXSA_USAGE;
    if (options->pipe_depth < 1 || options->pipe_depth > 3)
        return flexsa_fail(err, FLEXSA_USAGE, "--pipe-depth %u: must be 1, 2 or 3", options->pipe_depth);
    if (options->second_weight > 1)
        return flexsa_fail(err, FLEXSA_USAGE, "--second-weight %u: must be 0 or 1",
                           options->second_weight);
    machine->pipe_depth = options->pipe_depth;
    machine->second_weight = options->second_weight == 1;
    return FLEXSA_OK;
}

enum flexsa_status backend_from_options(const struct machine_options *options,
                                        const struct flexsa_backend_ops **backend,
                                        struct flexsa_error *err)
{
    static const struct flexsa_backend_ops *const backends[] = {
        &flexsa_rtl_backend, &flexsa_golden_backend, &flexsa_csim_backend, &flexsa_lockstep_backend};

    for (size_t i = 0; i < sizeof backends / sizeof backends[0]; i++)
        if (strcmp(options->backend, backends[i]->name) == 0) {
            *backend = backends[i];
            return FLEXSA_OK;
        }
    return flexsa_fail(err, FLEXSA_USAGE, "--backend '%s': known are rtl, golden, csim, lockstep", options->backend);
}

enum flexsa_status run_from_options(const struct run_options *options, const struct flexsa_gemm *gemm,
                                    struct flexsa_drive_options *drive, struct flexsa_error *err)
{
    struct flexsa_inject *inject = &drive->inject;
    char rest;

    drive->timeout_cycles = options->timeout;
    drive->stall_seed = options->stall_seed;
    if (!options->inject)
        return FLEXSA_OK;
    if (sscanf(options->inject, "%u,%u,%u%c", &inject->row, &inject->col, &inject->bit, &rest) != 3 ||
        inject->row >= gemm->m || inject->col >= gemm->n || inject->bit >= (gemm->f16_out ? 16u : 32u))
        return flexsa_fail(err, FLEXSA_USAGE,
                           "--inject '%s': ROW,COL,BIT of an element of C (%u x %u, %u bits) is wanted",
                           options->inject, gemm->m, gemm->n, gemm->f16_out ? 16 : 32);
    inject->enabled = true;
    return FLEXSA_OK;
}

enum flexsa_status timeline_check(const char *path, const struct flexsa_backend_ops *backend,
                                  struct flexsa_error *err)
{
    if (path && backend == &flexsa_golden_backend)
        return flexsa_fail(err, FLEXSA_USAGE,
                           "--timeline: the golden model has no time; take --backend rtl, csim or lockstep");
    return path ? flexsa_file_check_output(path, err) : FLEXSA_OK;
}

enum flexsa_status wave_check(const char *path, struct flexsa_error *err)
{
    const enum flexsa_status status = flexsa_fst_check(path, err);

    if (status != FLEXSA_OK)
        remove(path);
    return status;
}

enum flexsa_status values_from_option(const char *text, enum flexsa_values *values,
                                      struct flexsa_error *err)
{
    if (flexsa_values_parse(text, values))
        return FLEXSA_OK;
    return flexsa_fail(err, FLEXSA_USAGE, "--values '%s': known are normal, full, special, int", text);
}

/* ---- operands ------------------------------------------------------------------------ */

enum flexsa_status matrices_check_memory(const struct flexsa_gemm *gemm, bool check,
                                         struct flexsa_error *err)
{
    const double m = gemm->m, n = gemm->n, k = gemm->k;
    const double have = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    /* The oracle packs operands as binary32 beside them, and has a C of its own. */
    const double want = (check ? 6 : 2) * (m * k + k * n) +
                        m * n * (4.0 + (gemm->has_c0 ? 4 : 0) + (gemm->f16_out ? 2 : 0) + (check ? 6 : 0));

    if (want > 0.9 * have)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "M=%u N=%u K=%u needs %.1f GB, this host has %.1f GB: take a smaller batch or layer",
                           gemm->m, gemm->n, gemm->k, want * 1e-9, have * 1e-9);
    return FLEXSA_OK;
}

enum flexsa_status matrices_alloc_results(struct matrices *matrices, const struct flexsa_gemm *gemm,
                                          struct flexsa_error *err)
{
    const size_t count = (size_t)gemm->m * gemm->n;

    matrices->c = calloc(count, sizeof *matrices->c);
    if (gemm->f16_out)
        matrices->c16 = calloc(count, sizeof *matrices->c16);
    if (!matrices->c || (gemm->f16_out && !matrices->c16))
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a C of %u x %u", gemm->m, gemm->n);
    return FLEXSA_OK;
}

enum flexsa_status matrices_random(struct matrices *matrices, const struct flexsa_gemm *gemm,
                                   enum flexsa_values values, uint64_t seed, bool check,
                                   struct flexsa_error *err)
{
    const size_t a = (size_t)gemm->m * gemm->k, b = (size_t)gemm->k * gemm->n;
    const size_t c = (size_t)gemm->m * gemm->n;
    struct flexsa_random random;
    enum flexsa_status status = matrices_check_memory(gemm, check, err);

    if (status == FLEXSA_OK)
        status = matrices_alloc_results(matrices, gemm, err);
    if (status != FLEXSA_OK)
        return status;
    matrices->a = calloc(a, sizeof *matrices->a);
    matrices->b = calloc(b, sizeof *matrices->b);
    if (gemm->has_c0)
        matrices->c0 = calloc(c, sizeof *matrices->c0);
    if (!matrices->a || !matrices->b || (gemm->has_c0 && !matrices->c0))
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the operands of M=%u N=%u K=%u",
                           gemm->m, gemm->n, gemm->k);
    flexsa_random_seed(&random, seed);
    flexsa_values_f16(&random, values, gemm->k, matrices->a, a);
    flexsa_values_f16(&random, values, gemm->k, matrices->b, b);
    if (gemm->has_c0)
        flexsa_values_f32(&random, values, gemm->k, matrices->c0, c);
    return FLEXSA_OK;
}

void matrices_free(struct matrices *matrices)
{
    free(matrices->a);
    free(matrices->b);
    free(matrices->c0);
    free(matrices->c);
    free(matrices->c16);
    *matrices = (struct matrices){0};
}

struct flexsa_operands matrices_operands(const struct matrices *matrices)
{
    return (struct flexsa_operands){matrices->a, matrices->b, matrices->c0, matrices->c, matrices->c16};
}

/* ---- results -------------------------------------------------------------------------- */

void out_of_memory(void)
{
    flexsa_file_remove_unfinished();
    fputs("flexsa: no memory for what is to be printed or written\n", stderr);
    _exit(FLEXSA_SIM_FAILED);
}

void print_json(cJSON *object)
{
    char *text = cJSON_Print(object);

    if (text)
        puts(text);
    cJSON_free(text);
    cJSON_Delete(object);
}

int fail(const char *command, enum flexsa_status status, const struct flexsa_error *err, bool json)
{
    if (json) {
        cJSON *object = cJSON_CreateObject();

        cJSON_AddNumberToObject(object, "status", (double)status);
        cJSON_AddStringToObject(object, "error", err->text);
        print_json(object);
    }
    fflush(stdout);
    fprintf(stderr, "flexsa %s: %s\n", command, err->text);
    return (int)status;
}

/* One argument as a shell reads it, quoted if need be. */
static void put_word(FILE *out, const char *name, const char *word)
{
    fprintf(out, " %s ", name);
    if (*word && word[strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./,:+@%=")] == '\0') {
        fputs(word, out);
        return;
    }
    fputc('\'', out);
    for (; *word; word++)
        if (*word == '\'')
            fputs("'\\''", out);
        else
            fputc(*word, out);
    fputc('\'', out);
}

char *repeat_command(const struct repeat *repeat)
{
    const struct flexsa_gemm *gemm = repeat->gemm;
    const struct flexsa_machine *machine = repeat->machine;
    const struct run_options *run = repeat->run;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    fprintf(out, "%s gemm", program_name);
    if (repeat->a) {
        put_word(out, "--a", repeat->a);
        put_word(out, "--b", repeat->b);
        if (repeat->c_in)
            put_word(out, "--c-in", repeat->c_in);
    } else {
        fprintf(out, " --m %u --n %u --k %u --values %s --seed %llu%s", gemm->m, gemm->n, gemm->k, repeat->values,
                (unsigned long long)repeat->seed, gemm->has_c0 ? " --c0" : "");
    }
    fprintf(out, "%s --backend %s --config %s --arch %s", gemm->f16_out ? " --f16" : "", repeat->backend->name,
            machine->config, flexsa_arch_name(machine->arch));
    if (machine->pipe_depth != 1)
        fprintf(out, " --pipe-depth %u", machine->pipe_depth);
    if (!machine->second_weight)
        fputs(" --second-weight 0", out);
    if (run->stall_seed)
        fprintf(out, " --stall-seed %llu", (unsigned long long)run->stall_seed);
    if (run->timeout)
        fprintf(out, " --timeout %llu", (unsigned long long)run->timeout);
    if (run->inject)
        put_word(out, "--inject", run->inject);
    fputs(" --check", out);
    (void)flexsa_text_close(out, &text);
    return text;
}

cJSON *machine_json(const struct flexsa_machine *machine, const char *backend)
{
    cJSON *object = cJSON_CreateObject();

    if (backend)
        cJSON_AddStringToObject(object, "backend", backend);
    cJSON_AddStringToObject(object, "config", machine->config);
    cJSON_AddStringToObject(object, "arch", flexsa_arch_name(machine->arch));
    cJSON_AddNumberToObject(object, "sub_rows", machine->sub_rows);
    cJSON_AddNumberToObject(object, "sub_cols", machine->sub_cols);
    cJSON_AddNumberToObject(object, "pes", flexsa_machine_pes(machine));
    cJSON_AddNumberToObject(object, "blk_m", machine->blk_m);
    cJSON_AddNumberToObject(object, "port_bytes", machine->port_bytes);
    cJSON_AddNumberToObject(object, "gbuf_bytes", machine->gbuf_bytes);
    cJSON_AddNumberToObject(object, "pipe_depth", machine->pipe_depth);
    cJSON_AddBoolToObject(object, "second_weight", machine->second_weight);
    return object;
}

void add_mode_counts(cJSON *object, const uint64_t *waves, const uint64_t *macs)
{
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++) {
        char name[16];

        snprintf(name, sizeof name, "waves_%s", flexsa_mode_name(mode));
        cJSON_AddNumberToObject(object, name, (double)waves[mode]);
        snprintf(name, sizeof name, "macs_%s", flexsa_mode_name(mode));
        cJSON_AddNumberToObject(object, name, (double)macs[mode]);
    }
}

static const char *const counter_names[FLEXSA_NUM_CNT] = {
    "cycles",       "instrs",       "waves_fw",     "waves_hsw",   "waves_vsw",    "waves_isw",
    "busy_fw",      "busy_hsw",     "busy_vsw",     "busy_isw",    "stall_v",      "stall_h",
    "stall_o",      "stall_switch", "stall_freeze", "idle",        "bytes_v0",     "bytes_v1",
    "bytes_v2",     "bytes_v3",     "bytes_h0",     "bytes_h1",    "bytes_h2",     "bytes_h3",
    "bytes_bcast",  "bytes_over_h", "bytes_over_v", "bytes_ldo",   "bytes_st",     "gbuf_reads",
    "gbuf_writes",
};

cJSON *result_json(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                   const struct flexsa_gemm_result *result)
{
    cJSON *object = cJSON_CreateObject(), *counters;
    const double macs = (double)gemm->m * gemm->n * gemm->k;

    cJSON_AddNumberToObject(object, "m", gemm->m);
    cJSON_AddNumberToObject(object, "n", gemm->n);
    cJSON_AddNumberToObject(object, "k", gemm->k);
    cJSON_AddNumberToObject(object, "macs", macs);
    cJSON_AddNumberToObject(object, "passes", (double)result->passes);
    cJSON_AddNumberToObject(object, "instrs", (double)result->instrs);
    cJSON_AddNumberToObject(object, "tiles", (double)result->tiles);
    cJSON_AddNumberToObject(object, "tiles_checked", (double)result->tiles_checked);
    cJSON_AddNumberToObject(object, "mismatches", (double)result->mismatches);
    cJSON_AddNumberToObject(object, "cycles", (double)result->cycles);
    cJSON_AddBoolToObject(object, "complete", result->complete);
    cJSON_AddNumberToObject(object, "pe_utilisation", flexsa_utilisation(machine, gemm, result));
    add_mode_counts(object, result->waves, result->macs);
    cJSON_AddNumberToObject(object, "seconds", result->seconds);
    cJSON_AddNumberToObject(object, "macs_per_second",
                            result->complete && result->seconds > 0 ? macs / result->seconds : 0);
    counters = cJSON_AddObjectToObject(object, "counters");
    for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++)
        cJSON_AddNumberToObject(counters, counter_names[i], (double)result->counters[i]);
    return object;
}

static void add_hex(cJSON *object, const char *name, uint32_t bits)
{
    char text[16];

    snprintf(text, sizeof text, "0x%x", bits);
    cJSON_AddStringToObject(object, name, text);
}

cJSON *mismatch_json(const struct flexsa_mismatch *m, uint64_t count, const char *command)
{
    cJSON *object = cJSON_CreateObject();
    uint64_t ulps;
    char modes[32];

    flexsa_modes_text(m->modes, modes);
    cJSON_AddStringToObject(object, "kind", flexsa_mismatch_name(m->kind));
    cJSON_AddNumberToObject(object, "count", (double)count);
    cJSON_AddNumberToObject(object, "row", m->row);
    cJSON_AddNumberToObject(object, "col", m->col);
    add_hex(object, "got", m->got);
    add_hex(object, "expected", m->expected);
    if (flexsa_ulp_distance(m->f16, m->got, m->expected, &ulps))
        cJSON_AddNumberToObject(object, "ulps", (double)ulps);
    cJSON_AddNumberToObject(object, "cycle", (double)m->cycle);
    if (m->in_tile) {
        cJSON_AddNumberToObject(object, "tile", (double)m->tile);
        cJSON_AddNumberToObject(object, "tile_row", m->tile_row);
        cJSON_AddNumberToObject(object, "tile_col", m->tile_col);
        cJSON_AddNumberToObject(object, "tile_rows", m->tile_rows);
        cJSON_AddNumberToObject(object, "tile_cols", m->tile_cols);
        cJSON_AddStringToObject(object, "modes", modes);
        cJSON_AddNumberToObject(object, "core", m->core);
        cJSON_AddNumberToObject(object, "pe_column", m->pe_column);
    }
    if (command)
        cJSON_AddStringToObject(object, "repeat", command);
    return object;
}

void mode_shares(const uint64_t macs[FLEXSA_NUM_MODES], char *text, size_t size)
{
    double all = 0;
    size_t used = 0;

    text[0] = '\0';
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++)
        all += (double)macs[mode];
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES && used < size; mode++)
        if (macs[mode])
            used += (size_t)snprintf(text + used, size - used, "%s%s %.0f%%", used ? " " : "",
                                     flexsa_mode_name(mode), 100 * (double)macs[mode] / all);
}

void short_number(double value, char *text, size_t size)
{
    static const char units[] = " kMGT";
    unsigned unit = 0;

    while (value >= 999.5 && unit < 4) {
        value /= 1000;
        unit++;
    }
    snprintf(text, size, unit ? "%.3g%c" : "%.3g", value, units[unit]);
}
