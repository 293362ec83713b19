/* cmd_bench.c - `flexsa bench`: how fast the simulation is on this host. */
#include <stdio.h>
#include <stdlib.h>

#include "../../csim/csim.h"
#include "../../csim/fast.h"
#include "../golden/oracle.h"
#include "jobs.h"
#include "table.h"

/* What is measured: all full waves, and a pruned layer with remainders (conv15 of the main job). */
static const struct {
    const char *name;
    unsigned m_blocks, n_blocks, k_blocks; /* in BLK_M, 2W, 2H; 0: the pruned layer      */
} cases[] = {{"full waves", 4, 2, 8}, {"pruned layer", 0, 0, 0}};

static struct flexsa_gemm case_gemm(const struct flexsa_machine *machine, size_t i)
{
    if (cases[i].m_blocks)
        return (struct flexsa_gemm){.m = cases[i].m_blocks * machine->blk_m,
                                    .n = cases[i].n_blocks * 2 * machine->sub_cols,
                                    .k = cases[i].k_blocks * 2 * machine->sub_rows};
    return (struct flexsa_gemm){.m = 1568, .n = 135, .k = 346};
}

/* One line of the report. */
struct measure {
    const char *name;
    unsigned jobs;
    double cycles, pes, macs, seconds;
};

static void report(const struct measure *m, struct table *table, cJSON *array)
{
    char cycles[16], updates[16], macs[16];

    if (array) {
        cJSON *item = cJSON_CreateObject();

        cJSON_AddStringToObject(item, "name", m->name);
        cJSON_AddNumberToObject(item, "jobs", m->jobs);
        cJSON_AddNumberToObject(item, "seconds", m->seconds);
        cJSON_AddNumberToObject(item, "cycles_per_second", m->cycles / m->seconds);
        cJSON_AddNumberToObject(item, "pe_updates_per_second", m->cycles * m->pes / m->seconds);
        cJSON_AddNumberToObject(item, "macs_per_second", m->macs / m->seconds);
        cJSON_AddItemToArray(array, item);
    }
    short_number(m->cycles / m->seconds, cycles, sizeof cycles);
    short_number(m->cycles * m->pes / m->seconds, updates, sizeof updates);
    short_number(m->macs / m->seconds, macs, sizeof macs);
    table_add(table, "%s", m->name);
    table_add(table, "%u", m->jobs);
    table_add(table, "%.2f", m->seconds);
    table_add(table, "%s", m->cycles > 0 ? cycles : "-");
    table_add(table, "%s", m->cycles > 0 ? updates : "-");
    table_add(table, "%s", macs);
}

/* The same GEMM on `workers` processes at once. */
static enum flexsa_status measure_rtl(struct job_set *set, size_t which, unsigned workers, struct measure *m,
                                      struct flexsa_error *err)
{
    struct job jobs[2] = {{.seed = 1}, {.seed = 2}};
    struct job_result results[2];
    enum flexsa_status status;
    double begin;

    for (unsigned i = 0; i < workers; i++)
        jobs[i].gemm = case_gemm(&set->machine, which);
    set->jobs = jobs;
    set->count = set->workers = workers;
    begin = flexsa_seconds();
    status = jobs_run(set, results, err);
    *m = (struct measure){.name = cases[which].name, .jobs = workers, .pes = flexsa_machine_pes(&set->machine)};
    m->seconds = flexsa_seconds() - begin;
    for (unsigned i = 0; status == FLEXSA_OK && i < workers; i++) {
        const struct flexsa_gemm *gemm = &jobs[i].gemm;

        status = results[i].status;
        *err = results[i].err;
        m->cycles += (double)results[i].result.cycles;
        m->macs += (double)gemm->m * gemm->n * gemm->k;
        if (workers == 1)
            m->seconds = results[i].result.seconds;
    }
    return status;
}

static enum flexsa_status measure_oracle(const struct flexsa_machine *machine, struct measure *m,
                                         struct flexsa_error *err)
{
    const struct flexsa_gemm gemm = {.m = 1024, .n = 1024, .k = 4096};
    struct matrices matrices = {0};
    struct flexsa_oracle_gemm oracle;
    double begin;
    enum flexsa_status status = matrices_random(&matrices, &gemm, FLEXSA_VALUES_NORMAL, 1, true, err);

    oracle = (struct flexsa_oracle_gemm){gemm.m, gemm.n, gemm.k, flexsa_machine_block_k(machine),
                                         matrices.a, matrices.b, NULL, matrices.c};
    begin = flexsa_seconds();
    if (status == FLEXSA_OK)
        status = flexsa_oracle_fast(&oracle, NULL, err);
    *m = (struct measure){.name = "golden arithmetic", .jobs = 1, .macs = (double)gemm.m * gemm.n * gemm.k};
    m->seconds = flexsa_seconds() - begin;
    matrices_free(&matrices);
    return status;
}

