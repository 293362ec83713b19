/*
 * workload.h - a workload file becomes a list of GEMMs. The header line says which form
 * the file has (names in any case; '#' comments allowed):
 *
 *   layers   layer,in_h,in_w,in_c,out_c,kernel_h,kernel_w,stride_h,stride_w,pad_h,pad_w,groups
 *            and, for pruning traces, input_of: the layer whose output it reads ("a+b" for
 *            two side by side; empty: the network's input); after: what follows the layer,
 *            "none" or some of "norm+add+act" (for the performance model; without the column
 *            "norm+act", and nothing after a layer of 1x1 inputs)
 *   SCALE-Sim convolutions  Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width,
 *            Channels, Num Filter, Strides,   (or Stride Height, Stride Width)
 *            no padding, output rounded up; "DP" in the name: depthwise, as SCALE-Sim has it
 *   list     M,N,K and, if wanted, name (or layer, layer name: SCALE-Sim's GEMM form) and phase;
 *            without names rows are #1, #2, ...
 *
 * GEMMs of a layer with batch B, output oh x ow, g groups (each g times):
 *
 *   phase                M               N         K
 *   fwd    forward       B*oh*ow         out_c/g   kh*kw*in_c/g
 *   dgrad  data grad.    B*in_h*in_w     in_c/g    kh*kw*out_c/g   (not the first layer)
 *   wgrad  weight grad.  kh*kw*in_c/g    out_c/g   B*oh*ow
 */
#ifndef FLEXSA_WORKLOAD_H
#define FLEXSA_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../isa/flexsa_status.h"

enum flexsa_phase {
    FLEXSA_PHASE_FWD,
    FLEXSA_PHASE_DGRAD,
    FLEXSA_PHASE_WGRAD,
    FLEXSA_NUM_PHASES
};

/* What follows a layer that is no GEMM: bits. */
#define FLEXSA_AFTER_NORM 1u /* normalisation                                     */
#define FLEXSA_AFTER_ADD 2u  /* element-wise sum of two branches                  */
#define FLEXSA_AFTER_ACT 4u  /* activation                                        */

#define FLEXSA_WORKLOAD_NAME_BYTES 64
#define FLEXSA_WORKLOAD_MAX_DIM 16777216u /* 2^24, as flexsa_plan.h                */

struct flexsa_workload_gemm {
    char name[FLEXSA_WORKLOAD_NAME_BYTES]; /* the layer's                         */
    enum flexsa_phase phase;
    uint32_t m, n, k;
    uint32_t repeat;  /* how many equal GEMMs this row stands for: groups, else 1  */
    bool depthwise;   /* a group has one input channel                             */
    unsigned after;   /* fwd only: FLEXSA_AFTER_*, on its M x N x repeat outputs   */
    uint64_t a_distinct; /* different elements A is made of: a layer's tensor before its
                          * windows are laid out side by side; at most M*K         */
};

/* An owned list; free with flexsa_workload_free. */
struct flexsa_workload {
    struct flexsa_workload_gemm *gemms;
    size_t count, capacity;
};

#define FLEXSA_PHASES_ALL 7u /* bit i: phase i */

struct flexsa_workload_options {
    uint32_t batch;     /* 0 is 1; a list has its batch in M or K and takes 0 or 1 only */
    unsigned phases;    /* which phases to keep, 0: all                           */
    const char *trace;  /* pruning trace: epoch, and a column of widths per layer, or NULL */
    const char *epoch;  /* the trace's row, by the text of its epoch; NULL: the last row   */
};

/* BAD_INPUT with file and line for anything wrong, and for a workload without any GEMM.
 * `options` NULL: all zero. */
enum flexsa_status flexsa_workload_read(const char *path,
                                        const struct flexsa_workload_options *options,
                                        struct flexsa_workload *workload,
                                        struct flexsa_error *err);
void flexsa_workload_free(struct flexsa_workload *workload);

/* Multiply-accumulates of the whole list, repeats included. */
double flexsa_workload_macs(const struct flexsa_workload *workload);

const char *flexsa_phase_name(enum flexsa_phase phase); /* "fwd", "dgrad", "wgrad" */

#endif /* FLEXSA_WORKLOAD_H */
