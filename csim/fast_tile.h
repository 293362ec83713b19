/*
 * fast_tile.h - the tiles of a pass come in at most four sizes (the last of a row or column may be smaller), and
 * their waves in two depths. The instructions of each are prepared and counted once a pass (pace.h).
 */
#ifndef FLEXSA_CSIM_FAST_TILE_H
#define FLEXSA_CSIM_FAST_TILE_H

#include "fast.h"
#include "pace.h"

/* One K block: the weights, then the waves over them: one, or a pair. */
struct fast_wave {
    unsigned execs;
    struct pace_prepared weights, shift, moving[2], exec[2];
    uint64_t counters[FLEXSA_NUM_CNT];
};

struct fast_tile {
    uint32_t rows, cols;
    struct pace_prepared load, store;
    uint64_t counters[FLEXSA_NUM_CNT]; /* of load and store                          */
    struct fast_wave whole, rest;      /* depth tile_k, as many as fit; what is left */
    uint64_t wholes;                   /* of a tile                                  */
    uint64_t times[PACE_UNITS];        /* such tiles each core has had               */
};

/* A tile of rows x cols; the steps themselves say on which core and OBUF half, and which waves add and end. */
void fast_tile_prepare(const struct pace *pace, const struct flexsa_tiling *tiling,
                       const struct flexsa_pass_shape *shape, uint32_t rows, uint32_t cols, struct fast_tile *tile);

/* Adds what all those tiles count. */
void fast_tile_count(const struct pace *pace, const struct fast_tile *tile, uint64_t counters[FLEXSA_NUM_CNT]);

#endif /* FLEXSA_CSIM_FAST_TILE_H */
