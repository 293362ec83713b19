/* layers.c - layer tables, ours and SCALE-Sim's. Pruning traces are in trace.c. */
#include "layers.h"

#include <stdlib.h>
#include <string.h>

#include "workload.h"

enum { MAX_SIZE = 1 << 20 }; /* of any cell; products are checked against 2^24 later */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum flexsa_status flexsa_layers_known(const struct flexsa_csv *csv, const char *const *names,
                                       size_t count, struct flexsa_error *err)
{
    for (size_t i = 0; i < csv->columns; i++) {
        bool known = false;
        for (size_t j = 0; j < count; j++)
            known |= flexsa_csv_column(csv, names[j]) == i;
        if (!known)
            return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: unknown column '%s'", csv->name,
                               csv->lines[0], flexsa_csv_header(csv, i));
    }
    return FLEXSA_OK;
}

static enum flexsa_status lacks(const struct flexsa_csv *csv, const char *column,
                                struct flexsa_error *err)
{
    return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: column '%s' is missing", csv->name,
                       csv->lines[0], column);
}

/* The cell below `column` in [least, MAX_SIZE]. */
static enum flexsa_status field(const struct flexsa_csv *csv, size_t row, const char *column,
                                uint32_t least, uint32_t *value, struct flexsa_error *err)
{
    size_t at = flexsa_csv_column(csv, column);
    if (at == FLEXSA_CSV_NONE)
        return lacks(csv, column, err);
    return flexsa_csv_number(csv, row, at, least, MAX_SIZE, value, err);
}

static enum flexsa_status allocate(const struct flexsa_csv *csv, struct flexsa_layers *layers,
                                   struct flexsa_error *err)
{
    layers->count = csv->rows;
    layers->layers = calloc(csv->rows + 1, sizeof *layers->layers);
    if (!layers->layers)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: no memory for its layers", csv->name);
    return FLEXSA_OK;
}

void flexsa_layers_free(struct flexsa_layers *layers)
{
    free(layers->layers);
    memset(layers, 0, sizeof *layers);
}

/* A kernel must fit the padded input, and groups must divide both channel counts. */
static enum flexsa_status check_layer(const struct flexsa_csv *csv, const struct flexsa_layer *l,
                                      struct flexsa_error *err)
{
    if (l->kernel_h > l->in_h + 2 * l->pad_h || l->kernel_w > l->in_w + 2 * l->pad_w)
        return flexsa_csv_fail(csv, l->row, FLEXSA_CSV_NONE, err,
                               "the kernel %ux%u is larger than the padded input %ux%u",
                               l->kernel_h, l->kernel_w, l->in_h + 2 * l->pad_h,
                               l->in_w + 2 * l->pad_w);
    if (l->in_c % l->groups || l->out_c % l->groups)
        return flexsa_csv_fail(csv, l->row, FLEXSA_CSV_NONE, err,
                               "%u groups do not divide %u input and %u output channels", l->groups,
                               l->in_c, l->out_c);
    return FLEXSA_OK;
}

/* Without a word from the table: normalised and activated, unless fully connected. */
static unsigned default_after(const struct flexsa_layer *l)
{
    return l->in_h == 1 && l->in_w == 1 ? 0 : FLEXSA_AFTER_NORM | FLEXSA_AFTER_ACT;
}

/* ---- our tables ---------------------------------------------------------------- */

/* "none", or norm, add and act joined by '+'. */
static enum flexsa_status parse_after(const struct flexsa_csv *csv, size_t row, size_t column,
                                      unsigned *after, struct flexsa_error *err)
{
    static const char *const names[] = {"norm", "add", "act"};
    const char *cell = flexsa_csv_cell(csv, row, column), *at = cell;

    *after = 0;
    while (*at && strcmp(cell, "none") != 0) {
        const size_t length = strcspn(at, "+");
        unsigned bit = 0;

        while (bit < COUNT(names) &&
               (strlen(names[bit]) != length || memcmp(names[bit], at, length) != 0))
            bit++;
        if (bit == COUNT(names))
            return flexsa_csv_fail(csv, row, column, err,
                                   "\"%.40s\" is not none, nor norm, add, act joined by '+'", cell);
        *after |= 1u << bit;
        at += length + (at[length] == '+');
    }
    return FLEXSA_OK;
}

bool flexsa_layers_match(const struct flexsa_csv *csv)
{
    return flexsa_csv_column(csv, "layer") != FLEXSA_CSV_NONE &&
           flexsa_csv_column(csv, "in_h") != FLEXSA_CSV_NONE;
}

static enum flexsa_status parse_layer(const struct flexsa_csv *csv, size_t row,
                                      struct flexsa_layer *l, struct flexsa_error *err)
{
    const struct {
        const char *column;
        uint32_t least, *value;
    } fields[] = {
        {"in_h", 1, &l->in_h},         {"in_w", 1, &l->in_w},         {"in_c", 1, &l->in_c},
        {"out_c", 1, &l->out_c},       {"kernel_h", 1, &l->kernel_h}, {"kernel_w", 1, &l->kernel_w},
        {"stride_h", 1, &l->stride_h}, {"stride_w", 1, &l->stride_w}, {"pad_h", 0, &l->pad_h},
        {"pad_w", 0, &l->pad_w},       {"groups", 1, &l->groups},
    };
    size_t input_of = flexsa_csv_column(csv, "input_of");
    size_t after = flexsa_csv_column(csv, "after");

