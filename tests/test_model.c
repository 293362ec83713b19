/*
 * test_model.c - the closed-form model of a GEMM: every formula on a case small enough to be worked
 * by hand, every count against the instructions of compiled programs, and what must hold for any
 * GEMM (conservation, monotony).
 */
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../csim/model/split.h"
#include "../csim/model/wave_cost.h"
#include "../harness/golden/traffic.h"
#include "../harness/isa/random_program.h"

#define FLEXSA FLEXSA_ARCH_FLEXSA
#define CORES FLEXSA_ARCH_CORES
#define SINGLE FLEXSA_ARCH_SINGLE

static struct flexsa_accelerator named(const char *name)
{
    struct flexsa_accelerator a;
    struct flexsa_error err;

    cr_assert_eq(flexsa_accelerator_init(&a, name, &err), FLEXSA_OK, "%s", err.text);
    return a;
}

/* One group with the unit of a configuration, as the compiler sees it; ideal memory. */
static struct flexsa_accelerator configured(const char *config, unsigned arch)
{
    struct flexsa_accelerator a = named("1G1F");
    struct flexsa_error err;

    cr_assert_eq(flexsa_machine_init(&a.unit, config, arch, &err), FLEXSA_OK, "%s", err.text);
    a.units = flexsa_machine_cores(&a.unit);
    a.deal = FLEXSA_DEAL_TILES;
    a.dram_bytes_per_s = 0;
    return a;
}

static struct flexsa_gemm_cost cost_of(const struct flexsa_accelerator *a, const struct flexsa_gemm *gemm)
{
    struct flexsa_gemm_cost cost;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_gemm_cost(a, gemm, (double)gemm->m * gemm->k, &cost, &err), FLEXSA_OK, "%s", err.text);
    return cost;
}

/* ---- machines ----------------------------------------------------------------------------------- */

Test(model, machines_of_table_1)
{
    static const struct {
        const char *name;
        unsigned arch, side, groups, units, cores, blk_m; /* side of a core */
        uint32_t gbuf;
    } rows[] = {
        {"1G1C", SINGLE, 128, 1, 1, 1, 256, 10485760},  {"1G4C", CORES, 64, 1, 4, 4, 256, 10485760},
        {"4G4C", CORES, 32, 4, 4, 16, 128, 2621440},    {"1G1F", FLEXSA, 64, 1, 1, 4, 256, 10485760},
        {"4G1F", FLEXSA, 32, 4, 1, 16, 128, 2621440},   {"1G16C", CORES, 32, 1, 16, 16, 128, 10485760},
        {"1G64C", CORES, 16, 1, 64, 64, 64, 10485760},  {"4G16C", CORES, 16, 4, 16, 64, 64, 2621440},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct flexsa_accelerator a = named(rows[i].name);

        cr_expect_eq(a.unit.arch, rows[i].arch, "%s", rows[i].name);
        cr_expect_eq(flexsa_core_rows(&a.unit), rows[i].side, "%s", rows[i].name);
        cr_expect_eq(flexsa_core_cols(&a.unit), rows[i].side, "%s", rows[i].name);
        cr_expect_eq(a.groups, rows[i].groups, "%s", rows[i].name);
        cr_expect_eq(a.units, rows[i].units, "%s", rows[i].name);
        cr_expect_eq(flexsa_accelerator_cores(&a), rows[i].cores, "%s", rows[i].name);
        cr_expect_eq(a.unit.blk_m, rows[i].blk_m, "%s", rows[i].name);
        cr_expect_eq(a.unit.gbuf_bytes, rows[i].gbuf, "%s", rows[i].name);
        cr_expect_eq(flexsa_accelerator_pes(&a), 16384, "%s", rows[i].name);
    }
}

/* The sizes by name are those of the configurations the RTL is built in. */
Test(model, names_and_configurations_agree)
{
    static const struct {
        const char *name, *config;
        unsigned arch;
    } pairs[] = {{"1G1F", "full", FLEXSA}, {"1G4C", "full", CORES}, {"1G1C", "full", SINGLE}, {"4G1F", "quarter", FLEXSA},
                 {"4G4C", "quarter", CORES}};

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const struct flexsa_accelerator a = named(pairs[i].name), b = configured(pairs[i].config, pairs[i].arch);

        cr_expect_eq(a.unit.arch, b.unit.arch);
        cr_expect_eq(a.unit.sub_rows, b.unit.sub_rows);
        cr_expect_eq(a.unit.sub_cols, b.unit.sub_cols);
        cr_expect_eq(a.unit.blk_m, b.unit.blk_m);
        cr_expect_eq(a.unit.port_bytes, b.unit.port_bytes);
        cr_expect_eq(a.unit.gbuf_bytes, b.unit.gbuf_bytes);
    }
}

