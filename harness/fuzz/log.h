/*
 * log.h - what has been run, in a folder, as it is run:
 *
 *   DIR/fuzz.log                       the plan on the first line; then one line for each case that is done
 *   DIR/SIGNATURE/case-17.repro        each case that failed; it is there before its line is
 *
 * A line is written by one append, so processes may share the log, and a run that is killed leaves whole lines
 * and perhaps one that is not; that case counts as not done. One run at a time holds the log.
 */
#ifndef FLEXSA_LOG_H
#define FLEXSA_LOG_H

#include "trial.h"

struct flexsa_log; /* opaque */

/* One case that is done. */
struct flexsa_log_case {
    uint64_t index, cycles;
    double seconds;
    size_t machine;             /* its index in the plan                          */
    enum flexsa_repro_kind kind;
    enum flexsa_status status;
    char *signature, *text;     /* of a failure, else NULL                        */
};

/* Makes DIR if need be. `plan` is the line that a log to be continued must have; `resume` continues one, or begins
 * if there is none; without it there must be none with a case in it. BAD_INPUT: another plan, another run writes, cannot write.
 * Owned by the caller. */
enum flexsa_status flexsa_log_open(struct flexsa_log **log, const char *folder, const char *plan, bool resume,
                                   struct flexsa_error *err);
void flexsa_log_close(struct flexsa_log *log);

/* Puts the case on disk, and its repro file if it failed (repro may be NULL). */
enum flexsa_status flexsa_log_add(struct flexsa_log *log, const struct flexsa_log_case *done,
                                  const struct flexsa_repro *repro, struct flexsa_error *err);

/* All cases with an index below `count`, each once, by index; free with flexsa_log_free. */
enum flexsa_status flexsa_log_read(const struct flexsa_log *log, uint64_t count, struct flexsa_log_case **cases,
                                   size_t *case_count, struct flexsa_error *err);
void flexsa_log_free(struct flexsa_log_case *cases, size_t case_count);

/* Where the repro file of a failed case is, owned by the caller; NULL without memory. */
char *flexsa_log_repro_path(const struct flexsa_log *log, uint64_t index, const char *signature);

#endif /* FLEXSA_LOG_H */
