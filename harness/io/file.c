/* file.c - whole files, read and written. */
#define _XOPEN_SOURCE 700

#include "file.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

/* ---- files under construction ------------------------------------------------- */

/* Written by the program, read by a signal handler: `used` is set last and cleared first. */
static struct unfinished {
    volatile sig_atomic_t used;
    char path[PATH_MAX];
} unfinished[4];
enum { NUM_UNFINISHED = sizeof unfinished / sizeof unfinished[0] };

void flexsa_file_begin(const char *path)
{
    for (size_t i = 0; i < NUM_UNFINISHED; i++)
        if (!unfinished[i].used && strlen(path) < sizeof unfinished[i].path) {
            strcpy(unfinished[i].path, path);
            unfinished[i].used = 1;
            return;
        }
}

void flexsa_file_end(const char *path)
{
    for (size_t i = 0; i < NUM_UNFINISHED; i++)
        if (unfinished[i].used && strcmp(unfinished[i].path, path) == 0)
            unfinished[i].used = 0;
}

bool flexsa_file_remove_unfinished(void)
{
    bool any = false;

    for (size_t i = 0; i < NUM_UNFINISHED; i++)
        if (unfinished[i].used) {
            (void)unlink(unfinished[i].path);
            any = true;
        }
    return any;
}

/* ---- reading ------------------------------------------------------------------- */

enum flexsa_status flexsa_file_read(const char *path, size_t limit, char **data, size_t *size,
                                    struct flexsa_error *err)
{
    enum { STEP = 1 << 16 };
    *data = NULL;
    *size = 0;
    FILE *file = fopen(path, "rb");
    if (!file)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot open: %s", path, strerror(errno));

    enum flexsa_status status = FLEXSA_OK;
    char *buffer = NULL;
    size_t used = 0, room = 0, got = 1;
    while (status == FLEXSA_OK && got > 0) {
        if (room - used < STEP + 1) {
            size_t more = room + room / 2 + STEP + 1;
            char *grown = realloc(buffer, more);
            if (!grown) {
                status = flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: no memory to read it", path);
                break;
            }
            buffer = grown;
            room = more;
        }
        errno = 0;
        got = fread(buffer + used, 1, STEP, file);
        used += got;
        if (ferror(file))
            status =
                flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot read: %s", path, strerror(errno));
        else if (used > limit)
            status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: larger than the limit of %zu bytes",
                                 path, limit);
    }
    fclose(file);
    if (status != FLEXSA_OK) {
        free(buffer);
        return status;
    }
    buffer[used] = '\0';
    *data = buffer;
    *size = used;
    return FLEXSA_OK;
}

enum flexsa_status flexsa_file_read_text(const char *path, size_t limit, char **text,
                                         struct flexsa_error *err)
{
    size_t size;
    enum flexsa_status status = flexsa_file_read(path, limit, text, &size, err);
    if (status == FLEXSA_OK && strlen(*text) != size) {
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: not a text file: byte %zu is 0", path,
                             strlen(*text));
        free(*text);
        *text = NULL;
    }
    return status;
}

/* ---- writing ------------------------------------------------------------------- */

enum flexsa_status flexsa_file_check_output(const char *path, struct flexsa_error *err)
{
    const char *slash = strrchr(path, '/');
    struct stat info;
    int error = 0;

    if (stat(path, &info) == 0) {
        error = S_ISDIR(info.st_mode) ? EISDIR : S_ISREG(info.st_mode) ? 0 : access(path, W_OK) ? errno : 0;
    } else {
        char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");

        error = !folder ? ENOMEM : *path == '\0' ? ENOENT : access(folder, W_OK | X_OK) ? errno : 0;
        free(folder);
    }
    return error ? flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot write: %s", path, strerror(error))
                 : FLEXSA_OK;
}

bool flexsa_text_close(FILE *stream, char **text)
{
    const bool whole = fflush(stream) == 0 && !ferror(stream);

    if (fclose(stream) == 0 && whole && *text)
        return true;
    free(*text);
    *text = NULL;
    return false;
}

enum flexsa_status flexsa_file_write(const char *path, const struct flexsa_bytes *runs,
                                     size_t count, struct flexsa_error *err)
{
    struct flexsa_output *output;
    enum flexsa_status status = flexsa_output_open(&output, path, err);

    if (status != FLEXSA_OK)
        return status;
    for (size_t i = 0; i < count && status == FLEXSA_OK; i++)
        status = flexsa_output_write(output, runs[i].data, runs[i].size, err);
    if (status == FLEXSA_OK)
        return flexsa_output_close(output, true, err);
    flexsa_output_close(output, false, NULL);
    return status;
}
