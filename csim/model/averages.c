/* averages.c - what the figures show of an evaluation; rules of averaging are in evaluation.h. */
#include "evaluation.h"

typedef double (*point_metric)(const struct flexsa_evaluation *e, enum flexsa_reading reading,
                               unsigned machine, const struct flexsa_iteration *at);

static double sum_over(const struct flexsa_evaluation *e, enum flexsa_reading r, enum flexsa_run run,
                       unsigned m, point_metric metric)
{
    double sum = 0;

    for (unsigned i = 0; i < e->epochs[run]; i++)
        sum += metric(e, r, m, &e->at[r][run][m][i]);
    return sum;
}

/* ---- of one iteration --------------------------------------------------------------------------- */

static double ideal_utilisation(const struct flexsa_evaluation *e, enum flexsa_reading r, unsigned m,
                                const struct flexsa_iteration *at)
{
    return flexsa_all_macs(&at->gemm) / (at->gemm.compute * flexsa_accelerator_pes(&e->machines[r][m]));
}

static double hbm2_utilisation(const struct flexsa_evaluation *e, enum flexsa_reading r, unsigned m,
                               const struct flexsa_iteration *at)
{
    return flexsa_cost_utilisation(&e->machines[r][m], &at->gemm);
}

static double ideal_time(const struct flexsa_evaluation *e, enum flexsa_reading r, unsigned m,
                         const struct flexsa_iteration *at)
{
    (void)e, (void)r, (void)m;
    return at->gemm.compute;
}

static double hbm2_time(const struct flexsa_evaluation *e, enum flexsa_reading r, unsigned m,
                        const struct flexsa_iteration *at)
{
    (void)e, (void)r, (void)m;
    return flexsa_gemm_cycles(&at->gemm);
}

static double whole_time(const struct flexsa_evaluation *e, enum flexsa_reading r, unsigned m,
                         const struct flexsa_iteration *at)
{
    return flexsa_iteration_cycles(&e->machines[r][m], at);
}

static double lbuf_traffic(const struct flexsa_evaluation *e, enum flexsa_reading r, unsigned m,
                           const struct flexsa_iteration *at)
{
    (void)e, (void)r, (void)m;
    return flexsa_lbuf_bytes(&at->gemm.traffic);
}

static double energy_of_all(const struct flexsa_evaluation *e, enum flexsa_reading r, unsigned m,
                            const struct flexsa_iteration *at)
{
    const struct flexsa_energy energy = flexsa_iteration_energy(&e->machines[r][m], &e->constants, at);

    return flexsa_energy_sum(&energy);
}

/* ---- of a run --------------------------------------------------------------------------------------- */

#define RUN_METRIC(name, metric, divisor)                                                               \
    double name(const struct flexsa_evaluation *e, enum flexsa_reading r, enum flexsa_run run, unsigned m) \
    {                                                                                                   \
        return sum_over(e, r, run, m, metric) / (divisor);                                              \
    }

RUN_METRIC(flexsa_ideal_utilisation, ideal_utilisation, e->epochs[run])
RUN_METRIC(flexsa_hbm2_utilisation, hbm2_utilisation, e->epochs[run])
RUN_METRIC(flexsa_ideal_time, ideal_time, 1)
RUN_METRIC(flexsa_hbm2_time, hbm2_time, 1)
RUN_METRIC(flexsa_whole_time, whole_time, 1)
RUN_METRIC(flexsa_lbuf_traffic, lbuf_traffic, 1)
RUN_METRIC(flexsa_energy_of_all, energy_of_all, 1)

struct flexsa_energy flexsa_run_energy(const struct flexsa_evaluation *e, enum flexsa_reading reading,
                                       enum flexsa_run run, unsigned machine)
{
    struct flexsa_gemm_cost sum = {0};

    for (unsigned i = 0; i < e->epochs[run]; i++)
        flexsa_gemm_cost_add(&sum, &e->at[reading][run][machine][i].gemm, 1);
    return flexsa_gemm_energy(&e->machines[reading][machine], &e->constants, &sum);
}

double flexsa_energy_of_gemms(const struct flexsa_evaluation *e, enum flexsa_reading r, enum flexsa_run run,
                              unsigned m)
{
    const struct flexsa_energy energy = flexsa_run_energy(e, r, run, m);

    return flexsa_energy_sum(&energy);
}

double flexsa_mode_share(const struct flexsa_evaluation *e, enum flexsa_run run, unsigned machine,
                         unsigned mode, bool independent)
{
    static const double waves_of[FLEXSA_NUM_MODES] = {
        [FLEXSA_MODE_FW] = 1, [FLEXSA_MODE_HSW] = 2, [FLEXSA_MODE_VSW] = 2, [FLEXSA_MODE_ISW] = 4};
    double share = 0;

    for (unsigned i = 0; i < e->epochs[run]; i++) {
        const struct flexsa_gemm_cost *cost = &e->at[FLEXSA_READING_BASE][run][machine][i].gemm;
        double all = 0;

        for (unsigned j = 0; j < FLEXSA_NUM_MODES; j++)
            all += cost->waves[j] * (independent ? waves_of[j] : 1);
        share += cost->waves[mode] * (independent ? waves_of[mode] : 1) / all;
    }
    return share / e->epochs[run];
}

/* ---- of CNNs -------------------------------------------------------------------------------------------- */

double flexsa_cnn_mean(const struct flexsa_evaluation *e, enum flexsa_reading r, enum flexsa_cnn cnn,
                       unsigned machine, flexsa_metric metric)
{
    const unsigned first = 2 * (unsigned)cnn;

    return (metric(e, r, (enum flexsa_run)first, machine) +
            metric(e, r, (enum flexsa_run)(first + 1), machine)) / 2;
}

double flexsa_cnn_ratio(const struct flexsa_evaluation *e, enum flexsa_reading r, enum flexsa_cnn cnn,
                        unsigned machine, unsigned other, flexsa_metric metric)
{
    double sum = 0;

    for (unsigned i = 0; i < 2; i++) {
        const enum flexsa_run run = (enum flexsa_run)(2 * (unsigned)cnn + i);

        sum += metric(e, r, run, machine) / metric(e, r, run, other);
    }
    return sum / 2;
}

double flexsa_all_mean(const struct flexsa_evaluation *e, enum flexsa_reading r, unsigned machine,
                       flexsa_metric metric)
{
    double sum = 0;

    for (unsigned cnn = 0; cnn < FLEXSA_NUM_CNNS; cnn++)
        sum += flexsa_cnn_mean(e, r, (enum flexsa_cnn)cnn, machine, metric);
    return sum / FLEXSA_NUM_CNNS;
}

double flexsa_all_ratio(const struct flexsa_evaluation *e, enum flexsa_reading r, unsigned machine,
                        unsigned other, flexsa_metric metric)
{
    double sum = 0;

    for (unsigned cnn = 0; cnn < FLEXSA_NUM_CNNS; cnn++)
        sum += flexsa_cnn_ratio(e, r, (enum flexsa_cnn)cnn, machine, other, metric);
    return sum / FLEXSA_NUM_CNNS;
}
