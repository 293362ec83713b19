/*
 * csim.h - the instruction-level simulator: what the RTL does and when, without its wires.
 *
 * As a backend it gives every cycle count the RTL gives: total cycles, start and end of each
 * instruction, every event counter, for every legal program, architecture and configuration,
 * also under the random GBUF of `stall_seed`. GBUF's bytes come from the golden model, which runs
 * the same program beside it; so on_write reports cycle 0.
 *
 *   csim.c     the backend: program in, times and counters out
 *   unit.c     one unit, cycle by cycle: dispatch, shift, execute, OBUF (sections as the RTL's files)
 *   load.c     load lanes and load units
 *   array.c    the skewed token chains: what is at which bank
 *   rects.c    a tile's part for each lane
 *
 * timeline.h writes what csim knows of a run as a trace file.
 */
#ifndef FLEXSA_CSIM_H
#define FLEXSA_CSIM_H

#include "../harness/driver/flexsa_backend.h"

/* name "csim". open() refuses a wave_path. */
extern const struct flexsa_backend_ops flexsa_csim_backend;

/* What an instruction at the head of its unit's queue waits for. */
enum flexsa_cause {
    FLEXSA_CAUSE_NONE,
    FLEXSA_CAUSE_WEIGHTS,  /* exec: its weights are not shifted in (STALL_V)                 */
    FLEXSA_CAUSE_MOVING,   /* exec: its moving tile has not begun to arrive (STALL_H)        */
    FLEXSA_CAUSE_HALF,     /* exec, st, ldo: the OBUF half is not its own (STALL_O)          */
    FLEXSA_CAUSE_SWITCH,   /* exec: a result under way would be overtaken (STALL_SWITCH)     */
    FLEXSA_CAUSE_FREEZE,   /* exec, shiftv: the array stands for a row from GBUF (STALL_FREEZE) */
    FLEXSA_CAUSE_TILE,     /* shiftv: its tile has not begun to arrive                       */
    FLEXSA_CAUSE_NEXT,     /* shiftv: the next-weight registers are taken                    */
    FLEXSA_CAUSE_PLACE,    /* ldv, ldh: earlier tiles still wait for lanes                   */
    FLEXSA_CAUSE_SHARING,  /* ldv: a tile shared in another way is under way                 */
    FLEXSA_NUM_CAUSES
};
/* "weights", "moving tile", ... */
const char *flexsa_cause_name(enum flexsa_cause cause);

/* Cycles an instruction has waited at the head of its queue, by cause. */
struct flexsa_waits {
    uint64_t cycles[FLEXSA_NUM_CAUSES];
};

/* Time alone: no GBUF, no values. options->on_write is not called; the rest of options and result is
 * as for the backend. waits: NULL, or one for each instruction, filled in. `program` is one that flexsa_program_check accepted. SIM_FAILED: timeout, no
 * memory, or stopped by on_progress. BAD_INPUT: cores far larger than any the RTL can be built with (sides of 128 fit). */
enum flexsa_status flexsa_csim_time(const struct flexsa_machine *machine,
                                    const struct flexsa_program *program,
                                    const struct flexsa_run_options *options,
                                    struct flexsa_run_result *result, struct flexsa_waits *waits,
                                    struct flexsa_error *err);

#endif /* FLEXSA_CSIM_H */
