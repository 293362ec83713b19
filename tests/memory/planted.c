/*
 * planted.c - four errors that memcheck must find, one by argument: `scripts/memcheck.sh --planted`. Each uses memory
 * of the harness as a careless caller would.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/io/csv.h"
#include "../../harness/isa/flexsa_instr.h"

int main(int argc, char **argv)
{
    const char *kind = argc == 2 ? argv[1] : "";
    struct flexsa_error err = {""};
    struct flexsa_program program = {0};
    struct flexsa_csv csv;
    volatile unsigned sum = 0;

    if (flexsa_assemble("planted", "sync\n", &program, &err) != FLEXSA_OK ||
        flexsa_csv_parse("planted", "a,b\n1,2\n", &csv, &err) != FLEXSA_OK)
        return 3;
    if (strcmp(kind, "beyond") == 0)
        sum += program.instrs[program.capacity].op; /* one too many */
    else if (strcmp(kind, "unset") == 0 && program.instrs[program.count].op) /* room, but no instruction yet */
        puts("there is one");
    if (strcmp(kind, "lost") == 0)
        program.instrs = NULL;
    if (strcmp(kind, "freed") == 0) {
        const char *cell = flexsa_csv_cell(&csv, 0, 0);

        flexsa_csv_free(&csv);
        sum += (unsigned char)*cell;
    }
    flexsa_csv_free(&csv);
    flexsa_program_free(&program);
    return 0;
}
