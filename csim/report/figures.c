/* figures.c - see figures.h. One function a figure; they share colours and the order of machines. */
#include "figures.h"

#include <stdio.h>
#include <string.h>

/* One colour for each machine of Table I, and for stacks. */
static const char *const style =
    "set datafile separator ','\n"
    "set encoding utf8\n"
    "brk(s) = strstrt(s, ' ') ? s[1:strstrt(s, ' ') - 1].\"\\n\".s[strstrt(s, ' ') + 1:*] : s\n"
    "set style fill solid 1.0 border -1\n"
    "set border 3 lw 1\nset tics nomirror out\nset grid ytics lc '#dddddd' lt 1\n"
    "set linetype 1 lc rgb '#9e9e9e'\nset linetype 2 lc rgb '#f2b134'\nset linetype 3 lc rgb '#d9622b'\n"
    "set linetype 4 lc rgb '#4f9ed0'\nset linetype 5 lc rgb '#1f5d99'\nset linetype 6 lc rgb '#5a3d8a'\n";

/* The body twice: once for each kind of file. */
static void add_script(struct flexsa_figure *figure, unsigned width, unsigned height, const char *body)
{
    flexsa_text_add(&figure->script, "# %s; reads %s.csv: gnuplot %s.gp\n%s", figure->title, figure->file,
                    figure->file, style);
    flexsa_text_add(&figure->script, "set terminal svg size %u,%u dynamic font 'sans,13' background 'white'\nset output '%s.svg'\n%s",
                    width, height, figure->file, body);
    flexsa_text_add(&figure->script, "set terminal pngcairo size %u,%u font 'sans,13'\nset output '%s.png'\n%s", width,
                    height, figure->file, body);
}

/* ---- Figure 3: time of a pruned iteration ------------------------------------------------------ */

static void figure03(const struct flexsa_evaluation *e, struct flexsa_figure *figure)
{
    struct flexsa_text body = {0};
    unsigned row = 0;

    flexsa_text_add(&figure->csv, "run,epoch,ideal_time,actual_time,pe_utilisation\n");
    flexsa_text_add(&body, "set multiplot layout 1,2\nset style data histograms\nset style histogram clustered gap 1\n"
                           "set yrange [0:1]\nset ylabel 'time, unpruned = 1; PE utilisation'\nset xlabel 'epoch'\n"
                           "set key tmargin center horizontal\nset xrange [-0.7:*]\n");
    for (unsigned run = FLEXSA_RUN_RESNET_LOW; run <= FLEXSA_RUN_RESNET_HIGH; run++) {
        const double base = e->at[0][run][FLEXSA_1G1C][0].gemm.compute;

        for (unsigned i = 0; i < e->epochs[run]; i++) {
            const struct flexsa_gemm_cost *cost = &e->at[0][run][FLEXSA_1G1C][i].gemm;
            const double ideal = flexsa_all_macs(cost) / flexsa_accelerator_pes(&e->machines[0][FLEXSA_1G1C]);

            flexsa_text_add(&figure->csv, "%s,%s,%.4f,%.4f,%.4f\n", flexsa_run_name((enum flexsa_run)run), e->epoch[run][i],
                            ideal / base, cost->compute / base, ideal / cost->compute);
        }
        flexsa_text_add(&body, "set title '%s pruning strength'\nplot 'figure03.csv' skip 1 every ::%u::%u using 3:xtic(2) lt 4 title 'ideal', "
                               "'' skip 1 every ::%u::%u using 4 lt 3 title 'actual', "
                               "'' skip 1 every ::%u::%u using 0:5 with linespoints lc 'black' pt 7 ps 0.6 title 'PE utilisation'\n",
                        run == FLEXSA_RUN_RESNET_LOW ? "low" : "high", row, row + e->epochs[run] - 1, row,
                        row + e->epochs[run] - 1, row, row + e->epochs[run] - 1);
        row += e->epochs[run];
    }
    flexsa_text_add(&body, "unset multiplot\nunset output\nreset session\n");
    flexsa_text_add(&body, "%s", style);
    add_script(figure, 1100, 400, body.data ? body.data : "");
    flexsa_text_free(&body);
}

/* ---- Figure 5: naive splitting ------------------------------------------------------------------- */