Test(model, names_that_are_no_machines)
{
    static const char *const names[] = {"", "1G1", "1G1X", "G1C", "0G1C", "1G0C", "1G2C", "3G1F", "1G4F", "1G1C ", "1G4096C", "99999G1C"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct flexsa_accelerator a;
        struct flexsa_error err = {""};

        cr_expect_eq(flexsa_accelerator_init(&a, names[i], &err), FLEXSA_BAD_INPUT, "'%s'", names[i]);
        cr_expect_not_null(strstr(err.text, "4G1F"), "%s", err.text);
    }
}

Test(model, machines_from_json)
{
    struct flexsa_accelerator a;
    struct flexsa_error err = {""};
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"", "not JSON"},
        {"[1]", "not a JSON object"},
        {"{\"base\": \"9G9Q\"}", "9G9Q"},
        {"{\"grups\": 1}", "unknown key \"grups\""},
        {"{\"groups\": 0}", "1..1024"},
        {"{\"groups\": 1.5}", "whole number"},
        {"{\"groups\": \"4\"}", "number"},
        {"{\"units\": 2}", "independent cores"},
        {"{\"sub_rows\": 1}", "2..1024"},
        {"{\"clock_ghz\": 0}", "above 0"},
        {"{\"second_weight\": 1}", "true or false"},
        {"{\"arch\": \"torus\"}", "flexsa, cores or single"},
        {"{\"overlap\": \"never\"}", "wave or gemm"},
        {"{\"gbuf_bytes\": 17}", "1024"},
    };

    cr_assert_eq(flexsa_accelerator_parse(&a, "m.json",
                                          "{\"base\": \"4G1F\", \"name\": \"mine\", \"sub_cols\": 16, \"dram_gb_s\": 540, "
                                          "\"clock_ghz\": 1, \"overlap\": \"gemm\", \"second_weight\": false}",
                                          &err),
                 FLEXSA_OK, "%s", err.text);
    cr_expect_str_eq(a.name, "mine");
    cr_expect_eq(a.groups, 4);
    cr_expect_eq(a.unit.sub_rows, 32);
    cr_expect_eq(a.unit.sub_cols, 16);
    cr_expect_eq(a.unit.blk_m, 64); /* 4W, as nothing else was said */
    cr_expect_eq(a.unit.port_bytes, 32);
    cr_expect_float_eq(flexsa_group_dram_bytes(&a), 135, 1e-9); /* 540 / 1 / 4 */
    cr_expect_eq(a.overlap, FLEXSA_OVERLAP_GEMM);
    cr_expect_not(a.unit.second_weight);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_eq(flexsa_accelerator_parse(&a, "m.json", bad[i].text, &err), FLEXSA_BAD_INPUT, "%s", bad[i].text);
        cr_expect(strstr(err.text, bad[i].says), "%s: %s", bad[i].text, err.text);
    }
}

/* ---- one wave ------------------------------------------------------------------------------------ */

Test(model, what_a_wave_costs)
{
    const struct flexsa_accelerator f = named("1G1F"), c = named("1G1C"), q = named("4G4C");
    struct flexsa_accelerator one = named("1G1F");
    static const struct flexsa_wave fw = {.mode = FLEXSA_MODE_FW, .m = 256, .n = 128, .k = 128};
    static const struct flexsa_wave hsw = {.mode = FLEXSA_MODE_HSW, .m = 99, .n = 128, .k = 30};
    static const struct flexsa_wave isw = {.mode = FLEXSA_MODE_ISW, .m = 130, .n = 9, .k = 64};
    static const struct flexsa_wave first = {.mode = FLEXSA_MODE_VSW, .m = 74, .n = 46, .k = 128, .weights_stay = true};
    static const struct flexsa_wave second = {.mode = FLEXSA_MODE_VSW, .m = 73, .n = 46, .k = 128, .rows_before = 37};
    static const struct flexsa_wave short_second = {.mode = FLEXSA_MODE_VSW, .m = 20, .n = 46, .k = 128, .rows_before = 10};
    static const struct flexsa_wave short_fw = {.mode = FLEXSA_MODE_FW, .m = 32, .n = 64, .k = 128};

    one.unit.second_weight = false;
    /* FW streams every row; 256 > 64 + 1. Without the second register 256 + 64 - 1. */
    cr_expect_eq(flexsa_wave_steps(&f.unit, &fw), 256);
    cr_expect_eq(flexsa_wave_steps(&one.unit, &fw), 319);
    /* Two halves of 99: 50 and 49 rows. 50 > 30 + 1. 50 + 30 - 1. */
    cr_expect_eq(flexsa_wave_steps(&f.unit, &hsw), 50);
    cr_expect_eq(flexsa_wave_steps(&one.unit, &hsw), 79);
    /* Quarters of 130: 33, 33, 32, 32 rows; the shift of 64 + 1 is longer. */
    cr_expect_eq(flexsa_wave_rows(&isw), 33);
    cr_expect_eq(flexsa_wave_steps(&f.unit, &isw), 65);
    /* A pair: 37 rows, weights stay; then 37 rows, 74 in all > 65. A short one: 10, then up to 65. */
    cr_expect_eq(flexsa_wave_steps(&f.unit, &first), 37);
    cr_expect_eq(flexsa_wave_steps(&f.unit, &second), 37);
    cr_expect_eq(flexsa_wave_steps(&f.unit, &short_second), 55);
    cr_expect_eq(flexsa_wave_steps(&one.unit, &second), 37 + 64 - 1);
    /* 1G1C shifts 128 rows, a core of 4G4C 32. */
    cr_expect_eq(flexsa_wave_steps(&c.unit, &short_fw), 129);
    cr_expect_eq(flexsa_wave_steps(&q.unit, &(struct flexsa_wave){.m = 8, .n = 32, .k = 32}), 33);
    /* The first weights, then 2 x 64 rows and 2 x 64 columns to run through. */
    cr_expect_eq(flexsa_first_fill(&f.unit, 500), 64);
    cr_expect_eq(flexsa_first_fill(&f.unit, 5), 5);
    cr_expect_eq(flexsa_last_drain(&f.unit), 256);
    cr_expect_eq(flexsa_last_drain(&q.unit), 64);
}

