/*
 * flexsa_machine.h - the sizes of one machine: a configuration (a row of
 * flexsa_configs.def) seen through one architecture. Every layer takes a
 * `const struct flexsa_machine *`; nothing is global.
 */
#ifndef FLEXSA_MACHINE_H
#define FLEXSA_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "flexsa_isa.h"
#include "flexsa_status.h"

struct flexsa_machine {
    char config[16];        /* "full", "quarter", "small", "mini", "tall"        */
    unsigned arch;          /* FLEXSA_ARCH_*                                     */
    unsigned sub_rows;      /* H: rows of a sub-core (k)                         */
    unsigned sub_cols;      /* W: columns of a sub-core (n)                      */
    unsigned blk_m;         /* BLK_M: rows of C in a wide tile                   */
    unsigned port_bytes;    /* width of a GBUF lane; alignment of ADDR and PITCH */
    uint32_t gbuf_bytes;    /* size of GBUF                                      */
    unsigned pipe_depth;    /* FMA registers: 1, 2 or 3                          */
    bool second_weight;     /* PEs have the second weight register               */
};

/* Limits of one ExecGEMM in `mode` (docs/isa.md, table of modes). */
struct flexsa_limits {
    unsigned m, n, k;       /* largest sizes                                     */
    unsigned parts;         /* parts that m is cut in: 1, 2 or 4                 */
    unsigned part_rows;     /* rows of one OBUF partition half                   */
};

/* Fills `machine` for configuration `config` ("full", ...) and `arch`, with the defaults
 * pipe_depth = 1 and second_weight = true. BAD_INPUT, with the known names, for an unknown one.
 * For FLEXSA_ARCH_SINGLE port_bytes is doubled (one lane of twice the width). */
enum flexsa_status flexsa_machine_init(struct flexsa_machine *machine, const char *config,
                                       unsigned arch, struct flexsa_error *err);

/* Cores an instruction may name: 4 for `cores`, else 1. */
unsigned flexsa_machine_cores(const struct flexsa_machine *machine);

/* Depth of one arithmetic block of K (contract): 2H, or H for independent cores. */
unsigned flexsa_machine_block_k(const struct flexsa_machine *machine);

/* Limits of `mode`; all zero when the machine does not know the mode. */
struct flexsa_limits flexsa_machine_limits(const struct flexsa_machine *machine, unsigned mode);

/* Rows of part q of m rows cut in `parts` parts, and the first row of that part. */
unsigned flexsa_part_rows(unsigned m, unsigned parts, unsigned q);
unsigned flexsa_part_first(unsigned m, unsigned parts, unsigned q);
/* The part that row `row` of m lies in. */
unsigned flexsa_part_of(unsigned m, unsigned parts, unsigned row);

/* Names: configuration i (NULL past the last), architecture, mode. */
const char *flexsa_config_name(unsigned i);
const char *flexsa_arch_name(unsigned arch);   /* "flexsa", "cores", "single" */
const char *flexsa_mode_name(unsigned mode);   /* "FW", "HSW", "VSW", "ISW"   */

#endif /* FLEXSA_MACHINE_H */
