/*
 * options.h - one table describes a subcommand's options: the parser (getopt_long) and --help are
 * both made from it.
 */
#ifndef FLEXSA_OPTIONS_H
#define FLEXSA_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../isa/flexsa_status.h"

enum option_type { OPTION_FLAG, OPTION_TEXT, OPTION_U32, OPTION_U64 };

/* An option and where its value goes. */
struct option_spec {
    const char *name;  /* without the dashes                                      */
    enum option_type type;
    void *value;       /* bool *, const char **, uint32_t *, uint64_t *           */
    const char *arg;   /* what --help calls the value; NULL for a flag            */
    const char *help;
};

struct command {
    const char *name;   /* "gemm"                                                 */
    const char *usage;  /* what follows the name on the first line of --help      */
    const char *about;  /* lines of text                                          */
    int (*run)(int argc, char **argv); /* argv[0] = name; returns the exit code   */
};

#define OPTIONS_MAX 48

/* Parses; *files are what is left over, pointers into argv: at least `least`, at most `most`.
 * Prints the help and exits for --help. USAGE errors name the option. */
enum flexsa_status options_parse(const struct command *command, const struct option_spec *specs,
                                 size_t count, int argc, char **argv, size_t least, size_t most,
                                 char ***files, size_t *file_count, struct flexsa_error *err);

/* The exit code once all output is out: `code`, or BAD_INPUT if stdout could not be written. */
int options_end(int code);

#endif /* FLEXSA_OPTIONS_H */