static void figure05(const struct flexsa_evaluation *e, struct flexsa_figure *figure)
{
    static const unsigned machines[] = {FLEXSA_1G1C, FLEXSA_1G4C, FLEXSA_1G16C, FLEXSA_1G64C};
    static const char *const labels[] = {"1x(128x128)", "4x(64x64)", "16x(32x32)", "64x(16x16)"};

    flexsa_text_add(&figure->csv, "cores,low_utilisation,high_utilisation,low_traffic,high_traffic\n");
    for (unsigned i = 0; i < 4; i++) {
        double utilisation[2], traffic[2];

        for (unsigned run = 0; run < 2; run++) {
            utilisation[run] = flexsa_ideal_utilisation(e, FLEXSA_READING_BASE, (enum flexsa_run)run, machines[i]);
            traffic[run] = flexsa_lbuf_traffic(e, FLEXSA_READING_BASE, (enum flexsa_run)run, machines[i]) /
                           flexsa_lbuf_traffic(e, FLEXSA_READING_BASE, (enum flexsa_run)run, FLEXSA_1G1C);
        }
        flexsa_text_add(&figure->csv, "%s,%.4f,%.4f,%.4f,%.4f\n", labels[i], utilisation[0], utilisation[1], traffic[0], traffic[1]);
    }
    add_script(figure, 760, 420,
               "set yrange [0:1]\nset y2range [0:8]\nset y2tics\nset xrange [-0.3:3.3]\n"
               "set ylabel 'PE utilisation, ideal memory'\nset y2label 'GBUF to LBUF traffic, 1x(128x128) = 1'\nset key bottom right\n"
               "plot 'figure05.csv' skip 1 using 0:2:xtic(1) with linespoints lt 5 lw 2 pt 7 title 'utilisation, low', "
               "'' skip 1 using 0:3 with linespoints lt 5 lw 2 dt 2 pt 6 title 'utilisation, high', "
               "'' skip 1 using 0:4 axes x1y2 with linespoints lt 3 lw 2 pt 5 title 'traffic, low', "
               "'' skip 1 using 0:5 axes x1y2 with linespoints lt 3 lw 2 dt 2 pt 4 title 'traffic, high', "
               "'+' using (1):(1.7) every ::0::0 axes x1y2 with points pt 2 ps 1.5 lc 'black' title 'paper, traffic', "
               "'+' using (2):(3.4) every ::0::0 axes x1y2 with points pt 2 ps 1.5 lc 'black' notitle, "
               "'+' using (3):(6.6) every ::0::0 axes x1y2 with points pt 2 ps 1.5 lc 'black' notitle\nunset output\n");
}

/* ---- Figure 6: area ------------------------------------------------------------------------------- */

static void figure06(const struct flexsa_evaluation *e, struct flexsa_figure *figure)
{
    static const unsigned machines[] = {FLEXSA_1G1C, FLEXSA_1G4C, FLEXSA_4G4C, FLEXSA_4G16C};
    static const double paper[] = {0, 4, 13, 23};
    const struct flexsa_area base = flexsa_area_of(&e->machines[0][FLEXSA_1G1C], &e->constants);
    const double whole = flexsa_area_sum(&base) / 100;

    flexsa_text_add(&figure->csv, "machine,buffers,data_paths,paper\n");
    for (unsigned i = 0; i < 4; i++) {
        const struct flexsa_area area = flexsa_area_of(&e->machines[0][machines[i]], &e->constants);

        flexsa_text_add(&figure->csv, "%s,%.3f,%.3f,%.0f\n", flexsa_paper_machine_name(machines[i]),
                        (area.gbuf + area.lbuf - base.gbuf - base.lbuf) / whole, (area.paths - base.paths) / whole, paper[i]);
    }
    add_script(figure, 700, 420,
               "set style data histograms\nset style histogram rowstacked\nset boxwidth 0.6\nset yrange [0:25]\n"
               "set ylabel 'area overhead over 1G1C, %'\nset key top left\nset xrange [-0.6:3.6]\n"
               "plot 'figure06.csv' skip 1 using 2:xtic(1) lt 4 title 'splitting buffers', '' skip 1 using 3 lt 3 title 'data paths', "
               "'' skip 1 using 0:4 with points pt 2 ps 1.5 lw 2 lc 'black' title 'paper, total'\nunset output\n");
}

