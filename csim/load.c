/* load.c - see load.h. */
#include "load.h"

#include <string.h>

enum { FIFO_DEPTH = 2, MAX_OPEN = 7 };

/* ---- credits ----------------------------------------------------------------------- */

void csim_credit_reset(struct csim_credit *credit)
{
    for (int half = 0; half < 2; half++)
        credit->last[half] = (struct csim_report){half - 2, 0, false, true};
}

void csim_credit_report(struct csim_credit *credit, const struct csim_report *report)
{
    if (report->some || report->all)
        credit->last[report->tile & 1] = *report;
}

/* Row `row` of `tile` may be written: its place's last reader, of tile - 2, is past it. */
static bool credit_free(const struct csim_credit *credit, int64_t tile, unsigned row)
{
    const struct csim_report *last = &credit->last[tile & 1];

    return last->tile == tile || (last->tile == tile - 2 && (last->all || row <= last->row));
}

/* ---- lanes --------------------------------------------------------------------------- */

static void fifo_push(struct csim_rects_fifo *fifo, const struct csim_rect *rect)
{
    fifo->rect[(fifo->first + fifo->count++) % FIFO_DEPTH] = *rect;
}

static void fifo_pop(struct csim_rects_fifo *fifo)
{
    fifo->first = (fifo->first + 1) % FIFO_DEPTH;
    fifo->count--;
}

static bool is_empty(const struct csim_rect *rect)
{
    return rect->rows == 0 || rect->row_bytes == 0;
}

static unsigned last_beat(const struct csim_rect *rect, unsigned port_bytes)
{
    return (rect->row_bytes - 1) / port_bytes;
}

bool csim_lane_has(const struct csim_lane *lane, int64_t tile, unsigned row)
{
    const int64_t begun = lane->begun[tile & 1];

    return begun == tile ? row < lane->filled[tile & 1] : begun > tile;
}

static bool row_free(const struct csim_lane *lane, const struct csim_credit *credits, bool own, unsigned q)
{
    const int64_t tile = (int64_t)lane->rect.tile;

    if (own)
        return credit_free(&credits[q], tile, lane->row);
    for (unsigned c = 0; c < CSIM_LANES; c++)
        if ((lane->rect.cores >> c & 1) && !credit_free(&credits[c], tile, lane->row))
            return false;
    return true;
}

/* A beat has come. */
static void arrive(struct csim_lane *lane, unsigned port_bytes)
{
    const struct csim_rect *rect = &lane->arriving.rect[lane->arriving.first];

    if (lane->in_beat++ < last_beat(rect, port_bytes))
        return;
    lane->in_beat = 0;
    lane->filled[rect->tile & 1] = ++lane->in_row;
}

/* The tile's turn has come: the half speaks of it from now on. */
static void begin_tile(struct csim_lane *lane)
{
    const int64_t tile = (int64_t)lane->rect.tile;

    if (lane->begun[tile & 1] == tile)
        return;
    lane->begun[tile & 1] = tile;
    lane->filled[tile & 1] = 0;
}

/* Bytes requested. *finished: a rectangle has arrived to the end. */
static unsigned lane_step(struct csim_lane *lane, unsigned port_bytes, bool may_write, bool ready, bool response,
                          bool *finished)
{
    const bool waiting = lane->queue.count > 0, track_ready = lane->arriving.count < FIFO_DEPTH;
    const bool active = lane->active, empty = active && is_empty(&lane->rect);
    const bool sends = active && !empty && may_write && ready;
    const unsigned end = active && !empty ? last_beat(&lane->rect, port_bytes) : 0;
    const bool last = active && may_write &&
                      (empty || (ready && lane->beat == end && lane->row == lane->rect.rows - 1));
    const bool take = waiting && track_ready && (!active || last);
    const struct csim_rect *oldest = &lane->arriving.rect[lane->arriving.first];
    const bool had_arrivals = lane->arriving.count > 0;
    unsigned bytes = 0;

    if (response)
        arrive(lane, port_bytes);
    *finished = had_arrivals && (is_empty(oldest) || lane->in_row == oldest->rows);
    if (*finished)
        lane->in_row = 0;
    if (active && may_write)
        begin_tile(lane);
    if (sends) {
        unsigned left = lane->rect.row_bytes - lane->beat * port_bytes;

        bytes = left > port_bytes ? port_bytes : left;
        if (lane->beat++ == end) {
            lane->beat = 0;
            lane->row++;
        }
    }
    if (*finished)
        fifo_pop(&lane->arriving);
    if (last)
        lane->active = false;
    if (take) {
        lane->rect = lane->queue.rect[lane->queue.first];
        fifo_pop(&lane->queue);
        fifo_push(&lane->arriving, &lane->rect);
        lane->active = true;
        lane->row = lane->beat = 0;
    }
    return bytes;
}

/* ---- the unit -------------------------------------------------------------------------- */

void csim_load_reset(struct csim_load *load, unsigned lanes, unsigned port_bytes, bool credits)
{
    memset(load, 0, sizeof *load);
    load->lanes = lanes;
    load->port_bytes = port_bytes;
    load->credits = credits;
    for (unsigned q = 0; q < lanes; q++) {
        load->lane[q].begun[0] = -2;
        load->lane[q].begun[1] = -1;
    }
}

bool csim_load_ready(const struct csim_load *load)
{
    if (load->open >= MAX_OPEN)
        return false;
    for (unsigned q = 0; q < load->lanes; q++)
        if (load->lane[q].queue.count == FIFO_DEPTH)
            return false;
    return true;
}

struct csim_load_cycle csim_load_step(struct csim_load *load, const struct csim_rect *start,
                                      const struct csim_credit *credits, bool own, uint32_t ready,
                                      uint32_t responses)
{
    struct csim_load_cycle cycle = {.done = true};

    for (unsigned q = 0; q < load->lanes; q++) {
        struct csim_lane *lane = &load->lane[q];
        const bool may_write = !load->credits || !lane->active || row_free(lane, credits, own, q);
        bool finished;

        cycle.bytes[q] = lane_step(lane, load->port_bytes, may_write, ready >> q & 1, responses >> q & 1, &finished);
        cycle.requests |= (uint32_t)(cycle.bytes[q] != 0) << q;
        lane->arrived += finished;
        cycle.done &= lane->arrived > 0;
    }
    for (unsigned q = 0; q < load->lanes; q++) {
        load->lane[q].arrived -= cycle.done;
        if (start)
            fifo_push(&load->lane[q].queue, &start[q]);
    }
    load->open += (start != NULL);
    load->open -= cycle.done;
    return cycle;
}
