/* feed_repro.c - repro files: printed and read again they are the same file; a copy is printed as the case itself. */
#include <stdlib.h>
#include <string.h>

#include "../../harness/io/repro.h"
#include "parsers.h"

void feed_repro(const uint8_t *data, size_t size)
{
    struct flexsa_error err = {""};
    struct flexsa_repro repro, again, copy;

    if (!accepted(flexsa_repro_read(file_of(0, data, size), &repro, &err), &err)) {
        require(!repro.a && !repro.b && !repro.c0 && !repro.gbuf && !repro.program.instrs, "nothing is left of a refused case");
        return;
    }
    char *first = flexsa_repro_print(&repro);
    require(first != NULL, "there is memory");
    require(flexsa_repro_parse("again", first, &again, &err) == FLEXSA_OK, "a printed case can be read");
    char *second = flexsa_repro_print(&again);
    require(second && strcmp(first, second) == 0, "a printed case is the same once read");
    require(flexsa_repro_copy(&copy, &again, &err) == FLEXSA_OK, "a case can be copied");
    char *third = flexsa_repro_print(&copy);
    require(third && strcmp(first, third) == 0, "a copy is the same");
    free(first);
    free(second);
    free(third);
    flexsa_repro_free(&repro);
    flexsa_repro_free(&again);
    flexsa_repro_free(&copy);
}
