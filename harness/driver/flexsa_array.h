/*
 * flexsa_array.h - the registers of a simulated array, for whoever looks for a wrong value: a core's PEs and
 * an OBUF partition's banks as docs/architecture.md has them. Only the RTL has such registers.
 *
 * A lane is a 32-bit word; PE (r, c) of a core is lane r * cols + c. What a lane holds: rtl/flexsa_pe_pkg.sv.
 */
#ifndef FLEXSA_ARRAY_H
#define FLEXSA_ARRAY_H

#include <stdint.h>

/* Bits of a record, beside the operand in [16:0]. */
#define FLEXSA_RECORD_OPERAND 0x1ffffu
#define FLEXSA_RECORD_VALID (1u << 17)

struct flexsa_array_core {
    uint32_t *record;       /* moving operand and its tokens                      */
    uint32_t *weight;       /* stationary operand in use; NULL without a second register */
    uint32_t *next;         /* ... of the next tile (without a second register: in use) */
    uint32_t *psum;         /* partial sum handed south                           */
};

struct flexsa_array_partition {
    uint32_t *sum;          /* a column: what its bank is given to write          */
    uint32_t **bank;        /* a column: half * part_rows + row                   */
};

struct flexsa_array {
    unsigned units;         /* arrays that advance by themselves: 4 for `cores`, else 1 */
    unsigned cores, rows, cols;
    struct flexsa_array_core core[4];
    unsigned partitions, part_rows; /* a partition has `cols` columns             */
    struct flexsa_array_partition partition[4];
};

/* Called after every clock edge of a run. Bit u of `stepped`: unit u's array has advanced at it (else it was
 * frozen). The registers may be written, to plant a fault. */
typedef void flexsa_on_cycle(void *context, const struct flexsa_array *array, uint64_t cycle, unsigned stepped);

#endif /* FLEXSA_ARRAY_H */
