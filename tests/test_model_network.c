/*
 * test_model_network.c - a training iteration, energy and area: formulas on cases worked by hand, and
 * the files a user may put in their place.
 */
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../csim/model/evaluation.h"
#include "cli_runner.h"

static struct flexsa_accelerator named(const char *name)
{
    struct flexsa_accelerator a;
    struct flexsa_error err;

    cr_assert_eq(flexsa_accelerator_init(&a, name, &err), FLEXSA_OK, "%s", err.text);
    return a;
}

static struct flexsa_workload read_table(const char *text, uint32_t batch)
{
    const struct flexsa_workload_options options = {.batch = batch};
    struct flexsa_workload workload;
    struct flexsa_error err = {""};
    char path[PATH_MAX + 32];

    write_text("net.csv", text);
    snprintf(path, sizeof path, "%s/net.csv", folder);
    cr_assert_eq(flexsa_workload_read(path, &options, &workload, &err), FLEXSA_OK, "%s", err.text);
    return workload;
}

#define HEADER "layer,in_h,in_w,in_c,out_c,kernel_h,kernel_w,stride_h,stride_w,pad_h,pad_w,groups,after\n"

/* ---- what the tables say ---------------------------------------------------------------------------- */

/* A 3x3 layer on 8x8x4 with 6 outputs, batch 2: A of forward is made of 2*8*8*4 different elements,
 * of the data gradient of 2*8*8*6, of the weight gradient of 2*8*8*4 again. A 1x1 layer with stride 2
 * touches a quarter of its input only: M*K = 2*4*4*6. */
Test(network, distinct_elements_of_a)
{
    struct flexsa_workload w;

    enter_folder();
    w = read_table(HEADER "a,8,8,4,4,1,1,1,1,0,0,1,none\nb,8,8,4,6,3,3,1,1,1,1,1,norm+add+act\nc,8,8,6,5,1,1,2,2,0,0,1,act\n", 2);
    cr_assert_eq(w.count, 8); /* the first layer has no data gradient */
    cr_expect_eq(w.gemms[2].a_distinct, 2 * 8 * 8 * 4);
    cr_expect_eq(w.gemms[3].a_distinct, 2 * 8 * 8 * 6);
    cr_expect_eq(w.gemms[4].a_distinct, 2 * 8 * 8 * 4);
    cr_expect_eq(w.gemms[5].a_distinct, 2 * 4 * 4 * 6);
    cr_expect_eq(w.gemms[2].after, FLEXSA_AFTER_NORM | FLEXSA_AFTER_ADD | FLEXSA_AFTER_ACT);
    cr_expect_eq(w.gemms[3].after, 0); /* forward only */
    cr_expect_eq(w.gemms[5].after, FLEXSA_AFTER_ACT);
    flexsa_workload_free(&w);
    leave_folder();
}

/* ---- other layers by hand ------------------------------------------------------------------------------ */

/* One layer of 4x4 outputs x 5 channels, batch 3: E = 240. norm: 18 flops, 16 bytes each; act: 2, 10;
 * add: 2, 12. Ideal memory, 1 flop a cycle: 22 E cycles. With 1 byte a cycle: bytes are fewer than
 * flops in forward norm only (7 flops, 6 bytes): 7 + 11 (10 bytes) + 4 + 6 + 6 + 6. */
Test(network, simd_layers_by_hand)
{
    struct flexsa_accelerator a = named("1G1F");
    struct flexsa_iteration it;
    struct flexsa_workload w;

    enter_folder();
    w = read_table(HEADER "a,4,4,2,5,1,1,1,1,0,0,1,norm+add+act\n", 3);
    a.simd_flops = a.clock_hz;
    a.dram_bytes_per_s = 0;
    cr_assert_eq(flexsa_iteration_cost(&a, &w, &it, NULL, NULL), FLEXSA_OK);
    cr_expect_eq(it.simd.flops, 22 * 240);
    cr_expect_eq(it.simd.bytes, 38 * 240);
    cr_expect_float_eq(it.simd.cycles, 22 * 240, 1e-6);
    cr_expect_float_eq(flexsa_iteration_cycles(&a, &it), it.gemm.compute + 22 * 240, 1e-6);
    a.dram_bytes_per_s = a.clock_hz;
    cr_assert_eq(flexsa_iteration_cost(&a, &w, &it, NULL, NULL), FLEXSA_OK);
    cr_expect_float_eq(it.simd.cycles, (7 + 11 + 4 + 6 + 6 + 6) * 240, 1e-6);
    flexsa_workload_free(&w);
    leave_folder();
}

/* A depthwise layer of 3 channels, 3x3 on 4x4 (padded), batch 2; it is not the first. Three phases of
 * 2*16*9*3 = 864 MACs. On the SIMD array: no GEMM of it, 6 * 864 flops. As GEMMs: 3 x 864 MACs. */
