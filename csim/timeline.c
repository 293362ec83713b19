/* timeline.c - see timeline.h. A slice's numbers are cycles; the format calls them microseconds. */
#include "timeline.h"

#include <stdio.h>
#include <stdlib.h>

#include "../harness/io/chrome_trace.h"

/* Tracks of a unit: FLEXSA_UNIT_*, then waits. */
enum { TRACK_WAITS = FLEXSA_NUM_UNITS, NUM_TRACKS, MAX_UNITS = 4 };

struct flexsa_timeline {
    struct flexsa_machine machine;
    const char *backend;
    uint64_t stall_seed;
    struct flexsa_chrome_trace *trace;
    uint64_t ends[MAX_UNITS][NUM_TRACKS]; /* where each track's last slice ends         */
    uint64_t cycles, passes, instrs;
};

/* ---- names and colours -------------------------------------------------------------- */

static const char *const track_names[NUM_TRACKS] = {
    [FLEXSA_UNIT_LDV] = "load V",
    [FLEXSA_UNIT_LDH] = "load H",
    [FLEXSA_UNIT_SHIFT] = "shift",
    [FLEXSA_UNIT_EXEC] = "execute",
    [FLEXSA_UNIT_OBUF] = "OBUF",
    [TRACK_WAITS] = "waits",
};

/* Sync has no name and no slice. */
static const struct {
    const char *name;
    unsigned track;
} ops[FLEXSA_OP_LIMIT] = {
    [FLEXSA_OP_LDV] = {"ldv", FLEXSA_UNIT_LDV},
    [FLEXSA_OP_LDH] = {"ldh", FLEXSA_UNIT_LDH},
    [FLEXSA_OP_SHIFT] = {"shiftv", FLEXSA_UNIT_SHIFT},
    [FLEXSA_OP_EXEC] = {"exec", FLEXSA_UNIT_EXEC},
    [FLEXSA_OP_ST] = {"st", FLEXSA_UNIT_OBUF},
    [FLEXSA_OP_LDO] = {"ldo", FLEXSA_UNIT_OBUF},
};

/* Colours that chrome://tracing knows; Perfetto colours by name, which comes to the same. */
static const char *const mode_colours[FLEXSA_NUM_MODES] = {
    [FLEXSA_MODE_FW] = "thread_state_running",          /* green                           */
    [FLEXSA_MODE_HSW] = "thread_state_runnable",        /* blue                            */
    [FLEXSA_MODE_VSW] = "thread_state_iowait",          /* orange                          */
    [FLEXSA_MODE_ISW] = "detailed_memory_dump",         /* magenta                         */
};
static const char *const cause_colours[FLEXSA_NUM_CAUSES] = {
    [FLEXSA_CAUSE_WEIGHTS] = "terrible",
    [FLEXSA_CAUSE_MOVING] = "bad",
    [FLEXSA_CAUSE_HALF] = "yellow",
    [FLEXSA_CAUSE_SWITCH] = "grey",
};

static void slice_name(const struct flexsa_instr *instr, char name[16])
{
    const bool obuf = ops[instr->op].track == FLEXSA_UNIT_OBUF;

    if (instr->op == FLEXSA_OP_EXEC)
        snprintf(name, 16, "%s", flexsa_mode_name(instr->mode));
    else
        snprintf(name, 16, "%s %s", ops[instr->op].name,
                 !obuf ? flexsa_mode_name(instr->mode) : instr->mode == FLEXSA_MODE_FW ? "wide" : "skinny");
}

/* Processes 1..4 have tracks 11..16, 21..26, ... */
static struct flexsa_track track_at(unsigned unit, unsigned track)
{
    return (struct flexsa_track){unit + 1, 10 * (unit + 1) + track + 1};
}

/* ---- open and close ----------------------------------------------------------------- */

static enum flexsa_status name_tracks(struct flexsa_timeline *timeline, struct flexsa_error *err)
{
    const struct flexsa_machine *machine = &timeline->machine;
    const unsigned units = flexsa_machine_cores(machine);
    enum flexsa_status status = FLEXSA_OK;

    for (unsigned unit = 0; unit < units && status == FLEXSA_OK; unit++) {
        char name[64];

        if (units > 1)
            snprintf(name, sizeof name, "%s core %u", machine->config, unit);
        else
            snprintf(name, sizeof name, "%s %s", machine->config, flexsa_arch_name(machine->arch));
        status = flexsa_chrome_trace_process(timeline->trace, unit + 1, name, err);
        for (unsigned track = 0; track < NUM_TRACKS && status == FLEXSA_OK; track++)
            status = flexsa_chrome_trace_track(timeline->trace, track_at(unit, track), track_names[track], err);
    }
    return status;
}

