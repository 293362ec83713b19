/* pace.c - see pace.h. Cycles are those of unit.c: a register written in cycle c is seen in c + 1. */
#include "pace.h"

#include <string.h>

static pace_time later(pace_time a, pace_time b)
{
    return a > b ? a : b;
}

void pace_reset(struct pace *pace, const struct flexsa_machine *machine)
{
    const unsigned cores = machine->arch == FLEXSA_ARCH_SINGLE ? 2 : 1; /* a core's width in sub-cores */
    const unsigned side = machine->arch == FLEXSA_ARCH_FLEXSA ? 2 : 1;  /* cores the wave passes each way */

    memset(pace, 0, sizeof *pace);
    pace->machine = machine;
    pace->units = flexsa_machine_cores(machine);
    pace->lanes = machine->arch == FLEXSA_ARCH_FLEXSA ? 4 : 1;
    pace->rows = cores * machine->sub_rows;
    pace->cols = cores * machine->sub_cols;
    pace->clocks = (unsigned)((offsetof(struct pace_clocks, lane) + pace->lanes * sizeof pace->unit[0].at.lane[0]) /
                              sizeof(pace_time));
    pace->to_obuf = 1 + side * pace->rows * machine->pipe_depth + 3 + side * pace->cols + 1;
    pace->fed = -1;
    pace->synced = -1;
    for (unsigned u = 0; u < pace->units; u++) {
        pace_time *clocks = (pace_time *)&pace->unit[u].at; /* nothing but times */

        for (unsigned i = 0; i < pace->clocks; i++)
            clocks[i] = FLEXSA_PACE_PAST;
    }
}

/* Puts `time` before the others of a queue. */
static void push(pace_time queue[PACE_QUEUE], pace_time time)
{
    queue[3] = queue[2];
    queue[2] = queue[1];
    queue[1] = queue[0];
    queue[0] = time;
}

/* ---- loads ----------------------------------------------------------------------------------- */

/* `beats` that enter the lane's queue in cycle `start`; free: the first row may be written. */
static void load_lane(struct pace_lane *lane, unsigned tile, pace_time beats, pace_time start, pace_time free)
{
    const pace_time taken = later(start + 1, later(lane->requested, lane->arrived[1] + 1));
    const pace_time begun = later(taken + 1, free);
    const pace_time arrived = beats ? begun + beats : later(taken + 1, lane->arrived[0] + 1);

    lane->requested = beats ? begun + beats - 1 : begun;
    lane->taken[1] = lane->taken[0];
    lane->taken[0] = taken;
    lane->arrived[1] = lane->arrived[0];
    lane->arrived[0] = arrived;
    lane->begun[tile] = begun;
}

/* The half that the lane fills, or all halves of stationary LBUFs that it does. */
static pace_time free_of(const struct pace *pace, const struct pace_unit *unit, const struct pace_prepared *p,
                         unsigned lane, unsigned tile)
{
    pace_time free = FLEXSA_PACE_PAST;

    if (pace->lanes == 1 || p->unit == FLEXSA_UNIT_LDH)
        return unit->at.lane[lane][p->unit].freed[tile];
    for (unsigned c = 0; c < CSIM_LANES; c++)
        if (p->cores[lane] >> c & 1)
            free = later(free, unit->at.lane[c][p->unit].freed[tile]);
    return free;
}

static struct pace_times step_load(struct pace *pace, struct pace_unit *unit, const struct pace_prepared *p,
                                   pace_time head)
{
    const unsigned tile = unit->is.load_tile[p->unit];
    pace_time *finished = unit->at.finished[p->unit];
    struct pace_times times;

    times.start = later(head, finished[PACE_OPEN - 1] + 1);
    times.done = finished[0] + 1;
    if (p->unit == FLEXSA_UNIT_LDV) {
        if (p->mode != unit->is.v_mode) /* tiles of different sharing are not under way together */
            times.start = later(times.start, finished[0] + 1);
        unit->is.v_mode = p->mode;
    }
    for (unsigned q = 0; q < pace->lanes; q++)
        times.start = later(times.start, unit->at.lane[q][p->unit].taken[1] + 1);
    for (unsigned q = 0; q < pace->lanes; q++) {
        struct pace_lane *lane = &unit->at.lane[q][p->unit];

        load_lane(lane, tile, p->beats[q], times.start, free_of(pace, unit, p, q, tile));
        times.done = later(times.done, lane->arrived[0]);
    }
    for (unsigned i = PACE_OPEN - 1; i > 0; i--)
        finished[i] = finished[i - 1];
    finished[0] = times.done;
    unit->is.load_tile[p->unit] ^= 1;
    return times;
}

