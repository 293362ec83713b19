/*
 * output.h - a file written piece by piece, so that a reader never sees half of one: the pieces go
 * to a temporary file beside it, which takes its name at the end.
 */
#ifndef FLEXSA_OUTPUT_H
#define FLEXSA_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "../isa/flexsa_status.h"

struct flexsa_output; /* a file under construction; opaque */

/* What is no regular file (a pipe, /dev/full) is written in place. BAD_INPUT names the file and the
 * reason. The output is owned by the caller and freed by flexsa_output_close. */
enum flexsa_status flexsa_output_open(struct flexsa_output **output, const char *path, struct flexsa_error *err);

/* The next bytes. BAD_INPUT when they cannot be written, or those before could not. */
enum flexsa_status flexsa_output_write(struct flexsa_output *output, const void *data, size_t size,
                                       struct flexsa_error *err);

/* keep: the file gets its name; BAD_INPUT if any of it could not be written. Then, and without keep (always
 * OK), nothing is left and an older file stays as it was. NULL is nothing. */
enum flexsa_status flexsa_output_close(struct flexsa_output *output, bool keep, struct flexsa_error *err);

#endif /* FLEXSA_OUTPUT_H */
