/*
 * instr_table.h - what each instruction consists of: one table for the encoder,
 * the decoder, the printer and the assembler. Private to harness/isa.
 */
#ifndef FLEXSA_INSTR_TABLE_H
#define FLEXSA_INSTR_TABLE_H

#include "flexsa_instr.h"

enum field {
    FIELD_MODE,
    FIELD_CORE,
    FIELD_ACC,
    FIELD_SWAP,
    FIELD_LAST,
    FIELD_PAIR,
    FIELD_F16,
    FIELD_M,
    FIELD_N,
    FIELD_K,
    FIELD_OROW,
    FIELD_HALF,
    FIELD_ADDR,
    FIELD_PITCH,
    NUM_FIELDS
};

/* One field: its name in text, its bits in the word, its place in struct flexsa_instr. */
struct field_info {
    const char *name;
    unsigned pos, size;
    size_t offset;
    bool is_flag;     /* a bool in the structure, a bare word in the text */
    bool is_optional; /* may be left out of the text (is 0 then)          */
};

/* One opcode: its mnemonic, and its fields in the order they are printed. */
struct op_info {
    const char *mnemonic;
    unsigned num_fields;
    enum field fields[11];
    bool by_shape; /* MODE is written wide or skinny, not fw, hsw, vsw, isw */
};

extern const struct field_info flexsa_fields[NUM_FIELDS];
extern const struct op_info flexsa_ops[FLEXSA_OP_LIMIT]; /* entry 0 has no mnemonic */

uint32_t flexsa_field_get(const struct flexsa_instr *instr, enum field field);
void flexsa_field_set(struct flexsa_instr *instr, enum field field, uint32_t value);

/* Does the opcode have the field? (PAIR further needs mode VSW.) */
bool flexsa_op_uses(unsigned op, enum field field);

/* The word for MODE in the text of `op`; NULL when the opcode has no such mode. */
const char *flexsa_mode_word(unsigned op, unsigned mode);

#endif /* FLEXSA_INSTR_TABLE_H */
