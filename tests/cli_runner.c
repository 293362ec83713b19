/* cli_runner.c - see cli_runner.h. */
#define _GNU_SOURCE /* mkdtemp, readlink */
#include "cli_runner.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

char folder[PATH_MAX];

void enter_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/flexsa-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

void leave_folder(void)
{
    char command[PATH_MAX + 16];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

void slurp(const char *name, char *text, size_t size)
{
    char path[PATH_MAX + 16];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    cr_assert_not_null(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

struct outcome flexsa(const char *arguments)
{
    static struct outcome outcome;
    char self[PATH_MAX] = "", command[4 * PATH_MAX];
    int status;

    cr_assert_gt(readlink("/proc/self/exe", self, sizeof self - 1), 0);
    *strrchr(self, '/') = '\0';
    snprintf(command, sizeof command, "cd '%s' && '%s/flexsa' %s >.out 2>.err", folder, self, arguments);
    status = system(command);
    cr_assert(WIFEXITED(status), "flexsa %s was killed", arguments);
    outcome.code = WEXITSTATUS(status);
    slurp(".out", outcome.out, sizeof outcome.out);
    slurp(".err", outcome.err, sizeof outcome.err);
    return outcome;
}

void write_text(const char *name, const char *text)
{
    char path[PATH_MAX + 32];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(text, 1, strlen(text), file), strlen(text));
    cr_assert_eq(fclose(file), 0);
}

bool exists(const char *name)
{
    char path[PATH_MAX + 32];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}
