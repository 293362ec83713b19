/* repro_read.c - a repro file read line by line; everything in it must be known, and nothing come twice. */
#include "repro.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

enum key {
    KEY_CONFIG, KEY_ARCH, KEY_PIPE_DEPTH, KEY_SECOND_WEIGHT, KEY_BACKEND, KEY_SEED, KEY_STALL_SEED, KEY_RESET_AT,
    KEY_TIMEOUT, KEY_SIGNATURE, KEY_KIND, KEY_INJECT, KEY_M, KEY_N, KEY_K, KEY_C0, KEY_F16, KEY_OPERANDS, KEY_GBUF, KEY_PROGRAM, KEY_END,
    NUM_KEYS
};

static const char *const key_names[NUM_KEYS] = {
    "config", "arch", "pipe-depth", "second-weight", "backend", "seed", "stall-seed", "reset-at", "timeout",
    "signature", "kind", "inject", "m", "n", "k", "c0", "f16", "operands", "gbuf", "program", "end",
};

enum { LINE_SHOWN = 40 };

struct reader {
    const char *name;
    const char *at;            /* the next line                                     */
    unsigned line;             /* of `rest`                                        */
    char *copy;                /* of the line, without its comment; owned          */
    size_t room;
    char *rest;                /* what of it is still to be read                   */
    unsigned seen[NUM_KEYS];   /* the lines they stand on                          */
    char config[16];
    unsigned arch;
    struct flexsa_repro *repro;
    struct flexsa_error *err;
};

__attribute__((format(printf, 2, 3))) static enum flexsa_status fail_here(const struct reader *reader,
                                                                          const char *format, ...)
{
    char text[300];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (char *c = text; *c; c++)
        if (!isprint((unsigned char)*c))
            *c = '?';
    return flexsa_fail(reader->err, FLEXSA_BAD_INPUT, "%s:%u: %s", reader->name, reader->line, text);
}

/* ---- lines and words ----------------------------------------------------------------- */

/* The next line with anything but a comment on it, into reader->rest. *end: there is none. */
static enum flexsa_status next_line(struct reader *reader, bool *end)
{
    for (*end = false; *reader->at;) {
        const size_t length = strcspn(reader->at, "\n"), used = strcspn(reader->at, "#\n");

        reader->line++;
        if (used >= reader->room) {
            char *grown = realloc(reader->copy, used + 256);

            if (!grown)
                return flexsa_fail(reader->err, FLEXSA_SIM_FAILED, "%s: no memory to read it", reader->name);
            reader->copy = grown;
            reader->room = used + 256;
        }
        memcpy(reader->copy, reader->at, used);
        reader->copy[used] = '\0';
        reader->at += length + (reader->at[length] == '\n');
        reader->rest = reader->copy + strspn(reader->copy, " \t\r");
        if (*reader->rest)
            return FLEXSA_OK;
    }
    *end = true;
    return FLEXSA_OK;
}

/* The next word of the line; NULL if there is none. */
static char *next_word(struct reader *reader)
{
    char *word = reader->rest;

    if (*word == '\0')
        return NULL;
    reader->rest += strcspn(word, " \t\r");
    if (*reader->rest)
        *reader->rest++ = '\0';
    reader->rest += strspn(reader->rest, " \t\r");
    return word;
}

static bool read_number(const char *word, uint64_t most, uint64_t *value)
{
    char *end;

    errno = 0;
    *value = strtoull(word, &end, 0);
    return isdigit((unsigned char)*word) && *end == '\0' && errno == 0 && *value <= most;
}

static enum flexsa_status take_number(struct reader *reader, enum key key, uint64_t least, uint64_t most,
                                      uint64_t *value)
{
    const char *word = next_word(reader);

    if (!word || !read_number(word, most, value) || *value < least)
        return fail_here(reader, "%s '%.*s': a whole number in %llu..%llu is wanted", key_names[key], LINE_SHOWN,
                         word ? word : "", (unsigned long long)least, (unsigned long long)most);
    return FLEXSA_OK;
}

/* Exactly so many hexadecimal digits. */
static bool read_hex(const char *word, size_t digits, uint32_t *value)
{
    *value = (uint32_t)strtoul(word, NULL, 16);
    return strlen(word) == digits && strspn(word, "0123456789abcdefABCDEF") == digits;
}

