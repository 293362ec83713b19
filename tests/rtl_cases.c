/* rtl_cases.c - see rtl_cases.h. */
#include "rtl_cases.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../csim/lockstep.h"
#include "../harness/golden/golden.h"
#include "../harness/isa/random_program.h"

struct flexsa_machine case_machine(const char *model)
{
    struct flexsa_machine machine;
    struct flexsa_error err;
    char config[16] = "";

    snprintf(config, sizeof config, "%.*s", (int)strcspn(model, "-"), model);
    for (unsigned arch = 0; arch < 3; arch++)
        if (strncmp(model + strlen(config) + 1, flexsa_arch_name(arch), strlen(flexsa_arch_name(arch))) == 0)
            cr_assert_eq(flexsa_machine_init(&machine, config, arch, &err), FLEXSA_OK, "%s", err.text);
    machine.pipe_depth = strstr(model, "-d2") ? 2 : strstr(model, "-d3") ? 3 : 1;
    machine.second_weight = !strstr(model, "-w1");
    return machine;
}

unsigned case_count(unsigned count)
{
    const char *scale = getenv("FLEXSA_TEST_SCALE");

    return count * (scale && atoi(scale) > 0 ? (unsigned)atoi(scale) : 1);
}

/* ---- small waves ------------------------------------------------------------------------ */

static void add(struct flexsa_program *program, struct flexsa_instr instr)
{
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_program_add(program, &instr, &err), FLEXSA_OK, "%s", err.text);
}

/* 1, 2, 3 or the limit. */
static unsigned few(uint64_t *random, unsigned limit)
{
    const unsigned size = 1 + random_below(random, 4);

    return size > 3 || size > limit ? limit : size;
}

/* A rectangle of binary16 somewhere in the lower half of GBUF. */
static void place(const struct flexsa_machine *machine, uint64_t *random, unsigned rows, unsigned columns,
                  struct flexsa_instr *load)
{
    const unsigned port = machine->port_bytes;

    load->pitch = (2 * columns + port - 1) / port * port;
    load->addr = port * random_below(random, (machine->gbuf_bytes / 2 - rows * load->pitch) / port + 1);
}

static void add_wave(const struct flexsa_machine *machine, struct flexsa_program *program, uint64_t *random,
                     struct flexsa_instr exec)
{
    struct flexsa_instr ldv = {.op = FLEXSA_OP_LDV, .mode = exec.mode, .core = exec.core, .n = exec.n, .k = exec.k};
    struct flexsa_instr ldh = {
        .op = FLEXSA_OP_LDH, .mode = exec.mode, .core = exec.core, .pair = exec.pair, .m = exec.m, .k = exec.k};

    if (exec.swap) {
        place(machine, random, ldv.k, ldv.n, &ldv);
        add(program, ldv);
        ldv.op = FLEXSA_OP_SHIFT;
        ldv.addr = ldv.pitch = 0;
        add(program, ldv);
    }
    place(machine, random, ldh.m, ldh.k, &ldh);
    add(program, ldh);
    add(program, exec);
}

struct flexsa_program case_small_waves(const struct flexsa_machine *machine, uint64_t seed, unsigned waves)
{
    const unsigned cores = flexsa_machine_cores(machine);
    const struct flexsa_limits tile = flexsa_machine_limits(machine, FLEXSA_MODE_FW);
    struct flexsa_instr exec[4] = {{0}};
    struct flexsa_program program = {0};
    uint64_t random = seed;

