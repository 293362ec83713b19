/*
 * file.h - whole files: read with a size limit, written so that a reader never sees half
 * of one.
 */
#ifndef FLEXSA_FILE_H
#define FLEXSA_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "../isa/flexsa_status.h"

/* Reads the file; *data has *size bytes and a NUL after them, owned by the caller (free).
 * BAD_INPUT if it cannot be read or is larger than `limit`; SIM_FAILED without memory. */
enum flexsa_status flexsa_file_read(const char *path, size_t limit, char **data, size_t *size,
                                    struct flexsa_error *err);

/* The same for text: BAD_INPUT, naming the byte, if there is a NUL in it. */
enum flexsa_status flexsa_file_read_text(const char *path, size_t limit, char **text,
                                         struct flexsa_error *err);

/* A run of bytes to write. */
struct flexsa_bytes {
    const void *data;
    size_t size;
};

/* Writes the runs one after another to a temporary file beside `path`, then renames it; on
 * any error nothing is left and an older file stays as it was. What is no regular file (a
 * pipe, /dev/full) is written in place. BAD_INPUT names the file and the reason. */
enum flexsa_status flexsa_file_write(const char *path, const struct flexsa_bytes *runs,
                                     size_t count, struct flexsa_error *err);

/* Closes a stream of open_memstream, whose text is *text; false, and *text is freed and NULL, if anything of it found no
 * memory: fclose alone does not tell. */
bool flexsa_text_close(FILE *stream, char **text);

/* BAD_INPUT if it is already clear that `path` cannot be written: its folder is missing or not
 * writable, or it is a folder. For a check before a long run. */
enum flexsa_status flexsa_file_check_output(const char *path, struct flexsa_error *err);

/* A file under construction, from begin to end: flexsa_file_remove_unfinished, which a signal handler
 * may call, removes it and says if there was any. flexsa_file_write and output.h do this for their own. */
void flexsa_file_begin(const char *path);
void flexsa_file_end(const char *path);
bool flexsa_file_remove_unfinished(void);

#endif /* FLEXSA_FILE_H */