static enum flexsa_status want(const struct reader *reader, enum key key)
{
    return reader->seen[key] ? FLEXSA_OK : fail_here(reader, "no line '%s' before it", key_names[key]);
}

/* ---- single lines ---------------------------------------------------------------------- */

/* Once both are known. */
static enum flexsa_status make_machine(struct reader *reader)
{
    struct flexsa_machine *machine = &reader->repro->machine;
    const struct flexsa_machine before = *machine;
    struct flexsa_error inner;

    if (!reader->seen[KEY_CONFIG] || !reader->seen[KEY_ARCH])
        return FLEXSA_OK;
    if (flexsa_machine_init(machine, reader->config, reader->arch, &inner) != FLEXSA_OK)
        return fail_here(reader, "%s", inner.text);
    machine->pipe_depth = before.pipe_depth;
    machine->second_weight = before.second_weight;
    return FLEXSA_OK;
}

static enum flexsa_status take_config(struct reader *reader)
{
    const char *word = next_word(reader);

    snprintf(reader->config, sizeof reader->config, "%s", word ? word : "");
    return make_machine(reader);
}

static enum flexsa_status take_arch(struct reader *reader)
{
    const char *word = next_word(reader);

    for (reader->arch = 0; reader->arch <= FLEXSA_ARCH_SINGLE; reader->arch++)
        if (word && strcmp(word, flexsa_arch_name(reader->arch)) == 0)
            return make_machine(reader);
    return fail_here(reader, "arch '%.*s': known are flexsa, cores, single", LINE_SHOWN, word ? word : "");
}

static enum flexsa_status take_backend(struct reader *reader)
{
    static const char *const names[] = {"rtl", "golden", "csim", "lockstep"};
    const char *word = next_word(reader);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (word && strcmp(word, names[i]) == 0) {
            strcpy(reader->repro->backend, names[i]);
            return FLEXSA_OK;
        }
    return fail_here(reader, "backend '%.*s': known are rtl, golden, csim, lockstep", LINE_SHOWN, word ? word : "");
}

static enum flexsa_status take_signature(struct reader *reader)
{
    size_t length = strlen(reader->rest);

    while (length > 0 && strchr(" \t\r", reader->rest[length - 1]))
        length--;
    if (length == 0 || length >= sizeof reader->repro->signature)
        return fail_here(reader, "a signature has 1 to %zu characters", sizeof reader->repro->signature - 1);
    memcpy(reader->repro->signature, reader->rest, length);
    reader->repro->signature[length] = '\0';
    reader->rest += strlen(reader->rest);
    return FLEXSA_OK;
}

static enum flexsa_status take_kind(struct reader *reader)
{
    const char *word = next_word(reader);
    const bool is_gemm = word && strcmp(word, "gemm") == 0;

    if (!is_gemm && (!word || strcmp(word, "program") != 0))
        return fail_here(reader, "kind '%.*s': gemm or program is wanted", LINE_SHOWN, word ? word : "");
    reader->repro->kind = is_gemm ? FLEXSA_REPRO_GEMM : FLEXSA_REPRO_PROGRAM;
    return FLEXSA_OK;
}

/* ROW,COL,BIT or ADDR,BIT: what they may be is known at the end. */
static enum flexsa_status take_inject(struct reader *reader)
{
    struct flexsa_repro_inject *inject = &reader->repro->inject;
    const bool is_gemm = reader->repro->kind == FLEXSA_REPRO_GEMM;
    const char *word = next_word(reader);
    char part[3][24] = {""}, extra;
    uint64_t value[3] = {0};
    int parts = word ? sscanf(word, "%23[^,],%23[^,],%23[^,]%c", part[0], part[1], part[2], &extra) : 0;

    if (want(reader, KEY_KIND) != FLEXSA_OK)
        return FLEXSA_BAD_INPUT;
    for (int i = 0; i < 3 && i < parts; i++)
        if (!read_number(part[i], UINT32_MAX, &value[i]))
            parts = 0;
    if (parts != (is_gemm ? 3 : 2) || word[strlen(word) - 1] == ',')
        return fail_here(reader, "inject '%.*s': %s is wanted", LINE_SHOWN, word ? word : "",
                         is_gemm ? "ROW,COL,BIT" : "ADDR,BIT");
    inject->enabled = true;
    inject->row = is_gemm ? (uint32_t)value[0] : 0;
    inject->col = is_gemm ? (uint32_t)value[1] : 0;
    inject->addr = is_gemm ? 0 : (uint32_t)value[0];
    inject->bit = (unsigned)value[is_gemm ? 2 : 1];
    return FLEXSA_OK;
}

