/* instr.c - programs as lists; instructions to and from their words; their text. */
#include "instr_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELD(NAME, member, flag, optional)                                                        \
    [FIELD_##NAME] = {#member, FLEXSA_POS_##NAME, FLEXSA_SIZE_##NAME,                              \
                      offsetof(struct flexsa_instr, member), flag, optional}

const struct field_info flexsa_fields[NUM_FIELDS] = {
    FIELD(MODE, mode, false, false),
    FIELD(CORE, core, false, true),
    FIELD(ACC, acc, true, true),
    FIELD(SWAP, swap, true, true),
    FIELD(LAST, last, true, true),
    FIELD(PAIR, pair, true, true),
    FIELD(F16, f16, true, true),
    FIELD(M, m, false, false),
    FIELD(N, n, false, false),
    FIELD(K, k, false, false),
    FIELD(OROW, orow, false, false),
    FIELD(HALF, half, false, false),
    FIELD(ADDR, addr, false, false),
    FIELD(PITCH, pitch, false, false),
};

_Static_assert(sizeof(unsigned) == sizeof(uint32_t), "fields are read as uint32_t");
_Static_assert(FLEXSA_POS_HALF + FLEXSA_SIZE_HALF == 64, "no field crosses bit 64");
_Static_assert(FLEXSA_POS_RSV1 + FLEXSA_SIZE_RSV1 == FLEXSA_INSTR_BITS, "the fields fill the word");

const struct op_info flexsa_ops[FLEXSA_OP_LIMIT] = {
    [FLEXSA_OP_LDV] = {"ldv", 6,
                       {FIELD_MODE, FIELD_K, FIELD_N, FIELD_ADDR, FIELD_PITCH, FIELD_CORE}, false},
    [FLEXSA_OP_LDH] = {"ldh", 7,
                       {FIELD_MODE, FIELD_PAIR, FIELD_M, FIELD_K, FIELD_ADDR, FIELD_PITCH,
                        FIELD_CORE}, false},
    [FLEXSA_OP_SHIFT] = {"shiftv", 4, {FIELD_MODE, FIELD_K, FIELD_N, FIELD_CORE}, false},
    [FLEXSA_OP_EXEC] = {"exec", 11,
                        {FIELD_MODE, FIELD_PAIR, FIELD_M, FIELD_N, FIELD_K, FIELD_SWAP, FIELD_ACC,
                         FIELD_LAST, FIELD_HALF, FIELD_OROW, FIELD_CORE}, false},
    [FLEXSA_OP_ST] = {"st", 9,
                      {FIELD_MODE, FIELD_M, FIELD_N, FIELD_ADDR, FIELD_PITCH, FIELD_HALF,
                       FIELD_OROW, FIELD_F16, FIELD_CORE}, true},
    [FLEXSA_OP_LDO] = {"ldo", 8,
                       {FIELD_MODE, FIELD_M, FIELD_N, FIELD_ADDR, FIELD_PITCH, FIELD_HALF,
                        FIELD_OROW, FIELD_CORE}, true},
    [FLEXSA_OP_SYNC] = {"sync", 0, {0}, false},
};

uint32_t flexsa_field_get(const struct flexsa_instr *instr, enum field field)
{
    const struct field_info *info = &flexsa_fields[field];
    const char *place = (const char *)instr + info->offset;
    uint32_t value;

    if (info->is_flag)
        return *(const bool *)place;
    memcpy(&value, place, sizeof value);
    return value;
}

void flexsa_field_set(struct flexsa_instr *instr, enum field field, uint32_t value)
{
    const struct field_info *info = &flexsa_fields[field];
    char *place = (char *)instr + info->offset;

    if (info->is_flag)
        *(bool *)place = value != 0;
    else
        memcpy(place, &value, sizeof value);
}

bool flexsa_op_uses(unsigned op, enum field field)
{
    for (unsigned i = 0; i < flexsa_ops[op].num_fields; i++)
        if (flexsa_ops[op].fields[i] == field)
            return true;
    return false;
}

const char *flexsa_mode_word(unsigned op, unsigned mode)
{
    static const char *const by_mode[FLEXSA_NUM_MODES] = {
        [FLEXSA_MODE_FW] = "fw",
        [FLEXSA_MODE_HSW] = "hsw",
        [FLEXSA_MODE_VSW] = "vsw",
        [FLEXSA_MODE_ISW] = "isw",
    };
    static const char *const by_shape[FLEXSA_NUM_MODES] = {
        [FLEXSA_MODE_FW] = "wide",
        [FLEXSA_MODE_ISW] = "skinny",
    };

    if (mode >= FLEXSA_NUM_MODES)
        return NULL;
    return flexsa_ops[op].by_shape ? by_shape[mode] : by_mode[mode];
}

unsigned flexsa_instr_unit(const struct flexsa_instr *instr)
{
    switch (instr->op) {
    case FLEXSA_OP_LDV: return FLEXSA_UNIT_LDV;
    case FLEXSA_OP_LDH: return FLEXSA_UNIT_LDH;
    case FLEXSA_OP_SHIFT: return FLEXSA_UNIT_SHIFT;
    case FLEXSA_OP_EXEC: return FLEXSA_UNIT_EXEC;
    case FLEXSA_OP_ST:
    case FLEXSA_OP_LDO: return FLEXSA_UNIT_OBUF;
    default: return FLEXSA_NUM_UNITS;
    }
}

