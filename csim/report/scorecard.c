/* scorecard.c - see scorecard.h. The order is the paper's. */
#include "scorecard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASE FLEXSA_READING_BASE

static const char *const synthetic =
    "the traces are synthetic: at 48% of the MACs their widths give 56% on 1G1C, the real widths of ResRep 61% (docs/model.md)";
static const char *const area_simple =
    "wires as the paper counts them; CACTI charges less than the paper shows for splitting GBUF";

static void add(struct flexsa_scorecard *card, enum flexsa_claim claim, const char *where, const char *what,
                const char *unit, double paper, double ours, const char *why)
{
    if (card->count == FLEXSA_MOST_SCORES)
        abort();
    card->scores[card->count++] = (struct flexsa_score){where, what, unit, claim, paper, ours, why};
}

/* ---- one function a section ------------------------------------------------------------------ */

static double forward_macs(const struct flexsa_evaluation *e, enum flexsa_run run, unsigned epoch)
{
    return flexsa_all_macs(&e->at[BASE][run][FLEXSA_1G1C][epoch].phase[FLEXSA_PHASE_FWD]);
}

static double macs_left(const struct flexsa_evaluation *e, enum flexsa_run run)
{
    return 100 * forward_macs(e, run, e->epochs[run] - 1) / forward_macs(e, run, 0);
}

static double run_ideal(const struct flexsa_evaluation *e, enum flexsa_run run, unsigned machine)
{
    return 100 * flexsa_ideal_utilisation(e, BASE, run, machine);
}

static double ideal(const struct flexsa_evaluation *e, unsigned machine)
{
    return 100 * flexsa_all_mean(e, BASE, machine, flexsa_ideal_utilisation);
}

static void score_motivation(const struct flexsa_evaluation *e, struct flexsa_scorecard *card)
{
    const struct flexsa_gemm_cost *dense = &e->at[BASE][FLEXSA_RUN_RESNET_LOW][FLEXSA_1G1C][0].gemm;
    const double pes = flexsa_accelerator_pes(&e->machines[BASE][FLEXSA_1G1C]);

    add(card, FLEXSA_CLAIM_VALUE, "I", "PE utilisation lost on large arrays (1G1C, three CNNs)", "%", 60,
        100 - ideal(e, FLEXSA_1G1C), "");
    add(card, FLEXSA_CLAIM_INPUT, "III, Fig. 3", "ResNet50: forward MACs left at low pruning strength", "%", 48,
        macs_left(e, FLEXSA_RUN_RESNET_LOW), "built into the synthetic trace");
    add(card, FLEXSA_CLAIM_INPUT, "III, Fig. 3", "ResNet50: forward MACs left at high pruning strength", "%", 25,
        macs_left(e, FLEXSA_RUN_RESNET_HIGH), "built into the synthetic trace");
    add(card, FLEXSA_CLAIM_VALUE, "III, Fig. 3", "ResNet50 unpruned: PE utilisation, 1G1C", "%", 83,
        100 * flexsa_all_macs(dense) / (dense->compute * pes), "");
    add(card, FLEXSA_CLAIM_VALUE, "III, Fig. 3", "ResNet50 low: PE utilisation, 1G1C", "%", 69,
        run_ideal(e, FLEXSA_RUN_RESNET_LOW, FLEXSA_1G1C), synthetic);
    add(card, FLEXSA_CLAIM_VALUE, "III, Fig. 3", "ResNet50 high: PE utilisation, 1G1C", "%", 58,
        run_ideal(e, FLEXSA_RUN_RESNET_HIGH, FLEXSA_1G1C), synthetic);
}

static double split_gain(const struct flexsa_evaluation *e, unsigned machine, unsigned before, enum flexsa_run run)
{
    return run_ideal(e, run, machine) - run_ideal(e, run, before);
}

static double mean_gain(const struct flexsa_evaluation *e, unsigned machine, unsigned before)
{
    return (split_gain(e, machine, before, FLEXSA_RUN_RESNET_LOW) +
            split_gain(e, machine, before, FLEXSA_RUN_RESNET_HIGH)) / 2;
}

