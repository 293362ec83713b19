/* driver.c - a GEMM, pass by pass: golden model first, then the backend, checked as it stores. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "driver.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../golden/golden.h"
#include "../golden/oracle.h"
#include "write_check.h"

enum { WAVE_MARGIN = 16 }; /* cycles of a wave file before and after a tile's own */

struct driver_side {
    const struct flexsa_backend_ops *ops;
    void *instance;
};

struct flexsa_driver {
    struct flexsa_machine machine;
    struct driver_side backend;
    struct driver_side golden; /* ops NULL: writes are not checked */
    bool check, waves;
    uint8_t *map;              /* of write_check */
};

/* One GEMM under way. */
struct drive {
    struct flexsa_driver *driver;
    const struct flexsa_gemm *gemm;
    const struct flexsa_operands *operands;
    const struct flexsa_drive_options *options;
    struct flexsa_gemm_result *result;
    struct flexsa_error *err;
    struct write_check writes;
    const struct flexsa_pass *pass;
    double macs, macs_done, pass_macs; /* for progress */
};

/* ---- open and close --------------------------------------------------------------- */

void flexsa_driver_close(struct flexsa_driver *driver)
{
    if (!driver)
        return;
    if (driver->backend.instance)
        driver->backend.ops->close(driver->backend.instance);
    if (driver->golden.instance)
        driver->golden.ops->close(driver->golden.instance);
    free(driver->map);
    free(driver);
}

static enum flexsa_status open_side(struct driver_side *side, const struct flexsa_backend_ops *ops,
                                    const struct flexsa_machine *machine, const char *wave_path,
                                    struct flexsa_error *err)
{
    side->ops = ops;
    return ops->open(&side->instance, machine, wave_path, err);
}

/* NaN everywhere: a byte read by mistake shows, and no GEMM sees what the one before it left. */
static void wipe(const struct flexsa_driver *driver, const struct driver_side *side)
{
    if (side->ops)
        memset(side->ops->gbuf(side->instance), 0xff, driver->machine.gbuf_bytes);
}

enum flexsa_status flexsa_driver_open(struct flexsa_driver **out,
                                      const struct flexsa_backend_ops *backend,
                                      const struct flexsa_machine *machine, bool check,
                                      const char *wave_path, struct flexsa_error *err)
{
    struct flexsa_driver *driver = calloc(1, sizeof *driver);
    enum flexsa_status status;

    *out = NULL;
    if (!driver)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a driver");
    driver->machine = *machine;
    driver->check = check;
    driver->waves = wave_path != NULL;
    status = open_side(&driver->backend, backend, machine, wave_path, err);
    if (status == FLEXSA_OK && check && backend != &flexsa_golden_backend) {
        status = open_side(&driver->golden, &flexsa_golden_backend, machine, NULL, err);
        driver->map = calloc(machine->gbuf_bytes, 1);
        if (status == FLEXSA_OK && !driver->map)
            status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory to check %u bytes of GBUF",
                                 machine->gbuf_bytes);
    }
    if (status != FLEXSA_OK)
        flexsa_driver_close(driver);
    else
        *out = driver;
    return status;
}

/* ---- copies between matrices and GBUF ----------------------------------------------- */

static void fill(const struct drive *drive, const struct driver_side *side)
{
    const struct flexsa_gemm *gemm = drive->gemm;
    uint8_t *gbuf = side->ops->gbuf(side->instance);

    for (size_t f = 0; f < drive->pass->fill_count; f++) {
        const struct flexsa_copy *copy = &drive->pass->fills[f];
        const size_t stride = copy->matrix == FLEXSA_MATRIX_A ? gemm->k : gemm->n;
        const size_t size = copy->matrix == FLEXSA_MATRIX_C ? 4 : 2;
        const uint8_t *matrix = copy->matrix == FLEXSA_MATRIX_A   ? (const uint8_t *)drive->operands->a
                                : copy->matrix == FLEXSA_MATRIX_B ? (const uint8_t *)drive->operands->b
                                                                  : (const uint8_t *)drive->operands->c;

        for (uint32_t i = 0; i < copy->rows; i++)
            memcpy(gbuf + copy->addr + (size_t)i * copy->pitch,
                   matrix + ((copy->row + i) * stride + copy->col) * size, copy->cols * size);
    }
}