/* ---- GEMMs by hand -------------------------------------------------------------------------------- */

/* The example of gemm_cost.h. M=512: two wide tiles of 256; K=192: k of 128 (FW), then 64 (HSW).
 * FW 256 steps, HSW 256/2 = 128. All operands fit GBUF: one pass. */
Test(model, a_gemm_by_hand)
{
    struct flexsa_accelerator a = named("1G1F");
    const struct flexsa_gemm gemm = {512, 128, 192, .f16_out = true};
    struct flexsa_gemm_cost c;

    a.dram_bytes_per_s = 0;
    c = cost_of(&a, &gemm);
    cr_expect_eq(c.passes, 1);
    cr_expect_eq(c.tiles, 2);
    cr_expect_eq(c.waves[FLEXSA_MODE_FW], 2);
    cr_expect_eq(c.waves[FLEXSA_MODE_HSW], 2);
    cr_expect_eq(c.macs[FLEXSA_MODE_FW], 512.0 * 128 * 128);
    cr_expect_eq(c.macs[FLEXSA_MODE_HSW], 512.0 * 128 * 64);
    cr_expect_eq(c.compute, 2 * (256 + 128) + 64 + 256); /* waves, first fill, last drain */
    cr_expect_eq(c.stall, 0);
    cr_expect_eq(c.slots, 16384.0 * 2 * (256 + 128));
    cr_expect_eq(c.traffic.stationary, 2 * 192 * 128 * 2); /* each tile brings all of B */
    cr_expect_eq(c.traffic.moving, 512 * 192 * 2);
    cr_expect_eq(c.traffic.broadcast, 2 * 64 * 128 * 2); /* HSW: one copy */
    cr_expect_eq(c.traffic.over_h, 0);
    cr_expect_eq(c.traffic.over_v, 2 * 128 * 128 * 4); /* HSW: part 0 of each tile, 128 rows */
    cr_expect_eq(c.traffic.results_out, 512 * 128 * 2);
    cr_expect_eq(c.traffic.obuf_write, 2 * 512 * 128 * 4); /* FW, HSW */
    cr_expect_eq(c.traffic.obuf_read, 2 * 512 * 128 * 4);  /* HSW adds; then stored */
    cr_expect_eq(c.traffic.dram_read, (512 * 192 + 192 * 128) * 2);
    cr_expect_eq(c.traffic.dram_write, 512 * 128 * 2);
}

/* 1G1F with 64 bytes a cycle from DRAM. M=256 N=128 K=128: one wave of 256 steps that first
 * touches 64 KiB of A and 32 KiB of B: 98304 / 64 = 1536 cycles, longer than 256. C, 64 KiB as
 * binary16, has to leave in the same tile: (98304 + 65536) / 64 = 2560. Stall 2560 - 256. */
