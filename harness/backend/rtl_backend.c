/*
 * rtl_backend.c - runs a program on the Verilated RTL: reset, feed instructions, serve GBUF,
 * until every instruction is taken and the machine has been idle for a while.
 */
#define _POSIX_C_SOURCE 200809L /* strdup, PATH_MAX */
#include "rtl_backend.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../io/file.h"
#include "gbuf_model.h"
#include "rtl_load.h"
#include "rtl_probe.h"

enum {
    RESET_CYCLES = 4,
    IDLE_CYCLES = 32,       /* idle_o must stand this long at the end              */
    PROGRESS_EVERY = 2048,  /* cycles between calls of on_progress                 */
    STUCK_CYCLES = 20000,   /* no event for so long: the machine hangs             */
    STALL_FACTOR = 24,      /* random GBUF: how much slower everything may be      */
    TIME_PER_CYCLE = 10,    /* in the wave file                                    */
    MAX_UNITS = 4
};

struct rtl {
    struct flexsa_machine machine;
    struct rtl_library library;
    const struct rtl_model_ops *ops;
    void *model;
    struct rtl_ports ports;
    struct gbuf_model *gbuf;
    char *wave_path; /* NULL: no waves */
};

/* Instructions of one unit of one core, in program order. */
struct unit_queue {
    size_t *instrs;
    size_t count, started, done;
};

struct run {
    struct rtl *rtl;
    const struct flexsa_program *program;
    const struct flexsa_run_options *options;
    struct flexsa_error *err;
    struct flexsa_word *words;
    size_t *queue_space;
    struct unit_queue queues[MAX_UNITS][FLEXSA_NUM_UNITS];
    size_t taken;            /* instructions handed over                           */
    size_t finished;         /* done_o bits seen                                   */
    uint64_t cycle, limit, stuck_limit, last_event;
    struct rtl_probe probe;  /* if options->on_cycle                                */
    uint64_t wave_from, wave_to;
    unsigned idle;           /* cycles idle_o has stood with nothing left to feed  */
};

/* ---- ports ----------------------------------------------------------------------- */

static void set_byte(const struct rtl_port *port, unsigned value)
{
    *(uint8_t *)port->data = (uint8_t)value;
}

static unsigned get_byte(const struct rtl_port *port)
{
    return *(const uint8_t *)port->data;
}

static uint32_t get_bits(const struct rtl_port *port)
{
    uint32_t bits = 0;

    memcpy(&bits, port->data, port->bytes < 4 ? port->bytes : 4);
    return bits;
}

/* ---- open and close ---------------------------------------------------------------- */

/* The writer of FST files also has PATH.hier until it is closed. */
static void note_wave_files(const char *path, void (*note)(const char *path))
{
    char beside[PATH_MAX];

    note(path);
    if (snprintf(beside, sizeof beside, "%s.hier", path) < (int)sizeof beside)
        note(beside);
}

static void rtl_close(void *instance)
{
    struct rtl *rtl = instance;

    if (!rtl)
        return;
    if (rtl->model)
        rtl->ops->close(rtl->model);
    if (rtl->wave_path)
        note_wave_files(rtl->wave_path, flexsa_file_end);
    free(rtl->wave_path);
    gbuf_model_close(rtl->gbuf);
    rtl_library_unload(&rtl->library);
    free(rtl);
}

/* The writer replaces what has this name, so it must be a file or nothing. */
static enum flexsa_status open_wave(struct rtl *rtl, const char *path, struct flexsa_error *err)
{
    struct stat info;

    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "cannot write the wave file %s: it is no regular file", path);
    rtl->wave_path = strdup(path);
    if (!rtl->wave_path)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the wave file's name");
    note_wave_files(path, flexsa_file_begin);
    return rtl->ops->wave_open(rtl->model, path)
               ? FLEXSA_OK
               : flexsa_fail(err, FLEXSA_BAD_INPUT, "cannot write the wave file %s", path);
}

static enum flexsa_status open_model(struct rtl *rtl, const char *wave_path, struct flexsa_error *err)
{
    const struct flexsa_machine *machine = &rtl->machine;
    enum flexsa_status status = rtl_library_load(&rtl->library, machine, wave_path != NULL, err);