    for (unsigned c = 0; c < cores; c++)
        add(&program, (struct flexsa_instr){.op = FLEXSA_OP_LDO, .core = c, .m = tile.m, .n = tile.n,
                                            .addr = machine->gbuf_bytes / 2, .pitch = 4 * tile.n});
    for (unsigned i = 0; i < waves + cores; i++) {
        struct flexsa_instr *wave = &exec[i < waves ? random_below(&random, cores) : i - waves];
        const bool swap = wave->op == 0 || random_below(&random, 3) == 0;

        if (swap) {
            wave->mode = machine->arch == FLEXSA_ARCH_FLEXSA ? random_below(&random, FLEXSA_NUM_MODES) : FLEXSA_MODE_FW;
            wave->k = few(&random, flexsa_machine_limits(machine, wave->mode).k);
            wave->n = few(&random, flexsa_machine_limits(machine, wave->mode).n);
        }
        wave->op = FLEXSA_OP_EXEC;
        wave->core = (unsigned)(wave - exec);
        wave->swap = swap;
        wave->acc = true;
        wave->pair = wave->mode == FLEXSA_MODE_VSW && random_below(&random, 2);
        wave->m = 1 + random_below(&random, 4);
        wave->orow = random_below(&random, 3);
        wave->last = i >= waves;
        if (wave->orow + flexsa_part_rows(wave->m, flexsa_machine_limits(machine, wave->mode).parts, 0) > tile.part_rows)
            wave->orow = 0;
        add_wave(machine, &program, &random, *wave);
    }
    for (unsigned c = 0; c < cores; c++)
        add(&program, (struct flexsa_instr){.op = FLEXSA_OP_ST, .core = c, .m = tile.m, .n = tile.n, .pitch = 4 * tile.n,
                                            .addr = machine->gbuf_bytes / 4 * 3 + c * 4 * tile.m * tile.n});
    return program;
}

/* ---- operands ------------------------------------------------------------------------------ */

static void *must_alloc(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    cr_assert_not_null(memory);
    return memory;
}

struct case_operands case_make(const struct flexsa_gemm *gemm, enum flexsa_values values, uint64_t seed)
{
    const size_t m = gemm->m, n = gemm->n, k = gemm->k;
    struct case_operands operands = {
        .a = must_alloc(m * k, 2),
        .b = must_alloc(k * n, 2),
        .c = must_alloc(m * n, 4),
        .c0 = gemm->has_c0 ? must_alloc(m * n, 4) : NULL,
        .c16 = gemm->f16_out ? must_alloc(m * n, 2) : NULL,
    };
    struct flexsa_random random;

    flexsa_random_seed(&random, seed);
    flexsa_values_f16(&random, values, gemm->k, operands.a, m * k);
    flexsa_values_f16(&random, values, gemm->k, operands.b, k * n);
    if (operands.c0)
        flexsa_values_f32(&random, values, gemm->k, operands.c0, m * n);
    return operands;
}

void case_free(struct case_operands *operands)
{
    free(operands->a);
    free(operands->b);
    free(operands->c0);
    free(operands->c);
    free(operands->c16);
}

struct flexsa_operands case_view(const struct case_operands *operands)
{
    return (struct flexsa_operands){operands->a, operands->b, operands->c0, operands->c, operands->c16};
}

void case_fill_image(uint8_t *image, const struct flexsa_machine *machine, uint32_t half_bytes, uint64_t seed)
{
    struct flexsa_random random;
    uint16_t *halves = calloc(half_bytes / 2 + 1, 2);
    uint32_t *words = calloc((machine->gbuf_bytes - half_bytes) / 4 + 1, 4);

    cr_assert(halves && words);
    flexsa_random_seed(&random, seed);
    flexsa_values_f16(&random, FLEXSA_VALUES_SPECIAL, 16, halves, half_bytes / 2);
    flexsa_values_f32(&random, FLEXSA_VALUES_SPECIAL, 16, words, (machine->gbuf_bytes - half_bytes) / 4);
    memcpy(image, halves, half_bytes);
    memcpy(image + half_bytes, words, machine->gbuf_bytes - half_bytes);
    free(halves);
    free(words);
}

