/* parsers.c - what all feeds need, see parsers.h. */
#define _GNU_SOURCE /* memfd_create, nftw */
#include "parsers.h"

#include <ctype.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const struct parser parsers[] = {
    {"npy", feed_npy},     {"csv", feed_csv},         {"program", feed_program},
    {"repro", feed_repro}, {"machine", feed_machine}, {"log", feed_log},
};
const size_t parser_count = sizeof parsers / sizeof parsers[0];

void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "parser check failed: %s\n", what);
    abort();
}

bool accepted(enum flexsa_status status, const struct flexsa_error *err)
{
    if (status == FLEXSA_OK)
        return true;
    if (status != FLEXSA_BAD_INPUT)
        fprintf(stderr, "status %d: %s\n", (int)status, err->text);
    require(status == FLEXSA_BAD_INPUT, "wrong input is BAD_INPUT");
    require(err->text[0] != '\0', "a refusal has a message");
    for (const char *c = err->text; *c; c++)
        require(!iscntrl((unsigned char)*c), "a message is one line without control characters");
    return false;
}

const char *file_of(unsigned slot, const void *data, size_t size)
{
    static int fds[PARSER_SLOTS];
    static char paths[PARSER_SLOTS][32];
    const char *at = data;

    if (fds[slot] == 0) {
        fds[slot] = memfd_create("parser", MFD_CLOEXEC);
        require(fds[slot] > 0, "memfd_create works");
        snprintf(paths[slot], sizeof paths[slot], "/proc/self/fd/%d", fds[slot]);
    }
    require(ftruncate(fds[slot], 0) == 0, "a file in memory can be emptied");
    for (size_t done = 0; done < size;) {
        const ssize_t now = pwrite(fds[slot], at + done, size - done, (off_t)done);

        require(now > 0, "a file in memory can be written");
        done += (size_t)now;
    }
    return paths[slot];
}

/* ---- the folder ------------------------------------------------------------------------------ */

static char folder[64];
static pid_t owner;

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info, (void)type, (void)where;
    return remove(path);
}

static void remove_folder(void)
{
    if (getpid() == owner)
        (void)nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *scratch_folder(void)
{
    if (folder[0])
        return folder;
    strcpy(folder, "/dev/shm/flexsa-parsers-XXXXXX");
    if (!mkdtemp(folder)) {
        strcpy(folder, "/tmp/flexsa-parsers-XXXXXX");
        require(mkdtemp(folder) != NULL, "a folder can be made below /dev/shm or /tmp");
    }
    owner = getpid();
    require(atexit(remove_folder) == 0, "atexit works");
    return folder;
}

unsigned scratch_files(void)
{
    unsigned count = 0;
    DIR *dir = opendir(scratch_folder());

    require(dir != NULL, "the folder can be listed");
    for (struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}
