/* workload.c - lists of GEMMs, from layers or as they are. */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "layers.h"

static const char *const phase_names[FLEXSA_NUM_PHASES] = {"fwd", "dgrad", "wgrad"};

const char *flexsa_phase_name(enum flexsa_phase phase)
{
    return (unsigned)phase < FLEXSA_NUM_PHASES ? phase_names[phase] : NULL;
}

/* What is being read, and into what. */
struct reader {
    const struct flexsa_csv *csv;
    struct flexsa_workload_options options;
    struct flexsa_workload *workload;
    struct flexsa_error *err;
};

/* `distinct`: see a_distinct; more than M*K means M*K. */
static enum flexsa_status add(const struct reader *reader, size_t row, const char *name,
                              enum flexsa_phase phase, uint64_t m, uint64_t n, uint64_t k,
                              uint32_t repeat, uint64_t distinct)
{
    struct flexsa_workload *workload = reader->workload;

    if (!(reader->options.phases >> phase & 1))
        return FLEXSA_OK;
    if (strlen(name) >= FLEXSA_WORKLOAD_NAME_BYTES)
        return flexsa_csv_fail(reader->csv, row, FLEXSA_CSV_NONE, reader->err,
                               "name longer than %d bytes", FLEXSA_WORKLOAD_NAME_BYTES - 1);
    if (m > FLEXSA_WORKLOAD_MAX_DIM || n > FLEXSA_WORKLOAD_MAX_DIM || k > FLEXSA_WORKLOAD_MAX_DIM)
        return flexsa_csv_fail(reader->csv, row, FLEXSA_CSV_NONE, reader->err,
                               "%s: M=%llu N=%llu K=%llu is too large; at most %u each",
                               phase_names[phase], (unsigned long long)m, (unsigned long long)n,
                               (unsigned long long)k, FLEXSA_WORKLOAD_MAX_DIM);
    if (workload->count == workload->capacity) {
        size_t capacity = workload->capacity ? 2 * workload->capacity : 64;
        void *gemms = realloc(workload->gemms, capacity * sizeof *workload->gemms);
        if (!gemms)
            return flexsa_fail(reader->err, FLEXSA_SIM_FAILED, "%s: no memory for its GEMMs",
                               reader->csv->name);
        workload->gemms = gemms;
        workload->capacity = capacity;
    }
    struct flexsa_workload_gemm *gemm = &workload->gemms[workload->count++];
    *gemm = (struct flexsa_workload_gemm){
        .phase = phase, .m = (uint32_t)m, .n = (uint32_t)n, .k = (uint32_t)k, .repeat = repeat,
        .a_distinct = distinct < m * k ? distinct : m * k};
    strcpy(gemm->name, name);
    return FLEXSA_OK;
}

/* ---- layers ---------------------------------------------------------------------- */

