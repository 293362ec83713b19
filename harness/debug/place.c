/* place.c - see place.h. */
#include "place.h"

/* Steps from the wave's token to the operand register of the first PE: the chain's first stage, the bank's
 * read, the recoded operand. */
enum { EDGE_STEPS = 4, SUM_STEPS = 2, BANK_STEPS = 3 };

static bool is_flexsa(const struct flexsa_machine *machine)
{
    return machine->arch == FLEXSA_ARCH_FLEXSA;
}

static bool is_wide(const struct flexsa_instr *instr)
{
    return instr->mode == FLEXSA_MODE_FW || instr->mode == FLEXSA_MODE_HSW;
}

/* Columns of a core, and of a partition. */
static unsigned columns(const struct flexsa_machine *machine)
{
    return machine->arch == FLEXSA_ARCH_SINGLE ? 2 * machine->sub_cols : machine->sub_cols;
}

struct place place_of(const struct flexsa_machine *machine, const struct flexsa_instr *exec, unsigned row, unsigned col)
{
    const unsigned parts = flexsa_machine_limits(machine, exec->mode).parts;
    const unsigned q = flexsa_part_of(exec->m, parts, row), in_part = row - flexsa_part_first(exec->m, parts, q);
    const unsigned h = machine->sub_rows, w = columns(machine), side = col / w;
    struct place place = {.orow = exec->orow + in_part, .col = col % w, .k = exec->k};
    unsigned step = in_part;

    if (!is_flexsa(machine)) {
        place.partition = exec->core;
        place.rows = machine->arch == FLEXSA_ARCH_SINGLE ? 2 * h : h;
    } else {
        const bool tall = exec->mode == FLEXSA_MODE_FW || exec->mode == FLEXSA_MODE_VSW;

        place.rows = tall ? 2 * h : h;
        place.first = exec->mode == FLEXSA_MODE_HSW ? q * h : exec->mode == FLEXSA_MODE_ISW ? q / 2 * h : 0;
        place.east = is_wide(exec) ? side : q % 2;
        place.partition = is_wide(exec) ? 2 * q + side : exec->mode == FLEXSA_MODE_VSW ? q + 2 * exec->pair : q;
        if (exec->mode == FLEXSA_MODE_FW) /* its parts follow each other */
            step = row;
    }
    place.begin = EDGE_STEPS + step + place.first * machine->pipe_depth + place.east * w + place.col;
    place.sum = place_psum_step(machine, &place, place.first + place.rows - 1) + SUM_STEPS;
    place.bank = place.sum - SUM_STEPS + BANK_STEPS;
    return place;
}

bool place_find(const struct flexsa_machine *machine, const struct flexsa_instr *instr, unsigned partition,
                unsigned orow, unsigned partition_col, unsigned *row, unsigned *col)
{
    const unsigned parts = flexsa_machine_limits(machine, instr->mode).parts;
    unsigned q, in_part = orow - instr->orow;

    *col = partition_col;
    if (!is_flexsa(machine)) {
        q = 0;
        if (partition != instr->core)
            return false;
    } else if (is_wide(instr)) {
        q = partition / 2;
        *col += partition % 2 * columns(machine);
    } else if (instr->mode == FLEXSA_MODE_VSW) {
        q = partition % 2;
        if (partition / 2 != (unsigned)instr->pair)
            return false;
    } else {
        q = partition;
    }
    *row = flexsa_part_first(instr->m, parts, q) + in_part;
    return orow >= instr->orow && in_part < flexsa_part_rows(instr->m, parts, q) && *col < instr->n;
}

unsigned place_core(const struct flexsa_machine *machine, const struct flexsa_instr *exec, const struct place *place,
                    unsigned g)
{
    return is_flexsa(machine) ? 2 * (g / machine->sub_rows) + place->east : exec->core;
}

unsigned place_row(const struct flexsa_machine *machine, unsigned g)
{
    return is_flexsa(machine) ? g % machine->sub_rows : g;
}

unsigned place_operand_step(const struct flexsa_machine *machine, const struct place *place, unsigned g)
{
    return place->begin + (g - place->first) * machine->pipe_depth;
}

unsigned place_psum_step(const struct flexsa_machine *machine, const struct place *place, unsigned g)
{
    return place_operand_step(machine, place, g) + machine->pipe_depth;
}