Test(network, depthwise_both_ways)
{
    struct flexsa_accelerator a = named("1G1F");
    struct flexsa_iteration it;
    struct flexsa_row_cost rows[5];
    struct flexsa_workload w;
    double without;

    enter_folder();
    w = read_table(HEADER "a,4,4,3,3,1,1,1,1,0,0,1,none\nd,4,4,3,3,3,3,1,1,1,1,3,none\n", 2);
    cr_assert_eq(w.count, 5);
    cr_assert_eq(flexsa_iteration_cost(&a, &w, &it, rows, NULL), FLEXSA_OK);
    cr_expect_not(rows[0].on_simd);
    for (unsigned i = 2; i < 5; i++)
        cr_expect(rows[i].on_simd && w.gemms[i].depthwise);
    cr_expect_eq(it.simd.flops, 3 * 2 * 864);
    without = flexsa_all_macs(&it.gemm);
    cr_expect_eq(without, 2 * 2 * 16 * 3 * 3); /* forward and weight gradient of the first */
    a.depthwise_as_gemms = true;
    cr_assert_eq(flexsa_iteration_cost(&a, &w, &it, rows, NULL), FLEXSA_OK);
    cr_expect_eq(it.simd.flops, 0);
    cr_expect_eq(flexsa_all_macs(&it.gemm), without + 3 * 864);
    flexsa_workload_free(&w);
    leave_folder();
}

/* Layers of equal sizes cost what each would cost alone: b twice, d as b but for its input, which stride 2 reads less of. */
Test(network, equal_layers_cost_the_same)
{
    struct flexsa_accelerator a = named("1G1F");
    struct flexsa_row_cost rows[14];
    struct flexsa_iteration it;
    struct flexsa_workload w;

    enter_folder();
    w = read_table(HEADER "a,16,16,72,72,1,1,1,1,0,0,1,none\nb,16,16,72,8,3,3,1,1,1,1,1,none\nc,16,16,8,72,1,1,1,1,0,0,1,none\n"
                          "b2,16,16,72,8,3,3,1,1,1,1,1,none\nd,31,31,72,8,3,3,2,2,1,1,1,none\n", 4);
    cr_assert_eq(w.count, 14);
    for (unsigned as_built = 0; as_built < 2; as_built++) {
        a.as_built = as_built;
        cr_assert_eq(flexsa_iteration_cost(&a, &w, &it, rows, NULL), FLEXSA_OK);
        for (unsigned i = 0; i < 14; i++) {
            struct flexsa_gemm_cost alone;

            cr_assert_eq(flexsa_split_cost(&a, &w.gemms[i], &alone, NULL), FLEXSA_OK);
            cr_expect_eq(memcmp(&alone, &rows[i].gemm, sizeof alone), 0, "%s %s", w.gemms[i].name,
                         flexsa_phase_name(w.gemms[i].phase));
        }
    }
    cr_expect_eq(w.gemms[2].m, w.gemms[11].m);
    cr_expect_eq(w.gemms[2].k, w.gemms[11].k);
    cr_expect_neq(rows[2].gemm.traffic.dram_read, rows[11].gemm.traffic.dram_read);
    flexsa_workload_free(&w);
    leave_folder();
}

/* Rows and phases add up to the whole. */
Test(network, rows_add_up)
{
    const struct flexsa_accelerator a = named("4G1F");
    struct flexsa_gemm_cost sum = {0}, phases = {0};
    struct flexsa_row_cost rows[8];
    struct flexsa_iteration it;
    struct flexsa_workload w;

    enter_folder();
    w = read_table(HEADER "a,40,40,3,70,3,3,1,1,1,1,1,norm\nb,40,40,70,40,3,3,2,2,1,1,1,norm\nc,20,20,40,300,1,1,1,1,0,0,2,none\n", 4);
    cr_assert_eq(w.count, 8);
    cr_assert_eq(flexsa_iteration_cost(&a, &w, &it, rows, NULL), FLEXSA_OK);
    for (unsigned i = 0; i < 8; i++)
        flexsa_gemm_cost_add(&sum, &rows[i].gemm, 1);
    for (unsigned p = 0; p < FLEXSA_NUM_PHASES; p++)
        flexsa_gemm_cost_add(&phases, &it.phase[p], 1);
    cr_expect_eq(flexsa_all_macs(&sum), flexsa_workload_macs(&w));
    cr_expect_eq(flexsa_all_macs(&it.gemm), flexsa_workload_macs(&w));
    cr_expect_float_eq(sum.compute, it.gemm.compute, 1e-6);
    cr_expect_float_eq(sum.stall, it.gemm.stall, 1e-6);
    cr_expect_eq(sum.traffic.moving, it.gemm.traffic.moving);
    cr_expect_float_eq(phases.compute, it.gemm.compute, 1e-6);
    cr_expect_eq(phases.traffic.dram_read, it.gemm.traffic.dram_read);
    flexsa_workload_free(&w);
    leave_folder();
}

