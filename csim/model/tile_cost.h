/*
 * tile_cost.h - the tiles of one class: their waves by mode, what they move, what they cost. Private
 * to csim/model; gemm_cost.c walks over the classes.
 */
#ifndef FLEXSA_TILE_COST_H
#define FLEXSA_TILE_COST_H

#include "cut.h"
#include "gemm_cost.h"

/* What is the same for every tile of a GEMM. */
struct flexsa_cost_context {
    const struct flexsa_accelerator *accelerator;
    const struct flexsa_machine *unit;
    struct flexsa_tiling tiling;
    double a_share;        /* distinct elements over M*K                                     */
    double bytes_per_step; /* DRAM's, 0 if ideal                                             */
    unsigned c_bytes;      /* an element of finished C                                       */
    struct flexsa_gemm_cost *cost; /* where counts are added                                 */
};

/* Equal passes: their rectangle and where their operands come from. */
struct flexsa_pass_class {
    uint32_t rows, cols, depth;
    bool a_from_dram, b_from_dram, loads_c, final;
    double count;
};

/* One tile. */
struct flexsa_tile_sum {
    double steps, slots; /* of the unit that has it                                          */
    double waves;
    double timed;        /* steps with waits for DRAM, over the units at work at the same time */
    double dram;         /* bytes                                                            */
};

/* Adds the counts of `count` tiles of row->size x col->size to the context's cost, and returns what
 * one of them takes. */
struct flexsa_tile_sum flexsa_tile_cost(const struct flexsa_cost_context *context,
                                        const struct flexsa_pass_class *pass,
                                        const struct flexsa_piece *row,
                                        const struct flexsa_piece *col, double count);

#endif /* FLEXSA_TILE_COST_H */
