/*
 * evaluation.h - the paper's evaluation (sections III, IV, VIII): six training runs on eight machines,
 * read in several ways, and the averages its figures show.
 *
 * Averages. Of utilisation and mode shares: over the pruning intervals of a run, equal weights. Of
 * times, traffic and energy: sums over the intervals, then ratios. A CNN is the mean of its two runs
 * (low and high strength; width 1 and 0.75), "all CNNs" the mean of the three.
 */
#ifndef FLEXSA_EVALUATION_H
#define FLEXSA_EVALUATION_H

#include "energy.h"

enum flexsa_run {
    FLEXSA_RUN_RESNET_LOW,
    FLEXSA_RUN_RESNET_HIGH,
    FLEXSA_RUN_INCEPTION_LOW,
    FLEXSA_RUN_INCEPTION_HIGH,
    FLEXSA_RUN_MOBILENET,
    FLEXSA_RUN_MOBILENET_075,
    FLEXSA_NUM_RUNS
};

enum flexsa_cnn { FLEXSA_CNN_RESNET, FLEXSA_CNN_INCEPTION, FLEXSA_CNN_MOBILENET, FLEXSA_NUM_CNNS };

enum flexsa_paper_machine {
    FLEXSA_1G1C,
    FLEXSA_1G4C,
    FLEXSA_4G4C,
    FLEXSA_1G1F,
    FLEXSA_4G1F,
    FLEXSA_PAPER_MACHINES, /* Table I ends here                               */
    FLEXSA_1G16C = FLEXSA_PAPER_MACHINES, /* Figure 5: 16 x (32x32), one GBUF */
    FLEXSA_1G64C,          /* Figure 5: 64 x (16x16), one GBUF                */
    FLEXSA_4G16C,          /* Figure 6: 64 x (16x16), four GBUFs              */
    FLEXSA_NUM_PAPER_MACHINES
};

/* The one set of assumptions, and others with a single thing changed (docs/model.md). */
enum flexsa_reading {
    FLEXSA_READING_BASE,
    FLEXSA_READING_ONE_WEIGHT,  /* no second weight register                       */
    FLEXSA_READING_SIZES_ALONE, /* weights shift for free, no fill, no drain       */
    FLEXSA_READING_AS_BUILT,    /* local buffers delay waves as in this project's RTL */
    FLEXSA_READING_PREFETCH,    /* DRAM overlaps anywhere inside a GEMM            */
    FLEXSA_READING_EXPANDED,    /* A lies expanded in DRAM                         */
    FLEXSA_READING_DEPTHWISE,   /* depthwise layers as GEMMs                       */
    FLEXSA_READING_TILES,       /* independent cores are dealt tiles, not waves    */
    FLEXSA_NUM_READINGS
};

#define FLEXSA_MOST_EPOCHS 32

struct flexsa_evaluation {
    struct flexsa_constants constants;
    struct flexsa_accelerator machines[FLEXSA_NUM_READINGS][FLEXSA_NUM_PAPER_MACHINES];
    unsigned epochs[FLEXSA_NUM_RUNS];
    char epoch[FLEXSA_NUM_RUNS][FLEXSA_MOST_EPOCHS][16]; /* "0", "10", ...          */
    struct flexsa_iteration at[FLEXSA_NUM_READINGS][FLEXSA_NUM_RUNS][FLEXSA_NUM_PAPER_MACHINES]
                              [FLEXSA_MOST_EPOCHS];
};

/* Runs everything on the workloads in `folder`. *evaluation is the caller's; free with
 * flexsa_evaluation_free. BAD_INPUT for a missing or wrong file. */
enum flexsa_status flexsa_evaluation_run(const char *folder, const struct flexsa_constants *constants,
                                         struct flexsa_evaluation **evaluation,
                                         struct flexsa_error *err);
void flexsa_evaluation_free(struct flexsa_evaluation *evaluation);

const char *flexsa_run_name(enum flexsa_run run);             /* "ResNet50 low"    */
const char *flexsa_cnn_name(enum flexsa_cnn cnn);             /* "ResNet50"        */
const char *flexsa_paper_machine_name(unsigned machine);      /* "1G1C"            */
const char *flexsa_reading_name(enum flexsa_reading reading); /* one short line    */

/* ---- averages: of a run, of a CNN's runs, of all CNNs ------------------------------------------ */

/* One number of one machine in one run; `reading` says how. */
typedef double (*flexsa_metric)(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_run,
                                unsigned machine);

double flexsa_ideal_utilisation(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_run, unsigned);
double flexsa_hbm2_utilisation(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_run, unsigned);
/* Cycles, bytes, joules; summed over the intervals. */
double flexsa_ideal_time(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_run, unsigned);
double flexsa_hbm2_time(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_run, unsigned);
double flexsa_whole_time(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_run, unsigned);
double flexsa_lbuf_traffic(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_run, unsigned);
double flexsa_energy_of_gemms(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_run, unsigned);
double flexsa_energy_of_all(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_run, unsigned);

/* Energy by component, over the intervals of a run. */
struct flexsa_energy flexsa_run_energy(const struct flexsa_evaluation *evaluation, enum flexsa_reading reading,
                                       enum flexsa_run run, unsigned machine);

/* Share of a mode in all waves. `independent`: an HSW or VSW is two waves, an ISW four (they are
 * independent of each other; paper, VI.A); else each instruction is one. */
double flexsa_mode_share(const struct flexsa_evaluation *evaluation, enum flexsa_run run, unsigned machine,
                         unsigned mode, bool independent);

/* Mean over the runs of a CNN, and over the CNNs. */
double flexsa_cnn_mean(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_cnn,
                       unsigned machine, flexsa_metric metric);
double flexsa_all_mean(const struct flexsa_evaluation *, enum flexsa_reading, unsigned machine,
                       flexsa_metric metric);

/* The same of metric(machine) / metric(other), the ratio taken in each run. */
double flexsa_cnn_ratio(const struct flexsa_evaluation *, enum flexsa_reading, enum flexsa_cnn,
                        unsigned machine, unsigned other, flexsa_metric metric);
double flexsa_all_ratio(const struct flexsa_evaluation *, enum flexsa_reading, unsigned machine,
                        unsigned other, flexsa_metric metric);

#endif /* FLEXSA_EVALUATION_H */
