/* chosen.c - see chosen.h. */
#include "chosen.h"

#include <stdlib.h>

int flexsa_mutant;

__attribute__((constructor)) static void choose(void)
{
    const char *text = getenv("FLEXSA_MUTANT");

    flexsa_mutant = text ? atoi(text) : 0;
}
