/* gbuf_model.c - GBUF's channels, cycle by cycle. */
#include "gbuf_model.h"

#include <stdlib.h>
#include <string.h>

enum { QUEUE = 64, MAX_LANES = 4, MAX_LATENCY = 40 };

/* Random readiness: phases of some cycles, each with its own chance of `chance` in 16. */
struct throttle {
    uint64_t random;
    unsigned chance, left;
};

/* Requests taken and not answered, the oldest at first. */
struct channel {
    uint32_t addr[QUEUE];
    uint64_t due[QUEUE];
    unsigned first, count;
    uint64_t last_due;
    struct throttle throttle;
    uint32_t held_addr; /* a request that stood last cycle and was not taken */
    bool held;
};

struct gbuf_model {
    uint8_t *bytes;
    uint32_t size;
    unsigned lanes, lane_bytes, channels;
    bool random;
    uint32_t read_ready, write_ready; /* of this cycle, a bit a channel */
    struct channel reads[GBUF_MODEL_MAX_CHANNELS];
    struct channel writes[MAX_LANES];
};

struct gbuf_model *gbuf_model_open(unsigned lanes, unsigned lane_bytes, uint32_t bytes)
{
    struct gbuf_model *gbuf = calloc(1, sizeof *gbuf);

    if (!gbuf || lanes > MAX_LANES) {
        free(gbuf);
        return NULL;
    }
    gbuf->lanes = lanes;
    gbuf->lane_bytes = lane_bytes;
    gbuf->channels = 3 * lanes;
    gbuf->size = bytes;
    gbuf->bytes = calloc(bytes, 1);
    if (!gbuf->bytes) {
        free(gbuf);
        return NULL;
    }
    return gbuf;
}

void gbuf_model_close(struct gbuf_model *gbuf)
{
    if (gbuf)
        free(gbuf->bytes);
    free(gbuf);
}

uint8_t *gbuf_model_bytes(struct gbuf_model *gbuf)
{
    return gbuf->bytes;
}

/* ---- randomness -------------------------------------------------------------- */

/* xorshift64*: cheap, and never 0. */
static uint32_t draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 32);
}

static bool throttle_open(struct throttle *throttle)
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

static void channel_reset(struct channel *channel, uint64_t seed)
{
    channel->first = channel->count = 0;
    channel->last_due = 0;
    channel->held = false;
    channel->throttle.left = 0;
    channel->throttle.random = (seed * 0x9e3779b97f4a7c15u) | 1;
    for (int i = 0; i < 8; i++)
        draw(&channel->throttle.random);
}

void gbuf_model_reset(struct gbuf_model *gbuf, uint64_t seed)
{
    gbuf->random = seed != 0;
    for (unsigned c = 0; c < gbuf->channels; c++)
        channel_reset(&gbuf->reads[c], seed * 16 + c);
    for (unsigned c = 0; c < gbuf->lanes; c++)
        channel_reset(&gbuf->writes[c], seed * 16 + 12 + c);
}

/* ---- ports --------------------------------------------------------------------- */

static uint32_t get_mask(const struct rtl_port *port)
{
    return port->bytes == 1 ? *(const uint8_t *)port->data : *(const uint16_t *)port->data;
}

static void set_mask(const struct rtl_port *port, uint32_t mask)
{
    if (port->bytes == 1)
        *(uint8_t *)port->data = (uint8_t)mask;
    else
        *(uint16_t *)port->data = (uint16_t)mask;
}

static uint32_t get_addr(const struct rtl_port *port, unsigned channel)
{
    return ((const uint32_t *)port->data)[channel];
}

/* ---- a cycle ----------------------------------------------------------------- */

/* The oldest request's bytes, if its time has come. */
static bool respond(struct gbuf_model *gbuf, struct channel *channel, uint8_t *data, uint64_t cycle)
{
    if (channel->count == 0 || channel->due[channel->first] > cycle)
        return false;
    memcpy(data, gbuf->bytes + channel->addr[channel->first], gbuf->lane_bytes);
    channel->first = (channel->first + 1) % QUEUE;
    channel->count--;
    return true;
}

void gbuf_model_drive(struct gbuf_model *gbuf, const struct rtl_ports *ports, uint64_t cycle)
{
    uint32_t responses = 0, all_reads = (1u << gbuf->channels) - 1;

    for (unsigned c = 0; c < gbuf->channels; c++) {
        uint8_t *data = (uint8_t *)ports->rd_rsp_data_i.data + (size_t)c * gbuf->lane_bytes;

        responses |= (uint32_t)respond(gbuf, &gbuf->reads[c], data, cycle) << c;
    }
    set_mask(&ports->rd_rsp_valid_i, responses);

    gbuf->read_ready = all_reads;
    gbuf->write_ready = (1u << gbuf->lanes) - 1;
    if (gbuf->random) {
        gbuf->read_ready = gbuf->write_ready = 0;
        for (unsigned c = 0; c < gbuf->channels; c++)
            gbuf->read_ready |=
                (uint32_t)(throttle_open(&gbuf->reads[c].throttle) && gbuf->reads[c].count < QUEUE) << c;
        for (unsigned c = 0; c < gbuf->lanes; c++)
            gbuf->write_ready |= (uint32_t)throttle_open(&gbuf->writes[c].throttle) << c;
    }
    set_mask(&ports->rd_req_ready_i, gbuf->read_ready);
    set_mask(&ports->wr_req_ready_i, gbuf->write_ready);
}