static void drain(const struct drive *drive)
{
    const struct driver_side *side = &drive->driver->backend;
    const bool f16 = drive->gemm->f16_out && drive->pass->drains_final;
    const size_t size = f16 ? 2 : 4;
    uint8_t *matrix = f16 ? (uint8_t *)drive->operands->c16 : (uint8_t *)drive->operands->c;
    const uint8_t *gbuf = side->ops->gbuf(side->instance);

    for (size_t d = 0; d < drive->pass->drain_count; d++) {
        const struct flexsa_copy *copy = &drive->pass->drains[d];

        for (uint32_t i = 0; i < copy->rows; i++)
            memcpy(matrix + ((size_t)(copy->row + i) * drive->gemm->n + copy->col) * size,
                   gbuf + copy->addr + (size_t)i * copy->pitch, copy->cols * size);
    }
}

/* The flipped bit also lands in GBUF, so that the oracle sees it too. */
static void inject_result(const struct drive *drive)
{
    const struct flexsa_inject *inject = &drive->options->inject;
    const struct driver_side *side = &drive->driver->backend;
    uint32_t addr;

    if (inject->enabled && drive->pass->drains_final &&
        write_check_place(drive->pass, write_check_element(drive->pass), inject->row, inject->col, &addr))
        side->ops->gbuf(side->instance)[addr + inject->bit / 8] ^= (uint8_t)(1u << inject->bit % 8);
}

/* ---- one pass -------------------------------------------------------------------------- */

static bool on_write(void *context, const struct flexsa_write *write)
{
    struct drive *drive = context;

    return !drive->driver->golden.ops || write_check_write(&drive->writes, write);
}

static bool on_progress(void *context, uint64_t cycle, uint64_t instrs_done)
{
    const struct drive *drive = context;
    const double in_pass = (double)instrs_done / (double)drive->pass->program.count;

    return !drive->options->on_progress ||
           drive->options->on_progress(drive->options->context,
                                       (drive->macs_done + drive->pass_macs * in_pass) / drive->macs,
                                       drive->result->cycles + cycle);
}

static void count_pass(struct drive *drive)
{
    struct flexsa_gemm_result *result = drive->result;
    const struct flexsa_program *program = &drive->pass->program;

    drive->pass_macs = 0;
    result->instrs += program->count;
    for (size_t i = 0; i < program->count; i++) {
        const struct flexsa_instr *instr = &program->instrs[i];
        const uint64_t macs = (uint64_t)instr->m * instr->n * instr->k;

        if (instr->op != FLEXSA_OP_EXEC)
            continue;
        result->waves[instr->mode]++;
        result->macs[instr->mode] += macs;
        drive->pass_macs += (double)macs;
    }
}

/* The golden model runs the pass: its GBUF is what the backend's must become. */
static enum flexsa_status run_golden(struct drive *drive)
{
    struct flexsa_driver *driver = drive->driver;
    const struct flexsa_run_options none = {0};
    struct flexsa_run_result unused;
    enum flexsa_status status;

    fill(drive, &driver->golden);
    status = driver->golden.ops->run(driver->golden.instance, &drive->pass->program, &none, &unused,
                                     drive->err);
    drive->writes.machine = &driver->machine;
    drive->writes.pass = drive->pass;
    drive->writes.golden = driver->golden.ops->gbuf(driver->golden.instance);
    drive->writes.map = driver->map;
    drive->writes.pass_index = drive->result->passes;
    drive->writes.tiles_before = drive->result->tiles;
    drive->writes.cycles_before = drive->result->cycles;
    drive->writes.inject = &drive->options->inject;
    write_check_begin(&drive->writes);
    return status;
}

