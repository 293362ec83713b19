/*
 * debug.h - what `flexsa debug`, and `gemm` and `run` on a mismatch, make of a failing case: the first wrong
 * value on stderr or as JSON, and beside STEM.repro the files STEM.fst and STEM.gtkw.
 */
#ifndef FLEXSA_CLI_DEBUG_H
#define FLEXSA_CLI_DEBUG_H

#include "../debug/debug.h"
#include "common.h"

#define DEBUG_OPTIONS(o)                                                                           \
    {"debug", OPTION_TEXT, &(o).folder, "DIR", "on a mismatch: first wrong value, repro and wave files there (flexsa-debug)"}, \
    {"no-debug", OPTION_FLAG, &(o).off, NULL, "on a mismatch: only report it"}

struct debug_options {
    const char *folder;
    bool off;
};

/* A case to look into. */
struct debug_job {
    const struct flexsa_repro *repro;
    const char *stem;          /* of the files; its folder exists                   */
    const char *folder;        /* where to write the repro file; NULL: there is one */
    bool json;                 /* nothing to stderr                                 */
};

/* Finds and reports; *found->wrong is NOTHING if the case does not fail. With `object` (may be NULL) the
 * report is added to it. Files that cannot be made are a line of the report, no failure. */
enum flexsa_status debug_case(const struct debug_job *job, struct flexsa_divergence *found, cJSON *object,
                              struct flexsa_error *err);

/* Before the run: BAD_INPUT if it is already clear that nothing can be written into --debug's folder. */
enum flexsa_status debug_check(const struct debug_options *options, struct flexsa_error *err);

/* After a mismatch of a GEMM: makes the folder and calls debug_case, with files FOLDER/NAME.*. Does nothing if
 * `backend` has no array to look into. What goes wrong is one line on stderr. */
void debug_mismatch(const struct debug_options *options, const struct flexsa_backend_ops *backend,
                    const struct flexsa_repro *repro, const char *name, bool json, cJSON *object);

#endif /* FLEXSA_CLI_DEBUG_H */
