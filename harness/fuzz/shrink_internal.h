/* shrink_internal.h - what shrink.c shares with the changes to programs, sizes and values. */
#ifndef FLEXSA_SHRINK_INTERNAL_H
#define FLEXSA_SHRINK_INTERNAL_H

#include "shrink.h"

/* A case being made smaller. */
struct shrink {
    const struct flexsa_shrink_options *options;
    struct flexsa_shrink_result *result;
    struct flexsa_repro *best;   /* fails, and is the smallest so far              */
    enum flexsa_status status;   /* not OK: nothing more is tried                  */
    struct flexsa_error *err;
};

/* A copy of the best case, to be changed; false if it is over. */
bool shrink_begin(struct shrink *shrink, struct flexsa_repro *candidate);
/* Runs the candidate, if it is legal, and takes it over; true if it still fails and is the best now. */
bool shrink_attempt(struct shrink *shrink, struct flexsa_repro *candidate);
/* Gives it up. */
void shrink_drop(struct flexsa_repro *candidate);
/* Is there anything more to be tried? */
bool shrink_goes_on(const struct shrink *shrink);

/* Each tries all its changes once; true if any was kept. */
bool shrink_gemm_sizes(struct shrink *shrink);
bool shrink_program(struct shrink *shrink);
bool shrink_values(struct shrink *shrink);

#endif /* FLEXSA_SHRINK_INTERNAL_H */
