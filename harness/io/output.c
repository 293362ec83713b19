/* output.c - see output.h. */
#define _XOPEN_SOURCE 700

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

enum { BUFFER_BYTES = 1 << 16, MAX_TEMPORARIES = 100 };

struct flexsa_output {
    char *path, *target;        /* as given; the file itself, behind symbolic links    */
    char *temporary;            /* NULL: written in place                              */
    int fd;
    int error;                  /* errno of the first failure, or 0                    */
    bool replaces;              /* an older file, whose permissions stay               */
    mode_t mode;
    size_t used;
    char buffer[BUFFER_BYTES];
};

static enum flexsa_status cannot_write(const char *path, int error, struct flexsa_error *err)
{
    return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot write: %s", path, strerror(error));
}

static void free_output(struct flexsa_output *output)
{
    free(output->path);
    free(output->target);
    free(output->temporary);
    free(output);
}

/* ---- open ---------------------------------------------------------------------- */

/* A new file beside the target; false with errno. */
static bool open_temporary(struct flexsa_output *output)
{
    const size_t room = strlen(output->target) + 48;

    output->temporary = malloc(room);
    if (!output->temporary)
        return false;
    for (unsigned i = 0; i < MAX_TEMPORARIES; i++) {
        int failed;

        snprintf(output->temporary, room, "%s.tmp.%ld.%u", output->target, (long)getpid(), i);
        flexsa_file_begin(output->temporary);
        output->fd = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
        if (output->fd >= 0)
            return true;
        failed = errno;
        flexsa_file_end(output->temporary);
        errno = failed;
        if (failed != EEXIST)
            return false;
    }
    return false;
}

static bool open_file(struct flexsa_output *output)
{
    struct stat info;
    const bool exists = stat(output->path, &info) == 0;

    if (exists && !S_ISREG(info.st_mode)) {
        output->fd = open(output->path, O_WRONLY);
        return output->fd >= 0;
    }
    output->replaces = exists;
    output->mode = exists ? info.st_mode & 07777 : 0;
    /* Through a symbolic link to the file it means, so that the link stays. */
    output->target = exists ? realpath(output->path, NULL) : NULL;
    if (!output->target)
        output->target = strdup(output->path);
    return output->target && open_temporary(output);
}

enum flexsa_status flexsa_output_open(struct flexsa_output **out, const char *path, struct flexsa_error *err)
{
    struct flexsa_output *output = calloc(1, sizeof *output);
    int error;

    *out = NULL;
    if (!output)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: no memory to write it", path);
    output->path = strdup(path);
    if (output->path && open_file(output)) {
        *out = output;
        return FLEXSA_OK;
    }
    error = errno;
    free_output(output);
    return cannot_write(path, error, err);
}

/* ---- write --------------------------------------------------------------------- */

static void write_all(struct flexsa_output *output, const char *data, size_t size)
{
    while (size > 0 && !output->error) {
        const ssize_t done = write(output->fd, data, size);

        if (done > 0) {
            data += done;
            size -= (size_t)done;
        } else if (done == 0) {
            output->error = ENOSPC;
        } else if (errno != EINTR) {
            output->error = errno;
        }
    }
}

static void flush(struct flexsa_output *output)
{
    write_all(output, output->buffer, output->used);
    output->used = 0;
}

enum flexsa_status flexsa_output_write(struct flexsa_output *output, const void *data, size_t size,
                                       struct flexsa_error *err)
{
    if (size > BUFFER_BYTES - output->used)
        flush(output);
    if (size > BUFFER_BYTES) {
        write_all(output, data, size);
    } else if (size > 0) {
        memcpy(output->buffer + output->used, data, size);
        output->used += size;
    }
    return output->error ? cannot_write(output->path, output->error, err) : FLEXSA_OK;
}

/* ---- close --------------------------------------------------------------------- */

/* The temporary file becomes the target, or goes. */
static void settle(struct flexsa_output *output, bool keep)
{
    if (keep && !output->error && output->replaces)
        (void)chmod(output->temporary, output->mode);
    if (keep && !output->error && rename(output->temporary, output->target) != 0)
        output->error = errno;
    if (!keep || output->error)
        (void)unlink(output->temporary);
    flexsa_file_end(output->temporary);
}

enum flexsa_status flexsa_output_close(struct flexsa_output *output, bool keep, struct flexsa_error *err)
{
    enum flexsa_status status = FLEXSA_OK;

    if (!output)
        return FLEXSA_OK;
    if (keep)
        flush(output);
    if (close(output->fd) != 0 && !output->error) /* a full disk may show only here */
        output->error = errno;
    if (output->temporary)
        settle(output, keep);
    if (keep && output->error)
        status = cannot_write(output->path, output->error, err);
    free_output(output);
    return status;
}
