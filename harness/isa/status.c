/* status.c - the one-line error that goes with a status. */
#include "flexsa_status.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

enum flexsa_status flexsa_fail(struct flexsa_error *err, enum flexsa_status status,
                               const char *format, ...)
{
    if (err) {
        va_list args;

        va_start(args, format);
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
        for (char *c = err->text; *c; c++) /* it may quote a file */
            if (iscntrl((unsigned char)*c))
                *c = '?';
    }
    return status;
}
