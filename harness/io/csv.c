/* csv.c - the CSV reader: lines are cut in place, cells point into the text. */
#include "csv.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

static bool same_name(const char *a, const char *b)
{
    while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

/* Without the spaces around it; cuts the text. */
static char *trim(char *cell)
{
    cell += strspn(cell, " \t\r");
    size_t length = strlen(cell);
    while (length > 0 && strchr(" \t\r", cell[length - 1]))
        length--;
    cell[length] = '\0';
    return cell;
}

/* Cuts a comment after the last cell: "conv1, 3, 4, # why". */
static void cut_comment(char *line)
{
    for (char *comma = strchr(line, ','); comma; comma = strchr(comma + 1, ','))
        if (comma[1 + strspn(comma + 1, " \t\r")] == '#')
            comma[1] = '\0';
}

static size_t count_char(const char *text, char c)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == c;
    return count;
}

static enum flexsa_status no_memory(const char *name, struct flexsa_error *err)
{
    return flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: no memory to read it", name);
}

/* Takes the header's cells; an empty last one is a trailing comma. */
static enum flexsa_status parse_header(struct flexsa_csv *csv, char *line, unsigned number,
                                       struct flexsa_error *err)
{
    csv->columns = count_char(line, ',') + 1;
    if (csv->columns > FLEXSA_CSV_MAX_COLUMNS)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: %zu columns; at most %zu", csv->name, number,
                           csv->columns, FLEXSA_CSV_MAX_COLUMNS);
    csv->cells = calloc(csv->columns, sizeof *csv->cells);
    if (!csv->cells)
        return no_memory(csv->name, err);
    csv->lines[0] = number;
    for (size_t i = 0; i < csv->columns; i++) {
        char *next = strchr(line, ',');
        if (next)
            *next++ = '\0';
        csv->cells[i] = trim(line);
        line = next;
    }
    if (csv->columns > 1 && csv->cells[csv->columns - 1][0] == '\0')
        csv->columns--;
    for (size_t i = 0; i < csv->columns; i++) {
        if (csv->cells[i][0] == '\0')
            return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: column %zu has no name", csv->name,
                               number, i + 1);
        if (strspn(csv->cells[i], "0123456789") == strlen(csv->cells[i]))
            return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: column name '%.40s' is a number: is the header line missing?",
                               csv->name, number, csv->cells[i]);
        for (size_t j = 0; j < i; j++)
            if (same_name(csv->cells[i], csv->cells[j]))
                return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: column '%s' appears twice",
                                   csv->name, number, csv->cells[i]);
    }
    return FLEXSA_OK;
}

static enum flexsa_status parse_row(struct flexsa_csv *csv, char *line, unsigned number,
                                    struct flexsa_error *err)
{
    size_t found = count_char(line, ',') + 1;
    const char *last = strrchr(line, ',');
    if (found == csv->columns + 1 && last[1 + strspn(last + 1, " \t\r")] == '\0')
        found--;
    if (found != csv->columns)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: %zu cell%s; the header has %zu columns",
                           csv->name, number, found, found == 1 ? "" : "s", csv->columns);
    csv->rows++;
    csv->lines[csv->rows] = number;
    for (size_t i = 0; i < csv->columns; i++) {
        char *next = strchr(line, ',');
        if (next)
            *next++ = '\0';
        csv->cells[csv->rows * csv->columns + i] = trim(line);
        line = next;
    }
    return FLEXSA_OK;
}

static enum flexsa_status parse_lines(struct flexsa_csv *csv, struct flexsa_error *err)
{
    enum flexsa_status status = FLEXSA_OK;
    size_t most = count_char(csv->text, '\n') + 1;
    char *line = csv->text;
    unsigned number = 0;

