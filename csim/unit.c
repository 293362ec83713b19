/*
 * unit.c - see unit.h. Every section is one file of the RTL; within a cycle all of them see the
 * state the cycle began with, so whatever is decided from state is decided before it changes.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "obuf.h"

enum { QUEUE_DEPTH = 4 };

/* An instruction on its way, and how many ExecGEMMs came before it. */
struct queued {
    const struct flexsa_instr *instr;
    uint64_t execs_before;
};

struct queue {
    struct queued item[QUEUE_DEPTH];
    unsigned first, count;
};

struct shift {
    bool busy, gap, full;       /* full: the next weights stand in the array           */
    unsigned row, hold;
    int64_t tile;
};

struct exec {
    bool busy, sent, sent_half;
    unsigned row, sent_row, path, over[2];
    int64_t tile;
    uint64_t done;              /* waves streamed                                      */
};

struct csim_unit {
    struct flexsa_machine machine;
    bool quad;
    unsigned lanes;
    struct queue head, queues[FLEXSA_NUM_UNITS];
    uint64_t execs;             /* ExecGEMMs dispatched                                */
    struct csim_array array;
    struct csim_load v, h;
    struct csim_credit v_credits[CSIM_LANES]; /* of core c                             */
    struct csim_credit h_credits[CSIM_LANES]; /* of lane q                             */
    int64_t v_tile, h_tile;
    unsigned v_mode;
    struct shift shift;
    struct exec exec;
    struct csim_obuf obuf;
    unsigned waves;             /* begun and not yet in the OBUF to the last result    */
    uint64_t counters[FLEXSA_NUM_CNT];
};

/* ---- queues ----------------------------------------------------------------------------- */

static void queue_push(struct queue *queue, const struct queued *item)
{
    queue->item[(queue->first + queue->count++) % QUEUE_DEPTH] = *item;
}

static void queue_pop(struct queue *queue)
{
    queue->first = (queue->first + 1) % QUEUE_DEPTH;
    queue->count--;
}

static const struct queued *queue_head(const struct queue *queue)
{
    return queue->count ? &queue->item[queue->first] : NULL;
}

static const struct flexsa_instr *instr_at(const struct csim_unit *unit, unsigned kind)
{
    const struct queued *head = queue_head(&unit->queues[kind]);

    return head ? head->instr : NULL;
}

/* ---- open and close ----------------------------------------------------------------------- */

struct csim_unit *csim_unit_open(const struct flexsa_machine *machine)
{
    struct csim_unit *unit = calloc(1, sizeof *unit);

    if (!unit)
        return NULL;
    unit->machine = *machine;
    unit->quad = machine->arch == FLEXSA_ARCH_FLEXSA;
    unit->lanes = unit->quad ? 4 : 1;
    csim_array_reset(&unit->array, machine);
    csim_load_reset(&unit->v, unit->lanes, machine->port_bytes, true);
    csim_load_reset(&unit->h, unit->lanes, machine->port_bytes, true);
    for (unsigned q = 0; q < CSIM_LANES; q++) {
        csim_credit_reset(&unit->v_credits[q]);
        csim_credit_reset(&unit->h_credits[q]);
    }
    csim_obuf_reset(&unit->obuf, &unit->machine, unit->lanes);
    return unit;
}

void csim_unit_close(struct csim_unit *unit)
{
    free(unit);
}

const uint64_t *csim_unit_counters(const struct csim_unit *unit)
{
    return unit->counters;
}

/* ---- flexsa_lbuf_v, flexsa_lbuf_h: the freeze and the reports -------------------------------- */

/* Steps until core q's stationary LBUF hears what the shift unit said. */
static unsigned core_delay(const struct csim_unit *unit, unsigned q)
{
    return (q >= 2 ? csim_array_down(&unit->array) : 0) + (q % 2 ? unit->array.cols : 0);
}

