/* jobs.c - forked workers around a list in shared memory. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "jobs.h"

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

enum { NOT_TAKEN = -1, MAX_WORKERS = 256 };

/* What the processes share. */
struct slot {
    _Atomic int worker;     /* NOT_TAKEN, or who runs it                           */
    _Atomic int finished;
    _Atomic double share;   /* done so far                                         */
    double cost;
    size_t job;             /* slot i runs this job: the order is by cost          */
    struct job_result result;
};

struct board {
    _Atomic size_t next;
    struct slot slots[];
};

/* A simulation takes about as long as the waves of the GEMM are. */
static double cost_of(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm)
{
    const double n = 2.0 * machine->sub_cols, k = 2.0 * machine->sub_rows;
    const double columns = (double)(uint64_t)((gemm->n + n - 1) / n);
    const double blocks = (double)(uint64_t)((gemm->k + k - 1) / k);

    return 1000 + (double)gemm->m * columns * blocks;
}

static int by_cost(const void *a, const void *b)
{
    const double x = ((const struct slot *)a)->cost, y = ((const struct slot *)b)->cost;

    return x < y ? 1 : x > y ? -1 : 0;
}

/* ---- a worker ------------------------------------------------------------------------ */

static bool note_progress(void *context, double share, uint64_t cycles)
{
    (void)cycles;
    ((struct slot *)context)->share = share;
    return true;
}

static void run_slot(const struct job_set *set, struct flexsa_driver *driver, struct slot *slot)
{
    const struct job *job = &set->jobs[slot->job];
    struct job_result *out = &slot->result;
    struct flexsa_drive_options drive = {.on_progress = note_progress, .context = slot};
    struct matrices matrices = {0};

    out->status = matrices_random(&matrices, &job->gemm, set->values, job->seed, set->check, &out->err);
    if (out->status == FLEXSA_OK)
        out->status = run_from_options(&set->run, &job->gemm, &drive, &out->err);
    if (out->status == FLEXSA_OK) {
        const struct flexsa_operands operands = matrices_operands(&matrices);

        out->status = flexsa_driver_gemm(driver, &job->gemm, &operands, &drive, &out->result, &out->err);
    }
    matrices_free(&matrices);
    slot->share = 1;
    slot->finished = 1;
}

/* Takes slots until there are none. A driver whose run failed is not used again. */
static void work(const struct job_set *set, struct board *board, int id)
{
    struct flexsa_driver *driver = NULL;
    size_t i;

    while ((i = atomic_fetch_add(&board->next, 1)) < set->count) {
        struct slot *slot = &board->slots[i];

        slot->worker = id;
        if (!driver) {
            slot->result.status = flexsa_driver_open(&driver, set->backend, &set->machine, set->check,
                                                     NULL, &slot->result.err);
            if (!driver) {
                slot->finished = 1;
                continue;
            }
        }
        run_slot(set, driver, slot);
        if (slot->result.status == FLEXSA_SIM_FAILED) {
            flexsa_driver_close(driver);
            driver = NULL;
        }
    }
    flexsa_driver_close(driver);
}

/* ---- the parent ------------------------------------------------------------------------ */

static void show_progress(const struct job_set *set, const struct board *board, double elapsed)
{
    double all = 0, done = 0;
    size_t finished = 0;

    for (size_t i = 0; i < set->count; i++) {
        const struct slot *slot = &board->slots[i];

        all += slot->cost;
        done += slot->cost * slot->share;
        finished += slot->finished != 0;
    }
    fprintf(stderr, "\r%zu of %zu GEMMs, %.0f%%, %.0f s", finished, set->count, 100 * done / all, elapsed);
    if (done > 0.01 * all)
        fprintf(stderr, ", about %.0f s left ", elapsed * (all - done) / done);
    fflush(stderr);
}

/* Waits for every worker. */
static void wait_for_workers(const struct job_set *set, const struct board *board,
                             const pid_t *pids, unsigned workers)
{
    const double begin = flexsa_seconds();
    const bool shows = !set->quiet && isatty(STDERR_FILENO);
    const struct timespec nap = {0, 20000000};
    bool running[MAX_WORKERS], shown = false;
    unsigned left = workers;
    double last = begin;

    memset(running, 1, sizeof running);
    while (left) {
        for (unsigned w = 0; w < workers; w++) {
            if (!running[w] || waitpid(pids[w], NULL, WNOHANG) == 0)
                continue;
            running[w] = false;
            left--;
        }
        if (left == 0)
            break;
        nanosleep(&nap, NULL);
        if (shows && flexsa_seconds() - begin > 2 && flexsa_seconds() - last > 0.25) {
            last = flexsa_seconds();
            show_progress(set, board, last - begin);
            shown = true;
        }
    }
    if (shown)
        fprintf(stderr, "\r%79s\r", "");
}

static struct board *make_board(const struct job_set *set, size_t *bytes)
{
    struct board *board;

    *bytes = sizeof *board + set->count * sizeof board->slots[0];
    board = mmap(NULL, *bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED)
        return NULL;
    for (size_t i = 0; i < set->count; i++) {
        board->slots[i].job = i;
        board->slots[i].worker = NOT_TAKEN;
        board->slots[i].cost = cost_of(&set->machine, &set->jobs[i].gemm);
    }
    qsort(board->slots, set->count, sizeof board->slots[0], by_cost);
    return board;
}

static void collect(const struct job_set *set, const struct board *board, struct job_result *results)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct slot *slot = &board->slots[i];

        results[slot->job] = slot->result;
        if (!slot->finished)
            results[slot->job].status =
                flexsa_fail(&results[slot->job].err, FLEXSA_SIM_FAILED,
                            slot->worker == NOT_TAKEN ? "not run: a worker process died before"
                                                      : "the worker process died while it ran this GEMM");
    }
}

enum flexsa_status jobs_run(const struct job_set *set, struct job_result *results,
                            struct flexsa_error *err)
{
    unsigned workers = set->workers < set->count ? set->workers : (unsigned)set->count;
    const pid_t parent = getpid();
    pid_t pids[MAX_WORKERS];
    size_t bytes;
    struct board *board = make_board(set, &bytes);

    if (!board)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %zu jobs", set->count);
    if (workers > MAX_WORKERS)
        workers = MAX_WORKERS;
    fflush(NULL);
    for (unsigned w = 0; w < workers; w++) {
        pids[w] = fork();
        if (pids[w] == 0) {
            /* No worker outlives the program, however that ends. */
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            if (getppid() == parent)
                work(set, board, (int)w);
            _exit(0);
        }
        if (pids[w] < 0) {
            if (w == 0) {
                munmap(board, bytes);
                return flexsa_fail(err, FLEXSA_SIM_FAILED, "cannot start a worker process: %s", strerror(errno));
            }
            workers = w;
        }
    }
    wait_for_workers(set, board, pids, workers);
    collect(set, board, results);
    munmap(board, bytes);
    return FLEXSA_OK;
}