/* What is wrong with a standing request, or NULL. */
static const char *check_request(const struct gbuf_model *gbuf, struct channel *channel,
                                 uint32_t addr, bool valid, bool taken)
{
    bool was_held = channel->held;

    channel->held = valid && !taken;
    if (was_held && !valid)
        return "a request was withdrawn before it was taken";
    if (was_held && addr != channel->held_addr)
        return "a standing request changed its address";
    channel->held_addr = addr;
    if (!valid)
        return NULL;
    if (addr % gbuf->lane_bytes != 0)
        return "an address is no multiple of the port width";
    if (addr > gbuf->size - gbuf->lane_bytes)
        return "an address is outside GBUF";
    return NULL;
}

static void enqueue(struct gbuf_model *gbuf, struct channel *channel, uint32_t addr, uint64_t cycle)
{
    uint64_t due = cycle + 1;
    unsigned last = (channel->first + channel->count) % QUEUE;

    if (gbuf->random) {
        due += draw(&channel->throttle.random) % MAX_LATENCY;
        if (due <= channel->last_due)
            due = channel->last_due + 1;
        channel->last_due = due;
    }
    channel->addr[last] = addr;
    channel->due[last] = due;
    channel->count++;
}

static void store(struct gbuf_model *gbuf, uint32_t addr, const uint8_t *data, const uint8_t *strobe)
{
    for (unsigned i = 0; i < gbuf->lane_bytes; i += 8) {
        if (strobe[i / 8] == 0xff)
            memcpy(gbuf->bytes + addr + i, data + i, 8);
        else
            for (unsigned j = 0; j < 8; j++)
                if (strobe[i / 8] >> j & 1)
                    gbuf->bytes[addr + i + j] = data[i + j];
    }
}

struct gbuf_step gbuf_model_take(struct gbuf_model *gbuf, const struct rtl_ports *ports,
                                 uint64_t cycle, const struct flexsa_run_options *options)
{
    struct gbuf_step step = {0};
    const uint32_t read_valid = get_mask(&ports->rd_req_valid_o);
    const uint32_t write_valid = get_mask(&ports->wr_req_valid_o);

    for (unsigned c = 0; c < gbuf->channels; c++) {
        const bool valid = read_valid >> c & 1, taken = valid && (gbuf->read_ready >> c & 1);
        const uint32_t addr = get_addr(&ports->rd_req_addr_o, c);
        const char *violation;

        if (!valid && !gbuf->reads[c].held)
            continue;
        violation = check_request(gbuf, &gbuf->reads[c], addr, valid, taken);
        if (violation) {
            step.violation = violation, step.channel = c, step.addr = addr;
            return step;
        }
        if (taken) {
            enqueue(gbuf, &gbuf->reads[c], addr, cycle);
            step.reads++;
        }
    }
    for (unsigned c = 0; c < gbuf->lanes; c++) {
        const bool valid = write_valid >> c & 1, taken = valid && (gbuf->write_ready >> c & 1);
        const uint32_t addr = get_addr(&ports->wr_req_addr_o, c);
        const char *violation;

        if (!valid && !gbuf->writes[c].held)
            continue;
        violation = check_request(gbuf, &gbuf->writes[c], addr, valid, taken);
        if (violation) {
            step.violation = violation, step.channel = gbuf->channels + c, step.addr = addr;
            return step;
        }
        if (taken) {
            const uint8_t *data =
                (const uint8_t *)ports->wr_req_data_o.data + (size_t)c * gbuf->lane_bytes;
            const uint8_t *strobe =
                (const uint8_t *)ports->wr_req_strobe_o.data + c * gbuf->lane_bytes / 8;
            const struct flexsa_write write = {cycle, c, addr, gbuf->lane_bytes, data, strobe};

            store(gbuf, addr, data, strobe);
            step.writes++;
            if (options->on_write && !options->on_write(options->context, &write))
                step.stopped = true;
        }
    }
    return step;
}

unsigned gbuf_model_pending(const struct gbuf_model *gbuf)
{
    unsigned pending = 0;

    for (unsigned c = 0; c < gbuf->channels; c++)
        pending += gbuf->reads[c].count;
    return pending;
}
