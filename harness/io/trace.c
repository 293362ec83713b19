/*
 * trace.c - a pruning trace laid over a layer table. The graph is data: the table's
 * column input_of names the layers whose outputs a layer reads, so its input is as wide as
 * they are. Where outputs are added (residual sums) one of them is named.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layers.h"

/* Index of the layer `name` (length bytes) among those before `end`, or `end`. */
static size_t find_layer(const struct flexsa_layers *layers, size_t end, const char *name,
                         size_t length)
{
    for (size_t i = 0; i < end; i++)
        if (strlen(layers->layers[i].name) == length &&
            memcmp(layers->layers[i].name, name, length) == 0)
            return i;
    return end;
}

/* Sum of the widths of the layers that layer i reads. */
static enum flexsa_status input_width(const struct flexsa_csv *csv,
                                      const struct flexsa_layers *layers, size_t i, uint32_t *width,
                                      struct flexsa_error *err)
{
    size_t column = flexsa_csv_column(csv, "input_of");
    size_t row = layers->layers[i].row;
    const char *at = flexsa_csv_cell(csv, row, column);
    uint64_t sum = 0;

    for (bool more = true; more;) {
        at += strspn(at, " ");
        size_t length = strcspn(at, "+ ");
        size_t producer = find_layer(layers, i, at, length);
        if (producer == i)
            return flexsa_csv_fail(csv, row, column, err, "no layer '%.*s' above this one",
                                   (int)length, at);
        sum += layers->layers[producer].out_c;
        at += length;
        at += strspn(at, " ");
        more = *at == '+';
        at += more;
    }
    *width = sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
    return FLEXSA_OK;
}

/* The unpruned table must agree with its own graph, or pruned widths would be wrong. */
static enum flexsa_status check_graph(const struct flexsa_csv *csv,
                                      const struct flexsa_layers *layers, struct flexsa_error *err)
{
    size_t column = flexsa_csv_column(csv, "input_of");
    if (column == FLEXSA_CSV_NONE)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "%s:%u: a pruning trace needs the column 'input_of'", csv->name,
                           csv->lines[0]);
    for (size_t i = 0; i < layers->count; i++) {
        const struct flexsa_layer *l = &layers->layers[i];
        uint32_t width = l->in_c;
        if (find_layer(layers, i, l->name, strlen(l->name)) != i)
            return flexsa_csv_fail(csv, l->row, FLEXSA_CSV_NONE, err, "layer '%s' appears twice",
                                   l->name);
        enum flexsa_status status = l->first ? FLEXSA_OK : input_width(csv, layers, i, &width, err);
        if (status != FLEXSA_OK)
            return status;
        if (width != l->in_c)
            return flexsa_csv_fail(csv, l->row, column, err,
                                   "%u channels come from there, but in_c is %u", width, l->in_c);
    }
    return FLEXSA_OK;
}

/* The row of `epoch`. */
static enum flexsa_status find_row(const struct flexsa_csv *trace, const char *epoch, size_t *row,
                                   struct flexsa_error *err)
{
    size_t column = flexsa_csv_column(trace, "epoch"), found = 0;

    if (column == FLEXSA_CSV_NONE)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: column 'epoch' is missing", trace->name,
                           trace->lines[0]);
    if (trace->rows == 0)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: no rows", trace->name);
    *row = trace->rows - 1;
    for (size_t i = 0; epoch && i < trace->rows; i++)
        if (strcmp(flexsa_csv_cell(trace, i, column), epoch) == 0) {
            if (found++)
                return flexsa_csv_fail(trace, i, column, err, "epoch %s appears twice", epoch);
            *row = i;
        }
    if (epoch && !found)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: no epoch '%s'; the first is %s, the last %s",
                           trace->name, epoch, flexsa_csv_cell(trace, 0, column),
                           flexsa_csv_cell(trace, trace->rows - 1, column));
    return FLEXSA_OK;
}

/* Writes the trace's widths to the layers' out_c. */
static enum flexsa_status take_widths(const struct flexsa_csv *trace, size_t row,
                                      struct flexsa_layers *layers, struct flexsa_error *err)
{
    for (size_t column = 0; column < trace->columns; column++) {
        const char *name = flexsa_csv_header(trace, column);
        size_t i = find_layer(layers, layers->count, name, strlen(name));
        if (i < layers->count) {
            enum flexsa_status status = flexsa_csv_number(
                trace, row, column, 1, layers->layers[i].out_c, &layers->layers[i].out_c, err);
            if (status != FLEXSA_OK)
                return status;
        } else if (column != flexsa_csv_column(trace, "epoch") && strcmp(name, "iter") != 0 &&
                   !strstr(name, "ratio")) {
            return flexsa_fail(err, FLEXSA_BAD_INPUT,
                               "%s:%u: column '%s' is neither a layer of the network, nor epoch, "
                               "iter or a ..ratio..",
                               trace->name, trace->lines[0], name);
        }
    }
    return FLEXSA_OK;
}

/* Inputs follow their producers; a depthwise layer follows its input altogether. */
static enum flexsa_status follow(const struct flexsa_csv *csv, struct flexsa_layers *layers,
                                 struct flexsa_error *err)
{
    for (size_t i = 0; i < layers->count; i++) {
        struct flexsa_layer *l = &layers->layers[i];
        uint32_t dense = l->in_c;
        enum flexsa_status status =
            l->first ? FLEXSA_OK : input_width(csv, layers, i, &l->in_c, err);
        if (status != FLEXSA_OK)
            return status;
        if (l->groups > 1 && l->groups == dense)
            l->groups = l->in_c;
        if (l->in_c % l->groups || l->out_c % l->groups)
            return flexsa_csv_fail(csv, l->row, FLEXSA_CSV_NONE, err,
                                   "pruned to %u inputs and %u outputs, which %u groups do not "
                                   "divide",
                                   l->in_c, l->out_c, l->groups);
    }
    return FLEXSA_OK;
}

enum flexsa_status flexsa_layers_prune(const struct flexsa_csv *csv, struct flexsa_layers *layers,
                                       const char *trace_path, const char *epoch,
                                       struct flexsa_error *err)
{
    struct flexsa_csv trace;
    size_t row = 0;

    enum flexsa_status status = check_graph(csv, layers, err);
    if (status == FLEXSA_OK)
        status = flexsa_csv_read(trace_path, &trace, err);
    if (status != FLEXSA_OK)
        return status;
    status = find_row(&trace, epoch, &row, err);
    if (status == FLEXSA_OK)
        status = take_widths(&trace, row, layers, err);
    if (status == FLEXSA_OK)
        status = follow(csv, layers, err);
    flexsa_csv_free(&trace);
    return status;
}
