/* machine_file.c - an accelerator from the text of a JSON object. */
#include "machine.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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
