/*
 * layers.h - tables of convolution layers, and pruning traces laid over them. Inner part
 * of workload.h, which explains the files.
 */
#ifndef FLEXSA_LAYERS_H
#define FLEXSA_LAYERS_H

#include <stdbool.h>

#include "csv.h"

struct flexsa_layer {
    const char *name;       /* in the csv                                         */
    size_t row;             /* of the csv, for messages                           */
    bool first;             /* reads the network's input: no data gradient        */
    uint32_t in_h, in_w, in_c, out_c, kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, groups;
    uint32_t out_h, out_w;
    unsigned after;         /* FLEXSA_AFTER_* of workload.h                       */
};

/* Owned list; valid as long as the csv it was read from. */
struct flexsa_layers {
    struct flexsa_layer *layers;
    size_t count;
};

bool flexsa_layers_match(const struct flexsa_csv *csv);          /* our tables       */
bool flexsa_layers_match_scale_sim(const struct flexsa_csv *csv); /* SCALE-Sim's     */
enum flexsa_status flexsa_layers_parse(const struct flexsa_csv *csv, struct flexsa_layers *layers,
                                       struct flexsa_error *err);
enum flexsa_status flexsa_layers_parse_scale_sim(const struct flexsa_csv *csv,
                                                 struct flexsa_layers *layers,
                                                 struct flexsa_error *err);
void flexsa_layers_free(struct flexsa_layers *layers);

/* Gives each layer the width that row `epoch` of the trace says (NULL: the last row), and
 * the inputs that follow from the column input_of. Layers without a column keep theirs. */
enum flexsa_status flexsa_layers_prune(const struct flexsa_csv *csv, struct flexsa_layers *layers,
                                       const char *trace_path, const char *epoch,
                                       struct flexsa_error *err);

/* BAD_INPUT if the csv has a column that is not among `names`. */
enum flexsa_status flexsa_layers_known(const struct flexsa_csv *csv, const char *const *names,
                                       size_t count, struct flexsa_error *err);

#endif /* FLEXSA_LAYERS_H */
