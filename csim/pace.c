/* pace.c - see pace.h. Cycles are those of unit.c: a register written in cycle c is seen in c + 1. */
#include "pace.h"

#include <string.h>

#include "../harness/golden/traffic.h"

static pace_time later(pace_time a, pace_time b)
{
    return a > b ? a : b;
}

/* ---- queues ------------------------------------------------------------------------------- */

/* Puts `time` before the others. */
static void push(pace_time *times, unsigned count, pace_time time)
{
    memmove(times + 1, times, (count - 1) * sizeof *times);
    times[0] = time;
}

void pace_reset(struct pace *pace, const struct flexsa_machine *machine)
{
    const unsigned cores = machine->arch == FLEXSA_ARCH_SINGLE ? 2 : 1; /* a core's width in sub-cores */
    pace_time past[PACE_CLOCKS];

    memset(pace, 0, sizeof *pace);
    pace->machine = machine;
    pace->units = flexsa_machine_cores(machine);
    pace->lanes = machine->arch == FLEXSA_ARCH_FLEXSA ? 4 : 1;
    pace->rows = cores * machine->sub_rows;
    pace->cols = cores * machine->sub_cols;
    pace->fed = -1;
    pace->last = -1;
    for (size_t i = 0; i < PACE_CLOCKS; i++)
        past[i] = FLEXSA_PACE_PAST;
    for (unsigned u = 0; u < pace->units; u++)
        memcpy(&pace->unit[u].at, past, sizeof past);
}

/* ---- loads ----------------------------------------------------------------------------------- */

static unsigned beats_of(const struct pace *pace, const struct csim_rect *rect)
{
    return rect->rows == 0 ? 0 : (rect->row_bytes + pace->machine->port_bytes - 1) / pace->machine->port_bytes;
}

/* A rectangle that enters the lane's queue in cycle `start`; free: its first row may be written. */
static void load_lane(struct pace *pace, struct pace_lane *lane, unsigned tile, const struct csim_rect *rect,
                      pace_time start, pace_time free)
{
    const unsigned beats = beats_of(pace, rect), all = rect->rows * beats;
    const pace_time taken = later(start + 1, later(lane->requested, lane->arrived[1] + 1));
    const pace_time begun = later(taken + 1, free);

    lane->requested = all ? begun + all - 1 : begun;
    push(lane->taken, 2, taken);
    push(lane->arrived, 2, all ? lane->requested + 1 : later(taken + 1, lane->arrived[0] + 1));
    lane->begun[tile] = begun;
        pace->counters[FLEXSA_CNT_GBUF_READS] += all;
}

/* The cycle in which the first of `rows` rows is seen in the buffer. */
static pace_time first_there(const struct pace *pace, const struct pace_lane *lane, unsigned tile,
                             const struct csim_rect *rect)
{
    return lane->begun[tile] + beats_of(pace, rect) + 1;
}

/* When a load instruction at the head of its queue since `head` may be handed to the lanes. */
static pace_time load_start(const struct pace *pace, const struct pace_load *load, pace_time head)
{
    pace_time start = later(head, load->finished[PACE_OPEN - 1] + 1);

    for (unsigned q = 0; q < pace->lanes; q++)
        start = later(start, load->lane[q].taken[1] + 1);
    return start;
}

static pace_time load_done(const struct pace *pace, struct pace_load *load)
{
    pace_time done = load->finished[0] + 1;

    for (unsigned q = 0; q < pace->lanes; q++)
        done = later(done, load->lane[q].arrived[0]);
    push(load->finished, PACE_OPEN, done);
    return done;
}

