/* machine.c - accelerators by name and from JSON. */
#include "machine.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Sizes of buffers follow from those of a core as in the paper (section VII): the left LBUF is twice
 * the stationary one, so a wide tile has 4W rows of a sub-core's W columns; ports move one row. */
static void size_unit(struct flexsa_machine *unit, unsigned arch, unsigned rows, unsigned cols,
                      uint32_t gbuf_bytes)
{
    *unit = (struct flexsa_machine){
        .arch = arch,
        .sub_rows = rows,
        .sub_cols = cols,
        .blk_m = 4 * cols,
        .port_bytes = (arch == FLEXSA_ARCH_SINGLE ? 4 : 2) * cols,
        .gbuf_bytes = gbuf_bytes,
        .pipe_depth = 1,
        .second_weight = true,
    };
    snprintf(unit->config, sizeof unit->config, "model");
}

/* The side of each of `parts` equal squares of the whole array, 0 if there is none. */
static unsigned side_of(unsigned parts)
{
    unsigned side = FLEXSA_PAPER_SIDE;

    while (side > 0 && side * side * parts > FLEXSA_PAPER_SIDE * FLEXSA_PAPER_SIDE)
        side /= 2;
    return side * side * parts == FLEXSA_PAPER_SIDE * FLEXSA_PAPER_SIDE ? side : 0;
}

enum flexsa_status flexsa_accelerator_init(struct flexsa_accelerator *accelerator, const char *name,
                                           struct flexsa_error *err)
{
    unsigned groups = 0, units = 0, side = 0, arch;
    char kind = 0, rest;
    const bool read = sscanf(name, "%4uG%4u%c%c", &groups, &units, &kind, &rest) == 3 && groups > 0 &&
                      units > 0 && (kind == 'C' || (kind == 'F' && units == 1));

    if (read)
        side = side_of(groups * units * (kind == 'F' ? 4 : 1));
    if (side < 4)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "machine '%.40s': known are 1G1C, 1G4C, 4G4C, 1G1F, 4G1F and others of that "
                           "form that cut 128 x 128 PEs in squares of at least 4 x 4",
                           name);
    arch = kind == 'F' ? FLEXSA_ARCH_FLEXSA : units > 1 ? FLEXSA_ARCH_CORES : FLEXSA_ARCH_SINGLE;
    *accelerator = (struct flexsa_accelerator){
        .groups = groups,
        .units = units,
        .clock_hz = FLEXSA_PAPER_CLOCK_HZ,
        .dram_bytes_per_s = FLEXSA_PAPER_HBM2_BYTES_S,
        .simd_flops = FLEXSA_PAPER_SIMD_FLOPS,
    };
    snprintf(accelerator->name, sizeof accelerator->name, "%s", name);
    if (arch == FLEXSA_ARCH_SINGLE)
        side /= 2; /* it counts its halves */
    size_unit(&accelerator->unit, arch, side, side, FLEXSA_PAPER_GBUF_BYTES / groups);
    return FLEXSA_OK;
}

unsigned flexsa_unit_pes(const struct flexsa_machine *unit)
{
    return (unit->arch == FLEXSA_ARCH_CORES ? 1 : 4) * unit->sub_rows * unit->sub_cols;
}

double flexsa_accelerator_pes(const struct flexsa_accelerator *accelerator)
{
    return (double)flexsa_unit_pes(&accelerator->unit) * accelerator->units * accelerator->groups;
}

unsigned flexsa_accelerator_cores(const struct flexsa_accelerator *accelerator)
{
    return accelerator->groups * accelerator->units *
           (accelerator->unit.arch == FLEXSA_ARCH_FLEXSA ? 4 : 1);
}

unsigned flexsa_core_rows(const struct flexsa_machine *unit)
{
    return (unit->arch == FLEXSA_ARCH_SINGLE ? 2 : 1) * unit->sub_rows;
}

