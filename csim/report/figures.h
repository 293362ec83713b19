/*
 * figures.h - the paper's Figures 3, 5, 6, 10, 11, 12 and 13 from an evaluation: for each a CSV with
 * what is plotted and a gnuplot script that reads it from the same folder.
 */
#ifndef FLEXSA_FIGURES_H
#define FLEXSA_FIGURES_H

#include "../model/evaluation.h"
#include "text.h"

struct flexsa_figure {
    const char *file;    /* name without ending: figure03                        */
    const char *title;
    const char *caption; /* what is plotted, for the report                      */
    struct flexsa_text csv, script;
};

enum { FLEXSA_NUM_FIGURES = 7 };

/* Fills all of them; free each with flexsa_figure_free. SIM_FAILED without memory. */
enum flexsa_status flexsa_figures_make(const struct flexsa_evaluation *evaluation,
                                       struct flexsa_figure figures[FLEXSA_NUM_FIGURES],
                                       struct flexsa_error *err);
void flexsa_figure_free(struct flexsa_figure *figure);

/* Runs gnuplot in `folder` on figure->file.gp, which writes .svg and .png there. SIM_FAILED if
 * gnuplot fails; BAD_INPUT, naming the package, if there is none. */
enum flexsa_status flexsa_figure_plot(const char *folder, const struct flexsa_figure *figure,
                                      struct flexsa_error *err);

#endif /* FLEXSA_FIGURES_H */
