/* array.c - see array.h. */
#include "array.h"

#include <limits.h>
#include <string.h>

static void set_sizes(struct csim_array *array, const struct flexsa_machine *machine)
{
    const unsigned cores = machine->arch == FLEXSA_ARCH_SINGLE ? 2 : 1; /* a core's width in sub-cores */

    array->rows = cores * machine->sub_rows;
    array->cols = cores * machine->sub_cols;
    array->depth = machine->pipe_depth;
    array->quad = machine->arch == FLEXSA_ARCH_FLEXSA;
}

bool csim_array_holds(const struct flexsa_machine *machine)
{
    struct csim_array array;

    set_sizes(&array, machine);
    return csim_array_obuf(&array) < CSIM_HISTORY && array.rows <= UCHAR_MAX + 1u &&
           flexsa_machine_limits(machine, FLEXSA_MODE_FW).part_rows <= UCHAR_MAX + 1u;
}

void csim_array_reset(struct csim_array *array, const struct flexsa_machine *machine)
{
    memset(array, 0, sizeof *array);
    set_sizes(array, machine);
}

const struct csim_row *csim_array_row(const struct csim_array *array, unsigned ago)
{
    return &array->row[(array->steps - 1 - ago) % CSIM_HISTORY];
}

const struct csim_entry *csim_array_entry(const struct csim_array *array, unsigned ago)
{
    return &array->entry[(array->steps - 1 - ago) % CSIM_HISTORY];
}

void csim_array_step(struct csim_array *array, const struct csim_row *row, const struct csim_entry *entry)
{
    array->row[array->steps % CSIM_HISTORY] = *row;
    array->entry[array->steps % CSIM_HISTORY] = *entry;
    array->steps++;
}

unsigned csim_array_down(const struct csim_array *array)
{
    return array->rows * array->depth;
}

unsigned csim_array_tail(const struct csim_array *array)
{
    return (array->rows - 1) * array->depth;
}

unsigned csim_array_obuf(const struct csim_array *array)
{
    const unsigned banks = (array->quad ? 2 : 1) * array->rows, columns = (array->quad ? 2 : 1) * array->cols;

    return banks * array->depth + 3 + columns + 1;
}
