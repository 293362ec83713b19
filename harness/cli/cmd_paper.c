/* cmd_paper.c - `flexsa paper`: the paper's evaluation, regenerated into a folder. */
#define _GNU_SOURCE /* mkdtemp, readlink */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../csim/report/html.h"
#include "../io/file.h"
#include "common.h"
#include "table.h"

enum { PATH_ROOM = 4096 };

struct paper_args {
    const char *out, *workloads, *constants;
    bool no_plots, json;
};

/* Everything that is made, before any of it is moved to the folder. */
struct product {
    struct flexsa_evaluation *evaluation;
    struct flexsa_scorecard card;
    struct flexsa_figure figures[FLEXSA_NUM_FIGURES];
    struct flexsa_text card_csv, readings_csv, page;
    char temporary[PATH_ROOM]; /* folder beside the results; "" while there is none */
};

/* ---- folders ---------------------------------------------------------------------------------- */

/* Here, or in a folder above the program (build/flexsa -> workloads). */
static void find_workloads(const char *given, char path[PATH_ROOM])
{
    char self[PATH_ROOM - 32] = "", *slash;

    snprintf(path, PATH_ROOM, "%s", given ? given : "workloads");
    if (given || readlink("/proc/self/exe", self, sizeof self - 1) <= 0)
        return;
    while (access(path, R_OK) != 0 && (slash = strrchr(self, '/'))) {
        *slash = '\0';
        snprintf(path, PATH_ROOM, "%s/workloads", self);
    }
}

static enum flexsa_status make_folders(const char *out, struct product *p, struct flexsa_error *err)
{
    struct stat info;

    if (mkdir(out, 0777) != 0 && errno != EEXIST)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot make the folder: %s", out, strerror(errno));
    if (stat(out, &info) != 0 || !S_ISDIR(info.st_mode))
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: not a folder", out);
    if (snprintf(p->temporary, sizeof p->temporary, "%s/.unfinished-XXXXXX", out) >= PATH_ROOM - 64 ||
        !mkdtemp(p->temporary)) {
        p->temporary[0] = '\0';
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%.200s: cannot write: %s", out, strerror(errno));
    }
    return FLEXSA_OK;
}

/* For each file of the temporary folder: into `out`, or, NULL, away. */
static enum flexsa_status empty_folder(struct product *p, const char *out, struct flexsa_error *err)
{
    enum flexsa_status status = FLEXSA_OK;
    struct dirent *entry;
    DIR *folder = opendir(p->temporary);

    while (folder && (entry = readdir(folder))) {
        char from[2 * PATH_ROOM], to[2 * PATH_ROOM];

        if (entry->d_name[0] == '.')
            continue;
        snprintf(from, sizeof from, "%s/%s", p->temporary, entry->d_name);
        snprintf(to, sizeof to, "%s/%s", out ? out : "", entry->d_name);
        if (!out)
            (void)unlink(from);
        else if (rename(from, to) != 0 && status == FLEXSA_OK)
            status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%.200s: cannot write: %s", to, strerror(errno));
    }
    if (folder)
        closedir(folder);
    return status;
}

static void remove_temporary(struct product *p)
{
    if (!p->temporary[0])
        return;
    (void)empty_folder(p, NULL, NULL);
    (void)rmdir(p->temporary);
}

/* ---- files --------------------------------------------------------------------------------------- */

static enum flexsa_status write_text(const struct product *p, const char *name, const char *ending,
                                     const struct flexsa_text *text, struct flexsa_error *err)
{
    const struct flexsa_bytes bytes = {text->data, text->used};
    char path[PATH_ROOM + 64];

    if (text->failed || !text->data)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %s%s", name, ending);
    snprintf(path, sizeof path, "%s/%s%s", p->temporary, name, ending);
    return flexsa_file_write(path, &bytes, 1, err);
}

static enum flexsa_status write_all(const struct paper_args *args, struct product *p, struct flexsa_error *err)
{
    enum flexsa_status status = flexsa_figures_make(p->evaluation, p->figures, err);

    for (unsigned i = 0; status == FLEXSA_OK && i < FLEXSA_NUM_FIGURES; i++) {
        status = write_text(p, p->figures[i].file, ".csv", &p->figures[i].csv, err);
        if (status == FLEXSA_OK)
            status = write_text(p, p->figures[i].file, ".gp", &p->figures[i].script, err);
        if (status == FLEXSA_OK && !args->no_plots)
            status = flexsa_figure_plot(p->temporary, &p->figures[i], err);
    }
    flexsa_scorecard_csv(&p->card, &p->card_csv);
    flexsa_readings_csv(p->evaluation, &p->readings_csv);
    if (status == FLEXSA_OK)
        status = write_text(p, "scorecard", ".csv", &p->card_csv, err);
    if (status == FLEXSA_OK)
        status = write_text(p, "readings", ".csv", &p->readings_csv, err);
    if (status == FLEXSA_OK)
        status = flexsa_html_make(p->evaluation, &p->card, p->figures, p->temporary, !args->no_plots, &p->page, err);
    if (status == FLEXSA_OK)
        status = write_text(p, "report", ".html", &p->page, err);
    return status;
}

/* ---- output --------------------------------------------------------------------------------------- */

