/*
 * flexsa_instr.h - one instruction decoded, its 128-bit word, its text, and the
 * rules a program must keep (docs/isa.md).
 */
#ifndef FLEXSA_INSTR_H
#define FLEXSA_INSTR_H

#include <stddef.h>

#include "flexsa_machine.h"

/* A decoded instruction; fields an opcode does not use are 0. Units: rows, columns, bytes. */
struct flexsa_instr {
    unsigned op;            /* FLEXSA_OP_*                                        */
    unsigned mode;          /* FLEXSA_MODE_*                                      */
    unsigned core;          /* 0..3, `cores` only                                 */
    bool acc, swap, last, pair, f16;
    unsigned m, n, k;       /* sizes, >= 1 where used                             */
    unsigned orow;          /* first row in an OBUF partition                     */
    unsigned half;          /* OBUF half                                          */
    uint32_t addr;          /* GBUF byte address                                  */
    uint32_t pitch;         /* bytes from one row to the next                     */
};

/* FLEXSA_UNIT_*: which unit carries `instr` out; FLEXSA_NUM_UNITS for Sync. */
unsigned flexsa_instr_unit(const struct flexsa_instr *instr);

/* The encoded word: w[0] = bits 63:0, w[1] = bits 127:64. */
struct flexsa_word {
    uint64_t w[2];
};

/* An owned, growing list of instructions; zero-initialise, free with flexsa_program_free. */
struct flexsa_program {
    struct flexsa_instr *instrs;
    size_t count, capacity;
};

enum flexsa_status flexsa_program_add(struct flexsa_program *program,
                                      const struct flexsa_instr *instr, struct flexsa_error *err);
void flexsa_program_free(struct flexsa_program *program);

/* BAD_INPUT if a field is too large for its bits, or set though unused, or the opcode unknown. */
enum flexsa_status flexsa_instr_encode(const struct flexsa_instr *instr, struct flexsa_word *word,
                                       struct flexsa_error *err);
/* BAD_INPUT for an unknown opcode, a reserved bit set, or an unused field not 0. */
enum flexsa_status flexsa_instr_decode(const struct flexsa_word *word, struct flexsa_instr *instr,
                                       struct flexsa_error *err);

/* Text of one instruction, as docs/isa.md writes it; always fits 160 bytes. */
#define FLEXSA_TEXT_BYTES 160
void flexsa_instr_print(const struct flexsa_instr *instr, char text[FLEXSA_TEXT_BYTES]);

/* Assembles `text` (NUL-terminated, many lines) onto `program`. Errors name line and column
 * ("NAME:3:7: ..."); `name` is the file's name for them. */
enum flexsa_status flexsa_assemble(const char *name, const char *text,
                                   struct flexsa_program *program, struct flexsa_error *err);

/* Checks all rules of docs/isa.md, "What makes a program illegal". The message names the
 * instruction's index, its text, and the rule. */
enum flexsa_status flexsa_program_check(const struct flexsa_machine *machine,
                                        const struct flexsa_program *program,
                                        struct flexsa_error *err);

#endif /* FLEXSA_INSTR_H */