static double resnet_traffic(const struct flexsa_evaluation *e, unsigned machine)
{
    return flexsa_cnn_ratio(e, BASE, FLEXSA_CNN_RESNET, machine, FLEXSA_1G1C, flexsa_lbuf_traffic);
}

/* Area of `machine` over that of `other`, in % above it. */
static double overhead(const struct flexsa_evaluation *e, unsigned machine, unsigned other)
{
    const struct flexsa_area a = flexsa_area_of(&e->machines[BASE][machine], &e->constants);
    const struct flexsa_area b = flexsa_area_of(&e->machines[BASE][other], &e->constants);

    return 100 * (flexsa_area_sum(&a) / flexsa_area_sum(&b) - 1);
}

/* GBUF to LBUF bytes a cycle while a large GEMM without edges is computed. */
static double peak_bytes(const struct flexsa_evaluation *e, unsigned machine)
{
    struct flexsa_accelerator a = e->machines[BASE][machine];
    const struct flexsa_gemm gemm = {65536, 1024, 1024, .f16_out = true};
    struct flexsa_gemm_cost cost;

    a.dram_bytes_per_s = 0;
    if (flexsa_gemm_cost(&a, &gemm, (double)gemm.m * gemm.k, &cost, NULL) != FLEXSA_OK)
        return 0;
    return flexsa_lbuf_bytes(&cost.traffic) / cost.compute;
}

static void score_splitting(const struct flexsa_evaluation *e, struct flexsa_scorecard *card)
{
    const double high = split_gain(e, FLEXSA_1G4C, FLEXSA_1G1C, FLEXSA_RUN_RESNET_HIGH);
    const double low = split_gain(e, FLEXSA_1G4C, FLEXSA_1G1C, FLEXSA_RUN_RESNET_LOW);

    add(card, FLEXSA_CLAIM_VALUE, "IV, Fig. 5", "1 -> 4 cores: utilisation gain, the larger strength, points", "%", 23,
        high > low ? high : low, synthetic);
    add(card, FLEXSA_CLAIM_VALUE, "IV, Fig. 5", "4 -> 16 cores: utilisation gain, points", "%", 8,
        mean_gain(e, FLEXSA_1G16C, FLEXSA_1G4C), synthetic);
    add(card, FLEXSA_CLAIM_VALUE, "IV, Fig. 5", "16 -> 64 cores: utilisation gain, points", "%", 4,
        mean_gain(e, FLEXSA_1G64C, FLEXSA_1G16C), synthetic);
    add(card, FLEXSA_CLAIM_VALUE, "IV, Fig. 5", "4 x (64x64): GBUF to LBUF traffic", "x", 1.7, resnet_traffic(e, FLEXSA_1G4C), "");
    add(card, FLEXSA_CLAIM_VALUE, "IV, Fig. 5", "16 x (32x32): GBUF to LBUF traffic", "x", 3.4, resnet_traffic(e, FLEXSA_1G16C), "");
    add(card, FLEXSA_CLAIM_VALUE, "IV, Fig. 5", "64 x (16x16): GBUF to LBUF traffic", "x", 6.6, resnet_traffic(e, FLEXSA_1G64C), "");
    add(card, FLEXSA_CLAIM_VALUE, "IV", "four times the cores: peak GBUF to LBUF bandwidth", "x", 2,
        peak_bytes(e, FLEXSA_1G4C) / peak_bytes(e, FLEXSA_1G1C), "");
    add(card, FLEXSA_CLAIM_VALUE, "IV, Fig. 6", "area of 4 cores (1G4C) over one", "%", 4, overhead(e, FLEXSA_1G4C, FLEXSA_1G1C), area_simple);
    add(card, FLEXSA_CLAIM_VALUE, "IV, Fig. 6", "area of 16 cores (4G4C) over one", "%", 13, overhead(e, FLEXSA_4G4C, FLEXSA_1G1C), area_simple);
    add(card, FLEXSA_CLAIM_VALUE, "IV, Fig. 6", "area of 64 cores (4G16C) over one", "%", 23, overhead(e, FLEXSA_4G16C, FLEXSA_1G1C), area_simple);
}

