/* guard.c - see guard.h. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "guard.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child tells. */
struct answer {
    bool ran; /* else status and err say why not */
    enum flexsa_status status;
    struct flexsa_error err;
    struct flexsa_verdict verdict;
};

struct flexsa_verdict flexsa_guard_crash(int wait_status)
{
    struct flexsa_verdict verdict = {.status = FLEXSA_SIM_FAILED, .signature = {.failure = FLEXSA_FAILURE_CRASH}};
    const bool killed = WIFSIGNALED(wait_status);

    snprintf(verdict.signature.thing, sizeof verdict.signature.thing, killed ? "signal %d" : "exit %d",
             killed ? WTERMSIG(wait_status) : WEXITSTATUS(wait_status));
    snprintf(verdict.text, sizeof verdict.text, "the process that ran the case ended: %s", verdict.signature.thing);
    return verdict;
}

static void run_in_child(const struct flexsa_backend_ops *backend, bool lockstep, const struct flexsa_repro *repro,
                         struct answer *answer)
{
    struct flexsa_trial *trial = NULL;

    answer->status = flexsa_trial_open(&trial, &repro->machine, backend, lockstep, &answer->err);
    if (answer->status == FLEXSA_OK)
        answer->status = flexsa_trial_ready(trial, &answer->err);
    answer->ran = answer->status == FLEXSA_OK;
    if (answer->ran)
        flexsa_trial_run(trial, repro, &answer->verdict);
    flexsa_trial_close(trial);
}

static enum flexsa_status fork_and_wait(const struct flexsa_backend_ops *backend, bool lockstep,
                                        const struct flexsa_repro *repro, struct answer *answer, int *wait_status,
                                        struct flexsa_error *err)
{
    const pid_t parent = getpid();
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() == parent)
            run_in_child(backend, lockstep, repro, answer);
        _exit(0);
    }
    if (pid < 0)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "cannot start a process: %s", strerror(errno));
    while (waitpid(pid, wait_status, 0) < 0)
        if (errno != EINTR)
            return flexsa_fail(err, FLEXSA_SIM_FAILED, "lost a process: %s", strerror(errno));
    return FLEXSA_OK;
}

enum flexsa_status flexsa_guard_run(const struct flexsa_backend_ops *backend, bool lockstep,
                                    const struct flexsa_repro *repro, struct flexsa_verdict *verdict,
                                    struct flexsa_error *err)
{
    struct answer *answer = mmap(NULL, sizeof *answer, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    enum flexsa_status status;
    int wait_status = 0;

    if (answer == MAP_FAILED)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a process's answer");
    status = fork_and_wait(backend, lockstep, repro, answer, &wait_status, err);
    if (status == FLEXSA_OK) {
        if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0)
            *verdict = flexsa_guard_crash(wait_status);
        else if (answer->ran)
            *verdict = answer->verdict;
        else
            status = flexsa_fail(err, answer->status, "%s", answer->err.text);
    }
    munmap(answer, sizeof *answer);
    return status;
}
