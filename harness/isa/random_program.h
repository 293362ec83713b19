/*
 * random_program.h - random legal programs: any order of instructions that docs/isa.md allows,
 * not only what the compiler would write. Same machine, seed and count: same program.
 *
 * They differ from compiled ones in: FW with small k or n, any orow, several ExecGEMMs of
 * different modes on one tile, two tiles open at once, weights used again, loads far ahead,
 * StLBUF late, parts of a tile stored, C0 by LdOBUF, operands that were results (behind a Sync),
 * and, in one seed of four, an end with tiles loaded and OBUF halves left open.
 */
#ifndef FLEXSA_RANDOM_PROGRAM_H
#define FLEXSA_RANDOM_PROGRAM_H

#include "flexsa_instr.h"

struct random_program {
    struct flexsa_program program; /* the caller's; flexsa_program_free               */
    uint32_t half_bytes;           /* GBUF [0, half_bytes): to be filled with binary16,
                                      [half_bytes, gbuf_bytes): with binary32         */
    bool drained;                  /* every tile loaded is used, every half stored    */
};

/* splitmix64: the generator's own random numbers, for tests that need some too. */
uint64_t random_next(uint64_t *state);
/* 0 .. limit - 1 */
uint32_t random_below(uint64_t *state, uint32_t limit);

/* About `count` instructions: a few more when the end is drained. */
enum flexsa_status random_program_make(struct random_program *random,
                                       const struct flexsa_machine *machine, uint64_t seed,
                                       size_t count, struct flexsa_error *err);

#endif /* FLEXSA_RANDOM_PROGRAM_H */
