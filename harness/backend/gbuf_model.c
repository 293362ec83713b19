/* gbuf_model.c - GBUF's channels, cycle by cycle. */
#include "gbuf_model.h"

#include <stdlib.h>
#include <string.h>

/* What the protocol check must remember of a channel. */
struct channel {
    uint32_t held_addr; /* a request that stood last cycle and was not taken */
    bool held;
};

struct gbuf_model {
    uint8_t *bytes;
    uint32_t size;
    unsigned lanes, lane_bytes, channels;
    struct gbuf_timing timing;
    struct gbuf_cycle now;
    uint32_t addr[GBUF_MAX_READS][GBUF_QUEUE]; /* of the reads under way, as timing.reads */
    struct channel reads[GBUF_MAX_READS];
    struct channel writes[GBUF_MAX_LANES];
};

struct gbuf_model *gbuf_model_open(unsigned lanes, unsigned lane_bytes, uint32_t bytes)
{
    struct gbuf_model *gbuf = calloc(1, sizeof *gbuf);

    if (!gbuf || lanes > GBUF_MAX_LANES) {
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

void gbuf_model_reset(struct gbuf_model *gbuf, uint64_t seed)
{
    gbuf_timing_reset(&gbuf->timing, gbuf->lanes, seed);
    for (unsigned c = 0; c < gbuf->channels; c++)
        gbuf->reads[c].held = false;
    for (unsigned c = 0; c < gbuf->lanes; c++)
        gbuf->writes[c].held = false;
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

void gbuf_model_drive(struct gbuf_model *gbuf, const struct rtl_ports *ports, uint64_t cycle)
{
    unsigned oldest[GBUF_MAX_READS];

    for (unsigned c = 0; c < gbuf->channels; c++)
        oldest[c] = gbuf->timing.reads[c].first;
    gbuf->now = gbuf_timing_drive(&gbuf->timing, cycle);
    for (unsigned c = 0; c < gbuf->channels; c++)
        if (gbuf->now.responses >> c & 1)
            memcpy((uint8_t *)ports->rd_rsp_data_i.data + (size_t)c * gbuf->lane_bytes,
                   gbuf->bytes + gbuf->addr[c][oldest[c]], gbuf->lane_bytes);
    set_mask(&ports->rd_rsp_valid_i, gbuf->now.responses);
    set_mask(&ports->rd_req_ready_i, gbuf->now.read_ready);
    set_mask(&ports->wr_req_ready_i, gbuf->now.write_ready);
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

static void enqueue(struct gbuf_model *gbuf, unsigned c, uint32_t addr, uint64_t cycle)
{
    const struct gbuf_reads *reads = &gbuf->timing.reads[c];

    gbuf->addr[c][(reads->first + reads->count) % GBUF_QUEUE] = addr;
    gbuf_timing_take(&gbuf->timing, c, cycle);
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
        const bool valid = read_valid >> c & 1, taken = valid && (gbuf->now.read_ready >> c & 1);
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
            enqueue(gbuf, c, addr, cycle);
            step.reads++;
        }
    }
    for (unsigned c = 0; c < gbuf->lanes; c++) {
        const bool valid = write_valid >> c & 1, taken = valid && (gbuf->now.write_ready >> c & 1);
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
    return gbuf_timing_pending(&gbuf->timing);
}