static struct pace_times step_ldv(struct pace *pace, struct pace_unit *unit, const struct flexsa_instr *instr,
                                  pace_time head)
{
    struct pace_load *load = &unit->at.v;
    struct csim_rect rects[CSIM_LANES];
    struct pace_times times;

    times.start = load_start(pace, load, head);
    if (instr->mode != unit->is.v_mode) /* tiles of different sharing are not under way together */
        times.start = later(times.start, load->finished[0] + 1);
    unit->is.v_mode = instr->mode;
    csim_rects_v(pace->machine, instr, 0, rects);
    for (unsigned q = 0; q < pace->lanes; q++) {
        pace_time free = FLEXSA_PACE_PAST;

        for (unsigned c = 0; c < CSIM_LANES; c++)
            if (rects[q].cores >> c & 1)
                free = later(free, unit->at.core_freed[unit->is.v_tile][c]);
        load_lane(pace, &load->lane[q], unit->is.v_tile, &rects[q], times.start, free);
    }
    unit->is.v_tile ^= 1;
    times.done = load_done(pace, load);
    return times;
}

static struct pace_times step_ldh(struct pace *pace, struct pace_unit *unit, const struct flexsa_instr *instr,
                                  pace_time head)
{
    struct pace_load *load = &unit->at.h;
    const unsigned tile = unit->is.h_tile;
    struct csim_rect rects[CSIM_LANES];
    struct pace_times times;

    times.start = load_start(pace, load, head);
    csim_rects_h(pace->machine, instr, 0, rects);
    for (unsigned q = 0; q < pace->lanes; q++)
        load_lane(pace, &load->lane[q], tile, &rects[q], times.start, load->lane[q].freed[tile]);
    unit->is.h_tile ^= 1;
    times.done = load_done(pace, load);
    return times;
}

/* A stream of `rows` rows, one a cycle from `first` on, reads what the lane brings: is every row there? */
static void check_there(struct pace *pace, const struct pace_lane *lane, unsigned tile, const struct csim_rect *rect,
                        pace_time first, unsigned rows)
{
    if (rows == 0)
        return;
    pace->froze |= first_there(pace, lane, tile, rect) > first;
    pace->froze |= lane->begun[tile] + (pace_time)rows * beats_of(pace, rect) + 1 > first + rows - 1;
}

/* ---- shift -------------------------------------------------------------------------------------- */

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

/* Cycles from the shift's first row to the first entry at column 0 of core c. */
static pace_time to_core(const struct pace *pace, unsigned c)
{
    return 1 + (c >= 2 ? pace->rows * pace->machine->pipe_depth : 0) + (c % 2 ? pace->cols : 0);
}

static struct pace_times step_shift(struct pace *pace, struct pace_unit *unit, const struct flexsa_instr *instr,
                                    pace_time head)
{
    const unsigned tile = unit->is.shift_tile, up = k_up(pace, instr);
    const bool wide = instr->mode == FLEXSA_MODE_FW || instr->mode == FLEXSA_MODE_HSW;
    struct csim_rect rects[CSIM_LANES];
    struct pace_times times;

    csim_rects_v(pace->machine, instr, 0, rects);
    times.start = later(later(head, first_there(pace, &unit->at.v.lane[0], tile, &rects[0])),
                        later(unit->at.shifted + 2, unit->at.next_free));
    if (!pace->machine->second_weight)
        times.start = later(times.start, unit->at.exec_end + 1);
    times.done = times.start + up - 1;
    unit->at.shifted = times.done;
    for (unsigned c = 0; c < pace->lanes; c++) {
        const unsigned lane = pace->lanes == 1 ? 0 : (c >= 2 && runs_down(pace, instr->mode) ? 2 : 0) + (c % 2 && wide);
        const bool reads = c % 2 == 0 || !wide || instr->n > pace->cols;

        unit->at.core_freed[tile][c] = times.start + to_core(pace, c) + pace->cols - 1;
        check_there(pace, &unit->at.v.lane[lane], tile, &rects[lane], times.start + to_core(pace, c),
                    !reads ? 0 : c >= 2 ? k_low(pace, instr) : up);
    }
    unit->is.shift_tile ^= 1;
    return times;
}

/* ---- execute --------------------------------------------------------------------------------------- */

/* Cycles from the last row of a wave to its last result in the OBUF. */
static pace_time to_obuf(const struct pace *pace)
{
    const unsigned side = pace->lanes == 4 ? 2 : 1;

    return 1 + side * pace->rows * pace->machine->pipe_depth + 3 + side * pace->cols + 1;
}

