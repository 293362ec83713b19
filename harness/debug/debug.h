/*
 * debug.h - from a program that gives wrong results to the first wrong value in the RTL's array: the run is
 * repeated, the golden model predicts every partial sum of wrong elements, and the RTL's registers are compared
 * with it in every cycle. Waves around that cycle, with a view for GTKWave, show the rest.
 */
#ifndef FLEXSA_DEBUG_H
#define FLEXSA_DEBUG_H

#include "../driver/driver.h"
#include "../io/repro.h"
#include "divergence.h"

/* One program and its GBUF, which fails. Borrowed, but for what flexsa_debug_of_repro makes. */
struct flexsa_debug_case {
    struct flexsa_machine machine;
    const struct flexsa_program *program;
    const uint8_t *gbuf;               /* before: machine.gbuf_bytes of them        */
    uint64_t stall_seed, reset_at, timeout;
    uint64_t first_cycle;              /* of the GEMM: what the program's cycle 0 is */
    bool inject;                       /* bit `inject_bit` of byte `inject_addr` is flipped as it is stored */
    uint32_t inject_addr;
    unsigned inject_bit;
    flexsa_on_cycle *fault;            /* NULL; or plants a fault in every run      */
    void *fault_context;
};

/* The case of a repro file. Of a GEMM it is the first pass that fails on `backend`; the passes before it are
 * the golden model's. Frees nothing of `repro`, which must stay. MISMATCH is no failure here; *failing says
 * whether there was one. */
struct flexsa_debug_pass {
    struct flexsa_debug_case debug;
    struct flexsa_program program;     /* owned                                     */
    uint8_t *gbuf;                     /* owned                                     */
    struct flexsa_mismatch mismatch;   /* of a GEMM                                 */
};
enum flexsa_status flexsa_debug_of_repro(const struct flexsa_repro *repro, const struct flexsa_backend_ops *backend,
                                         struct flexsa_debug_pass *pass, struct flexsa_error *err);
void flexsa_debug_pass_free(struct flexsa_debug_pass *pass);

/* Runs the case twice and fills in `found`; found->wrong is NOTHING if all is as it should be. A run that fails
 * (an assertion, a timeout) is found too, its message in found->hint. */
enum flexsa_status flexsa_debug_find(const struct flexsa_debug_case *debug, const struct flexsa_backend_ops *backend,
                                     struct flexsa_divergence *found, struct flexsa_error *err);

/* What there is to say, several lines. Always fits FLEXSA_DEBUG_BYTES. */
#define FLEXSA_DEBUG_BYTES 4096
void flexsa_debug_print(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found,
                        char text[FLEXSA_DEBUG_BYTES]);

/* Cycles (of the program) that show the divergence: from the wave's begin, at most the array's depth, to shortly after. */
struct flexsa_debug_window {
    uint64_t from, to;
};
struct flexsa_debug_window flexsa_debug_window(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found);

/* Runs once more with waves of that window. BAD_INPUT if there is no model with waves. */
enum flexsa_status flexsa_debug_wave(const struct flexsa_debug_case *debug, const struct flexsa_backend_ops *backend,
                                     const struct flexsa_divergence *found, const char *fst, struct flexsa_error *err);

/* A view of `fst` for GTKWave: the chain of PEs, a marker at the cycle, mode and instruction.
 * `filters` is the folder with the names of values: waves/ of the project. */
enum flexsa_status flexsa_debug_view(const struct flexsa_debug_case *debug, const struct flexsa_divergence *found,
                                     const char *fst, const char *filters, const char *gtkw, struct flexsa_error *err);

#endif /* FLEXSA_DEBUG_H */
