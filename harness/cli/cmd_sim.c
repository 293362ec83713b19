/* cmd_sim.c - `flexsa sim`: one training iteration of a network on a modelled accelerator. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../io/file.h"
#include "common.h"
#include "sim_output.h"

struct sim_args {
    const char *trace, *epoch, *machine, *config, *memory, *depthwise, *constants;
    uint32_t batch, second_weight;
    bool as_built, json, csv;
};

enum { NOT_GIVEN = 2, CONFIG_LIMIT = 1 << 20 };

static enum flexsa_status read_config(const char *path, struct flexsa_accelerator *accelerator,
                                      struct flexsa_error *err)
{
    char *text;
    enum flexsa_status status = flexsa_file_read_text(path, CONFIG_LIMIT, &text, err);

    if (status != FLEXSA_OK)
        return status;
    status = flexsa_accelerator_parse(accelerator, path, text, err);
    free(text);
    return status;
}

/* Machine from --machine or --config, then what other options change. */
static enum flexsa_status make_accelerator(const struct sim_args *args, struct flexsa_accelerator *a,
                                           struct flexsa_error *err)
{
    enum flexsa_status status;

    if (args->machine && args->config)
        return flexsa_fail(err, FLEXSA_USAGE, "give --machine or --config, not both");
    if (args->config) {
        status = read_config(args->config, a, err);
        if (status != FLEXSA_OK)
            return status;
    } else if (flexsa_accelerator_init(a, args->machine ? args->machine : "1G1F", err) != FLEXSA_OK) {
        return FLEXSA_USAGE;
    }
    if (args->memory && strcmp(args->memory, "ideal") == 0)
        a->dram_bytes_per_s = 0;
    else if (args->memory && strcmp(args->memory, "hbm2") == 0)
        a->dram_bytes_per_s = FLEXSA_PAPER_HBM2_BYTES_S;
    else if (args->memory)
        return flexsa_fail(err, FLEXSA_USAGE, "--memory '%s': known are ideal, hbm2", args->memory);
    if (args->depthwise && strcmp(args->depthwise, "simd") != 0 && strcmp(args->depthwise, "gemm") != 0)
        return flexsa_fail(err, FLEXSA_USAGE, "--depthwise '%s': known are simd, gemm", args->depthwise);
    if (args->depthwise)
        a->depthwise_as_gemms = strcmp(args->depthwise, "gemm") == 0;
    if (args->as_built)
        a->as_built = true;
    if (args->second_weight > NOT_GIVEN)
        return flexsa_fail(err, FLEXSA_USAGE, "--second-weight %u: must be 0 or 1", args->second_weight);
    if (args->second_weight != NOT_GIVEN)
        a->unit.second_weight = args->second_weight == 1;
    return FLEXSA_OK;
}

static enum flexsa_status prepare(const struct sim_args *args, const char *path, struct flexsa_accelerator *a,
                                  struct flexsa_constants *constants, struct flexsa_workload *workload,
                                  struct flexsa_error *err)
{
    const struct flexsa_workload_options options = {.batch = args->batch, .trace = args->trace, .epoch = args->epoch};
    enum flexsa_status status;

    if (args->batch == 0)
        return flexsa_fail(err, FLEXSA_USAGE, "--batch 0: must be 1 or more");
    if (args->json && args->csv)
        return flexsa_fail(err, FLEXSA_USAGE, "give --json or --csv, not both");
    if (args->epoch && !args->trace)
        return flexsa_fail(err, FLEXSA_USAGE, "--epoch needs --trace");
    status = make_accelerator(args, a, err);
    flexsa_constants_default(constants);
    if (status == FLEXSA_OK && args->constants)
        status = flexsa_constants_read(args->constants, constants, err);
    if (status == FLEXSA_OK)
        status = flexsa_workload_read(path, &options, workload, err);
    return status;
}

/* `asked`: all but the results. */
static enum flexsa_status simulate(const struct sim_args *args, const struct sim_result *asked,
                                   struct flexsa_error *err)
{
    struct flexsa_iteration iteration;
    struct flexsa_row_cost *rows = calloc(asked->workload->count, sizeof *rows);
    struct sim_result result = *asked;
    enum flexsa_status status;

    if (!rows)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %zu GEMMs", asked->workload->count);
    status = flexsa_iteration_cost(asked->accelerator, asked->workload, &iteration, rows, err);
    result.iteration = &iteration;
    result.rows = rows;
    if (status == FLEXSA_OK)
        (args->json ? sim_print_json : args->csv ? sim_print_csv : sim_print_table)(&result);
    free(rows);
    return status;
}

static int run_sim(int argc, char **argv)
{
    struct sim_args args = {.second_weight = NOT_GIVEN, .batch = 1};
    const struct option_spec specs[] = {
        {"trace", OPTION_TEXT, &args.trace, "W.csv", "pruning trace: widths of the layers by epoch"},
        {"epoch", OPTION_TEXT, &args.epoch, "E", "row of the trace (the last)"},
        {"machine", OPTION_TEXT, &args.machine, "NAME", "1G1C, 1G4C, 4G4C, 1G1F, 4G1F, 1G16C, ... (1G1F)"},
        {"config", OPTION_TEXT, &args.config, "M.json", "a machine of your own: docs/model.md"},
        {"memory", OPTION_TEXT, &args.memory, "KIND", "ideal or hbm2 (hbm2, or what --config says)"},
        {"batch", OPTION_U32, &args.batch, "N", "images a step, for tables of layers (1)"},
        {"second-weight", OPTION_U32, &args.second_weight, "0|1", "PEs have a second weight register (1)"},
        {"as-built", OPTION_FLAG, &args.as_built, NULL, "local buffers delay waves as in this project's RTL"},
        {"depthwise", OPTION_TEXT, &args.depthwise, "WHERE", "depthwise layers on simd or as gemm (simd)"},
        {"constants", OPTION_TEXT, &args.constants, "C.csv", "energy and area; 'flexsa info --constants' is a start"},
        {"json", OPTION_FLAG, &args.json, NULL, "print JSON"},
        {"csv", OPTION_FLAG, &args.csv, NULL, "print CSV, a line for each GEMM"},
    };
    struct flexsa_accelerator accelerator;
    struct flexsa_constants constants;
    struct flexsa_workload workload = {0};
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(&cmd_sim, specs, sizeof specs / sizeof specs[0], argc, argv, 1, 1, &files, &count, &err);

    if (status == FLEXSA_OK)
        status = prepare(&args, files[0], &accelerator, &constants, &workload, &err);
    if (status == FLEXSA_OK) {
        const struct sim_result asked = {
            .accelerator = &accelerator,
            .constants = &constants,
            .workload = &workload,
            .network = files[0],
            .trace = args.trace,
            .epoch = args.epoch,
            .batch = args.batch,
        };

        status = simulate(&args, &asked, &err);
    }
    flexsa_workload_free(&workload);
    return status == FLEXSA_OK ? FLEXSA_OK : fail("sim", status, &err, args.json);
}

const struct command cmd_sim = {
    "sim",
    "NETWORK.csv [OPTIONS]",
    "one training iteration of a network on a modelled accelerator\n\n"
    "Cycles, PE utilisation, traffic and energy of every GEMM in closed form; docs/model.md.\n"
    "Example: flexsa sim workloads/resnet50_v1_5.csv --trace workloads/resnet50_prunetrain_like_low.csv\n"
    "         --epoch 50 --machine 4G1F --batch 32",
    run_sim,
};
