/* table.c - see table.h. */
#include "table.h"

#include "common.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void table_add(struct table *table, const char *format, ...)
{
    va_list args;

    if (table->cells == table->capacity) {
        table->capacity = table->capacity ? 2 * table->capacity : 256;
        table->text = realloc(table->text, table->capacity * sizeof table->text[0]);
        if (!table->text)
            out_of_memory();
    }
    va_start(args, format);
    vsnprintf(table->text[table->cells++], TABLE_CELL, format, args);
    va_end(args);
}

void table_print(const struct table *table, size_t left)
{
    int width[TABLE_COLUMNS] = {0};

    for (size_t i = 0; i < table->cells; i++) {
        const int length = (int)strlen(table->text[i]);

        if (length > width[i % table->columns])
            width[i % table->columns] = length;
    }
    for (size_t i = 0; i < table->cells; i++) {
        const size_t column = i % table->columns;
        const int last = column + 1 == table->columns;

        printf("%*s%s", column < left ? (last ? 0 : -width[column]) : width[column], table->text[i],
               last ? "\n" : "  ");
    }
}

void table_free(struct table *table)
{
    free(table->text);
    *table = (struct table){0};
}
