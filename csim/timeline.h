/*
 * timeline.h - when each instruction ran, as a trace for ui.perfetto.dev: a process for each unit (four
 * with independent cores), in it a track for each of load V, load H, shift, execute and OBUF, and one
 * that says what ExecGEMMs waited for. How to read it: docs/verification.md.
 */
#ifndef FLEXSA_TIMELINE_H
#define FLEXSA_TIMELINE_H

#include "lockstep.h"

struct flexsa_timeline; /* a file under construction; opaque */

/* `backend` (a name) and `stall_seed`: of the runs to come. BAD_INPUT if the file cannot be written.
 * Owned by the caller, freed by flexsa_timeline_close. */
enum flexsa_status flexsa_timeline_open(struct flexsa_timeline **timeline, const char *path,
                                        const struct flexsa_machine *machine, const char *backend, uint64_t stall_seed,
                                        struct flexsa_error *err);

/* Adds a program that has run, from `first_cycle` on. The waits are csim's: SIM_FAILED, with
 * flexsa_lockstep_compare's message, if csim does not agree with `ran`. */
enum flexsa_status flexsa_timeline_add(struct flexsa_timeline *timeline, const struct flexsa_program *program,
                                       uint64_t first_cycle, const struct flexsa_record *ran, struct flexsa_error *err);

/* keep: the file is finished, or BAD_INPUT. Without it, and on errors, none is left. NULL is nothing. */
enum flexsa_status flexsa_timeline_close(struct flexsa_timeline *timeline, bool keep, struct flexsa_error *err);

#endif /* FLEXSA_TIMELINE_H */