/* ---- shift and execute -------------------------------------------------------------------------- */

/* The cycle in which the first row that `load` brings is there. */
static pace_time first_there(const struct pace_unit *unit, unsigned load, const struct pace_prepared *p, unsigned tile)
{
    return later(unit->at.lane[0][load].begun[tile] + p->first_row[0],
                 unit->at.lane[1][load].begun[tile] + p->first_row[1]);
}

/* All that is read in the course of it: was it there, and when is it left? */
static void read_lanes(struct pace *pace, struct pace_unit *unit, unsigned load, const struct pace_prepared *p,
                       unsigned tile, pace_time start)
{
    for (unsigned q = 0; q < pace->lanes; q++) {
        const struct pace_read *read = &p->read[q];

        unit->at.lane[q][load].freed[tile] = start + read->freed;
        pace->froze |= unit->at.lane[read->lane][load].begun[tile] + read->need > start;
    }
}

static struct pace_times step_shift(struct pace *pace, struct pace_unit *unit, const struct pace_prepared *p,
                                    pace_time head)
{
    const unsigned tile = unit->is.shift_tile;
    struct pace_times times;

    times.start = later(later(head, first_there(unit, FLEXSA_UNIT_LDV, p, tile)),
                        later(unit->at.shifted + 2, unit->at.next_free));
    if (!pace->machine->second_weight)
        times.start = later(times.start, unit->at.exec_end + 1);
    times.done = times.start + p->steps - 1;
    unit->at.shifted = times.done;
    read_lanes(pace, unit, FLEXSA_UNIT_LDV, p, tile, times.start);
    unit->is.shift_tile ^= 1;
    return times;
}

/* The first cycle in which the wave, at the head of its queue since `head`, may start: the latest of its
 * conditions. Cycles until then are counted as waiting for one thing after the other. */
static pace_time exec_start(struct pace *pace, const struct pace_unit *unit, const struct pace_prepared *p,
                            pace_time head)
{
    const bool from_top = p->mode == FLEXSA_MODE_HSW || p->mode == FLEXSA_MODE_ISW;
    pace_time at[PACE_WAITS], start = head; /* weights, moving rows, OBUF half, path */

    at[0] = p->swap ? unit->at.shifted : FLEXSA_PACE_PAST;
    at[1] = first_there(unit, FLEXSA_UNIT_LDH, p, unit->is.exec_tile);
    at[2] = unit->is.half_open[p->half] ? FLEXSA_PACE_PAST : unit->at.half_free[p->half];
    at[3] = from_top ? unit->at.path_free : FLEXSA_PACE_PAST;
    if (p->mode == FLEXSA_MODE_FW)
        at[3] = later(at[3], unit->at.over_free[unit->is.exec_tile]);
    for (unsigned i = 0; i < PACE_WAITS; i++) {
        const pace_time next = later(start, at[i]);

        pace->waits[i] += (uint64_t)(next - start);
        start = next;
    }
    /* The row before this one was sent in the cycle before: a second later its sum is there. */
    if (start == unit->at.exec_end + 1 && p->acc && unit->is.any_sent && unit->is.last_half == p->half &&
        unit->is.last_row == p->first_of_c) {
        pace->waits[PACE_WAITS - 1]++;
        start++;
    }
    return start;
}

static struct pace_times step_exec(struct pace *pace, struct pace_unit *unit, const struct pace_prepared *p,
                                   pace_time head)
{
    const unsigned tile = unit->is.exec_tile;
    const pace_time start = exec_start(pace, unit, p, head), end = start + p->steps - 1;
    const struct pace_times times = {start, end + pace->to_obuf};

    read_lanes(pace, unit, FLEXSA_UNIT_LDH, p, tile, start);
    if (p->path != FLEXSA_PACE_NEVER)
        unit->at.path_free = start + p->path;
    if (p->over != FLEXSA_PACE_NEVER)
        unit->at.over_free[tile] = start + p->over;
    unit->at.next_free = later(p->swap ? start + 1 : unit->at.next_free, start + p->next);
    unit->is.half_open[p->half] = !p->last;
    if (p->last)
        unit->at.half_full[p->half] = times.done + 1;
    unit->is.any_sent = true;
    unit->is.last_half = p->half;
    unit->is.last_row = p->last_of_c;
    unit->at.exec_end = end;
    unit->is.exec_tile ^= 1;
    return times;
}

