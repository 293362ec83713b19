/*
 * array.h - the skewed token chains of the array: what is said to it in a step is heard at bank r
 * of a buffer a fixed number of steps later (docs/architecture.md, "Time in the array"). So a chain
 * is its history: one record a step.
 */
#ifndef FLEXSA_CSIM_ARRAY_H
#define FLEXSA_CSIM_ARRAY_H

#include "../harness/isa/flexsa_machine.h"

/* A report on one tile: rows 0 .. row have been read (`some`), or all of them (`all`). */
struct csim_report {
    int64_t tile;
    unsigned row;
    bool some, all;
};

/* One row step of a wave (west and over-core token). Nothing is said where a flag is false. */
struct csim_row {
    int64_t tile;
    unsigned char row;       /* of its sub-bank                                        */
    bool sub1;               /* the west reads sub-bank 1                              */
    bool west_up, west_low;  /* the west reads for cores 0, 1 / 2, 3                   */
    bool over_up, over_low;  /* sub-bank 1 is read over the cores                      */
    bool mark0, all0;        /* sub-bank 0 left behind                                 */
    bool mark1, all1;        /* sub-bank 1, by the west                                */
    bool mark_over, all_over;/* sub-bank 1, over the cores                             */
    bool wave_last, hand_over, half;
};

/* One entry of a stationary tile on its way into the array. */
struct csim_entry {
    int64_t tile;
    unsigned char row, mode;
    bool up, low, right;     /* upper, lower cores take part; east ones too            */
    bool mark, all;
};

enum { CSIM_HISTORY = 1024 }; /* above the longest chain: 2*64*3 + 3 + 2*64 + 1 steps */

struct csim_array {
    unsigned rows, cols;     /* of one core                                            */
    unsigned depth;          /* FMA pipeline depth                                     */
    bool quad;
    uint64_t steps;          /* so far                                                 */
    struct csim_row row[CSIM_HISTORY];
    struct csim_entry entry[CSIM_HISTORY];
};

/* Do the chains of such a machine fit the history, and its rows their fields? */
bool csim_array_holds(const struct flexsa_machine *machine);

void csim_array_reset(struct csim_array *array, const struct flexsa_machine *machine);

/* Row step / entry said `ago` steps before the last one (0 = in the last step). */
const struct csim_row *csim_array_row(const struct csim_array *array, unsigned ago);
const struct csim_entry *csim_array_entry(const struct csim_array *array, unsigned ago);

/* A step: what is said in it. */
void csim_array_step(struct csim_array *array, const struct csim_row *row, const struct csim_entry *entry);

/* Delays in steps: bank 0 of the lower cores; the last bank behind the first; column 0 of core 1;
 * the OBUF's last column after the last bank. */
unsigned csim_array_down(const struct csim_array *array);
unsigned csim_array_tail(const struct csim_array *array);
unsigned csim_array_obuf(const struct csim_array *array);

#endif /* FLEXSA_CSIM_ARRAY_H */
