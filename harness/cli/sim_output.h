/* sim_output.h - one modelled training iteration as a table, as JSON and as CSV. */
#ifndef FLEXSA_SIM_OUTPUT_H
#define FLEXSA_SIM_OUTPUT_H

#include <cjson/cJSON.h>

#include "../../csim/model/energy.h"

/* Everything that is shown; nothing is owned. */
struct sim_result {
    const struct flexsa_accelerator *accelerator;
    const struct flexsa_constants *constants;
    const struct flexsa_workload *workload;
    const struct flexsa_row_cost *rows; /* one for each GEMM of the workload */
    const struct flexsa_iteration *iteration;
    const char *network, *trace, *epoch; /* trace, epoch may be NULL         */
    unsigned batch;
};

void sim_print_table(const struct sim_result *result);
void sim_print_json(const struct sim_result *result);
void sim_print_csv(const struct sim_result *result);

/* The machine with the keys --config reads; owned by the caller. */
cJSON *accelerator_json(const struct flexsa_accelerator *accelerator);

#endif /* FLEXSA_SIM_OUTPUT_H */
