/* rtl_cases.c - see rtl_cases.h. */
#include "rtl_cases.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