/* ---- operands ---------------------------------------------------------------------------- */

/* One row of `cols` words of `digits` digits each. */
static enum flexsa_status take_row(struct reader *reader, const char *name, uint32_t row, uint32_t cols,
                                   unsigned digits, void *out)
{
    const char *word;

    for (uint32_t col = 0; col < cols; col++) {
        uint32_t value = 0;

        word = next_word(reader);
        if (!word || !read_hex(word, digits, &value))
            return fail_here(reader, "row %u, column %u of %s: '%.*s' is no bit pattern of %u hexadecimal digits", row,
                             col, name, LINE_SHOWN, word ? word : "", digits);
        if (digits == 4)
            ((uint16_t *)out)[col] = (uint16_t)value;
        else
            ((uint32_t *)out)[col] = value;
    }
    word = next_word(reader);
    return word ? fail_here(reader, "row %u of %s has more than %u columns", row, name, cols) : FLEXSA_OK;
}

/* A line with the name, then the rows. */
static enum flexsa_status take_matrix(struct reader *reader, const char *name, uint32_t rows, uint32_t cols,
                                      unsigned digits, void **out)
{
    const size_t size = digits / 2;
    enum flexsa_status status;
    const char *word;
    bool end;

    status = next_line(reader, &end);
    if (status != FLEXSA_OK)
        return status;
    word = end ? NULL : next_word(reader);
    if (!word || strcmp(word, name) != 0 || next_word(reader))
        return fail_here(reader, "a line '%s' is wanted, and its %u rows", name, rows);
    /* Never more memory than the file is worth. */
    if ((uint64_t)rows * cols > strlen(reader->at) / (digits + 1) + 1)
        return fail_here(reader, "%s is too short for %u x %u elements", name, rows, cols);
    *out = calloc((size_t)rows * cols, size);
    if (!*out)
        return flexsa_fail(reader->err, FLEXSA_SIM_FAILED, "%s: no memory to read it", reader->name);
    for (uint32_t row = 0; row < rows; row++) {
        status = next_line(reader, &end);
        if (status == FLEXSA_OK && end)
            status = fail_here(reader, "%s ends after %u of %u rows", name, row, rows);
        if (status == FLEXSA_OK)
            status = take_row(reader, name, row, cols, digits, (char *)*out + (size_t)row * cols * size);
        if (status != FLEXSA_OK)
            return status;
    }
    return FLEXSA_OK;
}

static enum flexsa_status take_matrices(struct reader *reader)
{
    struct flexsa_repro *repro = reader->repro;
    const struct flexsa_gemm *gemm = &repro->gemm;
    enum flexsa_status status;
    void *matrix = NULL;

    status = take_matrix(reader, "a", gemm->m, gemm->k, 4, &matrix);
    repro->a = matrix;
    matrix = NULL;
    if (status == FLEXSA_OK)
        status = take_matrix(reader, "b", gemm->k, gemm->n, 4, &matrix);
    repro->b = matrix;
    matrix = NULL;
    if (status == FLEXSA_OK && gemm->has_c0)
        status = take_matrix(reader, "c0", gemm->m, gemm->n, 8, &matrix);
    repro->c0 = matrix;
    return status;
}

/* "inline", or a kind of values and a seed. */
static enum flexsa_status take_source(struct reader *reader, enum key key)
{
    struct flexsa_repro *repro = reader->repro;
    const char *word = next_word(reader);

    repro->is_inline = word && strcmp(word, "inline") == 0;
    if (repro->is_inline)
        return FLEXSA_OK;
    if (!word || !flexsa_values_parse(word, &repro->values))
        return fail_here(reader, "%s '%.*s': inline, normal, full, special or int is wanted", key_names[key], LINE_SHOWN,
                         word ? word : "");
    return take_number(reader, key, 0, UINT64_MAX, &repro->values_seed);
}

static enum flexsa_status take_operands(struct reader *reader)
{
    enum flexsa_status status = FLEXSA_OK;
    const enum key before[] = {KEY_M, KEY_N, KEY_K};

