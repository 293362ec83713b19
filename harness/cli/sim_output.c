/* sim_output.c - see sim_output.h. */
#include "sim_output.h"

#include <stdio.h>

#include "common.h"
#include "table.h"

/* What a line of any form says of a cost. */
struct line {
    double cycles, utilisation, stalled;
    double lbuf_bytes, dram_bytes, joules;
};

static struct line line_of(const struct sim_result *r, const struct flexsa_gemm_cost *cost)
{
    const struct flexsa_energy energy = flexsa_gemm_energy(r->accelerator, r->constants, cost);
    const double cycles = flexsa_gemm_cycles(cost);

    return (struct line){
        .cycles = cycles,
        .utilisation = flexsa_cost_utilisation(r->accelerator, cost),
        .stalled = cycles > 0 ? cost->stall / cycles : 0,
        .lbuf_bytes = flexsa_lbuf_bytes(&cost->traffic),
        .dram_bytes = cost->traffic.dram_read + cost->traffic.dram_write,
        .joules = flexsa_energy_sum(&energy),
    };
}

/* ---- table ------------------------------------------------------------------------------------- */

static void add_costs(struct table *table, const struct sim_result *r, const struct flexsa_gemm_cost *cost)
{
    const struct line line = line_of(r, cost);
    const double macs = flexsa_all_macs(cost);

    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++) {
        if (cost->macs[mode] > 0)
            table_add(table, "%.1f", 100 * cost->macs[mode] / macs);
        else
            table_add(table, "-");
    }
    table_add(table, "%.1f", line.cycles / 1e3);
    table_add(table, "%.1f", 100 * line.utilisation);
    table_add(table, "%.1f", 100 * line.stalled);
    table_add(table, "%.2f", line.lbuf_bytes / 1e6);
    table_add(table, "%.2f", line.dram_bytes / 1e6);
    table_add(table, "%.3f", 1e3 * line.joules);
}

static void add_row(struct table *table, const struct sim_result *r, size_t i)
{
    const struct flexsa_workload_gemm *row = &r->workload->gemms[i];

    if (row->repeat > 1)
        table_add(table, "%s (x%u)", row->name, row->repeat);
    else
        table_add(table, "%s", row->name);
    table_add(table, "%s", flexsa_phase_name(row->phase));
    table_add(table, "%u", row->m);
    table_add(table, "%u", row->n);
    table_add(table, "%u", row->k);
    if (!r->rows[i].on_simd) {
        add_costs(table, r, &r->rows[i].gemm);
        return;
    }
    for (unsigned c = 0; c < 10; c++)
        table_add(table, "%s", c == 4 ? "SIMD" : "-");
}

static void add_sum(struct table *table, const struct sim_result *r, const char *name, const char *phase,
                    const struct flexsa_gemm_cost *cost)
{
    table_add(table, "%s", name);
    table_add(table, "%s", phase);
    for (unsigned c = 0; c < 3; c++)
        table_add(table, "%s", "");
    add_costs(table, r, cost);
}

static void print_summary(const struct sim_result *r)
{
    const struct flexsa_accelerator *a = r->accelerator;
    const struct flexsa_iteration *it = r->iteration;
    const struct flexsa_energy energy = flexsa_iteration_energy(a, r->constants, it);
    const double ms = 1e3 / a->clock_hz;
    char macs[16], memory[48] = "ideal memory";
    size_t gemms = 0;

    for (size_t i = 0; i < r->workload->count; i++)
        gemms += !r->rows[i].on_simd;
    if (a->dram_bytes_per_s > 0)
        snprintf(memory, sizeof memory, "DRAM of %.0f GB/s", a->dram_bytes_per_s / 1e9);
    short_number(flexsa_all_macs(&it->gemm), macs, sizeof macs);
    printf("\n%s on %s, batch %u, %s: %zu GEMMs, %sMAC in %.3f ms (%.1f%% of %.1f TFLOPS; %.1f%% with ideal memory)\n",
           r->network, a->name, r->batch, memory, gemms, macs,
           flexsa_gemm_cycles(&it->gemm) * ms, 100 * flexsa_cost_utilisation(a, &it->gemm),
           2e-12 * a->clock_hz * flexsa_accelerator_pes(a),
           it->gemm.compute > 0 ? 100 * flexsa_all_macs(&it->gemm) / (it->gemm.compute * flexsa_accelerator_pes(a)) : 0.0);
    printf("with the other layers on the SIMD array: %.3f ms, %.1f GB over DRAM\n",
           flexsa_iteration_cycles(a, it) * ms,
           (it->gemm.traffic.dram_read + it->gemm.traffic.dram_write + it->simd.bytes) / 1e9);
    printf("energy %.3f J: COMP %.3f, LBUF %.3f, GBUF %.3f, DRAM %.3f, OverCore %.3f, SIMD %.3f\n",
           flexsa_energy_sum(&energy), energy.comp, energy.lbuf, energy.gbuf, energy.dram, energy.over_core,
           energy.simd);
}