/* ---- Figure 10: utilisation and speed-up ------------------------------------------------------------ */

static void add_machine_names(struct flexsa_text *text, const char *first)
{
    flexsa_text_add(text, "%s", first);
    for (unsigned m = 0; m < FLEXSA_PAPER_MACHINES; m++)
        flexsa_text_add(text, ",%s", flexsa_paper_machine_name(m));
    flexsa_text_add(text, "\n");
}

static void figure10(const struct flexsa_evaluation *e, struct flexsa_figure *figure)
{
    static const struct {
        const char *name;
        flexsa_metric metric;
        bool speedup;
    } parts[] = {{"ideal", flexsa_ideal_utilisation, false},
                 {"HBM2", flexsa_hbm2_utilisation, false},
                 {"speed-up", flexsa_hbm2_time, true}};

    add_machine_names(&figure->csv, "what,cnn");
    for (unsigned p = 0; p < 3; p++)
        for (unsigned cnn = 0; cnn <= FLEXSA_NUM_CNNS; cnn++) {
            const bool mean = cnn == FLEXSA_NUM_CNNS;

            flexsa_text_add(&figure->csv, "%s,%s", parts[p].name, mean ? "mean" : flexsa_cnn_name((enum flexsa_cnn)cnn));
            for (unsigned m = 0; m < FLEXSA_PAPER_MACHINES; m++) {
                double value;

                if (parts[p].speedup)
                    value = mean ? flexsa_all_ratio(e, FLEXSA_READING_BASE, FLEXSA_1G1C, m, parts[p].metric)
                                 : flexsa_cnn_ratio(e, FLEXSA_READING_BASE, (enum flexsa_cnn)cnn, FLEXSA_1G1C, m, parts[p].metric);
                else
                    value = mean ? flexsa_all_mean(e, FLEXSA_READING_BASE, m, parts[p].metric)
                                 : flexsa_cnn_mean(e, FLEXSA_READING_BASE, (enum flexsa_cnn)cnn, m, parts[p].metric);
                flexsa_text_add(&figure->csv, ",%.4f", value);
            }
            flexsa_text_add(&figure->csv, "\n");
        }
    add_script(figure, 1400, 440,
               "set multiplot layout 1,3\nset style data histograms\nset style histogram clustered gap 1\nset key tmargin center horizontal font ',10' width 1 samplen 0.8\nset bmargin 3.5\nset xtics font ',11'\nset xrange [-0.6:3.6]\n"
               "set yrange [0:1]\nset ylabel 'PE utilisation, ideal memory'\n"
               "plot for [c=3:7] 'figure10.csv' skip 1 every ::0::3 using c:xtic(brk(strcol(2))) lt c-2 title word('1G1C 1G4C 4G4C 1G1F 4G1F', c-2)\n"
               "set ylabel 'PE utilisation, one HBM2'\n"
               "plot for [c=3:7] 'figure10.csv' skip 1 every ::4::7 using c:xtic(brk(strcol(2))) lt c-2 title word('1G1C 1G4C 4G4C 1G1F 4G1F', c-2)\n"
               "set ylabel 'speed-up over 1G1C, one HBM2'\nset yrange [0:*]\n"
               "plot for [c=3:7] 'figure10.csv' skip 1 every ::8::11 using c:xtic(brk(strcol(2))) lt c-2 title word('1G1C 1G4C 4G4C 1G1F 4G1F', c-2)\n"
               "unset multiplot\nunset output\n");
}

/* ---- Figure 11: on-chip traffic ----------------------------------------------------------------------- */

