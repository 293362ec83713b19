/*
 * load.h - load lanes and load units: a load instruction is a rectangle a lane; a lane asks GBUF
 * for a beat a cycle as rows of its buffer half become free, and tells what has arrived.
 */
#ifndef FLEXSA_CSIM_LOAD_H
#define FLEXSA_CSIM_LOAD_H

#include "../harness/backend/gbuf_timing.h"
#include "array.h"
#include "rects.h"

/* What the readers of a buffer have left behind, a report a half. */
struct csim_credit {
    struct csim_report last[2];
};

void csim_credit_reset(struct csim_credit *credit);
void csim_credit_report(struct csim_credit *credit, const struct csim_report *report);

/* Rectangles that wait for a lane, or whose beats have not all arrived: two deep, as the RTL's. */
struct csim_rects_fifo {
    struct csim_rect rect[2];
    unsigned first, count;
};

struct csim_lane {
    struct csim_rects_fifo queue, arriving;
    bool active;                    /* `rect` is being requested                       */
    struct csim_rect rect;
    unsigned row, beat;             /* next request                                    */
    unsigned in_row, in_beat;       /* next arrival                                    */
    int64_t begun[2];               /* tile of each half begun last                    */
    unsigned filled[2];             /* its rows that are there                         */
    unsigned arrived;               /* rectangles whose instruction waits for other lanes */
};

/* In a cycle: what the lane may do, from the state before it. */
struct csim_load {
    unsigned lanes, port_bytes;
    bool credits;                   /* rows are free only when their reader is past them */
    unsigned open;                  /* instructions under way                          */
    struct csim_lane lane[CSIM_LANES];
};

/* What a cycle of a load unit did. */
struct csim_load_cycle {
    bool done;                      /* an instruction is complete                      */
    unsigned bytes[CSIM_LANES];     /* requested                                       */
    uint32_t requests;              /* lanes whose request was taken                   */
};

void csim_load_reset(struct csim_load *load, unsigned lanes, unsigned port_bytes, bool credits);

/* May an instruction be handed over in this cycle? */
bool csim_load_ready(const struct csim_load *load);

/* One cycle. `start`: rectangles of an instruction handed over in it (csim_load_ready was true), or
 * NULL. `credits`: of reader c; lane q listens to those that get its tile (rect.cores), or to
 * credit q alone if `own`. ready, responses: GBUF's channels of these lanes, a bit each. */
struct csim_load_cycle csim_load_step(struct csim_load *load, const struct csim_rect *start,
                                      const struct csim_credit *credits, bool own, uint32_t ready,
                                      uint32_t responses);

/* Is row `row` of `tile` in the buffer that this lane fills? */
bool csim_lane_has(const struct csim_lane *lane, int64_t tile, unsigned row);

#endif /* FLEXSA_CSIM_LOAD_H */
