/* main.c - `flexsa COMMAND ...`: picks the subcommand. */
#include <stdio.h>
#include <string.h>

#include "common.h"

static const struct command *const commands[] = {
    &cmd_gemm, &cmd_run, &cmd_compile, &cmd_asm, &cmd_disasm, &cmd_exec, &cmd_bench, &cmd_sim, &cmd_paper, &cmd_info,
};
enum { NUM_COMMANDS = sizeof commands / sizeof commands[0] };

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
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
        print_help(stdout);
        return FLEXSA_OK;
    }
    for (int i = 0; argc >= 2 && i < NUM_COMMANDS; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return commands[i]->run(argc - 1, argv + 1);
    if (argc >= 2)
        fprintf(stderr, "flexsa: unknown command '%s'; 'flexsa --help' lists them\n", argv[1]);
    else
        fprintf(stderr, "flexsa: no command; 'flexsa --help' lists them\n");
    return FLEXSA_USAGE;
}
