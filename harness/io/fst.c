/*
 * fst.c - walks the blocks of an FST file:
 *
 *   type (1 byte)   0 header, 1, 5, 8 values, 2 blackouts, 3 geometry, 4, 6, 7 names
 *   length (8)      big endian, of what follows the type
 */
#define _POSIX_C_SOURCE 200809L /* fseeko */
#include "fst.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LEAD = 9, TYPES = 9 };

static bool is_whole(FILE *file)
{
    unsigned char lead[LEAD];
    bool seen[TYPES] = {false};
    off_t size, at = 0;

    if (fseeko(file, 0, SEEK_END) != 0 || (size = ftello(file)) < 0)
        return false;
    while (at < size) {
        uint64_t length = 0;

        if (fseeko(file, at, SEEK_SET) != 0 || fread(lead, 1, LEAD, file) != LEAD || lead[0] >= TYPES)
            return false;
        for (unsigned i = 1; i < LEAD; i++)
            length = length << 8 | lead[i];
        if (length < LEAD - 1 || length > (uint64_t)(size - at - 1))
            return false;
        seen[lead[0]] = true;
        at += 1 + (off_t)length;
    }
    return seen[0] && (seen[4] || seen[6] || seen[7]);
}

enum flexsa_status flexsa_fst_check(const char *path, struct flexsa_error *err)
{
    FILE *file = fopen(path, "rb");
    bool whole;

    if (!file)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot open: %s", path, strerror(errno));
    whole = is_whole(file);
    fclose(file);
    return whole ? FLEXSA_OK
                 : flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: the wave file was not written whole: is the disk full?",
                               path);
}
