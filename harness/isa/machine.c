/* machine.c - the sizes of a machine, from the table flexsa_configs.def. */
#include "flexsa_machine.h"

#include <stdio.h>
#include <string.h>

struct config {
    const char *name;
    unsigned sub_rows, sub_cols, blk_m, port_bytes;
    uint32_t gbuf_bytes;
};

#define FLEXSA_CONFIG(name, sub_rows, sub_cols, blk_m, port_bytes, gbuf_bytes)                     \
    {#name, sub_rows, sub_cols, blk_m, port_bytes, gbuf_bytes},
static const struct config configs[] = {
#include "flexsa_configs.def"
};
#undef FLEXSA_CONFIG

#define NUM_CONFIGS (sizeof configs / sizeof configs[0])

static enum flexsa_status fail_unknown_config(const char *config, struct flexsa_error *err)
{
    char known[256] = "";

    for (size_t i = 0; i < NUM_CONFIGS; i++) {
        size_t used = strlen(known);

        snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", configs[i].name);
    }
    return flexsa_fail(err, FLEXSA_BAD_INPUT, "unknown configuration '%s'; known are: %s", config,
                       known);
}

enum flexsa_status flexsa_machine_init(struct flexsa_machine *machine, const char *config,
                                       unsigned arch, struct flexsa_error *err)
{
    if (arch > FLEXSA_ARCH_SINGLE)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "unknown architecture %u; known: %u (flexsa), %u (cores), %u (single)",
                           arch, FLEXSA_ARCH_FLEXSA, FLEXSA_ARCH_CORES, FLEXSA_ARCH_SINGLE);

    for (size_t i = 0; i < NUM_CONFIGS; i++) {
        const struct config *c = &configs[i];

        if (strcmp(c->name, config) != 0)
            continue;
        *machine = (struct flexsa_machine){
            .arch = arch,
            .sub_rows = c->sub_rows,
            .sub_cols = c->sub_cols,
            .blk_m = c->blk_m,
            .port_bytes = arch == FLEXSA_ARCH_SINGLE ? 2 * c->port_bytes : c->port_bytes,
            .gbuf_bytes = c->gbuf_bytes,
            .pipe_depth = 1,
            .second_weight = true,
        };
        snprintf(machine->config, sizeof machine->config, "%s", c->name);
        return FLEXSA_OK;
    }
    return fail_unknown_config(config, err);
}

unsigned flexsa_machine_cores(const struct flexsa_machine *machine)
{
    return machine->arch == FLEXSA_ARCH_CORES ? 4 : 1;
}

unsigned flexsa_machine_block_k(const struct flexsa_machine *machine)
{
    return machine->arch == FLEXSA_ARCH_CORES ? machine->sub_rows : 2 * machine->sub_rows;
}

struct flexsa_limits flexsa_machine_limits(const struct flexsa_machine *machine, unsigned mode)
{
    const unsigned h = machine->sub_rows, w = machine->sub_cols, b = machine->blk_m;
    const bool flexsa = machine->arch == FLEXSA_ARCH_FLEXSA;

    if (!flexsa && mode != FLEXSA_MODE_FW)
        return (struct flexsa_limits){0};
    if (machine->arch == FLEXSA_ARCH_CORES)
        return (struct flexsa_limits){.m = b / 2, .n = w, .k = h, .parts = 1, .part_rows = b / 2};
    if (machine->arch == FLEXSA_ARCH_SINGLE)
        return (struct flexsa_limits){.m = b, .n = 2 * w, .k = 2 * h, .parts = 1, .part_rows = b};
    if (!flexsa)
        return (struct flexsa_limits){0};
    switch (mode) {
    case FLEXSA_MODE_FW:
        return (struct flexsa_limits){.m = b, .n = 2 * w, .k = 2 * h, .parts = 2, .part_rows = b / 2};
    case FLEXSA_MODE_HSW:
        return (struct flexsa_limits){.m = b, .n = 2 * w, .k = h, .parts = 2, .part_rows = b / 2};
    case FLEXSA_MODE_VSW:
        return (struct flexsa_limits){.m = b, .n = w, .k = 2 * h, .parts = 2, .part_rows = b / 2};
    case FLEXSA_MODE_ISW:
        return (struct flexsa_limits){.m = 2 * b, .n = w, .k = h, .parts = 4, .part_rows = b / 2};
    default:
        return (struct flexsa_limits){0};
    }
}

unsigned flexsa_part_rows(unsigned m, unsigned parts, unsigned q)
{
    return (m + parts - 1 - q) / parts;
}

unsigned flexsa_part_first(unsigned m, unsigned parts, unsigned q)
{
    unsigned extra = m % parts; /* this many parts have one row more, and come first */

    return q * (m / parts) + (q < extra ? q : extra);
}

unsigned flexsa_part_of(unsigned m, unsigned parts, unsigned row)
{
    unsigned q = 0;

    while (q + 1 < parts && row >= flexsa_part_first(m, parts, q + 1))
        q++;
    return q;
}

const char *flexsa_config_name(unsigned i)
{
    return i < NUM_CONFIGS ? configs[i].name : NULL;
}

const char *flexsa_arch_name(unsigned arch)
{
    static const char *const names[] = {
        [FLEXSA_ARCH_FLEXSA] = "flexsa",
        [FLEXSA_ARCH_CORES] = "cores",
        [FLEXSA_ARCH_SINGLE] = "single",
    };

    return arch <= FLEXSA_ARCH_SINGLE ? names[arch] : "?";
}

const char *flexsa_mode_name(unsigned mode)
{
    static const char *const names[FLEXSA_NUM_MODES] = {
        [FLEXSA_MODE_FW] = "FW",
        [FLEXSA_MODE_HSW] = "HSW",
        [FLEXSA_MODE_VSW] = "VSW",
        [FLEXSA_MODE_ISW] = "ISW",
    };

    return mode < FLEXSA_NUM_MODES ? names[mode] : "?";
}