/* ---- energy and area by hand ------------------------------------------------------------------------------ */

/* Constants that make sums readable: 1 everywhere, banks cost 2 to read, 3 to write, area 5. */
static struct flexsa_constants plain(void)
{
    struct flexsa_constants c = {.sram_count = 2};

    for (unsigned i = 0; i < FLEXSA_NUM_CONSTANTS; i++)
        c.value[i] = 1;
    c.srams[0] = (struct flexsa_sram){1, 2, 3, 5};
    c.srams[1] = (struct flexsa_sram){1e9, 2, 3, 5};
    return c;
}

Test(energy, each_component_by_hand)
{
    const struct flexsa_constants c = plain();
    const struct flexsa_accelerator a = named("1G1F");
    const double path = 8 * flexsa_group_side(&a, &c) / 2, over = 8 * flexsa_core_side(&a, &c);
    struct flexsa_gemm_cost cost = {.macs = {1000, 200, 30, 4}, .simd_flops = 9};
    struct flexsa_energy e;

    cost.traffic = (struct flexsa_traffic){.stationary = 10, .moving = 100, .partial_in = 1000, .results_out = 10000, .broadcast = 7,
                                           .over_h = 11, .over_v = 13, .obuf_read = 17, .obuf_write = 19, .dram_read = 23, .dram_write = 29};
    e = flexsa_gemm_energy(&a, &c, &cost);
    cr_expect_float_eq(e.comp * 1e12, 1234, 1e-6);
    cr_expect_float_eq(e.lbuf * 1e12, (10 + 7) * 5 + 100 * 5 + 19 * 3 + 17 * 2, 1e-6);
    cr_expect_float_eq(e.gbuf * 1e12, 1110 * (2 + path) + 10000 * (3 + path) + 23 * 3 + 29 * 2, 1e-6);
    cr_expect_float_eq(e.dram * 1e12, (23 + 29) * 8, 1e-6);
    cr_expect_float_eq(e.over_core * 1e12, (11 + 13 + 7) * over, 1e-6);
    cr_expect_float_eq(e.simd * 1e12, 9, 1e-6);
    cr_expect_float_eq(flexsa_energy_sum(&e), e.comp + e.lbuf + e.gbuf + e.dram + e.over_core + e.simd, 1e-18);
}

/* 1G1F of 64x64 cores. LBUFs of a core: stationary 16 KiB in rows of 128 bytes: 4 banks of 4 KiB; left
 * 32 KiB: 4 of 8 KiB; OBUF 64 KiB in rows of 256 bytes: 8 of 8 KiB. */
Test(area, local_buffers_by_hand)
{
    const struct flexsa_accelerator f = named("1G1F"), s = named("1G1C");
    const struct flexsa_buffer v = flexsa_stationary_buffer(&f.unit), h = flexsa_left_buffer(&f.unit), o = flexsa_output_buffer(&f.unit);

    cr_expect(v.bytes == 16384 && v.banks == 4 && v.bank_bytes == 4096);
    cr_expect(h.bytes == 32768 && h.banks == 4 && h.bank_bytes == 8192);
    cr_expect(o.bytes == 65536 && o.banks == 8 && o.bank_bytes == 8192);
    cr_expect_eq(flexsa_left_buffer(&s.unit).bytes, 131072); /* 2 halves of 256 rows x 128 x 2 bytes */
}

/* With a PE of 1e6 um2 = 1 mm2 and a bank of 5 mm2. 1G1F: 16384 + 5 + 4 cores x 16 banks x 5. Paths: 4
 * x (128 x 16 + 64 x 32) = 16384 bits x 1 um / 1 layer = 16.384 mm over the side of the die. FlexSA: 2048 + 4096 +
 * 4096 + 4096 muxes, 128 FMAs, 6144 wires with a repeater a PE (64 each), 2 x 2.048 mm x 128 mm. */