/* The lane that fills core q's share of a tile of `mode`. */
static unsigned v_lane(const struct csim_unit *unit, unsigned q, unsigned mode)
{
    const bool tall = mode == FLEXSA_MODE_FW || mode == FLEXSA_MODE_VSW;
    const bool wide = mode == FLEXSA_MODE_FW || mode == FLEXSA_MODE_HSW;

    if (unit->lanes == 1)
        return 0;
    return (q >= 2 && tall ? 2u : 0u) + (q % 2 && wide ? 1u : 0u);
}

static bool entries_there(const struct csim_unit *unit)
{
    for (unsigned q = 0; q < unit->lanes; q++) {
        const struct csim_entry *head = csim_array_entry(&unit->array, core_delay(unit, q));

        if ((q >= 2 ? head->low : head->up) && (q % 2 == 0 || head->right) &&
            !csim_lane_has(&unit->v.lane[v_lane(unit, q, head->mode)], head->tile, head->row))
            return false;
    }
    return true;
}

static bool rows_there(const struct csim_unit *unit)
{
    const struct csim_array *array = &unit->array;

    for (unsigned low = 0; low < (unit->quad ? 2u : 1u); low++) {
        const unsigned delay = low ? csim_array_down(array) : 0;
        const struct csim_lane *lanes = &unit->h.lane[2 * low];
        const struct csim_row *west = csim_array_row(array, delay);
        const struct csim_row *over = csim_array_row(array, delay + array->cols);

        if ((low ? west->west_low : west->west_up) && !csim_lane_has(&lanes[west->sub1], west->tile, west->row))
            return false;
        if (unit->quad && (low ? over->over_low : over->over_up) &&
            !csim_lane_has(&lanes[1], over->tile, over->row))
            return false;
    }
    return true;
}

/* What the last banks have left behind when the array moves. */
static void report(struct csim_unit *unit)
{
    const struct csim_array *array = &unit->array;

    for (unsigned q = 0; q < unit->lanes; q++) {
        const struct csim_entry *tail = csim_array_entry(array, core_delay(unit, q) + array->cols - 1);

        csim_credit_report(&unit->v_credits[q], &(struct csim_report){tail->tile, tail->row, tail->mark, tail->all});
    }
    for (unsigned low = 0; low < (unit->quad ? 2u : 1u); low++) {
        const unsigned delay = (low ? csim_array_down(array) : 0) + csim_array_tail(array);
        const struct csim_row *west = csim_array_row(array, delay);
        const struct csim_row *over = csim_array_row(array, delay + array->cols);

        csim_credit_report(&unit->h_credits[2 * low],
                           &(struct csim_report){west->tile, west->row, west->mark0, west->all0});
        if (!unit->quad)
            continue;
        csim_credit_report(&unit->h_credits[2 * low + 1],
                           &(struct csim_report){west->tile, west->row, west->mark1, west->all1});
        csim_credit_report(&unit->h_credits[2 * low + 1],
                           &(struct csim_report){over->tile, over->row, over->mark_over, over->all_over});
    }
}

/* ---- flexsa_shift_unit ------------------------------------------------------------------------ */

/* Rows of a tile or wave of k rows in the upper and in the lower cores. */
static unsigned k_up(const struct csim_unit *unit, const struct flexsa_instr *instr)
{
    const unsigned h = unit->array.rows;

    if (unit->quad && (instr->mode == FLEXSA_MODE_FW || instr->mode == FLEXSA_MODE_VSW))
        return instr->k > h ? h : instr->k;
    return instr->k;
}

static unsigned k_low(const struct csim_unit *unit, const struct flexsa_instr *instr)
{
    const unsigned h = unit->array.rows;

    if (unit->quad && (instr->mode == FLEXSA_MODE_FW || instr->mode == FLEXSA_MODE_VSW))
        return instr->k > h ? instr->k - h : 0;
    return unit->quad ? instr->k : 0;
}

struct shift_now {
    bool go, first, last, next_ready;
};

