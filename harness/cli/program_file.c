/* program_file.c - see program_file.h. */
#include "program_file.h"

#include <stdlib.h>
#include <string.h>

#include "../io/file.h"

enum flexsa_status program_read_text(const char *path, struct flexsa_program *program,
                                     struct flexsa_error *err)
{
    char *text;
    enum flexsa_status status = flexsa_file_read_text(path, PROGRAM_MAX_BYTES, &text, err);

    if (status != FLEXSA_OK)
        return status;
    status = flexsa_assemble(path, text, program, err);
    free(text);
    if (status == FLEXSA_OK && program->count == 0)
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: no instruction in it", path);
    return status;
}

enum flexsa_status program_read_binary(const char *path, struct flexsa_program *program,
                                       struct flexsa_error *err)
{
    struct flexsa_error inner = {""};
    char *data;
    size_t size;
    enum flexsa_status status = flexsa_file_read(path, PROGRAM_MAX_BYTES, &data, &size, err);

    if (status != FLEXSA_OK)
        return status;
    if (size == 0 || size % sizeof(struct flexsa_word) != 0)
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: %zu bytes are no whole number of 16-byte instructions",
                             path, size);
    for (size_t i = 0; status == FLEXSA_OK && i < size / sizeof(struct flexsa_word); i++) {
        struct flexsa_word word;
        struct flexsa_instr instr;

        memcpy(&word, data + i * sizeof word, sizeof word);
        status = flexsa_instr_decode(&word, &instr, &inner);
        if (status == FLEXSA_OK)
            status = flexsa_program_add(program, &instr, &inner);
        if (status != FLEXSA_OK)
            flexsa_fail(err, status, "%s: instruction %zu: %.400s", path, i, inner.text);
    }
    free(data);
    return status;
}

enum flexsa_status program_encode(const struct flexsa_program *program, struct flexsa_word **words,
                                  struct flexsa_error *err)
{
    enum flexsa_status status = FLEXSA_OK;

    *words = calloc(program->count + 1, sizeof **words);
    if (!*words)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %zu instructions", program->count);
    for (size_t i = 0; status == FLEXSA_OK && i < program->count; i++)
        status = flexsa_instr_encode(&program->instrs[i], &(*words)[i], err);
    return status;
}
