/*
 * machine.h - a whole accelerator for the performance model: groups that each have a GBUF and one or
 * more units, and the memory all groups share (paper, Table I and section VII).
 *
 *   name    groups  units of a group             GBUF of a group
 *   1G1C    1       one array 128 x 128          10 MB
 *   1G4C    1       4 independent cores 64 x 64  10 MB
 *   4G4C    4       4 independent cores 32 x 32  2.5 MB
 *   1G1F    1       one FlexSA of 4 x (64 x 64)  10 MB
 *   4G1F    4       one FlexSA of 4 x (32 x 32)  2.5 MB
 *   xGyC    x       y independent cores (Figures 5, 6: 1G16C, 1G64C, 4G16C)
 *
 * Every name stands for 16,384 PEs and 10 MB in all.
 */
#ifndef FLEXSA_MODEL_MACHINE_H
#define FLEXSA_MODEL_MACHINE_H

#include "../../harness/isa/flexsa_machine.h"

/* How DRAM transfers overlap with computing. The paper does not say; see docs/model.md. */
enum flexsa_overlap {
    FLEXSA_OVERLAP_WAVE, /* operands come while the wave before is executed (double-buffered LBUFs) */
    FLEXSA_OVERLAP_GEMM  /* anywhere inside a GEMM: GBUF prefetches any distance                    */
};

/* How tiles reach independent cores. */
enum flexsa_deal {
    FLEXSA_DEAL_WAVES, /* wave by wave in turn (paper, section VII); sums of one tile lie in several cores */
    FLEXSA_DEAL_TILES  /* tile by tile, as the compiler of this project does                               */
};

struct flexsa_accelerator {
    char name[32];
    struct flexsa_machine unit; /* what one instruction stream drives; its gbuf_bytes is the group's.
                                 * For FLEXSA_ARCH_CORES one core is sub_rows x sub_cols       */
    unsigned groups;
    unsigned units;             /* of a group; more than 1 only for FLEXSA_ARCH_CORES          */
    double clock_hz;
    double dram_bytes_per_s;    /* all groups together; 0: ideal memory                        */
    double simd_flops;          /* per second, for layers that are no GEMMs                    */
    enum flexsa_overlap overlap;
    enum flexsa_deal deal;
    bool free_shift;            /* weights reach the PEs in no time, no fill, no drain: rows streamed
                                 * and nothing else, "the size mismatch alone"                 */
    bool as_built;              /* the cycles of this project's RTL (csim/fast.h): waits for local buffers
                                 * and GBUF lanes, start and end of every pass; cores take tiles in turn, at
                                 * most 4 in a group. false: waves alone, see wave_cost.h          */
    bool depthwise_as_gemms;    /* depthwise layers as one GEMM a channel; false: on the SIMD array */
    bool expanded_in_dram;      /* A lies in DRAM with its windows laid out side by side (im2col);
                                 * false: they are laid out on the way into GBUF               */
};

#define FLEXSA_PAPER_CLOCK_HZ 0.7e9      /* section VII */
#define FLEXSA_PAPER_HBM2_BYTES_S 270e9  /* section VII */
#define FLEXSA_PAPER_SIMD_FLOPS 500e9    /* section VIII, last paragraph */
#define FLEXSA_PAPER_SIDE 128u           /* PEs along each side of all arrays together */
#define FLEXSA_PAPER_GBUF_BYTES 10485760u

/* Fills `accelerator` from a name as above, with HBM2 and the paper's clock. BAD_INPUT for a name
 * of another form or one whose cores would not be square powers of two of at least 4. */
enum flexsa_status flexsa_accelerator_init(struct flexsa_accelerator *accelerator, const char *name,
                                           struct flexsa_error *err);

/* The same from the text of a JSON object (docs/model.md lists its keys); `file` is for messages.
 * Absent keys keep what "base", a name as above (1G1F), says. BAD_INPUT for unknown keys. */
enum flexsa_status flexsa_accelerator_parse(struct flexsa_accelerator *accelerator, const char *file,
                                            const char *text, struct flexsa_error *err);

/* BAD_INPUT, naming what is wrong, for sizes the model cannot hold. */
enum flexsa_status flexsa_accelerator_check(const struct flexsa_accelerator *accelerator,
                                            struct flexsa_error *err);

/* PEs of one unit, and of everything. */
unsigned flexsa_unit_pes(const struct flexsa_machine *unit);
double flexsa_accelerator_pes(const struct flexsa_accelerator *accelerator);

/* Cores in the sense of area and wires: sub-cores of FlexSA units, or the units themselves. */
unsigned flexsa_accelerator_cores(const struct flexsa_accelerator *accelerator);

/* Rows and columns of such a core. */
unsigned flexsa_core_rows(const struct flexsa_machine *unit);
unsigned flexsa_core_cols(const struct flexsa_machine *unit);

/* DRAM bytes a clock cycle for one group, 0 if ideal. */
double flexsa_group_dram_bytes(const struct flexsa_accelerator *accelerator);

#endif /* FLEXSA_MODEL_MACHINE_H */
