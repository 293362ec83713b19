/* guard.h - a case in a process of its own: whatever it does, the caller lives on and sees the model fresh. */
#ifndef FLEXSA_GUARD_H
#define FLEXSA_GUARD_H

#include "trial.h"

/* flexsa_trial_run in a child process. One that dies is the failure "crash ...". The caller must not have opened
 * the RTL itself: its threads do not survive fork. SIM_FAILED if there can be no child; BAD_INPUT if the model is
 * not built. */
enum flexsa_status flexsa_guard_run(const struct flexsa_backend_ops *backend, bool lockstep,
                                    const struct flexsa_repro *repro, struct flexsa_verdict *verdict,
                                    struct flexsa_error *err);

/* The verdict on a process that ended with this wait status in the middle of a case. */
struct flexsa_verdict flexsa_guard_crash(int wait_status);

#endif /* FLEXSA_GUARD_H */
