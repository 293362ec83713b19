/*
 * shrink_program.c - fewer instructions, smaller fields. What belongs together goes together: an ExecGEMM with its
 * moving tile and, if no other needs them, its weights; a tile with all its ExecGEMMs and its StLBUF. Whether what
 * is left is legal says flexsa_program_check, so a change may be tried without knowing.
 */
#include "shrink_internal.h"

#include <stdlib.h>

#define NONE SIZE_MAX

/* What an instruction belongs to, as indices; NONE if to nothing. A deleted instruction has op 0. */
struct link {
    size_t moving;              /* ExecGEMM: its LdLBUF_H                          */
    size_t loaded, shifted;     /* ExecGEMM: its weights' LdLBUF_V, ShiftV         */
    size_t swapped;             /* ExecGEMM: the one that swapped its weights in   */
    size_t tile;                /* ExecGEMM, St, LdO: the first instruction of its OBUF tile */
};

/* The queues of a core, far deeper than any machine's. */
enum { DEEP = 4 };
struct fifo {
    size_t items[DEEP];
    unsigned count;
};

struct core_state {
    struct fifo moving, loaded, shifted; /* shifted: of ShiftVs; their tiles: */
    struct fifo shifted_load;
    size_t current, current_load, current_shift;
    size_t tile[2];
};

static void push(struct fifo *fifo, size_t item)
{
    if (fifo->count < DEEP)
        fifo->items[fifo->count++] = item;
}

static size_t pop(struct fifo *fifo)
{
    const size_t item = fifo->count ? fifo->items[0] : NONE;

    for (unsigned i = 1; i < fifo->count; i++)
        fifo->items[i - 1] = fifo->items[i];
    fifo->count -= fifo->count > 0;
    return item;
}

static void link_exec(struct core_state *core, const struct flexsa_instr *instr, size_t i, struct link *link)
{
    if (instr->swap) {
        core->current = i;
        core->current_shift = pop(&core->shifted);
        core->current_load = pop(&core->shifted_load);
    }
    link->moving = pop(&core->moving);
    link->loaded = core->current_load;
    link->shifted = core->current_shift;
    link->swapped = core->current;
}

static void link_tile(struct core_state *core, const struct flexsa_instr *instr, size_t i, struct link *link)
{
    size_t *tile = &core->tile[instr->half];

    if (*tile == NONE)
        *tile = i;
    link->tile = *tile;
    if (instr->op == FLEXSA_OP_ST)
        *tile = NONE;
}

static void find_links(const struct flexsa_program *program, struct link *links)
{
    struct core_state cores[4] = {0};

    for (unsigned c = 0; c < 4; c++) {
        cores[c].current = cores[c].current_load = cores[c].current_shift = NONE;
        cores[c].tile[0] = cores[c].tile[1] = NONE;
    }
    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_instr *instr = &program->instrs[i];
        struct core_state *core = &cores[instr->core];

        links[i] = (struct link){NONE, NONE, NONE, NONE, NONE};
        if (instr->op == FLEXSA_OP_LDH)
            push(&core->moving, i);
        if (instr->op == FLEXSA_OP_LDV)
            push(&core->loaded, i);
        if (instr->op == FLEXSA_OP_SHIFT) {
            push(&core->shifted, i);
            push(&core->shifted_load, pop(&core->loaded));
        }
        if (instr->op == FLEXSA_OP_EXEC)
            link_exec(core, instr, i, &links[i]);
        if (instr->op == FLEXSA_OP_EXEC || instr->op == FLEXSA_OP_ST || instr->op == FLEXSA_OP_LDO)
            link_tile(core, instr, i, &links[i]);
    }
}

/* ---- leaving out ---------------------------------------------------------------------------- */

static void delete_at(struct flexsa_program *program, size_t i)
{
    if (i != NONE)
        program->instrs[i].op = 0;
}

static void compact(struct flexsa_program *program)
{
    size_t left = 0;

    for (size_t i = 0; i < program->count; i++)
        if (program->instrs[i].op)
            program->instrs[left++] = program->instrs[i];
    program->count = left;
}

/* The next ExecGEMM after e with the same link; NONE if there is none. */
static size_t next_user(const struct flexsa_program *program, const struct link *links, size_t e)
{
    for (size_t i = e + 1; i < program->count; i++)
        if (program->instrs[i].op == FLEXSA_OP_EXEC && links[i].swapped == links[e].swapped)
            return i;
    return NONE;
}