unsigned flexsa_core_cols(const struct flexsa_machine *unit)
{
    return (unit->arch == FLEXSA_ARCH_SINGLE ? 2 : 1) * unit->sub_cols;
}

double flexsa_group_dram_bytes(const struct flexsa_accelerator *accelerator)
{
    return accelerator->dram_bytes_per_s / accelerator->clock_hz / accelerator->groups;
}

enum flexsa_status flexsa_accelerator_check(const struct flexsa_accelerator *a,
                                            struct flexsa_error *err)
{
    const struct flexsa_machine *unit = &a->unit;

    if (a->groups < 1 || a->groups > 1024 || a->units < 1 || a->units > 1024)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "machine '%s': groups and units must be 1..1024",
                           a->name);
    if (a->units > 1 && unit->arch != FLEXSA_ARCH_CORES)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "machine '%s': only independent cores may be several in a group", a->name);
    if (unit->sub_rows < 2 || unit->sub_cols < 2 || unit->sub_rows > 1024 || unit->sub_cols > 1024 ||
        unit->blk_m < 4 || unit->blk_m > 65536 || unit->blk_m % 2 != 0)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "machine '%s': core rows and columns must be 2..1024, blk_m 4..65536 and even",
                           a->name);
    if (unit->gbuf_bytes < 1024)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "machine '%s': a group's GBUF has at least 1024 bytes",
                           a->name);
    if (!(a->clock_hz > 0) || !(a->simd_flops > 0) || !(a->dram_bytes_per_s >= 0) ||
        !isfinite(a->clock_hz) || !isfinite(a->simd_flops) || !isfinite(a->dram_bytes_per_s))
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "machine '%s': clock and SIMD throughput must be above 0, bandwidth 0 (ideal) or above",
                           a->name);
    return FLEXSA_OK;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static enum flexsa_status wrong(const char *file, const cJSON *item, const char *wanted,
                                struct flexsa_error *err)
{
    return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: \"%.40s\": %s is wanted", file, item->string, wanted);
}

/* One of the words, or -1. */
static int word_of(const cJSON *item, const char *const *words, int count)
{
    for (int i = 0; cJSON_IsString(item) && i < count; i++)
        if (strcmp(item->valuestring, words[i]) == 0)
            return i;
    return -1;
}

/* The pointer that is not NULL says what kind of value the key has. */
struct key {
    const char *name;
    unsigned *whole;
    uint32_t *bytes;
    double *number;
    double scale;
    bool *truth;
};

static enum flexsa_status take(const struct key *key, const cJSON *item, const char *file,
                               struct flexsa_error *err)
{
    if (key->truth) {
        if (!cJSON_IsBool(item))
            return wrong(file, item, "true or false", err);
        *key->truth = cJSON_IsTrue(item);
        return FLEXSA_OK;
    }
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0))
        return wrong(file, item, "a number", err);
    if (key->number) {
        *key->number = item->valuedouble * key->scale;
        return FLEXSA_OK;
    }
    if (item->valuedouble != floor(item->valuedouble) || item->valuedouble > UINT32_MAX)
        return wrong(file, item, "a whole number", err);
    if (key->bytes)
        *key->bytes = (uint32_t)item->valuedouble;
    else
        *key->whole = (unsigned)item->valuedouble;
    return FLEXSA_OK;
}

