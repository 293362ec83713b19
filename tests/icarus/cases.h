/*
 * cases.h - what Icarus Verilog is to compute, and what must come out, as files for $readmemh. Expected values come from the
 * golden model's side only: its conversions and the host's fmaf, the ISA model, csim's cycles. Nothing here knows Verilator.
 *
 * A file is a list of hexadecimal words, one a line; the testbench that reads it says what is in a word.
 */
#ifndef ICARUS_CASES_H
#define ICARUS_CASES_H

#include <stdio.h>

#include "../../harness/compiler/flexsa_plan.h"
#include "../../harness/golden/half.h"
#include "../../harness/io/values.h"

/* FOLDER/NAME, written; NULL, and a line on stderr, if it cannot be. FOLDER is made if it is missing. */
FILE *cases_open(const char *folder, const char *name);
/* False, and a line on stderr, if anything of it was lost. */
bool cases_close(FILE *file);

/* `bits` bits at the top of a word that cases_word then writes: fields are put in one after another, the highest first. */
struct cases_word {
    char bits[4096];
    unsigned used;
};
void cases_put(struct cases_word *word, uint64_t value, unsigned bits);
void cases_write(struct cases_word *word, FILE *file);

/* a * b + c, a * b and b + c as docs/numerics.md has them. */
uint32_t cases_fma(uint16_t a, uint16_t b, uint32_t c);
uint32_t cases_product(uint16_t a, uint16_t b);
uint32_t cases_sum(uint32_t b, uint32_t c);
/* An operand as it travels in the array (rtl/flexsa_fp_pkg.sv draws it), from its value. */
uint32_t cases_operand(uint16_t half);

/* Each writes the files of one test; false, and a line on stderr, if something is wrong. */
bool cases_fp(const char *folder, uint64_t seed);

/* One flexsa_core with recoded operands. */
struct cases_core {
    unsigned rows, cols, pipe_depth;
    bool top_has_adder, second_weight;
};
bool cases_core(const char *folder, const struct cases_core *core, unsigned waves, uint64_t seed);

/* One flexsa_obuf: tokens, results and LdOBUF rows in, rows out. */
bool cases_obuf(const char *folder, unsigned cols, unsigned depth, unsigned tokens, uint64_t seed);

/* flexsa_top with a program and a GBUF: FOLDER/0, FOLDER/1, ... a pass of the GEMM each; a random program is one.
 * zeros: how many in a hundred elements of A are 0, drawn at random. */
bool cases_gemm(const char *folder, const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                enum flexsa_values values, unsigned zeros, uint64_t seed, uint64_t stall_seed);
bool cases_program(const char *folder, const struct flexsa_machine *machine, uint64_t seed, unsigned count,
                   uint64_t stall_seed);

#endif /* ICARUS_CASES_H */
