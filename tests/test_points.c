/*
 * test_points.c - what random programs need not meet: every wave with every edge class of its sizes, and instruction
 * fields at both ends of GBUF. `make coverage` counts these points (rtl/cover); here they are met in every `make test`.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "../csim/lockstep.h"
#include "../harness/golden/golden.h"
#include "rtl_cases.h"

static const char *const models[] = {
    "mini-flexsa",  "mini-cores",     "mini-single",       "small-flexsa",     "small-cores",
    "small-single", "tall-flexsa",    "tall-cores",        "tall-single",      "mini-flexsa-d2",
    "mini-flexsa-d3", "mini-flexsa-w1", "mini-flexsa-d2-w1", "mini-cores-d2-w1", "mini-single-d3",
    "small-flexsa-d2", "full-flexsa",
};
enum { MODELS = sizeof models / sizeof models[0], ALL_BUT_FULL = MODELS - 1 };

struct bench {
    struct flexsa_machine machine;
    uint8_t *image;
    void *rtl, *golden;
};

static struct bench bench_open(const char *model)
{
    struct bench bench = {.machine = case_machine(model)};
    struct flexsa_error err = {""};

    bench.image = calloc(bench.machine.gbuf_bytes, 1);
    cr_assert_not_null(bench.image);
    cr_assert_eq(flexsa_lockstep_backend.open(&bench.rtl, &bench.machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_golden_backend.open(&bench.golden, &bench.machine, NULL, &err), FLEXSA_OK, "%s", err.text);
    return bench;
}

/* Frees the program. */
static void bench_run(struct bench *bench, struct flexsa_program *program, const char *what)
{
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_program_check(&bench->machine, program, &err), FLEXSA_OK, "%s: %s", what, err.text);
    case_run_both(bench->rtl, bench->golden, &bench->machine, bench->image, program, 0, what);
    flexsa_program_free(program);
}

static void bench_close(struct bench *bench)
{
    flexsa_lockstep_backend.close(bench->rtl);
    flexsa_golden_backend.close(bench->golden);
    free(bench->image);
}

static void add(struct flexsa_program *program, struct flexsa_instr instr)
{
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_program_add(program, &instr, &err), FLEXSA_OK, "%s", err.text);
}

/* ---- every wave -------------------------------------------------------------------------- */

enum { MAX_SIZES = 8 };

/* 1, next to and at the size of a core, the same for two cores where the limit is so, and between these. */
static unsigned core_sizes(unsigned core, unsigned limit, unsigned sizes[MAX_SIZES])
{
    const unsigned all[MAX_SIZES] = {1, 2, core - 1, core, core + 1, core + 2, 2 * core - 1, 2 * core};

    for (unsigned i = 0; i < MAX_SIZES; i++)
        sizes[i] = all[i];
    return limit > core ? 8 : 4;
}

/* 1, fewer than the parts, one each, not the same for all, the same for all, next to and at the limit. */
static unsigned row_sizes(struct flexsa_limits limits, unsigned sizes[MAX_SIZES])
{
    const unsigned p = limits.parts, all[] = {1, 2, p, p + 1, 2 * p, limits.m - 1, limits.m};

    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
        sizes[i] = all[i];
    return sizeof all / sizeof all[0];
}

struct places {
    uint32_t load, store; /* next bytes of GBUF's lower and upper half */
};

/* Where the next `bytes` go: one behind the other, then from the beginning again. */
static uint32_t place(const struct flexsa_machine *machine, uint32_t *next, uint32_t base, uint32_t bytes)
{
    const uint32_t half = machine->gbuf_bytes / 2, port = machine->port_bytes;
    const uint32_t addr = *next + bytes <= half ? *next : 0;

    *next = (addr + bytes + port - 1) / port * port;
    return base + addr;
}

/* One tile of the weights there are: `wave` writes its part, then adds to it; for VSW, with `second` rows, so does the
 * second wave. */
static void add_tile(const struct flexsa_machine *machine, struct flexsa_program *program, struct places *places,
                     struct flexsa_instr wave, unsigned second)
{
    const unsigned port = machine->port_bytes, rows[] = {wave.m, second};
    const bool skinny = wave.mode == FLEXSA_MODE_VSW || wave.mode == FLEXSA_MODE_ISW;
    struct flexsa_instr ldh = {.op = FLEXSA_OP_LDH, .mode = wave.mode, .core = wave.core, .k = wave.k};
    struct flexsa_instr st = {.op = FLEXSA_OP_ST, .mode = skinny ? FLEXSA_MODE_ISW : FLEXSA_MODE_FW, .core = wave.core,
                              .m = wave.m + second, .n = wave.n, .half = wave.half};

    ldh.pitch = (2 * ldh.k + port - 1) / port * port;
    for (unsigned i = 0; i < (second ? 4 : 2); i++) {
        ldh.m = wave.m = rows[i / 2];
        ldh.addr = place(machine, &places->load, 0, ldh.m * ldh.pitch);
        ldh.pair = wave.pair = i / 2;
        wave.acc = i % 2;
        wave.last = i == (second ? 3 : 1);
        add(program, ldh);
        add(program, wave);
        wave.swap = false;
    }
    st.pitch = (4 * st.n + port - 1) / port * port;
    st.addr = place(machine, &places->store, machine->gbuf_bytes / 2, st.m * st.pitch);
    add(program, st);
}

