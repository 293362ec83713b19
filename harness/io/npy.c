/*
 * npy.c - .npy files.
 *
 *   bytes 0-5   "\x93NUMPY"     6 major, 7 minor version
 *   8-9 (1.0) or 8-11 (2.0)     length of the header, little endian
 *   header                      {'descr': '<f2', 'fortran_order': False, 'shape': (3, 4), }
 *                               padded with spaces, ends with a newline
 *   elements                    row after row
 */
#define _POSIX_C_SOURCE 200809L /* fileno, ftello */
#include "npy.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error ".npy elements '<f2', '<f4' are little endian, and npy.c copies them as they are"
#endif

static const char magic[] = "\x93NUMPY";
enum { MAGIC_BYTES = 6, MAX_HEADER = 1 << 16, MAX_DIMS = 32 };

/* What a header says. */
struct header {
    bool has_descr, has_order, has_shape;
    char descr[16];
    bool fortran;
    unsigned dims;
    uint64_t shape[MAX_DIMS];
};

/* ---- the header: a Python dictionary, just as much of one as .npy uses ------- */

struct text {
    const char *path, *at;
    struct flexsa_error *err;
};

static enum flexsa_status bad_header(const struct text *text, const char *what)
{
    return flexsa_fail(text->err, FLEXSA_BAD_INPUT, "%s: .npy header: %s near \"%.20s\"",
                       text->path, what, text->at);
}

static void skip_space(struct text *text)
{
    text->at += strspn(text->at, " \t\r\n");
}

/* Takes `c`, with spaces around it. */
static bool take(struct text *text, char c)
{
    skip_space(text);
    if (*text->at != c)
        return false;
    text->at++;
    skip_space(text);
    return true;
}

static bool take_word(struct text *text, const char *word)
{
    skip_space(text);
    if (strncmp(text->at, word, strlen(word)) != 0)
        return false;
    text->at += strlen(word);
    return true;
}

static bool take_string(struct text *text, char *out, size_t room)
{
    skip_space(text);
    char quote = *text->at;
    if (quote != '\'' && quote != '"')
        return false;
    const char *end = strchr(text->at + 1, quote);
    if (!end || (size_t)(end - text->at - 1) >= room)
        return false;
    size_t length = (size_t)(end - text->at - 1);
    memcpy(out, text->at + 1, length);
    out[length] = '\0';
    text->at = end + 1;
    return true;
}

static bool take_shape(struct text *text, struct header *header)
{
    if (!take(text, '('))
        return false;
    while (!take(text, ')')) {
        if (*text->at < '0' || *text->at > '9' || header->dims == MAX_DIMS)
            return false;
        char *end;
        errno = 0;
        header->shape[header->dims++] = strtoull(text->at, &end, 10); /* too large: ULLONG_MAX */
        text->at = end;
        if (!take(text, ',') && *text->at != ')')
            return false;
    }
    return true;
}

static enum flexsa_status parse_header(struct text *text, struct header *header)
{
    char key[32];

    if (!take(text, '{'))
        return bad_header(text, "expected a dictionary");
    while (!take(text, '}')) {
        if (!take_string(text, key, sizeof key) || !take(text, ':'))
            return bad_header(text, "expected 'key':");
        if (strcmp(key, "descr") == 0) {
            skip_space(text);
            if (*text->at == '[')
                return flexsa_fail(text->err, FLEXSA_BAD_INPUT,
                                   "%s: dtype is a structure; expected '<f2' or '<f4'", text->path);
            if (!take_string(text, header->descr, sizeof header->descr))
                return bad_header(text, "expected a dtype");
            header->has_descr = true;
        } else if (strcmp(key, "fortran_order") == 0) {
            header->fortran = take_word(text, "True");
            if (!header->fortran && !take_word(text, "False"))
                return bad_header(text, "expected True or False");
            header->has_order = true;
        } else if (strcmp(key, "shape") == 0 && !header->has_shape) {
            if (!take_shape(text, header))
                return bad_header(text, "expected a shape such as (3, 4)");
            header->has_shape = true;
        } else {
            return bad_header(text, "unknown or repeated key before");
        }
        if (!take(text, ',') && *text->at != '}')
            return bad_header(text, "expected , or }");
    }
    skip_space(text);
    if (*text->at)
        return bad_header(text, "expected the end");
    if (!header->has_descr || !header->has_order || !header->has_shape)
        return flexsa_fail(text->err, FLEXSA_BAD_INPUT, "%s: .npy header lacks '%s'", text->path,
                           !header->has_descr   ? "descr"
                           : !header->has_order ? "fortran_order"
                                                : "shape");
    return FLEXSA_OK;
}

static enum flexsa_status check_header(const char *path, const struct header *header,
                                       struct flexsa_error *err)
{
    const char *descr = header->descr;
    bool f16 = strcmp(descr, "<f2") == 0, f32 = strcmp(descr, "<f4") == 0;

    if (!f16 && !f32)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: dtype is '%s'; expected '<f2' or '<f4'%s",
                           path, descr, descr[0] == '>' ? " (little endian)" : "");
    if (header->fortran)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "%s: Fortran order; save numpy.ascontiguousarray(x)", path);
    if (header->dims != 2)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: %u dimension%s; expected 2", path,
                           header->dims, header->dims == 1 ? "" : "s");
    uint64_t rows = header->shape[0], cols = header->shape[1];
    if (rows == 0 || cols == 0)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: empty: %llu x %llu", path,
                           (unsigned long long)rows, (unsigned long long)cols);
    if (rows > FLEXSA_NPY_MAX_DIM || cols > FLEXSA_NPY_MAX_DIM ||
        rows * cols * (f16 ? 2 : 4) > FLEXSA_NPY_MAX_BYTES)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "%s: too large: %llu x %llu; at most %u rows or columns and %llu bytes",
                           path, (unsigned long long)rows, (unsigned long long)cols,
                           FLEXSA_NPY_MAX_DIM, (unsigned long long)FLEXSA_NPY_MAX_BYTES);
    return FLEXSA_OK;
}

