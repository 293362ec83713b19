/* plot.c - gnuplot as a program of its own. */
#define _POSIX_C_SOURCE 200809L /* fork, posix_spawn's errors are no clearer */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "figures.h"

enum { NO_PROGRAM = 127, NO_FOLDER = 126 };

enum flexsa_status flexsa_figure_plot(const char *folder, const struct flexsa_figure *figure,
                                      struct flexsa_error *err)
{
    char script[64];
    int status;
    pid_t child, done;

    snprintf(script, sizeof script, "%s.gp", figure->file);
    child = fork();
    if (child == 0) {
        if (chdir(folder) != 0)
            _exit(NO_FOLDER);
        execlp("gnuplot", "gnuplot", script, (char *)NULL);
        _exit(NO_PROGRAM);
    }
    if (child < 0)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "cannot start gnuplot: %s", strerror(errno));
    do
        done = waitpid(child, &status, 0);
    while (done < 0 && errno == EINTR);
    if (done == child && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return FLEXSA_OK;
    if (done == child && WIFEXITED(status) && WEXITSTATUS(status) == NO_PROGRAM)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "gnuplot is not installed: apt-get install gnuplot-nox (or --no-plots)");
    return flexsa_fail(err, FLEXSA_SIM_FAILED, "gnuplot failed on %s/%s", folder, script);
}
