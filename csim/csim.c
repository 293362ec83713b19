/* csim.c - see csim.h. */
#include "csim.h"

#include <stdlib.h>
#include <string.h>

#include "../harness/backend/gbuf_timing.h"
#include "../harness/golden/golden.h"
#include "array.h"
#include "unit.h"

enum {
    MAX_UNITS = 4,
    MAX_PORT_BYTES = 256,
    IDLE_CYCLES = 2,        /* idle for so long with nothing left to feed: done       */
    STUCK_CYCLES = 100000,  /* nothing begins or ends for so long: a hang             */
    PROGRESS_EVERY = 1 << 18
};

const char *flexsa_cause_name(enum flexsa_cause cause)
{
    static const char *const names[FLEXSA_NUM_CAUSES] = {
        [FLEXSA_CAUSE_NONE] = "nothing",
        [FLEXSA_CAUSE_WEIGHTS] = "weights",
        [FLEXSA_CAUSE_MOVING] = "moving tile",
        [FLEXSA_CAUSE_HALF] = "OBUF half",
        [FLEXSA_CAUSE_SWITCH] = "switch",
        [FLEXSA_CAUSE_FREEZE] = "freeze",
        [FLEXSA_CAUSE_TILE] = "stationary tile",
        [FLEXSA_CAUSE_NEXT] = "next weights taken",
        [FLEXSA_CAUSE_PLACE] = "earlier loads",
        [FLEXSA_CAUSE_SHARING] = "load of another sharing",
    };

    return cause < FLEXSA_NUM_CAUSES ? names[cause] : "?";
}

/* ---- time ----------------------------------------------------------------------------- */

/* Instructions of one kind of one unit, in program order: what has begun and ended is told by kind. */
struct order {
    size_t *instrs;
    size_t count, started, done, head; /* head: at the head of the unit's queue or on its way there */
};

struct run {
    const struct flexsa_machine *machine;
    const struct flexsa_program *program;
    const struct flexsa_run_options *options;
    struct flexsa_waits *waits;         /* NULL, or one for each instruction           */
    struct flexsa_error *err;
    unsigned units, lanes;              /* lanes of one unit                           */
    struct csim_unit *unit[MAX_UNITS];
    struct order order[MAX_UNITS][FLEXSA_NUM_UNITS];
    size_t *space;
    struct gbuf_timing gbuf;
    uint64_t cycle, last_event;
    size_t taken, finished;
    unsigned idle;
};

static enum flexsa_status prepare(struct run *run)
{
    const struct flexsa_program *program = run->program;
    size_t *space = calloc(program->count + 1, sizeof *space);

    run->space = space;
    for (unsigned u = 0; u < run->units; u++)
        run->unit[u] = csim_unit_open(run->machine);
    for (unsigned u = 0; u < run->units; u++)
        if (!space || !run->unit[u])
            return flexsa_fail(run->err, FLEXSA_SIM_FAILED, "no memory for csim and a program of %zu instructions",
                               program->count);
    for (size_t i = 0; i < program->count; i++)
        if (flexsa_instr_unit(&program->instrs[i]) < FLEXSA_NUM_UNITS)
            run->order[program->instrs[i].core][flexsa_instr_unit(&program->instrs[i])].count++;
    for (unsigned u = 0; u < run->units; u++)
        for (unsigned kind = 0; kind < FLEXSA_NUM_UNITS; kind++) {
            run->order[u][kind].instrs = space;
            space += run->order[u][kind].count;
            run->order[u][kind].count = 0;
        }
    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_instr *instr = &program->instrs[i];

        if (flexsa_instr_unit(instr) < FLEXSA_NUM_UNITS) {
            struct order *order = &run->order[instr->core][flexsa_instr_unit(instr)];

            order->instrs[order->count++] = i;
        }
        if (run->options->times)
            run->options->times[i] = (struct flexsa_times){0, 0};
        if (run->waits)
            run->waits[i] = (struct flexsa_waits){{0}};
    }
    gbuf_timing_reset(&run->gbuf, run->units * run->lanes, run->options->stall_seed);
    return FLEXSA_OK;
}

