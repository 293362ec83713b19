/* area.c - see area.h. */
#include "area.h"

#include <math.h>

#define UM2 1e-6 /* in mm2 */

/* `bytes` in banks of 32 bytes side by side, as wide as `row_bytes`. */
static struct flexsa_buffer buffer_of(double bytes, double row_bytes)
{
    const double banks = ceil(row_bytes / FLEXSA_SRAM_WIDTH);

    return (struct flexsa_buffer){bytes, bytes / banks, banks};
}

struct flexsa_buffer flexsa_stationary_buffer(const struct flexsa_machine *unit)
{
    const double h = flexsa_core_rows(unit), w = flexsa_core_cols(unit);

    return buffer_of(2 * h * w * 2, 2 * w);
}

struct flexsa_buffer flexsa_left_buffer(const struct flexsa_machine *unit)
{
    const double h = flexsa_core_rows(unit), w = flexsa_core_cols(unit);

    return buffer_of(2 * 2 * w * h * 2, 2 * h);
}

struct flexsa_buffer flexsa_output_buffer(const struct flexsa_machine *unit)
{
    const double w = flexsa_core_cols(unit);

    return buffer_of(2 * 2 * w * w * 4, 4 * w);
}

static double sram_area(const struct flexsa_constants *c, struct flexsa_buffer buffer)
{
    return buffer.banks * flexsa_sram_at(c, buffer.bank_bytes).area;
}

/* Everything but data paths. */
static void add_blocks(const struct flexsa_accelerator *a, const struct flexsa_constants *c,
                       struct flexsa_area *area)
{
    area->pes = flexsa_accelerator_pes(a) * c->value[FLEXSA_CONSTANT_pe_area] * UM2;
    area->gbuf = a->groups * flexsa_sram_at(c, a->unit.gbuf_bytes).area;
    area->lbuf = flexsa_accelerator_cores(a) * (sram_area(c, flexsa_stationary_buffer(&a->unit)) +
                                                sram_area(c, flexsa_left_buffer(&a->unit)) +
                                                sram_area(c, flexsa_output_buffer(&a->unit)));
}

/* mm of die side that so many wires take. */
static double width_of(const struct flexsa_constants *c, double bits)
{
    return bits * c->value[FLEXSA_CONSTANT_wire_pitch] * 1e-3 / c->value[FLEXSA_CONSTANT_wire_layers];
}

double flexsa_die_side(const struct flexsa_accelerator *accelerator,
                       const struct flexsa_constants *constants)
{
    struct flexsa_area blocks = {0};

    add_blocks(accelerator, constants, &blocks);
    return sqrt(blocks.pes + blocks.gbuf + blocks.lbuf);
}

double flexsa_group_side(const struct flexsa_accelerator *accelerator,
                         const struct flexsa_constants *constants)
{
    return flexsa_die_side(accelerator, constants) / sqrt(accelerator->groups);
}

double flexsa_core_side(const struct flexsa_accelerator *accelerator,
                        const struct flexsa_constants *constants)
{
    const double pes = (double)flexsa_core_rows(&accelerator->unit) * flexsa_core_cols(&accelerator->unit);

    return sqrt(pes * constants->value[FLEXSA_CONSTANT_pe_area] * UM2);
}

static void add_flexsa(const struct flexsa_accelerator *a, const struct flexsa_constants *c,
                       struct flexsa_area *area)
{
    const double units = (double)a->groups * a->units;
    const double h = a->unit.sub_rows, w = a->unit.sub_cols;
    const double horizontal = 2 * h * 16, vertical = 2 * w * 32, fill = 4 * w * 16;
    const double repeaters = horizontal * ceil(w / c->value[FLEXSA_CONSTANT_repeater_fanout]) +
                             vertical * ceil(h / c->value[FLEXSA_CONSTANT_repeater_fanout]);
    const double height = 2 * h * sqrt(c->value[FLEXSA_CONSTANT_pe_area] * UM2);

    area->muxes = units * (horizontal + vertical + vertical + fill) * c->value[FLEXSA_CONSTANT_mux_area] * UM2;
    area->fma_rows = units * 2 * w * c->value[FLEXSA_CONSTANT_fma_row_area] * UM2;
    area->repeaters = units * repeaters * c->value[FLEXSA_CONSTANT_repeater_area] * UM2;
    area->vertical_width = width_of(c, w * 32);
    area->vertical_wires = units * 2 * area->vertical_width * height;
}

struct flexsa_area flexsa_area_of(const struct flexsa_accelerator *accelerator,
                                  const struct flexsa_constants *constants)
{
    const double cores = flexsa_accelerator_cores(accelerator);
    const double rows = flexsa_core_rows(&accelerator->unit), cols = flexsa_core_cols(&accelerator->unit);
    const double bits = cores * ((rows + cols) * 16 + cols * 32);
    struct flexsa_area area = {0};

    add_blocks(accelerator, constants, &area);
    area.paths = width_of(constants, bits) * flexsa_die_side(accelerator, constants);
    if (accelerator->unit.arch == FLEXSA_ARCH_FLEXSA)
        add_flexsa(accelerator, constants, &area);
    return area;
}

double flexsa_area_sum(const struct flexsa_area *area)
{
    return area->pes + area->gbuf + area->lbuf + area->paths + area->muxes + area->fma_rows +
           area->repeaters + area->vertical_wires;
}
