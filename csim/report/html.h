/* html.h - the one self-contained page: scorecard, readings, figures, assumptions. */
#ifndef FLEXSA_HTML_H
#define FLEXSA_HTML_H

#include "figures.h"
#include "readings.h"
#include "scorecard.h"

/* `folder` holds the figures' .svg files if `plots`; their text goes into the page. */
enum flexsa_status flexsa_html_make(const struct flexsa_evaluation *evaluation,
                                    const struct flexsa_scorecard *card,
                                    const struct flexsa_figure figures[FLEXSA_NUM_FIGURES],
                                    const char *folder, bool plots, struct flexsa_text *page,
                                    struct flexsa_error *err);

#endif /* FLEXSA_HTML_H */
