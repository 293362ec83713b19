/* html.c - see html.h. No script, no font, no file of another site. */
#include "html.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/io/file.h"

enum { SVG_LIMIT = 8 << 20 };

static const char *const head =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>FlexSA: the paper's evaluation, regenerated</title>\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>\n"
    "body{font:15px/1.5 sans-serif;color:#222;max-width:1180px;margin:2em auto;padding:0 1em}\n"
    "h1{font-size:1.5em}h2{font-size:1.2em;margin-top:2em;border-bottom:1px solid #ccc}h3{font-size:1em;margin-bottom:0}\n"
    "table{border-collapse:collapse;font-size:13px}td,th{padding:2px 8px;border-bottom:1px solid #e4e4e4;text-align:left;vertical-align:top}\n"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    ".near{background:#e2f2e2}.off{background:#fdf1d6}.far{background:#f9dedc}.none{background:#eee}\n"
    "svg{max-width:100%;height:auto}code{background:#f3f3f3;padding:0 3px}.scroll{overflow-x:auto}\n</style></head><body>\n"
    "<h1>FlexSA: the paper's evaluation, regenerated</h1>\n"
    "<p>Made by <code>flexsa paper</code> (or <code>make paper</code>) from <code>workloads/</code> with the closed-form model of "
    "<code>csim/model/</code>; nothing is fitted to the paper's results. Every table and figure is a CSV file beside this page. "
    "The pruning traces of ResNet50 and Inception v4 are <b>synthetic</b>.</p>\n";

static const char *const assumptions =
    "<h2>Assumptions</h2>\n<p>One set for every number above; the readings change one thing at a time.</p>\n<ul>\n"
    "<li>GEMMs of a layer: forward, data gradient (not of the first layer), weight gradient. Batch 32, 32, 128. Operands and results in binary16, partial sums in binary32.</li>\n"
    "<li>Tiles, waves and modes are those of this project's compiler (Algorithm 1 with its slips mended), blocks of GBUF too.</li>\n"
    "<li>A wave starts max(rows streamed, k' + 1) steps after the one before it, k' = min(k, rows of a core): PEs have a second weight register. "
    "First fill and last drain are counted once for each GEMM.</li>\n"
    "<li>Independent cores take waves in turn; the sums that then lie in several cores are added for free. Local buffers never delay a wave.</li>\n"
    "<li>Groups: forward and data gradient cut in M, weight gradient in K. Shared operands are replicated, in GBUF and in DRAM traffic. "
    "Partial sums of a cut K go through DRAM and are added by the SIMD array.</li>\n"
    "<li>DRAM: an operand is read when a pass first touches it, while the wave before is executed; C is written as tiles finish. What the next pass needs again stays in GBUF. "
    "A convolution's windows are laid out on the way into GBUF, so A costs its tensor, not its expanded matrix. 270 GB/s shared by all groups.</li>\n"
    "<li>Depthwise layers run on the SIMD array. Other layers (normalisation, activation, sums) do too, not fused, 500 GFLOPS or DRAM, after the GEMMs.</li>\n"
    "<li>Modes are counted in independent waves: an HSW or VSW is two, an ISW four.</li>\n"
    "<li>Inception v4 takes ResNet50's pruning by relative depth: layer i of n keeps the share of channels that ResNet50's layer at the same depth keeps.</li>\n"
    "<li>Energy and area: constants of <code>flexsa info --constants</code>, each with its origin; 32 nm.</li>\n"
    "</ul>\n";

static const char *verdict_class(const struct flexsa_score *s)
{
    const double off = fabs(s->ours / s->paper - 1);

    switch (s->claim) {
    case FLEXSA_CLAIM_VALUE: return off <= 0.05 ? "near" : off <= 0.2 ? "off" : "far";
    case FLEXSA_CLAIM_LEAST: return s->ours >= s->paper ? "near" : "far";
    case FLEXSA_CLAIM_CLOSE: return s->ours <= s->paper ? "near" : s->ours - s->paper < 2 ? "off" : "far";
    default: return "none";
    }
}

static void add_scorecard(struct flexsa_text *page, const struct flexsa_scorecard *card)
{
    flexsa_text_add(page, "<h2>Scorecard</h2>\n<p>Green: within 5%%; yellow: within 20%%; red: further off; grey: an input, no evidence.</p>\n"
                          "<div class=\"scroll\"><table><tr><th>where</th><th>what</th><th class=\"n\">paper</th><th class=\"n\">ours</th>"
                          "<th class=\"n\">ratio</th><th>why they differ</th></tr>\n");
    for (size_t i = 0; i < card->count; i++) {
        const struct flexsa_score *s = &card->scores[i];
        char verdict[16];

        flexsa_score_verdict(s, verdict);
        flexsa_text_add(page, "<tr><td>");
        flexsa_text_add_html(page, s->where);
        flexsa_text_add(page, "</td><td>");
        flexsa_text_add_html(page, s->what);
        flexsa_text_add(page, "</td><td class=\"n\">%s%g %s</td><td class=\"n\">%.3g %s</td><td class=\"n %s\">%s</td><td>",
                        s->claim == FLEXSA_CLAIM_LEAST ? "&gt; " : "", s->paper, s->unit, s->ours, s->unit, verdict_class(s), verdict);
        flexsa_text_add_html(page, s->why);
        flexsa_text_add(page, "</td></tr>\n");
    }
    flexsa_text_add(page, "</table></div>\n");
}

