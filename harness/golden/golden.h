/*
 * golden.h - the ISA model: docs/isa.md as C. It executes a program one instruction at
 * a time, in order, without time: cycles, busy and stall counters stay 0, the counters of
 * traffic.h are exact. Every run begins with empty queues, weights and OBUF; only GBUF stays.
 *
 * It is the machine's reference, so it refuses by itself (BAD_INPUT, naming the instruction)
 * whatever would leave it without a meaning, though flexsa_program_check should have done so.
 * Hazards between GBUF addresses (rule 6) have a meaning in order, and are not its concern.
 */
#ifndef FLEXSA_GOLDEN_H
#define FLEXSA_GOLDEN_H

#include "../driver/flexsa_backend.h"

/* name "golden". open() refuses a wave_path: there is nothing to see over time. */
extern const struct flexsa_backend_ops flexsa_golden_backend;

#endif /* FLEXSA_GOLDEN_H */
