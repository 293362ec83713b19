/*
 * trial.h - runs one case and says how it went. A GEMM goes through the driver (every stored byte, and the
 * finished C), a program's whole GBUF is compared with the golden model's; with `lockstep` csim must also
 * give every time and counter.
 */
#ifndef FLEXSA_TRIAL_H
#define FLEXSA_TRIAL_H

#include "../driver/flexsa_backend.h"
#include "../io/repro.h"
#include "signature.h"

struct flexsa_trial; /* a machine on a backend, the golden model, csim; opaque */

/* How a case went. Of a failure `text` is the message, one line. */
struct flexsa_verdict {
    enum flexsa_status status;
    struct flexsa_signature signature;
    char text[512];
    uint64_t cycles, instrs;
};

/* The machines are opened as cases need them, so a model that is missing shows in flexsa_trial_ready.
 * Owned by the caller. SIM_FAILED without memory. */
enum flexsa_status flexsa_trial_open(struct flexsa_trial **trial, const struct flexsa_machine *machine,
                                     const struct flexsa_backend_ops *backend, bool lockstep,
                                     struct flexsa_error *err);
void flexsa_trial_close(struct flexsa_trial *trial);

/* Opens all there is to open; BAD_INPUT if the model is not built. */
enum flexsa_status flexsa_trial_ready(struct flexsa_trial *trial, struct flexsa_error *err);

/* The case's machine must be the trial's. A backend whose run failed is opened anew for the next case. */
void flexsa_trial_run(struct flexsa_trial *trial, const struct flexsa_repro *repro, struct flexsa_verdict *verdict);

#endif /* FLEXSA_TRIAL_H */
