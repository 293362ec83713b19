/* replay.h - repro files as the subcommands take them. */
#ifndef FLEXSA_REPLAY_H
#define FLEXSA_REPLAY_H

#include "../fuzz/trial.h"
#include "common.h"

/* Reads it; `backend`, if not NULL, replaces the file's. BAD_INPUT also for an illegal program, or a GEMM too large
 * for this host. */
enum flexsa_status replay_read(const char *path, const char *backend, struct flexsa_repro *repro,
                               struct flexsa_error *err);

/* A backend by name, and whether csim runs beside it. */
enum flexsa_status replay_backend(const char *name, const struct flexsa_backend_ops **backend, bool *lockstep,
                                  struct flexsa_error *err);

/* A trial for the case's machine and backend, ready to run; owned by the caller. */
enum flexsa_status replay_open(const struct flexsa_repro *repro, struct flexsa_trial **trial, struct flexsa_error *err);

#endif /* FLEXSA_REPLAY_H */