/* ---- files ------------------------------------------------------------------- */

/* Reads up to the elements. */
static enum flexsa_status read_header(FILE *file, const char *path, struct header *header,
                                      struct flexsa_error *err)
{
    unsigned char lead[12];
    errno = 0;
    size_t got = fread(lead, 1, 10, file);

    if (ferror(file))
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot read: %s", path, strerror(errno));
    if (got < MAGIC_BYTES || memcmp(lead, magic, MAGIC_BYTES) != 0)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: not a .npy file (bad magic)", path);
    if (got >= 8 && ((lead[6] != 1 && lead[6] != 2) || lead[7] != 0))
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: .npy version %u.%u; expected 1.0 or 2.0",
                           path, lead[6], lead[7]);
    size_t lead_bytes = got >= 8 && lead[6] == 2 ? 12 : 10;
    if (got == 10 && lead_bytes == 12)
        got += fread(lead + 10, 1, 2, file);
    if (got < lead_bytes)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "%s: truncated: %zu bytes, expected at least %zu of the header", path,
                           got, lead_bytes);
    size_t length = lead[8] | (size_t)lead[9] << 8;
    if (lead_bytes == 12)
        length |= (size_t)lead[10] << 16 | (size_t)lead[11] << 24;
    if (length > MAX_HEADER)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: .npy header of %zu bytes is too large", path,
                           length);

    char *dictionary = malloc(length + 1);
    if (!dictionary)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: no memory to read it", path);
    got = fread(dictionary, 1, length, file);
    dictionary[got] = '\0';
    enum flexsa_status status;
    if (got < length) {
        status = flexsa_fail(err, FLEXSA_BAD_INPUT,
                             "%s: truncated: %zu bytes of header, expected %zu", path, got, length);
    } else {
        struct text text = {path, dictionary, err};
        status = parse_header(&text, header);
    }
    free(dictionary);
    return status == FLEXSA_OK ? check_header(path, header, err) : status;
}

static enum flexsa_status cut_short(const char *path, size_t got, size_t expected, struct flexsa_error *err)
{
    return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: truncated: %zu bytes of elements, expected %zu", path, got,
                       expected);
}

static enum flexsa_status read_elements(FILE *file, const char *path, struct flexsa_npy *npy,
                                        bool f16, struct flexsa_error *err)
{
    size_t expected = npy->rows * npy->cols * (f16 ? 2 : 4);
    struct stat info;
    const off_t at = ftello(file);
    void *data;

    /* Never more memory than the file is worth; of a pipe nobody knows. */
    if (at >= 0 && fstat(fileno(file), &info) == 0 && S_ISREG(info.st_mode) && (size_t)(info.st_size - at) < expected)
        return cut_short(path, (size_t)(info.st_size - at), expected, err);
    data = malloc(expected);
    if (!data)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: no memory for %zu bytes", path, expected);
    errno = 0;
    size_t got = fread(data, 1, expected, file);
    if (got == expected && fgetc(file) == EOF) {
        if (f16)
            npy->f16 = data;
        else
            npy->f32 = data;
        return FLEXSA_OK;
    }
    free(data);
    if (ferror(file))
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot read: %s", path, strerror(errno));
    if (got == expected)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "%s: bytes follow the %zu bytes of %zu x %zu elements", path, expected,
                           npy->rows, npy->cols);
    return cut_short(path, got, expected, err);
}

enum flexsa_status flexsa_npy_read(const char *path, struct flexsa_npy *npy,
                                   struct flexsa_error *err)
{
    struct header header = {0};

    memset(npy, 0, sizeof *npy);
    FILE *file = fopen(path, "rb");
    if (!file)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot open: %s", path, strerror(errno));
    enum flexsa_status status = read_header(file, path, &header, err);
    if (status == FLEXSA_OK) {
        npy->rows = (size_t)header.shape[0];
        npy->cols = (size_t)header.shape[1];
        status = read_elements(file, path, npy, header.descr[2] == '2', err);
    }
    fclose(file);
    if (status != FLEXSA_OK)
        flexsa_npy_free(npy);
    return status;
}

enum flexsa_status flexsa_npy_write(const char *path, const struct flexsa_npy *npy,
                                    struct flexsa_error *err)
{
    enum { HEADER = 128 }; /* lead and dictionary; the elements begin aligned to 64 */
    char header[HEADER + 1];
    unsigned length = HEADER - 10;

    memcpy(header, magic, MAGIC_BYTES);
    header[6] = 1;
    header[7] = 0;
    header[8] = (char)(length & 0xff);
    header[9] = (char)(length >> 8);
    int used = snprintf(header + 10, length,
                        "{'descr': '<f%c', 'fortran_order': False, 'shape': (%zu, %zu), }",
                        npy->f16 ? '2' : '4', npy->rows, npy->cols);
    memset(header + 10 + used, ' ', length - (unsigned)used);
    header[HEADER - 1] = '\n';

    const void *data = npy->f16 ? (const void *)npy->f16 : npy->f32;
    struct flexsa_bytes runs[] = {
        {header, HEADER},
        {data, npy->rows * npy->cols * (npy->f16 ? 2 : 4)},
    };
    return flexsa_file_write(path, runs, 2, err);
}

void flexsa_npy_free(struct flexsa_npy *npy)
{
    free(npy->f16);
    free(npy->f32);
    memset(npy, 0, sizeof *npy);
}
