/* replay.c - see replay.h. */
#include "replay.h"

#include <stdio.h>
#include <string.h>

#include "../../csim/lockstep.h"
#include "../backend/rtl_backend.h"

enum flexsa_status replay_backend(const char *name, const struct flexsa_backend_ops **backend, bool *lockstep,
                                  struct flexsa_error *err)
{
    const struct machine_options options = {.backend = name};
    const enum flexsa_status status = backend_from_options(&options, backend, err);

    /* A trial compares with csim by itself: it then knows what differs. */
    *lockstep = status == FLEXSA_OK && *backend == &flexsa_lockstep_backend;
    if (*lockstep)
        *backend = &flexsa_rtl_backend;
    return status;
}

enum flexsa_status replay_read(const char *path, const char *backend, struct flexsa_repro *repro,
                               struct flexsa_error *err)
{
    struct flexsa_error inner = {""};
    const struct flexsa_backend_ops *ops;
    bool lockstep;
    enum flexsa_status status = backend ? replay_backend(backend, &ops, &lockstep, err) : FLEXSA_OK;

    if (status == FLEXSA_OK)
        status = flexsa_repro_read(path, repro, err);
    if (status != FLEXSA_OK)
        return status;
    if (backend)
        snprintf(repro->backend, sizeof repro->backend, "%s", backend);
    status = repro->kind == FLEXSA_REPRO_GEMM ? matrices_check_memory(&repro->gemm, true, &inner)
                                              : flexsa_program_check(&repro->machine, &repro->program, &inner);
    if (status != FLEXSA_OK) {
        flexsa_repro_free(repro);
        return flexsa_fail(err, status, "%s: %.450s", path, inner.text);
    }
    return FLEXSA_OK;
}

enum flexsa_status replay_open(const struct flexsa_repro *repro, struct flexsa_trial **trial, struct flexsa_error *err)
{
    const struct flexsa_backend_ops *backend;
    bool lockstep;
    enum flexsa_status status = replay_backend(repro->backend, &backend, &lockstep, err);

    if (status == FLEXSA_OK)
        status = flexsa_trial_open(trial, &repro->machine, backend, lockstep, err);
    if (status == FLEXSA_OK)
        status = flexsa_trial_ready(*trial, err);
    return status;
}
