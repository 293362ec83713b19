/* options.c - getopt_long driven by a table. */
#define _GNU_SOURCE /* getopt_long */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELP = OPTIONS_MAX };

static void print_help(const struct command *command, const struct option_spec *specs, size_t count)
{
    printf("Usage: flexsa %s %s\n\n%s\n\nOptions:\n", command->name, command->usage, command->about);
    for (size_t i = 0; i < count; i++) {
        char left[64];

        snprintf(left, sizeof left, "--%s%s%s", specs[i].name, specs[i].arg ? " " : "",
                 specs[i].arg ? specs[i].arg : "");
        printf("  %-24s %s\n", left, specs[i].help);
    }
    printf("  %-24s %s\n", "--help", "this text");
    printf("\nExit code: 0 done and all equal; 1 mismatch, or nothing checked; 2 wrong usage;\n"
           "3 bad input; 4 simulation failed, timed out, or out of memory.\n");
}

static enum flexsa_status parse_number(const struct command *command, const struct option_spec *spec,
                                       const char *text, struct flexsa_error *err)
{
    const uint64_t most = spec->type == OPTION_U32 ? UINT32_MAX : UINT64_MAX;
    char *end;
    unsigned long long value;

    errno = 0;
    value = strtoull(text, &end, 0);
    if (*text < '0' || *text > '9' || *end != '\0' || errno == ERANGE || value > most)
        return flexsa_fail(err, FLEXSA_USAGE,
                           "--%s '%s': a whole number of at most %llu is wanted; see 'flexsa %s --help'",
                           spec->name, text, (unsigned long long)most, command->name);
    if (spec->type == OPTION_U32)
        *(uint32_t *)spec->value = (uint32_t)value;
    else
        *(uint64_t *)spec->value = value;
    return FLEXSA_OK;
}

static enum flexsa_status store(const struct command *command, const struct option_spec *spec,
                                const char *text, struct flexsa_error *err)
{
    switch (spec->type) {
    case OPTION_FLAG:
        *(bool *)spec->value = true;
        return FLEXSA_OK;
    case OPTION_TEXT:
        *(const char **)spec->value = text;
        return FLEXSA_OK;
    default:
        return parse_number(command, spec, text, err);
    }
}

enum flexsa_status options_parse(const struct command *command, const struct option_spec *specs,
                                 size_t count, int argc, char **argv, size_t least, size_t most,
                                 char ***files, size_t *file_count, struct flexsa_error *err)
{
    struct option table[OPTIONS_MAX + 2] = {{0}};
    int id;

    if (count > OPTIONS_MAX)
        abort();
    for (size_t i = 0; i < count; i++)
        table[i] = (struct option){specs[i].name,
                                   specs[i].type == OPTION_FLAG ? no_argument : required_argument,
                                   NULL, (int)i + 256};
    table[count] = (struct option){"help", no_argument, NULL, HELP + 256};

    opterr = 0;
    optind = 0;
    while ((id = getopt_long(argc, argv, ":h", table, NULL)) != -1) {
        enum flexsa_status status;

        if (id == 'h' || id == HELP + 256) {
            print_help(command, specs, count);
            exit(options_end(FLEXSA_OK));
        }
        if (id == ':')
            return flexsa_fail(err, FLEXSA_USAGE, "%s wants a value; see 'flexsa %s --help'",
                               argv[optind - 1], command->name);
        if (id == '?')
            return flexsa_fail(err, FLEXSA_USAGE, "unknown option %s; see 'flexsa %s --help'",
                               argv[optind - 1], command->name);
        status = store(command, &specs[id - 256], optarg, err);
        if (status != FLEXSA_OK)
            return status;
    }
    *files = argv + optind;
    *file_count = (size_t)(argc - optind);
    if (*file_count < least)
        return flexsa_fail(err, FLEXSA_USAGE, "a file name is missing; see 'flexsa %s --help'",
                           command->name);
    if (*file_count > most)
        return flexsa_fail(err, FLEXSA_USAGE, "'%s' is one argument too many; see 'flexsa %s --help'",
                           (*files)[most], command->name);
    return FLEXSA_OK;
}

int options_end(int code)
{
    const bool failed = ferror(stdout) != 0;

    if (fflush(stdout) == 0 && !failed)
        return code;
    fprintf(stderr, "flexsa: standard output: cannot write: %s\n", strerror(errno));
    return code == FLEXSA_OK ? FLEXSA_BAD_INPUT : code;
}