static void score_flexsa_area(const struct flexsa_evaluation *e, struct flexsa_scorecard *card)
{
    const struct flexsa_area area = flexsa_area_of(&e->machines[BASE][FLEXSA_1G1F], &e->constants);

    add(card, FLEXSA_CLAIM_VALUE, "V.B", "FlexSA: data path switches", "mm2", 0.03, area.muxes,
        "a 1:2 mux taken as three NAND2 a bit");
    add(card, FLEXSA_CLAIM_VALUE, "V.B", "FlexSA: FMAs in the top row of cores 2, 3", "mm2", 0.32, area.fma_rows,
        "a binary32 adder (Horowitz) for each; the paper takes Zhang's units");
    add(card, FLEXSA_CLAIM_INPUT, "V.B", "FlexSA: repeaters over a core", "mm2", 0.25, area.repeaters,
        "the size of a repeater is the paper's total over our count");
    add(card, FLEXSA_CLAIM_VALUE, "V.B", "FlexSA: width of vertical wires", "mm", 0.09, area.vertical_width, "");
    add(card, FLEXSA_CLAIM_VALUE, "V.B", "FlexSA (1G1F) over 4 cores (1G4C)", "%", 1, overhead(e, FLEXSA_1G1F, FLEXSA_1G4C),
        "vertical wires beside both columns of cores; beside one, as 0.09 mm may mean, it is 1.2%");
}

static void score_utilisation(const struct flexsa_evaluation *e, struct flexsa_scorecard *card)
{
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10a", "ideal memory: PE utilisation of 1G1C", "%", 44, ideal(e, FLEXSA_1G1C), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10a", "ideal memory: PE utilisation of 1G1F", "%", 66, ideal(e, FLEXSA_1G1F), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10a", "ideal memory: PE utilisation of 4G1F", "%", 84, ideal(e, FLEXSA_4G1F), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10a", "1G1F over 1G1C, relative", "%", 49,
        100 * (ideal(e, FLEXSA_1G1F) / ideal(e, FLEXSA_1G1C) - 1), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10a", "4G1F over 1G1C, relative", "%", 89,
        100 * (ideal(e, FLEXSA_4G1F) / ideal(e, FLEXSA_1G1C) - 1), "");
    add(card, FLEXSA_CLAIM_CLOSE, "VIII, Fig. 10a", "1G1F below 1G4C, points", "%", 0.1, ideal(e, FLEXSA_1G4C) - ideal(e, FLEXSA_1G1F),
        "short waves: four cores shift four different tiles at a time, FlexSA one; tile sizes alone differ by 0.0 (readings)");
    add(card, FLEXSA_CLAIM_CLOSE, "VIII, Fig. 10a", "4G1F below 4G4C, points", "%", 0.1, ideal(e, FLEXSA_4G4C) - ideal(e, FLEXSA_4G1F),
        "as 1G1F: short waves");
}

static double speedup(const struct flexsa_evaluation *e, unsigned machine, unsigned over)
{
    return flexsa_all_ratio(e, BASE, over, machine, flexsa_hbm2_time);
}

/* The two CNNs that are pruned while training. */
static double pruned_speedup(const struct flexsa_evaluation *e, unsigned machine, unsigned over)
{
    return (flexsa_cnn_ratio(e, BASE, FLEXSA_CNN_RESNET, over, machine, flexsa_hbm2_time) +
            flexsa_cnn_ratio(e, BASE, FLEXSA_CNN_INCEPTION, over, machine, flexsa_hbm2_time)) / 2;
}