    l->row = row;
    l->name = flexsa_csv_cell(csv, row, flexsa_csv_column(csv, "layer"));
    l->first = input_of == FLEXSA_CSV_NONE ? row == 0 : !*flexsa_csv_cell(csv, row, input_of);
    for (size_t i = 0; i < COUNT(fields); i++) {
        enum flexsa_status status =
            field(csv, row, fields[i].column, fields[i].least, fields[i].value, err);
        if (status != FLEXSA_OK)
            return status;
    }
    enum flexsa_status status = check_layer(csv, l, err);
    if (status != FLEXSA_OK)
        return status;
    l->out_h = (l->in_h + 2 * l->pad_h - l->kernel_h) / l->stride_h + 1;
    l->out_w = (l->in_w + 2 * l->pad_w - l->kernel_w) / l->stride_w + 1;
    l->after = default_after(l);
    return after == FLEXSA_CSV_NONE ? FLEXSA_OK : parse_after(csv, row, after, &l->after, err);
}

enum flexsa_status flexsa_layers_parse(const struct flexsa_csv *csv, struct flexsa_layers *layers,
                                       struct flexsa_error *err)
{
    static const char *const names[] = {"layer",    "in_h",     "in_w",     "in_c",     "out_c",
                                        "kernel_h", "kernel_w", "stride_h", "stride_w", "pad_h",
                                        "pad_w",    "groups",   "input_of", "after"};
    enum flexsa_status status = flexsa_layers_known(csv, names, COUNT(names), err);
    for (size_t i = 0; status == FLEXSA_OK && i + 2 < COUNT(names); i++)
        if (flexsa_csv_column(csv, names[i]) == FLEXSA_CSV_NONE)
            status = lacks(csv, names[i], err);
    if (status == FLEXSA_OK)
        status = allocate(csv, layers, err);
    for (size_t row = 0; status == FLEXSA_OK && row < csv->rows; row++)
        status = parse_layer(csv, row, &layers->layers[row], err);
    return status;
}

/* ---- SCALE-Sim's ----------------------------------------------------------------- */

bool flexsa_layers_match_scale_sim(const struct flexsa_csv *csv)
{
    return flexsa_csv_column(csv, "ifmap height") != FLEXSA_CSV_NONE;
}

static enum flexsa_status parse_scale_sim(const struct flexsa_csv *csv, size_t row,
                                          struct flexsa_layer *l, struct flexsa_error *err)
{
    size_t long_name = flexsa_csv_column(csv, "layer name");
    size_t name = long_name != FLEXSA_CSV_NONE ? long_name : flexsa_csv_column(csv, "layer");
    bool one_stride = flexsa_csv_column(csv, "strides") != FLEXSA_CSV_NONE;
    const struct {
        const char *column;
        uint32_t *value;
    } fields[] = {
        {"ifmap height", &l->in_h},
        {"ifmap width", &l->in_w},
        {"filter height", &l->kernel_h},
        {"filter width", &l->kernel_w},
        {"channels", &l->in_c},
        {"num filter", &l->out_c},
        {one_stride ? "strides" : "stride height", &l->stride_h},
        {one_stride ? "strides" : "stride width", &l->stride_w},
    };

    l->row = row;
    l->first = row == 0;
    l->groups = 1;
    l->name = flexsa_csv_cell(csv, row, name);
    for (size_t i = 0; i < COUNT(fields); i++) {
        enum flexsa_status status = field(csv, row, fields[i].column, 1, fields[i].value, err);
        if (status != FLEXSA_OK)
            return status;
    }
    if (strstr(l->name, "DP")) { /* each channel alone, with all the filters */
        if ((uint64_t)l->out_c * l->in_c > UINT32_MAX)
            return flexsa_csv_fail(csv, row, FLEXSA_CSV_NONE, err, "too many filters");
        l->groups = l->in_c;
        l->out_c *= l->in_c;
    }
    enum flexsa_status status = check_layer(csv, l, err);
    if (status != FLEXSA_OK)
        return status;
    l->out_h = (l->in_h - l->kernel_h + l->stride_h - 1) / l->stride_h + 1;
    l->out_w = (l->in_w - l->kernel_w + l->stride_w - 1) / l->stride_w + 1;
    l->after = default_after(l);
    return FLEXSA_OK;
}

enum flexsa_status flexsa_layers_parse_scale_sim(const struct flexsa_csv *csv,
                                                 struct flexsa_layers *layers,
                                                 struct flexsa_error *err)
{
    static const char *const names[] = {"layer name",    "layer",         "ifmap height",
                                        "ifmap width",   "filter height", "filter width",
                                        "channels",      "num filter",    "strides",
                                        "stride height", "stride width"};
    enum flexsa_status status = flexsa_layers_known(csv, names, COUNT(names), err);
    if (status == FLEXSA_OK && flexsa_csv_column(csv, "layer name") == FLEXSA_CSV_NONE &&
        flexsa_csv_column(csv, "layer") == FLEXSA_CSV_NONE)
        status = lacks(csv, "Layer name", err);
    if (status == FLEXSA_OK)
        status = allocate(csv, layers, err);
    for (size_t row = 0; status == FLEXSA_OK && row < csv->rows; row++)
        status = parse_scale_sim(csv, row, &layers->layers[row], err);
    return status;
}