    if (status != FLEXSA_OK)
        return status;
    rtl->ops = rtl->library.ops;
    rtl->gbuf = gbuf_model_open(machine->arch == FLEXSA_ARCH_SINGLE ? 1 : 4, machine->port_bytes,
                                machine->gbuf_bytes);
    rtl->model = rtl->ops->open(0x5eed, &rtl->ports);
    if (!rtl->gbuf || !rtl->model)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for an RTL model and its GBUF");
    set_byte(&rtl->ports.rst_ni, 0);
    rtl->ops->settle(rtl->model);
    status = rtl_compare_sizes(machine, &rtl->ports, err);
    return status == FLEXSA_OK && wave_path ? open_wave(rtl, wave_path, err) : status;
}

static enum flexsa_status rtl_open(void **instance, const struct flexsa_machine *machine,
                                   const char *wave_path, struct flexsa_error *err)
{
    struct rtl *rtl = calloc(1, sizeof *rtl);
    enum flexsa_status status;

    *instance = NULL;
    if (!rtl)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for an RTL backend");
    rtl->machine = *machine;
    status = open_model(rtl, wave_path, err);
    if (status != FLEXSA_OK)
        rtl_close(rtl);
    else
        *instance = rtl;
    return status;
}

static uint8_t *rtl_gbuf(void *instance)
{
    return gbuf_model_bytes(((struct rtl *)instance)->gbuf);
}

/* ---- before a run ------------------------------------------------------------------ */

/* Generous cycles for one instruction if nothing overlapped. */
static uint64_t cycle_bound(const struct flexsa_machine *machine, const struct flexsa_instr *i)
{
    const uint64_t port = machine->port_bytes;
    const uint64_t rows = i->op == FLEXSA_OP_LDV ? i->k : i->m;
    const uint64_t columns = i->op == FLEXSA_OP_LDH ? i->k : i->n;
    const uint64_t array = 2 * ((uint64_t)machine->sub_rows + machine->sub_cols) * machine->pipe_depth;

    return 64 + 4 * array + 2 * ((uint64_t)i->m + i->k + i->n) + 2 * rows * (columns * 4 / port + 1);
}

static enum flexsa_status prepare(struct run *run)
{
    const struct flexsa_program *program = run->program;
    size_t *space;

    run->words = calloc(program->count + 1, sizeof *run->words);
    run->queue_space = space = calloc(program->count + 1, sizeof *space);
    if (!run->words || !space)
        return flexsa_fail(run->err, FLEXSA_SIM_FAILED, "no memory for a program of %zu instructions",
                           program->count);
    run->limit = 20000;
    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_instr *instr = &program->instrs[i];
        enum flexsa_status status = flexsa_instr_encode(instr, &run->words[i], run->err);

        if (status != FLEXSA_OK)
            return status;
        if (flexsa_instr_unit(instr) < FLEXSA_NUM_UNITS)
            run->queues[instr->core][flexsa_instr_unit(instr)].count++;
        run->limit += cycle_bound(&run->rtl->machine, instr);
    }
    for (unsigned u = 0; u < MAX_UNITS; u++)
        for (unsigned kind = 0; kind < FLEXSA_NUM_UNITS; kind++) {
            run->queues[u][kind].instrs = space;
            space += run->queues[u][kind].count;
            run->queues[u][kind].count = 0;
        }
    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_instr *instr = &program->instrs[i];

        if (flexsa_instr_unit(instr) < FLEXSA_NUM_UNITS) {
            struct unit_queue *queue = &run->queues[instr->core][flexsa_instr_unit(instr)];

            queue->instrs[queue->count++] = i;
        }
        if (run->options->times)
            run->options->times[i] = (struct flexsa_times){0, 0};
    }
    run->stuck_limit = STUCK_CYCLES;
    if (run->options->stall_seed)
        run->limit *= STALL_FACTOR, run->stuck_limit *= 4;
    if (run->options->timeout_cycles)
        run->limit = run->options->timeout_cycles;
    run->wave_from = run->options->wave_from;
    run->wave_to = run->options->wave_to;
    if (run->wave_from == 0 && run->wave_to == 0)
        run->wave_to = UINT64_MAX;
    return FLEXSA_OK;
}