Test(model, dram_by_hand)
{
    struct flexsa_accelerator a = named("1G1F");
    const struct flexsa_gemm gemm = {256, 128, 128, .f16_out = true};
    struct flexsa_gemm_cost c;

    a.dram_bytes_per_s = 64 * a.clock_hz;
    c = cost_of(&a, &gemm);
    cr_expect_eq(c.compute, 256 + 64 + 256);
    cr_expect_float_eq(c.stall, 2304, 1e-6);
    /* A third of A's elements are different ones: (65536/3 + 32768 + 65536) / 64 - 256. */
    cr_assert_eq(flexsa_gemm_cost(&a, &gemm, 256 * 128 / 3.0, &c, NULL), FLEXSA_OK);
    cr_expect_float_eq(c.stall, (65536 / 3.0 + 32768 + 65536) / 64 - 256, 1e-6);
    /* Unless A lies expanded. */
    a.expanded_in_dram = true;
    cr_assert_eq(flexsa_gemm_cost(&a, &gemm, 256 * 128 / 3.0, &c, NULL), FLEXSA_OK);
    cr_expect_float_eq(c.stall, 2304, 1e-6);
    /* Prefetching: 163840 / 64 = 2560 cycles against 576 of computing. */
    a.overlap = FLEXSA_OVERLAP_GEMM;
    c = cost_of(&a, &gemm);
    cr_expect_float_eq(c.stall, 2560 - 576, 1e-6);
}

/* 1G4C, M=256 N=64 K=192: two tiles of 128 rows, three waves each of 128 steps. Waves in turn: 6
 * waves on 4 cores, two rounds: 256 steps. Tiles in turn: one core has three waves: 384. */
Test(model, dealing_by_hand)
{
    struct flexsa_accelerator a = named("1G4C");
    const struct flexsa_gemm gemm = {256, 64, 192, .f16_out = true};
    struct flexsa_gemm_cost c;

    a.dram_bytes_per_s = 0;
    c = cost_of(&a, &gemm);
    cr_expect_eq(c.waves[FLEXSA_MODE_FW], 6);
    cr_expect_float_eq(c.compute, 256 + 64 + 128, 1e-9);
    a.deal = FLEXSA_DEAL_TILES;
    c = cost_of(&a, &gemm);
    cr_expect_float_eq(c.compute, 384 + 64 + 128, 1e-9);
}

/* Without shifting: rows streamed and nothing else. 1G1C, M=100 N=1 K=1: 100 steps. */
Test(model, free_shift_is_rows_alone)
{
    struct flexsa_accelerator a = named("1G1C");
    struct flexsa_gemm_cost c;

    a.free_shift = true;
    a.dram_bytes_per_s = 0;
    c = cost_of(&a, &(struct flexsa_gemm){100, 1, 1, .f16_out = true});
    cr_expect_eq(c.compute, 100);
    cr_expect_eq(c.slots, 100 * 16384.0);
}

/* ---- groups by hand --------------------------------------------------------------------------------- */

static struct flexsa_gemm_cost split(const struct flexsa_accelerator *a, enum flexsa_phase phase, uint32_t m, uint32_t n, uint32_t k)
{
    const struct flexsa_workload_gemm row = {.phase = phase, .m = m, .n = n, .k = k, .repeat = 1, .a_distinct = (uint64_t)m * k};
    struct flexsa_gemm_cost cost;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_split_cost(a, &row, &cost, &err), FLEXSA_OK, "%s", err.text);
    return cost;
}

/* 4G1F, forward, M=514 N=64 K=64: groups of 129, 129, 128, 128 rows, tiles of 128 rows wide (FW: 64
 * x 64 is all of a unit). 129 rows: a tile of 128 and one of 1, which takes 33 steps (the shift).
 * B is replicated: 4 groups x 2 tiles (two groups) or 1: 6 x 64 x 64 x 2 bytes. */
Test(model, groups_split_m_forward)
{
    struct flexsa_accelerator a = named("4G1F");
    struct flexsa_gemm_cost c;

    a.dram_bytes_per_s = 0;
    c = split(&a, FLEXSA_PHASE_FWD, 514, 64, 64);
    cr_expect_eq(c.waves[FLEXSA_MODE_FW], 6);
    cr_expect_eq(flexsa_all_macs(&c), 514.0 * 64 * 64);
    cr_expect_eq(c.compute, 128 + 33 + 32 + 128);
    cr_expect_eq(c.traffic.stationary, 6 * 64 * 64 * 2);
    cr_expect_eq(c.traffic.moving, 514 * 64 * 2);
    cr_expect_eq(c.traffic.dram_read, 514 * 64 * 2 + 4 * 64 * 64 * 2);
    cr_expect_eq(c.traffic.dram_write, 514 * 64 * 2);
    cr_expect_eq(c.simd_flops, 0);
}

/* 4G1F, weight gradient, M=64 N=64 K=256: each group has k of 64, one wave of 64 rows (65 steps).
 * Each stores 64 x 64 binary32; the SIMD array reads four, makes three additions an element, writes
 * binary16. */