static struct shift_now shift_decide(const struct csim_unit *unit)
{
    const struct shift *shift = &unit->shift;
    const struct queued *head = queue_head(&unit->queues[FLEXSA_UNIT_SHIFT]);
    struct shift_now now = {.go = shift->busy};

    if (!shift->busy && head && !shift->gap && !shift->full && shift->hold == 0)
        now.go = csim_lane_has(&unit->v.lane[0], shift->tile, 0) &&
                 unit->v.lane[0].begun[shift->tile & 1] == shift->tile &&
                 (unit->machine.second_weight || unit->exec.done == head->execs_before);
    now.first = now.go && !shift->busy;
    now.last = now.go && shift->row == k_up(unit, head->instr) - 1;
    now.next_ready = shift->full || now.last;
    return now;
}

/* The array moves: what is said, and the unit's state after it. */
static struct csim_entry shift_step(struct csim_unit *unit, const struct shift_now *now, bool swap_begins,
                                    bool wave_ends, unsigned wave_rows)
{
    struct shift *shift = &unit->shift;
    struct csim_entry said = {0};

    if (now->go) {
        const struct flexsa_instr *instr = instr_at(unit, FLEXSA_UNIT_SHIFT);

        said = (struct csim_entry){
            .tile = shift->tile,
            .row = (unsigned char)shift->row,
            .mode = (unsigned char)instr->mode,
            .up = true,
            .low = shift->row < k_low(unit, instr),
            .right = unit->quad && (instr->mode == FLEXSA_MODE_VSW || instr->mode == FLEXSA_MODE_ISW ||
                                    instr->n > unit->array.cols),
            .mark = true,
            .all = now->last,
        };
    }
    shift->gap = now->last;
    shift->busy = now->go && !now->last;
    shift->row = shift->busy ? shift->row + 1 : 0;
    shift->tile += now->last;
    shift->full = (shift->full || now->last) && !swap_begins;
    shift->hold -= shift->hold != 0;
    if (unit->machine.second_weight ? swap_begins : wave_ends)
        shift->hold = (wave_rows - 1) * (unit->array.depth - 1);
    return said;
}

/* ---- flexsa_exec_begin, flexsa_exec_unit -------------------------------------------------------- */

struct exec_now {
    bool go, first, last;
    unsigned stall;             /* counter of what it waits for, 0 if it does not      */
    struct csim_row said;
};

/* Steps a wave takes, and rows of its parts. */
static unsigned wave_steps(const struct csim_unit *unit, const struct flexsa_instr *instr, unsigned rows[4])
{
    const unsigned parts = flexsa_machine_limits(&unit->machine, instr->mode).parts;

    for (unsigned q = 0; q < 4; q++)
        rows[q] = q < parts ? flexsa_part_rows(instr->m, parts, q) : 0;
    return instr->mode == FLEXSA_MODE_FW ? instr->m : rows[0];
}

static unsigned what_is_missing(const struct csim_unit *unit, const struct flexsa_instr *instr, bool next_ready)
{
    const struct exec *exec = &unit->exec;
    const unsigned half = exec->tile & 1;
    const struct csim_lane *lanes = unit->h.lane;
    const bool from_top = instr->mode == FLEXSA_MODE_HSW || instr->mode == FLEXSA_MODE_ISW;

    if (instr->swap && !next_ready)
        return FLEXSA_CNT_STALL_V;
    if (lanes[0].begun[half] != exec->tile || lanes[0].filled[half] == 0 ||
        (unit->quad && instr->mode != FLEXSA_MODE_HSW && lanes[1].begun[half] != exec->tile))
        return FLEXSA_CNT_STALL_H;
    if (!csim_obuf_ours(&unit->obuf, instr))
        return FLEXSA_CNT_STALL_O;
    if ((exec->sent && instr->acc && exec->sent_half == instr->half && exec->sent_row == instr->orow) ||
        (from_top && exec->path != 0) || (instr->mode == FLEXSA_MODE_FW && exec->over[half] != 0))
        return FLEXSA_CNT_STALL_SWITCH;
    return 0;
}

