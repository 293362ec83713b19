/* cmd_debug.c - `flexsa debug`: a repro file, and the first wrong value in the array. */
#define _POSIX_C_SOURCE 200809L /* strdup */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../io/file.h"
#include "debug.h"
#include "replay.h"

struct debug_args {
    const char *out;
    bool json;
};

/* "case.repro" -> "case", owned by the caller. */
static char *stem_of(const char *path)
{
    char *stem = strdup(path);
    char *end = stem ? strrchr(stem, '.') : NULL;

    if (end && (strcmp(end, ".repro") == 0 || strcmp(end, ".min") == 0))
        *end = '\0';
    return stem;
}

/* A STEM that nothing can be written to. */
static enum flexsa_status check_out(const char *stem, struct flexsa_error *err)
{
    const size_t length = strlen(stem);
    char *fst = malloc(length + sizeof ".fst");
    enum flexsa_status status = FLEXSA_OK;

    if (!fst)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a file's name");
    snprintf(fst, length + sizeof ".fst", "%s.fst", stem);
    if (length == 0 || stem[length - 1] == '/')
        status = flexsa_fail(err, FLEXSA_USAGE, "--out '%s': a file's name without its end is wanted", stem);
    if (status == FLEXSA_OK)
        status = flexsa_file_check_output(fst, err);
    free(fst);
    return status;
}

static enum flexsa_status debug(const struct debug_args *args, const char *path, const struct flexsa_repro *repro,
                                struct flexsa_divergence *found, struct flexsa_error *err)
{
    char *stem = args->out ? strdup(args->out) : stem_of(path);
    cJSON *object = args->json ? cJSON_CreateObject() : NULL;
    enum flexsa_status status = stem ? FLEXSA_OK : flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a file's name");

    if (object)
        cJSON_AddItemToObject(object, "machine", machine_json(&repro->machine, "rtl"));
    if (status == FLEXSA_OK) {
        const struct debug_job job = {repro, stem, NULL, args->json};

        status = debug_case(&job, found, object, err);
    }
    if (status == FLEXSA_OK && !found->wrong && !args->json)
        printf("result: all equal%s%s\n", repro->signature[0] ? "; the file says it failed with: " : "", repro->signature);
    if (status == FLEXSA_OK && object)
        print_json(object);
    else
        cJSON_Delete(object);
    free(stem);
    return status;
}

static int run_debug(int argc, char **argv)
{
    struct debug_args args = {0};
    const struct option_spec specs[] = {
        {"out", OPTION_TEXT, &args.out, "STEM", "names of the wave and view file: STEM.fst, STEM.gtkw (FILE's)"},
        JSON_OPTION(args.json),
    };
    struct flexsa_repro repro = {0};
    struct flexsa_divergence found = {0};
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(&cmd_debug, specs, sizeof specs / sizeof specs[0], argc, argv, 1, 1, &files, &count, &err);

    if (status == FLEXSA_OK && args.out)
        status = check_out(args.out, &err);
    if (status == FLEXSA_OK)
        status = replay_read(files[0], NULL, &repro, &err);
    if (status == FLEXSA_OK)
        status = debug(&args, files[0], &repro, &found, &err);
    flexsa_repro_free(&repro);
    if (status != FLEXSA_OK)
        return fail("debug", status, &err, args.json);
    return found.wrong == FLEXSA_WRONG_NOTHING  ? FLEXSA_OK
           : found.wrong == FLEXSA_WRONG_FAILED ? FLEXSA_SIM_FAILED
                                                : FLEXSA_MISMATCH;
}

const struct command cmd_debug = {
    "debug",
    "FILE [OPTIONS]",
    "find the first wrong value in the array of a failing repro file\n\n"
    "The golden model predicts every partial sum of the wrong elements; the RTL's registers are compared with it\n"
    "cycle by cycle. Waves of that cycle need the model with -trace: docs/debugging.md.",
    run_debug,
};
