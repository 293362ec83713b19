/* obuf.c - see obuf.h. */
#include "obuf.h"

#include <string.h>

void csim_obuf_reset(struct csim_obuf *obuf, const struct flexsa_machine *machine, unsigned lanes)
{
    memset(obuf, 0, sizeof *obuf);
    obuf->machine = machine;
    obuf->lanes = lanes;
    obuf->port_bytes = machine->port_bytes;
    csim_load_reset(&obuf->load, lanes, machine->port_bytes, false);
}

bool csim_obuf_ours(const struct csim_obuf *obuf, const struct flexsa_instr *exec)
{
    const enum csim_owner owner = obuf->owner[exec->half];

    return owner == OWNER_EXECUTE || owner == (exec->acc ? OWNER_LOADED : OWNER_FREE);
}

/* Bytes written; a row is read into the port's register in the cycle before its first beat. */
static unsigned store_step(struct csim_store_lane *lane, unsigned port_bytes, bool ready)
{
    const struct csim_rect *rect = &lane->rect;
    unsigned left, bytes;

    if (!lane->busy)
        return 0;
    if (!lane->have) {
        lane->have = true;
        return 0;
    }
    if (!ready)
        return 0;
    left = rect->row_bytes - lane->beat * port_bytes;
    bytes = left > port_bytes ? port_bytes : left;
    lane->beat++;
    if (left <= port_bytes) {
        lane->beat = 0;
        lane->busy = lane->have = ++lane->row < rect->rows;
    }
    return bytes;
}

static void store_start(struct csim_store_lane *lane, const struct csim_rect *rect)
{
    *lane = (struct csim_store_lane){.busy = rect->rows != 0 && rect->row_bytes != 0, .rect = *rect};
}

static bool stores_busy(const struct csim_obuf *obuf)
{
    for (unsigned q = 0; q < obuf->lanes; q++)
        if (obuf->store[q].busy)
            return true;
    return false;
}

struct csim_obuf_cycle csim_obuf_step(struct csim_obuf *obuf, const struct flexsa_instr *instr, uint32_t read_ready,
                                      uint32_t responses, uint32_t write_ready)
{
    const bool loads = instr && instr->op == FLEXSA_OP_LDO;
    const bool ours = instr && obuf->owner[instr->half] == (loads ? OWNER_FREE : OWNER_FULL);
    const bool stored = !stores_busy(obuf), was_busy = obuf->busy;
    struct csim_obuf_cycle cycle = {.take = instr && !was_busy && ours && csim_load_ready(&obuf->load)};
    struct csim_rect rects[CSIM_LANES];
    struct csim_load_cycle load;

    if (cycle.take)
        csim_rects_o(obuf->machine, instr, rects);
    load = csim_load_step(&obuf->load, cycle.take && loads ? rects : NULL, NULL, false, read_ready, responses);
    for (unsigned q = 0; q < obuf->lanes; q++) {
        cycle.st_bytes[q] = store_step(&obuf->store[q], obuf->port_bytes, write_ready >> q & 1);
        cycle.ld_bytes[q] = load.bytes[q];
        if (cycle.take && !loads)
            store_start(&obuf->store[q], &rects[q]);
    }
    cycle.reads = load.requests;
    cycle.done = was_busy && (loads ? load.done : stored);
    obuf->busy = (was_busy || cycle.take) && !cycle.done;
    if (cycle.take)
        obuf->owner[instr->half] = loads ? OWNER_LOAD : OWNER_STORE;
    if (cycle.done)
        obuf->owner[instr->half] = loads ? OWNER_LOADED : OWNER_FREE;
    return cycle;
}