enum flexsa_status flexsa_timeline_open(struct flexsa_timeline **out, const char *path,
                                        const struct flexsa_machine *machine, const char *backend, uint64_t stall_seed,
                                        struct flexsa_error *err)
{
    struct flexsa_timeline *timeline = calloc(1, sizeof *timeline);
    enum flexsa_status status;

    *out = NULL;
    if (!timeline)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "%s: no memory to write it", path);
    timeline->machine = *machine;
    timeline->backend = backend;
    timeline->stall_seed = stall_seed;
    status = flexsa_chrome_trace_open(&timeline->trace, path, err);
    if (status == FLEXSA_OK)
        status = name_tracks(timeline, err);
    if (status == FLEXSA_OK)
        *out = timeline;
    else
        flexsa_timeline_close(timeline, false, NULL);
    return status;
}

static cJSON *about_run(const struct flexsa_timeline *timeline)
{
    const struct flexsa_machine *machine = &timeline->machine;
    cJSON *about = cJSON_CreateObject();

    cJSON_AddStringToObject(about, "time", "1 us is 1 clock cycle");
    cJSON_AddStringToObject(about, "config", machine->config);
    cJSON_AddStringToObject(about, "arch", flexsa_arch_name(machine->arch));
    cJSON_AddNumberToObject(about, "pipe_depth", machine->pipe_depth);
    cJSON_AddBoolToObject(about, "second_weight", machine->second_weight);
    cJSON_AddStringToObject(about, "backend", timeline->backend);
    cJSON_AddNumberToObject(about, "stall_seed", (double)timeline->stall_seed);
    cJSON_AddNumberToObject(about, "cycles", (double)timeline->cycles);
    cJSON_AddNumberToObject(about, "passes", (double)timeline->passes);
    cJSON_AddNumberToObject(about, "instrs", (double)timeline->instrs);
    return about;
}

enum flexsa_status flexsa_timeline_close(struct flexsa_timeline *timeline, bool keep, struct flexsa_error *err)
{
    enum flexsa_status status;

    if (!timeline)
        return FLEXSA_OK;
    status = flexsa_chrome_trace_close(timeline->trace, keep ? about_run(timeline) : NULL, keep, err);
    free(timeline);
    return status;
}

/* ---- instructions --------------------------------------------------------------------- */

/* An instruction of a pass that has run. */
struct ran {
    const struct flexsa_instr *instr;
    size_t index;
    uint64_t start, done;       /* with the pass's first cycle                         */
    const struct flexsa_waits *waits;
};

/* Row steps an ExecGEMM sends: a cycle each. */
static unsigned wave_steps(const struct flexsa_machine *machine, const struct flexsa_instr *instr)
{
    if (instr->mode == FLEXSA_MODE_FW)
        return instr->m;
    return flexsa_part_rows(instr->m, flexsa_machine_limits(machine, instr->mode).parts, 0);
}

static cJSON *which_args(const struct flexsa_timeline *timeline, const struct ran *ran)
{
    char text[FLEXSA_TEXT_BYTES];
    cJSON *args = cJSON_CreateObject();

    flexsa_instr_print(ran->instr, text);
    cJSON_AddNumberToObject(args, "pass", (double)timeline->passes);
    cJSON_AddNumberToObject(args, "index", (double)ran->index);
    cJSON_AddStringToObject(args, "text", text);
    return args;
}

static cJSON *instr_args(const struct flexsa_timeline *timeline, const struct ran *ran)
{
    cJSON *args = which_args(timeline, ran), *waits;

    cJSON_AddNumberToObject(args, "start", (double)ran->start);
    cJSON_AddNumberToObject(args, "done", (double)ran->done);
    waits = cJSON_AddObjectToObject(args, "waits");
    for (unsigned cause = FLEXSA_CAUSE_NONE + 1; cause < FLEXSA_NUM_CAUSES; cause++)
        if (ran->waits->cycles[cause])
            cJSON_AddNumberToObject(waits, flexsa_cause_name(cause), (double)ran->waits->cycles[cause]);
    return args;
}