/* Finds the cycles of the wanted tile by running its pass once without waves. */
static enum flexsa_status find_tile_cycles(struct drive *drive, struct flexsa_run_options *options)
{
    const struct flexsa_pass *pass = drive->pass;
    const struct driver_side *side = &drive->driver->backend;
    const uint64_t t = drive->options->wave.tile - drive->result->tiles;
    struct flexsa_run_options quiet = *options;
    struct flexsa_tile_work work;
    struct flexsa_run_result unused;
    enum flexsa_status status;

    options->wave_from = options->wave_to = UINT64_MAX; /* nothing */
    if (drive->options->wave.tile < drive->result->tiles || t >= pass->tile_count)
        return FLEXSA_OK;
    quiet.wave_from = quiet.wave_to = UINT64_MAX;
    quiet.on_write = NULL;
    quiet.times = calloc(pass->program.count, sizeof *quiet.times);
    if (!quiet.times)
        return flexsa_fail(drive->err, FLEXSA_SIM_FAILED, "no memory for a pass's times");
    status = side->ops->run(side->instance, &pass->program, &quiet, &unused, drive->err);
    work = flexsa_tile_work(pass, (size_t)t);
    options->wave_from = quiet.times[work.first].start;
    options->wave_from -= options->wave_from < WAVE_MARGIN ? options->wave_from : WAVE_MARGIN;
    options->wave_from += options->first_cycle;
    options->wave_to = options->first_cycle + quiet.times[work.last].done + WAVE_MARGIN;
    free(quiet.times);
    return status;
}

static enum flexsa_status choose_waves(struct drive *drive, struct flexsa_run_options *options)
{
    const struct flexsa_wave_window *wave = &drive->options->wave;

    if (!drive->driver->waves || wave->kind == FLEXSA_WAVE_ALL)
        return FLEXSA_OK;
    if (wave->kind == FLEXSA_WAVE_TILE)
        return find_tile_cycles(drive, options);
    options->wave_from = wave->from;
    options->wave_to = wave->to;
    return FLEXSA_OK;
}

static enum flexsa_status run_timed(struct drive *drive, const struct flexsa_run_options *options,
                                    struct flexsa_run_result *run)
{
    const struct driver_side *side = &drive->driver->backend;
    struct flexsa_gemm_result *result = drive->result;
    const double begin = flexsa_seconds();
    const enum flexsa_status status =
        side->ops->run(side->instance, &drive->pass->program, options, run, drive->err);

    result->seconds += flexsa_seconds() - begin;
    result->cycles += run->cycles;
    for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++)
        result->counters[i] += run->counters[i];
    return status;
}

static enum flexsa_status run_backend(struct drive *drive)
{
    const struct driver_side *backend = &drive->driver->backend;
    const struct flexsa_drive_options *drive_options = drive->options;
    struct flexsa_run_options options = {
        .on_write = on_write,
        .on_progress = on_progress,
        .context = drive,
        .timeout_cycles = drive_options->timeout_cycles,
        .stall_seed = drive_options->stall_seed,
        .reset_at_cycle = drive_options->reset_at_cycle,
        .first_cycle = drive->result->cycles,
    };
    struct flexsa_run_result run = {0};
    enum flexsa_status status;

    fill(drive, &drive->driver->backend);
    if (drive_options->on_filled) {
        status = drive_options->on_filled(drive_options->context, drive->pass, options.first_cycle,
                                          backend->ops->gbuf(backend->instance), drive->err);
        if (status != FLEXSA_OK)
            return status;
    }
    status = choose_waves(drive, &options);
    if (status == FLEXSA_OK && drive_options->on_pass) {
        options.times = calloc(drive->pass->program.count, sizeof *options.times);
        if (!options.times)
            return flexsa_fail(drive->err, FLEXSA_SIM_FAILED, "no memory for a pass's times");
    }
    if (status == FLEXSA_OK)
        status = run_timed(drive, &options, &run);
    if (status == FLEXSA_OK && drive_options->on_pass) {
        const struct flexsa_pass_run done = {drive->pass, options.first_cycle, &run, options.times};

        status = drive_options->on_pass(drive_options->context, &done, drive->err);
    }
    free(options.times);
    return status;
}

