/* table.h - text cells in aligned columns: the first line is the header; numbers to the right. */
#ifndef FLEXSA_TABLE_H
#define FLEXSA_TABLE_H

#include <stddef.h>

#define TABLE_COLUMNS 16
#define TABLE_CELL 96

/* An owned, growing table; zero-initialise and set `columns`. */
struct table {
    size_t columns, cells, capacity;
    char (*text)[TABLE_CELL];
};

/* Appends the next cell, row by row; without memory the program ends. */
void table_add(struct table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The first `left` columns are aligned to the left. */
void table_print(const struct table *table, size_t left);
void table_free(struct table *table);

#endif /* FLEXSA_TABLE_H */
