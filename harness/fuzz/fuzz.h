/*
 * fuzz.h - runs the cases of a plan on several processes and puts each on disk as soon as it is done (log.h).
 * Cases the log has already are left out. A process that dies takes only its case with it: that is a failure
 * with the signature "crash ...", and another process goes on.
 */
#ifndef FLEXSA_FUZZ_H
#define FLEXSA_FUZZ_H

#include "draw.h"
#include "log.h"

/* How far it is: cases of this run, without those the log had. */
struct flexsa_fuzz_progress {
    uint64_t done, failed, todo;
    double seconds;
};

struct flexsa_fuzz_options {
    uint64_t count;                            /* cases 0 .. count - 1             */
    unsigned jobs;                             /* processes                        */
    const struct flexsa_backend_ops *backend;
    bool lockstep;                             /* csim's times too                 */
    void (*on_progress)(void *context, const struct flexsa_fuzz_progress *progress); /* NULL, or called now and then */
    void *context;
};

/* OK when every case has been run, whatever came of it. BAD_INPUT: a file cannot be written. */
enum flexsa_status flexsa_fuzz_run(const struct flexsa_fuzz_plan *plan, const struct flexsa_fuzz_options *options,
                                   struct flexsa_log *log, struct flexsa_error *err);

#endif /* FLEXSA_FUZZ_H */