static enum flexsa_status run_pass(struct drive *drive)
{
    struct flexsa_gemm_result *result = drive->result;
    const bool check_writes = drive->driver->golden.ops != NULL;
    enum flexsa_status status =
        flexsa_program_check(&drive->driver->machine, &drive->pass->program, drive->err);

    count_pass(drive);
    if (status == FLEXSA_OK && check_writes)
        status = run_golden(drive);
    if (status == FLEXSA_OK)
        status = run_backend(drive);
    if (status == FLEXSA_OK && check_writes)
        result->tiles_checked += write_check_end(&drive->writes);
    if (check_writes) {
        result->mismatches = drive->writes.mismatches;
        result->first = drive->writes.first;
    }
    if (status != FLEXSA_OK)
        return status;
    inject_result(drive);
    drain(drive);
    result->passes++;
    result->tiles += drive->pass->tile_count;
    drive->macs_done += drive->pass_macs;
    drive->pass_macs = 0;
    /* Passes of a small machine end before their backend has told anything. */
    return on_progress(drive, 0, 0) ? FLEXSA_OK
                                    : flexsa_fail(drive->err, FLEXSA_SIM_FAILED, "stopped at cycle %llu",
                                                  (unsigned long long)result->cycles);
}

static enum flexsa_status run_passes(struct drive *drive)
{
    struct flexsa_planner *planner;
    enum flexsa_status status =
        flexsa_planner_open(&planner, &drive->driver->machine, drive->gemm, drive->err);

    if (status != FLEXSA_OK)
        return status;
    for (;;) {
        status = flexsa_planner_next(planner, &drive->pass, drive->err);
        drive->result->complete = status == FLEXSA_OK && !drive->pass;
        if (status != FLEXSA_OK || !drive->pass)
            break;
        status = run_pass(drive);
        if (status != FLEXSA_OK || drive->writes.mismatches)
            break;
    }
    drive->pass = NULL;
    flexsa_planner_close(planner);
    return status;
}

/* ---- the finished C against the oracle ------------------------------------------------- */

static uint32_t element(const void *matrix, bool f16, size_t i)
{
    return f16 ? ((const uint16_t *)matrix)[i] : ((const uint32_t *)matrix)[i];
}

/* Which tile an element of C belongs to: the plan again, up to there. */
static void locate_in_plan(struct drive *drive, uint32_t row, uint32_t col)
{
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    uint64_t tiles = 0;

    drive->result->first.row = row;
    drive->result->first.col = col;
    if (flexsa_planner_open(&planner, &drive->driver->machine, drive->gemm, NULL) != FLEXSA_OK)
        return;
    while (flexsa_planner_next(planner, &pass, NULL) == FLEXSA_OK && pass) {
        if (pass->drains_final && flexsa_tile_at(pass, row, col) < pass->tile_count) {
            flexsa_mismatch_locate(&drive->result->first, &drive->driver->machine, pass, tiles, row, col);
            break;
        }
        tiles += pass->tile_count;
    }
    flexsa_planner_close(planner);
}

static void compare_result(struct drive *drive, const void *expected)
{
    const struct flexsa_gemm *gemm = drive->gemm;
    const bool f16 = gemm->f16_out;
    const void *got = f16 ? (const void *)drive->operands->c16 : (const void *)drive->operands->c;
    const size_t count = (size_t)gemm->m * gemm->n;

    if (memcmp(got, expected, count * (f16 ? 2 : 4)) == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        if (element(got, f16, i) == element(expected, f16, i) || drive->result->mismatches++)
            continue;
        drive->result->first = (struct flexsa_mismatch){
            .kind = FLEXSA_MISMATCH_RESULT,
            .f16 = f16,
            .got = element(got, f16, i),
            .expected = element(expected, f16, i),
        };
        locate_in_plan(drive, (uint32_t)(i / gemm->n), (uint32_t)(i % gemm->n));
    }
}

