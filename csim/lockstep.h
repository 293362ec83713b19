/*
 * lockstep.h - the RTL and csim side by side: every run is an RTL run whose cycles, counters and
 * times of each instruction csim must give too.
 */
#ifndef FLEXSA_LOCKSTEP_H
#define FLEXSA_LOCKSTEP_H

#include "csim.h"

/* name "lockstep": rtl, and SIM_FAILED when csim disagrees. The message names the first instruction
 * that differs, both times, and what it waited for in csim; or the counter that differs.
 * A run that ended early (on_write said so) is not compared. */
extern const struct flexsa_backend_ops flexsa_lockstep_backend;

/* What one of the two did; times: one for each instruction. */
struct flexsa_record {
    struct flexsa_run_result result;
    const struct flexsa_times *times;
};

/* Index of the instruction that differs earliest; program->count if every one is equal. */
size_t flexsa_lockstep_first(const struct flexsa_program *program, const struct flexsa_record *rtl,
                             const struct flexsa_record *csim);

/* The comparison alone. waits: csim's, one for each instruction. */
enum flexsa_status flexsa_lockstep_compare(const struct flexsa_program *program, const struct flexsa_record *rtl,
                                           const struct flexsa_record *csim, const struct flexsa_waits *waits,
                                           struct flexsa_error *err);

#endif /* FLEXSA_LOCKSTEP_H */