/* The tokens of row step `row` of the wave. */
static struct csim_row row_said(const struct csim_unit *unit, const struct flexsa_instr *instr, unsigned row, bool last,
                                const unsigned rows[4])
{
    const bool fw = instr->mode == FLEXSA_MODE_FW, second = unit->quad && fw && row >= rows[0];
    const bool low = k_low(unit, instr) != 0;
    struct csim_row said = {
        .tile = unit->exec.tile,
        .row = (unsigned char)(second ? row - rows[0] : row),
        .sub1 = second,
        .west_up = true,
        .mark0 = !second,
        .all0 = second || last,
        .mark1 = second,
        .all1 = last && fw,
        .mark_over = !fw,
        .all_over = last && !fw,
        .wave_last = last,
        .hand_over = last && instr->last,
        .half = instr->half != 0,
    };

    if (!unit->quad)
        return said;
    switch (instr->mode) {
    case FLEXSA_MODE_FW:
        said.west_low = low;
        break;
    case FLEXSA_MODE_HSW:
        said.west_low = row < rows[1];
        break;
    case FLEXSA_MODE_VSW:
        said.west_low = low;
        said.over_up = row < rows[1];
        said.over_low = said.over_up && low;
        break;
    default:
        said.west_low = row < rows[2];
        said.over_up = row < rows[1];
        said.over_low = row < rows[3];
    }
    return said;
}

static struct exec_now exec_decide(const struct csim_unit *unit, bool next_ready)
{
    const struct exec *exec = &unit->exec;
    const struct flexsa_instr *instr = instr_at(unit, FLEXSA_UNIT_EXEC);
    struct exec_now now = {0};
    unsigned rows[4];

    if (!instr)
        return now;
    if (!exec->busy)
        now.stall = what_is_missing(unit, instr, next_ready);
    now.go = now.stall == 0;
    if (!now.go)
        return now;
    now.first = !exec->busy;
    now.last = exec->row == wave_steps(unit, instr, rows) - 1;
    now.said = row_said(unit, instr, exec->row, now.last, rows);
    return now;
}

/* Does the row send a result to partition 0 or 1 through cores 2 and 3? */
static bool goes_down(const struct csim_unit *unit, const struct flexsa_instr *instr, const struct csim_row *said)
{
    if (!unit->quad)
        return true;
    if (instr->mode == FLEXSA_MODE_FW)
        return !said->sub1;
    return instr->mode == FLEXSA_MODE_VSW && !instr->pair;
}

static void exec_step(struct csim_unit *unit, const struct exec_now *now)
{
    struct exec *exec = &unit->exec;
    const struct flexsa_instr *instr = instr_at(unit, FLEXSA_UNIT_EXEC);

    exec->path -= exec->path != 0;
    exec->over[0] -= exec->over[0] != 0;
    exec->over[1] -= exec->over[1] != 0;
    exec->sent = now->go;
    if (now->go) {
        if (goes_down(unit, instr, &now->said))
            exec->path = unit->array.rows * unit->array.depth + 1;
        if (now->said.mark_over)
            exec->over[exec->tile & 1] = unit->array.cols;
        exec->sent_half = instr->half != 0;
        exec->sent_row = instr->orow + now->said.row;
    }
    exec->busy = now->go && !now->last;
    exec->row = exec->busy ? exec->row + 1 : 0;
    exec->tile += now->last;
    exec->done += now->last;
}

/* Bytes that a row step moves over the cores. */
static void count_over(struct csim_unit *unit, const struct flexsa_instr *instr, const struct exec_now *now)
{
    const struct csim_row *said = &now->said;
    unsigned rows[4];

    if (!unit->quad)
        return;
    wave_steps(unit, instr, rows);
    unit->counters[FLEXSA_CNT_BYTES_OVER_H] +=
        2 * (said->over_up ? k_up(unit, instr) : 0) + 2 * (said->over_low ? k_low(unit, instr) : 0);
    if (instr->mode == FLEXSA_MODE_HSW)
        unit->counters[FLEXSA_CNT_BYTES_OVER_V] += 4 * instr->n;
    if (instr->mode == FLEXSA_MODE_ISW)
        unit->counters[FLEXSA_CNT_BYTES_OVER_V] += 4 * instr->n * (1u + (said->row < rows[1]));
}

