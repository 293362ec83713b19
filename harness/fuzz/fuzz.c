/* fuzz.c - forked workers that take the next case from a shared counter. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "fuzz.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../driver/driver.h"
#include "guard.h"

enum { MAX_WORKERS = 256 };
#define NO_CASE UINT64_MAX

/* What the processes share. */
struct board {
    _Atomic uint64_t next, done, failed;
    _Atomic uint64_t running[MAX_WORKERS]; /* the case, or NO_CASE                 */
    _Atomic int stopped;                   /* a worker could not go on:            */
    enum flexsa_status status;
    struct flexsa_error err;
};

struct fuzz {
    const struct flexsa_fuzz_plan *plan;
    const struct flexsa_fuzz_options *options;
    struct flexsa_log *log;
    uint8_t *skip;              /* a bit for each case that the log has            */
    uint64_t todo;
    struct board *board;
    double begin;
    pid_t pids[MAX_WORKERS];    /* 0: none runs                                    */
    pid_t parent;
};

/* ---- a worker ------------------------------------------------------------------------- */

/* The first failure to write anything ends all workers. */
static void stop(struct fuzz *fuzz, enum flexsa_status status, const struct flexsa_error *err)
{
    if (atomic_exchange(&fuzz->board->stopped, 1))
        return;
    fuzz->board->status = status;
    fuzz->board->err = *err;
}

static void log_verdict(struct fuzz *fuzz, uint64_t index, const struct flexsa_repro *repro,
                        const struct flexsa_verdict *verdict, double seconds)
{
    char signature[FLEXSA_SIGNATURE_BYTES];
    struct flexsa_repro named = *repro; /* borrows; only the name is its own */
    struct flexsa_error err = {""};
    char text[sizeof verdict->text];
    const struct flexsa_log_case done = {
        .index = index,
        .cycles = verdict->cycles,
        .seconds = seconds,
        .machine = flexsa_fuzz_machine(fuzz->plan, index),
        .kind = repro->kind,
        .status = verdict->status,
        .signature = signature,
        .text = text,
    };
    enum flexsa_status status;

    flexsa_signature_print(&verdict->signature, signature);
    snprintf(named.signature, sizeof named.signature, "%s", signature);
    memcpy(text, verdict->text, sizeof text);
    status = flexsa_log_add(fuzz->log, &done, repro->seed ? &named : NULL, &err);
    if (status != FLEXSA_OK) {
        stop(fuzz, status, &err);
        return;
    }
    fuzz->board->failed += verdict->status != FLEXSA_OK;
    fuzz->board->done++;
}

static struct flexsa_verdict refusal(enum flexsa_status status, const char *text)
{
    struct flexsa_verdict verdict = {.status = status};

    verdict.signature = flexsa_signature_of_text(FLEXSA_FAILURE_FAILED, text);
    snprintf(verdict.text, sizeof verdict.text, "%s", text);
    return verdict;
}

static void run_case(struct fuzz *fuzz, struct flexsa_trial **trials, uint64_t index)
{
    const size_t m = flexsa_fuzz_machine(fuzz->plan, index);
    const double begin = flexsa_seconds();
    struct flexsa_repro repro = {0};
    struct flexsa_verdict verdict = {0};
    struct flexsa_error err = {""};
    enum flexsa_status status = flexsa_fuzz_draw(fuzz->plan, index, &repro, &err);

    if (status == FLEXSA_OK)
        flexsa_trial_run(trials[m], &repro, &verdict);
    else
        verdict = refusal(status, err.text);
    log_verdict(fuzz, index, &repro, &verdict, flexsa_seconds() - begin);
    flexsa_repro_free(&repro);
}

static bool skips(const struct fuzz *fuzz, uint64_t index)
{
    return fuzz->skip[index / 8] >> index % 8 & 1;
}

/* All machines at once: a model that is missing shows before the first case. Not in the parent: models have
 * threads, which do not survive fork. */
static void open_trials(struct fuzz *fuzz, struct flexsa_trial **trials)
{
    struct flexsa_error err = {""};
    enum flexsa_status status = FLEXSA_OK;

    for (size_t m = 0; status == FLEXSA_OK && m < fuzz->plan->machine_count; m++) {
        status = flexsa_trial_open(&trials[m], &fuzz->plan->machines[m], fuzz->options->backend, fuzz->options->lockstep,
                                   &err);
        if (status == FLEXSA_OK)
            status = flexsa_trial_ready(trials[m], &err);
    }
    if (status != FLEXSA_OK)
        stop(fuzz, status, &err);
}

static int work(struct fuzz *fuzz, unsigned id)
{
    struct flexsa_trial **trials = calloc(fuzz->plan->machine_count, sizeof *trials);
    struct board *board = fuzz->board;
    uint64_t index;

    if (trials)
        open_trials(fuzz, trials);
    while (trials && !board->stopped && (index = atomic_fetch_add(&board->next, 1)) < fuzz->options->count) {
        if (skips(fuzz, index))
            continue;
        board->running[id] = index;
        run_case(fuzz, trials, index);
        board->running[id] = NO_CASE;
    }
    for (size_t m = 0; trials && m < fuzz->plan->machine_count; m++)
        flexsa_trial_close(trials[m]);
    free(trials);
    return trials ? 0 : 1;
}

/* ---- the parent ------------------------------------------------------------------------- */

