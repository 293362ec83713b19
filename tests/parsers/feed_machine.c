/*
 * feed_machine.c - machine files: an accepted machine, written as JSON with every key, is the same machine; the model
 * gives numbers for it, or refuses it by name.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "../../csim/model/area.h"
#include "../../csim/model/network.h"
#include "../../harness/io/file.h"
#include "parsers.h"

static void add(cJSON *object, const char *key, double value)
{
    require(cJSON_AddNumberToObject(object, key, value) != NULL, "there is memory");
}

/* Every key but "base". */
static char *print_machine(const struct flexsa_accelerator *a)
{
    static const char *const archs[] = {"flexsa", "cores", "single"};
    cJSON *object = cJSON_CreateObject();
    char *text;

    cJSON_AddStringToObject(object, "name", a->name);
    cJSON_AddStringToObject(object, "arch", archs[a->unit.arch]);
    cJSON_AddStringToObject(object, "overlap", a->overlap == FLEXSA_OVERLAP_WAVE ? "wave" : "gemm");
    cJSON_AddStringToObject(object, "deal", a->deal == FLEXSA_DEAL_WAVES ? "waves" : "tiles");
    add(object, "groups", a->groups);
    add(object, "units", a->units);
    add(object, "sub_rows", a->unit.sub_rows);
    add(object, "sub_cols", a->unit.sub_cols);
    add(object, "blk_m", a->unit.blk_m);
    add(object, "gbuf_bytes", a->unit.gbuf_bytes);
    add(object, "clock_ghz", a->clock_hz / 1e9);
    add(object, "dram_gb_s", a->dram_bytes_per_s / 1e9);
    add(object, "simd_gflops", a->simd_flops / 1e9);
    cJSON_AddBoolToObject(object, "second_weight", a->unit.second_weight);
    cJSON_AddBoolToObject(object, "free_shift", a->free_shift);
    cJSON_AddBoolToObject(object, "as_built", a->as_built);
    cJSON_AddBoolToObject(object, "depthwise_as_gemms", a->depthwise_as_gemms);
    cJSON_AddBoolToObject(object, "expanded_in_dram", a->expanded_in_dram);
    text = cJSON_PrintUnformatted(object);
    cJSON_Delete(object);
    require(text != NULL, "there is memory");
    return text;
}

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fabs(a);
}

static bool same_machine(const struct flexsa_accelerator *a, const struct flexsa_accelerator *b)
{
    return strcmp(a->name, b->name) == 0 && a->unit.arch == b->unit.arch && a->unit.sub_rows == b->unit.sub_rows &&
           a->unit.sub_cols == b->unit.sub_cols && a->unit.blk_m == b->unit.blk_m &&
           a->unit.gbuf_bytes == b->unit.gbuf_bytes && a->unit.port_bytes == b->unit.port_bytes &&
           a->unit.second_weight == b->unit.second_weight && a->groups == b->groups && a->units == b->units &&
           near(a->clock_hz, b->clock_hz) && near(a->dram_bytes_per_s, b->dram_bytes_per_s) &&
           near(a->simd_flops, b->simd_flops) && a->overlap == b->overlap && a->deal == b->deal &&
           a->free_shift == b->free_shift && a->as_built == b->as_built &&
           a->depthwise_as_gemms == b->depthwise_as_gemms && a->expanded_in_dram == b->expanded_in_dram;
}

/* One GEMM of 40 x 24 x 56. */
static void check_model(const struct flexsa_accelerator *a)
{
    struct flexsa_workload_gemm gemm = {.name = "one", .m = 40, .n = 24, .k = 56, .repeat = 1, .a_distinct = 40 * 56};
    const struct flexsa_workload workload = {&gemm, 1, 1};
    struct flexsa_constants constants;
    struct flexsa_iteration cost;
    struct flexsa_error err = {""};
    struct flexsa_area area;

    flexsa_constants_default(&constants);
    area = flexsa_area_of(a, &constants);
    require(isfinite(flexsa_area_sum(&area)) && flexsa_area_sum(&area) > 0, "an accepted machine has an area");
    if (!accepted(flexsa_iteration_cost(a, &workload, &cost, NULL, &err), &err))
        return;
    require(flexsa_all_macs(&cost.gemm) == 40.0 * 24 * 56, "every MAC is counted once");
    require(isfinite(cost.gemm.compute) && cost.gemm.compute > 0 && cost.gemm.stall >= 0, "a GEMM takes cycles");
}

void feed_machine(const uint8_t *data, size_t size)
{
    struct flexsa_error err = {""};
    struct flexsa_accelerator machine, again;
    char *text, *printed;

    if (!accepted(flexsa_file_read_text(file_of(0, data, size), PARSER_MAX_BYTES, &text, &err), &err))
        return;
    if (accepted(flexsa_accelerator_parse(&machine, "input", text, &err), &err)) {
        printed = print_machine(&machine);
        require(flexsa_accelerator_parse(&again, "again", printed, &err) == FLEXSA_OK, "a machine written out can be read");
        require(same_machine(&machine, &again), "a machine written out is the same");
        cJSON_free(printed);
        check_model(&machine);
    }
    free(text);
}
