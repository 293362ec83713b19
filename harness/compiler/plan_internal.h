/*
 * plan_internal.h - the pieces of the compiler, each in its own file:
 *
 *   shape.c   tile sizes of an architecture, mode of a wave
 *   blocks.c  blocks of the GEMM that fit GBUF, and their places in it
 *   emit.c    one block to instructions (Algorithm 1)
 *   plan.c    the walk over the blocks: passes; and totals over all of them
 *
 * Private to harness/compiler.
 */
#ifndef FLEXSA_PLAN_INTERNAL_H
#define FLEXSA_PLAN_INTERNAL_H

#include "flexsa_plan.h"

/* Sizes of one tile: the blk_M, blk_N, blk_K of Algorithm 1. */
struct tile_shape {
    uint32_t m;        /* rows of C of a tile with n columns, wide          */
    uint32_t m_skinny; /* the same when the tile is skinny (n <= W)         */
    uint32_t n, k;
};

struct tile_shape flexsa_tile_shape(const struct flexsa_machine *machine);

/* Rows of a tile that has n columns. */
uint32_t flexsa_tile_rows(const struct flexsa_machine *machine, uint32_t n);

/* Most rows, columns and depth of one pass. m, n are multiples of the tile's sizes, or all of
 * M, N; k is a multiple of the arithmetic block, or all of K. */
struct block_sizes {
    uint32_t m, n, k;
};

/* Chooses the sizes. BAD_INPUT when not even one tile fits GBUF. */
enum flexsa_status flexsa_choose_blocks(const struct flexsa_machine *machine,
                                        const struct flexsa_gemm *gemm, struct block_sizes *blocks,
                                        struct flexsa_error *err);

/* One pass: the rectangle of C it computes, its share of K, and what happens to C. */
struct block {
    uint32_t row, col, first_k;
    uint32_t rows, cols, depth;
    bool loads_c; /* C0, or partial sums of the pass before */
    bool final;   /* the last share of K                    */
    bool f16;     /* stores binary16                        */
};

/* Where the pass's matrices lie in GBUF, one after the other:
 *
 *   0   A [rows x depth]   B [depth x cols]   C in [rows x cols]   C out [rows x cols]   end
 *
 * C in is there only if loads_c. It is not C out: stores must never meet addresses that are
 * loaded, or the program would need Syncs. */
struct layout {
    uint32_t a_addr, a_pitch;
    uint32_t b_addr, b_pitch;
    uint32_t c_in_addr, c_in_pitch;
    uint32_t c_out_addr, c_out_pitch;
    uint64_t end;
};

struct layout flexsa_block_layout(const struct flexsa_machine *machine, const struct block *block);

/* Appends the block's program and tiles to `pass` (tiles are allocated here). */
enum flexsa_status flexsa_emit_block(const struct flexsa_machine *machine,
                                     const struct block *block, const struct layout *layout,
                                     struct flexsa_pass *pass, struct flexsa_error *err);

static inline uint32_t flexsa_min(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static inline uint64_t flexsa_ceil_div(uint64_t a, uint64_t b)
{
    return (a + b - 1) / b;
}

static inline uint64_t flexsa_round_up(uint64_t value, uint64_t multiple)
{
    return flexsa_ceil_div(value, multiple) * multiple;
}

#endif /* FLEXSA_PLAN_INTERNAL_H */
