/*
 * jobs.h - independent GEMMs on several processes, each with a model of its own. The workers
 * take the next GEMM from a shared list, the longest first.
 */
#ifndef FLEXSA_JOBS_H
#define FLEXSA_JOBS_H

#include "common.h"

/* One GEMM with random operands. */
struct job {
    char name[80];
    struct flexsa_gemm gemm;
    uint64_t seed;
};

struct job_result {
    enum flexsa_status status;
    struct flexsa_gemm_result result;
    struct flexsa_error err;
};

struct job_set {
    struct flexsa_machine machine;
    const struct flexsa_backend_ops *backend;
    enum flexsa_values values;
    bool check;
    struct run_options run;
    unsigned workers;
    bool quiet;           /* no progress line                                     */
    const struct job *jobs;
    size_t count;
};

/* results[i] is of jobs[i]. Progress goes to stderr if that is a terminal and it takes more
 * than 2 s. OK when every job was run, whatever its own status. */
enum flexsa_status jobs_run(const struct job_set *set, struct job_result *results,
                            struct flexsa_error *err);

#endif /* FLEXSA_JOBS_H */
