/*
 * golden.h - the ISA model: docs/isa.md as C. It executes a program one instruction at
 * a time, in order, without time: cycles, busy and stall counters stay 0, the counters of
 * traffic.h are exact. Every run begins with empty queues, weights and OBUF; only GBUF stays.
 *
 * It is the machine's reference, so it refuses by itself (BAD_INPUT, naming the instruction)
 * whatever would leave it without a meaning, though flexsa_program_check should have done so.
 * Hazards between GBUF addresses (rule 6) have a meaning in order, and are not its concern.
 */
#ifndef FLEXSA_GOLDEN_H
#define FLEXSA_GOLDEN_H

#include "../driver/flexsa_backend.h"

/* name "golden". open() refuses a wave_path: there is nothing to see over time. */
extern const struct flexsa_backend_ops flexsa_golden_backend;

/* One element of one ExecGEMM, term by term, as the arithmetic contract has it: psum[0] = a[0] * b[0],
 * psum[i] = fma(a[i], b[i], psum[i-1]). The caller gives instr, row, col, and room for k elements each. */
struct flexsa_golden_chain {
    size_t instr;                 /* of the program: an ExecGEMM                   */
    unsigned row, col;            /* in its m x n                                  */
    uint16_t *a, *b;              /* operands, moving and stationary               */
    uint32_t *psum;
    uint32_t before, after;       /* its OBUF element; before: with ACC            */
};

/* Runs the program as run() does and fills in `chains`, which are sorted by instr. SIM_FAILED if the terms do
 * not give what the model computed, which would be a defect of this file. */
enum flexsa_status flexsa_golden_explain(void *instance, const struct flexsa_program *program,
                                         struct flexsa_golden_chain *chains, size_t count,
                                         struct flexsa_error *err);

#endif /* FLEXSA_GOLDEN_H */