/* States of the execute unit add up to all cycles; counters without a clock are the golden model's. */
static void compare_counters(const struct flexsa_run_result *rtl, const struct flexsa_run_result *golden,
                             const char *what)
{
    uint64_t states = 0;

    for (unsigned i = FLEXSA_CNT_BUSY_FW; i <= FLEXSA_CNT_IDLE; i++)
        states += rtl->counters[i];
    cr_assert_eq(states, rtl->counters[FLEXSA_CNT_CYCLES], "%s: states add up to %llu of %llu cycles", what,
                 (unsigned long long)states, (unsigned long long)rtl->counters[FLEXSA_CNT_CYCLES]);
    for (unsigned i = FLEXSA_CNT_WAVES_FW; i <= FLEXSA_CNT_BYTES_ST; i++) {
        if (i >= FLEXSA_CNT_BUSY_FW && i <= FLEXSA_CNT_IDLE)
            continue;
        cr_assert_eq(rtl->counters[i], golden->counters[i], "%s: counter %u is %llu, the golden model has %llu", what,
                     i, (unsigned long long)rtl->counters[i], (unsigned long long)golden->counters[i]);
    }
}

void case_run_both(void *rtl, void *golden, const struct flexsa_machine *machine, const uint8_t *image,
                   const struct flexsa_program *program, uint64_t stall_seed, const char *what)
{
    const struct flexsa_run_options options = {.stall_seed = stall_seed};
    uint8_t *got = flexsa_lockstep_backend.gbuf(rtl), *expected = flexsa_golden_backend.gbuf(golden);
    struct flexsa_run_result rtl_result, golden_result;
    struct flexsa_error err = {""};

    memcpy(got, image, machine->gbuf_bytes);
    memcpy(expected, image, machine->gbuf_bytes);
    cr_assert_eq(flexsa_golden_backend.run(golden, program, &options, &golden_result, &err), FLEXSA_OK, "%s: %s",
                 what, err.text);
    cr_assert_eq(flexsa_lockstep_backend.run(rtl, program, &options, &rtl_result, &err), FLEXSA_OK, "%s: %s", what,
                 err.text);
    for (uint32_t i = 0; i < machine->gbuf_bytes; i++)
        if (got[i] != expected[i]) {
            uint32_t word[2];

            memcpy(&word[0], got + (i & ~3u), 4);
            memcpy(&word[1], expected + (i & ~3u), 4);
            cr_assert_fail("%s: GBUF word 0x%x is 0x%08x, the golden model has 0x%08x", what, i & ~3u, word[0], word[1]);
        }
    compare_counters(&rtl_result, &golden_result, what);
}

struct flexsa_driver *case_open(const struct flexsa_machine *machine, const struct flexsa_backend_ops *backend)
{
    struct flexsa_driver *driver;
    struct flexsa_error err;

    cr_assert_eq(flexsa_driver_open(&driver, backend, machine, true, NULL, &err), FLEXSA_OK, "%s", err.text);
    return driver;
}

uint64_t case_run(struct flexsa_driver *driver, const struct flexsa_machine *machine, struct flexsa_gemm gemm,
                  enum flexsa_values values, uint64_t seed, uint64_t stall_seed)
{
    struct case_operands operands = case_make(&gemm, values, seed);
    const struct flexsa_operands view = case_view(&operands);
    const struct flexsa_drive_options options = {.stall_seed = stall_seed};
    struct flexsa_gemm_result result;
    struct flexsa_error err = {""};
    char report[FLEXSA_REPORT_BYTES] = "", command[400];

    if (flexsa_driver_gemm(driver, &gemm, &view, &options, &result, &err) != FLEXSA_OK) {
        snprintf(command, sizeof command,
                 "flexsa gemm --m %u --n %u --k %u --values %s --seed %llu%s%s --config %s --arch %s"
                 " --pipe-depth %u --second-weight %d --stall-seed %llu --check",
                 gemm.m, gemm.n, gemm.k, flexsa_values_name(values), (unsigned long long)seed,
                 gemm.has_c0 ? " --c0" : "", gemm.f16_out ? " --f16" : "", machine->config,
                 flexsa_arch_name(machine->arch), machine->pipe_depth, machine->second_weight,
                 (unsigned long long)stall_seed);
        if (result.mismatches)
            flexsa_mismatch_report(&result.first, "test", &gemm, result.mismatches, NULL, report);
        cr_assert_fail("%s\n%srepeat: %s", err.text, report, command);
    }
    case_free(&operands);
    return result.passes;
}