    if (reader->repro->kind != FLEXSA_REPRO_GEMM)
        return fail_here(reader, "operands are a GEMM's; a program has gbuf");
    for (unsigned i = 0; status == FLEXSA_OK && i < 3; i++)
        status = want(reader, before[i]);
    if (status == FLEXSA_OK)
        status = take_source(reader, KEY_OPERANDS);
    if (status == FLEXSA_OK && next_word(reader))
        status = fail_here(reader, "more on the line than operands have");
    return status == FLEXSA_OK && reader->repro->is_inline ? take_matrices(reader) : status;
}

/* "0x0100: 3c00 bc00" */
static enum flexsa_status take_bytes(struct reader *reader)
{
    const uint32_t limit = reader->repro->machine.gbuf_bytes;
    char *word = next_word(reader);
    uint64_t addr = 0;
    bool any = false;

    if (word[strlen(word) - 1] == ':')
        word[strlen(word) - 1] = '\0';
    if (!read_number(word, limit - 1, &addr))
        return fail_here(reader, "address '%.*s': below 0x%x is wanted", LINE_SHOWN, word, limit);
    for (; (word = next_word(reader)); any = true) {
        const size_t digits = strlen(word) == 8 ? 8 : 4;
        uint32_t value;

        if (!read_hex(word, digits, &value))
            return fail_here(reader, "'%.*s' is no bit pattern of 4 or 8 hexadecimal digits", LINE_SHOWN, word);
        if (addr % (digits / 2) || addr + digits / 2 > limit)
            return fail_here(reader, "0x%llx is no place for %zu bytes in GBUF of 0x%x", (unsigned long long)addr,
                             digits / 2, limit);
        memcpy(reader->repro->gbuf + addr, &value, digits / 2);
        addr += digits / 2;
    }
    return any ? FLEXSA_OK : fail_here(reader, "no value behind the address");
}

static enum flexsa_status take_image(struct reader *reader)
{
    reader->repro->gbuf = calloc(reader->repro->machine.gbuf_bytes, 1);
    if (!reader->repro->gbuf)
        return flexsa_fail(reader->err, FLEXSA_SIM_FAILED, "%s: no memory to read it", reader->name);
    for (;;) {
        const char *at = reader->at;
        const unsigned line = reader->line;
        bool end;
        enum flexsa_status status = next_line(reader, &end);

        if (status != FLEXSA_OK || end)
            return status;
        if (!isdigit((unsigned char)*reader->rest)) { /* the next key */
            reader->at = at;
            reader->line = line;
            return FLEXSA_OK;
        }
        status = take_bytes(reader);
        if (status != FLEXSA_OK)
            return status;
    }
}

static enum flexsa_status take_gbuf(struct reader *reader)
{
    struct flexsa_repro *repro = reader->repro;
    const enum key before[] = {KEY_CONFIG, KEY_ARCH, KEY_KIND};
    enum flexsa_status status = FLEXSA_OK;
    uint64_t half_bytes = 0;

    for (unsigned i = 0; status == FLEXSA_OK && i < 3; i++)
        status = want(reader, before[i]);
    if (status == FLEXSA_OK && repro->kind != FLEXSA_REPRO_PROGRAM)
        status = fail_here(reader, "gbuf is a program's; a GEMM has operands");
    if (status == FLEXSA_OK)
        status = take_source(reader, KEY_GBUF);
    if (status == FLEXSA_OK)
        status = take_number(reader, KEY_GBUF, 0, repro->machine.gbuf_bytes, &half_bytes);
    if (status == FLEXSA_OK && half_bytes % 4)
        status = fail_here(reader, "gbuf: binary16 ends at byte %llu, which is no multiple of 4",
                           (unsigned long long)half_bytes);
    if (status == FLEXSA_OK && next_word(reader))
        status = fail_here(reader, "more on the line than gbuf has");
    repro->half_bytes = (uint32_t)half_bytes;
    return status == FLEXSA_OK && repro->is_inline ? take_image(reader) : status;
}

