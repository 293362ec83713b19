/* network.c - see network.h. */
#include "network.h"

#include <string.h>

/* ---- the SIMD array -------------------------------------------------------------------------- */

/* One pass of the SIMD array over its operands. */
static void add_simd(const struct flexsa_accelerator *a, double flops, double bytes,
                     struct flexsa_simd_cost *simd)
{
    const double compute = flops / a->simd_flops * a->clock_hz;
    const double dram = a->dram_bytes_per_s > 0 ? bytes / a->dram_bytes_per_s * a->clock_hz : 0;

    simd->flops += flops;
    simd->bytes += bytes;
    simd->cycles += compute > dram ? compute : dram;
}

/* What follows a forward GEMM, both ways. */
static void add_after(const struct flexsa_accelerator *a, const struct flexsa_workload_gemm *row,
                      struct flexsa_simd_cost *simd)
{
    const double outputs = (double)row->m * row->n * row->repeat;

    if (row->after & FLEXSA_AFTER_NORM) {
        add_simd(a, 7 * outputs, 6 * outputs, simd);
        add_simd(a, 11 * outputs, 10 * outputs, simd);
    }
    if (row->after & FLEXSA_AFTER_ACT) {
        add_simd(a, outputs, 4 * outputs, simd);
        add_simd(a, outputs, 6 * outputs, simd);
    }
    if (row->after & FLEXSA_AFTER_ADD) {
        add_simd(a, outputs, 6 * outputs, simd);
        add_simd(a, outputs, 6 * outputs, simd);
    }
}

/* A depthwise phase: both tensors, and the little of its weights. */
static void add_depthwise(const struct flexsa_accelerator *a, const struct flexsa_workload_gemm *row,
                          struct flexsa_simd_cost *simd)
{
    const double macs = (double)row->m * row->n * row->k * row->repeat;
    const double a_elements = (double)row->a_distinct * row->repeat;
    const double b_elements = (double)row->k * row->n * row->repeat;
    const double c_elements = (double)row->m * row->n * row->repeat;

    add_simd(a, 2 * macs, 2 * (a_elements + b_elements + c_elements), simd);
}

/* ---- GEMMs -------------------------------------------------------------------------------- */

/* Networks repeat their layers: GEMMs whose cost is known, each in the slot of its sizes, the last one there. */
enum { KNOWN_GEMMS = 1 << 8 };

struct known_gemms {
    const struct flexsa_workload_gemm *row[KNOWN_GEMMS]; /* NULL: slot not used yet */
    struct flexsa_gemm_cost cost[KNOWN_GEMMS];
};

/* Equal in all that flexsa_split_cost() looks at. */
static bool same_gemm(const struct flexsa_workload_gemm *a, const struct flexsa_workload_gemm *b)
{
    return a->m == b->m && a->n == b->n && a->k == b->k && a->a_distinct == b->a_distinct &&
           (a->phase == FLEXSA_PHASE_WGRAD) == (b->phase == FLEXSA_PHASE_WGRAD);
}

/* Sizes are often multiples of powers of two: the upper 8 bits of a product, which depend on all of them. */
static uint32_t slot_of(const struct flexsa_workload_gemm *row)
{
    return ((row->m * 40503u + row->n) * 40503u + row->k) * 2654435761u >> 24;
}

static enum flexsa_status find_cost(const struct flexsa_accelerator *a, const struct flexsa_workload_gemm *row,
                                    struct known_gemms *known, const struct flexsa_gemm_cost **cost,
                                    struct flexsa_error *err)
{
    const uint32_t slot = slot_of(row);
    enum flexsa_status status = FLEXSA_OK;

    if (!known->row[slot] || !same_gemm(known->row[slot], row)) {
        status = flexsa_split_cost(a, row, &known->cost[slot], err);
        known->row[slot] = row;
    }
    *cost = &known->cost[slot];
    return status;
}

/* ---- an iteration --------------------------------------------------------------------------- */

enum flexsa_status flexsa_iteration_cost(const struct flexsa_accelerator *accelerator,
                                         const struct flexsa_workload *workload,
                                         struct flexsa_iteration *iteration,
                                         struct flexsa_row_cost *rows, struct flexsa_error *err)
{
    enum flexsa_status status = flexsa_accelerator_check(accelerator, err);
    struct known_gemms known;

    memset(known.row, 0, sizeof known.row);
    *iteration = (struct flexsa_iteration){0};
    for (size_t i = 0; status == FLEXSA_OK && i < workload->count; i++) {
        const struct flexsa_workload_gemm *row = &workload->gemms[i];
        struct flexsa_row_cost cost = {.on_simd = row->depthwise && !accelerator->depthwise_as_gemms};
        const struct flexsa_gemm_cost *one;

        if (cost.on_simd) {
            add_depthwise(accelerator, row, &iteration->simd);
        } else {
            status = find_cost(accelerator, row, &known, &one, err);
            if (status == FLEXSA_OK) {
                flexsa_gemm_cost_add(&cost.gemm, one, row->repeat);
                flexsa_gemm_cost_add(&iteration->gemm, &cost.gemm, 1);
                flexsa_gemm_cost_add(&iteration->phase[row->phase], &cost.gemm, 1);
            }
        }
        add_after(accelerator, row, &iteration->simd);
        if (rows)
            rows[i] = cost;
    }
    return status;
}

double flexsa_gemm_cycles(const struct flexsa_gemm_cost *cost)
{
    return cost->compute + cost->stall;
}

double flexsa_iteration_cycles(const struct flexsa_accelerator *accelerator,
                               const struct flexsa_iteration *iteration)
{
    const double sums = iteration->gemm.simd_flops / accelerator->simd_flops * accelerator->clock_hz;

    return flexsa_gemm_cycles(&iteration->gemm) + iteration->simd.cycles + sums;
}

double flexsa_cost_utilisation(const struct flexsa_accelerator *accelerator,
                               const struct flexsa_gemm_cost *cost)
{
    const double cycles = flexsa_gemm_cycles(cost);

    return cycles > 0 ? flexsa_all_macs(cost) / (cycles * flexsa_accelerator_pes(accelerator)) : 0;
}
