/*
 * draw.h - the cases of a random regression. Case i depends on the plan and i alone, so any of them can be
 * drawn again, in any order, by any process.
 *
 * One half are GEMMs with sizes at and around every edge of the machine (1, L-1, L, L+1, 2L-1, 2L, 2L+1), any
 * kind of values, C0, binary16; the other half random legal programs (random_program.h) that store something.
 */
#ifndef FLEXSA_DRAW_H
#define FLEXSA_DRAW_H

#include "../io/repro.h"

struct flexsa_fuzz_plan {
    uint64_t seed;
    const struct flexsa_machine *machines; /* the caller's                        */
    size_t machine_count;                  /* >= 1                                */
    const char *backend;                   /* by name, for the repro files        */
    bool stalls;                           /* half of the cases with a random GBUF */
    bool resets;                           /* a third of the cases are reset in mid-run */
    uint32_t inject;                       /* every so many cases one bit is flipped; 0: none */
};

/* *repro is owned by the caller; its `seed` is the case's own. */
enum flexsa_status flexsa_fuzz_draw(const struct flexsa_fuzz_plan *plan, uint64_t index, struct flexsa_repro *repro,
                                    struct flexsa_error *err);

/* Which of the machines case `index` is for: known without drawing it. */
size_t flexsa_fuzz_machine(const struct flexsa_fuzz_plan *plan, uint64_t index);

/* One line that says all a case depends on; owned by the caller, NULL without memory. */
char *flexsa_fuzz_describe(const struct flexsa_fuzz_plan *plan);

#endif /* FLEXSA_DRAW_H */
