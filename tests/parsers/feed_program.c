/*
 * feed_program.c - programs, as text and as words of 16 bytes: each instruction is the same once printed and read, and
 * once encoded and decoded; the checker takes whatever was accepted.
 */
#include <stdlib.h>
#include <string.h>

#include "../../harness/cli/program_file.h"
#include "parsers.h"

/* Both forms of every instruction; `words` are NULL or what the program was read from. */
static void check_forms(const struct flexsa_program *program, const uint8_t *words)
{
    struct flexsa_error err = {""};
    struct flexsa_word *encoded;

    require(program_encode(program, &encoded, &err) == FLEXSA_OK, "an accepted program has words");
    require(!words || memcmp(encoded, words, program->count * sizeof *encoded) == 0, "words decoded and encoded are the same");
    for (size_t i = 0; i < program->count; i++) {
        struct flexsa_program again = {0};
        struct flexsa_instr instr;
        struct flexsa_word word;
        char text[FLEXSA_TEXT_BYTES];

        require(flexsa_instr_decode(&encoded[i], &instr, &err) == FLEXSA_OK, "a word can be decoded");
        require(flexsa_instr_encode(&instr, &word, &err) == FLEXSA_OK && memcmp(&word, &encoded[i], sizeof word) == 0,
                "an instruction decoded and encoded is the same");
        flexsa_instr_print(&program->instrs[i], text);
        require(flexsa_assemble("again", text, &again, &err) == FLEXSA_OK && again.count == 1, "printed text can be read");
        require(flexsa_instr_encode(&again.instrs[0], &word, &err) == FLEXSA_OK &&
                    memcmp(&word, &encoded[i], sizeof word) == 0,
                "an instruction printed and read is the same");
        flexsa_program_free(&again);
    }
    free(encoded);
}

/* May refuse, must not fail. */
static void check_rules(const struct flexsa_program *program)
{
    static const char *const configs[] = {"mini", "full"};

    for (unsigned i = 0; i < 6; i++) {
        struct flexsa_error err = {""};
        struct flexsa_machine machine;

        require(flexsa_machine_init(&machine, configs[i % 2], i / 2, &err) == FLEXSA_OK, "the machine is known");
        (void)accepted(flexsa_program_check(&machine, program, &err), &err);
    }
}

void feed_program(const uint8_t *data, size_t size)
{
    const char *path = file_of(0, data, size);

    for (int binary = 0; binary < 2; binary++) {
        struct flexsa_error err = {""};
        struct flexsa_program program = {0};

        if (accepted((binary ? program_read_binary : program_read_text)(path, &program, &err), &err)) {
            require(program.count > 0, "an accepted program has instructions");
            require(!binary || program.count * sizeof(struct flexsa_word) == size, "each word is an instruction");
            check_forms(&program, binary ? data : NULL);
            check_rules(&program);
        }
        flexsa_program_free(&program);
    }
}