static enum flexsa_status parse_key(struct flexsa_accelerator *a, const cJSON *item, const char *file,
                                    unsigned *cols, bool *blk_m_given, struct flexsa_error *err)
{
    static const char *const archs[] = {"flexsa", "cores", "single"};
    static const char *const overlaps[] = {"wave", "gemm"};
    static const char *const deals[] = {"waves", "tiles"};
    const struct key keys[] = {
        {.name = "groups", .whole = &a->groups},
        {.name = "units", .whole = &a->units},
        {.name = "sub_rows", .whole = &a->unit.sub_rows},
        {.name = "sub_cols", .whole = cols},
        {.name = "blk_m", .whole = &a->unit.blk_m},
        {.name = "gbuf_bytes", .bytes = &a->unit.gbuf_bytes},
        {.name = "clock_ghz", .number = &a->clock_hz, .scale = 1e9},
        {.name = "dram_gb_s", .number = &a->dram_bytes_per_s, .scale = 1e9},
        {.name = "simd_gflops", .number = &a->simd_flops, .scale = 1e9},
        {.name = "second_weight", .truth = &a->unit.second_weight},
        {.name = "free_shift", .truth = &a->free_shift},
        {.name = "as_built", .truth = &a->as_built},
        {.name = "depthwise_as_gemms", .truth = &a->depthwise_as_gemms},
        {.name = "expanded_in_dram", .truth = &a->expanded_in_dram},
    };
    int word;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(item->string, keys[i].name) == 0) {
            *blk_m_given |= keys[i].whole == &a->unit.blk_m;
            return take(&keys[i], item, file, err);
        }
    if (strcmp(item->string, "name") == 0) {
        if (!cJSON_IsString(item) || strlen(item->valuestring) >= sizeof a->name)
            return wrong(file, item, "a text of at most 31 bytes", err);
        snprintf(a->name, sizeof a->name, "%s", item->valuestring);
        return FLEXSA_OK;
    }
    if (strcmp(item->string, "arch") == 0) {
        if ((word = word_of(item, archs, 3)) < 0)
            return wrong(file, item, "flexsa, cores or single", err);
        a->unit.arch = (unsigned)word;
        return FLEXSA_OK;
    }
    if (strcmp(item->string, "overlap") == 0) {
        if ((word = word_of(item, overlaps, 2)) < 0)
            return wrong(file, item, "wave or gemm", err);
        a->overlap = (enum flexsa_overlap)word;
        return FLEXSA_OK;
    }
    if (strcmp(item->string, "deal") == 0) {
        if ((word = word_of(item, deals, 2)) < 0)
            return wrong(file, item, "waves or tiles", err);
        a->deal = (enum flexsa_deal)word;
        return FLEXSA_OK;
    }
    return strcmp(item->string, "base") == 0
               ? FLEXSA_OK
               : flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: unknown key \"%.40s\"", file, item->string);
}

static enum flexsa_status parse_object(struct flexsa_accelerator *a, const cJSON *object,
                                       const char *file, struct flexsa_error *err)
{
    const cJSON *base = cJSON_GetObjectItemCaseSensitive(object, "base"), *item;
    enum flexsa_status status;
    bool blk_m_given = false;
    unsigned cols, before;

    if (!cJSON_IsObject(object))
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: not a JSON object", file);
    if (base && !cJSON_IsString(base))
        return wrong(file, base, "the name of a machine", err);
    status = flexsa_accelerator_init(a, base ? base->valuestring : "1G1F", err);
    cols = before = a->unit.sub_cols;
    for (item = object->child; status == FLEXSA_OK && item; item = item->next)
        status = parse_key(a, item, file, &cols, &blk_m_given, err);
    if (status != FLEXSA_OK)
        return status;
    if (cols != before && !blk_m_given)
        a->unit.blk_m = 4 * cols;
    a->unit.sub_cols = cols;
    a->unit.port_bytes = (a->unit.arch == FLEXSA_ARCH_SINGLE ? 4 : 2) * cols;
    return flexsa_accelerator_check(a, err);
}

enum flexsa_status flexsa_accelerator_parse(struct flexsa_accelerator *accelerator, const char *file,
                                            const char *text, struct flexsa_error *err)
{
    const char *end = text;
    cJSON *object = cJSON_ParseWithOpts(text, &end, true);
    enum flexsa_status status;

    if (!object)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: not JSON: wrong at byte %zu", file,
                           (size_t)(cJSON_GetErrorPtr() ? cJSON_GetErrorPtr() - text : 0));
    status = parse_object(accelerator, object, file, err);
    cJSON_Delete(object);
    return status;
}
