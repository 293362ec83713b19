/*
 * shrink.h - makes a failing case as small as it can while it fails in the same way (flexsa_signature_keeps): no
 * stalls, smaller sizes, fewer instructions, simpler values. Tries one change after another and keeps what still
 * fails, until no change does.
 */
#ifndef FLEXSA_SHRINK_H
#define FLEXSA_SHRINK_H

#include "trial.h"

struct flexsa_shrink_options {
    /* Runs a case. Any status but OK ends it all. */
    enum flexsa_status (*test)(void *context, const struct flexsa_repro *repro, struct flexsa_verdict *verdict,
                               struct flexsa_error *err);
    /* A smaller case that still fails: time to save it. NULL, or any status but OK ends it all. */
    enum flexsa_status (*on_smaller)(void *context, const struct flexsa_repro *repro, struct flexsa_error *err);
    /* NULL, or called after each run. */
    void (*on_try)(void *context, uint64_t tries);
    void *context;
    uint64_t most_tries;
};

struct flexsa_shrink_result {
    uint64_t tries, kept;
    struct flexsa_verdict verdict; /* of what is left                             */
    bool finished;                 /* no change is left to try; false: most_tries */
};

/* Changes *repro in place. BAD_INPUT if it does not fail to begin with. */
enum flexsa_status flexsa_shrink(struct flexsa_repro *repro, const struct flexsa_shrink_options *options,
                                 struct flexsa_shrink_result *result, struct flexsa_error *err);

#endif /* FLEXSA_SHRINK_H */
