/*
 * driver.h - runs whole GEMMs on one backend and checks them: plan, and for every pass fill GBUF,
 * run, drain.
 *
 * Checking, bit for bit, at two places:
 *   writes   the golden model runs each pass first; every byte the backend stores is compared as
 *            it is written, and each byte of every tile must come exactly once
 *   result   the finished C is compared with the plain oracle, which knows no tiles
 */
#ifndef FLEXSA_DRIVER_H
#define FLEXSA_DRIVER_H

#include "../compiler/flexsa_plan.h"
#include "flexsa_backend.h"
#include "mismatch.h"

struct flexsa_driver; /* a machine on a backend; opaque */

/* `check`: open a golden model beside the backend. wave_path may be NULL. Owned by the caller. */
enum flexsa_status flexsa_driver_open(struct flexsa_driver **driver,
                                      const struct flexsa_backend_ops *backend,
                                      const struct flexsa_machine *machine, bool check,
                                      const char *wave_path, struct flexsa_error *err);
void flexsa_driver_close(struct flexsa_driver *driver);

/* Row-major and dense, bit patterns; the caller's. */
struct flexsa_operands {
    const uint16_t *a;  /* m x k                                                  */
    const uint16_t *b;  /* k x n                                                  */
    const uint32_t *c0; /* m x n, if gemm.has_c0                                  */
    uint32_t *c;        /* m x n: the result; work space if gemm.f16_out          */
    uint16_t *c16;      /* m x n: the result if gemm.f16_out                      */
};

/* Flips one bit of element (row, col) of C on its way to GBUF: proves that the check can fail. */
struct flexsa_inject {
    bool enabled;
    uint32_t row, col;
    unsigned bit;
};

/* Which cycles a wave file shows. Cycles count from the GEMM's first. */
struct flexsa_wave_window {
    enum { FLEXSA_WAVE_ALL, FLEXSA_WAVE_CYCLES, FLEXSA_WAVE_TILE } kind;
    uint64_t from, to;  /* CYCLES: [from, to)                                     */
    uint64_t tile;      /* TILE: from the first instruction that works on it to its last store */
};

/* share = how much of the GEMM is done, 0..1. Return false to stop. */
typedef bool flexsa_drive_progress(void *context, double share, uint64_t cycles);

/* A pass that has run; everything is valid until the function returns. */
struct flexsa_pass_run {
    const struct flexsa_pass *pass;
    uint64_t first_cycle;                   /* its first among the GEMM's cycles   */
    const struct flexsa_run_result *result; /* of this pass                        */
    const struct flexsa_times *times;       /* one for each instruction            */
};
/* GBUF is filled and `pass` about to run, first_cycle being its first. Any status but OK ends the GEMM with it. */
typedef enum flexsa_status flexsa_drive_filled(void *context, const struct flexsa_pass *pass, uint64_t first_cycle,
                                               const uint8_t *gbuf, struct flexsa_error *err);
/* Any status but OK ends the GEMM with it. */
typedef enum flexsa_status flexsa_drive_pass(void *context, const struct flexsa_pass_run *run, struct flexsa_error *err);

struct flexsa_drive_options {
    uint64_t timeout_cycles, stall_seed, reset_at_cycle; /* of each pass: flexsa_run_options */
    struct flexsa_wave_window wave;      /* used if the driver has a wave_path     */
    struct flexsa_inject inject;
    flexsa_drive_progress *on_progress;  /* may be NULL                            */
    flexsa_drive_filled *on_filled;      /* may be NULL                            */
    flexsa_drive_pass *on_pass;          /* may be NULL                            */
    void *context;                       /* of all                                 */
};

struct flexsa_gemm_result {
    uint64_t cycles;
    uint64_t counters[FLEXSA_NUM_CNT];
    uint64_t passes, instrs, tiles;
    bool complete;           /* every pass has run to its end                     */
    uint64_t waves[FLEXSA_NUM_MODES], macs[FLEXSA_NUM_MODES];
    uint64_t tiles_checked;  /* all their bytes compared                          */
    uint64_t mismatches;     /* elements that differ, came twice, or never        */
    struct flexsa_mismatch first;
    double seconds;          /* spent in the backend's run()                      */
};

/* OK; MISMATCH with `first` filled in, or if nothing was checked; or any failure of plan and
 * backend. `options` NULL: all zero. Fills in `result` as far as it came. */
enum flexsa_status flexsa_driver_gemm(struct flexsa_driver *driver, const struct flexsa_gemm *gemm,
                                      const struct flexsa_operands *operands,
                                      const struct flexsa_drive_options *options,
                                      struct flexsa_gemm_result *result, struct flexsa_error *err);

/* M*N*K / (cycles * PEs); 0 if untimed or not complete. */
double flexsa_utilisation(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                          const struct flexsa_gemm_result *result);
unsigned flexsa_machine_pes(const struct flexsa_machine *machine);
/* A clock that only goes forward. */
double flexsa_seconds(void);

#endif /* FLEXSA_DRIVER_H */
