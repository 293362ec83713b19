/*
 * fail_alloc.c - loaded before a program (LD_PRELOAD): its allocation number FAIL_ALLOC, counted from main() and the
 * constructors of its libraries on, finds no memory; all others do. What the program asked for in all is written to
 * the file FAIL_ALLOC_COUNT. Forked workers count on from where their parent was.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *(*next_malloc)(size_t size);
static void *(*next_calloc)(size_t count, size_t size);
static void *(*next_realloc)(void *old, size_t size);
static void (*next_free)(void *data);

static atomic_ullong counted;
static unsigned long long wanted;
static bool counts;
static pid_t owner;

/* What dlsym asks for while it is asked where calloc is. */
static char early[4096];
static size_t early_used;

static void *take_early(size_t size)
{
    void *data = early + early_used;

    early_used += (size + 15) / 16 * 16;
    return early_used <= sizeof early ? data : NULL;
}

static bool is_early(const void *data)
{
    return (const char *)data >= early && (const char *)data < early + sizeof early;
}

static void find(void *function, const char *name)
{
    void *symbol = dlsym(RTLD_NEXT, name);

    memcpy(function, &symbol, sizeof symbol);
}

static bool fails(void)
{
    if (!counts || atomic_fetch_add(&counted, 1) + 1 != wanted)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    if (!next_malloc)
        return take_early(size);
    return fails() ? NULL : next_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (!next_calloc)
        return take_early(count * size);
    return fails() ? NULL : next_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : next_realloc(old, size);
}

void free(void *data)
{
    if (!is_early(data) && next_free)
        next_free(data);
}

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("FAIL_ALLOC");

    find(&next_free, "free");
    find(&next_realloc, "realloc");
    find(&next_malloc, "malloc");
    find(&next_calloc, "calloc");
    wanted = text ? strtoull(text, NULL, 10) : 0;
    owner = getpid();
    unsetenv("LD_PRELOAD"); /* no other program */
    counts = true;
}

/* What gcov asks for at the end is not the program's (tests/coverage/exit.c). */
void fail_alloc_stop(void);
void fail_alloc_stop(void)
{
    counts = false;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("FAIL_ALLOC_COUNT");
    FILE *file;

    counts = false;
    if (!path || getpid() != owner || !(file = fopen(path, "w")))
        return;
    fprintf(file, "%llu\n", atomic_load(&counted));
    fclose(file);
}
