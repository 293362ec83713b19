/* lockstep.c - see lockstep.h. */
#include "lockstep.h"

#include <stdio.h>
#include <stdlib.h>

#include "../harness/backend/rtl_backend.h"

struct lockstep {
    struct flexsa_machine machine;
    void *rtl;
};

static void lockstep_close(void *instance)
{
    struct lockstep *lockstep = instance;

    if (lockstep && lockstep->rtl)
        flexsa_rtl_backend.close(lockstep->rtl);
    free(lockstep);
}

static enum flexsa_status lockstep_open(void **instance, const struct flexsa_machine *machine, const char *wave_path,
                                        struct flexsa_error *err)
{
    struct lockstep *lockstep = calloc(1, sizeof *lockstep);
    enum flexsa_status status;

    *instance = NULL;
    if (!lockstep)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for lockstep");
    lockstep->machine = *machine;
    status = flexsa_rtl_backend.open(&lockstep->rtl, machine, wave_path, err);
    if (status != FLEXSA_OK)
        lockstep_close(lockstep);
    else
        *instance = lockstep;
    return status;
}

static uint8_t *lockstep_gbuf(void *instance)
{
    return flexsa_rtl_backend.gbuf(((struct lockstep *)instance)->rtl);
}

/* "weights 3, freeze 1" */
static void print_waits(const struct flexsa_waits *waits, char text[200])
{
    size_t used = 0;

    snprintf(text, 200, "nothing");
    for (unsigned cause = 1; cause < FLEXSA_NUM_CAUSES && used < 160; cause++)
        if (waits->cycles[cause])
            used += (size_t)snprintf(text + used, 200 - used, "%s%s %llu", used ? ", " : "",
                                     flexsa_cause_name(cause), (unsigned long long)waits->cycles[cause]);
}

size_t flexsa_lockstep_first(const struct flexsa_program *program, const struct flexsa_record *rtl,
                             const struct flexsa_record *csim)
{
    uint64_t earliest = UINT64_MAX;
    size_t first = program->count;

    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_times *a = &rtl->times[i], *b = &csim->times[i];
        const uint64_t x = a->start != b->start ? a->start : a->done, y = a->start != b->start ? b->start : b->done;
        const uint64_t at = x < y ? x : y;

        if (x != y && at < earliest) {
            earliest = at;
            first = i;
        }
    }
    return first;
}

static enum flexsa_status compare_times(const struct flexsa_program *program, const struct flexsa_record *rtl,
                                        const struct flexsa_record *csim, const struct flexsa_waits *waits,
                                        struct flexsa_error *err)
{
    const size_t first = flexsa_lockstep_first(program, rtl, csim);
    char text[FLEXSA_TEXT_BYTES], waited[200];

    if (first == program->count)
        return FLEXSA_OK;
    flexsa_instr_print(&program->instrs[first], text);
    print_waits(&waits[first], waited);
    return flexsa_fail(err, FLEXSA_SIM_FAILED,
                       "csim is not in step: instruction %zu (%s): rtl cycles %llu to %llu, csim %llu to %llu,"
                       " where it waited for: %s",
                       first, text, (unsigned long long)rtl->times[first].start,
                       (unsigned long long)rtl->times[first].done, (unsigned long long)csim->times[first].start,
                       (unsigned long long)csim->times[first].done, waited);
}

static enum flexsa_status compare_results(const struct flexsa_record *rtl, const struct flexsa_record *csim,
                                          struct flexsa_error *err)
{
    if (rtl->result.cycles != csim->result.cycles)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "csim is not in step: rtl takes %llu cycles, csim %llu",
                           (unsigned long long)rtl->result.cycles, (unsigned long long)csim->result.cycles);
    for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++)
        if (rtl->result.counters[i] != csim->result.counters[i])
            return flexsa_fail(err, FLEXSA_SIM_FAILED,
                               "csim is not in step: counter %u (harness/isa/flexsa_isa.h) is %llu in rtl, %llu in csim",
                               i, (unsigned long long)rtl->result.counters[i],
                               (unsigned long long)csim->result.counters[i]);
    return FLEXSA_OK;
}

enum flexsa_status flexsa_lockstep_compare(const struct flexsa_program *program, const struct flexsa_record *rtl,
                                           const struct flexsa_record *csim, const struct flexsa_waits *waits,
                                           struct flexsa_error *err)
{
    enum flexsa_status status = compare_times(program, rtl, csim, waits, err);

    return status == FLEXSA_OK ? compare_results(rtl, csim, err) : status;
}

/* times: the RTL's, then csim's. */
static enum flexsa_status run_both(struct lockstep *lockstep, const struct flexsa_program *program,
                                   struct flexsa_run_options options, struct flexsa_times *times,
                                   struct flexsa_waits *waits, struct flexsa_run_result *result, struct flexsa_error *err)
{
    struct flexsa_record rtl = {.times = times}, csim = {.times = times + program->count};
    enum flexsa_status status;

    options.times = times;
    status = flexsa_rtl_backend.run(lockstep->rtl, program, &options, &rtl.result, err);
    *result = rtl.result;
    if (status != FLEXSA_OK)
        return status;
    options.times = times + program->count;
    status = flexsa_csim_time(&lockstep->machine, program, &options, &csim.result, waits, err);
    return status == FLEXSA_OK ? flexsa_lockstep_compare(program, &rtl, &csim, waits, err) : status;
}

static enum flexsa_status lockstep_run(void *instance, const struct flexsa_program *program,
                                       const struct flexsa_run_options *options, struct flexsa_run_result *result,
                                       struct flexsa_error *err)
{
    static const struct flexsa_run_options plain;
    struct flexsa_times *times = calloc(2 * program->count + 1, sizeof *times);
    struct flexsa_waits *waits = calloc(program->count + 1, sizeof *waits);
    enum flexsa_status status;

    *result = (struct flexsa_run_result){0};
    if (!times || !waits)
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for lockstep");
    else
        status = run_both(instance, program, options ? *options : plain, times, waits, result, err);
    if (times && options && options->times)
        for (size_t i = 0; i < program->count; i++)
            options->times[i] = times[i];
    free(times);
    free(waits);
    return status;
}

const struct flexsa_backend_ops flexsa_lockstep_backend = {
    "lockstep", lockstep_open, lockstep_close, lockstep_gbuf, lockstep_run,
};
