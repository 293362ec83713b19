/* cmd_asm.c - `flexsa asm` and `flexsa disasm`: text to 16-byte words, and back. */
#include <stdio.h>
#include <stdlib.h>

#include "../io/file.h"
#include "common.h"
#include "program_file.h"

struct asm_args {
    const char *out;
    bool json;
};

/* A word as it is drawn in flexsa_isa.h: most significant digit first. */
static void print_words(const struct flexsa_program *program, const struct flexsa_word *words, bool json)
{
    cJSON *array = json ? cJSON_CreateArray() : NULL;

    for (size_t i = 0; i < program->count; i++) {
        char hex[40], text[FLEXSA_TEXT_BYTES];

        snprintf(hex, sizeof hex, "%016llx%016llx", (unsigned long long)words[i].w[1],
                 (unsigned long long)words[i].w[0]);
        flexsa_instr_print(&program->instrs[i], text);
        if (json) {
            cJSON *item = cJSON_CreateObject();

            cJSON_AddStringToObject(item, "word", hex);
            cJSON_AddStringToObject(item, "text", text);
            cJSON_AddItemToArray(array, item);
        } else {
            printf("%s  %s\n", hex, text);
        }
    }
    if (json)
        print_json(array);
}

static int run(const struct command *command, bool from_text, int argc, char **argv)
{
    struct asm_args args = {0};
    const struct option_spec specs[] = {
        {"out", OPTION_TEXT, &args.out, "FILE", from_text ? "write 16 bytes an instruction there" : "write the text there"},
        JSON_OPTION(args.json),
    };
    struct flexsa_program program = {0};
    struct flexsa_word *words = NULL;
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(command, specs, sizeof specs / sizeof specs[0], argc, argv, 1, 1, &files, &count, &err);

    if (status == FLEXSA_OK)
        status = from_text ? program_read_text(files[0], &program, &err) : program_read_binary(files[0], &program, &err);
    if (status == FLEXSA_OK)
        status = program_encode(&program, &words, &err);
    if (status == FLEXSA_OK && args.out && from_text) {
        const struct flexsa_bytes bytes = {words, program.count * sizeof *words};

        status = flexsa_file_write(args.out, &bytes, 1, &err);
    } else if (status == FLEXSA_OK && args.out) {
        char *lines = calloc(program.count, FLEXSA_TEXT_BYTES + 1);
        size_t used = 0;

        for (size_t i = 0; lines && i < program.count; i++) {
            char text[FLEXSA_TEXT_BYTES];

            flexsa_instr_print(&program.instrs[i], text);
            used += (size_t)sprintf(lines + used, "%s\n", text);
        }
        const struct flexsa_bytes bytes = {lines, used};

        status = lines ? flexsa_file_write(args.out, &bytes, 1, &err)
                       : flexsa_fail(&err, FLEXSA_SIM_FAILED, "no memory for the text");
        free(lines);
    } else if (status == FLEXSA_OK && (from_text || args.json)) {
        print_words(&program, words, args.json);
    } else if (status == FLEXSA_OK) {
        for (size_t i = 0; i < program.count; i++) {
            char text[FLEXSA_TEXT_BYTES];

            flexsa_instr_print(&program.instrs[i], text);
            puts(text);
        }
    }
    free(words);
    flexsa_program_free(&program);
    return status == FLEXSA_OK ? FLEXSA_OK : fail(command->name, status, &err, args.json);
}

static int run_asm(int argc, char **argv)
{
    return run(&cmd_asm, true, argc, argv);
}

static int run_disasm(int argc, char **argv)
{
    return run(&cmd_disasm, false, argc, argv);
}

const struct command cmd_asm = {
    "asm",
    "PROGRAM.s [--out PROGRAM.bin]",
    "turn the text of a program into 128-bit words\n\n"
    "Without --out each word is printed in hexadecimal before its text. Language: docs/isa.md.",
    run_asm,
};

const struct command cmd_disasm = {
    "disasm",
    "PROGRAM.bin [--out PROGRAM.s]",
    "turn 128-bit words (16 bytes each, little endian) into text\n\nThe reverse of 'flexsa asm --out'.",
    run_disasm,
};
