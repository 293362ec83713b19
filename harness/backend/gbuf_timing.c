/* gbuf_timing.c - see gbuf_timing.h. */
#include "gbuf_timing.h"

enum { MAX_LATENCY = 40 };

/* xorshift64*: cheap, and never 0. */
static uint32_t draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 32);
}

static bool throttle_open(struct gbuf_throttle *throttle)
{
    static const unsigned char chances[] = {16, 16, 12, 8, 2, 1, 0, 15};

    if (throttle->left == 0) {
        uint32_t bits = draw(&throttle->random);

        throttle->chance = chances[bits & 7];
        throttle->left = 1 + (bits >> 8) % 48;
    }
    throttle->left--;
    return (draw(&throttle->random) & 15) < throttle->chance;
}

static void throttle_reset(struct gbuf_throttle *throttle, uint64_t seed)
{
    throttle->left = 0;
    throttle->random = (seed * 0x9e3779b97f4a7c15u) | 1;
    for (int i = 0; i < 8; i++)
        draw(&throttle->random);
}

void gbuf_timing_reset(struct gbuf_timing *timing, unsigned lanes, uint64_t seed)
{
    timing->lanes = lanes;
    timing->random = seed != 0;
    for (unsigned c = 0; c < 3 * lanes; c++) {
        struct gbuf_reads *reads = &timing->reads[c];

        reads->first = reads->count = 0;
        reads->last_due = 0;
        throttle_reset(&reads->throttle, seed * 16 + c);
    }
    for (unsigned c = 0; c < lanes; c++)
        throttle_reset(&timing->writes[c], seed * 16 + 12 + c);
}

struct gbuf_cycle gbuf_timing_drive(struct gbuf_timing *timing, uint64_t cycle)
{
    const unsigned channels = 3 * timing->lanes;
    struct gbuf_cycle now = {0, (1u << channels) - 1, (1u << timing->lanes) - 1};

    for (unsigned c = 0; c < channels; c++) {
        struct gbuf_reads *reads = &timing->reads[c];

        if (reads->count == 0 || reads->due[reads->first] > cycle)
            continue;
        reads->first = (reads->first + 1) % GBUF_QUEUE;
        reads->count--;
        now.responses |= 1u << c;
    }
    if (!timing->random)
        return now;
    now.read_ready = now.write_ready = 0;
    for (unsigned c = 0; c < channels; c++)
        now.read_ready |= (uint32_t)(throttle_open(&timing->reads[c].throttle) &&
                                     timing->reads[c].count < GBUF_QUEUE) << c;
    for (unsigned c = 0; c < timing->lanes; c++)
        now.write_ready |= (uint32_t)throttle_open(&timing->writes[c]) << c;
    return now;
}

void gbuf_timing_take(struct gbuf_timing *timing, unsigned c, uint64_t cycle)
{
    struct gbuf_reads *reads = &timing->reads[c];
    uint64_t due = cycle + 1;

    if (timing->random) {
        due += draw(&reads->throttle.random) % MAX_LATENCY;
        if (due <= reads->last_due)
            due = reads->last_due + 1;
        reads->last_due = due;
    }
    reads->due[(reads->first + reads->count) % GBUF_QUEUE] = due;
    reads->count++;
}

unsigned gbuf_timing_pending(const struct gbuf_timing *timing)
{
    unsigned pending = 0;

    for (unsigned c = 0; c < 3 * timing->lanes; c++)
        pending += timing->reads[c].count;
    return pending;
}
