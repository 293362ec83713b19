/*
 * cases_machine.c - a program, a GBUF, and what a machine must make of them: the golden model's GBUF, csim's cycles, times
 * and counters. For machine.sv:
 *
 *   program.hex  instructions as they are encoded
 *   gbuf.hex     GBUF before, want.hex after, bytes
 *   times.hex    of each instruction: {start, done}, by unit and kind (bit of start_o), in program order
 *   counts.hex   every counter, summed over units
 *   facts.hex    [0] instructions [1] cycles [2] seed of the stalls [8+bit] first of the kind in times.hex [32+bit] how many
 */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../csim/csim.h"
#include "../../harness/driver/driver.h"
#include "../../harness/golden/golden.h"
#include "../../harness/isa/random_program.h"
#include "cases.h"

struct passes {
    const char *folder;
    const struct flexsa_machine *machine;
    uint64_t stall_seed;
    unsigned count;
};

static bool write_bytes(const char *folder, const char *name, const uint8_t *bytes, size_t count)
{
    FILE *file = cases_open(folder, name);

    if (!file)
        return false;
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%02x\n", bytes[i]);
    return cases_close(file);
}

static bool write_program(const char *folder, const struct flexsa_program *program)
{
    FILE *file = cases_open(folder, "program.hex");

    if (!file)
        return false;
    for (size_t i = 0; i < program->count; i++) {
        struct flexsa_word word = {{0, 0}};

        flexsa_instr_encode(&program->instrs[i], &word, NULL);
        fprintf(file, "%016llx%016llx\n", (unsigned long long)word.w[1], (unsigned long long)word.w[0]);
    }
    return cases_close(file);
}

static bool write_times(const char *folder, const struct flexsa_machine *machine, const struct flexsa_program *program,
                        const struct flexsa_times *times, const struct flexsa_run_result *result, uint64_t stall_seed)
{
    uint32_t facts[64] = {(uint32_t)program->count, (uint32_t)result->cycles, (uint32_t)stall_seed};
    FILE *file = cases_open(folder, "times.hex");
    uint32_t entries = 0;

    if (!file)
        return false;
    for (unsigned bit = 0; bit < flexsa_machine_cores(machine) * FLEXSA_NUM_UNITS; bit++) {
        facts[8 + bit] = entries;
        for (size_t i = 0; i < program->count; i++) {
            const struct flexsa_instr *instr = &program->instrs[i];
            const unsigned unit = flexsa_instr_unit(instr);

            if (unit == FLEXSA_NUM_UNITS || instr->core * FLEXSA_NUM_UNITS + unit != bit)
                continue;
            fprintf(file, "%08x%08x\n", (unsigned)times[i].start, (unsigned)times[i].done);
            entries++;
        }
        facts[32 + bit] = entries - facts[8 + bit];
    }
    if (!cases_close(file) || !(file = cases_open(folder, "facts.hex")))
        return false;
    for (unsigned i = 0; i < 64; i++)
        fprintf(file, "%08x\n", facts[i]);
    if (!cases_close(file) || !(file = cases_open(folder, "counts.hex")))
        return false;
    for (unsigned i = 0; i < FLEXSA_NUM_CNT; i++)
        fprintf(file, "%016llx\n", (unsigned long long)result->counters[i]);
    return cases_close(file);
}

/* GBUF after `program`, from the golden model. */
static enum flexsa_status run_golden(const struct flexsa_machine *machine, const struct flexsa_program *program,
                                     const uint8_t *image, uint8_t *want, struct flexsa_error *err)
{
    struct flexsa_run_result result;
    void *golden;
    enum flexsa_status status = flexsa_golden_backend.open(&golden, machine, NULL, err);

    if (status != FLEXSA_OK)
        return status;
    memcpy(flexsa_golden_backend.gbuf(golden), image, machine->gbuf_bytes);
    status = flexsa_golden_backend.run(golden, program, NULL, &result, err);
    memcpy(want, flexsa_golden_backend.gbuf(golden), machine->gbuf_bytes);
    flexsa_golden_backend.close(golden);
    return status;
}

static enum flexsa_status write_case(struct passes *passes, const struct flexsa_program *program, const uint8_t *image,
                                     struct flexsa_error *err)
{
    const struct flexsa_machine *machine = passes->machine;
    struct flexsa_times *times = calloc(program->count + 1, sizeof *times);
    uint8_t *want = malloc(machine->gbuf_bytes);
    const struct flexsa_run_options options = {.stall_seed = passes->stall_seed, .times = times};
    struct flexsa_run_result result = {0};
    enum flexsa_status status = FLEXSA_OK;
    char folder[400];

