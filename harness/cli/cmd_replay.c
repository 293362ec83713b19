/* cmd_replay.c - `flexsa replay`: a repro file, run again. */
#include <stdio.h>
#include <string.h>

#include "replay.h"

struct replay_args {
    const char *backend;
    bool json;
};

static void print_text(const struct flexsa_repro *repro, const struct flexsa_verdict *verdict)
{
    const struct flexsa_gemm *gemm = &repro->gemm;
    char text[FLEXSA_SIGNATURE_BYTES];

    flexsa_signature_print(&verdict->signature, text);
    if (repro->kind == FLEXSA_REPRO_GEMM)
        printf("GEMM M=%u N=%u K=%u", gemm->m, gemm->n, gemm->k);
    else
        printf("%zu instructions", repro->program.count);
    printf(" on %s %s (%s): %llu cycles\n", repro->machine.config, flexsa_arch_name(repro->machine.arch), repro->backend,
           (unsigned long long)verdict->cycles);
    if (verdict->status == FLEXSA_OK)
        printf("result: all equal%s\n", repro->signature[0] ? "; the file says it failed with:" : "");
    else
        printf("result: %s%s\n", text,
               !repro->signature[0]                    ? ""
               : strcmp(repro->signature, text) == 0 ? ", as the file says"
                                                     : "; the file says:");
    if (repro->signature[0] && strcmp(repro->signature, text) != 0)
        printf("        %s\n", repro->signature);
}

static void print_as_json(const struct flexsa_repro *repro, const struct flexsa_verdict *verdict)
{
    cJSON *object = cJSON_CreateObject();
    char text[FLEXSA_SIGNATURE_BYTES];

    flexsa_signature_print(&verdict->signature, text);
    cJSON_AddItemToObject(object, "machine", machine_json(&repro->machine, repro->backend));
    cJSON_AddStringToObject(object, "kind", repro->kind == FLEXSA_REPRO_GEMM ? "gemm" : "program");
    cJSON_AddNumberToObject(object, "status", (double)verdict->status);
    cJSON_AddNumberToObject(object, "cycles", (double)verdict->cycles);
    cJSON_AddStringToObject(object, "signature", text);
    cJSON_AddStringToObject(object, "recorded_signature", repro->signature);
    if (verdict->status != FLEXSA_OK)
        cJSON_AddStringToObject(object, "error", verdict->text);
    print_json(object);
}

static enum flexsa_status replay(const struct replay_args *args, const struct flexsa_repro *repro,
                                 struct flexsa_verdict *verdict, struct flexsa_error *err)
{
    struct flexsa_trial *trial = NULL;
    enum flexsa_status status = replay_open(repro, &trial, err);

    if (status == FLEXSA_OK)
        flexsa_trial_run(trial, repro, verdict);
    flexsa_trial_close(trial);
    if (status != FLEXSA_OK)
        return status;
    if (args->json)
        print_as_json(repro, verdict);
    else
        print_text(repro, verdict);
    return FLEXSA_OK;
}

static int run_replay(int argc, char **argv)
{
    struct replay_args args = {0};
    const struct option_spec specs[] = {
        {"backend", OPTION_TEXT, &args.backend, "NAME", "rtl, golden, csim, or lockstep: rtl and csim (the file's)"},
        JSON_OPTION(args.json),
    };
    struct flexsa_repro repro = {0};
    struct flexsa_verdict verdict = {0};
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(&cmd_replay, specs, sizeof specs / sizeof specs[0], argc, argv, 1, 1, &files, &count, &err);

    if (status == FLEXSA_OK)
        status = replay_read(files[0], args.backend, &repro, &err);
    if (status == FLEXSA_OK)
        status = replay(&args, &repro, &verdict, &err);
    flexsa_repro_free(&repro);
    if (status != FLEXSA_OK)
        return fail("replay", status, &err, args.json);
    if (verdict.status != FLEXSA_OK) {
        fflush(stdout);
        fprintf(stderr, "flexsa replay: %s: %s\n", files[0], verdict.text);
    }
    return (int)verdict.status;
}

const struct command cmd_replay = {
    "replay",
    "FILE [OPTIONS]",
    "run a repro file (of fuzz, shrink, or written by hand) again\n\n"
    "Every stored byte is compared with the golden model, and with backend lockstep every cycle with csim.\n"
    "The exit code is the case's. The format of the file: docs/verification.md, \"Repro files\".",
    run_replay,
};
