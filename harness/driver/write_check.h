/*
 * write_check.h - the writes of one pass against the golden model's GBUF. Each byte of GBUF is
 * either of no tile, expected, or seen; a write may only turn expected into seen. Inner part of
 * driver.c.
 */
#ifndef FLEXSA_WRITE_CHECK_H
#define FLEXSA_WRITE_CHECK_H

#include "driver.h"

struct write_check {
    const struct flexsa_machine *machine;
    const struct flexsa_pass *pass;
    const uint8_t *golden;       /* GBUF after the golden model's pass             */
    uint8_t *map;                /* a byte for each byte of GBUF                   */
    uint64_t pass_index, tiles_before, cycles_before;
    const struct flexsa_inject *inject;
    uint64_t left;               /* expected bytes not yet seen                    */
    uint64_t mismatches;         /* elements                                       */
    struct flexsa_mismatch first;
};

/* Marks the bytes of the pass's tiles as expected. */
void write_check_begin(struct write_check *check);
/* One write; false once it is useless to go on: long after the first mismatch. */
bool write_check_write(struct write_check *check, const struct flexsa_write *write);
/* Counts what was never written, and the tiles that were written whole. */
uint64_t write_check_end(struct write_check *check);

/* The place of element (row, col) of C in GBUF; false if this pass does not drain it. */
bool write_check_place(const struct flexsa_pass *pass, unsigned size, uint32_t row, uint32_t col,
                       uint32_t *addr);
/* Bytes of an element of C as this pass stores it. */
unsigned write_check_element(const struct flexsa_pass *pass);

#endif /* FLEXSA_WRITE_CHECK_H */