static void note_events(struct run *run, unsigned u, const struct csim_unit_cycle *did)
{
    struct flexsa_times *times = run->options->times;

    for (unsigned kind = 0; kind < FLEXSA_NUM_UNITS; kind++) {
        struct order *order = &run->order[u][kind];

        if (did->wait[kind] != FLEXSA_CAUSE_NONE && run->waits)
            run->waits[order->instrs[order->head]].cycles[did->wait[kind]]++;
        order->head += did->left >> kind & 1;
        if (did->start >> kind & 1) {
            if (times)
                times[order->instrs[order->started]].start = run->cycle;
            order->started++;
            run->last_event = run->cycle;
        }
        if (did->done >> kind & 1) {
            if (times)
                times[order->instrs[order->done]].done = run->cycle;
            order->done++;
            run->finished++;
            run->last_event = run->cycle;
        }
    }
}

static bool all_idle(const struct run *run)
{
    for (unsigned u = 0; u < run->units; u++)
        if (!csim_unit_idle(run->unit[u]))
            return false;
    return true;
}

/* The unit's channels among GBUF's: reads by unit, kind (V, H, C), lane; writes by unit, lane. */
static struct csim_channels channels_of(const struct run *run, const struct gbuf_cycle *now, unsigned u)
{
    const unsigned lanes = run->lanes, first = 3 * lanes * u;
    const uint32_t mask = (1u << lanes) - 1;

    return (struct csim_channels){
        .v_ready = now->read_ready >> first & mask,
        .v_responses = now->responses >> first & mask,
        .h_ready = now->read_ready >> (first + lanes) & mask,
        .h_responses = now->responses >> (first + lanes) & mask,
        .c_ready = now->read_ready >> (first + 2 * lanes) & mask,
        .c_responses = now->responses >> (first + 2 * lanes) & mask,
        .write_ready = now->write_ready >> (lanes * u) & mask,
    };
}

static void take_requests(struct run *run, unsigned u, const struct csim_unit_cycle *did)
{
    const unsigned lanes = run->lanes;
    uint32_t requests = did->v_requests | did->h_requests << lanes | did->c_requests << 2 * lanes;

    for (; requests; requests &= requests - 1)
        gbuf_timing_take(&run->gbuf, 3 * lanes * u + (unsigned)__builtin_ctz(requests), run->cycle);
}

/* With several units a Sync is done here: the stream stops until every unit is idle. */
static void do_cycle(struct run *run)
{
    const struct gbuf_cycle now = gbuf_timing_drive(&run->gbuf, run->cycle);
    const struct flexsa_instr *next =
        run->taken < run->program->count ? &run->program->instrs[run->taken] : NULL;
    const bool idle = all_idle(run), sync = next && run->units > 1 && next->op == FLEXSA_OP_SYNC;

    for (unsigned u = 0; u < run->units; u++) {
        const struct csim_channels channels = channels_of(run, &now, u);
        const bool offered = next && !sync && (run->units == 1 || next->core == u);
        const struct csim_unit_cycle did = csim_unit_step(run->unit[u], offered ? next : NULL, &channels);

        run->taken += did.taken;
        take_requests(run, u, &did);
        note_events(run, u, &did);
    }
    run->taken += sync && idle;
    run->idle = run->taken == run->program->count && idle ? run->idle + 1 : 0;
    run->cycle++;
}

static enum flexsa_status simulate(struct run *run)
{
    const uint64_t limit = run->options->timeout_cycles ? run->options->timeout_cycles : UINT64_MAX;

    while (run->idle < IDLE_CYCLES) {
        const bool late = run->cycle - run->idle >= limit; /* idle cycles at the end are none of the run */

        if (late || run->cycle - run->last_event > STUCK_CYCLES)
            return flexsa_fail(run->err, FLEXSA_SIM_FAILED, "%s at cycle %llu, %zu of %zu instructions taken",
                               late ? "timeout" : "csim hangs", (unsigned long long)run->cycle,
                               run->taken, run->program->count);
        if (run->cycle % PROGRESS_EVERY == PROGRESS_EVERY - 1 && run->options->on_progress &&
            !run->options->on_progress(run->options->context, run->cycle, run->finished))
            return flexsa_fail(run->err, FLEXSA_SIM_FAILED, "stopped at cycle %llu", (unsigned long long)run->cycle);
        do_cycle(run);
    }
    return FLEXSA_OK;
}

/* Counters of all units, without the idle cycles waited at the end. */
static void sum_counters(const struct run *run, struct flexsa_run_result *result)
{
    for (unsigned u = 0; u < run->units; u++) {
        const uint64_t *counters = csim_unit_counters(run->unit[u]);

        for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++) {
            /* An independent core's one lane is lane u of the machine. */
            const bool lane0 = i == FLEXSA_CNT_BYTES_V0 || i == FLEXSA_CNT_BYTES_H0;

            result->counters[i + (run->units > 1 && lane0 ? u : 0)] += counters[i];
        }
    }
    result->cycles = run->cycle - run->idle;
    result->counters[FLEXSA_CNT_CYCLES] -= (uint64_t)run->units * run->idle;
    result->counters[FLEXSA_CNT_IDLE] -= (uint64_t)run->units * run->idle;
}

