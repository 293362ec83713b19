/*
 * unit.h - one unit (a FlexSA unit, an independent core, or the single large core), cycle by cycle.
 */
#ifndef FLEXSA_CSIM_UNIT_H
#define FLEXSA_CSIM_UNIT_H

#include "csim.h"
#include "load.h"

struct csim_unit; /* opaque */

/* GBUF's channels of this unit in a cycle, a bit a lane. */
struct csim_channels {
    uint32_t v_ready, v_responses, h_ready, h_responses, c_ready, c_responses, write_ready;
};

/* What the unit did in a cycle. */
struct csim_unit_cycle {
    enum flexsa_cause wait[FLEXSA_NUM_UNITS]; /* why the instruction at the head of each
                                           unit's queue does not go on                 */
    bool taken;                         /* the offered instruction                     */
    uint32_t start, done;               /* instructions begun, complete: a bit each of FLEXSA_UNIT_* */
    uint32_t left;                      /* instructions that have left their unit's queue */
    uint32_t v_requests, h_requests, c_requests; /* reads taken by GBUF, a bit a lane  */
};

/* NULL without memory; freed by csim_unit_close. A new unit is just out of reset. */
struct csim_unit *csim_unit_open(const struct flexsa_machine *machine);
void csim_unit_close(struct csim_unit *unit);

/* One cycle: `offer` is the instruction at the port, or NULL. It must live until it is complete. */
struct csim_unit_cycle csim_unit_step(struct csim_unit *unit, const struct flexsa_instr *offer,
                                      const struct csim_channels *channels);

/* Nothing under way or queued (before the next step). */
bool csim_unit_idle(const struct csim_unit *unit);

/* Event counters since reset. */
const uint64_t *csim_unit_counters(const struct csim_unit *unit);

#endif /* FLEXSA_CSIM_UNIT_H */