static void print_card(const struct flexsa_scorecard *card)
{
    struct table table = {.columns = 6};
    static const char *const header[] = {"where", "what", "paper", "ours", "unit", "ratio"};

    for (unsigned c = 0; c < 6; c++)
        table_add(&table, "%s", header[c]);
    for (size_t i = 0; i < card->count; i++) {
        const struct flexsa_score *s = &card->scores[i];
        char verdict[16];

        flexsa_score_verdict(s, verdict);
        table_add(&table, "%s", s->where);
        table_add(&table, "%s", s->what);
        table_add(&table, "%s%g", s->claim == FLEXSA_CLAIM_LEAST ? ">" : "", s->paper);
        table_add(&table, "%.3g", s->ours);
        table_add(&table, "%s", s->unit);
        table_add(&table, "%s", verdict);
    }
    table_print(&table, 2);
    table_free(&table);
}

static void print_card_json(const struct flexsa_scorecard *card, const char *out, double seconds)
{
    cJSON *object = cJSON_CreateObject(), *list;

    cJSON_AddStringToObject(object, "out", out);
    cJSON_AddNumberToObject(object, "model_seconds", seconds);
    list = cJSON_AddArrayToObject(object, "scorecard");
    for (size_t i = 0; i < card->count; i++) {
        const struct flexsa_score *s = &card->scores[i];
        cJSON *item = cJSON_CreateObject();
        char verdict[16];

        flexsa_score_verdict(s, verdict);
        cJSON_AddStringToObject(item, "where", s->where);
        cJSON_AddStringToObject(item, "what", s->what);
        cJSON_AddStringToObject(item, "unit", s->unit);
        cJSON_AddNumberToObject(item, "paper", s->paper);
        cJSON_AddNumberToObject(item, "ours", s->ours);
        cJSON_AddStringToObject(item, "verdict", verdict);
        cJSON_AddStringToObject(item, "why", s->why);
        cJSON_AddItemToArray(list, item);
    }
    print_json(object);
}

/* ---- the command ------------------------------------------------------------------------------------- */

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static enum flexsa_status make_paper(const struct paper_args *args, struct product *p, struct flexsa_error *err)
{
    const double begin = cpu_seconds();
    struct flexsa_constants constants;
    char workloads[PATH_ROOM];
    double seconds;
    enum flexsa_status status = FLEXSA_OK;

    find_workloads(args->workloads, workloads);
    flexsa_constants_default(&constants);
    if (args->constants)
        status = flexsa_constants_read(args->constants, &constants, err);
    if (status == FLEXSA_OK)
        status = flexsa_evaluation_run(workloads, &constants, &p->evaluation, err);
    if (status != FLEXSA_OK)
        return status;
    flexsa_scorecard_make(p->evaluation, &p->card);
    seconds = cpu_seconds() - begin;
    status = make_folders(args->out, p, err);
    if (status == FLEXSA_OK)
        status = write_all(args, p, err);
    if (status == FLEXSA_OK)
        status = empty_folder(p, args->out, err);
    if (status != FLEXSA_OK)
        return status;
    if (args->json) {
        print_card_json(&p->card, args->out, seconds);
        return FLEXSA_OK;
    }
    print_card(&p->card);
    printf("\n%s/report.html, scorecard.csv, readings.csv and %d figures (CSV, gnuplot%s); the model took %.2f s of CPU\n",
           args->out, FLEXSA_NUM_FIGURES, args->no_plots ? "" : ", SVG, PNG", seconds);
    return FLEXSA_OK;
}

static int run_paper(int argc, char **argv)
{
    struct paper_args args = {.out = "build/paper"};
    const struct option_spec specs[] = {
        {"out", OPTION_TEXT, &args.out, "DIR", "where to write (build/paper)"},
        {"workloads", OPTION_TEXT, &args.workloads, "DIR", "networks and traces (workloads, here or beside build)"},
        {"constants", OPTION_TEXT, &args.constants, "C.csv", "energy and area; 'flexsa info --constants' is a start"},
        {"no-plots", OPTION_FLAG, &args.no_plots, NULL, "CSV and scripts only: gnuplot is not needed"},
        {"json", OPTION_FLAG, &args.json, NULL, "print the scorecard as JSON"},
    };
    struct product product = {0};
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(&cmd_paper, specs, sizeof specs / sizeof specs[0], argc, argv, 0, 0, &files, &count, &err);

    if (status == FLEXSA_OK)
        status = make_paper(&args, &product, &err);
    remove_temporary(&product);
    for (unsigned i = 0; i < FLEXSA_NUM_FIGURES; i++)
        flexsa_figure_free(&product.figures[i]);
    flexsa_text_free(&product.card_csv);
    flexsa_text_free(&product.readings_csv);
    flexsa_text_free(&product.page);
    flexsa_evaluation_free(product.evaluation);
    return status == FLEXSA_OK ? FLEXSA_OK : fail("paper", status, &err, args.json);
}

const struct command cmd_paper = {
    "paper",
    "[OPTIONS]",
    "regenerate the FlexSA paper's evaluation: scorecard, figures, report\n\n"
    "Writes report.html (self-contained), the scorecard and the figures; docs/model.md explains them.",
    run_paper,
};