enum flexsa_status flexsa_csim_time(const struct flexsa_machine *machine, const struct flexsa_program *program,
                                    const struct flexsa_run_options *options, struct flexsa_run_result *result,
                                    struct flexsa_waits *waits, struct flexsa_error *err)
{
    static const struct flexsa_run_options plain;
    struct run run = {
        .machine = machine,
        .program = program,
        .options = options ? options : &plain,
        .waits = waits,
        .err = err,
        .units = flexsa_machine_cores(machine),
        .lanes = machine->arch == FLEXSA_ARCH_FLEXSA ? 4 : 1,
    };
    enum flexsa_status status;

    *result = (struct flexsa_run_result){0};
    if (!csim_array_holds(machine))
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "csim holds no cores of %u x %u PEs with BLK_M %u and depth %u",
                           machine->sub_rows, machine->sub_cols, machine->blk_m, machine->pipe_depth);
    status = prepare(&run);
    if (status == FLEXSA_OK) {
        status = simulate(&run);
        sum_counters(&run, result);
    }
    for (unsigned u = 0; u < run.units; u++)
        csim_unit_close(run.unit[u]);
    free(run.space);
    return status;
}

/* ---- the backend ------------------------------------------------------------------------- */

struct csim {
    struct flexsa_machine machine;
    void *golden;
};

static void csim_close(void *instance)
{
    struct csim *csim = instance;

    if (csim && csim->golden)
        flexsa_golden_backend.close(csim->golden);
    free(csim);
}

static enum flexsa_status csim_open(void **instance, const struct flexsa_machine *machine, const char *wave_path,
                                    struct flexsa_error *err)
{
    struct csim *csim;
    enum flexsa_status status;

    *instance = NULL;
    if (wave_path)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "csim has no waves; use the rtl backend for %s", wave_path);
    csim = calloc(1, sizeof *csim);
    if (!csim)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for csim");
    csim->machine = *machine;
    status = flexsa_golden_backend.open(&csim->golden, machine, NULL, err);
    if (status != FLEXSA_OK)
        csim_close(csim);
    else
        *instance = csim;
    return status;
}

static uint8_t *csim_gbuf(void *instance)
{
    return flexsa_golden_backend.gbuf(((struct csim *)instance)->golden);
}

/* The golden model tells of whole rows; a lane writes a beat at a time. */
struct relay {
    const struct flexsa_run_options *options;
    unsigned port_bytes;
};

static bool relay_row(void *context, const struct flexsa_write *row)
{
    const struct relay *relay = context;
    uint8_t data[MAX_PORT_BYTES], strobe[MAX_PORT_BYTES / 8];

    for (unsigned at = 0; at < row->bytes; at += relay->port_bytes) {
        const unsigned left = row->bytes - at, bytes = left < relay->port_bytes ? left : relay->port_bytes;
        struct flexsa_write beat = *row;

        beat.addr += at;
        beat.bytes = relay->port_bytes;
        beat.data = data;
        beat.strobe = strobe;
        memset(data, 0, sizeof data);
        memset(strobe, 0, sizeof strobe);
        memcpy(data, row->data + at, bytes);
        for (unsigned i = 0; i < bytes; i++)
            strobe[i / 8] |= (uint8_t)(1u << i % 8);
        if (!relay->options->on_write(relay->options->context, &beat))
            return false;
    }
    return true;
}

static enum flexsa_status csim_run(void *instance, const struct flexsa_program *program,
                                   const struct flexsa_run_options *options, struct flexsa_run_result *result,
                                   struct flexsa_error *err)
{
    struct csim *csim = instance;
    struct relay relay = {options, csim->machine.port_bytes};
    struct flexsa_run_options values = {0};
    struct flexsa_run_result untimed;
    enum flexsa_status status = flexsa_csim_time(&csim->machine, program, options, result, NULL, err);

    if (status != FLEXSA_OK)
        return status;
    if (options && options->on_write) {
        values.on_write = relay_row;
        values.context = &relay;
    }
    return flexsa_golden_backend.run(csim->golden, program, &values, &untimed, err);
}

const struct flexsa_backend_ops flexsa_csim_backend = {
    "csim", csim_open, csim_close, csim_gbuf, csim_run,
};
