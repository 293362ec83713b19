/*
 * rects.h - the part of a tile that each lane moves (docs/isa.md, "Parts of a tile").
 */
#ifndef FLEXSA_CSIM_RECTS_H
#define FLEXSA_CSIM_RECTS_H

#include "../harness/isa/flexsa_instr.h"

enum { CSIM_LANES = 4 };

/* rows x row_bytes; cores = who gets it, a bit each; tile = number of the tile on its queue. */
struct csim_rect {
    unsigned rows, row_bytes, cores;
    uint64_t tile;
};

/* LdLBUF_V: lane q brings core q's quarter, or the copy that several cores share. */
void csim_rects_v(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                  uint64_t tile, struct csim_rect rects[CSIM_LANES]);
/* LdLBUF_H: lane q brings rows of block q / 2 (k), sub-bank q % 2 (m). */
void csim_rects_h(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                  uint64_t tile, struct csim_rect rects[CSIM_LANES]);
/* StLBUF, LdOBUF: lane q moves OBUF partition q. */
void csim_rects_o(const struct flexsa_machine *machine, const struct flexsa_instr *instr,
                  struct csim_rect rects[CSIM_LANES]);

#endif /* FLEXSA_CSIM_RECTS_H */
