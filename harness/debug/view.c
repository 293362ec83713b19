/* view.c - a GTKWave save file for a divergence: waves/README.md says what its signals are. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "../io/output.h"
#include "debug.h"

enum { TIME_PER_CYCLE = 10, EDGE = 5 /* in a cycle: what it makes is seen from there on */, ROWS_AROUND = 3 };

/* GTKWave's trace flags: right-justified and ... */
#define BIT "@28\n"
#define DECIMAL "@24\n"
#define HEX "@22\n"
#define REAL "@40020\n"

struct view {
    const struct flexsa_debug_case *debug;
    const struct flexsa_divergence *found;
    struct flexsa_output *output;
    enum flexsa_status status;
    struct flexsa_error *err;
    const char *filters;
    char unit[64], data[128];
};

__attribute__((format(printf, 2, 3))) static void put(struct view *view, const char *format, ...)
{
    char line[2 * PATH_MAX];
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (view->status == FLEXSA_OK)
        view->status = flexsa_output_write(view->output, line, (size_t)length, view->err);
}

static void put_named(struct view *view, const char *names, const char *label, const char *scope, const char *signal)
{
    put(view, "@2022\n^1 %s/%s.txt\n+{%s} %s%s\n", view->filters, names, label, scope, signal);
}

static void group(struct view *view, const char *name, bool closed)
{
    put(view, "%s\n-%s\n", closed ? "@c00200" : "@800200", name);
}

static void end_group(struct view *view, const char *name, bool closed)
{
    put(view, "%s\n-%s\n", closed ? "@1401200" : "@1000200", name);
}

static void put_header(struct view *view, const char *fst)
{
    const struct flexsa_debug_window window = flexsa_debug_window(view->debug, view->found);
    const unsigned long long first = view->debug->first_cycle, at = TIME_PER_CYCLE * (first + view->found->cycle) + EDGE;

    put(view, "[*] First divergence: %s\n[dumpfile] \"%s\"\n", flexsa_wrong_name(view->found->wrong), fst);
    put(view, "[timestart] %llu\n[size] 1600 1000\n[pos] -1 -1\n",
        (unsigned long long)(TIME_PER_CYCLE *
                             (first + (view->found->cycle > window.from + 16 ? view->found->cycle - 16 : window.from))));
    /* Zoom, primary marker, named markers a, b: where the instruction began, and where the value is wrong. */
    put(view, "*-5.2 %llu %llu %llu", at, (unsigned long long)(TIME_PER_CYCLE * (first + view->found->wave_begin)), at);
    for (unsigned i = 2; i < 26; i++)
        put(view, " -1");
    put(view, "\n[sst_width] 220\n[signals_width] 330\n[sst_expanded] 0\n");
}

static void put_control(struct view *view)
{
    const char *unit = view->unit;

    group(view, "control", false);
    put(view, BIT "+{clk} flexsa.flexsa_top.clk_i\n");
    put_named(view, "op", "instruction", unit, ".i_shown.op_exec[3:0]");
    put_named(view, "mode", "mode", unit, ".i_shown.mode_exec[2:0]");
    put_named(view, "state", "state", unit, ".i_shown.state_exec[2:0]");
    put(view, DECIMAL "+{row} %s.i_engine.i_exec.row_q[8:0]\n", unit);
    put(view, BIT "+{step} %s.step\n", unit);
    put_named(view, "owner", "half_0", unit, ".i_owner.half0_q[2:0]");
    put_named(view, "owner", "half_1", unit, ".i_owner.half1_q[2:0]");
    end_group(view, "control", false);
}