/* Conditions in the order in which the RTL counts them. */
struct conditions {
    pace_time weights, moving, half, path;
};

static struct conditions conditions_of(const struct pace *pace, const struct pace_unit *unit,
                                       const struct flexsa_instr *instr, const struct csim_rect *rects, pace_time head)
{
    const unsigned tile = unit->is.exec_tile, half = instr->half;
    const bool from_top = instr->mode == FLEXSA_MODE_HSW || instr->mode == FLEXSA_MODE_ISW;
    struct conditions at;

    at.weights = instr->swap ? unit->at.shifted : FLEXSA_PACE_PAST;
    at.moving = first_there(pace, &unit->at.h.lane[0], tile, &rects[0]);
    if (pace->lanes == 4 && instr->mode != FLEXSA_MODE_HSW)
        at.moving = later(at.moving, unit->at.h.lane[1].begun[tile] + 1);
    at.half = unit->is.half_open[half] ? FLEXSA_PACE_PAST : unit->at.half_free[half];
    at.path = from_top ? unit->at.path_free : FLEXSA_PACE_PAST;
    if (instr->mode == FLEXSA_MODE_FW)
        at.path = later(at.path, unit->at.over_free[tile]);
    /* The row before this one was sent in the cycle before: a second later its sum is there. */
    if (unit->is.any_sent && instr->acc && unit->is.last_half == half && unit->is.last_row == instr->orow &&
        later(later(head, at.weights), later(at.moving, later(at.half, at.path))) == unit->at.exec_end + 1)
        at.path = later(at.path, unit->at.exec_end + 2);
    return at;
}

/* Cycles in [*from, at): counted as waiting for one thing. */
static void count_wait(struct pace *pace, unsigned counter, pace_time *from, pace_time at)
{
    if (at <= *from)
        return;
    pace->counters[counter] += (uint64_t)(at - *from);
    *from = at;
}

/* What the wave reads, and when the lanes may overwrite it. rows: of the parts of m. */
static void read_moving(struct pace *pace, struct pace_unit *unit, const struct flexsa_instr *instr,
                        const struct csim_rect *rects, const unsigned rows[4], pace_time start, unsigned steps)
{
    const unsigned tile = unit->is.exec_tile, depth = pace->machine->pipe_depth;
    const pace_time tail = (pace->rows - 1) * depth;
    const bool fw = instr->mode == FLEXSA_MODE_FW, low = k_low(pace, instr) != 0;

    for (unsigned block = 0; block < (pace->lanes == 4 ? 2u : 1u); block++) {
        const pace_time bank = start + 1 + block * pace->rows * depth;
        struct pace_lane *lanes = &unit->at.h.lane[2 * block];

        lanes[0].freed[tile] = bank + tail;
        if (pace->lanes == 1) {
            check_there(pace, &lanes[0], tile, &rects[0], bank, steps);
            return;
        }
        switch (instr->mode) {
        case FLEXSA_MODE_FW:
            lanes[1].freed[tile] = bank + (rows[1] ? rows[0] : steps - 1) + tail;
            check_there(pace, &lanes[0], tile, &rects[2 * block], bank, block && !low ? 0 : rows[0]);
            check_there(pace, &lanes[1], tile, &rects[2 * block + 1], bank + rows[0], block && !low ? 0 : rows[1]);
            break;
        case FLEXSA_MODE_HSW:
            check_there(pace, &lanes[0], tile, &rects[2 * block], bank, rows[block]);
            break;
        case FLEXSA_MODE_VSW:
            check_there(pace, &lanes[0], tile, &rects[2 * block], bank, block && !low ? 0 : rows[0]);
            check_there(pace, &lanes[1], tile, &rects[2 * block + 1], bank + pace->cols, block && !low ? 0 : rows[1]);
            break;
        default:
            check_there(pace, &lanes[0], tile, &rects[2 * block], bank, rows[2 * block]);
            check_there(pace, &lanes[1], tile, &rects[2 * block + 1], bank + pace->cols, rows[2 * block + 1]);
        }
        if (!fw)
            lanes[1].freed[tile] = bank + pace->cols + tail;
    }
}