static void reset(struct rtl *rtl)
{
    set_byte(&rtl->ports.instr_valid_i, 0);
    memset(rtl->ports.rd_rsp_valid_i.data, 0, rtl->ports.rd_rsp_valid_i.bytes);
    memset(rtl->ports.rd_req_ready_i.data, 0, rtl->ports.rd_req_ready_i.bytes);
    memset(rtl->ports.wr_req_ready_i.data, 0, rtl->ports.wr_req_ready_i.bytes);
    set_byte(&rtl->ports.rst_ni, 0);
    for (int i = 0; i < RESET_CYCLES; i++) {
        rtl->ops->settle(rtl->model);
        rtl->ops->edge(rtl->model);
    }
    set_byte(&rtl->ports.rst_ni, 1);
}

/* ---- during a run -------------------------------------------------------------------- */

/* For messages and waves: cycles of the whole GEMM. */
static unsigned long long clock_of(const struct run *run)
{
    return run->options->first_cycle + run->cycle;
}

/* What is under way or was never begun: where a machine hangs. */
static enum flexsa_status fail_stuck(const struct run *run, const char *what)
{
    static const char *const names[FLEXSA_NUM_UNITS] = {"ldv", "ldh", "shiftv", "exec", "st/ldo"};
    char text[320] = "";
    size_t used = 0;

    for (unsigned u = 0; u < flexsa_machine_cores(&run->rtl->machine); u++)
        for (unsigned kind = 0; kind < FLEXSA_NUM_UNITS; kind++) {
            const struct unit_queue *queue = &run->queues[u][kind];

            if (queue->done == queue->count || used >= sizeof text)
                continue;
            used += (size_t)snprintf(text + used, sizeof text - used, "; %s", names[kind]);
            if (used < sizeof text && flexsa_machine_cores(&run->rtl->machine) > 1)
                used += (size_t)snprintf(text + used, sizeof text - used, " core %u", u);
            if (used < sizeof text)
                used += (size_t)snprintf(text + used, sizeof text - used,
                                         " %zu begun, %zu done of %zu (next: instruction %zu)",
                                         queue->started, queue->done, queue->count,
                                         queue->instrs[queue->done]);
        }
    return flexsa_fail(run->err, FLEXSA_SIM_FAILED,
                       "%s at cycle %llu, %zu of %zu instructions taken%s", what,
                       clock_of(run), run->taken, run->program->count, text);
}

static void note_events(struct run *run)
{
    struct flexsa_times *times = run->options->times;
    uint32_t start = get_bits(&run->rtl->ports.start_o), done = get_bits(&run->rtl->ports.done_o);

    for (; start; start &= start - 1) {
        unsigned bit = (unsigned)__builtin_ctz(start);
        struct unit_queue *queue = &run->queues[bit / FLEXSA_NUM_UNITS][bit % FLEXSA_NUM_UNITS];

        if (times && queue->started < queue->count)
            times[queue->instrs[queue->started]].start = run->cycle;
        queue->started++;
        run->last_event = run->cycle;
    }
    for (; done; done &= done - 1) {
        unsigned bit = (unsigned)__builtin_ctz(done);
        struct unit_queue *queue = &run->queues[bit / FLEXSA_NUM_UNITS][bit % FLEXSA_NUM_UNITS];

        if (times && queue->done < queue->count)
            times[queue->instrs[queue->done]].done = run->cycle;
        queue->done++;
        run->finished++;
        run->last_event = run->cycle;
    }
}

/* The first line of what the assertion printed. */
static enum flexsa_status fail_assertion(const struct run *run, const char *text)
{
    int length = (int)strcspn(text, "\n");

    return flexsa_fail(run->err, FLEXSA_SIM_FAILED, "RTL assertion failed at cycle %llu: %.*s",
                       clock_of(run), length, text);
}