/* A slice that begins behind the track's last one: loads are under way two at a time. */
static enum flexsa_status add_slice(struct flexsa_timeline *timeline, const struct ran *ran, uint64_t end,
                                    struct flexsa_error *err)
{
    const unsigned unit = ran->instr->core, track = ops[ran->instr->op].track;
    uint64_t *last = &timeline->ends[unit][track];
    const uint64_t begin = ran->start > *last ? ran->start : *last;
    char name[16];
    const struct flexsa_slice slice = {
        .track = track_at(unit, track),
        .name = name,
        .category = track_names[track],
        .colour = track == FLEXSA_UNIT_OBUF ? NULL : mode_colours[ran->instr->mode],
        .begin = begin,
        .length = end - begin,
    };

    slice_name(ran->instr, name);
    *last = end;
    return flexsa_chrome_trace_slice(timeline->trace, &slice, instr_args(timeline, ran), err);
}

/* An ExecGEMM's waits, in the order in which csim's what_is_missing finds them, up to its start. */
static enum flexsa_status add_waits(struct flexsa_timeline *timeline, const struct ran *ran, struct flexsa_error *err)
{
    static const enum flexsa_cause causes[] = {FLEXSA_CAUSE_WEIGHTS, FLEXSA_CAUSE_MOVING, FLEXSA_CAUSE_HALF,
                                               FLEXSA_CAUSE_SWITCH};
    enum { CAUSES = sizeof causes / sizeof causes[0] };
    enum flexsa_status status = FLEXSA_OK;
    uint64_t at = ran->start;

    for (unsigned c = 0; c < CAUSES; c++)
        at -= ran->waits->cycles[causes[c]];
    for (unsigned c = 0; c < CAUSES && status == FLEXSA_OK; c++) {
        const struct flexsa_slice slice = {
            .track = track_at(ran->instr->core, TRACK_WAITS),
            .name = flexsa_cause_name(causes[c]),
            .category = track_names[TRACK_WAITS],
            .colour = cause_colours[causes[c]],
            .begin = at,
            .length = ran->waits->cycles[causes[c]],
        };

        if (slice.length)
            status = flexsa_chrome_trace_slice(timeline->trace, &slice, which_args(timeline, ran), err);
        at += slice.length;
    }
    return status;
}

static enum flexsa_status add_instr(struct flexsa_timeline *timeline, const struct ran *ran, struct flexsa_error *err)
{
    enum flexsa_status status = FLEXSA_OK;

    if (ran->instr->op == FLEXSA_OP_SYNC)
        return FLEXSA_OK;
    if (ran->instr->op != FLEXSA_OP_EXEC)
        return add_slice(timeline, ran, ran->done + 1, err);
    status = add_waits(timeline, ran, err);
    return status == FLEXSA_OK ? add_slice(timeline, ran, ran->start + wave_steps(&timeline->machine, ran->instr), err)
                               : status;
}

/* csim's waits for a program that has run. */
static enum flexsa_status find_waits(const struct flexsa_timeline *timeline, const struct flexsa_program *program,
                                     const struct flexsa_record *ran, struct flexsa_times *times,
                                     struct flexsa_waits *waits, struct flexsa_error *err)
{
    const struct flexsa_run_options options = {.stall_seed = timeline->stall_seed, .times = times};
    struct flexsa_record csim = {.times = times};
    const enum flexsa_status status =
        flexsa_csim_time(&timeline->machine, program, &options, &csim.result, waits, err);

    return status == FLEXSA_OK ? flexsa_lockstep_compare(program, ran, &csim, waits, err) : status;
}

enum flexsa_status flexsa_timeline_add(struct flexsa_timeline *timeline, const struct flexsa_program *program,
                                       uint64_t first_cycle, const struct flexsa_record *ran, struct flexsa_error *err)
{
    struct flexsa_times *times = calloc(program->count + 1, sizeof *times);
    struct flexsa_waits *waits = calloc(program->count + 1, sizeof *waits);
    enum flexsa_status status = times && waits
                                    ? find_waits(timeline, program, ran, times, waits, err)
                                    : flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for the times of %zu instructions",
                                                  program->count);

    for (size_t i = 0; i < program->count && status == FLEXSA_OK; i++) {
        const struct ran instr = {&program->instrs[i], i, first_cycle + ran->times[i].start,
                                  first_cycle + ran->times[i].done, &waits[i]};

        status = add_instr(timeline, &instr, err);
    }
    timeline->cycles = first_cycle + ran->result.cycles;
    timeline->passes++;
    timeline->instrs += program->count;
    free(times);
    free(waits);
    return status;
}