/* The switches after a wave. */
static void use_paths(struct pace *pace, struct pace_unit *unit, const struct flexsa_instr *instr,
                      const unsigned rows[4], pace_time start, pace_time end)
{
    const pace_time behind = pace->rows * pace->machine->pipe_depth + 2;

    if (pace->lanes == 1 || (instr->mode == FLEXSA_MODE_VSW && !instr->pair))
        unit->at.path_free = end + behind;
    else if (instr->mode == FLEXSA_MODE_FW)
        unit->at.path_free = start + rows[0] - 1 + behind;
    if (instr->mode != FLEXSA_MODE_FW)
        unit->at.over_free[unit->is.exec_tile] = end + 1 + pace->cols;
}

static struct pace_times step_exec(struct pace *pace, struct pace_unit *unit, const struct flexsa_instr *instr,
                                   pace_time head)
{
    const unsigned parts = flexsa_machine_limits(pace->machine, instr->mode).parts, half = instr->half;
    struct csim_rect rects[CSIM_LANES];
    struct conditions at;
    pace_time from = head, end;
    unsigned rows[4], steps;
    struct pace_times times;

    csim_rects_h(pace->machine, instr, 0, rects);
    for (unsigned q = 0; q < 4; q++)
        rows[q] = q < parts ? flexsa_part_rows(instr->m, parts, q) : 0;
    steps = instr->mode == FLEXSA_MODE_FW ? instr->m : rows[0];
    at = conditions_of(pace, unit, instr, rects, head);
    count_wait(pace, FLEXSA_CNT_STALL_V, &from, at.weights);
    count_wait(pace, FLEXSA_CNT_STALL_H, &from, at.moving);
    count_wait(pace, FLEXSA_CNT_STALL_O, &from, at.half);
    count_wait(pace, FLEXSA_CNT_STALL_SWITCH, &from, at.path);
    times.start = from;
    end = from + steps - 1;
    times.done = end + to_obuf(pace);
    pace->counters[FLEXSA_CNT_BUSY_FW + instr->mode] += steps;

    read_moving(pace, unit, instr, rects, rows, times.start, steps);
    use_paths(pace, unit, instr, rows, times.start, end);
    /* The rows of weights let go, PipeDepth a row, of the next ones that are shifted right behind. */
    if (pace->machine->second_weight ? instr->swap : true)
        unit->at.next_free = later(instr->swap ? times.start + 1 : unit->at.next_free,
                                (pace->machine->second_weight ? times.start : end) + 1 +
                                    (k_up(pace, instr) - 1) * (pace->machine->pipe_depth - 1));
    unit->is.half_open[half] = !instr->last;
    if (instr->last)
        unit->at.half_full[half] = times.done + 1;
    unit->is.any_sent = true;
    unit->is.last_half = half;
    unit->is.last_row = instr->orow + (pace->lanes == 4 && instr->mode == FLEXSA_MODE_FW && rows[1] ? rows[1] : steps) - 1;
    unit->at.exec_end = end;
    unit->is.exec_tile ^= 1;
    return times;
}

/* ---- OBUF --------------------------------------------------------------------------------------------- */

static struct pace_times step_obuf(struct pace *pace, struct pace_unit *unit, const struct flexsa_instr *instr,
                                   pace_time head)
{
    const bool loads = instr->op == FLEXSA_OP_LDO;
    const unsigned half = instr->half;
    struct csim_rect rects[CSIM_LANES];
    struct pace_times times;
    unsigned most = 0;

    csim_rects_o(pace->machine, instr, rects);
    for (unsigned q = 0; q < pace->lanes; q++) {
        const unsigned beats = rects[q].rows * beats_of(pace, &rects[q]);

        most = beats > most ? beats : most;
        pace->counters[loads ? FLEXSA_CNT_GBUF_READS : FLEXSA_CNT_GBUF_WRITES] += beats;
    }
    times.start = later(head, loads ? unit->at.half_free[half] : unit->at.half_full[half]);
    times.done = times.start + 2 + most;
    unit->at.half_free[half] = times.done + 1;
    return times;
}