static void figure11(const struct flexsa_evaluation *e, struct flexsa_figure *figure)
{
    add_machine_names(&figure->csv, "run");
    for (unsigned run = 0; run < FLEXSA_NUM_RUNS; run++) {
        flexsa_text_add(&figure->csv, "%s", flexsa_run_name((enum flexsa_run)run));
        for (unsigned m = 0; m < FLEXSA_PAPER_MACHINES; m++)
            flexsa_text_add(&figure->csv, ",%.4f",
                            flexsa_lbuf_traffic(e, FLEXSA_READING_BASE, (enum flexsa_run)run, m) /
                                flexsa_lbuf_traffic(e, FLEXSA_READING_BASE, (enum flexsa_run)run, FLEXSA_1G1C));
        flexsa_text_add(&figure->csv, "\n");
    }
    flexsa_text_add(&figure->csv, "mean");
    for (unsigned m = 0; m < FLEXSA_PAPER_MACHINES; m++)
        flexsa_text_add(&figure->csv, ",%.4f", flexsa_all_ratio(e, FLEXSA_READING_BASE, m, FLEXSA_1G1C, flexsa_lbuf_traffic));
    flexsa_text_add(&figure->csv, "\n");
    add_script(figure, 1000, 400,
               "set style data histograms\nset style histogram clustered gap 1\nset yrange [0:4]\n"
               "set ylabel 'GBUF to LBUF traffic, 1G1C = 1'\nset key tmargin center horizontal\nset bmargin 3.5\nset xrange [-0.6:6.6]\n"
               "plot for [c=2:6] 'figure11.csv' skip 1 using c:xtic(brk(strcol(1))) lt c-1 title word('1G1C 1G4C 4G4C 1G1F 4G1F', c-1)\nunset output\n");
}

/* ---- Figure 12: energy ------------------------------------------------------------------------------------ */

static void figure12(const struct flexsa_evaluation *e, struct flexsa_figure *figure)
{
    struct flexsa_text body = {0};

    flexsa_text_add(&figure->csv, "run,machine,COMP,LBUF,GBUF,DRAM,OverCore,joules_an_iteration\n");
    flexsa_text_add(&body, "set multiplot layout 2,3\nset style data histograms\nset style histogram rowstacked\nset boxwidth 0.7\n"
                           "set yrange [0:1.2]\nset key tmargin center horizontal samplen 1\nset xrange [-0.6:4.6]\n");
    for (unsigned run = 0; run < FLEXSA_NUM_RUNS; run++) {
        const double base = flexsa_energy_of_gemms(e, FLEXSA_READING_BASE, (enum flexsa_run)run, FLEXSA_1G1C);

        for (unsigned m = 0; m < FLEXSA_PAPER_MACHINES; m++) {
            const struct flexsa_energy energy = flexsa_run_energy(e, FLEXSA_READING_BASE, (enum flexsa_run)run, m);

            flexsa_text_add(&figure->csv, "%s,%s,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f\n", flexsa_run_name((enum flexsa_run)run),
                            flexsa_paper_machine_name(m), energy.comp / base, energy.lbuf / base, energy.gbuf / base,
                            energy.dram / base, energy.over_core / base, flexsa_energy_sum(&energy) / e->epochs[run]);
        }
        flexsa_text_add(&body, "set title '%s'\nset ylabel 'energy, 1G1C = 1'\n"
                               "plot for [c=3:7] 'figure12.csv' skip 1 every ::%u::%u using c:xtic(2) lt c-2 title word('COMP LBUF GBUF DRAM OverCore', c-2)\n",
                        flexsa_run_name((enum flexsa_run)run), run * FLEXSA_PAPER_MACHINES, (run + 1) * FLEXSA_PAPER_MACHINES - 1);
    }
    flexsa_text_add(&body, "unset multiplot\nunset output\nreset session\n");
    flexsa_text_add(&body, "%s", style);
    add_script(figure, 1350, 760, body.data ? body.data : "");
    flexsa_text_free(&body);
}

/* ---- Figure 13: modes --------------------------------------------------------------------------------------- */

static double cnn_mode_share(const struct flexsa_evaluation *e, unsigned cnn, unsigned machine, unsigned mode,
                             bool independent)
{
    return (flexsa_mode_share(e, (enum flexsa_run)(2 * cnn), machine, mode, independent) +
            flexsa_mode_share(e, (enum flexsa_run)(2 * cnn + 1), machine, mode, independent)) / 2;
}

