/* evaluation.c - the runs, the machines, the readings. Averages are in averages.c. */
#include "evaluation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/io/csv.h"

struct run {
    const char *name, *network, *trace;
    unsigned batch;
};

/* Batch sizes: paper, section VII. */
static const struct run runs[FLEXSA_NUM_RUNS] = {
    {"ResNet50 low", "resnet50_v1_5.csv", "resnet50_prunetrain_like_low.csv", 32},
    {"ResNet50 high", "resnet50_v1_5.csv", "resnet50_prunetrain_like_high.csv", 32},
    {"Inception v4 low", "inception_v4.csv", "inception_v4_resnet50_like_low.csv", 32},
    {"Inception v4 high", "inception_v4.csv", "inception_v4_resnet50_like_high.csv", 32},
    {"MobileNet v2", "mobilenet_v2.csv", NULL, 128},
    {"MobileNet v2 0.75", "mobilenet_v2_0.75.csv", NULL, 128},
};

static const char *const machine_names[FLEXSA_NUM_PAPER_MACHINES] = {"1G1C", "1G4C",  "4G4C",  "1G1F",
                                                                     "4G1F", "1G16C", "1G64C", "4G16C"};

const char *flexsa_run_name(enum flexsa_run run)
{
    return runs[run].name;
}

const char *flexsa_cnn_name(enum flexsa_cnn cnn)
{
    static const char *const names[FLEXSA_NUM_CNNS] = {"ResNet50", "Inception v4", "MobileNet v2"};

    return names[cnn];
}

const char *flexsa_paper_machine_name(unsigned machine)
{
    return machine_names[machine];
}

const char *flexsa_reading_name(enum flexsa_reading reading)
{
    static const char *const names[FLEXSA_NUM_READINGS] = {
        "base",
        "no second weight register",
        "tile sizes alone (free shift)",
        "as built: the cycles of this RTL",
        "DRAM overlaps anywhere in a GEMM",
        "A expanded in DRAM (im2col)",
        "depthwise layers as GEMMs",
        "cores dealt tiles, not waves",
    };

    return names[reading];
}

static enum flexsa_status make_machine(enum flexsa_reading reading, unsigned machine,
                                       struct flexsa_accelerator *a, struct flexsa_error *err)
{
    enum flexsa_status status = flexsa_accelerator_init(a, machine_names[machine], err);

    switch (reading) {
    case FLEXSA_READING_ONE_WEIGHT: a->unit.second_weight = false; break;
    case FLEXSA_READING_SIZES_ALONE: a->free_shift = true; break;
    case FLEXSA_READING_AS_BUILT: a->as_built = true; break;
    case FLEXSA_READING_PREFETCH: a->overlap = FLEXSA_OVERLAP_GEMM; break;
    case FLEXSA_READING_EXPANDED: a->expanded_in_dram = true; break;
    case FLEXSA_READING_DEPTHWISE: a->depthwise_as_gemms = true; break;
    case FLEXSA_READING_TILES: a->deal = FLEXSA_DEAL_TILES; break;
    default: break;
    }
    return status;
}

/* The rows of a run's trace; one nameless row without a trace. */
static enum flexsa_status list_epochs(const char *folder, unsigned run, struct flexsa_evaluation *e,
                                      struct flexsa_error *err)
{
    struct flexsa_csv csv;
    char path[4096];
    enum flexsa_status status;
    size_t column;

    if (!runs[run].trace) {
        e->epochs[run] = 1;
        return FLEXSA_OK;
    }
    snprintf(path, sizeof path, "%s/%s", folder, runs[run].trace);
    status = flexsa_csv_read(path, &csv, err);
    if (status != FLEXSA_OK)
        return status;
    column = flexsa_csv_column(&csv, "epoch");
    if (column == FLEXSA_CSV_NONE || csv.rows == 0 || csv.rows > FLEXSA_MOST_EPOCHS)
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: a column 'epoch' and 1..%d rows are wanted", path,
                             FLEXSA_MOST_EPOCHS);
    for (size_t row = 0; status == FLEXSA_OK && row < csv.rows; row++)
        snprintf(e->epoch[run][row], sizeof e->epoch[run][row], "%s", flexsa_csv_cell(&csv, row, column));
    e->epochs[run] = (unsigned)csv.rows;
    flexsa_csv_free(&csv);
    return status;
}

/* One network as it is at one epoch, on every machine in every reading. */
static enum flexsa_status run_epoch(const char *folder, unsigned run, unsigned epoch,
                                    struct flexsa_evaluation *e, struct flexsa_error *err)
{
    char network[4096], trace[4096];
    struct flexsa_workload_options options = {.batch = runs[run].batch};
    struct flexsa_workload workload;
    enum flexsa_status status;

    snprintf(network, sizeof network, "%s/%s", folder, runs[run].network);
    if (runs[run].trace) {
        snprintf(trace, sizeof trace, "%s/%s", folder, runs[run].trace);
        options.trace = trace;
        options.epoch = e->epoch[run][epoch];
    }
    status = flexsa_workload_read(network, &options, &workload, err);
    if (status != FLEXSA_OK)
        return status;
    for (unsigned r = 0; status == FLEXSA_OK && r < FLEXSA_NUM_READINGS; r++) {
        const unsigned machines = r == FLEXSA_READING_BASE ? FLEXSA_NUM_PAPER_MACHINES : FLEXSA_PAPER_MACHINES;

        for (unsigned m = 0; status == FLEXSA_OK && m < machines; m++)
            status = flexsa_iteration_cost(&e->machines[r][m], &workload, &e->at[r][run][m][epoch], NULL, err);
    }
    flexsa_workload_free(&workload);
    return status;
}

enum flexsa_status flexsa_evaluation_run(const char *folder, const struct flexsa_constants *constants,
                                         struct flexsa_evaluation **evaluation,
                                         struct flexsa_error *err)
{
    struct flexsa_evaluation *e = calloc(1, sizeof *e);
    enum flexsa_status status = FLEXSA_OK;

    *evaluation = NULL;
    if (!e)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the evaluation");
    e->constants = *constants;
    for (unsigned r = 0; status == FLEXSA_OK && r < FLEXSA_NUM_READINGS; r++)
        for (unsigned m = 0; status == FLEXSA_OK && m < FLEXSA_NUM_PAPER_MACHINES; m++)
            status = make_machine((enum flexsa_reading)r, m, &e->machines[r][m], err);
    for (unsigned run = 0; status == FLEXSA_OK && run < FLEXSA_NUM_RUNS; run++) {
        status = list_epochs(folder, run, e, err);
        for (unsigned epoch = 0; status == FLEXSA_OK && epoch < e->epochs[run]; epoch++)
            status = run_epoch(folder, run, epoch, e, err);
    }
    if (status != FLEXSA_OK)
        free(e);
    else
        *evaluation = e;
    return status;
}

void flexsa_evaluation_free(struct flexsa_evaluation *evaluation)
{
    free(evaluation);
}