/* All sizes of m on the same weights. */
static void run_weights(struct bench *bench, unsigned mode, unsigned core, unsigned n, unsigned k)
{
    const struct flexsa_machine *machine = &bench->machine;
    const unsigned port = machine->port_bytes;
    struct flexsa_instr ldv = {.op = FLEXSA_OP_LDV, .mode = mode, .core = core, .n = n, .k = k};
    struct flexsa_program program = {0};
    struct places places = {0};
    unsigned rows[MAX_SIZES];
    const unsigned count = row_sizes(flexsa_machine_limits(machine, mode), rows);
    char what[96];

    ldv.pitch = (2 * n + port - 1) / port * port;
    ldv.addr = place(machine, &places.load, 0, k * ldv.pitch);
    add(&program, ldv);
    ldv.op = FLEXSA_OP_SHIFT;
    ldv.addr = ldv.pitch = 0;
    add(&program, ldv);
    for (unsigned i = 0; i < count; i++) {
        struct flexsa_instr wave = {.op = FLEXSA_OP_EXEC, .mode = mode, .core = core, .m = rows[i], .n = n, .k = k,
                                    .half = i % 2, .swap = i == 0};

        /* Rows of two VSWs as a StLBUF of both cuts them: the same, or an even number and the odd one below it. */
        add_tile(machine, &program, &places, wave, mode != FLEXSA_MODE_VSW ? 0 : rows[i] / 2 * 2);
        if (mode == FLEXSA_MODE_VSW && rows[i] % 2) {
            wave.m = rows[i] + 1;
            wave.swap = false;
            add_tile(machine, &program, &places, wave, rows[i]);
        }
    }
    snprintf(what, sizeof what, "%s %s n=%u k=%u", machine->config, flexsa_mode_name(mode), n, k);
    bench_run(bench, &program, what);
}

Test(rtl_points, every_wave_with_every_class_of_size)
{
    for (unsigned i = 0; i < ALL_BUT_FULL; i++) {
        struct bench bench = bench_open(models[i]);
        const struct flexsa_machine *machine = &bench.machine;
        const unsigned scale = machine->arch == FLEXSA_ARCH_SINGLE ? 2 : 1, cores = flexsa_machine_cores(machine);
        unsigned runs = 0;

        case_fill_image(bench.image, machine, machine->gbuf_bytes / 2, 1 + i);
        for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++) {
            const struct flexsa_limits limits = flexsa_machine_limits(machine, mode);
            unsigned ns[MAX_SIZES], ks[MAX_SIZES];

            if (limits.parts == 0)
                continue;
            for (unsigned n = 0; n < core_sizes(scale * machine->sub_cols, limits.n, ns); n++)
                for (unsigned k = 0; k < core_sizes(scale * machine->sub_rows, limits.k, ks); k++)
                    run_weights(&bench, mode, runs++ % cores, ns[n], ks[k]);
        }
        bench_close(&bench);
    }
}

/* ---- the ends of GBUF ------------------------------------------------------------------------ */

/* The same wave of one or two rows and k, its operands and C at `addr`, every row `pitch` bytes further: LdOBUF, ExecGEMM,
 * StLBUF. They share bytes, hence the Syncs. */
static void add_at(struct flexsa_program *program, unsigned core, unsigned rows, unsigned half, uint32_t addr, uint32_t pitch)
{
    const struct flexsa_instr instrs[] = {
        {.op = FLEXSA_OP_LDO, .core = core, .m = rows, .n = 1, .half = half, .addr = addr, .pitch = pitch},
        {.op = FLEXSA_OP_LDV, .core = core, .n = 1, .k = rows, .addr = addr, .pitch = pitch},
        {.op = FLEXSA_OP_SHIFT, .core = core, .n = 1, .k = rows},
        {.op = FLEXSA_OP_LDH, .core = core, .m = rows, .k = rows, .addr = addr, .pitch = pitch},
        {.op = FLEXSA_OP_EXEC, .core = core, .m = rows, .n = 1, .k = rows, .swap = true, .acc = true, .last = true, .half = half},
        {.op = FLEXSA_OP_SYNC},
        {.op = FLEXSA_OP_ST, .core = core, .m = rows, .n = 1, .half = half, .addr = addr, .pitch = pitch},
        {.op = FLEXSA_OP_SYNC},
    };

    for (size_t i = 0; i < sizeof instrs / sizeof instrs[0]; i++)
        add(program, instrs[i]);
}

Test(rtl_points, first_and_last_bytes_of_gbuf)
{
    for (unsigned i = 0; i < MODELS; i++) {
        struct bench bench = bench_open(models[i]);
        const uint32_t last = bench.machine.gbuf_bytes - bench.machine.port_bytes;
        struct flexsa_program program = {0};

        for (unsigned core = 0; core < flexsa_machine_cores(&bench.machine); core++) {
            add_at(&program, core, 2, 0, 0, last);
            add_at(&program, core, 1, 1, last, (1 << FLEXSA_SIZE_PITCH) - bench.machine.port_bytes);
            add_at(&program, core, 1, 0, 0, 0);
        }
        case_fill_image(bench.image, &bench.machine, bench.machine.gbuf_bytes / 2, 1);
        bench_run(&bench, &program, models[i]);
        bench_close(&bench);
    }
}
