/* main.c - `flexsa COMMAND ...`: picks the subcommand. */
#define _POSIX_C_SOURCE 200809L /* sigaction */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../io/file.h"
#include "common.h"

static const struct command *const commands[] = {
    &cmd_gemm, &cmd_run, &cmd_compile, &cmd_asm, &cmd_disasm, &cmd_exec, &cmd_sim, &cmd_paper, &cmd_lockstep, &cmd_fuzz, &cmd_replay, &cmd_debug, &cmd_shrink,
    &cmd_bench, &cmd_info,
};
enum { NUM_COMMANDS = sizeof commands / sizeof commands[0] };

const char *program_name = "flexsa";

/* cJSON has no other way to say that a text would lack something. */
static void *allocate(size_t size)
{
    void *data = malloc(size);

    if (!data)
        out_of_memory();
    return data;
}

/* Nothing half written stays; the caller sees the signal. */
static void on_signal(int number)
{
    static const char full[] = "flexsa: the file cannot be written: the disk is full\n";
    const bool writing = flexsa_file_remove_unfinished();

    /* The writer of FST files maps them, and is told so that there is no room. */
    if (number == SIGBUS && writing) {
        (void)!write(STDERR_FILENO, full, sizeof full - 1);
        _exit(FLEXSA_BAD_INPUT);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_signals(void)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGBUS, SIGSEGV, SIGABRT};

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct sigaction action;

        /* What was ignored stays ignored: nohup, background jobs. */
        if (sigaction(ends[i], NULL, &action) != 0 || action.sa_handler != SIG_DFL)
            continue;
        action.sa_handler = on_signal;
        action.sa_flags = 0;
        sigaction(ends[i], &action, NULL);
    }
    signal(SIGXFSZ, SIG_IGN); /* a file above the limit is an error of write() */
}

static void print_help(FILE *out)
{
    fprintf(out, "Usage: flexsa COMMAND [OPTIONS]\n\n"
                 "FlexSA: a systolic array of four sub-cores that reshapes itself for pruned layers.\n\n");
    for (int i = 0; i < NUM_COMMANDS; i++) {
        int length = (int)strcspn(commands[i]->about, "\n");

        fprintf(out, "  %-10s %.*s\n", commands[i]->name, length, commands[i]->about);
    }
    fprintf(out, "\n'flexsa COMMAND --help' tells its options.\n");
}

int main(int argc, char **argv)
{
    if (argc >= 1)
        program_name = argv[0];
    catch_signals();
    cJSON_InitHooks(&(cJSON_Hooks){allocate, free});
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)) {
        print_help(stdout);
        return options_end(FLEXSA_OK);
    }
    for (int i = 0; argc >= 2 && i < NUM_COMMANDS; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return options_end(commands[i]->run(argc - 1, argv + 1));
    if (argc >= 2)
        fprintf(stderr, "flexsa: unknown command '%s'; 'flexsa --help' lists them\n", argv[1]);
    else
        fprintf(stderr, "flexsa: no command; 'flexsa --help' lists them\n");
    return FLEXSA_USAGE;
}
