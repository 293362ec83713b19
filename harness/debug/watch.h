/*
 * watch.h - compares the RTL's registers with what the golden model predicts for some elements of one stored
 * tile, term by term, cycle by cycle, until the first that differs. Inner part of debug.c.
 */
#ifndef FLEXSA_DEBUG_WATCH_H
#define FLEXSA_DEBUG_WATCH_H

#include "../driver/flexsa_backend.h"
#include "../golden/golden.h"
#include "divergence.h"
#include "place.h"

/* A chain and where the array computes it. */
struct watch_chain {
    const struct flexsa_golden_chain *golden;
    struct place place;
    size_t element;
    unsigned terms_before;     /* of the same element                              */
    bool adds_to_loaded;       /* the first after a LdOBUF                          */
    bool begun;
    uint64_t begin_step, begin_cycle;
};

struct watch_chain;

struct watch_element {
    unsigned row, col;         /* of the stored tile                               */
    unsigned partition, orow, col_in_bank;
    uint32_t addr, expected;   /* as stored                                        */
    unsigned terms;            /* of all its chains                                */
    size_t loaded_by;          /* a LdOBUF that nothing is added to; 0: there are chains */
    bool held;                 /* its bank has `value` ...                         */
    const struct watch_chain *holder; /* ... from this chain; NULL: from LdOBUF     */
    uint32_t value;
    bool stored;
    uint64_t early;            /* cycle of a store that came before; 0: none        */
};

enum { WATCH_HISTORY = 4 };    /* PipeDepth + 1                                    */

struct watch {
    const struct flexsa_machine *machine;
    const struct flexsa_program *program;
    const uint8_t *gbuf;            /* before the run: to name wrong operands      */
    const struct flexsa_times *times;
    size_t store;
    struct watch_element *elements;
    size_t element_count;
    struct watch_chain *chains;     /* sorted by instruction                       */
    size_t chain_count, open, next; /* chains [open, next) have begun and may not be over */
    uint64_t steps[4];              /* of a unit                                   */
    uint32_t *bottom[WATCH_HISTORY][2]; /* bottom rows of cores 0, 1 after the last steps */
    struct flexsa_divergence found;
};

/* For struct flexsa_run_options, whose context is the watch: */
void watch_cycle(struct watch *watch, const struct flexsa_array *array, uint64_t cycle, unsigned stepped);
void watch_write(struct watch *watch, const struct flexsa_write *write);
/* After the run: what was never stored. */
void watch_end(struct watch *watch);

#endif /* FLEXSA_DEBUG_WATCH_H */