/* ---- flexsa_counters ------------------------------------------------------------------------------ */

static void count_states(struct csim_unit *unit, bool step, const struct exec_now *now)
{
    const struct flexsa_instr *instr = instr_at(unit, FLEXSA_UNIT_EXEC);
    uint64_t *counters = unit->counters;

    counters[FLEXSA_CNT_CYCLES]++;
    if (!step) {
        counters[FLEXSA_CNT_STALL_FREEZE]++;
    } else if (!instr) {
        counters[FLEXSA_CNT_IDLE]++;
    } else if (now->go) {
        counters[FLEXSA_CNT_BUSY_FW + instr->mode]++;
        counters[FLEXSA_CNT_WAVES_FW + instr->mode] += now->first;
        count_over(unit, instr, now);
    } else {
        counters[now->stall]++;
    }
}

static void count_bytes(struct csim_unit *unit, const struct csim_load_cycle *v, const struct csim_load_cycle *h,
                        const struct csim_obuf_cycle *c)
{
    static const unsigned copies[FLEXSA_NUM_MODES] = {
        [FLEXSA_MODE_FW] = 0, [FLEXSA_MODE_HSW] = 1, [FLEXSA_MODE_VSW] = 1, [FLEXSA_MODE_ISW] = 3};
    uint64_t *counters = unit->counters;

    for (unsigned q = 0; q < unit->lanes; q++) {
        counters[FLEXSA_CNT_BYTES_V0 + q] += v->bytes[q];
        counters[FLEXSA_CNT_BYTES_H0 + q] += h->bytes[q];
        if (unit->quad)
            counters[FLEXSA_CNT_BYTES_BCAST] += (uint64_t)v->bytes[q] * copies[unit->v_mode];
        counters[FLEXSA_CNT_BYTES_LDO] += c->ld_bytes[q];
        counters[FLEXSA_CNT_BYTES_ST] += c->st_bytes[q];
        counters[FLEXSA_CNT_GBUF_READS] += (v->bytes[q] != 0) + (h->bytes[q] != 0) + (c->ld_bytes[q] != 0);
        counters[FLEXSA_CNT_GBUF_WRITES] += c->st_bytes[q] != 0;
    }
}

/* ---- flexsa_dispatch --------------------------------------------------------------------------------- */

static bool queues_empty(const struct csim_unit *unit)
{
    for (unsigned kind = 0; kind < FLEXSA_NUM_UNITS; kind++)
        if (unit->queues[kind].count)
            return false;
    return true;
}

static bool units_idle(const struct csim_unit *unit)
{
    return unit->v.open == 0 && unit->h.open == 0 && !unit->obuf.busy && unit->waves == 0 && queues_empty(unit);
}

bool csim_unit_idle(const struct csim_unit *unit)
{
    return unit->head.count == 0 && units_idle(unit);
}

/* May the oldest instruction leave for its unit? */
static bool may_dispatch(const struct csim_unit *unit)
{
    const struct queued *head = queue_head(&unit->head);

    if (!head)
        return false;
    if (head->instr->op == FLEXSA_OP_SYNC)
        return units_idle(unit);
    return unit->queues[flexsa_instr_unit(head->instr)].count < QUEUE_DEPTH;
}

/* ---- flexsa_unit --------------------------------------------------------------------------------------- */

/* Tiles of different sharing are not under way together. */
static bool v_may_start(const struct csim_unit *unit)
{
    const struct flexsa_instr *instr = instr_at(unit, FLEXSA_UNIT_LDV);

    return instr && (unit->v.open == 0 || instr->mode == unit->v_mode) && csim_load_ready(&unit->v);
}

