/* log.c - see log.h. */
#define _GNU_SOURCE /* asprintf, flock */
#include "log.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../io/file.h"

struct flexsa_log {
    char *folder, *path;
    int fd;
};

enum {
    MAX_BYTES = 1 << 30,
    LINE_BYTES = 1024,
    LOCK_TRIES = 50, /* of 0.1 s: workers of a run that was just killed still hold it */
};

static enum flexsa_status cannot_write(const char *path, struct flexsa_error *err)
{
    return flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: cannot write: %s", path, strerror(errno));
}

static enum flexsa_status no_memory(struct flexsa_error *err)
{
    return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the log of the cases");
}

/* ---- lines --------------------------------------------------------------------------- */

/* One word, or a text without tabs and line ends. */
static void put_text(char *line, size_t size, size_t *used, const char *text)
{
    for (; *text && *used + 2 < size; text++)
        line[(*used)++] = isprint((unsigned char)*text) ? *text : ' ';
}

/* The line of a case; returns its length. Always ends with '\n'. */
static size_t print_case(const struct flexsa_log_case *done, char line[LINE_BYTES])
{
    size_t used = (size_t)snprintf(line, LINE_BYTES, "case %llu\t%zu\t%d\t%d\t%llu\t%.6f\t",
                                   (unsigned long long)done->index, done->machine, (int)done->kind, (int)done->status,
                                   (unsigned long long)done->cycles, done->seconds);

    put_text(line, LINE_BYTES, &used, done->signature ? done->signature : "");
    line[used++] = '\t';
    put_text(line, LINE_BYTES - 1, &used, done->text ? done->text : "");
    line[used++] = '\n';
    return used;
}

/* False if it is none: torn when a run was killed or the disk was full. */
static bool parse_case(const char *line, size_t length, struct flexsa_log_case *done)
{
    unsigned long long index, cycles;
    int kind, status, used = 0;
    const char *signature, *tab;

    *done = (struct flexsa_log_case){0};
    if (length == 0 || memchr(line, '\0', length) ||
        sscanf(line, "case %llu\t%zu\t%d\t%d\t%llu\t%lf%n", &index, &done->machine, &kind, &status, &cycles,
               &done->seconds, &used) != 6 ||
        used == 0 || (size_t)used >= length || line[used++] != '\t' || kind < 0 || kind > 1 || status < 0 || status > FLEXSA_SIM_FAILED ||
        !(done->seconds >= 0 && done->seconds < HUGE_VAL))
        return false;
    signature = line + used;
    tab = memchr(signature, '\t', length - (size_t)used);
    if (!tab || memchr(tab + 1, '\t', length - (size_t)(tab + 1 - line)))
        return false;
    done->index = index;
    done->cycles = cycles;
    done->kind = (enum flexsa_repro_kind)kind;
    done->status = (enum flexsa_status)status;
    if (status != FLEXSA_OK) {
        done->signature = strndup(signature, (size_t)(tab - signature));
        done->text = strndup(tab + 1, length - (size_t)(tab + 1 - line));
    }
    return true;
}

/* ---- open ---------------------------------------------------------------------------- */

/* Another process may be about to end. */
static bool lock(int fd)
{
    const struct timespec nap = {0, 100000000};

    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        nanosleep(&nap, NULL);
    }
    return false;
}

static enum flexsa_status write_all(const struct flexsa_log *log, const char *data, size_t size, struct flexsa_error *err)
{
    ssize_t done;

    do
        done = write(log->fd, data, size);
    while (done < 0 && errno == EINTR);
    if (done >= 0 && (size_t)done != size)
        errno = ENOSPC;
    return done >= 0 && (size_t)done == size ? FLEXSA_OK : cannot_write(log->path, err);
}

/* The first line is the plan's; what stands behind the last line end is cut off. */
static enum flexsa_status begin(struct flexsa_log *log, const char *plan, bool resume, struct flexsa_error *err)
{
    char *text;
    size_t size, whole, length = strlen(plan);
    enum flexsa_status status = flexsa_file_read(log->path, MAX_BYTES, &text, &size, err);

    if (status != FLEXSA_OK)
        return status;
    for (whole = size; whole > 0 && text[whole - 1] != '\n';)
        whole--;
    if (whole > 0 && strchr(text, '\n') == text + whole - 1 && strncmp(text, "flexsa-fuzz ", 12) == 0 && !resume)
        whole = size = 0; /* no case in it: nothing to lose */
    if (size > 0 && !resume)
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: is there already: take --resume to go on, or another --out",
                             log->path);
    else if (whole > 0 && (strncmp(text, plan, length) != 0 || text[length] != '\n'))
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: is of another run: its first line is '%.*s'", log->path,
                             (int)strcspn(text, "\n") < 300 ? (int)strcspn(text, "\n") : 300, text);
    else if (ftruncate(log->fd, (off_t)whole) != 0)
        status = cannot_write(log->path, err);
    free(text);
    if (status == FLEXSA_OK && whole == 0) {
        char *line;

        if (asprintf(&line, "%s\n", plan) < 0)
            return no_memory(err);
        status = write_all(log, line, length + 1, err);
        free(line);
    }
    return status;
}

enum flexsa_status flexsa_log_open(struct flexsa_log **out, const char *folder, const char *plan, bool resume,
                                   struct flexsa_error *err)
{
    struct flexsa_log *log = calloc(1, sizeof *log);
    enum flexsa_status status = FLEXSA_OK;