    if (!times || !want)
        status = flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a case");
    if (status == FLEXSA_OK)
        status = flexsa_program_check(machine, program, err);
    if (status == FLEXSA_OK)
        status = run_golden(machine, program, image, want, err);
    if (status == FLEXSA_OK)
        status = flexsa_csim_time(machine, program, &options, &result, NULL, err);
    if (status == FLEXSA_OK) {
        mkdir(passes->folder, 0777);
        snprintf(folder, sizeof folder, "%s/%u", passes->folder, passes->count++);
        if (!write_program(folder, program) || !write_bytes(folder, "gbuf.hex", image, machine->gbuf_bytes) ||
            !write_bytes(folder, "want.hex", want, machine->gbuf_bytes) ||
            !write_times(folder, machine, program, times, &result, passes->stall_seed))
            status = flexsa_fail(err, FLEXSA_BAD_INPUT, "the case %s cannot be written", folder);
    }
    free(times);
    free(want);
    return status;
}

static enum flexsa_status write_pass(void *context, const struct flexsa_pass *pass, uint64_t first_cycle,
                                     const uint8_t *gbuf, struct flexsa_error *err)
{
    (void)first_cycle;
    return write_case(context, &pass->program, gbuf, err);
}

static bool report(enum flexsa_status status, const struct flexsa_error *err)
{
    if (status != FLEXSA_OK)
        fprintf(stderr, "icarus_cases: %s\n", err->text);
    return status == FLEXSA_OK;
}

bool cases_gemm(const char *folder, const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                enum flexsa_values values, unsigned zeros, uint64_t seed, uint64_t stall_seed)
{
    const size_t c_count = (size_t)gemm->m * gemm->n;
    uint16_t *a = calloc((size_t)gemm->m * gemm->k, 2), *b = calloc((size_t)gemm->k * gemm->n, 2), *c16 = calloc(c_count, 2);
    uint32_t *c0 = calloc(c_count, 4), *c = calloc(c_count, 4);
    const struct flexsa_operands operands = {a, b, c0, c, c16};
    struct passes passes = {.folder = folder, .machine = machine, .stall_seed = stall_seed};
    const struct flexsa_drive_options options = {.stall_seed = stall_seed, .on_filled = write_pass, .context = &passes};
    struct flexsa_driver *driver = NULL;
    struct flexsa_gemm_result result;
    struct flexsa_random random;
    struct flexsa_error err = {""};
    enum flexsa_status status = a && b && c0 && c && c16 ? FLEXSA_OK : flexsa_fail(&err, FLEXSA_SIM_FAILED, "no memory");

    if (status == FLEXSA_OK) {
        flexsa_random_seed(&random, seed);
        flexsa_values_f16(&random, values, gemm->k, a, (size_t)gemm->m * gemm->k);
        flexsa_values_f16(&random, values, gemm->k, b, (size_t)gemm->k * gemm->n);
        flexsa_values_f32(&random, values, gemm->k, c0, c_count);
        for (size_t i = 0; zeros && i < (size_t)gemm->m * gemm->k; i++)
            if (flexsa_random_below(&random, 100) < zeros)
                a[i] = 0;
        status = flexsa_driver_open(&driver, &flexsa_csim_backend, machine, false, NULL, &err);
    }
    if (status == FLEXSA_OK)
        status = flexsa_driver_gemm(driver, gemm, &operands, &options, &result, &err);
    flexsa_driver_close(driver);
    free(a);
    free(b);
    free(c16);
    free(c0);
    free(c);
    return report(status, &err);
}

bool cases_program(const char *folder, const struct flexsa_machine *machine, uint64_t seed, unsigned count,
                   uint64_t stall_seed)
{
    struct passes passes = {.folder = folder, .machine = machine, .stall_seed = stall_seed};
    struct random_program random;
    struct flexsa_error err = {""};
    struct flexsa_random values;
    uint8_t *image = malloc(machine->gbuf_bytes);
    enum flexsa_status status = image ? random_program_make(&random, machine, seed, count, &err)
                                      : flexsa_fail(&err, FLEXSA_SIM_FAILED, "no memory");

    if (status == FLEXSA_OK) {
        flexsa_random_seed(&values, seed);
        flexsa_values_f16(&values, FLEXSA_VALUES_SPECIAL, 16, (uint16_t *)(void *)image, random.half_bytes / 2);
        flexsa_values_f32(&values, FLEXSA_VALUES_SPECIAL, 16, (uint32_t *)(void *)(image + random.half_bytes),
                          (machine->gbuf_bytes - random.half_bytes) / 4);
        status = write_case(&passes, &random.program, image, &err);
        flexsa_program_free(&random.program);
    }
    free(image);
    return report(status, &err);
}