/* ---- OBUF --------------------------------------------------------------------------------------------- */

static struct pace_times step_obuf(struct pace_unit *unit, const struct pace_prepared *p, pace_time head)
{
    struct pace_times times;

    times.start = later(head, p->loads ? unit->at.half_free[p->half] : unit->at.half_full[p->half]);
    times.done = times.start + 2 + p->steps;
    unit->at.half_free[p->half] = times.done + 1;
    return times;
}

/* ---- dispatch ------------------------------------------------------------------------------------------- */

/* The last event of all. Instructions of a kind complete in their order. */
static pace_time last_event(const struct pace *pace)
{
    pace_time last = pace->synced;

    for (unsigned u = 0; u < pace->units; u++) {
        const struct pace_clocks *at = &pace->unit[u].at;

        last = later(last, later(at->finished[FLEXSA_UNIT_LDV][0], at->finished[FLEXSA_UNIT_LDH][0]));
        last = later(last, later(at->shifted, at->exec_end + pace->to_obuf));
        last = later(last, at->stored[0]);
    }
    return last;
}

/* Waits until everything before it is complete. With several units the stream itself stops. */
static struct pace_times step_sync(struct pace *pace)
{
    struct pace_unit *unit = &pace->unit[0];

    if (pace->units > 1) {
        pace->fed = later(pace->fed, last_event(pace)) + 1;
    } else {
        const pace_time last = last_event(pace);

        pace->fed = later(pace->fed, unit->at.dispatched[PACE_QUEUE - 1]) + 1;
        push(unit->at.dispatched, later(later(pace->fed, unit->at.dispatched[0]), last) + 1);
        pace->synced = unit->at.dispatched[0];
        pace->counters[FLEXSA_CNT_INSTRS]++;
    }
    return (struct pace_times){0, 0};
}

struct pace_times pace_step_prepared(struct pace *pace, const struct pace_prepared *p)
{
    struct pace_unit *unit = &pace->unit[p->core];
    pace_time *left = p->unit == FLEXSA_UNIT_OBUF ? unit->at.stored : unit->at.left[p->unit];
    pace_time dispatched, head;
    struct pace_times times;

    pace->fed = later(pace->fed, unit->at.dispatched[PACE_QUEUE - 1]) + 1;
    dispatched = later(later(pace->fed, unit->at.dispatched[0]), left[PACE_QUEUE - 1]) + 1;
    push(unit->at.dispatched, dispatched);
    head = later(dispatched, left[0]) + 1;
    switch (p->unit) {
    case FLEXSA_UNIT_LDV:
    case FLEXSA_UNIT_LDH:
        times = step_load(pace, unit, p, head);
        push(left, times.start);
        break;
    case FLEXSA_UNIT_SHIFT:
        times = step_shift(pace, unit, p, head);
        push(left, times.done);
        break;
    case FLEXSA_UNIT_EXEC:
        times = step_exec(pace, unit, p, head);
        push(left, unit->at.exec_end);
        break;
    default:
        times = step_obuf(unit, p, head);
        push(left, times.done);
    }
    return times;
}

struct pace_times pace_step(struct pace *pace, const struct flexsa_instr *instr)
{
    struct pace_prepared prepared;

    if (instr->op == FLEXSA_OP_SYNC)
        return step_sync(pace);
    pace_prepare(pace, instr, &prepared);
    pace_count(pace->machine, instr, &prepared, pace->counters);
    return pace_step_prepared(pace, &prepared);
}

uint64_t pace_cycles(const struct pace *pace)
{
    return (uint64_t)(last_event(pace) + 1);
}

void pace_counters(const struct pace *pace, uint64_t counters[FLEXSA_NUM_CNT])
{
    uint64_t states = 0;

    memcpy(counters, pace->counters, sizeof pace->counters);
    for (unsigned i = 0; i < PACE_WAITS; i++)
        counters[FLEXSA_CNT_STALL_V + i] += pace->waits[i];
    for (unsigned i = FLEXSA_CNT_BUSY_FW; i < FLEXSA_CNT_IDLE; i++)
        states += counters[i];
    counters[FLEXSA_CNT_CYCLES] = pace->units * pace_cycles(pace);
    counters[FLEXSA_CNT_IDLE] = counters[FLEXSA_CNT_CYCLES] - states;
}