    *out = NULL;
    if (!log)
        return no_memory(err);
    log->fd = -1;
    log->folder = strdup(folder);
    if (!log->folder || asprintf(&log->path, "%s/fuzz.log", folder) < 0) {
        log->path = NULL;
        status = no_memory(err);
    } else if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        status = cannot_write(folder, err);
    } else if ((log->fd = open(log->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) < 0) {
        status = cannot_write(log->path, err);
    } else if (!lock(log->fd)) {
        status = flexsa_fail(err, FLEXSA_BAD_INPUT, "%s: another run is writing it", log->path);
    }
    if (status == FLEXSA_OK)
        status = begin(log, plan, resume, err);
    if (status != FLEXSA_OK)
        flexsa_log_close(log);
    else
        *out = log;
    return status;
}

void flexsa_log_close(struct flexsa_log *log)
{
    if (!log)
        return;
    if (log->fd >= 0)
        close(log->fd);
    free(log->folder);
    free(log->path);
    free(log);
}

/* ---- add ------------------------------------------------------------------------------ */

/* The signature as a folder's name. */
static char *failure_folder(const struct flexsa_log *log, const char *signature)
{
    enum { MOST = 60 };
    char *path, name[MOST + 1];
    size_t used = 0;

    for (; *signature && used < MOST; signature++) {
        const bool plain = isalnum((unsigned char)*signature) || *signature == '+';

        if (plain || (used > 0 && name[used - 1] != '-'))
            name[used++] = plain ? *signature : '-';
    }
    while (used > 0 && name[used - 1] == '-')
        used--;
    name[used] = '\0';
    return asprintf(&path, "%s/%s", log->folder, used ? name : "failure") < 0 ? NULL : path;
}

char *flexsa_log_repro_path(const struct flexsa_log *log, uint64_t index, const char *signature)
{
    char *folder = failure_folder(log, signature), *path;

    if (!folder || asprintf(&path, "%s/case-%llu.repro", folder, (unsigned long long)index) < 0)
        path = NULL;
    free(folder);
    return path;
}

static enum flexsa_status write_repro(const struct flexsa_log *log, const struct flexsa_log_case *done,
                                      const struct flexsa_repro *repro, struct flexsa_error *err)
{
    char *folder = failure_folder(log, done->signature);
    char *path = flexsa_log_repro_path(log, done->index, done->signature);
    enum flexsa_status status = FLEXSA_OK;

    if (!folder || !path)
        status = no_memory(err);
    else if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        status = cannot_write(folder, err);
    else
        status = flexsa_repro_write(path, repro, err);
    free(folder);
    free(path);
    return status;
}

enum flexsa_status flexsa_log_add(struct flexsa_log *log, const struct flexsa_log_case *done,
                                  const struct flexsa_repro *repro, struct flexsa_error *err)
{
    char line[LINE_BYTES];
    const size_t length = print_case(done, line);
    enum flexsa_status status = FLEXSA_OK;

    if (done->status != FLEXSA_OK && repro)
        status = write_repro(log, done, repro, err);
    if (status == FLEXSA_OK)
        status = write_all(log, line, length, err);
    if (status == FLEXSA_OK && done->status != FLEXSA_OK)
        (void)fdatasync(log->fd);
    return status;
}

/* ---- read ----------------------------------------------------------------------------- */

void flexsa_log_free(struct flexsa_log_case *cases, size_t case_count)
{
    for (size_t i = 0; i < case_count; i++) {
        free(cases[i].signature);
        free(cases[i].text);
    }
    free(cases);
}

static int by_index(const void *a, const void *b)
{
    const uint64_t x = ((const struct flexsa_log_case *)a)->index, y = ((const struct flexsa_log_case *)b)->index;

    return x < y ? -1 : x > y;
}

/* Sorts; of two with one index the second goes. */
static size_t sort(struct flexsa_log_case *cases, size_t count)
{
    size_t kept = 0;

    if (count > 0)
        qsort(cases, count, sizeof cases[0], by_index);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && cases[kept - 1].index == cases[i].index) {
            free(cases[i].signature);
            free(cases[i].text);
            continue;
        }
        cases[kept++] = cases[i];
    }
    return kept;
}

enum flexsa_status flexsa_log_read(const struct flexsa_log *log, uint64_t count, struct flexsa_log_case **cases,
                                   size_t *case_count, struct flexsa_error *err)
{
    char *text;
    size_t size, lines = 0, found = 0;
    enum flexsa_status status = flexsa_file_read(log->path, MAX_BYTES, &text, &size, err);

    *cases = NULL;
    *case_count = 0;
    if (status != FLEXSA_OK)
        return status;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    *cases = calloc(lines + 1, sizeof **cases);
    if (!*cases) {
        free(text);
        return no_memory(err);
    }
    for (const char *at = text; *at;) {
        const size_t length = strcspn(at, "\n");
        struct flexsa_log_case done;

        if (at[length] == '\n' && parse_case(at, length, &done)) {
            if (done.index < count) {
                (*cases)[found++] = done;
            } else {
                free(done.signature);
                free(done.text);
            }
        }
        at += length + (at[length] == '\n');
    }
    free(text);
    *case_count = sort(*cases, found);
    return FLEXSA_OK;
}