void sim_print_table(const struct sim_result *result)
{
    static const char *const header[] = {"layer", "phase", "M",       "N",   "K",      "FW%",     "HSW%",   "VSW%",
                                         "ISW%",  "kcycles", "PE%", "DRAM%", "LBUF-MB", "DRAM-MB", "mJ"};
    struct table table = {.columns = sizeof header / sizeof header[0]};

    for (size_t c = 0; c < table.columns; c++)
        table_add(&table, "%s", header[c]);
    for (size_t i = 0; i < result->workload->count; i++)
        add_row(&table, result, i);
    for (unsigned p = 0; p < FLEXSA_NUM_PHASES; p++)
        if (result->iteration->phase[p].passes > 0)
            add_sum(&table, result, "all", flexsa_phase_name((enum flexsa_phase)p), &result->iteration->phase[p]);
    add_sum(&table, result, "total", "", &result->iteration->gemm);
    table_print(&table, 2);
    table_free(&table);
    print_summary(result);
}

/* ---- JSON --------------------------------------------------------------------------------------- */

cJSON *accelerator_json(const struct flexsa_accelerator *a)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "name", a->name);
    cJSON_AddStringToObject(object, "arch", flexsa_arch_name(a->unit.arch));
    cJSON_AddNumberToObject(object, "groups", a->groups);
    cJSON_AddNumberToObject(object, "units", a->units);
    cJSON_AddNumberToObject(object, "sub_rows", a->unit.sub_rows);
    cJSON_AddNumberToObject(object, "sub_cols", a->unit.sub_cols);
    cJSON_AddNumberToObject(object, "blk_m", a->unit.blk_m);
    cJSON_AddNumberToObject(object, "gbuf_bytes", a->unit.gbuf_bytes);
    cJSON_AddNumberToObject(object, "clock_ghz", a->clock_hz / 1e9);
    cJSON_AddNumberToObject(object, "dram_gb_s", a->dram_bytes_per_s / 1e9);
    cJSON_AddNumberToObject(object, "simd_gflops", a->simd_flops / 1e9);
    cJSON_AddStringToObject(object, "overlap", a->overlap == FLEXSA_OVERLAP_WAVE ? "wave" : "gemm");
    cJSON_AddStringToObject(object, "deal", a->deal == FLEXSA_DEAL_WAVES ? "waves" : "tiles");
    cJSON_AddBoolToObject(object, "second_weight", a->unit.second_weight);
    cJSON_AddBoolToObject(object, "free_shift", a->free_shift);
    cJSON_AddBoolToObject(object, "as_built", a->as_built);
    cJSON_AddBoolToObject(object, "depthwise_as_gemms", a->depthwise_as_gemms);
    cJSON_AddBoolToObject(object, "expanded_in_dram", a->expanded_in_dram);
    return object;
}

/* Names of the counts JSON and CSV give, and their values. */
enum { NUM_COUNTS = 28 };
static const char *const count_names[NUM_COUNTS] = {
    "macs",           "macs_FW",       "macs_HSW",       "macs_VSW",          "macs_ISW",      "waves_FW",
    "waves_HSW",      "waves_VSW",     "waves_ISW",      "tiles",             "passes",        "cycles",
    "compute_cycles", "stall_cycles",  "pe_utilisation", "bytes_stationary",  "bytes_moving",  "bytes_partial_in",
    "bytes_results",  "bytes_bcast",   "bytes_over_h",   "bytes_over_v",      "bytes_obuf_read", "bytes_obuf_write",
    "bytes_dram_read", "bytes_dram_write", "occupancy",  "energy_j",
};

static void list_counts(const struct sim_result *r, const struct flexsa_gemm_cost *c, double values[NUM_COUNTS])
{
    const struct line line = line_of(r, c);
    const struct flexsa_traffic *t = &c->traffic;
    const double macs = flexsa_all_macs(c);
    const double counts[NUM_COUNTS] = {
        macs,           c->macs[0],     c->macs[1],       c->macs[2],      c->macs[3],     c->waves[0],
        c->waves[1],    c->waves[2],    c->waves[3],      c->tiles,        c->passes,      line.cycles,
        c->compute,     c->stall,       line.utilisation, t->stationary,   t->moving,      t->partial_in,
        t->results_out, t->broadcast,   t->over_h,        t->over_v,       t->obuf_read,   t->obuf_write,
        t->dram_read,   t->dram_write,  c->slots > 0 ? macs / c->slots : 0, line.joules,
    };

    for (unsigned i = 0; i < NUM_COUNTS; i++)
        values[i] = counts[i];
}