/* csim without values: every cycle of every pass. */
static enum flexsa_status measure_csim(const struct flexsa_machine *machine, struct measure *m, struct flexsa_error *err)
{
    const struct flexsa_gemm gemm = case_gemm(machine, 0);
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass = NULL;
    enum flexsa_status status = flexsa_planner_open(&planner, machine, &gemm, err);

    *m = (struct measure){.name = "csim, every cycle", .jobs = 1, .pes = flexsa_machine_pes(machine),
                          .macs = (double)gemm.m * gemm.n * gemm.k};
    if (status != FLEXSA_OK)
        return status;
    do {
        struct flexsa_run_result result;

        status = flexsa_planner_next(planner, &pass, err);
        if (status == FLEXSA_OK && pass) {
            const double begin = flexsa_seconds();

            status = flexsa_csim_time(machine, &pass->program, NULL, &result, NULL, err);
            m->seconds += flexsa_seconds() - begin;
            m->cycles += (double)result.cycles;
        }
    } while (status == FLEXSA_OK && pass);
    flexsa_planner_close(planner);
    return status;
}

/* The same result by classes, often enough to be measured. */
static enum flexsa_status measure_fast(const struct flexsa_machine *machine, struct measure *m, struct flexsa_error *err)
{
    enum { TIMES = 1000 };
    const struct flexsa_gemm gemm = case_gemm(machine, 0);
    struct flexsa_run_result result = {0};
    enum flexsa_status status = FLEXSA_OK;
    const double begin = flexsa_seconds();

    for (int i = 0; i < TIMES && status == FLEXSA_OK; i++)
        status = flexsa_fast_gemm(machine, &gemm, &result, err);
    *m = (struct measure){.name = "csim, by classes", .jobs = 1, .pes = flexsa_machine_pes(machine),
                          .macs = (double)gemm.m * gemm.n * gemm.k * TIMES, .cycles = (double)result.cycles * TIMES,
                          .seconds = flexsa_seconds() - begin};
    return status;
}

static enum flexsa_status bench(struct job_set *set, bool json, struct flexsa_error *err)
{
    static const char *const header[] = {"what", "jobs", "s", "cycles/s", "PE updates/s", "MAC/s"};
    static enum flexsa_status (*const models[])(const struct flexsa_machine *, struct measure *,
                                                struct flexsa_error *) = {measure_csim, measure_fast, measure_oracle};
    struct table table = {.columns = sizeof header / sizeof header[0]};
    cJSON *object = json ? cJSON_CreateObject() : NULL;
    cJSON *array = json ? cJSON_AddArrayToObject(object, "measures") : NULL;
    struct measure m;
    enum flexsa_status status = FLEXSA_OK;

    for (size_t c = 0; c < table.columns; c++)
        table_add(&table, "%s", header[c]);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (unsigned workers = 1; status == FLEXSA_OK && workers <= 2; workers++) {
            status = measure_rtl(set, i, workers, &m, err);
            if (status == FLEXSA_OK)
                report(&m, &table, array);
        }
    for (size_t i = 0; status == FLEXSA_OK && i < sizeof models / sizeof models[0]; i++) {
        status = models[i](&set->machine, &m, err);
        if (status == FLEXSA_OK)
            report(&m, &table, array);
    }
    if (status == FLEXSA_OK) {
        if (json)
            cJSON_AddItemToObject(object, "machine", machine_json(&set->machine, set->backend->name));
        else
            table_print(&table, 1);
    }
    if (json && status == FLEXSA_OK)
        print_json(object);
    else
        cJSON_Delete(object);
    table_free(&table);
    return status;
}

static int run_bench(int argc, char **argv)
{
    struct machine_options options = MACHINE_OPTIONS_DEFAULT;
    bool json = false, check = false;
    const struct option_spec specs[] = {
        BACKEND_OPTION(options),
        MACHINE_OPTIONS(options),
        {"check", OPTION_FLAG, &check, NULL, "compare with the golden model meanwhile"},
        JSON_OPTION(json),
    };
    struct job_set set = {.values = FLEXSA_VALUES_NORMAL, .quiet = true};
    struct flexsa_error err = {""};
    char **files;
    size_t count;
    enum flexsa_status status =
        options_parse(&cmd_bench, specs, sizeof specs / sizeof specs[0], argc, argv, 0, 0, &files, &count, &err);

    if (status == FLEXSA_OK)
        status = machine_from_options(&options, &set.machine, &err);
    if (status == FLEXSA_OK)
        status = backend_from_options(&options, &set.backend, &err);
    set.check = check;
    if (status == FLEXSA_OK)
        status = bench(&set, json, &err);
    return status == FLEXSA_OK ? FLEXSA_OK : fail("bench", status, &err, json);
}

const struct command cmd_bench = {
    "bench",
    "[OPTIONS]",
    "measure simulated cycles and MACs a second\n\nOne process, then two at once. Build time and memory: make bench.",
    run_bench,
};
