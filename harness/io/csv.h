/*
 * csv.h - small, strict CSV: one header line, columns by name, errors with file, line and
 * column.
 *
 *   # a comment line; blank lines are skipped too
 *   name, M, N, K,          spaces around cells and one trailing comma are allowed
 *   conv1, 12544, 64, 147,    # after a comma a comment too
 *
 * Names match whatever their case. No quoting: a '"' is an error.
 */
#ifndef FLEXSA_CSV_H
#define FLEXSA_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "../isa/flexsa_status.h"

#define FLEXSA_CSV_MAX_BYTES ((size_t)16 << 20)
#define FLEXSA_CSV_MAX_COLUMNS ((size_t)4096) /* names are looked up one by one */

/* A parsed file; free with flexsa_csv_free. */
struct flexsa_csv {
    char *name;            /* the file's, for messages                            */
    char *text;            /* holds every cell                                    */
    size_t columns, rows;  /* rows without the header                             */
    char **cells;          /* (rows + 1) x columns, the header first              */
    unsigned *lines;       /* line in the file of each row, the header first      */
};

enum flexsa_status flexsa_csv_read(const char *path, struct flexsa_csv *csv,
                                   struct flexsa_error *err);
enum flexsa_status flexsa_csv_parse(const char *name, const char *text, struct flexsa_csv *csv,
                                    struct flexsa_error *err);
void flexsa_csv_free(struct flexsa_csv *csv);

#define FLEXSA_CSV_NONE ((size_t)-1)

/* Index of a column, FLEXSA_CSV_NONE if there is none. */
size_t flexsa_csv_column(const struct flexsa_csv *csv, const char *column);
const char *flexsa_csv_header(const struct flexsa_csv *csv, size_t column);
const char *flexsa_csv_cell(const struct flexsa_csv *csv, size_t row, size_t column);

/* The cell as a whole number in [least, most], or BAD_INPUT. */
enum flexsa_status flexsa_csv_number(const struct flexsa_csv *csv, size_t row, size_t column,
                                     uint32_t least, uint32_t most, uint32_t *value,
                                     struct flexsa_error *err);

/* BAD_INPUT: "FILE:LINE: column 'NAME': <format>"; column may be FLEXSA_CSV_NONE. */
enum flexsa_status flexsa_csv_fail(const struct flexsa_csv *csv, size_t row, size_t column,
                                   struct flexsa_error *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif /* FLEXSA_CSV_H */
