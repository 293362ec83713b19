/*
 * area.h - die area in the manner of the paper's sections IV and V.B: PEs, buffers (CACTI) and data
 * paths, wires never above logic.
 *
 *   PEs     their number x pe_area
 *   GBUF    one bank each group
 *   LBUFs   of each core: 2 halves of H x W (stationary), 2 of 2W x H (left), binary16; OBUF 2 of
 *           2W x W binary32; banks of 32 bytes side by side
 *   paths   from GBUF to each core (H + W) x 16 bits, back W x 32 bits; together bits x pitch / layers
 *           wide, over the whole side of the die, as the paper adds them to its width and height
 *   FlexSA  a mux for every bit of: west inputs of cores 1, 3; partial sums into cores 2, 3; inputs of
 *           partitions 0, 1; write ports of the stationary LBUFs. FMAs instead of multipliers in the
 *           top row of cores 2, 3. A repeater every 32 PEs on the over-core wires. Vertical wires of
 *           W x 32 bits beside each column of cores, as long as the unit is high
 */
#ifndef FLEXSA_AREA_H
#define FLEXSA_AREA_H

#include "constants.h"
#include "machine.h"

/* mm2, of the whole accelerator. */
struct flexsa_area {
    double pes, gbuf, lbuf, paths;
    double muxes, fma_rows, repeaters, vertical_wires; /* FlexSA only, else 0 */
    double vertical_width;                             /* mm, one column of cores */
};

/* Local buffers of one core in bytes, and of one of their banks. */
struct flexsa_buffer {
    double bytes, bank_bytes, banks;
};
struct flexsa_buffer flexsa_stationary_buffer(const struct flexsa_machine *unit);
struct flexsa_buffer flexsa_left_buffer(const struct flexsa_machine *unit);
struct flexsa_buffer flexsa_output_buffer(const struct flexsa_machine *unit);

struct flexsa_area flexsa_area_of(const struct flexsa_accelerator *accelerator,
                                  const struct flexsa_constants *constants);
double flexsa_area_sum(const struct flexsa_area *area);

/* Side of the die without data paths, of one group and of one core's PEs, taken as squares, in mm. */
double flexsa_die_side(const struct flexsa_accelerator *accelerator,
                       const struct flexsa_constants *constants);
double flexsa_group_side(const struct flexsa_accelerator *accelerator,
                         const struct flexsa_constants *constants);
double flexsa_core_side(const struct flexsa_accelerator *accelerator,
                        const struct flexsa_constants *constants);

#endif /* FLEXSA_AREA_H */