/* PE row g of the chain's column: its core, and its row in it. */
static void put_pe(struct view *view, unsigned core, unsigned row)
{
    char scope[256];

    if (view->debug->machine.arch == FLEXSA_ARCH_FLEXSA)
        snprintf(scope, sizeof scope, "%s.gen_quad.i_quad.gen_block[%u].gen_core[%u].i_core", view->data, core / 2, core % 2);
    else
        snprintf(scope, sizeof scope, "%s.gen_single.i_single.i_core", view->data);
    put(view, BIT "+{core %u row %u: valid} %s.i_shown.gen_chain[%u].valid\n", core, row, scope, row);
    put(view, BIT "+{... swap} %s.i_shown.gen_chain[%u].swap\n", scope, row);
    put(view, BIT "+{... shift} %s.i_shown.gen_chain[%u].shift\n", scope, row);
    put(view, REAL "+{... moving} %s.i_shown.gen_chain[%u].operand[31:0]\n", scope, row);
    put(view, REAL "+{... stationary} %s.i_shown.gen_chain[%u].weight[31:0]\n", scope, row);
    put(view, REAL "+{... next stationary} %s.i_shown.gen_chain[%u].next_weight[31:0]\n", scope, row);
    put(view, REAL "+{... partial sum} %s.i_shown.gen_chain[%u].psum[31:0]\n", scope, row);
    put(view, HEX "+{... partial sum} %s.i_shown.gen_chain[%u].psum[31:0]\n", scope, row);
}

static void put_rows(struct view *view, const char *name, unsigned from, unsigned to, bool closed)
{
    const struct flexsa_divergence *found = view->found;
    const bool quad = view->debug->machine.arch == FLEXSA_ARCH_FLEXSA;
    const unsigned h = view->debug->machine.sub_rows;

    if (from >= to)
        return;
    group(view, name, closed);
    for (unsigned g = from; g < to; g++)
        put_pe(view, quad ? 2 * (g / h) + found->core % 2 : found->core, quad ? g % h : g);
    end_group(view, name, closed);
}

static void put_chain(struct view *view)
{
    const struct flexsa_divergence *found = view->found;
    const unsigned rows = view->debug->machine.sub_rows * (view->debug->machine.arch == FLEXSA_ARCH_CORES ? 1 : 2);
    const unsigned from = found->array_row > ROWS_AROUND ? found->array_row - ROWS_AROUND : 0;
    const unsigned to = found->array_row + ROWS_AROUND + 1 < rows ? found->array_row + ROWS_AROUND + 1 : rows;
    char name[64];

    snprintf(name, sizeof name, "PE column %u, rows above", found->pe_col);
    put_rows(view, name, 0, from, true);
    snprintf(name, sizeof name, "PE column %u, wrong row %u", found->pe_col, found->array_row);
    put_rows(view, name, from, to, false);
    snprintf(name, sizeof name, "PE column %u, rows below", found->pe_col);
    put_rows(view, name, to, rows, true);
}

static void put_obuf(struct view *view)
{
    const struct flexsa_divergence *found = view->found;
    const bool quad = view->debug->machine.arch == FLEXSA_ARCH_FLEXSA;
    const unsigned lane = quad ? found->partition : 0;

    group(view, "OBUF and stores", false);
    put(view, BIT "+{hand over} %s.hand_over\n", view->unit);
    put_named(view, "op", "store", view->unit, ".i_shown.op_obuf[3:0]");
    put(view, BIT "+{write, lane %u} %s.i_shown.gen_lane[%u].write\n", lane, view->unit, lane);
    put(view, HEX "+{write address} %s.i_shown.gen_lane[%u].write_addr[31:0]\n", view->unit, lane);
    end_group(view, "OBUF and stores", false);
}

enum flexsa_status flexsa_debug_view(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found,
                                     const char *fst, const char *filters, const char *gtkw, struct flexsa_error *err)
{
    struct view view = {.debug = debug, .found = found, .filters = filters, .err = err};
    const unsigned unit = debug->machine.arch == FLEXSA_ARCH_CORES ? debug->program->instrs[found->instr].core : 0;

    view.status = flexsa_output_open(&view.output, gtkw, err);
    snprintf(view.unit, sizeof view.unit, "flexsa.flexsa_top.gen_unit[%u].i_unit", unit);
    snprintf(view.data, sizeof view.data, "%s.i_engine.i_datapath", view.unit);
    if (view.status == FLEXSA_OK) {
        put_header(&view, fst);
        put_control(&view);
        if (found->in_array)
            put_chain(&view);
        put_obuf(&view);
    }
    if (view.status == FLEXSA_OK)
        return flexsa_output_close(view.output, true, err);
    flexsa_output_close(view.output, false, NULL);
    return view.status;
}
