/* constants.c - see constants.h. */
#include "constants.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/io/csv.h"

struct constant {
    const char *key;
    double value;
    const char *unit, *origin;
};

static const struct constant table[FLEXSA_NUM_CONSTANTS] = {
#define FLEXSA_CONSTANT(key, value, unit, origin) {#key, value, unit, origin},
#define FLEXSA_SRAM(bytes, read, write, area)
#include "../data/constants.def"
#undef FLEXSA_CONSTANT
#undef FLEXSA_SRAM
};

static const struct flexsa_sram sram_table[] = {
#define FLEXSA_CONSTANT(key, value, unit, origin)
#define FLEXSA_SRAM(bytes, read, write, area) {bytes, read, write, area},
#include "../data/constants.def"
#undef FLEXSA_CONSTANT
#undef FLEXSA_SRAM
};

#define NUM_SRAMS (sizeof sram_table / sizeof sram_table[0])

void flexsa_constants_default(struct flexsa_constants *constants)
{
    for (size_t i = 0; i < FLEXSA_NUM_CONSTANTS; i++)
        constants->value[i] = table[i].value;
    memcpy(constants->srams, sram_table, sizeof sram_table);
    constants->sram_count = NUM_SRAMS;
}

/* Text without commas, as the file's form wants. */
static void without_commas(char *text)
{
    for (; *text; text++)
        if (*text == ',' || *text == '"')
            *text = ';';
}

int flexsa_constants_row(size_t i, char *line, size_t size)
{
    char origin[256];

    if (i >= FLEXSA_NUM_CONSTANTS + NUM_SRAMS)
        return 0;
    if (i < FLEXSA_NUM_CONSTANTS) {
        snprintf(origin, sizeof origin, "%s", table[i].origin);
        without_commas(origin);
        snprintf(line, size, "%s,%g,%s,%s", table[i].key, table[i].value, table[i].unit, origin);
    } else {
        const struct flexsa_sram *sram = &sram_table[i - FLEXSA_NUM_CONSTANTS];

        snprintf(line, size, "sram,%.0f,%g:%g:%g,CACTI 7.0 32 nm ITRS-HP 32 bytes wide Global_30 wires",
                 sram->bytes, sram->read, sram->write, sram->area);
    }
    return 1;
}

/* ---- a user's file ---------------------------------------------------------------------------- */

static bool is_number(const char *text, double *value)
{
    char *end;

    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value) && *value >= 0;
}

static enum flexsa_status read_sram(const struct flexsa_csv *csv, size_t row, size_t columns[3],
                                    struct flexsa_constants *constants, struct flexsa_error *err)
{
    struct flexsa_sram *sram = &constants->srams[constants->sram_count];
    char rest;

    if (constants->sram_count == FLEXSA_MOST_SRAMS)
        return flexsa_csv_fail(csv, row, FLEXSA_CSV_NONE, err, "more than %d sram rows", FLEXSA_MOST_SRAMS);
    if (!is_number(flexsa_csv_cell(csv, row, columns[1]), &sram->bytes) || sram->bytes < 1 ||
        sscanf(flexsa_csv_cell(csv, row, columns[2]), "%lf:%lf:%lf%c", &sram->read, &sram->write,
               &sram->area, &rest) != 3 ||
        !(sram->read > 0 && sram->write > 0 && sram->area > 0) ||
        !isfinite(sram->read) || !isfinite(sram->write) || !isfinite(sram->area))
        return flexsa_csv_fail(csv, row, FLEXSA_CSV_NONE, err,
                               "sram wants bytes, then read:write:area, all above 0");
    if (constants->sram_count > 0 && !(sram->bytes > sram[-1].bytes))
        return flexsa_csv_fail(csv, row, columns[1], err, "sram rows must rise in size");
    constants->sram_count++;
    return FLEXSA_OK;
}

static enum flexsa_status read_row(const struct flexsa_csv *csv, size_t row, size_t columns[3],
                                   bool seen[FLEXSA_NUM_CONSTANTS], struct flexsa_constants *constants,
                                   struct flexsa_error *err)
{
    const char *key = flexsa_csv_cell(csv, row, columns[0]);
    size_t i = 0;

    if (strcmp(key, "sram") == 0)
        return read_sram(csv, row, columns, constants, err);
    while (i < FLEXSA_NUM_CONSTANTS && strcmp(table[i].key, key) != 0)
        i++;
    if (i == FLEXSA_NUM_CONSTANTS)
        return flexsa_csv_fail(csv, row, columns[0], err, "unknown constant '%.40s'", key);
    if (seen[i])
        return flexsa_csv_fail(csv, row, columns[0], err, "'%s' appears twice", key);
    seen[i] = true;
    if (!is_number(flexsa_csv_cell(csv, row, columns[1]), &constants->value[i]))
        return flexsa_csv_fail(csv, row, columns[1], err, "a number of at least 0 is wanted");
    return FLEXSA_OK;
}

static enum flexsa_status read_rows(const struct flexsa_csv *csv, struct flexsa_constants *constants,
                                    struct flexsa_error *err)
{
    static const char *const names[] = {"key", "value", "unit"};
    bool seen[FLEXSA_NUM_CONSTANTS] = {false};
    enum flexsa_status status = FLEXSA_OK;
    size_t columns[3];

    for (size_t i = 0; i < 3; i++) {
        columns[i] = flexsa_csv_column(csv, names[i]);
        if (columns[i] == FLEXSA_CSV_NONE)
            return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: column '%s' is missing", csv->name,
                               csv->lines[0], names[i]);
    }
    for (size_t row = 0; status == FLEXSA_OK && row < csv->rows; row++)
        status = read_row(csv, row, columns, seen, constants, err);
    for (size_t i = 0; status == FLEXSA_OK && i < FLEXSA_NUM_CONSTANTS; i++)
        if (!seen[i])
            status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: constant '%s' (%s) is missing", csv->name,
                                 table[i].key, table[i].unit);
    if (status == FLEXSA_OK && constants->sram_count < 2)
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: at least two sram rows are wanted", csv->name);
    return status;
}

enum flexsa_status flexsa_constants_read(const char *path, struct flexsa_constants *constants,
                                         struct flexsa_error *err)
{
    struct flexsa_csv csv;
    enum flexsa_status status = flexsa_csv_read(path, &csv, err);

    memset(constants, 0, sizeof *constants);
    if (status != FLEXSA_OK)
        return status;
    status = read_rows(&csv, constants, err);
    flexsa_csv_free(&csv);
    return status;
}

/* ---- banks between the rows -------------------------------------------------------------------- */

static double power_law(double x0, double y0, double x1, double y1, double x)
{
    return y0 * pow(y1 / y0, log(x / x0) / log(x1 / x0));
}

struct flexsa_sram flexsa_sram_at(const struct flexsa_constants *constants, double bytes)
{
    const struct flexsa_sram *low = constants->srams, *high = low + 1;

    while (high < &constants->srams[constants->sram_count - 1] && high->bytes <= bytes) {
        low++;
        high++;
    }
    if (low->bytes == bytes)
        return *low;
    return (struct flexsa_sram){
        .bytes = bytes,
        .read = power_law(low->bytes, low->read, high->bytes, high->read, bytes),
        .write = power_law(low->bytes, low->write, high->bytes, high->write, bytes),
        .area = power_law(low->bytes, low->area, high->bytes, high->area, bytes),
    };
}
