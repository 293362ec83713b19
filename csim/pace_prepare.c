/* pace_prepare.c - what an instruction's sizes and mode decide about its times; see pace.h. Cycles are
 * those of unit.c: a register written in cycle c is seen in c + 1. */
#include "pace.h"

#include "../harness/golden/traffic.h"

static pace_time later(pace_time a, pace_time b)
{
    return a > b ? a : b;
}

static unsigned beats_of(const struct pace *pace, const struct csim_rect *rect)
{
    return rect->rows == 0 ? 0 : (rect->row_bytes + pace->machine->port_bytes - 1) / pace->machine->port_bytes;
}

/* From a lane's first beat until the first of its rows is seen in the buffer. */
static pace_time first_seen(const struct pace *pace, const struct csim_rect *rect)
{
    return beats_of(pace, rect) + 1;
}

/* A stream of `rows` rows, one a cycle, that begins `after` its start reads what a lane brings: the first row
 * must be there in its turn, and the last; those between then are. */
static pace_time need(const struct pace *pace, const struct csim_rect *rect, unsigned rows, pace_time after)
{
    const pace_time beats = beats_of(pace, rect);

    return rows == 0 ? FLEXSA_PACE_NEVER : later(beats + 1, rows * beats + 1 - (rows - 1)) - after;
}

static bool runs_down(const struct pace *pace, unsigned mode)
{
    return pace->lanes == 4 && (mode == FLEXSA_MODE_FW || mode == FLEXSA_MODE_VSW);
}

/* Rows of weights in the upper and in the lower cores. */
static unsigned k_up(const struct pace *pace, const struct flexsa_instr *instr)
{
    return runs_down(pace, instr->mode) && instr->k > pace->rows ? pace->rows : instr->k;
}

static unsigned k_low(const struct pace *pace, const struct flexsa_instr *instr)
{
    if (runs_down(pace, instr->mode))
        return instr->k > pace->rows ? instr->k - pace->rows : 0;
    return instr->k;
}

/* ---- loads and stores -------------------------------------------------------------------------- */

static void prepare_lanes(const struct pace *pace, const struct csim_rect *rects, struct pace_prepared *p)
{
    for (unsigned q = 0; q < pace->lanes; q++) {
        p->beats[q] = (pace_time)rects[q].rows * beats_of(pace, &rects[q]);
        p->cores[q] = rects[q].cores;
        p->gbuf_beats += (uint64_t)p->beats[q];
    }
}

static void prepare_load(const struct pace *pace, const struct flexsa_instr *instr, struct pace_prepared *p)
{
    struct csim_rect rects[CSIM_LANES];

    if (p->unit == FLEXSA_UNIT_LDV)
        csim_rects_v(pace->machine, instr, 0, rects);
    else
        csim_rects_h(pace->machine, instr, 0, rects);
    prepare_lanes(pace, rects, p);
}

static void prepare_obuf(const struct pace *pace, const struct flexsa_instr *instr, struct pace_prepared *p)
{
    struct csim_rect rects[CSIM_LANES];

    csim_rects_o(pace->machine, instr, rects);
    prepare_lanes(pace, rects, p);
    for (unsigned q = 0; q < pace->lanes; q++)
        p->steps = later(p->steps, p->beats[q]);
    p->loads = instr->op == FLEXSA_OP_LDO;
}

/* ---- shift -------------------------------------------------------------------------------------- */

/* Cycles from the shift's first row to the first entry at column 0 of core c. */
static pace_time to_core(const struct pace *pace, unsigned c)
{
    return 1 + (c >= 2 ? pace->rows * pace->machine->pipe_depth : 0) + (c % 2 ? pace->cols : 0);
}

static void prepare_shift(const struct pace *pace, const struct flexsa_instr *instr, struct pace_prepared *p)
{
    const unsigned up = k_up(pace, instr);
    const bool wide = instr->mode == FLEXSA_MODE_FW || instr->mode == FLEXSA_MODE_HSW;
    struct csim_rect rects[CSIM_LANES];

    csim_rects_v(pace->machine, instr, 0, rects);
    p->steps = up;
    p->first_row[0] = first_seen(pace, &rects[0]);
    p->first_row[1] = FLEXSA_PACE_NEVER;
    for (unsigned c = 0; c < pace->lanes; c++) {
        const unsigned lane = pace->lanes == 1 ? 0 : (c >= 2 && runs_down(pace, instr->mode) ? 2 : 0) + (c % 2 && wide);
        const bool reads = c % 2 == 0 || !wide || instr->n > pace->cols;
        const unsigned rows = !reads ? 0 : c >= 2 ? k_low(pace, instr) : up;

        p->read[c].lane = lane;
        p->read[c].need = need(pace, &rects[lane], rows, to_core(pace, c));
        p->read[c].freed = to_core(pace, c) + pace->cols - 1;
    }
}

/* ---- execute --------------------------------------------------------------------------------------- */