static void add_readings(struct flexsa_text *page, const struct flexsa_evaluation *e)
{
    flexsa_text_add(page, "<h2>Readings</h2>\n<p>Where the paper is silent: the same averages with one assumption changed. "
                          "PE utilisation with ideal memory, speed-ups with one HBM2, GBUF to LBUF traffic over 1G1C. "
                          "\"As built\" has the cycles of this project's RTL, exactly: waves of few rows wait for weights and buffer halves, tiles with "
                          "small K for their OBUF half, cores take tiles in turn; the paper's buffers never delay a wave.</p>\n"
                          "<div class=\"scroll\"><table><tr>");
    for (unsigned c = 0; c <= FLEXSA_READING_COLUMNS; c++)
        flexsa_text_add(page, "<th%s>%s</th>", c ? " class=\"n\"" : "", flexsa_reading_heading[c]);
    flexsa_text_add(page, "</tr>\n");
    for (unsigned r = 0; r < FLEXSA_NUM_READINGS; r++) {
        double values[FLEXSA_READING_COLUMNS];

        flexsa_reading_values(e, (enum flexsa_reading)r, values);
        flexsa_text_add(page, "<tr><td>%s</td>", flexsa_reading_name((enum flexsa_reading)r));
        for (unsigned c = 0; c < FLEXSA_READING_COLUMNS; c++)
            flexsa_text_add(page, "<td class=\"n\">%.*f</td>", c < FLEXSA_PAPER_MACHINES ? 1 : 2, values[c]);
        flexsa_text_add(page, "</tr>\n");
    }
    flexsa_text_add(page, "</table></div>\n");
}

/* The picture from <svg on (an XML declaration must not stand inside a page). Gnuplot gives the same
 * names in every file; in one page they must differ. */
static void add_picture(struct flexsa_text *page, const char *svg, const char *file)
{
    static const char *const names[] = {"gnuplot_", "gpPt", "gpDot", "textbox", "greybox"};

    while (*svg) {
        const char *next = svg + strlen(svg);

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            const char *found = strstr(svg + 1, names[i]);

            if (found && found < next)
                next = found;
        }
        flexsa_text_add(page, "%.*s%s", (int)(next - svg), svg, *next ? file : "");
        svg = next;
    }
}

static enum flexsa_status add_svg(struct flexsa_text *page, const char *folder, const char *file,
                                  struct flexsa_error *err)
{
    char path[4352], *text, *svg;
    enum flexsa_status status;

    snprintf(path, sizeof path, "%s/%s.svg", folder, file);
    status = flexsa_file_read_text(path, SVG_LIMIT, &text, err);
    if (status != FLEXSA_OK)
        return status;
    svg = strstr(text, "<svg");
    if (svg)
        add_picture(page, svg, file);
    else
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: gnuplot wrote no picture", path);
    free(text);
    return status;
}

enum flexsa_status flexsa_html_make(const struct flexsa_evaluation *evaluation,
                                    const struct flexsa_scorecard *card,
                                    const struct flexsa_figure figures[FLEXSA_NUM_FIGURES],
                                    const char *folder, bool plots, struct flexsa_text *page,
                                    struct flexsa_error *err)
{
    enum flexsa_status status = FLEXSA_OK;

    flexsa_text_add(page, "%s", head);
    add_scorecard(page, card);
    flexsa_text_add(page, "<h2>Figures</h2>\n%s", plots ? "" : "<p>Made without plots (--no-plots).</p>\n");
    for (unsigned i = 0; status == FLEXSA_OK && i < FLEXSA_NUM_FIGURES; i++) {
        flexsa_text_add(page, "<h3>%s</h3>\n<p>", figures[i].title);
        flexsa_text_add_html(page, figures[i].caption);
        flexsa_text_add(page, " Data: <code>%s.csv</code>.</p>\n", figures[i].file);
        if (plots)
            status = add_svg(page, folder, figures[i].file, err);
    }
    add_readings(page, evaluation);
    flexsa_text_add(page, "%s</body></html>\n", assumptions);
    if (status == FLEXSA_OK && page->failed)
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the report");
    return status;
}
