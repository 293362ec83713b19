/* file.c - whole files, read and written. */
#define _XOPEN_SOURCE 700

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

void flexsa_file_remove_unfinished(void)
{
    for (size_t i = 0; i < NUM_UNFINISHED; i++)
        if (unfinished[i].used)
            (void)unlink(unfinished[i].path);
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

/* All runs to `fd`, which is closed; 0 or errno. */
static int write_all(int fd, const struct flexsa_bytes *runs, size_t count)
{
    int error = 0;
    for (size_t i = 0; i < count && !error; i++) {
        const char *data = runs[i].data;
        size_t left = runs[i].size;
        while (left > 0 && !error) {
            ssize_t done = write(fd, data, left);
            if (done > 0) {
                data += done;
                left -= (size_t)done;
            } else if (done == 0) {
                error = ENOSPC;
            } else if (errno != EINTR) {
                error = errno;
            }
        }
    }
    if (close(fd) != 0 && !error) /* a full disk may show only here */
        error = errno;
    return error;
}

enum flexsa_status flexsa_file_write(const char *path, const struct flexsa_bytes *runs,
                                     size_t count, struct flexsa_error *err)
{
    struct stat info;
    bool exists = stat(path, &info) == 0;
    if (exists && !S_ISREG(info.st_mode)) {
        int fd = open(path, O_WRONLY);
        int error = fd < 0 ? errno : write_all(fd, runs, count);
        if (error)
            return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot write: %s", path,
                               strerror(error));
        return FLEXSA_OK;
    }

    /* Through a symbolic link to the file it means, so that the link stays. */
    char *target = exists ? realpath(path, NULL) : NULL;
    const char *final = target ? target : path;
    size_t room = strlen(final) + 48;
    char *temporary = malloc(room);
    if (!temporary) {
        free(target);
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: no memory to write it", path);
    }
    int fd = -1;
    for (unsigned i = 0; fd < 0 && i < 100; i++) {
        snprintf(temporary, room, "%s.tmp.%ld.%u", final, (long)getpid(), i);
        flexsa_file_begin(temporary);
        fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
        if (fd < 0) {
            const int failed = errno;

            flexsa_file_end(temporary);
            errno = failed;
            if (failed != EEXIST)
                break;
        }
    }
    int error = fd < 0 ? errno : write_all(fd, runs, count);
    if (!error && exists)
        (void)chmod(temporary, info.st_mode & 07777);
    if (!error && rename(temporary, final) != 0)
        error = errno;
    if (error && fd >= 0)
        (void)unlink(temporary);
    flexsa_file_end(temporary);
    free(temporary);
    free(target);
    if (error)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot write: %s", path, strerror(error));
    return FLEXSA_OK;
}