enum flexsa_status flexsa_program_add(struct flexsa_program *program,
                                      const struct flexsa_instr *instr, struct flexsa_error *err)
{
    if (program->count == program->capacity) {
        size_t capacity = program->capacity ? 2 * program->capacity : 64;
        struct flexsa_instr *grown = NULL;

        if (capacity <= SIZE_MAX / sizeof *grown)
            grown = realloc(program->instrs, capacity * sizeof *grown);
        if (!grown)
            return flexsa_fail(err, FLEXSA_SIM_FAILED,
                               "no memory for a program of %zu instructions", capacity);
        program->instrs = grown;
        program->capacity = capacity;
    }
    program->instrs[program->count++] = *instr;
    return FLEXSA_OK;
}

void flexsa_program_free(struct flexsa_program *program)
{
    free(program->instrs);
    *program = (struct flexsa_program){0};
}

/* The rules that encoder and decoder share. */
static enum flexsa_status check_fields(const struct flexsa_instr *instr, struct flexsa_error *err)
{
    const struct op_info *op;

    if (instr->op == 0 || instr->op >= FLEXSA_OP_LIMIT)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "unknown opcode %u", instr->op);
    op = &flexsa_ops[instr->op];

    for (enum field f = 0; f < NUM_FIELDS; f++) {
        const struct field_info *info = &flexsa_fields[f];
        uint32_t value = flexsa_field_get(instr, f);

        if (value == 0)
            continue;
        if (!flexsa_op_uses(instr->op, f))
            return flexsa_fail(err, FLEXSA_BAD_INPUT, "'%s' has no field '%s', but it is %u",
                               op->mnemonic, info->name, value);
        if (info->size < 32 && value >> info->size)
            return flexsa_fail(err, FLEXSA_BAD_INPUT, "'%s': %s=%u is too large for %u bits",
                               op->mnemonic, info->name, value, info->size);
    }
    if (flexsa_op_uses(instr->op, FIELD_MODE) && !flexsa_mode_word(instr->op, instr->mode))
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "'%s': mode %s; it must be FW (wide) or ISW (skinny)", op->mnemonic,
                           flexsa_mode_name(instr->mode));
    if (instr->pair && instr->mode != FLEXSA_MODE_VSW)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "'%s': 'pair' is for mode VSW only, not %s",
                           op->mnemonic, flexsa_mode_name(instr->mode));
    return FLEXSA_OK;
}

static void put_bits(struct flexsa_word *word, unsigned pos, uint32_t value)
{
    word->w[pos / 64] |= (uint64_t)value << pos % 64;
}

static uint32_t get_bits(const struct flexsa_word *word, unsigned pos, unsigned size)
{
    return (uint32_t)(word->w[pos / 64] >> pos % 64 & ((UINT64_C(1) << size) - 1));
}

enum flexsa_status flexsa_instr_encode(const struct flexsa_instr *instr, struct flexsa_word *word,
                                       struct flexsa_error *err)
{
    enum flexsa_status status = check_fields(instr, err);

    if (status != FLEXSA_OK)
        return status;
    *word = (struct flexsa_word){{0}};
    put_bits(word, FLEXSA_POS_OP, instr->op);
    for (enum field f = 0; f < NUM_FIELDS; f++)
        put_bits(word, flexsa_fields[f].pos, flexsa_field_get(instr, f));
    return FLEXSA_OK;
}

enum flexsa_status flexsa_instr_decode(const struct flexsa_word *word, struct flexsa_instr *instr,
                                       struct flexsa_error *err)
{
    *instr = (struct flexsa_instr){.op = get_bits(word, FLEXSA_POS_OP, FLEXSA_SIZE_OP)};
    if (get_bits(word, FLEXSA_POS_RSV0, FLEXSA_SIZE_RSV0) ||
        get_bits(word, FLEXSA_POS_RSV1, FLEXSA_SIZE_RSV1))
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "reserved bits set in %016llx%016llx",
                           (unsigned long long)word->w[1], (unsigned long long)word->w[0]);
    for (enum field f = 0; f < NUM_FIELDS; f++)
        flexsa_field_set(instr, f, get_bits(word, flexsa_fields[f].pos, flexsa_fields[f].size));
    return check_fields(instr, err);
}

void flexsa_instr_print(const struct flexsa_instr *instr, char text[FLEXSA_TEXT_BYTES])
{
    const struct op_info *op;
    size_t used;

    if (instr->op == 0 || instr->op >= FLEXSA_OP_LIMIT) {
        snprintf(text, FLEXSA_TEXT_BYTES, "op=%u?", instr->op);
        return;
    }
    op = &flexsa_ops[instr->op];
    used = (size_t)snprintf(text, FLEXSA_TEXT_BYTES, "%s", op->mnemonic);

    /* Eleven operands of at most 17 characters: all fits. */
    for (unsigned i = 0; i < op->num_fields; i++) {
        enum field f = op->fields[i];
        const char *name = flexsa_fields[f].name;
        uint32_t value = flexsa_field_get(instr, f);
        const char *word = f == FIELD_MODE ? flexsa_mode_word(instr->op, value) : name;
        char *end = text + used;
        size_t room = FLEXSA_TEXT_BYTES - used;
        int length = 0;

        if (flexsa_fields[f].is_optional && value == 0)
            continue;
        if (flexsa_fields[f].is_flag || (f == FIELD_MODE && word))
            length = snprintf(end, room, " %s", word);
        else if (f == FIELD_ADDR)
            length = snprintf(end, room, " %s=%#x", name, value);
        else
            length = snprintf(end, room, " %s=%u", name, value);
        used += (size_t)length;
    }
}