/* Bytes up to the line "end", or to the end of the file; *lines of them. */
static size_t find_end(const char *text, unsigned *lines)
{
    const char *at = text;

    for (*lines = 0; *at; ++*lines) {
        const char *word = at + strspn(at, " \t\r");

        if (strncmp(word, key_names[KEY_END], 3) == 0 && (word[3] == '\0' || strchr(" \t\r\n#", word[3])))
            break;
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return (size_t)(at - text);
}

/* To the line "end", behind as many line ends as are before it: messages then name the right line. */
static enum flexsa_status take_program(struct reader *reader)
{
    unsigned lines;
    const size_t length = find_end(reader->at, &lines);
    char *text;
    enum flexsa_status status = want(reader, KEY_KIND);

    if (status == FLEXSA_OK && reader->repro->kind != FLEXSA_REPRO_PROGRAM)
        status = fail_here(reader, "a GEMM has no program");
    if (status == FLEXSA_OK && next_word(reader))
        status = fail_here(reader, "the program begins on the next line");
    if (status != FLEXSA_OK)
        return status;
    text = malloc(reader->line + length + 1);
    if (!text)
        return flexsa_fail(reader->err, FLEXSA_SIM_FAILED, "%s: no memory to read it", reader->name);
    memset(text, '\n', reader->line);
    memcpy(text + reader->line, reader->at, length);
    text[reader->line + length] = '\0';
    reader->at += length;
    status = flexsa_assemble(reader->name, text, &reader->repro->program, reader->err);
    free(text);
    if (status == FLEXSA_OK && reader->repro->program.count == 0)
        status = fail_here(reader, "no instruction in the program");
    reader->line += lines;
    return status;
}

static enum flexsa_status take_end(struct reader *reader)
{
    bool end;
    enum flexsa_status status = next_word(reader) ? fail_here(reader, "more on the line than end has") : next_line(reader, &end);

    return status == FLEXSA_OK && !end ? fail_here(reader, "'%.*s' stands behind the line 'end'", LINE_SHOWN, reader->rest) : status;
}

/* ---- the file ------------------------------------------------------------------------------ */

static enum flexsa_status take_value(struct reader *reader, enum key key)
{
    struct flexsa_repro *repro = reader->repro;
    uint64_t value = 0;
    enum flexsa_status status = FLEXSA_OK;

    switch (key) {
    case KEY_CONFIG:
        return take_config(reader);
    case KEY_ARCH:
        return take_arch(reader);
    case KEY_PIPE_DEPTH:
        status = take_number(reader, key, 1, 3, &value);
        repro->machine.pipe_depth = (unsigned)value;
        return status;
    case KEY_SECOND_WEIGHT:
        status = take_number(reader, key, 0, 1, &value);
        repro->machine.second_weight = value == 1;
        return status;
    case KEY_BACKEND:
        return take_backend(reader);
    case KEY_SEED:
        return take_number(reader, key, 0, UINT64_MAX, &repro->seed);
    case KEY_STALL_SEED:
        return take_number(reader, key, 0, UINT64_MAX, &repro->stall_seed);
    case KEY_RESET_AT:
        return take_number(reader, key, 0, UINT64_MAX, &repro->reset_at);
    case KEY_TIMEOUT:
        return take_number(reader, key, 0, UINT64_MAX, &repro->timeout);
    case KEY_SIGNATURE:
        return take_signature(reader);
    case KEY_KIND:
        return take_kind(reader);
    case KEY_INJECT:
        return take_inject(reader);
    case KEY_M:
    case KEY_N:
    case KEY_K:
        status = take_number(reader, key, 1, FLEXSA_MAX_DIM, &value);
        *(key == KEY_M ? &repro->gemm.m : key == KEY_N ? &repro->gemm.n : &repro->gemm.k) = (uint32_t)value;
        return status;
    case KEY_C0:
    case KEY_F16:
        status = take_number(reader, key, 0, 1, &value);
        *(key == KEY_C0 ? &repro->gemm.has_c0 : &repro->gemm.f16_out) = value == 1;
        return status;
    case KEY_OPERANDS:
        return take_operands(reader);
    case KEY_GBUF:
        return take_gbuf(reader);
    case KEY_PROGRAM:
        return take_program(reader);
    default:
        return take_end(reader);
    }
}

static enum flexsa_status take_line(struct reader *reader)
{
    const char *word = next_word(reader), *extra;
    enum key key = 0;
    enum flexsa_status status;

    while (key < NUM_KEYS && strcmp(word, key_names[key]) != 0)
        key++;
    if (key == NUM_KEYS)
        return fail_here(reader, "'%.*s' is nothing a repro file has", LINE_SHOWN, word);
    if (reader->seen[key])
        return fail_here(reader, "%s stands on line %u already", key_names[key], reader->seen[key]);
    if (key >= KEY_M && key <= KEY_F16 && reader->seen[KEY_OPERANDS])
        return fail_here(reader, "%s must stand before operands", key_names[key]);
    if (key >= KEY_M && key <= KEY_F16 && (!reader->seen[KEY_KIND] || reader->repro->kind != FLEXSA_REPRO_GEMM))
        return fail_here(reader, "no line 'kind gemm' before %s", key_names[key]);
    reader->seen[key] = reader->line;
    status = take_value(reader, key);
    if (status != FLEXSA_OK)
        return status;
    extra = key < KEY_OPERANDS ? next_word(reader) : NULL;
    return extra ? fail_here(reader, "'%.*s' is more than %s has", LINE_SHOWN, extra, key_names[key]) : FLEXSA_OK;
}

static enum flexsa_status check_inject(struct reader *reader)
{
    const struct flexsa_repro *repro = reader->repro;
    const struct flexsa_repro_inject *inject = &repro->inject;

    reader->line = reader->seen[KEY_INJECT];
    if (!inject->enabled)
        return FLEXSA_OK;
    if (repro->kind == FLEXSA_REPRO_GEMM) {
        if (inject->row >= repro->gemm.m || inject->col >= repro->gemm.n ||
            inject->bit >= (repro->gemm.f16_out ? 16u : 32u))
            return fail_here(reader, "inject %u,%u,%u is outside C", inject->row, inject->col, inject->bit);
    } else if (inject->addr >= repro->machine.gbuf_bytes || inject->bit >= 8) {
        return fail_here(reader, "inject 0x%x,%u is outside GBUF", inject->addr, inject->bit);
    }
    return FLEXSA_OK;
}

/* What must be there, and fits only now. */
static enum flexsa_status check_whole(struct reader *reader)
{
    const bool is_gemm = reader->repro->kind == FLEXSA_REPRO_GEMM;
    const enum key keys[] = {KEY_CONFIG, KEY_ARCH, KEY_KIND, is_gemm ? KEY_OPERANDS : KEY_GBUF,
                             is_gemm ? KEY_OPERANDS : KEY_PROGRAM};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!reader->seen[keys[i]])
            return flexsa_fail(reader->err, FLEXSA_BAD_INPUT, "%s: no line '%s'", reader->name, key_names[keys[i]]);
    if (!reader->seen[KEY_END])
        return flexsa_fail(reader->err, FLEXSA_BAD_INPUT, "%s: cut short: its last line must be 'end'", reader->name);
    return check_inject(reader);
}

