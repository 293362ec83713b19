/* asm.c - the assembler: the text form of docs/isa.md to instructions. */
#include "instr_table.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Where we are in the text: one line at a time. */
struct source {
    const char *name;       /* of the file, for messages */
    unsigned line;          /* from 1 */
    const char *line_start;
    const char *at;         /* next character */
    struct flexsa_error *err;
};

/* A word of the text and where it stands; printable[] is for messages. */
struct token {
    const char *start;
    size_t length;
    char printable[32];
};

/* What has been read of one line; an operand not seen has no place. */
struct line {
    unsigned op;
    struct flexsa_instr instr;
    const char *mnemonic_at;
    const char *seen_at[NUM_FIELDS];
};

/* Fails at `place` of the current line: "NAME:LINE:COLUMN: problem 'what'hint". */
static enum flexsa_status fail_at(const struct source *source, const char *place,
                                  const char *problem, const char *what, const char *hint)
{
    return flexsa_fail(source->err, FLEXSA_BAD_INPUT, "%s:%u:%u: %s '%s'%s", source->name,
                       source->line, (unsigned)(place - source->line_start) + 1, problem, what,
                       hint);
}

static bool ends_line(char c)
{
    return c == '\0' || c == '\n' || c == '#' || c == ';';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of this line; false at its end or at a comment. */
static bool next_token(struct source *source, struct token *token)
{
    size_t shown;

    while (is_blank(*source->at))
        source->at++;
    if (ends_line(*source->at))
        return false;
    token->start = source->at;
    while (!ends_line(*source->at) && !is_blank(*source->at))
        source->at++;
    token->length = (size_t)(source->at - token->start);

    shown = token->length < sizeof token->printable ? token->length : sizeof token->printable - 1;
    for (size_t i = 0; i < shown; i++)
        token->printable[i] = isprint((unsigned char)token->start[i]) ? token->start[i] : '?';
    token->printable[shown] = '\0';
    return true;
}

static bool text_is(const char *start, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(start, word, length) == 0;
}

/* A decimal or 0x number; false if it isn't one, or does not fit `bits`. */
static bool parse_number(const char *start, const char *end, unsigned bits, uint32_t *value,
                         bool *too_large)
{
    const uint64_t limit = UINT64_C(1) << bits;
    unsigned base = 10;
    uint64_t sum = 0;

    *too_large = false;
    if (end - start > 2 && start[0] == '0' && (start[1] == 'x' || start[1] == 'X')) {
        base = 16;
        start += 2;
    }
    if (start == end)
        return false;
    for (const char *p = start; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        unsigned digit;

        if (isdigit(c))
            digit = c - '0';
        else if (base == 16 && isxdigit(c))
            digit = (unsigned)tolower(c) - 'a' + 10;
        else
            return false;
        if (!*too_large)
            sum = sum * base + digit;
        *too_large = *too_large || sum >= limit;
    }
    *value = (uint32_t)sum;
    return !*too_large;
}

/* NUM_FIELDS if no field has this name. MODE has no name in the text. */
static enum field find_field(const char *start, size_t length)
{
    enum field f = 0;

    while (f < NUM_FIELDS &&
           (f == FIELD_MODE || !text_is(start, length, flexsa_fields[f].name)))
        f++;
    return f;
}

/* Is it a mode's word for any opcode? Then *mode is it; FLEXSA_NUM_MODES if not for this one. */
static bool find_mode(unsigned op, const struct token *token, unsigned *mode)
{
    for (*mode = 0; *mode < FLEXSA_NUM_MODES; ++*mode) {
        const char *word = flexsa_mode_word(op, *mode);

        if (word && text_is(token->start, token->length, word))
            return true;
    }
    for (unsigned i = 0; i < FLEXSA_NUM_MODES; i++) {
        const char *by_mode = flexsa_mode_word(FLEXSA_OP_EXEC, i);
        const char *by_shape = flexsa_mode_word(FLEXSA_OP_ST, i);

        if (text_is(token->start, token->length, by_mode) ||
            (by_shape && text_is(token->start, token->length, by_shape)))
            return true;
    }
    return false;
}

/* Notes that `field` stands at `token`; fails if it is a second time, or not the opcode's. */
static enum flexsa_status claim(const struct source *source, struct line *line, enum field field,
                                const struct token *token)
{
    char hint[32];

    if (!flexsa_op_uses(line->op, field)) {
        snprintf(hint, sizeof hint, " for '%s'", flexsa_ops[line->op].mnemonic);
        return fail_at(source, token->start, "operand not used:", token->printable, hint);
    }
    if (line->seen_at[field])
        return fail_at(source, token->start, "duplicate operand", token->printable, "");
    line->seen_at[field] = token->start;
    return FLEXSA_OK;
}

/* A bare word: a mode or a flag. */
static enum flexsa_status parse_word(const struct source *source, struct line *line,
                                     const struct token *token)
{
    enum field field = find_field(token->start, token->length);
    enum flexsa_status status;
    unsigned mode;

    if (find_mode(line->op, token, &mode)) {
        status = claim(source, line, FIELD_MODE, token);
        if (status != FLEXSA_OK)
            return status;
        if (mode == FLEXSA_NUM_MODES)
            return fail_at(source, token->start, "wrong mode", token->printable,
                           flexsa_ops[line->op].by_shape ? "; it must be wide or skinny"
                                                         : "; it must be fw, hsw, vsw or isw");
        line->instr.mode = mode;
        return FLEXSA_OK;
    }
    if (field == NUM_FIELDS)
        return fail_at(source, token->start, "unknown operand", token->printable, "");
    if (!flexsa_fields[field].is_flag)
        return fail_at(source, token->start, "operand without value:", token->printable,
                       "; write NAME=NUMBER");
    status = claim(source, line, field, token);
    if (status == FLEXSA_OK)
        flexsa_field_set(&line->instr, field, 1);
    return status;
}

/* NAME=NUMBER; `equals` is the place of the sign. */
static enum flexsa_status parse_assignment(const struct source *source, struct line *line,
                                           const struct token *token, const char *equals)
{
    enum field field = find_field(token->start, (size_t)(equals - token->start));
    enum flexsa_status status;
    uint32_t value = 0;
    bool too_large;
    char hint[48];

    if (field == NUM_FIELDS)
        return fail_at(source, token->start, "unknown operand", token->printable, "");
    if (flexsa_fields[field].is_flag)
        return fail_at(source, token->start, "a flag takes no value:", token->printable, "");
    status = claim(source, line, field, token);
    if (status != FLEXSA_OK)
        return status;

    if (!parse_number(equals + 1, token->start + token->length, flexsa_fields[field].size, &value,
                      &too_large)) {
        if (!too_large)
            return fail_at(source, equals + 1, "not a number in", token->printable,
                           "; write decimal or 0x");
        snprintf(hint, sizeof hint, "; at most %llu",
                 (1ULL << flexsa_fields[field].size) - 1);
        return fail_at(source, equals + 1, "number out of range in", token->printable, hint);
    }
    flexsa_field_set(&line->instr, field, value);
    return FLEXSA_OK;
}

/* What can only be said when the whole line has been read. */
static enum flexsa_status check_line(const struct source *source, const struct line *line)
{
    const struct op_info *op = &flexsa_ops[line->op];

    for (unsigned i = 0; i < op->num_fields; i++) {
        enum field f = op->fields[i];

        if (!line->seen_at[f] && !flexsa_fields[f].is_optional)
            return fail_at(source, line->mnemonic_at, "missing operand", flexsa_fields[f].name, "");
    }
    if (line->instr.pair && line->instr.mode != FLEXSA_MODE_VSW)
        return fail_at(source, line->seen_at[FIELD_PAIR], "operand not used:", "pair",
                       "; it is for mode vsw");
    return FLEXSA_OK;
}

/* One line, from source->at up to its end; *empty if no instruction stands on it. */
static enum flexsa_status parse_line(struct source *source, struct line *line, bool *empty)
{
    struct token token;

    *line = (struct line){0};
    *empty = !next_token(source, &token);
    if (*empty)
        return FLEXSA_OK;

    line->mnemonic_at = token.start;
    for (line->op = 1; line->op < FLEXSA_OP_LIMIT; line->op++)
        if (text_is(token.start, token.length, flexsa_ops[line->op].mnemonic))
            break;
    if (line->op == FLEXSA_OP_LIMIT)
        return fail_at(source, token.start, "unknown mnemonic", token.printable, "");
    line->instr.op = line->op;

    while (next_token(source, &token)) {
        const char *equals = memchr(token.start, '=', token.length);
        enum flexsa_status status = equals ? parse_assignment(source, line, &token, equals)
                                           : parse_word(source, line, &token);

        if (status != FLEXSA_OK)
            return status;
    }
    return check_line(source, line);
}

enum flexsa_status flexsa_assemble(const char *name, const char *text,
                                   struct flexsa_program *program, struct flexsa_error *err)
{
    struct source source = {.name = name, .line = 1, .line_start = text, .at = text, .err = err};
    const size_t count_before = program->count;

    for (;;) {
        struct line line;
        bool empty;
        enum flexsa_status status = parse_line(&source, &line, &empty);

        if (status == FLEXSA_OK && !empty)
            status = flexsa_program_add(program, &line.instr, err);
        if (status != FLEXSA_OK) {
            program->count = count_before; /* all of the text or nothing */
            return status;
        }
        source.at += strcspn(source.at, "\n");
        if (*source.at == '\0')
            return FLEXSA_OK;
        source.at++;
        source.line++;
        source.line_start = source.at;
    }
}
