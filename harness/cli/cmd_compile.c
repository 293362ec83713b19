/* cmd_compile.c - `flexsa compile`: what the tiling compiler makes of a GEMM. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include <stdio.h>
#include <stdlib.h>

#include "../io/file.h"
#include "common.h"

struct compile_args {
    uint32_t m, n, k;
    uint64_t pass;
    bool with_c0, f16, stats, json;
    const char *out;
    struct machine_options machine;
};

#define ALL_PASSES UINT64_MAX

static void add_copy(FILE *text, const char *verb, const struct flexsa_copy *copy, bool f16)
{
    fprintf(text, "# %s %s%s[%u:%u, %u:%u] at 0x%x, pitch %u\n", verb,
            copy->matrix == FLEXSA_MATRIX_A   ? "A"
            : copy->matrix == FLEXSA_MATRIX_B ? "B"
                                              : "C",
            f16 ? " (binary16)" : "", copy->row, copy->row + copy->rows, copy->col, copy->col + copy->cols,
            copy->addr, copy->pitch);
}

static void add_pass(FILE *text, const struct flexsa_gemm *gemm, const struct flexsa_pass *pass,
                     uint64_t index)
{
    char line[FLEXSA_TEXT_BYTES];

    fprintf(text, "# pass %llu: %zu instructions, %zu tiles\n", (unsigned long long)index, pass->program.count,
            pass->tile_count);
    for (size_t i = 0; i < pass->fill_count; i++)
        add_copy(text, "fill ", &pass->fills[i], false);
    for (size_t i = 0; i < pass->program.count; i++) {
        flexsa_instr_print(&pass->program.instrs[i], line);
        fprintf(text, "%s\n", line);
    }
    for (size_t i = 0; i < pass->drain_count; i++)
        add_copy(text, "drain", &pass->drains[i], gemm->f16_out && pass->drains_final);
}

static enum flexsa_status print_passes(const struct compile_args *args, const struct flexsa_machine *machine,
                                       const struct flexsa_gemm *gemm, FILE *text,
                                       struct flexsa_error *err)
{
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    uint64_t index = 0;
    bool found = false;
    enum flexsa_status status = flexsa_planner_open(&planner, machine, gemm, err);

    if (status != FLEXSA_OK)
        return status;
    while ((status = flexsa_planner_next(planner, &pass, err)) == FLEXSA_OK && pass) {
        if (args->pass == ALL_PASSES || args->pass == index) {
            add_pass(text, gemm, pass, index);
            found = true;
        }
        index++;
    }
    flexsa_planner_close(planner);
    if (status == FLEXSA_OK && !found)
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "--pass %llu: the plan has passes 0..%llu",
                             (unsigned long long)args->pass, (unsigned long long)index - 1);
    return status;
}

/* The text of the passes, owned by the caller. */
static enum flexsa_status list_passes(const struct compile_args *args, const struct flexsa_machine *machine,
                                      const struct flexsa_gemm *gemm, struct flexsa_bytes *list,
                                      struct flexsa_error *err)
{
    char *data = NULL;
    FILE *text = open_memstream(&data, &list->size);
    enum flexsa_status status = text ? print_passes(args, machine, gemm, text, err) : FLEXSA_OK;

    if (!text || !flexsa_text_close(text, &data))
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the program's text");
    list->data = data;
    return status;
}

static void print_stats(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                        const struct flexsa_plan_stats *stats, bool json)
{
    char shares[64];

    if (json) {
        cJSON *object = cJSON_CreateObject();

        cJSON_AddItemToObject(object, "machine", machine_json(machine, NULL));
        cJSON_AddNumberToObject(object, "m", gemm->m);
        cJSON_AddNumberToObject(object, "n", gemm->n);
        cJSON_AddNumberToObject(object, "k", gemm->k);
        cJSON_AddNumberToObject(object, "tiles", (double)stats->tiles);
        cJSON_AddNumberToObject(object, "instrs", (double)stats->instrs);
        add_mode_counts(object, stats->waves, stats->macs);
        print_json(object);
        return;
    }
    mode_shares(stats->macs, shares, sizeof shares);
    printf("# M=%u N=%u K=%u on %s %s: %llu tiles, %llu instructions; waves", gemm->m, gemm->n, gemm->k,
           machine->config, flexsa_arch_name(machine->arch), (unsigned long long)stats->tiles,
           (unsigned long long)stats->instrs);
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++)
        if (stats->waves[mode])
            printf(" %s %llu", flexsa_mode_name(mode), (unsigned long long)stats->waves[mode]);
    printf("; MACs %s\n", shares);
}

static enum flexsa_status compile(const struct compile_args *args, struct flexsa_error *err)
{
    const struct flexsa_gemm gemm = {args->m, args->n, args->k, args->with_c0, args->f16};
    struct flexsa_machine machine;
    struct flexsa_plan_stats stats;
    struct flexsa_bytes list = {NULL, 0};
    enum flexsa_status status = machine_from_options(&args->machine, &machine, err);

    if (status == FLEXSA_OK && (!args->m || !args->n || !args->k))
        status = flexsa_fail(err, FLEXSA_USAGE, "give --m, --n and --k, each at least 1");
    if (status == FLEXSA_OK && args->stats && (args->out || args->pass != ALL_PASSES))
        status = flexsa_fail(err, FLEXSA_USAGE, "--stats prints no program: give it without --out and --pass");
    if (status == FLEXSA_OK)
        status = flexsa_plan_measure(&machine, &gemm, &stats, err);
    if (status == FLEXSA_OK && !args->stats)
        status = list_passes(args, &machine, &gemm, &list, err);
    if (status == FLEXSA_OK && args->out && !args->stats)
        status = flexsa_file_write(args->out, &list, 1, err);
    if (status == FLEXSA_OK) {
        print_stats(&machine, &gemm, &stats, args->json);
        if (!args->out && !args->json)
            fwrite(list.data, 1, list.size, stdout);
    }
    free((void *)list.data);
    return status;
}

static int run_compile(int argc, char **argv)
{
    struct compile_args args = {.pass = ALL_PASSES, .machine = MACHINE_OPTIONS_DEFAULT};
    const struct option_spec specs[] = {
        {"m", OPTION_U32, &args.m, "M", "rows of A and C"},
        {"n", OPTION_U32, &args.n, "N", "columns of B and C"},
        {"k", OPTION_U32, &args.k, "K", "columns of A, rows of B"},
        {"c0", OPTION_FLAG, &args.with_c0, NULL, "with an initial C"},
        {"f16", OPTION_FLAG, &args.f16, NULL, "store C as binary16"},
        {"pass", OPTION_U64, &args.pass, "I", "only this pass (all)"},
        {"out", OPTION_TEXT, &args.out, "FILE.s", "write the text there"},
        {"stats", OPTION_FLAG, &args.stats, NULL, "only the totals"},
        MACHINE_OPTIONS(args.machine),
        {"json", OPTION_FLAG, &args.json, NULL, "print the totals as JSON"},
    };
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(&cmd_compile, specs, sizeof specs / sizeof specs[0], argc, argv, 0, 0, &files, &count, &err);

    if (status == FLEXSA_OK)
        status = compile(&args, &err);
    return status == FLEXSA_OK ? FLEXSA_OK : fail("compile", status, &err, args.json);
}

const struct command cmd_compile = {
    "compile",
    "--m M --n N --k K [OPTIONS]",
    "print the program of a GEMM and how many waves of each mode it has\n\n"
    "The text is what 'flexsa exec' and 'flexsa asm' read.",
    run_compile,
};