/* What the wave reads, and when the lanes may overwrite it. rows: of the parts of m. */
static void prepare_moving(const struct pace *pace, const struct flexsa_instr *instr, const unsigned rows[4],
                           struct pace_prepared *p)
{
    const unsigned depth = pace->machine->pipe_depth;
    const pace_time tail = (pace_time)(pace->rows - 1) * depth;
    struct csim_rect rects[CSIM_LANES];

    csim_rects_h(pace->machine, instr, 0, rects);
    p->first_row[0] = first_seen(pace, &rects[0]);
    p->first_row[1] = pace->lanes == 4 && instr->mode != FLEXSA_MODE_HSW ? 1 : FLEXSA_PACE_NEVER;
    for (unsigned q = 0; q < pace->lanes; q++) {
        const unsigned block = q / 2, bank = q % 2;
        pace_time after = 1 + (pace_time)block * pace->rows * depth; /* until its first row enters */
        pace_time left = after;                                      /* until the first one leaves */
        unsigned count;

        if (pace->lanes == 1)
            count = instr->m;
        else if (instr->mode == FLEXSA_MODE_ISW)
            count = rows[q];
        else if (instr->mode == FLEXSA_MODE_HSW)
            count = bank ? 0 : rows[block];
        else
            count = block && k_low(pace, instr) == 0 ? 0 : rows[bank];
        if (bank && instr->mode == FLEXSA_MODE_FW) { /* right behind the other bank's rows */
            left += rows[1] ? rows[0] : p->steps - 1;
            after += rows[0];
        } else if (bank) { /* past a core */
            after += pace->cols;
            left = after;
        }
        p->read[q] = (struct pace_read){q, need(pace, &rects[q], count, after), left + tail};
    }
}

/* The switches after a wave, and the weights that come next. */
static void prepare_behind(const struct pace *pace, const struct flexsa_instr *instr, const unsigned rows[4],
                           struct pace_prepared *p)
{
    const pace_time behind = (pace_time)pace->rows * pace->machine->pipe_depth + 2, end = p->steps - 1;
    const bool second = pace->machine->second_weight;

    p->path = p->over = p->next = FLEXSA_PACE_NEVER;
    if (pace->lanes == 1 || (instr->mode == FLEXSA_MODE_VSW && !instr->pair))
        p->path = end + behind;
    else if (instr->mode == FLEXSA_MODE_FW)
        p->path = rows[0] - 1 + behind;
    if (instr->mode != FLEXSA_MODE_FW)
        p->over = end + 1 + pace->cols;
    /* The rows of weights let go, PipeDepth a row, of the next ones that are shifted right behind. */
    if (!second || instr->swap)
        p->next = (second ? 0 : end) + 1 + (pace_time)(k_up(pace, instr) - 1) * (pace->machine->pipe_depth - 1);
}

static void prepare_exec(const struct pace *pace, const struct flexsa_instr *instr, struct pace_prepared *p)
{
    const unsigned parts = pace->lanes == 1 ? 1 : instr->mode == FLEXSA_MODE_ISW ? 4 : 2;
    unsigned rows[4] = {0};

    for (unsigned q = 0; q < parts; q++)
        rows[q] = flexsa_part_rows(instr->m, parts, q);
    p->steps = instr->mode == FLEXSA_MODE_FW ? instr->m : rows[0];
    prepare_moving(pace, instr, rows, p);
    prepare_behind(pace, instr, rows, p);
    p->first_of_c = instr->orow;
    p->last_of_c = instr->orow + (instr->mode == FLEXSA_MODE_FW && rows[1] ? rows[1] : (unsigned)p->steps) - 1;
}

/* ---- any ----------------------------------------------------------------------------------------- */

void pace_prepare(const struct pace *pace, const struct flexsa_instr *instr, struct pace_prepared *prepared)
{
    *prepared = (struct pace_prepared){.unit = flexsa_instr_unit(instr), .mode = instr->mode, .core = instr->core,
                                       .half = instr->half, .acc = instr->acc, .last = instr->last,
                                       .swap = instr->swap};
    switch (prepared->unit) {
    case FLEXSA_UNIT_LDV:
    case FLEXSA_UNIT_LDH: prepare_load(pace, instr, prepared); break;
    case FLEXSA_UNIT_SHIFT: prepare_shift(pace, instr, prepared); break;
    case FLEXSA_UNIT_EXEC: prepare_exec(pace, instr, prepared); break;
    default: prepare_obuf(pace, instr, prepared);
    }
}

void pace_count(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                const struct pace_prepared *prepared, uint64_t counters[FLEXSA_NUM_CNT])
{
    const bool stores = instr->op == FLEXSA_OP_ST;

    flexsa_traffic_count(machine, instr, counters);
    counters[stores ? FLEXSA_CNT_GBUF_WRITES : FLEXSA_CNT_GBUF_READS] += prepared->gbuf_beats;
    if (instr->op == FLEXSA_OP_EXEC)
        counters[FLEXSA_CNT_BUSY_FW + instr->mode] += (uint64_t)prepared->steps;
}
