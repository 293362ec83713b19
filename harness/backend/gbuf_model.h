/*
 * gbuf_model.h - GBUF as the RTL's ports see it: bytes behind read channels (request, in-order
 * response) and write channels, lane_bytes bytes at a time; gbuf_timing.h says when.
 */
#ifndef FLEXSA_GBUF_MODEL_H
#define FLEXSA_GBUF_MODEL_H

#include "../driver/flexsa_backend.h"
#include "gbuf_timing.h"
#include "rtl_model.h"

struct gbuf_model; /* opaque */

/* NULL without memory; freed by gbuf_model_close. */
struct gbuf_model *gbuf_model_open(unsigned lanes, unsigned lane_bytes, uint32_t bytes);
void gbuf_model_close(struct gbuf_model *gbuf);
uint8_t *gbuf_model_bytes(struct gbuf_model *gbuf);

/* Forgets requests under way and begins with `seed` (gbuf_timing.h). */
void gbuf_model_reset(struct gbuf_model *gbuf, uint64_t seed);

/* Before settle(): readiness and responses of this cycle. */
void gbuf_model_drive(struct gbuf_model *gbuf, const struct rtl_ports *ports, uint64_t cycle);

/* What a cycle's requests did. */
struct gbuf_step {
    unsigned reads, writes;  /* accepted                                          */
    bool stopped;            /* on_write said so                                  */
    const char *violation;   /* the RTL broke the protocol: what, and where       */
    unsigned channel;
    uint32_t addr;
};

/* After settle(): takes the requests that stand and may be taken. */
struct gbuf_step gbuf_model_take(struct gbuf_model *gbuf, const struct rtl_ports *ports,
                                 uint64_t cycle, const struct flexsa_run_options *options);

/* Responses that have not been given yet. */
unsigned gbuf_model_pending(const struct gbuf_model *gbuf);

#endif /* FLEXSA_GBUF_MODEL_H */