Test(model, groups_split_k_for_weights)
{
    struct flexsa_accelerator a = named("4G1F");
    const double elements = 64 * 64;
    struct flexsa_gemm_cost c;

    a.dram_bytes_per_s = 0;
    c = split(&a, FLEXSA_PHASE_WGRAD, 64, 64, 256);
    cr_expect_eq(c.waves[FLEXSA_MODE_FW], 4);
    cr_expect_eq(c.compute, 64 + 32 + 128); /* 64 rows > 32 + 1 */
    cr_expect_eq(c.simd_flops, 3 * elements);
    cr_expect_eq(c.simd_bytes, (4 * 4 + 2) * elements);
    cr_expect_eq(c.traffic.results_out, 4 * 4 * elements);
    cr_expect_eq(c.traffic.dram_write, (4 * 4 + 2) * elements);
    cr_expect_eq(c.traffic.dram_read, 2 * 64 * 256 * 2 + 4 * 4 * elements);
}

/* Fewer rows than groups: the others idle. */
Test(model, more_groups_than_rows)
{
    const struct flexsa_accelerator a = named("4G1F");
    const struct flexsa_gemm_cost c = split(&a, FLEXSA_PHASE_FWD, 3, 5, 7);

    cr_expect_eq(flexsa_all_waves(&c), 3);
    cr_expect_eq(flexsa_all_macs(&c), 3 * 5 * 7);
}

/* ---- against compiled programs ------------------------------------------------------------------------ */

/* What a plan's instructions add up to. */
struct counted {
    uint64_t counters[FLEXSA_NUM_CNT];
    double macs[FLEXSA_NUM_MODES], tiles, passes;
    double steps;                      /* of the busiest core, pass by pass                     */
    double obuf_read, obuf_write;
    double dram_read, dram_write;
};

static bool same_rectangle(const struct flexsa_copy *a, const struct flexsa_copy *b)
{
    return a->row == b->row && a->col == b->col && a->rows == b->rows && a->cols == b->cols;
}

/* A panel that the pass before had as well stays in GBUF; partial sums do too. */
static void count_copies(const struct flexsa_pass *pass, struct flexsa_copy last[2], bool f16, struct counted *c)
{
    for (size_t i = 0; i < pass->fill_count; i++) {
        const struct flexsa_copy *fill = &pass->fills[i];

        if (fill->matrix == FLEXSA_MATRIX_C)
            continue;
        if (c->passes == 0 || !same_rectangle(fill, &last[fill->matrix]))
            c->dram_read += 2.0 * fill->rows * fill->cols;
        last[fill->matrix] = *fill;
    }
    if (pass->drains_final)
        c->dram_write += (f16 ? 2.0 : 4.0) * pass->drains[0].rows * pass->drains[0].cols;
}

/* The wave of the ExecGEMM at `at`. */
static struct flexsa_wave wave_at(const struct flexsa_program *program, size_t at)
{
    const struct flexsa_instr *i = &program->instrs[at];
    struct flexsa_wave wave = {.mode = i->mode, .m = i->m, .n = i->n, .k = i->k};

    /* The first of a pair is followed by its second: LdLBUF_H, ExecGEMM with PAIR. */
    if (i->mode == FLEXSA_MODE_VSW && !i->pair)
        wave.weights_stay = at + 2 < program->count && program->instrs[at + 2].op == FLEXSA_OP_EXEC && program->instrs[at + 2].pair;
    if (i->pair) {
        const struct flexsa_wave before = {.mode = i->mode, .m = program->instrs[at - 2].m};

        wave.rows_before = flexsa_wave_rows(&before);
    }
    return wave;
}

static void count_exec(const struct flexsa_machine *unit, const struct flexsa_program *program, size_t at,
                       double core_steps[4], struct counted *c)
{
    const struct flexsa_instr *i = &program->instrs[at];
    const struct flexsa_wave wave = wave_at(program, at);
    const double results = 4.0 * i->m * i->n;

    core_steps[i->core] += flexsa_wave_steps(unit, &wave);
    c->macs[i->mode] += (double)i->m * i->n * i->k;
    c->obuf_write += results;
    if (i->acc)
        c->obuf_read += results;
}