/* a * b, or what is surely too large. */
static uint64_t times(uint64_t a, uint64_t b)
{
    uint64_t product;
    return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

static enum flexsa_status add_layer(const struct reader *reader, const struct flexsa_layer *l)
{
    uint64_t batch = reader->options.batch;
    uint64_t in_c = l->in_c / l->groups, out_c = l->out_c / l->groups;
    uint64_t kernel = (uint64_t)l->kernel_h * l->kernel_w;
    uint64_t in = times(batch, (uint64_t)l->in_h * l->in_w);
    uint64_t out = times(batch, (uint64_t)l->out_h * l->out_w);
    size_t begin = reader->workload->count;

    enum flexsa_status status = add(reader, l->row, l->name, FLEXSA_PHASE_FWD, out, out_c,
                                    times(kernel, in_c), l->groups, times(in, in_c));
    if (status == FLEXSA_OK && !l->first)
        status = add(reader, l->row, l->name, FLEXSA_PHASE_DGRAD, in, in_c, times(kernel, out_c),
                     l->groups, times(out, out_c));
    if (status == FLEXSA_OK)
        status = add(reader, l->row, l->name, FLEXSA_PHASE_WGRAD, times(kernel, in_c), out_c, out,
                     l->groups, times(in, in_c));
    for (size_t i = begin; status == FLEXSA_OK && i < reader->workload->count; i++) {
        struct flexsa_workload_gemm *gemm = &reader->workload->gemms[i];

        gemm->depthwise = l->groups > 1 && l->groups == l->in_c;
        gemm->after = gemm->phase == FLEXSA_PHASE_FWD ? l->after : 0;
    }
    return status;
}

static enum flexsa_status read_layers(const struct reader *reader)
{
    const struct flexsa_workload_options *options = &reader->options;
    struct flexsa_layers layers = {0};
    bool ours = flexsa_layers_match(reader->csv);

    enum flexsa_status status =
        ours ? flexsa_layers_parse(reader->csv, &layers, reader->err)
             : flexsa_layers_parse_scale_sim(reader->csv, &layers, reader->err);
    if (status == FLEXSA_OK && options->trace)
        status = ours ? flexsa_layers_prune(reader->csv, &layers, options->trace, options->epoch,
                                            reader->err)
                      : flexsa_fail(reader->err, FLEXSA_BAD_INPUT,
                                    "%s: a pruning trace needs a layer table with 'input_of'",
                                    reader->csv->name);
    for (size_t i = 0; status == FLEXSA_OK && i < layers.count; i++)
        status = add_layer(reader, &layers.layers[i]);
    flexsa_layers_free(&layers);
    return status;
}

/* ---- lists ------------------------------------------------------------------------ */

static enum flexsa_status read_phase(const struct flexsa_csv *csv, size_t row, size_t column,
                                     enum flexsa_phase *phase, struct flexsa_error *err)
{
    *phase = FLEXSA_PHASE_FWD;
    if (column == FLEXSA_CSV_NONE)
        return FLEXSA_OK;
    const char *cell = flexsa_csv_cell(csv, row, column);
    for (unsigned i = 0; i < FLEXSA_NUM_PHASES; i++)
        if (strcmp(cell, phase_names[i]) == 0) {
            *phase = (enum flexsa_phase)i;
            return FLEXSA_OK;
        }
    return flexsa_csv_fail(csv, row, column, err, "\"%.40s\" is not fwd, dgrad or wgrad", cell);
}

static enum flexsa_status read_list(const struct reader *reader)
{
    static const char *const names[] = {"m", "n", "k", "phase", "name", "layer", "layer name"};
    const struct flexsa_csv *csv = reader->csv;
    size_t name = FLEXSA_CSV_NONE;
    size_t phase_column = flexsa_csv_column(csv, "phase");

    enum flexsa_status status = flexsa_layers_known(csv, names, 7, reader->err);
    if (status != FLEXSA_OK)
        return status;
    if (reader->options.batch != 1 || reader->options.trace)
        return flexsa_fail(reader->err, FLEXSA_BAD_INPUT,
                           "%s: a list of M,N,K takes no batch and no pruning trace; they need a "
                           "layer table",
                           csv->name);
    for (unsigned i = 4; i < 7 && name == FLEXSA_CSV_NONE; i++)
        name = flexsa_csv_column(csv, names[i]);
    for (size_t row = 0; status == FLEXSA_OK && row < csv->rows; row++) {
        uint32_t size[3] = {0};
        enum flexsa_phase phase;
        char number[24];
        for (unsigned i = 0; status == FLEXSA_OK && i < 3; i++)
            status = flexsa_csv_number(csv, row, flexsa_csv_column(csv, names[i]), 1,
                                       FLEXSA_WORKLOAD_MAX_DIM, &size[i], reader->err);
        if (status == FLEXSA_OK)
            status = read_phase(csv, row, phase_column, &phase, reader->err);
        snprintf(number, sizeof number, "#%zu", row + 1);
        if (status == FLEXSA_OK)
            status =
                add(reader, row, name == FLEXSA_CSV_NONE ? number : flexsa_csv_cell(csv, row, name),
                    phase, size[0], size[1], size[2], 1, UINT64_MAX);
    }
    return status;
}

/* ---- any of them ------------------------------------------------------------------- */

static bool is_list(const struct flexsa_csv *csv)
{
    return flexsa_csv_column(csv, "m") != FLEXSA_CSV_NONE &&
           flexsa_csv_column(csv, "n") != FLEXSA_CSV_NONE &&
           flexsa_csv_column(csv, "k") != FLEXSA_CSV_NONE;
}

static enum flexsa_status read_csv(const struct reader *reader)
{
    const struct flexsa_csv *csv = reader->csv;
    enum flexsa_status status;

    if (flexsa_layers_match(csv) || flexsa_layers_match_scale_sim(csv))
        status = read_layers(reader);
    else if (is_list(csv))
        status = read_list(reader);
    else
        return flexsa_fail(reader->err, FLEXSA_BAD_INPUT,
                           "%s:%u: unknown header; expected a layer table (layer,in_h,...), a "
                           "SCALE-Sim topology (Layer name,IFMAP Height,...) or M,N,K",
                           csv->name, csv->lines[0]);
    if (status == FLEXSA_OK && reader->workload->count == 0)
        return flexsa_fail(reader->err, FLEXSA_BAD_INPUT, "%s: no GEMM%s", csv->name,
                           csv->rows ? " of the phases asked for" : ": no rows");
    return status;
}

enum flexsa_status flexsa_workload_read(const char *path,
                                        const struct flexsa_workload_options *options,
                                        struct flexsa_workload *workload, struct flexsa_error *err)
{
    struct flexsa_csv csv;
    struct reader reader = {.csv = &csv, .workload = workload, .err = err};

    memset(workload, 0, sizeof *workload);
    if (options)
        reader.options = *options;
    if (reader.options.batch == 0)
        reader.options.batch = 1;
    if (reader.options.phases == 0)
        reader.options.phases = FLEXSA_PHASES_ALL;
    if (reader.options.epoch && !reader.options.trace)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: an epoch needs a pruning trace", path);

    enum flexsa_status status = flexsa_csv_read(path, &csv, err);
    if (status != FLEXSA_OK)
        return status;
    status = read_csv(&reader);
    flexsa_csv_free(&csv);
    if (status != FLEXSA_OK)
        flexsa_workload_free(workload);
    return status;
}

void flexsa_workload_free(struct flexsa_workload *workload)
{
    free(workload->gemms);
    memset(workload, 0, sizeof *workload);
}

double flexsa_workload_macs(const struct flexsa_workload *workload)
{
    double macs = 0;
    for (size_t i = 0; i < workload->count; i++) {
        const struct flexsa_workload_gemm *gemm = &workload->gemms[i];
        macs += (double)gemm->m * gemm->n * gemm->k * gemm->repeat;
    }
    return macs;
}