static void score_speed(const struct flexsa_evaluation *e, struct flexsa_scorecard *card)
{
    static const char *const memory = "how DRAM transfers overlap is not in the paper; the readings span it";

    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10b", "one HBM2: speed-up of 1G1F over 1G1C", "x", 1.37, speedup(e, FLEXSA_1G1F, FLEXSA_1G1C), memory);
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10b", "one HBM2: speed-up of 4G1F over 1G1C", "x", 1.47, speedup(e, FLEXSA_4G1F, FLEXSA_1G1C), memory);
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10b", "one HBM2: 1G1F over 1G4C", "x", 1.06, speedup(e, FLEXSA_1G1F, FLEXSA_1G4C),
        "MobileNet v2 is slower on 1G1F here (short waves); without it see below");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10b", "one HBM2: 4G1F over 4G4C", "x", 1.07, speedup(e, FLEXSA_4G1F, FLEXSA_4G4C), memory);
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10b", "the same without MobileNet v2: 1G1F over 1G1C", "x", 1.37, pruned_speedup(e, FLEXSA_1G1F, FLEXSA_1G1C),
        "\"pruning-while-training\" may leave out MobileNet v2, which is pruned before");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10b", "the same without MobileNet v2: 4G1F over 1G1C", "x", 1.47, pruned_speedup(e, FLEXSA_4G1F, FLEXSA_1G1C), memory);
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10b", "the same without MobileNet v2: 1G1F over 1G4C", "x", 1.06, pruned_speedup(e, FLEXSA_1G1F, FLEXSA_1G4C), memory);
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 10b", "the same without MobileNet v2: 4G1F over 4G4C", "x", 1.07, pruned_speedup(e, FLEXSA_4G1F, FLEXSA_4G4C), memory);
}

static double traffic(const struct flexsa_evaluation *e, unsigned machine, unsigned over)
{
    return flexsa_all_ratio(e, BASE, machine, over, flexsa_lbuf_traffic);
}

static void score_traffic(const struct flexsa_evaluation *e, struct flexsa_scorecard *card)
{
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 11", "GBUF to LBUF traffic of 1G4C over 1G1C", "x", 1.5, traffic(e, FLEXSA_1G4C, FLEXSA_1G1C), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 11", "GBUF to LBUF traffic of 4G4C over 1G1C", "x", 2.7, traffic(e, FLEXSA_4G4C, FLEXSA_1G1C), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 11", "GBUF to LBUF traffic of 1G1F over 1G1C", "x", 0.98, traffic(e, FLEXSA_1G1F, FLEXSA_1G1C), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 11", "1G1F saves over 1G4C", "%", 36, 100 * (1 - traffic(e, FLEXSA_1G1F, FLEXSA_1G4C)), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 11", "4G1F saves over 4G4C", "%", 43, 100 * (1 - traffic(e, FLEXSA_4G1F, FLEXSA_4G4C)), "");
    add(card, FLEXSA_CLAIM_VALUE, "abstract", "on-chip reuse over many small cores (4G1F, 4G4C)", "x", 1.7,
        1 / traffic(e, FLEXSA_4G1F, FLEXSA_4G4C), "");
}

/* Energy of `machine` over `other`: ResNet50 and Inception v4. */
static double pruned_energy(const struct flexsa_evaluation *e, unsigned machine, unsigned other)
{
    return (flexsa_cnn_ratio(e, BASE, FLEXSA_CNN_RESNET, machine, other, flexsa_energy_of_gemms) +
            flexsa_cnn_ratio(e, BASE, FLEXSA_CNN_INCEPTION, machine, other, flexsa_energy_of_gemms)) / 2;
}

