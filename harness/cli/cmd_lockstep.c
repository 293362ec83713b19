/* cmd_lockstep.c - `flexsa lockstep`: random legal programs on the RTL and on csim, cycle for cycle. */
#define _GNU_SOURCE /* clock_gettime */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../csim/lockstep.h"
#include "../isa/random_program.h"
#include "common.h"

enum { SHOW_AFTER = 2 }; /* seconds without progress line */

struct lockstep_args {
    struct machine_options machine;
    uint64_t seed;
    uint32_t count, instructions;
    bool stalls, json;
};

struct totals {
    uint32_t programs;
    uint64_t instructions, cycles;
    double seconds;
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void show_progress(const struct lockstep_args *args, const struct totals *totals)
{
    double left = totals->seconds * (args->count - totals->programs) / totals->programs;

    fprintf(stderr, "\r%u of %u programs, %.0f s left  ", totals->programs, args->count, left);
}

/* One program; an error names the seed that repeats it. */
static enum flexsa_status run_seed(const struct lockstep_args *args, const struct flexsa_machine *machine,
                                   void *instance, uint64_t seed, struct totals *totals, struct flexsa_error *err)
{
    const struct flexsa_run_options options = {.stall_seed = args->stalls ? seed : 0};
    struct random_program random = {0};
    struct flexsa_run_result result;
    enum flexsa_status status = random_program_make(&random, machine, seed, args->instructions, err);

    if (status == FLEXSA_OK)
        status = flexsa_lockstep_backend.run(instance, &random.program, &options, &result, err);
    if (status == FLEXSA_OK) {
        totals->programs++;
        totals->instructions += random.program.count;
        totals->cycles += result.cycles;
    } else {
        char reason[sizeof err->text];

        memcpy(reason, err->text, sizeof reason);
        flexsa_fail(err, status,
                    "%.350s; repeat: flexsa lockstep --config %s --arch %s --pipe-depth %u --second-weight %d --seed %llu"
                    " --count 1 --instructions %u%s",
                    reason, machine->config, flexsa_arch_name(machine->arch), machine->pipe_depth, machine->second_weight,
                    (unsigned long long)seed, args->instructions, args->stalls ? " --stalls" : "");
    }
    flexsa_program_free(&random.program);
    return status;
}

static enum flexsa_status run_all(const struct lockstep_args *args, const struct flexsa_machine *machine,
                                  struct totals *totals, struct flexsa_error *err)
{
    const bool shows = isatty(STDERR_FILENO) && !args->json;
    const double begin = now();
    double shown = begin + SHOW_AFTER - 1;
    void *instance;
    enum flexsa_status status = flexsa_lockstep_backend.open(&instance, machine, NULL, err);

    for (uint32_t i = 0; status == FLEXSA_OK && i < args->count; i++) {
        status = run_seed(args, machine, instance, args->seed + i, totals, err);
        totals->seconds = now() - begin;
        if (shows && totals->programs && now() > shown + 1) {
            shown = now();
            show_progress(args, totals);
        }
    }
    if (shows && shown > begin + SHOW_AFTER - 1)
        fprintf(stderr, "\r%60s\r", "");
    if (instance)
        flexsa_lockstep_backend.close(instance);
    return status;
}

static void print_totals(const struct flexsa_machine *machine, const struct totals *totals, bool json)
{
    if (json) {
        cJSON *object = cJSON_CreateObject();

        cJSON_AddItemToObject(object, "machine", machine_json(machine, "lockstep"));
        cJSON_AddNumberToObject(object, "programs", totals->programs);
        cJSON_AddNumberToObject(object, "instructions", (double)totals->instructions);
        cJSON_AddNumberToObject(object, "cycles", (double)totals->cycles);
        cJSON_AddNumberToObject(object, "differences", 0);
        print_json(object);
        return;
    }
    printf("%u random programs on %s %s, %llu instructions, %llu cycles, %.1f s: rtl and csim agree on every cycle\n",
           totals->programs, machine->config, flexsa_arch_name(machine->arch), (unsigned long long)totals->instructions,
           (unsigned long long)totals->cycles, totals->seconds);
}

static int run_lockstep(int argc, char **argv)
{
    struct lockstep_args args = {.machine = MACHINE_OPTIONS_DEFAULT, .seed = 1, .count = 100, .instructions = 60};
    const struct option_spec specs[] = {
        MACHINE_OPTIONS(args.machine),
        {"seed", OPTION_U64, &args.seed, "S", "of the first program; the next ones follow (1)"},
        {"count", OPTION_U32, &args.count, "N", "programs (100)"},
        {"instructions", OPTION_U32, &args.instructions, "N", "in a program, about (60)"},
        {"stalls", OPTION_FLAG, &args.stalls, NULL, "GBUF with random latency and back-pressure"},
        {"json", OPTION_FLAG, &args.json, NULL, "print JSON"},
    };
    struct flexsa_machine machine;
    struct totals totals = {0};
    struct flexsa_error err = {""};
    char **files;
    size_t file_count;
    enum flexsa_status status = options_parse(&cmd_lockstep, specs, sizeof specs / sizeof specs[0], argc, argv, 0, 0,
                                              &files, &file_count, &err);

    if (status == FLEXSA_OK && (args.count == 0 || args.instructions == 0))
        status = flexsa_fail(&err, FLEXSA_USAGE, "--%s 0: must be 1 or more",
                             args.count == 0 ? "count" : "instructions");
    if (status == FLEXSA_OK)
        status = machine_from_options(&args.machine, &machine, &err);
    if (status == FLEXSA_OK)
        status = run_all(&args, &machine, &totals, &err);
    if (status != FLEXSA_OK)
        return fail("lockstep", status, &err, args.json);
    print_totals(&machine, &totals, args.json);
    return FLEXSA_OK;
}

const struct command cmd_lockstep = {
    "lockstep",
    "[OPTIONS]",
    "compare csim with the RTL on random programs, cycle by cycle\n\nTotal cycles, start and end of every instruction and "
    "every event counter must be equal.\nA difference names the first instruction that differs (exit code 4).",
    run_lockstep,
};