static enum flexsa_status read_all(struct reader *reader)
{
    bool end;
    const char *word, *version;
    enum flexsa_status status = next_line(reader, &end);

    if (status != FLEXSA_OK)
        return status;
    word = end ? NULL : next_word(reader);
    version = word ? next_word(reader) : NULL;
    if (!version || strcmp(word, "flexsa-repro") != 0)
        return flexsa_fail(reader->err, FLEXSA_BAD_INPUT, "%s: no repro file: its first line is not 'flexsa-repro 1'",
                           reader->name);
    if (strcmp(version, "1") != 0 || next_word(reader))
        return fail_here(reader, "version '%.*s' of the format: known is 1", LINE_SHOWN, version);
    for (;;) {
        status = next_line(reader, &end);
        if (status != FLEXSA_OK)
            return status;
        if (end)
            return check_whole(reader);
        status = take_line(reader);
        if (status != FLEXSA_OK)
            return status;
    }
}

enum flexsa_status flexsa_repro_parse(const char *name, const char *text, struct flexsa_repro *repro,
                                      struct flexsa_error *err)
{
    struct reader reader = {.name = name, .at = text, .repro = repro, .err = err};
    enum flexsa_status status;

    *repro = (struct flexsa_repro){.backend = "rtl", .machine = {.pipe_depth = 1, .second_weight = true}};
    status = read_all(&reader);
    free(reader.copy);
    if (status != FLEXSA_OK)
        flexsa_repro_free(repro);
    return status;
}

enum flexsa_status flexsa_repro_read(const char *path, struct flexsa_repro *repro, struct flexsa_error *err)
{
    char *text;
    enum flexsa_status status = flexsa_file_read_text(path, FLEXSA_REPRO_MAX_BYTES, &text, err);

    *repro = (struct flexsa_repro){0};
    if (status != FLEXSA_OK)
        return status;
    status = flexsa_repro_parse(path, text, repro, err);
    free(text);
    return status;
}
