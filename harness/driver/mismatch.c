/* mismatch.c - locates a wrong element in the machine, and words the report. */
#include "mismatch.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../golden/half.h"

/* ---- where ----------------------------------------------------------------------- */

size_t flexsa_tile_at(const struct flexsa_pass *pass, uint32_t row, uint32_t col)
{
    for (size_t t = 0; t < pass->tile_count; t++) {
        const struct flexsa_tile *tile = &pass->tiles[t];

        if (row - tile->row < tile->rows && col - tile->col < tile->cols)
            return t;
    }
    return pass->tile_count;
}

struct flexsa_tile_work flexsa_tile_work(const struct flexsa_pass *pass, size_t t)
{
    const size_t last = pass->tiles[t].instr;
    const struct flexsa_instr *store = &pass->program.instrs[last];
    struct flexsa_tile_work work = {.first = last, .last = last, .last_exec = last};

    for (size_t i = last; i-- > 0;) {
        const struct flexsa_instr *instr = &pass->program.instrs[i];
        const bool ours = instr->core == store->core && instr->half == store->half;

        if (instr->op == FLEXSA_OP_ST && ours)
            break;
        if (!ours || (instr->op != FLEXSA_OP_EXEC && instr->op != FLEXSA_OP_LDO))
            continue;
        work.first = i;
        if (instr->op == FLEXSA_OP_EXEC) {
            work.modes |= 1u << instr->mode;
            if (work.last_exec == last)
                work.last_exec = i;
        }
    }
    return work;
}

/* Sub-core out of whose bottom row the last wave's partial sum of (row, col) of the tile came. */
static unsigned core_of(unsigned mode, unsigned row,
                        unsigned rows, unsigned side)
{
    switch (mode) {
    case FLEXSA_MODE_FW:
        return 2 + side;
    case FLEXSA_MODE_HSW:
        return 2 * flexsa_part_of(rows, 2, row) + side;
    case FLEXSA_MODE_VSW:
        return 2 + flexsa_part_of(rows, 4, row) % 2;
    default:
        return flexsa_part_of(rows, 4, row);
    }
}

void flexsa_mismatch_locate(struct flexsa_mismatch *mismatch, const struct flexsa_machine *machine,
                            const struct flexsa_pass *pass, uint64_t tiles_before, uint32_t row,
                            uint32_t col)
{
    const size_t t = flexsa_tile_at(pass, row, col);
    const struct flexsa_tile *tile = &pass->tiles[t];
    struct flexsa_tile_work work;
    const struct flexsa_instr *exec;

    mismatch->row = row;
    mismatch->col = col;
    mismatch->in_tile = t < pass->tile_count;
    if (!mismatch->in_tile)
        return;
    work = flexsa_tile_work(pass, t);
    exec = &pass->program.instrs[work.last_exec];
    mismatch->tile = tiles_before + t;
    mismatch->tile_row = tile->row;
    mismatch->tile_col = tile->col;
    mismatch->tile_rows = tile->rows;
    mismatch->tile_cols = tile->cols;
    mismatch->modes = work.modes;
    mismatch->pe_column = col - tile->col;
    mismatch->core = exec->core;
    if (machine->arch == FLEXSA_ARCH_FLEXSA) {
        mismatch->core = core_of(exec->mode, row - tile->row, tile->rows,
                                 mismatch->pe_column / machine->sub_cols);
        mismatch->pe_column %= machine->sub_cols;
    }
}

/* ---- what ------------------------------------------------------------------------ */

/* Position of a finite value in the order of all values; +0 and -0 share one. */
static int64_t ordinal(bool f16, uint32_t bits)
{
    const uint32_t sign = f16 ? 0x8000 : 0x80000000;

    return bits & sign ? -(int64_t)(bits & (sign - 1)) : (int64_t)bits;
}

