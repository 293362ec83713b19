/*
 * obuf.h - OBUF halves, who owns them, and the unit that stores and loads them.
 */
#ifndef FLEXSA_CSIM_OBUF_H
#define FLEXSA_CSIM_OBUF_H

#include "load.h"

enum csim_owner { OWNER_FREE, OWNER_EXECUTE, OWNER_CLOSING, OWNER_FULL, OWNER_STORE, OWNER_LOAD, OWNER_LOADED };

/* A partition on its way to GBUF. */
struct csim_store_lane {
    bool busy, have;            /* have: a row stands at the port                      */
    struct csim_rect rect;
    unsigned row, beat;
};

struct csim_obuf {
    const struct flexsa_machine *machine;
    unsigned lanes, port_bytes;
    enum csim_owner owner[2];
    bool busy;                  /* an instruction is under way                         */
    struct csim_store_lane store[CSIM_LANES];
    struct csim_load load;
};

/* What a cycle did. */
struct csim_obuf_cycle {
    bool take, done;
    unsigned ld_bytes[CSIM_LANES], st_bytes[CSIM_LANES];
    uint32_t reads;             /* lanes whose read request was taken                  */
};

void csim_obuf_reset(struct csim_obuf *obuf, const struct flexsa_machine *machine, unsigned lanes);

/* May an ExecGEMM begin on the half? */
bool csim_obuf_ours(const struct csim_obuf *obuf, const struct flexsa_instr *exec);

/* One cycle of the store and load part; owners change by what it does. `instr`: the StLBUF or LdOBUF
 * at the head of the queue, or NULL. */
struct csim_obuf_cycle csim_obuf_step(struct csim_obuf *obuf, const struct flexsa_instr *instr, uint32_t read_ready,
                                      uint32_t responses, uint32_t write_ready);

#endif /* FLEXSA_CSIM_OBUF_H */