/* Other ExecGEMMs of the tile: the last before e or the first after it. */
static size_t tile_neighbour(const struct flexsa_program *program, const struct link *links, size_t e, bool after)
{
    size_t found = NONE;

    for (size_t i = after ? e + 1 : 0; i < (after ? program->count : e); i++)
        if (program->instrs[i].op == FLEXSA_OP_EXEC && links[i].tile == links[e].tile) {
            found = i;
            if (after)
                break;
        }
    return found;
}

/* The ExecGEMM goes: others take over its weights, its `last`, its being the first of the tile. */
static void delete_exec(struct flexsa_program *program, const struct link *links, size_t e)
{
    const size_t before = tile_neighbour(program, links, e, false), after = tile_neighbour(program, links, e, true);
    const size_t user = next_user(program, links, e);
    const bool from_c0 = program->instrs[links[e].tile].op == FLEXSA_OP_LDO;

    if (program->instrs[e].swap && user != NONE) {
        program->instrs[user].swap = true;
    } else if (program->instrs[e].swap) {
        delete_at(program, links[e].loaded);
        delete_at(program, links[e].shifted);
    }
    if (program->instrs[e].last && before != NONE)
        program->instrs[before].last = true;
    if (before == NONE && after != NONE && !from_c0)
        program->instrs[after].acc = false;
    if (before == NONE && after == NONE)
        for (size_t i = 0; i < program->count; i++)
            if (links[i].tile == links[e].tile)
                delete_at(program, i);
    delete_at(program, links[e].moving);
    delete_at(program, e);
}

/* Leaves out the ExecGEMM at i, or with `tile` all of its tile. */
static bool try_without_exec(struct shrink *shrink, size_t i, bool tile)
{
    struct flexsa_repro candidate;
    struct link *links = calloc(shrink->best->program.count, sizeof *links);
    struct flexsa_program *program = &candidate.program;

    if (!links || !shrink_begin(shrink, &candidate)) {
        free(links);
        return false;
    }
    find_links(program, links);
    if (tile) {
        for (size_t t = program->count; t-- > 0;)
            if (program->instrs[t].op == FLEXSA_OP_EXEC && links[t].tile == links[i].tile) {
                delete_exec(program, links, t);
                find_links(program, links);
            }
    } else {
        delete_exec(program, links, i);
    }
    compact(program);
    free(links);
    return shrink_attempt(shrink, &candidate);
}

static bool without_execs(struct shrink *shrink, bool tile)
{
    bool any = false;

    for (size_t i = shrink->best->program.count; i-- > 0 && shrink_goes_on(shrink);) {
        if (i < shrink->best->program.count && shrink->best->program.instrs[i].op == FLEXSA_OP_EXEC)
            any = try_without_exec(shrink, i, tile) || any;
    }
    return any;
}

/* A tile begins from nothing instead of a LdOBUF. */
static bool try_without_c0(struct shrink *shrink, size_t i)
{
    struct flexsa_repro candidate;
    struct link *links = calloc(shrink->best->program.count, sizeof *links);
    size_t first;

    if (!links || !shrink_begin(shrink, &candidate)) {
        free(links);
        return false;
    }
    find_links(&candidate.program, links);
    first = tile_neighbour(&candidate.program, links, i, true);
    if (first != NONE)
        candidate.program.instrs[first].acc = false;
    delete_at(&candidate.program, i);
    compact(&candidate.program);
    free(links);
    return shrink_attempt(shrink, &candidate);
}

static bool without_c0(struct shrink *shrink)
{
    bool any = false;

    for (size_t i = shrink->best->program.count; i-- > 0 && shrink_goes_on(shrink);)
        if (shrink->best->program.instrs[i].op == FLEXSA_OP_LDO)
            any = try_without_c0(shrink, i) || any;
    return any;
}

static bool try_without_range(struct shrink *shrink, size_t from, size_t size)
{
    struct flexsa_repro candidate;

    if (!shrink_begin(shrink, &candidate))
        return false;
    for (size_t i = from; i < from + size && i < candidate.program.count; i++)
        delete_at(&candidate.program, i);
    compact(&candidate.program);
    return shrink_attempt(shrink, &candidate);
}

/* From the end: a program that is cut short stays legal. */
static bool without_ranges(struct shrink *shrink)
{
    bool any = false;

    for (size_t size = shrink->best->program.count / 2; size >= 1 && shrink_goes_on(shrink); size /= 2)
        for (size_t end = shrink->best->program.count; end > 0 && shrink_goes_on(shrink);) {
            const size_t from = end > size ? end - size : 0;

            any = try_without_range(shrink, from, end - from) || any;
            end = from;
        }
    return any;
}