Test(area, each_part_by_hand)
{
    struct flexsa_constants c = plain();
    const struct flexsa_accelerator a = named("1G1F"), n = named("1G4C"), q = named("4G4C");
    struct flexsa_area area;

    c.value[FLEXSA_CONSTANT_pe_area] = 1e6;
    area = flexsa_area_of(&a, &c);
    cr_expect_float_eq(area.pes, 16384, 1e-6);
    cr_expect_float_eq(area.gbuf, 5, 1e-9);
    cr_expect_float_eq(area.lbuf, 4 * 16 * 5, 1e-9);
    cr_expect_float_eq(area.paths, 16.384 * sqrt(16384 + 5 + 320), 1e-6);
    cr_expect_float_eq(area.muxes, 14336e-6, 1e-12);
    cr_expect_float_eq(area.fma_rows, 128e-6, 1e-12);
    cr_expect_float_eq(area.repeaters, 6144 * 64e-6, 1e-9);
    cr_expect_float_eq(area.vertical_width, 2.048, 1e-9);
    cr_expect_float_eq(area.vertical_wires, 2 * 2.048 * 128, 1e-6);
    /* Four groups of the same cores: the same wires over the same die but for three more banks. */
    area = flexsa_area_of(&q, &c);
    cr_expect_float_eq(area.paths, 32.768 * sqrt(16384 + 20 + 16 * 8 * 5), 1e-6); /* 16 x (64 x 16 + 32 x 32) bits */
    area = flexsa_area_of(&n, &c);
    cr_expect_eq(area.muxes + area.fma_rows + area.repeaters + area.vertical_wires, 0);
}

/* Between two rows a power law: 4096 -> 1, 16384 -> 4 means 8192 -> 2; on the rows the rows. */
Test(energy, banks_between_the_rows)
{
    struct flexsa_constants c = plain();
    struct flexsa_sram sram;

    c.srams[0] = (struct flexsa_sram){4096, 1, 2, 3};
    c.srams[1] = (struct flexsa_sram){16384, 4, 2, 3};
    sram = flexsa_sram_at(&c, 8192);
    cr_expect_float_eq(sram.read, 2, 1e-12);
    cr_expect_float_eq(sram.write, 2, 1e-12);
    cr_expect_float_eq(flexsa_sram_at(&c, 65536).read, 16, 1e-9); /* beyond the end as well */
    cr_expect_eq(flexsa_sram_at(&c, 4096).read, 1);
    cr_expect_eq(flexsa_sram_at(&c, 16384).read, 4);
}

/* ---- a user's constants ------------------------------------------------------------------------------------- */

static enum flexsa_status read_constants(const char *text, struct flexsa_constants *constants, struct flexsa_error *err)
{
    char path[PATH_MAX + 32];

    write_text("c.csv", text);
    snprintf(path, sizeof path, "%s/c.csv", folder);
    return flexsa_constants_read(path, constants, err);
}

Test(constants, the_printed_table_can_be_read)
{
    struct flexsa_constants given, read;
    struct flexsa_error err = {""};
    char text[16384] = "key,value,unit,origin\n", line[512];

    for (size_t i = 0; flexsa_constants_row(i, line, sizeof line); i++) {
        strcat(text, line);
        strcat(text, "\n");
    }
    enter_folder();
    cr_assert_eq(read_constants(text, &read, &err), FLEXSA_OK, "%s", err.text);
    flexsa_constants_default(&given);
    cr_expect_eq(read.sram_count, given.sram_count);
    for (unsigned i = 0; i < FLEXSA_NUM_CONSTANTS; i++)
        cr_expect_float_eq(read.value[i], given.value[i], 1e-9);
    for (size_t i = 0; i < read.sram_count; i++)
        cr_expect_float_eq(read.srams[i].area, given.srams[i].area, 1e-5);
    leave_folder();
}

Test(constants, mistakes_are_named)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"key,value,unit,origin\nmac_energy,1,pJ,x\n", "constant 'simd_flop_energy' (pJ) is missing"},
        {"key,value,unit,origin\nmac_enrgy,1,pJ,x\n", "unknown constant 'mac_enrgy'"},
        {"key,value,unit,origin\nmac_energy,1,pJ,x\nmac_energy,1,pJ,x\n", "twice"},
        {"key,value,unit,origin\nmac_energy,much,pJ,x\n", "number"},
        {"key,value,unit,origin\nmac_energy,-1,pJ,x\n", "number"},
        {"key,value\nmac_energy,1\n", "'unit' is missing"},
        {"key,value,unit,origin\nsram,0,1:1:1,x\n", "sram"},
        {"key,value,unit,origin\nsram,64,1:1,x\n", "read:write:area"},
        {"key,value,unit,origin\nsram,64,1:1:1,x\nsram,64,1:1:1,x\n", "rise"},
    };

    enter_folder();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct flexsa_constants c;
        struct flexsa_error err = {""};

        cr_expect_eq(read_constants(bad[i].text, &c, &err), FLEXSA_BAD_INPUT, "%s", bad[i].text);
        cr_expect(strstr(err.text, bad[i].says), "%s: %s", bad[i].text, err.text);
    }
    leave_folder();
}
