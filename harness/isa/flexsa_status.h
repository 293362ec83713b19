/*
 * flexsa_status.h - the one status enum, and the one-line error that goes with it.
 * The values are the exit codes of the program `flexsa`.
 */
#ifndef FLEXSA_STATUS_H
#define FLEXSA_STATUS_H

enum flexsa_status {
    FLEXSA_OK = 0,         /* done, and every tile that was checked is equal    */
    FLEXSA_MISMATCH = 1,   /* RTL and golden model differ, or nothing was checked */
    FLEXSA_USAGE = 2,      /* the command line is wrong                         */
    FLEXSA_BAD_INPUT = 3,  /* a file, a shape or a program is wrong             */
    FLEXSA_SIM_FAILED = 4  /* simulation failed or timed out, or no memory      */
};

/* What went wrong, where, and what to do: one line without a newline. */
struct flexsa_error {
    char text[512];
};

/* Writes the line (printf style; cut when too long; '?' for control characters) and returns `status`, so that
 * a function can `return flexsa_fail(err, FLEXSA_BAD_INPUT, "...")`. `err` may be NULL. */
enum flexsa_status flexsa_fail(struct flexsa_error *err, enum flexsa_status status,
                               const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif /* FLEXSA_STATUS_H */