    csv->lines = calloc(most + 1, sizeof *csv->lines);
    if (!csv->lines)
        return no_memory(csv->name, err);
    if (strncmp(line, "\xef\xbb\xbf", 3) == 0) /* byte order mark */
        line += 3;
    while (line && status == FLEXSA_OK) {
        char *next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        number++;
        const char *first = line + strspn(line, " \t\r");
        if (*first == '\0' || *first == '#') {
            line = next;
            continue;
        }
        cut_comment(line);
        if (strchr(line, '"'))
            return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: quoted cells are not supported",
                               csv->name, number);
        if (!csv->cells) {
            status = parse_header(csv, line, number, err);
            if (status == FLEXSA_OK) {
                char **cells = csv->columns > SIZE_MAX / sizeof *cells / (most + 1)
                                   ? NULL
                                   : realloc(csv->cells, (most + 1) * csv->columns * sizeof *cells);
                if (!cells)
                    return no_memory(csv->name, err);
                csv->cells = cells;
            }
        } else {
            status = parse_row(csv, line, number, err);
        }
        line = next;
    }
    if (status == FLEXSA_OK && !csv->cells)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: empty: no header line", csv->name);
    return status;
}

enum flexsa_status flexsa_csv_parse(const char *name, const char *text, struct flexsa_csv *csv,
                                    struct flexsa_error *err)
{
    memset(csv, 0, sizeof *csv);
    csv->name = malloc(strlen(name) + 1);
    csv->text = malloc(strlen(text) + 1);
    enum flexsa_status status = no_memory(name, err);
    if (csv->name && csv->text) {
        strcpy(csv->name, name);
        strcpy(csv->text, text);
        status = parse_lines(csv, err);
    }
    if (status != FLEXSA_OK)
        flexsa_csv_free(csv);
    return status;
}

enum flexsa_status flexsa_csv_read(const char *path, struct flexsa_csv *csv,
                                   struct flexsa_error *err)
{
    char *text;
    memset(csv, 0, sizeof *csv);
    enum flexsa_status status = flexsa_file_read_text(path, FLEXSA_CSV_MAX_BYTES, &text, err);
    if (status == FLEXSA_OK) {
        status = flexsa_csv_parse(path, text, csv, err);
        free(text);
    }
    return status;
}

void flexsa_csv_free(struct flexsa_csv *csv)
{
    free(csv->name);
    free(csv->text);
    free(csv->cells);
    free(csv->lines);
    memset(csv, 0, sizeof *csv);
}

size_t flexsa_csv_column(const struct flexsa_csv *csv, const char *column)
{
    for (size_t i = 0; i < csv->columns; i++)
        if (same_name(csv->cells[i], column))
            return i;
    return FLEXSA_CSV_NONE;
}

const char *flexsa_csv_header(const struct flexsa_csv *csv, size_t column)
{
    return csv->cells[column];
}

const char *flexsa_csv_cell(const struct flexsa_csv *csv, size_t row, size_t column)
{
    return csv->cells[(row + 1) * csv->columns + column];
}

enum flexsa_status flexsa_csv_number(const struct flexsa_csv *csv, size_t row, size_t column,
                                     uint32_t least, uint32_t most, uint32_t *value,
                                     struct flexsa_error *err)
{
    const char *cell = flexsa_csv_cell(csv, row, column);
    uint64_t number = 0;
    size_t digits = strspn(cell, "0123456789");

    if (cell[0] == '\0')
        return flexsa_csv_fail(csv, row, column, err, "empty; expected a whole number");
    if (cell[0] == '-' && cell[1] && strspn(cell + 1, "0123456789") == strlen(cell + 1))
        return flexsa_csv_fail(csv, row, column, err, "%.40s is negative; expected %u to %u", cell,
                               least, most);
    if (cell[digits] != '\0')
        return flexsa_csv_fail(csv, row, column, err, "\"%.40s\" is not a whole number", cell);
    for (size_t i = 0; i < digits && number <= most; i++)
        number = number * 10 + (unsigned)(cell[i] - '0');
    if (number < least || number > most)
        return flexsa_csv_fail(csv, row, column, err, "%.40s is out of range; expected %u to %u",
                               cell, least, most);
    *value = (uint32_t)number;
    return FLEXSA_OK;
}

enum flexsa_status flexsa_csv_fail(const struct flexsa_csv *csv, size_t row, size_t column,
                                   struct flexsa_error *err, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (column == FLEXSA_CSV_NONE)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: %s", csv->name, csv->lines[row + 1],
                           text);
    return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s:%u: column '%s': %s", csv->name,
                       csv->lines[row + 1], csv->cells[column], text);
}