/* Idle cycles at the end are no cycles of the run: the next one's may follow in the file. */
static void dump(struct run *run, unsigned phase)
{
    const struct rtl *rtl = run->rtl;
    const uint64_t time = clock_of(run);

    if (rtl->wave_path && run->idle == 0 && time >= run->wave_from && time < run->wave_to)
        rtl->ops->wave_dump(rtl->model, time * TIME_PER_CYCLE + phase);
}

static enum flexsa_status fail_protocol(const struct run *run, const struct gbuf_step *step)
{
    unsigned lanes = run->rtl->machine.arch == FLEXSA_ARCH_SINGLE ? 1 : 4;

    return flexsa_fail(run->err, FLEXSA_SIM_FAILED, "GBUF %s channel %u, cycle %llu, address 0x%x: %s",
                       step->channel < 3 * lanes ? "read" : "write", step->channel % (3 * lanes),
                       clock_of(run), step->addr, step->violation);
}

/* One clock cycle. *over: the program is complete, or on_write stopped it. */
static enum flexsa_status do_cycle(struct run *run, bool *over)
{
    struct rtl *rtl = run->rtl;
    const struct rtl_ports *ports = &rtl->ports;
    const bool valid = run->taken < run->program->count;
    struct gbuf_step step;
    unsigned stepped;

    set_byte(&ports->instr_valid_i, valid);
    if (valid)
        memcpy(ports->instr_i.data, &run->words[run->taken], sizeof run->words[0]);
    gbuf_model_drive(rtl->gbuf, ports, run->cycle);
    rtl->ops->settle(rtl->model);

    if (valid && get_byte(&ports->instr_ready_o)) {
        run->taken++;
        run->last_event = run->cycle;
    }
    run->idle = run->taken == run->program->count && get_byte(&ports->idle_o) ? run->idle + 1 : 0;
    dump(run, 0);
    step = gbuf_model_take(rtl->gbuf, ports, run->cycle, run->options);
    if (step.violation)
        return fail_protocol(run, &step);
    if (step.reads | step.writes)
        run->last_event = run->cycle;
    note_events(run);
    stepped = run->options->on_cycle ? rtl_probe_steps(&run->probe) : 0;

    rtl->ops->edge(rtl->model);
    if (run->options->on_cycle)
        run->options->on_cycle(run->options->context, &run->probe.array, run->cycle, stepped);
    dump(run, TIME_PER_CYCLE / 2);
    if (rtl->ops->failure(rtl->model))
        return fail_assertion(run, rtl->ops->failure(rtl->model));
    run->cycle++;

    *over = run->idle == IDLE_CYCLES || step.stopped;
    return step.stopped ? flexsa_fail(run->err, FLEXSA_MISMATCH, "stopped at cycle %llu", clock_of(run))
                        : FLEXSA_OK;
}

static enum flexsa_status simulate(struct run *run)
{
    enum flexsa_status status = FLEXSA_OK;
    bool over = false;

    while (status == FLEXSA_OK && !over) {
        status = do_cycle(run, &over);
        if (status != FLEXSA_OK || over)
            return status;
        if (run->cycle - run->idle >= run->limit)
            return fail_stuck(run, "timeout");
        if (run->cycle - run->last_event > run->stuck_limit)
            return fail_stuck(run, "the machine hangs: nothing has moved for a long time");
        if (run->cycle % PROGRESS_EVERY == 0 && run->options->on_progress &&
            !run->options->on_progress(run->options->context, run->cycle, run->finished))
            return flexsa_fail(run->err, FLEXSA_SIM_FAILED, "stopped at cycle %llu", clock_of(run));
    }
    return status;
}

