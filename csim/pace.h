/*
 * pace.h - csim without cycles: when each instruction begins and ends, as sums and maxima of when
 * earlier ones did. A handful of operations an instruction instead of some hundred cycles, and the same
 * times as csim.c to the cycle, as long as the array never freezes: GBUF answers at once, and every row is
 * there when its turn comes. Whether it was is told after every instruction.
 *
 * Why that is enough: while nothing freezes every stream (a lane's requests, a shift, a wave, the
 * reports that follow it) goes on at its own constant rate from a first cycle; so whether two streams
 * collide is decided by their first and last items alone.
 */
#ifndef FLEXSA_CSIM_PACE_H
#define FLEXSA_CSIM_PACE_H

#include "rects.h"

/* A cycle; every event before the program counts as FLEXSA_PACE_PAST. */
typedef int64_t pace_time;
#define FLEXSA_PACE_PAST (-1000000)

enum { PACE_UNITS = 4, PACE_QUEUE = 4, PACE_OPEN = 7 };

/* A lane of LdLBUF_V or LdLBUF_H: of its last two rectangles ([0] the later one). */
struct pace_lane {
    pace_time taken[2];   /* from the lane's queue                                     */
    pace_time arrived[2]; /* to the last beat                                          */
    pace_time requested;  /* last request of the last one                              */
    pace_time begun[2];   /* by tile parity: its half speaks of the tile               */
    pace_time freed[2];   /* by tile parity: first row of the half left by its reader  */
};

/* LdLBUF_V or LdLBUF_H. */
struct pace_load {
    struct pace_lane lane[CSIM_LANES];
    pace_time finished[PACE_OPEN]; /* instructions: complete, the last one first       */
};

/* All times that decide the future of one unit; times and nothing else. */
struct pace_clocks {
    pace_time dispatched[PACE_QUEUE];                 /* the last ones, latest first   */
    pace_time left[FLEXSA_NUM_UNITS][PACE_QUEUE];     /* their queue                   */
    struct pace_load v, h;
    pace_time core_freed[2][CSIM_LANES]; /* stationary LBUF of core c: first entry left, by tile parity */
    pace_time shifted;                   /* last row of the last ShiftV                */
    pace_time next_free;                 /* the next-weight registers                  */
    pace_time exec_end;                  /* last row of the last wave                  */
    pace_time path_free, over_free[2];   /* switches; by tile parity                   */
    pace_time half_free[2], half_full[2];/* OBUF: for execute (or load), for store     */
};

enum { PACE_CLOCKS = sizeof(struct pace_clocks) / sizeof(pace_time) };

/* What else does. */
struct pace_marks {
    unsigned v_tile, h_tile, shift_tile, exec_tile; /* parity of the next one          */
    unsigned v_mode;                     /* of the last LdLBUF_V                       */
    unsigned last_half, last_row;        /* of C, the last row sent                    */
    unsigned any_sent;
    unsigned half_open[2];               /* execute has begun on it                    */
};

struct pace_unit {
    struct pace_clocks at;
    struct pace_marks is;
};

struct pace {
    const struct flexsa_machine *machine;
    unsigned units, lanes, rows, cols;   /* lanes of a unit; rows, columns of a core    */
    pace_time fed;                       /* the last instruction at the port            */
    pace_time last;                      /* the last event of all                       */
    bool froze;                          /* a row was not there: times are no longer csim's */
    struct pace_unit unit[PACE_UNITS];
    uint64_t counters[FLEXSA_NUM_CNT];   /* without CYCLES and IDLE, which pace_counters adds */
};

/* Just out of reset. */
void pace_reset(struct pace *pace, const struct flexsa_machine *machine);

/* The next instruction of a legal program. */
struct pace_times {
    pace_time start, done;
} pace_step(struct pace *pace, const struct flexsa_instr *instr);

/* Cycles of the program so far, if it ended here. */
uint64_t pace_cycles(const struct pace *pace);

/* All counters, if it ended here. */
void pace_counters(const struct pace *pace, uint64_t counters[FLEXSA_NUM_CNT]);

#endif /* FLEXSA_CSIM_PACE_H */
