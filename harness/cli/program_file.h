/* program_file.h - programs in files: text, or 16 bytes an instruction. */
#ifndef FLEXSA_PROGRAM_FILE_H
#define FLEXSA_PROGRAM_FILE_H

#include "../isa/flexsa_instr.h"

#define PROGRAM_MAX_BYTES ((size_t)256 << 20)

/* Appends; BAD_INPUT names file and place. */
enum flexsa_status program_read_text(const char *path, struct flexsa_program *program,
                                     struct flexsa_error *err);
enum flexsa_status program_read_binary(const char *path, struct flexsa_program *program,
                                       struct flexsa_error *err);
/* Words of the program, owned by the caller. */
enum flexsa_status program_encode(const struct flexsa_program *program, struct flexsa_word **words,
                                  struct flexsa_error *err);

#endif /* FLEXSA_PROGRAM_FILE_H */