/* The program's first cycles, which nobody hears of; then GBUF is as it was. The caller resets the machine. */
static enum flexsa_status run_in_vain(struct rtl *rtl, const struct flexsa_program *program,
                                      const struct flexsa_run_options *given, struct flexsa_error *err)
{
    const struct flexsa_run_options options = {
        .stall_seed = given->stall_seed, .first_cycle = given->first_cycle, .wave_from = UINT64_MAX, .wave_to = UINT64_MAX};
    struct run run = {.rtl = rtl, .program = program, .options = &options, .err = err};
    const size_t bytes = rtl->machine.gbuf_bytes;
    uint8_t *before = malloc(bytes);
    enum flexsa_status status = before ? prepare(&run) : flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for GBUF");
    bool over = false;

    if (status == FLEXSA_OK) {
        memcpy(before, gbuf_model_bytes(rtl->gbuf), bytes);
        gbuf_model_reset(rtl->gbuf, options.stall_seed);
        reset(rtl);
        while (status == FLEXSA_OK && !over && run.cycle < given->reset_at_cycle) {
            status = do_cycle(&run, &over);
            if (status == FLEXSA_OK && run.cycle - run.last_event > run.stuck_limit)
                status = fail_stuck(&run, "before the reset the machine hangs: nothing has moved for a long time");
        }
        memcpy(gbuf_model_bytes(rtl->gbuf), before, bytes);
    }
    free(before);
    free(run.words);
    free(run.queue_space);
    return status;
}

/* Counters since reset, without the idle cycles waited at the end. */
static void read_counters(struct run *run, struct flexsa_run_result *result)
{
    struct rtl *rtl = run->rtl;
    const unsigned units = flexsa_machine_cores(&rtl->machine);

    set_byte(&rtl->ports.instr_valid_i, 0);
    memset(rtl->ports.rd_rsp_valid_i.data, 0, rtl->ports.rd_rsp_valid_i.bytes);
    for (unsigned u = 0; u < units; u++)
        for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++) {
            uint64_t count = 0;

            set_byte(&rtl->ports.count_unit_i, u);
            set_byte(&rtl->ports.count_index_i, i);
            rtl->ops->settle(rtl->model);
            memcpy(&count, rtl->ports.count_o.data, 8);
            /* An independent core's one lane is lane u of the machine. */
            const unsigned lane = units > 1 && (i == FLEXSA_CNT_BYTES_V0 || i == FLEXSA_CNT_BYTES_H0)
                                      ? u : 0;

            result->counters[i + lane] += count & 0xffffffffffff;
        }
    result->cycles = run->cycle - run->idle;
    result->counters[FLEXSA_CNT_CYCLES] -= (uint64_t)units * run->idle;
    result->counters[FLEXSA_CNT_IDLE] -= (uint64_t)units * run->idle;
}

static enum flexsa_status rtl_run(void *instance, const struct flexsa_program *program,
                                  const struct flexsa_run_options *options,
                                  struct flexsa_run_result *result, struct flexsa_error *err)
{
    static const struct flexsa_run_options plain;
    struct run run = {.rtl = instance, .program = program, .err = err};
    enum flexsa_status status;

    run.options = options ? options : &plain;
    *result = (struct flexsa_run_result){0};
    status = prepare(&run);
    if (status == FLEXSA_OK && run.options->reset_at_cycle)
        status = run_in_vain(run.rtl, program, run.options, err);
    if (status == FLEXSA_OK && run.rtl->wave_path)
        status = rtl_probe_show(&run.rtl->machine, run.rtl->ops, run.rtl->model, run.options->wave_column, err);
    if (status == FLEXSA_OK && run.options->on_cycle)
        status = rtl_probe_open(&run.probe, &run.rtl->machine, run.rtl->ops, run.rtl->model, err);
    if (status == FLEXSA_OK) {
        gbuf_model_reset(run.rtl->gbuf, run.options->stall_seed);
        reset(run.rtl);
        status = simulate(&run);
        read_counters(&run, result);
    }
    if (status == FLEXSA_OK && gbuf_model_pending(run.rtl->gbuf))
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "idle_o stands though GBUF owes %u responses",
                             gbuf_model_pending(run.rtl->gbuf));
    rtl_probe_close(&run.probe);
    free(run.words);
    free(run.queue_space);
    return status;
}

const struct flexsa_backend_ops flexsa_rtl_backend = {
    "rtl", rtl_open, rtl_close, rtl_gbuf, rtl_run,
};
