/*
 * pace.h - csim without cycles: when each instruction begins and ends, as sums and maxima of when
 * earlier ones did. A handful of operations an instruction instead of some hundred cycles, and the same
 * times as csim.c to the cycle, as long as the array never freezes: GBUF answers at once, and every row is
 * there when its turn comes. Whether it was is told after every instruction.
 *
 * Why that is enough: while nothing freezes every stream (a lane's requests, a shift, a wave, the
 * reports that follow it) goes on at its own constant rate from a first cycle; so whether two streams
 * collide is decided by their first and last items alone.
 *
 * Two halves: what an instruction's sizes and mode decide is worked out once (pace_prepare.c), what the
 * clocks decide every time it comes (pace.c). A program of a few classes of instructions prepares each class
 * once.
 */
#ifndef FLEXSA_CSIM_PACE_H
#define FLEXSA_CSIM_PACE_H

#include "rects.h"

/* A cycle. Every event before the program counts as FLEXSA_PACE_PAST; FLEXSA_PACE_NEVER after any
 * time is before all of them. */
typedef int64_t pace_time;
#define FLEXSA_PACE_PAST (-1000000)
#define FLEXSA_PACE_NEVER (INT64_MIN / 2)

enum { PACE_UNITS = 4, PACE_QUEUE = 4, PACE_OPEN = 7 };

/* ---- an instruction ----------------------------------------------------------------------- */

/* ShiftV on a core, or ExecGEMM in a sub-bank, reads the half of an LBUF that lane `lane` fills. */
struct pace_read {
    unsigned lane;
    pace_time need;  /* from the lane's first beat to the start, or a row is not there in its turn */
    pace_time freed; /* from the start to the first row or entry left behind                      */
};

/* What its times depend on besides the clocks. */
struct pace_prepared {
    unsigned unit;                     /* FLEXSA_UNIT_*                                    */
    unsigned mode;
    unsigned core, half;               /* these and acc, last may be changed between steps */
    bool acc, last;
    bool swap, loads;                  /* loads: LdOBUF, not StLBUF                        */
    pace_time steps;                   /* rows ShiftV, ExecGEMM send; beats of OBUF's longest lane */
    pace_time beats[CSIM_LANES];       /* LdLBUF: of the lane's rectangle                  */
    unsigned cores[CSIM_LANES];        /* LdLBUF_V: whose buffers it is for, a bit each    */
    pace_time first_row[2];            /* ShiftV, ExecGEMM start so long after the lane's first beat */
    struct pace_read read[CSIM_LANES];
    pace_time path, over, next;        /* ExecGEMM: from its start until switches and next-weight
                                          registers are free; FLEXSA_PACE_NEVER: it leaves them alone */
    unsigned first_of_c, last_of_c;    /* ExecGEMM: rows of C, in their partition          */
    uint64_t gbuf_beats;               /* of all lanes                                     */
};

/* ---- clocks ------------------------------------------------------------------------------- */

/* A lane of LdLBUF_V or LdLBUF_H: of its last two rectangles ([0] the later one). */
struct pace_lane {
    pace_time taken[2];   /* from the lane's queue                                     */
    pace_time arrived[2]; /* to the last beat                                          */
    pace_time requested;  /* last request of the last one                              */
    pace_time begun[2];   /* by tile parity: its half speaks of the tile               */
    pace_time freed[2];   /* by tile parity: first row left by the half's reader (LdLBUF_V: by core q) */
};

/* All times that decide the future of one unit; times and nothing else. First what StLBUF, LdOBUF and the
 * first wave of a tile use and other instructions never look at; last the lanes, of which the unit may have but
 * one (struct pace, clocks). */
struct pace_clocks {
    pace_time half_free[2], half_full[2];         /* OBUF: for execute (or load), for store */
    pace_time stored[PACE_QUEUE];                 /* OBUF's last instructions, latest first */
    pace_time exec_end;                           /* last row of the last wave         */
    pace_time dispatched[PACE_QUEUE];             /* the last ones, latest first       */
    pace_time left[FLEXSA_UNIT_OBUF][PACE_QUEUE]; /* the queues of the other kinds     */
    pace_time finished[2][PACE_OPEN];             /* LdLBUF_V, _H: complete, the last one first */
    pace_time shifted;                            /* last row of the last ShiftV       */
    pace_time next_free;                          /* the next-weight registers         */
    pace_time path_free, over_free[2];            /* switches; by tile parity          */
    struct pace_lane lane[CSIM_LANES][2];         /* of LdLBUF_V, _H                   */
};

/* What else does. */
struct pace_marks {
    unsigned load_tile[2];               /* LdLBUF_V, _H: parity of the next one       */
    unsigned shift_tile, exec_tile;
    unsigned v_mode;                     /* of the last LdLBUF_V                       */
    unsigned last_half, last_row;        /* of C, the last row sent                    */
    unsigned any_sent;
    unsigned half_open[2];               /* execute has begun on it                    */
};

struct pace_unit {
    struct pace_marks is;
    struct pace_clocks at;
};

/* What ExecGEMM waits for, in the order in which the RTL counts it: FLEXSA_CNT_STALL_V to _SWITCH. */
enum { PACE_WAITS = FLEXSA_CNT_STALL_SWITCH - FLEXSA_CNT_STALL_V + 1 };

struct pace {
    const struct flexsa_machine *machine;
    unsigned units, lanes, rows, cols;   /* lanes of a unit; rows, columns of a core    */
    unsigned clocks;                     /* times in use of a unit's struct pace_clocks */
    pace_time to_obuf;                   /* from a wave's last row to its last result   */
    pace_time fed;                       /* the last instruction at the port            */
    pace_time synced;                    /* the last Sync's                             */
    bool froze;                          /* a row was not there: times are no longer csim's */
    uint64_t waits[PACE_WAITS];
    uint64_t counters[FLEXSA_NUM_CNT];   /* what instructions count whatever the clocks say */
    struct pace_unit unit[PACE_UNITS];
};

/* ---- programs ----------------------------------------------------------------------------- */

/* Just out of reset. */
void pace_reset(struct pace *pace, const struct flexsa_machine *machine);

struct pace_times {
    pace_time start, done;
};

/* The next instruction of a legal program. */
struct pace_times pace_step(struct pace *pace, const struct flexsa_instr *instr);

/* The same in parts, for any instruction but Sync: prepare, step (waits), count (everything else). */
void pace_prepare(const struct pace *pace, const struct flexsa_instr *instr, struct pace_prepared *prepared);
struct pace_times pace_step_prepared(struct pace *pace, const struct pace_prepared *prepared);
void pace_count(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                const struct pace_prepared *prepared, uint64_t counters[FLEXSA_NUM_CNT]);

/* Cycles of the program so far, if it ended here. */
uint64_t pace_cycles(const struct pace *pace);

/* All counters, if it ended here. */
void pace_counters(const struct pace *pace, uint64_t counters[FLEXSA_NUM_CNT]);

#endif /* FLEXSA_CSIM_PACE_H */