static struct counted count_plan(const struct flexsa_machine *unit, const struct flexsa_gemm *gemm)
{
    struct counted c = {.passes = 0};
    struct flexsa_copy last[2] = {{0}};
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_planner_open(&planner, unit, gemm, &err), FLEXSA_OK, "%s", err.text);
    while (flexsa_planner_next(planner, &pass, &err) == FLEXSA_OK && pass) {
        double core_steps[4] = {0}, most = 0;

        count_copies(pass, last, gemm->f16_out, &c);
        for (size_t i = 0; i < pass->program.count; i++) {
            const struct flexsa_instr *instr = &pass->program.instrs[i];

            flexsa_traffic_count(unit, instr, c.counters);
            if (instr->op == FLEXSA_OP_EXEC)
                count_exec(unit, &pass->program, i, core_steps, &c);
            else if (instr->op == FLEXSA_OP_LDO)
                c.obuf_write += 4.0 * instr->m * instr->n;
            else if (instr->op == FLEXSA_OP_ST)
                c.obuf_read += 4.0 * instr->m * instr->n;
        }
        for (unsigned core = 0; core < 4; core++)
            most = core_steps[core] > most ? core_steps[core] : most;
        c.steps += most;
        c.tiles += (double)pass->tile_count;
        c.passes++;
    }
    flexsa_planner_close(planner);
    return c;
}

static double lanes(const struct counted *c, unsigned first)
{
    double sum = 0;

    for (unsigned q = 0; q < 4; q++)
        sum += (double)c->counters[first + q];
    return sum;
}

static void compare(const struct flexsa_accelerator *a, const struct flexsa_gemm *gemm)
{
    const struct flexsa_gemm_cost cost = cost_of(a, gemm);
    const struct counted c = count_plan(&a->unit, gemm);
    const double macs = flexsa_all_macs(&cost);
    char where[160];

    snprintf(where, sizeof where, "M=%u N=%u K=%u c0=%d f16=%d on %s %s, GBUF %u", gemm->m, gemm->n, gemm->k, gemm->has_c0,
             gemm->f16_out, a->unit.config, flexsa_arch_name(a->unit.arch), a->unit.gbuf_bytes);
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++) {
        cr_expect_eq(cost.waves[mode], (double)c.counters[FLEXSA_CNT_WAVES_FW + mode], "%s: %s waves", where, flexsa_mode_name(mode));
        cr_expect_eq(cost.macs[mode], c.macs[mode], "%s: %s MACs", where, flexsa_mode_name(mode));
    }
    cr_expect_eq(macs, (double)gemm->m * gemm->n * gemm->k, "%s: MACs", where);
    cr_expect_eq(cost.tiles, c.tiles, "%s: tiles", where);
    cr_expect_eq(cost.passes, c.passes, "%s: passes", where);
    cr_expect_eq(cost.compute - flexsa_first_fill(&a->unit, gemm->k) - flexsa_last_drain(&a->unit), c.steps,
                 "%s: steps %.0f, counted %.0f", where, cost.compute, c.steps);
    cr_expect_eq(cost.traffic.stationary, lanes(&c, FLEXSA_CNT_BYTES_V0), "%s: stationary", where);
    cr_expect_eq(cost.traffic.moving, lanes(&c, FLEXSA_CNT_BYTES_H0), "%s: moving", where);
    cr_expect_eq(cost.traffic.broadcast, (double)c.counters[FLEXSA_CNT_BYTES_BCAST], "%s: broadcast", where);
    cr_expect_eq(cost.traffic.over_h, (double)c.counters[FLEXSA_CNT_BYTES_OVER_H], "%s: over-core H", where);
    cr_expect_eq(cost.traffic.over_v, (double)c.counters[FLEXSA_CNT_BYTES_OVER_V], "%s: over-core V", where);
    cr_expect_eq(cost.traffic.partial_in, (double)c.counters[FLEXSA_CNT_BYTES_LDO], "%s: LdOBUF", where);
    cr_expect_eq(cost.traffic.results_out, (double)c.counters[FLEXSA_CNT_BYTES_ST], "%s: StLBUF", where);
    cr_expect_eq(cost.traffic.obuf_read, c.obuf_read, "%s: OBUF read", where);
    cr_expect_eq(cost.traffic.obuf_write, c.obuf_write, "%s: OBUF write", where);
    cr_expect_eq(cost.traffic.dram_read, c.dram_read, "%s: DRAM read %.0f, counted %.0f", where, cost.traffic.dram_read, c.dram_read);
    cr_expect_eq(cost.traffic.dram_write, c.dram_write, "%s: DRAM write", where);
}

