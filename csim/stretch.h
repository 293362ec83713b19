/*
 * stretch.h - a stretch of equal bodies (K blocks, rounds of tiles, columns) is stepped through only until it
 * repeats itself: after two bodies all clocks are where they were, so many cycles later. Two, because tile
 * halves and OBUF halves alternate. What is left of it then takes so many times as long.
 */
#ifndef FLEXSA_CSIM_STRETCH_H
#define FLEXSA_CSIM_STRETCH_H

#include "pace.h"

enum stretch_body {
    STRETCH_OF_TILES,
    STRETCH_OF_WAVES /* in the midst of a tile: nothing to do with the OBUF but to add to it */
};

/* Where a stretch was: all that decides its future, and what had been counted. */
struct stretch_mark {
    struct pace_unit unit[PACE_UNITS];
    pace_time fed;
    uint64_t waits[PACE_WAITS];
};

struct stretch {
    enum stretch_body body;
    unsigned bodies;              /* so far                                          */
    struct stretch_mark marks[2]; /* after the last two of them                      */
};

/* No body yet. */
static inline void stretch_begin(struct stretch *stretch, enum stretch_body body)
{
    stretch->body = body;
    stretch->bodies = 0;
}

/* After a body, `left` equal ones to come: how many of them, always even, `pace` now stands behind. */
uint64_t stretch_skip(struct stretch *stretch, struct pace *pace, uint64_t left);

#endif /* FLEXSA_CSIM_STRETCH_H */
