/*
 * repro.h - one case that can be run again, in one text file that a person can read and change:
 *
 *   flexsa-repro 1
 *   config mini                  # machine; pipe-depth (1), second-weight (1) may follow
 *   arch flexsa
 *   backend lockstep             # rtl (the default), golden, csim or lockstep
 *   seed 4711                    # where the case comes from; nothing depends on it
 *   stall-seed 5                 # GBUF with random latency; 0 or no such line: at once
 *   reset-at 120                 # the machine is reset in that cycle and begins anew
 *   signature value FW           # how it failed
 *   kind gemm
 *   m 20
 *   n 9
 *   k 2
 *   c0 1                         # there is an initial C
 *   f16 1                        # C is rounded to binary16
 *   operands special 7           # kind of values and their seed, or, where each is written out:
 *   operands inline
 *   a                            # rows of bit patterns: m lines of k; then b, c0
 *   3c00 0000
 *   ...
 *   inject 17,8,3                # row, column, bit of C that is flipped
 *   end                          # the last line: a file without it was cut short
 *
 * and of a program instead of a GEMM
 *
 *   kind program
 *   gbuf special 7 4096          # values, seed; binary16 up to that byte, then binary32
 *   gbuf inline 4096             # or written out; what is not, is 0. 4 digits: binary16, 8: binary32
 *   0x0100: 3c00 bc00
 *   inject 0x1000,3              # byte and bit that is flipped if the program stores that byte
 *   program                      # to the line 'end', as docs/isa.md writes it
 *   ldv fw n=2 k=2 addr=0x100 pitch=8
 *   ...
 *   end
 */
#ifndef FLEXSA_REPRO_H
#define FLEXSA_REPRO_H

#include "../compiler/flexsa_plan.h"
#include "values.h"

enum flexsa_repro_kind { FLEXSA_REPRO_GEMM, FLEXSA_REPRO_PROGRAM };

/* A planted fault: one bit of the result is flipped. */
struct flexsa_repro_inject {
    bool enabled;
    uint32_t row, col;      /* of C, GEMM                                         */
    uint32_t addr;          /* of GBUF, program                                   */
    unsigned bit;           /* of the element; of the byte                        */
};

#define FLEXSA_REPRO_SIGNATURE 160

/* An owned case; zero-initialise, free with flexsa_repro_free. */
struct flexsa_repro {
    struct flexsa_machine machine;
    char backend[16];
    uint64_t seed, stall_seed, reset_at, timeout;
    char signature[FLEXSA_REPRO_SIGNATURE]; /* "" if not known                    */
    enum flexsa_repro_kind kind;
    struct flexsa_repro_inject inject;
    bool is_inline;                         /* else values and values_seed say what they are */
    enum flexsa_values values;
    uint64_t values_seed;
    struct flexsa_gemm gemm;                /* GEMM; inline: a, b, and c0 if gemm.has_c0 */
    uint16_t *a, *b;
    uint32_t *c0;
    struct flexsa_program program;          /* program; inline: gbuf, gbuf_bytes of them */
    uint32_t half_bytes;                    /* GBUF [0, half_bytes) holds binary16 */
    uint8_t *gbuf;
};

#define FLEXSA_REPRO_MAX_BYTES ((size_t)256 << 20)

/* BAD_INPUT: "NAME:LINE: ...". Whether the program is legal is not looked at. On failure nothing is left. */
enum flexsa_status flexsa_repro_parse(const char *name, const char *text, struct flexsa_repro *repro,
                                      struct flexsa_error *err);
enum flexsa_status flexsa_repro_read(const char *path, struct flexsa_repro *repro, struct flexsa_error *err);

/* The text, owned by the caller; NULL without memory. */
char *flexsa_repro_print(const struct flexsa_repro *repro);
/* Whole or not at all (file.h). */
enum flexsa_status flexsa_repro_write(const char *path, const struct flexsa_repro *repro, struct flexsa_error *err);

/* *copy owns everything anew. */
enum flexsa_status flexsa_repro_copy(struct flexsa_repro *copy, const struct flexsa_repro *repro,
                                     struct flexsa_error *err);
/* Writes out what the seed means; nothing to do if it is so already. */
enum flexsa_status flexsa_repro_inline(struct flexsa_repro *repro, struct flexsa_error *err);
/* Frees and zeroes it. */
void flexsa_repro_free(struct flexsa_repro *repro);

#endif /* FLEXSA_REPRO_H */
