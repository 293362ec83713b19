/*
 * signature.h - how a case failed, so short that cases with the same cause have the same one, or nearly:
 *
 *   value FW+HSW        bytes stored differ from the golden model's; the modes that made the tile
 *   stray ISW           bytes stored twice, or where no tile is
 *   missing VSW         bytes of a tile never stored
 *   result FW           the finished C differs from the oracle's
 *   nothing checked     no byte was stored
 *   timing exec fw      csim's cycles differ; the first instruction, "total", or "counter 12"
 *   failed timeout at cycle *, ...    the simulation failed: its message without numbers
 *   failed assertion ShiftMatchesLoad: ...     one of the RTL's
 *   illegal ...         the program is refused
 *   crash signal 11     the process ended
 */
#ifndef FLEXSA_SIGNATURE_H
#define FLEXSA_SIGNATURE_H

#include <stdbool.h>

#include "../isa/flexsa_status.h"

enum flexsa_failure {
    FLEXSA_FAILURE_NONE,
    FLEXSA_FAILURE_VALUE,
    FLEXSA_FAILURE_STRAY,
    FLEXSA_FAILURE_MISSING,
    FLEXSA_FAILURE_RESULT,
    FLEXSA_FAILURE_NOTHING,
    FLEXSA_FAILURE_TIMING,
    FLEXSA_FAILURE_FAILED,
    FLEXSA_FAILURE_ILLEGAL,
    FLEXSA_FAILURE_CRASH,
    FLEXSA_NUM_FAILURES
};

#define FLEXSA_SIGNATURE_BYTES 160

struct flexsa_signature {
    enum flexsa_failure failure;
    unsigned modes;                  /* bit set; 0: none or not known               */
    char thing[96];                  /* what else there is to say, or ""            */
};

/* "value FW+HSW"; "" for none. */
void flexsa_signature_print(const struct flexsa_signature *signature, char text[FLEXSA_SIGNATURE_BYTES]);

/* The message of a failed run: up to a ';', and numbers become '*', so that times
 * and places do not matter. */
struct flexsa_signature flexsa_signature_of_text(enum flexsa_failure failure, const char *text);

/* Is `now`, of a smaller case, still the same failure? Modes may have become fewer, not others. */
bool flexsa_signature_keeps(const struct flexsa_signature *before, const struct flexsa_signature *now);

#endif /* FLEXSA_SIGNATURE_H */