static void figure13(const struct flexsa_evaluation *e, struct flexsa_figure *figure)
{
    static const unsigned machines[] = {FLEXSA_1G1F, FLEXSA_4G1F};
    static const double paper[2][FLEXSA_NUM_CNNS] = {{94, 94, 66}, {99, 99, 85}};

    flexsa_text_add(&figure->csv, "what,FW,VSW,HSW,ISW,paper_inter_core,inter_core_by_instruction\n");
    for (unsigned i = 0; i < 2; i++)
        for (unsigned cnn = 0; cnn < FLEXSA_NUM_CNNS; cnn++) {
            const double fw = cnn_mode_share(e, cnn, machines[i], FLEXSA_MODE_FW, true);
            const double vsw = cnn_mode_share(e, cnn, machines[i], FLEXSA_MODE_VSW, true);
            const double hsw = cnn_mode_share(e, cnn, machines[i], FLEXSA_MODE_HSW, true);
            const double isw = cnn_mode_share(e, cnn, machines[i], FLEXSA_MODE_ISW, true);

            flexsa_text_add(&figure->csv, "%s %s,%.2f,%.2f,%.2f,%.2f,%.0f,%.2f\n", flexsa_paper_machine_name(machines[i]),
                            flexsa_cnn_name((enum flexsa_cnn)cnn), 100 * fw, 100 * vsw, 100 * hsw, 100 * isw, paper[i][cnn],
                            100 - 100 * cnn_mode_share(e, cnn, machines[i], FLEXSA_MODE_ISW, false));
        }
    add_script(figure, 1000, 400,
               "set style data histograms\nset style histogram rowstacked\nset boxwidth 0.6\nset yrange [0:100]\n"
               "set ylabel 'share of waves, %'\nset key tmargin center horizontal samplen 2 width 3\nset bmargin 3.5\nset xrange [-0.6:5.6]\n"
               "plot 'figure13.csv' skip 1 using 2:xtic(brk(strcol(1))) lt 5 title 'FW', '' skip 1 using 3 lt 4 title 'VSW', "
               "'' skip 1 using 4 lt 2 title 'HSW', '' skip 1 using 5 lt 3 title 'ISW', "
               "'' skip 1 using 0:6 with points pt 2 ps 1.5 lw 2 lc 'black' title 'paper, all but ISW'\nunset output\n");
}

/* ---- all of them ---------------------------------------------------------------------------------------------- */

enum flexsa_status flexsa_figures_make(const struct flexsa_evaluation *evaluation,
                                       struct flexsa_figure figures[FLEXSA_NUM_FIGURES],
                                       struct flexsa_error *err)
{
    static const struct {
        const char *file, *title, *caption;
        void (*make)(const struct flexsa_evaluation *, struct flexsa_figure *);
    } list[FLEXSA_NUM_FIGURES] = {
        {"figure03", "Figure 3: time of a pruned training iteration",
         "ResNet50 on 1G1C, ideal memory. Ideal: all PEs busy in every cycle. Synthetic pruning traces.", figure03},
        {"figure05", "Figure 5: splitting one array",
         "ResNet50, one GBUF, ideal memory; mean over the pruning intervals.", figure05},
        {"figure06", "Figure 6: area overhead of splitting", "PEs, buffers (CACTI) and data paths, relative to 1G1C.", figure06},
        {"figure10", "Figure 10: PE utilisation and speed-up",
         "Left: ideal memory. Middle and right: one HBM2, shared by all groups.", figure10},
        {"figure11", "Figure 11: GBUF to LBUF traffic", "Relative to 1G1C, all pruning intervals of a run together.", figure11},
        {"figure12", "Figure 12: dynamic energy by component",
         "GEMMs of the convolution and fully connected layers, relative to 1G1C.", figure12},
        {"figure13", "Figure 13: modes",
         "Share of independent waves: an HSW or VSW counts as two, an ISW as four. Mean over the runs of a CNN.", figure13},
    };

    for (unsigned i = 0; i < FLEXSA_NUM_FIGURES; i++) {
        figures[i] = (struct flexsa_figure){.file = list[i].file, .title = list[i].title, .caption = list[i].caption};
        list[i].make(evaluation, &figures[i]);
        if (figures[i].csv.failed || figures[i].script.failed)
            return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %s", list[i].title);
    }
    return FLEXSA_OK;
}

void flexsa_figure_free(struct flexsa_figure *figure)
{
    flexsa_text_free(&figure->csv);
    flexsa_text_free(&figure->script);
}
