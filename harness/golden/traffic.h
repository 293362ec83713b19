/*
 * traffic.h - the counters that need no clock: instructions, waves by mode, and the bytes
 * on each path, as functions of the instruction alone.
 *
 *   WAVES_*     ExecGEMMs by mode
 *   BYTES_V{q}  GBUF -> stationary LBUF of lane q: FW core q's quarter; HSW lanes 0, 1 the
 *               left and right columns; VSW lanes 0, 2 the upper and lower rows; ISW lane 0
 *   BCAST       bytes copied into the stationary LBUFs of the other cores
 *   BYTES_H{q}  GBUF -> left LBUF: FW, VSW lane q reads k-part q/2 of row part q%2; HSW
 *               lane 0 part 0, lane 2 part 1; ISW lane q part q
 *   OVER_H      2 bytes for each operand taken to cores 1, 3 over the core to their left
 *   OVER_V      4 bytes for each result taken from cores 0, 1 past the cores below them
 *               to partitions 0, 1
 *   LDO, ST     bytes between GBUF and OBUF
 *
 * `cores`: lane = CORE. `single`: lane 0. Counters of beats, cycles and stalls stay 0.
 */
#ifndef FLEXSA_TRAFFIC_H
#define FLEXSA_TRAFFIC_H

#include "../isa/flexsa_instr.h"

/* Adds what a legal `instr` causes. */
void flexsa_traffic_count(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                          uint64_t counters[FLEXSA_NUM_CNT]);

#endif /* FLEXSA_TRAFFIC_H */