static enum flexsa_status check_result(struct drive *drive)
{
    const struct flexsa_gemm *gemm = drive->gemm;
    const size_t count = (size_t)gemm->m * gemm->n;
    uint32_t *expected = malloc(count * sizeof *expected);
    uint16_t *halves = NULL;
    const struct flexsa_oracle_gemm oracle = {
        .m = gemm->m,
        .n = gemm->n,
        .k = gemm->k,
        .block_k = flexsa_machine_block_k(&drive->driver->machine),
        .a = drive->operands->a,
        .b = drive->operands->b,
        .c0 = gemm->has_c0 ? drive->operands->c0 : NULL,
        .c = expected,
    };
    enum flexsa_status status;

    if (!expected)
        return flexsa_fail(drive->err, FLEXSA_SIM_FAILED, "no memory for the oracle's C");
    status = flexsa_oracle_fast(&oracle, NULL, drive->err);
    if (status == FLEXSA_OK && gemm->f16_out) {
        halves = malloc(count * sizeof *halves);
        if (halves)
            flexsa_oracle_to_half(expected, count, halves);
        else
            status = flexsa_fail(drive->err, FLEXSA_SIM_FAILED, "no memory for the oracle's C");
    }
    if (status == FLEXSA_OK) {
        compare_result(drive, halves ? (const void *)halves : (const void *)expected);
        if (!drive->driver->golden.ops && drive->result->mismatches == 0)
            drive->result->tiles_checked = drive->result->tiles;
    }
    free(halves);
    free(expected);
    return status;
}

/* ---- a GEMM ------------------------------------------------------------------------------- */

static enum flexsa_status verdict(const struct drive *drive)
{
    const struct flexsa_gemm_result *result = drive->result;

    if (result->mismatches)
        return flexsa_fail(drive->err, FLEXSA_MISMATCH, "%llu of the elements compared differ",
                           (unsigned long long)result->mismatches);
    if (result->tiles_checked == 0)
        return flexsa_fail(drive->err, FLEXSA_MISMATCH, "no tile was checked");
    if (result->tiles_checked != result->tiles)
        return flexsa_fail(drive->err, FLEXSA_MISMATCH, "only %llu of %llu tiles were checked",
                           (unsigned long long)result->tiles_checked,
                           (unsigned long long)result->tiles);
    return FLEXSA_OK;
}

enum flexsa_status flexsa_driver_gemm(struct flexsa_driver *driver, const struct flexsa_gemm *gemm,
                                      const struct flexsa_operands *operands,
                                      const struct flexsa_drive_options *options,
                                      struct flexsa_gemm_result *result, struct flexsa_error *err)
{
    static const struct flexsa_drive_options plain;
    struct drive drive = {
        .driver = driver,
        .gemm = gemm,
        .operands = operands,
        .options = options ? options : &plain,
        .result = result,
        .err = err,
        .macs = (double)gemm->m * gemm->n * gemm->k,
    };
    enum flexsa_status status;

    *result = (struct flexsa_gemm_result){0};
    wipe(driver, &driver->backend);
    wipe(driver, &driver->golden);
    if (gemm->has_c0)
        memcpy(operands->c, operands->c0, (size_t)gemm->m * gemm->n * sizeof *operands->c);
    status = run_passes(&drive);
    if (!driver->check || (status != FLEXSA_OK && result->mismatches == 0))
        return status;
    if (result->mismatches == 0) {
        status = check_result(&drive);
        if (status != FLEXSA_OK)
            return status;
    }
    return verdict(&drive);
}

unsigned flexsa_machine_pes(const struct flexsa_machine *machine)
{
    return 4 * machine->sub_rows * machine->sub_cols;
}

double flexsa_utilisation(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                          const struct flexsa_gemm_result *result)
{
    const double macs = (double)gemm->m * gemm->n * gemm->k;

    return result->complete && result->cycles ? macs / ((double)result->cycles * flexsa_machine_pes(machine)) : 0;
}

double flexsa_seconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}