bool flexsa_ulp_distance(bool f16, uint32_t got, uint32_t expected, uint64_t *ulps)
{
    const uint32_t exponent = f16 ? 0x7c00 : 0x7f800000;

    if ((got & exponent) == exponent || (expected & exponent) == exponent)
        return false;
    *ulps = (uint64_t)llabs(ordinal(f16, got) - ordinal(f16, expected));
    return true;
}

const char *flexsa_mismatch_name(enum flexsa_mismatch_kind kind)
{
    static const char *const names[] = {
        [FLEXSA_MISMATCH_NONE] = "none",
        [FLEXSA_MISMATCH_VALUE] = "a stored value differs from the golden model",
        [FLEXSA_MISMATCH_STRAY] = "bytes stored twice, or outside every tile",
        [FLEXSA_MISMATCH_MISSING] = "bytes of a tile were never stored",
        [FLEXSA_MISMATCH_RESULT] = "the finished C differs from the oracle",
    };
    return names[kind];
}

void flexsa_modes_text(unsigned modes, char text[32])
{
    text[0] = '\0';
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++)
        if (modes >> mode & 1) {
            strcat(text, text[0] ? "+" : "");
            strcat(text, flexsa_mode_name(mode));
        }
}

/* Text that grows and is cut at the end of its room. */
struct text {
    char *data;
    size_t used, room;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(text->data + text->used, text->room - text->used, format, args);
    va_end(args);
    text->used += length < 0 ? 0 : (size_t)length;
    if (text->used >= text->room)
        text->used = text->room - 1;
}

static void add_value(struct text *text, const char *label, bool f16, uint32_t bits)
{
    const uint32_t f32 = f16 ? flexsa_half_to_f32((uint16_t)bits) : bits;

    add(text, "  %-9s 0x%0*x  %.9g\n", label, f16 ? 4 : 8, bits, (double)flexsa_f32_value(f32));
}

void flexsa_mismatch_report(const struct flexsa_mismatch *m, const char *name,
                            const struct flexsa_gemm *gemm, uint64_t count, const char *command,
                            char data[FLEXSA_REPORT_BYTES])
{
    struct text text = {data, 0, FLEXSA_REPORT_BYTES};
    const bool has_values = m->kind == FLEXSA_MISMATCH_VALUE || m->kind == FLEXSA_MISMATCH_RESULT;
    uint64_t ulps;
    char modes[32];

    data[0] = '\0';
    flexsa_modes_text(m->modes, modes);
    add(&text, "MISMATCH in %s (M=%u N=%u K=%u): %s\n", name, gemm->m, gemm->n, gemm->k,
        flexsa_mismatch_name(m->kind));
    add(&text, "  element   row %u, column %u of C\n", m->row, m->col);
    if (m->in_tile) {
        add(&text, "  tile      %llu: rows %u..%u, columns %u..%u, modes %s\n",
            (unsigned long long)m->tile, m->tile_row, m->tile_row + m->tile_rows - 1, m->tile_col,
            m->tile_col + m->tile_cols - 1, modes);
        add(&text, "  array     sub-core %u, PE column %u (last wave of the tile)\n", m->core,
            m->pe_column);
    }
    if (m->kind != FLEXSA_MISMATCH_RESULT)
        add(&text, "  when      cycle %llu, pass %llu, GBUF address 0x%x\n",
            (unsigned long long)m->cycle, (unsigned long long)m->pass, m->addr);
    if (has_values) {
        add_value(&text, "got", m->f16, m->got);
        add_value(&text, "expected", m->f16, m->expected);
        if (flexsa_ulp_distance(m->f16, m->got, m->expected, &ulps))
            add(&text, "  distance  %llu ulp\n", (unsigned long long)ulps);
        else
            add(&text, "  distance  none: not both are finite\n");
    }
    if (count > 1)
        add(&text, "  more      %llu further elements were seen to differ\n",
            (unsigned long long)(count - 1));
    if (command)
        add(&text, "  repeat    %s\n", command);
}