static void add_counts(cJSON *object, const struct sim_result *r, const struct flexsa_gemm_cost *cost)
{
    double values[NUM_COUNTS];

    list_counts(r, cost, values);
    for (unsigned i = 0; i < NUM_COUNTS; i++)
        cJSON_AddNumberToObject(object, count_names[i], values[i]);
}

static cJSON *row_json(const struct sim_result *r, size_t i)
{
    const struct flexsa_workload_gemm *row = &r->workload->gemms[i];
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "layer", row->name);
    cJSON_AddStringToObject(object, "phase", flexsa_phase_name(row->phase));
    cJSON_AddNumberToObject(object, "m", row->m);
    cJSON_AddNumberToObject(object, "n", row->n);
    cJSON_AddNumberToObject(object, "k", row->k);
    cJSON_AddNumberToObject(object, "repeat", row->repeat);
    cJSON_AddBoolToObject(object, "on_simd", r->rows[i].on_simd);
    if (!r->rows[i].on_simd)
        add_counts(object, r, &r->rows[i].gemm);
    return object;
}

static cJSON *energy_json(const struct sim_result *r)
{
    const struct flexsa_energy e = flexsa_iteration_energy(r->accelerator, r->constants, r->iteration);
    cJSON *object = cJSON_CreateObject();

    cJSON_AddNumberToObject(object, "COMP", e.comp);
    cJSON_AddNumberToObject(object, "LBUF", e.lbuf);
    cJSON_AddNumberToObject(object, "GBUF", e.gbuf);
    cJSON_AddNumberToObject(object, "DRAM", e.dram);
    cJSON_AddNumberToObject(object, "OverCore", e.over_core);
    cJSON_AddNumberToObject(object, "SIMD", e.simd);
    return object;
}

static cJSON *area_json(const struct sim_result *r)
{
    const struct flexsa_area area = flexsa_area_of(r->accelerator, r->constants);
    cJSON *object = cJSON_CreateObject();

    cJSON_AddNumberToObject(object, "pes", area.pes);
    cJSON_AddNumberToObject(object, "gbuf", area.gbuf);
    cJSON_AddNumberToObject(object, "lbuf", area.lbuf);
    cJSON_AddNumberToObject(object, "paths", area.paths);
    cJSON_AddNumberToObject(object, "flexsa", area.muxes + area.fma_rows + area.repeaters + area.vertical_wires);
    return object;
}

void sim_print_json(const struct sim_result *r)
{
    cJSON *object = cJSON_CreateObject(), *phases, *rows;
    const double seconds = flexsa_iteration_cycles(r->accelerator, r->iteration) / r->accelerator->clock_hz;

    cJSON_AddStringToObject(object, "network", r->network);
    if (r->trace)
        cJSON_AddStringToObject(object, "trace", r->trace);
    if (r->epoch)
        cJSON_AddStringToObject(object, "epoch", r->epoch);
    cJSON_AddNumberToObject(object, "batch", r->batch);
    cJSON_AddItemToObject(object, "machine", accelerator_json(r->accelerator));
    add_counts(cJSON_AddObjectToObject(object, "total"), r, &r->iteration->gemm);
    phases = cJSON_AddObjectToObject(object, "phases");
    for (unsigned p = 0; p < FLEXSA_NUM_PHASES; p++)
        add_counts(cJSON_AddObjectToObject(phases, flexsa_phase_name((enum flexsa_phase)p)), r,
                   &r->iteration->phase[p]);
    cJSON_AddNumberToObject(object, "simd_cycles", r->iteration->simd.cycles);
    cJSON_AddNumberToObject(object, "simd_flops", r->iteration->simd.flops + r->iteration->gemm.simd_flops);
    cJSON_AddNumberToObject(object, "seconds", seconds);
    cJSON_AddItemToObject(object, "energy_j", energy_json(r));
    cJSON_AddItemToObject(object, "area_mm2", area_json(r));
    rows = cJSON_AddArrayToObject(object, "gemms");
    for (size_t i = 0; i < r->workload->count; i++)
        cJSON_AddItemToArray(rows, row_json(r, i));
    print_json(object);
}

/* ---- CSV ------------------------------------------------------------------------------------------- */

void sim_print_csv(const struct sim_result *r)
{
    printf("layer,phase,m,n,k,repeat,on_simd");
    for (unsigned i = 0; i < NUM_COUNTS; i++)
        printf(",%s", count_names[i]);
    printf("\n");
    for (size_t i = 0; i < r->workload->count; i++) {
        const struct flexsa_workload_gemm *row = &r->workload->gemms[i];
        double values[NUM_COUNTS];

        printf("%s,%s,%u,%u,%u,%u,%d", row->name, flexsa_phase_name(row->phase), row->m, row->n, row->k,
               row->repeat, r->rows[i].on_simd);
        list_counts(r, &r->rows[i].gemm, values);
        for (unsigned j = 0; j < NUM_COUNTS; j++)
            printf(",%.15g", values[j]);
        printf("\n");
    }
}