/* ---- dispatch ------------------------------------------------------------------------------------------- */

/* Waits until everything before it is complete. With several units the stream itself stops. */
static struct pace_times step_sync(struct pace *pace)
{
    struct pace_unit *unit = &pace->unit[0];

    if (pace->units > 1) {
        pace->fed = later(pace->fed, pace->last) + 1;
    } else {
        const pace_time fed = later(pace->fed + 1, unit->at.dispatched[PACE_QUEUE - 1] + 1);

        pace->fed = fed;
        push(unit->at.dispatched, PACE_QUEUE, later(later(fed, unit->at.dispatched[0]), pace->last) + 1);
        pace->last = unit->at.dispatched[0];
        pace->counters[FLEXSA_CNT_INSTRS]++;
    }
    return (struct pace_times){0, 0};
}

struct pace_times pace_step(struct pace *pace, const struct flexsa_instr *instr)
{
    static const unsigned kinds[FLEXSA_OP_LIMIT] = {
        [FLEXSA_OP_LDV] = FLEXSA_UNIT_LDV,   [FLEXSA_OP_LDH] = FLEXSA_UNIT_LDH, [FLEXSA_OP_SHIFT] = FLEXSA_UNIT_SHIFT,
        [FLEXSA_OP_EXEC] = FLEXSA_UNIT_EXEC, [FLEXSA_OP_ST] = FLEXSA_UNIT_OBUF, [FLEXSA_OP_LDO] = FLEXSA_UNIT_OBUF};
    struct pace_unit *unit = &pace->unit[instr->core];
    const unsigned kind = kinds[instr->op];
    pace_time *left = unit->at.left[kind];
    pace_time dispatched, head;
    struct pace_times times;

    if (instr->op == FLEXSA_OP_SYNC)
        return step_sync(pace);
    pace->fed = later(pace->fed, unit->at.dispatched[PACE_QUEUE - 1]) + 1;
    dispatched = later(later(pace->fed, unit->at.dispatched[0]), left[PACE_QUEUE - 1]) + 1;
    push(unit->at.dispatched, PACE_QUEUE, dispatched);
    head = later(dispatched, left[0]) + 1;
    switch (kind) {
    case FLEXSA_UNIT_LDV:
        times = step_ldv(pace, unit, instr, head);
        push(left, PACE_QUEUE, times.start);
        break;
    case FLEXSA_UNIT_LDH:
        times = step_ldh(pace, unit, instr, head);
        push(left, PACE_QUEUE, times.start);
        break;
    case FLEXSA_UNIT_SHIFT:
        times = step_shift(pace, unit, instr, head);
        push(left, PACE_QUEUE, times.done);
        break;
    case FLEXSA_UNIT_EXEC:
        times = step_exec(pace, unit, instr, head);
        push(left, PACE_QUEUE, unit->at.exec_end);
        break;
    default:
        times = step_obuf(pace, unit, instr, head);
        push(left, PACE_QUEUE, times.done);
    }
    pace->last = later(pace->last, times.done);
    flexsa_traffic_count(pace->machine, instr, pace->counters);
    return times;
}

uint64_t pace_cycles(const struct pace *pace)
{
    return (uint64_t)(pace->last + 1);
}

void pace_counters(const struct pace *pace, uint64_t counters[FLEXSA_NUM_CNT])
{
    uint64_t states = 0;

    memcpy(counters, pace->counters, sizeof pace->counters);
    for (unsigned i = FLEXSA_CNT_BUSY_FW; i < FLEXSA_CNT_IDLE; i++)
        states += counters[i];
    counters[FLEXSA_CNT_CYCLES] = pace->units * pace_cycles(pace);
    counters[FLEXSA_CNT_IDLE] = counters[FLEXSA_CNT_CYCLES] - states;
}