/* ---- smaller fields ---------------------------------------------------------------------------- */

enum field { FIELD_M, FIELD_N, FIELD_K, FIELD_OROW, FIELD_PITCH, NUM_SIZES };

static unsigned *field_of(struct flexsa_instr *instr, enum field field)
{
    switch (field) {
    case FIELD_M:
        return &instr->m;
    case FIELD_N:
        return &instr->n;
    case FIELD_K:
        return &instr->k;
    case FIELD_OROW:
        return &instr->orow;
    default:
        return &instr->pitch;
    }
}

/* The instructions a change is for: all, or those around the ExecGEMM at `exec`. */
static bool concerns(const struct link *links, size_t exec, size_t i)
{
    const struct link *link;

    if (exec == NONE)
        return true;
    link = &links[exec];
    return i == exec || i == link->moving || i == link->loaded || i == link->shifted ||
           (links[i].tile != NONE && links[i].tile == link->tile) ||
           (links[i].swapped != NONE && links[i].swapped == link->swapped);
}

/* No such field is larger than `limit` then, where it is used. */
static bool try_limit(struct shrink *shrink, size_t exec, enum field field, unsigned limit)
{
    struct flexsa_repro candidate;
    struct link *links = calloc(shrink->best->program.count, sizeof *links);
    bool changes = false;

    if (!links || !shrink_begin(shrink, &candidate)) {
        free(links);
        return false;
    }
    find_links(&candidate.program, links);
    for (size_t i = 0; i < candidate.program.count; i++) {
        unsigned *value = field_of(&candidate.program.instrs[i], field);

        if (*value <= limit || !concerns(links, exec, i))
            continue;
        *value = limit;
        changes = true;
    }
    free(links);
    if (changes)
        return shrink_attempt(shrink, &candidate);
    shrink_drop(&candidate);
    return false;
}

static unsigned largest(const struct shrink *shrink, enum field field)
{
    unsigned most = 0;

    for (size_t i = 0; i < shrink->best->program.count; i++) {
        const unsigned value = *field_of(&shrink->best->program.instrs[i], field);

        most = value > most ? value : most;
    }
    return most;
}

static unsigned least_of(enum field field)
{
    return field == FIELD_OROW || field == FIELD_PITCH ? 0 : 1;
}

/* The least, then the half, then one less. */
static bool smaller_field(struct shrink *shrink, size_t exec, enum field field)
{
    const unsigned most = exec == NONE ? largest(shrink, field) : *field_of(&shrink->best->program.instrs[exec], field);
    const unsigned least = least_of(field);

    if (most <= least)
        return false;
    return try_limit(shrink, exec, field, least) || (most / 2 > least && try_limit(shrink, exec, field, most / 2)) ||
           (field < FIELD_OROW && most - 1 > most / 2 && try_limit(shrink, exec, field, most - 1));
}

static bool smaller_fields(struct shrink *shrink)
{
    bool any = false;

    for (enum field field = 0; field < NUM_SIZES; field++) {
        while (shrink_goes_on(shrink) && smaller_field(shrink, NONE, field))
            any = true;
        for (size_t i = 0; i < shrink->best->program.count && field < FIELD_PITCH; i++)
            while (shrink->best->program.instrs[i].op == FLEXSA_OP_EXEC && shrink_goes_on(shrink) &&
                   smaller_field(shrink, i, field))
                any = true;
    }
    return any;
}

/* ---- flags ------------------------------------------------------------------------------------------ */

static bool clear_acc(struct flexsa_instr *instr)
{
    const bool was = instr->acc;

    instr->acc = false;
    return was;
}

static bool clear_f16(struct flexsa_instr *instr)
{
    const bool was = instr->f16;

    instr->f16 = false;
    return was;
}

static bool without_flag(struct shrink *shrink, bool (*clear)(struct flexsa_instr *instr))
{
    bool any = false;

    for (size_t i = 0; i < shrink->best->program.count; i++) {
        struct flexsa_repro candidate;

        if (!shrink_begin(shrink, &candidate))
            return any;
        if (clear(&candidate.program.instrs[i]))
            any = shrink_attempt(shrink, &candidate) || any;
        else
            shrink_drop(&candidate);
    }
    return any;
}

bool shrink_program(struct shrink *shrink)
{
    bool any = without_ranges(shrink);

    any = without_execs(shrink, true) || any;
    any = without_execs(shrink, false) || any;
    any = without_c0(shrink) || any;
    any = smaller_fields(shrink) || any;
    any = without_flag(shrink, clear_acc) || any;
    return without_flag(shrink, clear_f16) || any;
}