/* Random GEMMs, all architectures, small GBUFs so that every way of cutting occurs. */
Test(model, counts_are_those_of_compiled_programs, .timeout = 300)
{
    static const char *const configs[] = {"mini", "small", "tall"};
    static const uint32_t least[] = {3072, 11264, 6144}; /* one tile fits */
    uint64_t state = 2024;

    for (unsigned round = 0; round < 1200; round++) {
        struct flexsa_accelerator a = configured(configs[round % 3], round / 3 % 3);
        const uint32_t most = round % 7 == 0 ? 400 : 90;
        const struct flexsa_gemm gemm = {1 + random_below(&state, most), 1 + random_below(&state, most), 1 + random_below(&state, most),
                                         .has_c0 = random_below(&state, 4) == 0, .f16_out = random_below(&state, 2) == 0};

        if (random_below(&state, 3) == 0)
            a.unit.gbuf_bytes = least[round % 3] + 64 * random_below(&state, 80);
        if (round / 9 % 4 == 0)
            a.unit.second_weight = false;
        compare(&a, &gemm);
    }
}

/* The same at the paper's sizes: real layers, pruned and not. */
Test(model, counts_at_paper_size, .timeout = 300)
{
    static const struct flexsa_gemm gemms[] = {
        {12544, 46, 147, .f16_out = true}, {147, 46, 12544, .f16_out = true}, {3136, 135, 346, .f16_out = true},
        {346, 190, 784, .f16_out = true},  {784, 346, 671, .f16_out = false},                   {4257, 488, 49, .f16_out = false},
        {196, 671, 1826, .f16_out = true}, {49, 512, 4599, .f16_out = true},  {100352, 61, 147, .f16_out = true},
        {576, 64, 100352, .f16_out = false},                 {1568, 2048, 512, .f16_out = true}, {32, 1000, 2048, .f16_out = true},
        {1, 1, 1, .f16_out = true},                         {257, 129, 129, .f16_out = true},
    };
    static const char *const names[] = {"1G1C", "1G4C", "4G4C", "1G1F", "4G1F"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (size_t j = 0; j < sizeof gemms / sizeof gemms[0]; j++) {
            struct flexsa_accelerator a = named(names[i]);

            a.deal = FLEXSA_DEAL_TILES;
            a.dram_bytes_per_s = 0;
            compare(&a, &gemms[j]);
        }
}

/* ---- waiting for DRAM, wave by wave --------------------------------------------------------------------- */

/* Cycles of the tile that ends at instruction `end` (its StLBUF), first touches read from DRAM. */
static double tile_cycles(const struct flexsa_machine *unit, const struct flexsa_pass *pass, size_t tile, size_t begin,
                          bool new_a, bool new_b, unsigned c_bytes, double bytes_per_cycle, double *steps)
{
    const struct flexsa_tile *t = &pass->tiles[tile];
    double cycles = 0, all = t->final ? (double)t->rows * t->cols * c_bytes : 0;

    new_a = new_a && t->col == pass->drains[0].col;
    new_b = new_b && t->row == pass->drains[0].row;
    for (size_t i = begin; i < t->instr; i++) {
        const struct flexsa_instr *instr = &pass->program.instrs[i];
        const struct flexsa_wave wave = instr->op == FLEXSA_OP_EXEC ? wave_at(&pass->program, i) : (struct flexsa_wave){.mode = 0};
        double bytes = 0;

        if (instr->op != FLEXSA_OP_EXEC)
            continue;
        if (new_a)
            bytes += 2.0 * instr->m * instr->k;
        if (new_b && instr->swap)
            bytes += 2.0 * instr->k * instr->n;
        cycles += fmax(flexsa_wave_steps(unit, &wave), bytes / bytes_per_cycle);
        *steps += flexsa_wave_steps(unit, &wave);
        all += bytes;
    }
    return fmax(cycles, all / bytes_per_cycle);
}

/* Assumption 4 of docs/model.md walked through instruction by instruction. */
static double walk_stall(const struct flexsa_accelerator *a, const struct flexsa_gemm *gemm)
{
    struct flexsa_copy last[2] = {{.rows = 0}, {.rows = 0}};
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    double cycles = 0, steps = 0;

    cr_assert_eq(flexsa_planner_open(&planner, &a->unit, gemm, NULL), FLEXSA_OK);
    while (flexsa_planner_next(planner, &pass, NULL) == FLEXSA_OK && pass) {
        const bool new_a = !same_rectangle(&pass->fills[0], &last[0]), new_b = !same_rectangle(&pass->fills[1], &last[1]);
        size_t begin = 0;

        last[0] = pass->fills[0];
        last[1] = pass->fills[1];
        for (size_t tile = 0; tile < pass->tile_count; tile++) {
            cycles += tile_cycles(&a->unit, pass, tile, begin, new_a, new_b, gemm->f16_out ? 2 : 4, flexsa_group_dram_bytes(a), &steps);
            begin = pass->tiles[tile].instr;
        }
    }
    flexsa_planner_close(planner);
    return cycles - steps;
}

Test(model, stalls_are_those_of_a_walk, .timeout = 300)
{
    static const char *const configs[] = {"mini", "small", "tall"};
    uint64_t state = 77;

    for (unsigned round = 0; round < 400; round++) {
        struct flexsa_accelerator a = configured(configs[round % 3], round / 3 % 2 ? SINGLE : FLEXSA);
        const struct flexsa_gemm gemm = {1 + random_below(&state, 200), 1 + random_below(&state, 90), 1 + random_below(&state, 150),
                                         .f16_out = random_below(&state, 2) == 0};
        double walked, stall;

        a.dram_bytes_per_s = a.clock_hz * (1 + random_below(&state, 40));
        walked = walk_stall(&a, &gemm);
        stall = cost_of(&a, &gemm).stall;
        cr_expect_float_eq(stall, walked, 1e-6 * (1 + walked), "M=%u N=%u K=%u on %s %s: stall %.3f, walked %.3f", gemm.m, gemm.n,
                           gemm.k, a.unit.config, flexsa_arch_name(a.unit.arch), stall, walked);
    }
}

/* ---- what holds for any GEMM ------------------------------------------------------------------------------- */

Test(model, more_bandwidth_is_never_slower)
{
    static const char *const names[] = {"1G1C", "1G4C", "4G4C", "1G1F", "4G1F", "1G64C"};
    static const double gb_s[] = {1, 30, 270, 271, 1000, 1e5, 0 /* ideal */};
    uint64_t state = 7;

    for (unsigned round = 0; round < 300; round++) {
        struct flexsa_accelerator a = named(names[round % 6]);
        const enum flexsa_phase phase = (enum flexsa_phase)random_below(&state, 3);
        const uint32_t m = 1 + random_below(&state, 20000), n = 1 + random_below(&state, 600), k = 1 + random_below(&state, 3000);
        double before = HUGE_VAL, compute = -1;

        a.overlap = (enum flexsa_overlap)random_below(&state, 2);
        for (unsigned i = 0; i < sizeof gb_s / sizeof gb_s[0]; i++) {
            struct flexsa_gemm_cost cost;

            a.dram_bytes_per_s = gb_s[i] * 1e9;
            cost = split(&a, phase, m, n, k);
            cr_expect(cost.compute + cost.stall <= before * (1 + 1e-12), "%s M=%u N=%u K=%u: slower at %g GB/s", a.name, m, n, k, gb_s[i]);
            if (i > 0)
                cr_expect_eq(cost.compute, compute, "bandwidth changes nothing about computing");
            before = cost.compute + cost.stall;
            compute = cost.compute;
        }
    }
}

/* More PEs busy than there are, or fewer rows streamed than MACs need, cannot be. */
Test(model, bounds)
{
    static const char *const names[] = {"1G1C", "1G4C", "4G4C", "1G1F", "4G1F"};
    uint64_t state = 99;

    for (unsigned round = 0; round < 500; round++) {
        struct flexsa_accelerator a = named(names[round % 5]);
        const struct flexsa_gemm_cost c = split(&a, (enum flexsa_phase)random_below(&state, 3), 1 + random_below(&state, 5000),
                                                1 + random_below(&state, 700), 1 + random_below(&state, 5000));
        const double macs = flexsa_all_macs(&c);

        cr_expect_leq(macs, c.slots);
        cr_expect_leq(c.slots, c.compute * flexsa_accelerator_pes(&a) * (1 + 1e-12));
        cr_expect_geq(c.stall, 0);
        a.unit.second_weight = false;
    }
}

/* FlexSA never reads more from GBUF than four independent cores. */
Test(model, flexsa_reads_less_than_cores)
{
    const struct flexsa_accelerator f = named("1G1F"), c = named("1G4C");
    uint64_t state = 5;

    for (unsigned round = 0; round < 300; round++) {
        const struct flexsa_gemm gemm = {1 + random_below(&state, 5000), 1 + random_below(&state, 700), 1 + random_below(&state, 1500), .f16_out = true};
        const struct flexsa_gemm_cost a = cost_of(&f, &gemm), b = cost_of(&c, &gemm);

        cr_expect_leq(flexsa_lbuf_bytes(&a.traffic), flexsa_lbuf_bytes(&b.traffic), "M=%u N=%u K=%u", gemm.m, gemm.n, gemm.k);
    }
}

Test(model, sizes_that_are_none)
{
    const struct flexsa_accelerator a = named("1G1F");
    struct flexsa_gemm_cost cost;
    struct flexsa_error err = {""};

    cr_expect_eq(flexsa_gemm_cost(&a, &(struct flexsa_gemm){0, 1, 1, false, false}, 1, &cost, &err), FLEXSA_BAD_INPUT);
    cr_expect_not_null(strstr(err.text, "must be 1..16777216"), "%s", err.text);
}
