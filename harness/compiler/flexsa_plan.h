/*
 * flexsa_plan.h - the tiling compiler: a GEMM becomes passes over GBUF, each a
 * list of copies in, one program, and a list of copies out. Pure: no I/O, no
 * global state. Source: the paper's Algorithm 1 and section VI.A, with the
 * slips mended as docs/compiler notes in docs/architecture.md say.
 */
#ifndef FLEXSA_PLAN_H
#define FLEXSA_PLAN_H

#include "../isa/flexsa_instr.h"

/* C[M x N] = C0 + A[M x K] * B[K x N]. */
struct flexsa_gemm {
    uint32_t m, n, k;       /* 1 .. FLEXSA_MAX_DIM                                */
    bool has_c0;            /* C0 given: every block is added to it               */
    bool f16_out;           /* C stored as binary16                               */
};

#define FLEXSA_MAX_DIM 16777216u /* 2^24 */

enum flexsa_matrix { FLEXSA_MATRIX_A, FLEXSA_MATRIX_B, FLEXSA_MATRIX_C };

/* A rectangle of a matrix and its place in GBUF. */
struct flexsa_copy {
    enum flexsa_matrix matrix;
    uint32_t row, col, rows, cols; /* rectangle, in elements of the whole matrix  */
    uint32_t addr, pitch;          /* its place in GBUF, bytes                    */
};

/* What a StLBUF stores: where its tile lies in C, for checks and messages. */
struct flexsa_tile {
    size_t instr;                  /* index of the StLBUF in its pass's program   */
    uint32_t row, col, rows, cols; /* rectangle of C                              */
    bool final;                    /* C itself; false: partial sums of a K pass   */
};

struct flexsa_pass {
    struct flexsa_copy *fills;     /* before the program: A, B, C0 or partial sums */
    size_t fill_count;
    struct flexsa_program program;
    struct flexsa_tile *tiles;     /* in the order of the StLBUFs                 */
    size_t tile_count;
    struct flexsa_copy *drains;    /* after the program: C (binary32, or binary16 */
    size_t drain_count;            /* if f16_out and final)                       */
    bool drains_final;             /* the drained rectangles are finished C       */
};

/* Summary of a plan, from the instructions alone. */
struct flexsa_plan_stats {
    uint64_t waves[FLEXSA_NUM_MODES];  /* ExecGEMMs by mode                       */
    uint64_t macs[FLEXSA_NUM_MODES];   /* multiply-accumulates by mode            */
    uint64_t tiles, instrs;
};

/* Plans passes one at a time so that a huge GEMM never holds all its programs:
 * open, then next() until it yields NULL. */
struct flexsa_planner; /* opaque */

/* BAD_INPUT for a size of 0 or above FLEXSA_MAX_DIM. The planner is owned by the caller. */
enum flexsa_status flexsa_planner_open(struct flexsa_planner **planner,
                                       const struct flexsa_machine *machine,
                                       const struct flexsa_gemm *gemm, struct flexsa_error *err);
/* *pass is the next pass, owned by the planner and valid until the next call; NULL at the end. */
enum flexsa_status flexsa_planner_next(struct flexsa_planner *planner,
                                       const struct flexsa_pass **pass, struct flexsa_error *err);
void flexsa_planner_close(struct flexsa_planner *planner);

/* Whole-plan totals (runs a planner of its own). */
enum flexsa_status flexsa_plan_measure(const struct flexsa_machine *machine,
                                       const struct flexsa_gemm *gemm,
                                       struct flexsa_plan_stats *stats, struct flexsa_error *err);

/* Sizes a plan is cut in. A pass covers block_m x block_n of C and block_k of K, or what is left;
 * inside a pass a tile covers tile_m (tile_m_skinny when its columns are at most W) x tile_n, and
 * a wave tile_k of K. */
struct flexsa_tiling {
    uint32_t block_m, block_n, block_k;
    uint32_t tile_m, tile_m_skinny, tile_n, tile_k;
};

/* The sizes without the plan; errors as flexsa_planner_open. */
enum flexsa_status flexsa_plan_tiling(const struct flexsa_machine *machine,
                                      const struct flexsa_gemm *gemm, struct flexsa_tiling *tiling,
                                      struct flexsa_error *err);

/* FlexSA mode of a wave with n columns and k rows (GetFlexSAMode of Algorithm 1). */
unsigned flexsa_choose_mode(const struct flexsa_machine *machine, uint32_t n, uint32_t k);

#endif /* FLEXSA_PLAN_H */