static bool start(struct fuzz *fuzz, unsigned id)
{
    fflush(NULL);
    fuzz->board->running[id] = NO_CASE;
    fuzz->pids[id] = fork();
    if (fuzz->pids[id] == 0) {
        /* No worker outlives the program, however that ends. */
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        _exit(getppid() == fuzz->parent ? work(fuzz, id) : 0);
    }
    return fuzz->pids[id] > 0;
}

/* Signals that end the whole program are no fault of the case. */
static bool was_told_to_end(int status)
{
    return WIFSIGNALED(status) &&
           (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGHUP);
}

static void log_crash(struct fuzz *fuzz, uint64_t index, int status)
{
    struct flexsa_verdict verdict = flexsa_guard_crash(status);
    struct flexsa_repro repro = {0};
    struct flexsa_error err = {""};

    if (flexsa_fuzz_draw(fuzz->plan, index, &repro, &err) != FLEXSA_OK)
        snprintf(verdict.text, sizeof verdict.text, "%s", err.text);
    log_verdict(fuzz, index, &repro, &verdict, 0);
    flexsa_repro_free(&repro);
}

/* A worker that has ended: its case is a failure if it had one, and the next worker takes its place. */
static void reap(struct fuzz *fuzz, unsigned id, int status)
{
    const uint64_t index = fuzz->board->running[id];
    struct flexsa_error err;

    fuzz->pids[id] = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    if (was_told_to_end(status) || index == NO_CASE) {
        stop(fuzz, flexsa_fail(&err, FLEXSA_SIM_FAILED, "a worker process was ended; --resume goes on"), &err);
        return;
    }
    log_crash(fuzz, index, status);
    if (!fuzz->board->stopped && !start(fuzz, id))
        stop(fuzz, flexsa_fail(&err, FLEXSA_SIM_FAILED, "cannot start a worker process: %s", strerror(errno)), &err);
}

static void show(const struct fuzz *fuzz)
{
    const struct flexsa_fuzz_progress progress = {fuzz->board->done, fuzz->board->failed, fuzz->todo,
                                                  flexsa_seconds() - fuzz->begin};

    if (fuzz->options->on_progress)
        fuzz->options->on_progress(fuzz->options->context, &progress);
}

static void wait_for_workers(struct fuzz *fuzz, unsigned workers)
{
    const struct timespec nap = {0, 10000000};
    bool running = true;

    while (running) {
        running = false;
        for (unsigned id = 0; id < workers; id++) {
            int status;

            if (fuzz->pids[id] > 0 && waitpid(fuzz->pids[id], &status, WNOHANG) == fuzz->pids[id])
                reap(fuzz, id, status);
            running = running || fuzz->pids[id] > 0;
        }
        show(fuzz);
        if (running)
            nanosleep(&nap, NULL);
    }
}

/* What the log has already. */
static enum flexsa_status read_done(struct fuzz *fuzz, struct flexsa_error *err)
{
    struct flexsa_log_case *cases;
    size_t count;
    enum flexsa_status status;

    fuzz->todo = fuzz->options->count;
    fuzz->skip = calloc((size_t)(fuzz->options->count / 8 + 1), 1);
    if (!fuzz->skip)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %llu cases", (unsigned long long)fuzz->options->count);
    status = flexsa_log_read(fuzz->log, fuzz->options->count, &cases, &count, err);
    for (size_t i = 0; i < count; i++)
        if (cases[i].machine != flexsa_fuzz_machine(fuzz->plan, cases[i].index))
            status = flexsa_fail(err, FLEXSA_BAD_INPUT,
                                 "fuzz.log: the line 'case %llu' is damaged: without it, --resume runs the case again",
                                 (unsigned long long)cases[i].index);
    for (size_t i = 0; i < count; i++)
        fuzz->skip[cases[i].index / 8] |= (uint8_t)(1u << cases[i].index % 8);
    fuzz->todo -= count;
    flexsa_log_free(cases, count);
    return status;
}

static enum flexsa_status run_workers(struct fuzz *fuzz, struct flexsa_error *err)
{
    unsigned workers = fuzz->options->jobs < MAX_WORKERS ? fuzz->options->jobs : MAX_WORKERS;

    if (workers > fuzz->todo)
        workers = (unsigned)fuzz->todo;
    for (unsigned id = 0; id < workers; id++)
        if (!start(fuzz, id)) {
            fuzz->pids[id] = 0;
            if (id == 0)
                return flexsa_fail(err, FLEXSA_SIM_FAILED, "cannot start a worker process: %s", strerror(errno));
            workers = id;
        }
    wait_for_workers(fuzz, workers);
    if (!fuzz->board->stopped)
        return FLEXSA_OK;
    return flexsa_fail(err, fuzz->board->status, "%s", fuzz->board->err.text);
}

enum flexsa_status flexsa_fuzz_run(const struct flexsa_fuzz_plan *plan, const struct flexsa_fuzz_options *options,
                                   struct flexsa_log *log, struct flexsa_error *err)
{
    struct fuzz fuzz = {.plan = plan, .options = options, .log = log, .parent = getpid(), .begin = flexsa_seconds()};
    enum flexsa_status status;

    fuzz.board = mmap(NULL, sizeof *fuzz.board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (fuzz.board == MAP_FAILED)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the workers");
    status = read_done(&fuzz, err);
    if (status == FLEXSA_OK)
        status = run_workers(&fuzz, err);
    munmap(fuzz.board, sizeof *fuzz.board);
    free(fuzz.skip);
    return status;
}
