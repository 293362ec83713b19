/* split.c - see split.h. */
#include "split.h"

/* Reading, adding and writing the partial sums of `parts` groups. */
static void add_sums(const struct flexsa_gemm *gemm, unsigned parts, double bytes_per_step,
                     struct flexsa_gemm_cost *cost)
{
    const double elements = (double)gemm->m * gemm->n;
    const double read = 4 * elements * parts, write = (gemm->f16_out ? 2 : 4) * elements;

    cost->simd_flops += (parts - 1) * elements;
    cost->simd_bytes += read + write;
    cost->traffic.dram_read += read;
    cost->traffic.dram_write += write;
    if (bytes_per_step > 0)
        cost->stall += (read + write) / bytes_per_step;
}

enum flexsa_status flexsa_split_cost(const struct flexsa_accelerator *accelerator,
                                     const struct flexsa_workload_gemm *row,
                                     struct flexsa_gemm_cost *cost, struct flexsa_error *err)
{
    const bool cuts_k = row->phase == FLEXSA_PHASE_WGRAD;
    const struct flexsa_gemm whole = {row->m, row->n, row->k, .f16_out = true};
    const uint32_t length = cuts_k ? row->k : row->m;
    const uint32_t groups = accelerator->groups;
    const uint32_t parts = groups < length ? groups : length;
    double compute = 0, stall = 0;

    *cost = (struct flexsa_gemm_cost){0};
    /* At most two sizes: `length % parts` groups have one more. */
    for (unsigned i = 0; i < 2; i++) {
        const uint32_t size = length / parts + (i == 0);
        const uint32_t count = i == 0 ? length % parts : parts - length % parts;
        struct flexsa_gemm part = whole;
        struct flexsa_gemm_cost one;
        enum flexsa_status status;

        if (count == 0)
            continue;
        *(cuts_k ? &part.k : &part.m) = size;
        part.f16_out = parts == 1 || !cuts_k;
        status = flexsa_gemm_cost(accelerator, &part, (double)row->a_distinct * size / length, &one, err);
        if (status != FLEXSA_OK)
            return status;
        if (one.compute + one.stall > compute + stall) {
            compute = one.compute;
            stall = one.stall;
        }
        flexsa_gemm_cost_add(cost, &one, count);
    }
    cost->compute = compute;
    cost->stall = stall;
    if (cuts_k && parts > 1)
        add_sums(&whole, parts, flexsa_group_dram_bytes(accelerator) * groups, cost);
    return FLEXSA_OK;
}
