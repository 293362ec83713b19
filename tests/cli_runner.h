/* cli_runner.h - runs build/flexsa in a folder of its own. */
#ifndef CLI_RUNNER_H
#define CLI_RUNNER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* What a run printed and its exit code. */
struct outcome {
    int code;
    char out[65536], err[8192];
};

extern char folder[PATH_MAX]; /* of this test, below /tmp */

void enter_folder(void);
void leave_folder(void); /* removes it */

/* Runs the flexsa beside this test program, in the folder. */
struct outcome flexsa(const char *arguments);

/* A file of the folder. */
void slurp(const char *name, char *text, size_t size);
void write_text(const char *name, const char *text);
bool exists(const char *name);

#endif /* CLI_RUNNER_H */