static void take_instr(struct csim_unit *unit, bool dispatches, const struct flexsa_instr *offer, uint32_t popped)
{
    for (unsigned kind = 0; kind < FLEXSA_NUM_UNITS; kind++)
        if (popped >> kind & 1)
            queue_pop(&unit->queues[kind]);
    if (dispatches) {
        struct queued item = *queue_head(&unit->head);

        queue_pop(&unit->head);
        unit->counters[FLEXSA_CNT_INSTRS]++;
        if (item.instr->op != FLEXSA_OP_SYNC) {
            item.execs_before = unit->execs;
            queue_push(&unit->queues[flexsa_instr_unit(item.instr)], &item);
            unit->execs += item.instr->op == FLEXSA_OP_EXEC;
        }
    }
    if (offer)
        queue_push(&unit->head, &(struct queued){offer, 0});
}

/* Why each unit's next instruction does not go on, from the state before the cycle. */
static void note_waits(const struct csim_unit *unit, bool step, bool v_starts, bool h_starts,
                       const struct shift_now *shift, const struct exec_now *exec, enum flexsa_cause wait[])
{
    static const enum flexsa_cause stalls[FLEXSA_NUM_CNT] = {
        [FLEXSA_CNT_STALL_V] = FLEXSA_CAUSE_WEIGHTS,
        [FLEXSA_CNT_STALL_H] = FLEXSA_CAUSE_MOVING,
        [FLEXSA_CNT_STALL_O] = FLEXSA_CAUSE_HALF,
        [FLEXSA_CNT_STALL_SWITCH] = FLEXSA_CAUSE_SWITCH,
    };
    const struct flexsa_instr *ldv = instr_at(unit, FLEXSA_UNIT_LDV);

    if (ldv && !v_starts)
        wait[FLEXSA_UNIT_LDV] = unit->v.open && ldv->mode != unit->v_mode ? FLEXSA_CAUSE_SHARING : FLEXSA_CAUSE_PLACE;
    if (instr_at(unit, FLEXSA_UNIT_LDH) && !h_starts)
        wait[FLEXSA_UNIT_LDH] = FLEXSA_CAUSE_PLACE;
    if (instr_at(unit, FLEXSA_UNIT_SHIFT)) {
        if (!shift->go)
            wait[FLEXSA_UNIT_SHIFT] = unit->shift.full || unit->shift.gap || unit->shift.hold ? FLEXSA_CAUSE_NEXT
                                                                                              : FLEXSA_CAUSE_TILE;
        else if (!step)
            wait[FLEXSA_UNIT_SHIFT] = FLEXSA_CAUSE_FREEZE;
    }
    if (instr_at(unit, FLEXSA_UNIT_EXEC))
        wait[FLEXSA_UNIT_EXEC] = !step ? FLEXSA_CAUSE_FREEZE : stalls[exec->stall];
}

