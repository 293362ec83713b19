/* machine.c - accelerators by name; from JSON: machine_file.c. */
#include "machine.h"

#include <math.h>
#include <stdio.h>

/* Sizes of buffers follow from those of a core as in the paper (section VII): the left LBUF is twice
 * the stationary one, so a wide tile has 4W rows of a sub-core's W columns; ports move one row. */
static void size_unit(struct flexsa_machine *unit, unsigned arch, unsigned rows, unsigned cols,
                      uint32_t gbuf_bytes)
{
    *unit = (struct flexsa_machine){
        .arch = arch,
        .sub_rows = rows,
        .sub_cols = cols,
        .blk_m = 4 * cols,
        .port_bytes = (arch == FLEXSA_ARCH_SINGLE ? 4 : 2) * cols,
        .gbuf_bytes = gbuf_bytes,
        .pipe_depth = 1,
        .second_weight = true,
    };
    snprintf(unit->config, sizeof unit->config, "model");
}

/* The side of each of `parts` equal squares of the whole array, 0 if there is none. */
static unsigned side_of(unsigned parts)
{
    unsigned side = FLEXSA_PAPER_SIDE;

    while (side > 0 && side * side * parts > FLEXSA_PAPER_SIDE * FLEXSA_PAPER_SIDE)
        side /= 2;
    return side * side * parts == FLEXSA_PAPER_SIDE * FLEXSA_PAPER_SIDE ? side : 0;
}

enum flexsa_status flexsa_accelerator_init(struct flexsa_accelerator *accelerator, const char *name,
                                           struct flexsa_error *err)
{
    unsigned groups = 0, units = 0, side = 0, arch;
    char kind = 0, rest;
    const bool read = sscanf(name, "%4uG%4u%c%c", &groups, &units, &kind, &rest) == 3 && groups > 0 &&
                      units > 0 && (kind == 'C' || (kind == 'F' && units == 1));

    if (read)
        side = side_of(groups * units * (kind == 'F' ? 4 : 1));
    if (side < 4)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "machine '%.40s': known are 1G1C, 1G4C, 4G4C, 1G1F, 4G1F and others of that "
                           "form that cut 128 x 128 PEs in squares of at least 4 x 4",
                           name);
    arch = kind == 'F' ? FLEXSA_ARCH_FLEXSA : units > 1 ? FLEXSA_ARCH_CORES : FLEXSA_ARCH_SINGLE;
    *accelerator = (struct flexsa_accelerator){
        .groups = groups,
        .units = units,
        .clock_hz = FLEXSA_PAPER_CLOCK_HZ,
        .dram_bytes_per_s = FLEXSA_PAPER_HBM2_BYTES_S,
        .simd_flops = FLEXSA_PAPER_SIMD_FLOPS,
    };
    snprintf(accelerator->name, sizeof accelerator->name, "%s", name);
    if (arch == FLEXSA_ARCH_SINGLE)
        side /= 2; /* it counts its halves */
    size_unit(&accelerator->unit, arch, side, side, FLEXSA_PAPER_GBUF_BYTES / groups);
    return FLEXSA_OK;
}

unsigned flexsa_unit_pes(const struct flexsa_machine *unit)
{
    return (unit->arch == FLEXSA_ARCH_CORES ? 1 : 4) * unit->sub_rows * unit->sub_cols;
}

double flexsa_accelerator_pes(const struct flexsa_accelerator *accelerator)
{
    return (double)flexsa_unit_pes(&accelerator->unit) * accelerator->units * accelerator->groups;
}

unsigned flexsa_accelerator_cores(const struct flexsa_accelerator *accelerator)
{
    return accelerator->groups * accelerator->units *
           (accelerator->unit.arch == FLEXSA_ARCH_FLEXSA ? 4 : 1);
}

unsigned flexsa_core_rows(const struct flexsa_machine *unit)
{
    return (unit->arch == FLEXSA_ARCH_SINGLE ? 2 : 1) * unit->sub_rows;
}

unsigned flexsa_core_cols(const struct flexsa_machine *unit)
{
    return (unit->arch == FLEXSA_ARCH_SINGLE ? 2 : 1) * unit->sub_cols;
}

double flexsa_group_dram_bytes(const struct flexsa_accelerator *accelerator)
{
    return accelerator->dram_bytes_per_s / accelerator->clock_hz / accelerator->groups;
}

enum flexsa_status flexsa_accelerator_check(const struct flexsa_accelerator *a,
                                            struct flexsa_error *err)
{
    const struct flexsa_machine *unit = &a->unit;

    if (a->groups < 1 || a->groups > 1024 || a->units < 1 || a->units > 1024)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "machine '%s': groups and units must be 1..1024",
                           a->name);
    if (a->units > 1 && unit->arch != FLEXSA_ARCH_CORES)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "machine '%s': only independent cores may be several in a group", a->name);
    if (unit->sub_rows < 2 || unit->sub_cols < 2 || unit->sub_rows > 1024 || unit->sub_cols > 1024 ||
        unit->blk_m < 4 || unit->blk_m > 65536 || unit->blk_m % 2 != 0)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "machine '%s': core rows and columns must be 2..1024, blk_m 4..65536 and even",
                           a->name);
    if (unit->gbuf_bytes < 1024)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "machine '%s': a group's GBUF has at least 1024 bytes",
                           a->name);
    if (!(a->clock_hz > 0) || !(a->simd_flops > 0) || !(a->dram_bytes_per_s >= 0) ||
        !isfinite(a->clock_hz) || !isfinite(a->simd_flops) || !isfinite(a->dram_bytes_per_s))
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "machine '%s': clock and SIMD throughput must be above 0, bandwidth 0 (ideal) or above",
                           a->name);
    return FLEXSA_OK;
}
