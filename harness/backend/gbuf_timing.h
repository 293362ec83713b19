/*
 * gbuf_timing.h - when GBUF takes requests and answers them, without its bytes: one behaviour for
 * the RTL's GBUF (gbuf_model) and for csim's.
 *
 *   seed 0      a request is taken in its cycle, the response comes in the next
 *   otherwise   every channel is random: bursts of readiness and of none, latencies of 1..40
 *
 * Read channels are numbered 0 .. 3*lanes-1, write channels 0 .. lanes-1.
 */
#ifndef FLEXSA_GBUF_TIMING_H
#define FLEXSA_GBUF_TIMING_H

#include <stdbool.h>
#include <stdint.h>

#define GBUF_MAX_LANES 4
#define GBUF_MAX_READS (3 * GBUF_MAX_LANES)
#define GBUF_QUEUE 64 /* reads under way in a channel, at most */

/* Random readiness: phases of some cycles, each with its own chance of `chance` in 16. */
struct gbuf_throttle {
    uint64_t random;
    unsigned chance, left;
};

/* A read channel: when each request under way is answered, the oldest at first. */
struct gbuf_reads {
    uint64_t due[GBUF_QUEUE], last_due;
    unsigned first, count;
    struct gbuf_throttle throttle;
};

struct gbuf_timing {
    unsigned lanes;
    bool random;
    struct gbuf_reads reads[GBUF_MAX_READS];
    struct gbuf_throttle writes[GBUF_MAX_LANES];
};

/* A cycle's channels, a bit each. */
struct gbuf_cycle {
    uint32_t responses;   /* read channels that answer their oldest request           */
    uint32_t read_ready;  /* read channels that take a request                        */
    uint32_t write_ready; /* write channels that take one                             */
};

/* Nothing under way; behaviour as `seed` says. lanes <= GBUF_MAX_LANES. */
void gbuf_timing_reset(struct gbuf_timing *timing, unsigned lanes, uint64_t seed);

/* Begins a cycle: call once for each, in order. */
struct gbuf_cycle gbuf_timing_drive(struct gbuf_timing *timing, uint64_t cycle);

/* A request on read channel c, which was ready, has been taken in this cycle. */
void gbuf_timing_take(struct gbuf_timing *timing, unsigned c, uint64_t cycle);

/* Reads that have not been answered. */
unsigned gbuf_timing_pending(const struct gbuf_timing *timing);

#endif /* FLEXSA_GBUF_TIMING_H */