struct csim_unit_cycle csim_unit_step(struct csim_unit *unit, const struct flexsa_instr *offer,
                                      const struct csim_channels *channels)
{
    const struct flexsa_instr *exec_instr = instr_at(unit, FLEXSA_UNIT_EXEC);
    const bool step = entries_there(unit) && rows_there(unit);
    const struct csim_row *out = csim_array_row(&unit->array, csim_array_obuf(&unit->array));
    const bool wave_last = step && out->wave_last, hand_over = step && out->hand_over, full_half = out->half;
    const bool dispatches = may_dispatch(unit), v_starts = v_may_start(unit);
    const bool h_starts = instr_at(unit, FLEXSA_UNIT_LDH) && csim_load_ready(&unit->h);
    const struct shift_now shift = shift_decide(unit);
    const struct exec_now exec = exec_decide(unit, shift.next_ready);
    const bool was_storing = unit->obuf.busy, begins = step && exec.first, ends = step && exec.last;
    struct csim_unit_cycle cycle = {.taken = offer && unit->head.count < QUEUE_DEPTH};
    struct csim_rect v_rects[CSIM_LANES], h_rects[CSIM_LANES];
    struct csim_load_cycle v, h;
    struct csim_obuf_cycle obuf;

    note_waits(unit, step, v_starts, h_starts, &shift, &exec, cycle.wait);
    if (step)
        report(unit);
    count_states(unit, step, &exec);

    /* OBUF: the store unit and the execute unit never change one half in the same cycle. */
    obuf = csim_obuf_step(&unit->obuf, instr_at(unit, FLEXSA_UNIT_OBUF), channels->c_ready, channels->c_responses,
                          channels->write_ready);
    if (begins)
        unit->obuf.owner[exec_instr->half] = OWNER_EXECUTE;
    if (ends && exec_instr->last)
        unit->obuf.owner[exec_instr->half] = OWNER_CLOSING;
    if (hand_over)
        unit->obuf.owner[full_half] = OWNER_FULL;
    unit->waves = unit->waves + begins - wave_last;

    /* Loads. */
    if (v_starts)
        csim_rects_v(&unit->machine, instr_at(unit, FLEXSA_UNIT_LDV), (uint64_t)unit->v_tile, v_rects);
    if (h_starts)
        csim_rects_h(&unit->machine, instr_at(unit, FLEXSA_UNIT_LDH), (uint64_t)unit->h_tile, h_rects);
    v = csim_load_step(&unit->v, v_starts ? v_rects : NULL, unit->v_credits, false, channels->v_ready,
                       channels->v_responses);
    h = csim_load_step(&unit->h, h_starts ? h_rects : NULL, unit->h_credits, true, channels->h_ready,
                       channels->h_responses);
    count_bytes(unit, &v, &h, &obuf);
    if (v_starts)
        unit->v_mode = instr_at(unit, FLEXSA_UNIT_LDV)->mode;
    unit->v_tile += v_starts;
    unit->h_tile += h_starts;

    /* The array and what drives it. */
    if (step) {
        const struct csim_entry entry = shift_step(unit, &shift, begins && exec_instr->swap, ends,
                                                   exec_instr ? k_up(unit, exec_instr) : 1);

        exec_step(unit, &exec);
        csim_array_step(&unit->array, &exec.said, &entry);
    }

    if (instr_at(unit, FLEXSA_UNIT_OBUF) && !was_storing && !obuf.take)
        cycle.wait[FLEXSA_UNIT_OBUF] = FLEXSA_CAUSE_HALF;
    cycle.start = (uint32_t)v_starts << FLEXSA_UNIT_LDV | (uint32_t)h_starts << FLEXSA_UNIT_LDH |
                  (uint32_t)(step && shift.first) << FLEXSA_UNIT_SHIFT | (uint32_t)begins << FLEXSA_UNIT_EXEC |
                  (uint32_t)obuf.take << FLEXSA_UNIT_OBUF;
    cycle.done = (uint32_t)v.done << FLEXSA_UNIT_LDV | (uint32_t)h.done << FLEXSA_UNIT_LDH |
                 (uint32_t)(step && shift.last) << FLEXSA_UNIT_SHIFT | (uint32_t)wave_last << FLEXSA_UNIT_EXEC |
                 (uint32_t)obuf.done << FLEXSA_UNIT_OBUF;
    cycle.v_requests = v.requests;
    cycle.h_requests = h.requests;
    cycle.c_requests = obuf.reads;
    cycle.left = (uint32_t)v_starts << FLEXSA_UNIT_LDV | (uint32_t)h_starts << FLEXSA_UNIT_LDH |
                 (uint32_t)(step && shift.last) << FLEXSA_UNIT_SHIFT | (uint32_t)ends << FLEXSA_UNIT_EXEC |
                 (uint32_t)obuf.done << FLEXSA_UNIT_OBUF;
    take_instr(unit, dispatches, cycle.taken ? offer : NULL, cycle.left);
    return cycle;
}
