/*
 * constants.h - the table csim/data/constants.def, or a user's CSV file in its place:
 *
 *   key,value,unit,origin
 *   mac_energy,1.42,pJ,...            every key of the table, once
 *   sram,4096,0.133:0.232:0.0098,...  a bank: bytes, then read pJ/byte:write pJ/byte:mm2
 *
 * unit and origin are for people; a comma in them is not possible.
 */
#ifndef FLEXSA_CONSTANTS_H
#define FLEXSA_CONSTANTS_H

#include <stddef.h>

#include "../../harness/isa/flexsa_status.h"

enum flexsa_constant {
#define FLEXSA_CONSTANT(key, value, unit, origin) FLEXSA_CONSTANT_##key,
#define FLEXSA_SRAM(bytes, read, write, area)
#include "../data/constants.def"
#undef FLEXSA_CONSTANT
#undef FLEXSA_SRAM
    FLEXSA_NUM_CONSTANTS
};

/* A bank of static RAM 32 bytes wide. */
struct flexsa_sram {
    double bytes, read, write, area; /* read, write: pJ a byte; area: mm2 */
};

#define FLEXSA_MOST_SRAMS 64
#define FLEXSA_SRAM_WIDTH 32 /* bytes */

struct flexsa_constants {
    double value[FLEXSA_NUM_CONSTANTS]; /* units as in constants.def            */
    struct flexsa_sram srams[FLEXSA_MOST_SRAMS]; /* by size                     */
    size_t sram_count;
};

void flexsa_constants_default(struct flexsa_constants *constants);

/* BAD_INPUT with file and line; for a missing key, its name. */
enum flexsa_status flexsa_constants_read(const char *path, struct flexsa_constants *constants,
                                         struct flexsa_error *err);

/* Row i of the default table: "key,value,unit,origin"; 0 past the end, else 1. */
int flexsa_constants_row(size_t i, char *line, size_t size);

/* The bank of this size: a power law through the two nearest, also beyond the ends. */
struct flexsa_sram flexsa_sram_at(const struct flexsa_constants *constants, double bytes);

#endif /* FLEXSA_CONSTANTS_H */