static void score_energy(const struct flexsa_evaluation *e, struct flexsa_scorecard *card)
{
    static const char *const constants =
        "the paper's constants are not published; with GBUF twice as dear, or MACs half as dear, it is 19% and 22% (docs/model.md)";

    add(card, FLEXSA_CLAIM_LEAST, "VIII, Fig. 12", "energy of 1G4C over 1G1F, ResNet50 and Inception v4", "%", 20,
        100 * (pruned_energy(e, FLEXSA_1G4C, FLEXSA_1G1F) - 1), constants);
    add(card, FLEXSA_CLAIM_LEAST, "VIII, Fig. 12", "energy of 4G4C over 4G1F, ResNet50 and Inception v4", "%", 20,
        100 * (pruned_energy(e, FLEXSA_4G4C, FLEXSA_4G1F) - 1), constants);
    add(card, FLEXSA_CLAIM_VALUE, "abstract", "dynamic energy saved over naive splitting, both pairs", "%", 28,
        100 * (1 - (pruned_energy(e, FLEXSA_1G1F, FLEXSA_1G4C) + pruned_energy(e, FLEXSA_4G1F, FLEXSA_4G4C)) / 2), constants);
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 12", "energy of 1G1F over 1G1C (\"similar or lower\")", "x", 1,
        pruned_energy(e, FLEXSA_1G1F, FLEXSA_1G1C), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 12", "energy of 4G4C over 1G4C (\"similar\")", "x", 1,
        pruned_energy(e, FLEXSA_4G4C, FLEXSA_1G4C), "");
}

/* Percent of independent waves in one mode. */
static double share(const struct flexsa_evaluation *e, enum flexsa_cnn cnn, unsigned machine, unsigned mode)
{
    return 50 * (flexsa_mode_share(e, (enum flexsa_run)(2 * (unsigned)cnn), machine, mode, true) +
                 flexsa_mode_share(e, (enum flexsa_run)(2 * (unsigned)cnn + 1), machine, mode, true));
}

static double inter_core(const struct flexsa_evaluation *e, enum flexsa_cnn cnn, unsigned machine)
{
    return 100 - share(e, cnn, machine, FLEXSA_MODE_ISW);
}

static void score_modes(const struct flexsa_evaluation *e, struct flexsa_scorecard *card)
{
    static const char *const mobilenet =
        "the paper does not say how depthwise layers run; as one GEMM a channel ISW is 40% of the waves and the rest 60%";
    double all = 0;

    for (unsigned cnn = 0; cnn < FLEXSA_NUM_CNNS; cnn++)
        all += inter_core(e, (enum flexsa_cnn)cnn, FLEXSA_1G1F) + inter_core(e, (enum flexsa_cnn)cnn, FLEXSA_4G1F);
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 13", "FW+HSW+VSW on 1G1F: ResNet50", "%", 94, inter_core(e, FLEXSA_CNN_RESNET, FLEXSA_1G1F), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 13", "FW+HSW+VSW on 1G1F: Inception v4", "%", 94, inter_core(e, FLEXSA_CNN_INCEPTION, FLEXSA_1G1F), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 13", "FW+HSW+VSW on 1G1F: MobileNet v2", "%", 66, inter_core(e, FLEXSA_CNN_MOBILENET, FLEXSA_1G1F), mobilenet);
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 13", "FW+HSW+VSW on 4G1F: ResNet50", "%", 99, inter_core(e, FLEXSA_CNN_RESNET, FLEXSA_4G1F), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 13", "FW+HSW+VSW on 4G1F: Inception v4", "%", 99, inter_core(e, FLEXSA_CNN_INCEPTION, FLEXSA_4G1F), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII, Fig. 13", "FW+HSW+VSW on 4G1F: MobileNet v2", "%", 85, inter_core(e, FLEXSA_CNN_MOBILENET, FLEXSA_4G1F), "");
    add(card, FLEXSA_CLAIM_LEAST, "I", "inter-core modes, mean over CNNs and both machines", "%", 89, all / (2 * FLEXSA_NUM_CNNS), "");
}

static double end_to_end(const struct flexsa_evaluation *e, unsigned machine, unsigned over)
{
    return flexsa_all_ratio(e, BASE, over, machine, flexsa_whole_time);
}

static void score_whole(const struct flexsa_evaluation *e, struct flexsa_scorecard *card)
{
    static const char *const layers =
        "which other layers are counted, and their bytes, is not in the paper; here none is fused and all are bound by DRAM";
    const struct flexsa_iteration *dense = &e->at[BASE][FLEXSA_RUN_RESNET_LOW][FLEXSA_1G1C][0];
    const double gemm_flops = 2 * flexsa_all_macs(&dense->gemm);
    const double many = (end_to_end(e, FLEXSA_1G1F, FLEXSA_1G4C) + end_to_end(e, FLEXSA_4G1F, FLEXSA_4G4C)) / 2;
    const double saved = (flexsa_all_ratio(e, BASE, FLEXSA_1G1F, FLEXSA_1G4C, flexsa_energy_of_all) +
                          flexsa_all_ratio(e, BASE, FLEXSA_4G1F, FLEXSA_4G4C, flexsa_energy_of_all)) / 2;
    const struct flexsa_accelerator *a = &e->machines[BASE][FLEXSA_1G1F];
    const double tflops = 2e-12 * a->clock_hz * flexsa_accelerator_pes(a);

    add(card, FLEXSA_CLAIM_VALUE, "VII", "throughput of every configuration", "TFLOPS", 23, tflops, "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII", "throughput of the arrays over the SIMD array's", "x", 50, 1e12 * tflops / a->simd_flops,
        "23 TFLOPS over 500 GFLOPS; the paper rounds");
    add(card, FLEXSA_CLAIM_LEAST, "III", "ResNet50: convolution and FC layers' share of FLOPs", "%", 98,
        100 * gemm_flops / (gemm_flops + dense->simd.flops), "");
    add(card, FLEXSA_CLAIM_VALUE, "VIII", "end to end: 1G1F over 1G1C", "x", 1.24, end_to_end(e, FLEXSA_1G1F, FLEXSA_1G1C), layers);
    add(card, FLEXSA_CLAIM_VALUE, "VIII", "end to end: 4G1F over 1G1C", "x", 1.29, end_to_end(e, FLEXSA_4G1F, FLEXSA_1G1C), layers);
    add(card, FLEXSA_CLAIM_VALUE, "VIII", "end to end: FlexSA over many small cores, both pairs", "x", 1.03, many, layers);
    add(card, FLEXSA_CLAIM_VALUE, "VIII", "end to end: energy saved over many small cores", "%", 10, 100 * (1 - saved), layers);
}

void flexsa_scorecard_make(const struct flexsa_evaluation *evaluation, struct flexsa_scorecard *card)
{
    card->count = 0;
    score_motivation(evaluation, card);
    score_splitting(evaluation, card);
    score_flexsa_area(evaluation, card);
    score_utilisation(evaluation, card);
    score_speed(evaluation, card);
    score_traffic(evaluation, card);
    score_energy(evaluation, card);
    score_modes(evaluation, card);
    score_whole(evaluation, card);
}

void flexsa_score_verdict(const struct flexsa_score *score, char text[16])
{
    switch (score->claim) {
    case FLEXSA_CLAIM_VALUE: snprintf(text, 16, "%.2f", score->ours / score->paper); break;
    case FLEXSA_CLAIM_LEAST: snprintf(text, 16, "%s", score->ours >= score->paper ? "holds" : "fails"); break;
    case FLEXSA_CLAIM_CLOSE: snprintf(text, 16, "%+.1f", score->ours - score->paper); break;
    default: snprintf(text, 16, "input"); break;
    }
}

void flexsa_scorecard_csv(const struct flexsa_scorecard *card, struct flexsa_text *text)
{
    flexsa_text_add(text, "where,what,unit,paper,ours,verdict,why\n");
    for (size_t i = 0; i < card->count; i++) {
        const struct flexsa_score *s = &card->scores[i];
        char verdict[16];

        flexsa_score_verdict(s, verdict);
        flexsa_text_add_cell(text, s->where);
        flexsa_text_add(text, ",");
        flexsa_text_add_cell(text, s->what);
        flexsa_text_add(text, ",%s,%s%g,%.4g,%s,", s->unit, s->claim == FLEXSA_CLAIM_LEAST ? ">" : "", s->paper, s->ours, verdict);
        flexsa_text_add_cell(text, s->why);
        flexsa_text_add(text, "\n");
    }
}
