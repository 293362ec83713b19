/* rtl_probe.c - finds the registers by their names in the RTL's hierarchy. */
#include "rtl_probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct search {
    const struct flexsa_machine *machine;
    const struct rtl_model_ops *ops;
    void *model;
    struct flexsa_error *err;
};

enum { SCOPE_BYTES = 256 };

static enum flexsa_status find(const struct search *search, const char *scope, const char *name, size_t bytes,
                               void **data)
{
    const struct rtl_port port = search->ops->find(search->model, scope, name);

    *data = port.data;
    if (port.data && port.bytes >= bytes)
        return FLEXSA_OK;
    return flexsa_fail(search->err, FLEXSA_SIM_FAILED, "the RTL model does not show %s.%s: see rtl/flexsa_sim.vlt", scope,
                       name);
}

static void datapath_scope(unsigned unit, char text[SCOPE_BYTES])
{
    snprintf(text, SCOPE_BYTES, "flexsa_top.gen_unit[%u].i_unit.i_engine.i_datapath", unit);
}

static void core_scope(const struct search *search, unsigned q, char text[2 * SCOPE_BYTES])
{
    const bool quad = search->machine->arch == FLEXSA_ARCH_FLEXSA;
    char data[SCOPE_BYTES];

    datapath_scope(quad ? 0 : q, data);
    if (quad)
        snprintf(text, 2 * SCOPE_BYTES, "%s.gen_quad.i_quad.gen_block[%u].gen_core[%u].i_core", data, q / 2, q % 2);
    else
        snprintf(text, 2 * SCOPE_BYTES, "%s.gen_single.i_single.i_core", data);
}

static enum flexsa_status find_core(const struct search *search, struct rtl_probe *probe, unsigned q)
{
    const size_t bytes = (size_t)4 * probe->array.rows * probe->array.cols;
    struct flexsa_array_core *core = &probe->array.core[q];
    char scope[2 * SCOPE_BYTES];
    void *record, *weight = NULL, *next, *psum, *step;
    enum flexsa_status status;

    core_scope(search, q, scope);
    status = find(search, scope, "record_q", bytes, &record);
    if (status == FLEXSA_OK && search->machine->second_weight)
        status = find(search, scope, "weight_q", bytes, &weight);
    if (status == FLEXSA_OK)
        status = find(search, scope, "next_q", bytes, &next);
    if (status == FLEXSA_OK)
        status = find(search, scope, "psum_q", bytes, &psum);
    if (status == FLEXSA_OK)
        status = find(search, scope, "step_i", 1, &step);
    if (status != FLEXSA_OK)
        return status;
    *core = (struct flexsa_array_core){record, weight, next, psum};
    if (q < probe->array.units)
        probe->step[q] = step;
    return FLEXSA_OK;
}

static enum flexsa_status find_partition(const struct search *search, struct rtl_probe *probe, unsigned p)
{
    const bool quad = search->machine->arch == FLEXSA_ARCH_FLEXSA;
    struct flexsa_array *array = &probe->array;
    char data[SCOPE_BYTES], scope[2 * SCOPE_BYTES], bank_scope[3 * SCOPE_BYTES];
    void *memory = NULL;
    enum flexsa_status status;

    datapath_scope(quad ? 0 : p, data);
    snprintf(scope, sizeof scope, "%s.i_partitions.gen_obuf[%u].i_obuf", data, quad ? p : 0);
    status = find(search, scope, "sum_q", (size_t)4 * array->cols, &memory);
    array->partition[p].sum = memory;
    array->partition[p].bank = probe->banks + (size_t)p * array->cols;
    for (unsigned c = 0; status == FLEXSA_OK && c < array->cols; c++) {
        snprintf(bank_scope, sizeof bank_scope, "%s.gen_bank[%u].i_bank", scope, c);
        status = find(search, bank_scope, "mem", (size_t)8 * array->part_rows, &memory);
        array->partition[p].bank[c] = memory;
    }
    return status;
}

enum flexsa_status rtl_probe_open(struct rtl_probe *probe, const struct flexsa_machine *machine,
                                  const struct rtl_model_ops *ops, void *model, struct flexsa_error *err)
{
    const bool single = machine->arch == FLEXSA_ARCH_SINGLE;
    const struct search search = {machine, ops, model, err};
    struct flexsa_array *array = &probe->array;
    enum flexsa_status status = FLEXSA_OK;

    *probe = (struct rtl_probe){0};
    array->units = machine->arch == FLEXSA_ARCH_CORES ? 4 : 1;
    array->cores = array->partitions = single ? 1 : 4;
    array->rows = machine->sub_rows * (single ? 2 : 1);
    array->cols = machine->sub_cols * (single ? 2 : 1);
    array->part_rows = flexsa_machine_limits(machine, FLEXSA_MODE_FW).part_rows;
    probe->banks = calloc((size_t)array->partitions * array->cols, sizeof *probe->banks);
    if (!probe->banks)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the array's registers");
    for (unsigned q = 0; status == FLEXSA_OK && q < array->cores; q++)
        status = find_core(&search, probe, q);
    for (unsigned p = 0; status == FLEXSA_OK && p < array->partitions; p++)
        status = find_partition(&search, probe, p);
    if (status != FLEXSA_OK)
        rtl_probe_close(probe);
    return status;
}

void rtl_probe_close(struct rtl_probe *probe)
{
    free(probe->banks);
    *probe = (struct rtl_probe){0};
}

enum flexsa_status rtl_probe_show(const struct flexsa_machine *machine, const struct rtl_model_ops *ops, void *model,
                                  unsigned column, struct flexsa_error *err)
{
    const struct search search = {machine, ops, model, err};
    const uint16_t value = (uint16_t)column;
    enum flexsa_status status = FLEXSA_OK;

    for (unsigned q = 0; status == FLEXSA_OK && q < (machine->arch == FLEXSA_ARCH_SINGLE ? 1u : 4u); q++) {
        char core[2 * SCOPE_BYTES], scope[3 * SCOPE_BYTES];
        void *memory;

        core_scope(&search, q, core);
        snprintf(scope, sizeof scope, "%s.i_shown", core);
        status = find(&search, scope, "chain_col", sizeof value, &memory);
        if (status == FLEXSA_OK)
            memcpy(memory, &value, sizeof value);
    }
    return status;
}

unsigned rtl_probe_steps(const struct rtl_probe *probe)
{
    unsigned steps = 0;

    for (unsigned u = 0; u < probe->array.units; u++)
        steps |= (unsigned)(*probe->step[u] & 1) << u;
    return steps;
}
