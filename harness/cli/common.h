/*
 * common.h - what the subcommands share: the machine and run options, random operands, and
 * results as text and JSON.
 */
#ifndef FLEXSA_COMMON_H
#define FLEXSA_COMMON_H

#include <cjson/cJSON.h>

#include "../driver/driver.h"
#include "../io/values.h"
#include "options.h"

/* ---- the machine ----------------------------------------------------------- */

struct machine_options {
    const char *config, *arch, *backend;
    uint32_t pipe_depth, second_weight;
};
#define MACHINE_OPTIONS_DEFAULT {"full", "flexsa", "rtl", 1, 1}
/* Entries of an option table. */
#define MACHINE_OPTIONS(o)                                                                         \
    {"config", OPTION_TEXT, &(o).config, "NAME", "mini, small, tall, quarter or full (full)"},     \
    {"arch", OPTION_TEXT, &(o).arch, "NAME", "flexsa, cores or single (flexsa)"},                  \
    {"pipe-depth", OPTION_U32, &(o).pipe_depth, "N", "registers in each FMA: 1, 2 or 3 (1)"},      \
    {"second-weight", OPTION_U32, &(o).second_weight, "0|1", "PEs have a second weight register (1)"}
#define BACKEND_OPTION(o)                                                                          \
    {"backend", OPTION_TEXT, &(o).backend, "NAME", "rtl, golden, csim, or lockstep: rtl and csim (rtl)"}

enum flexsa_status machine_from_options(const struct machine_options *options,
                                        struct flexsa_machine *machine, struct flexsa_error *err);
enum flexsa_status backend_from_options(const struct machine_options *options,
                                        const struct flexsa_backend_ops **backend,
                                        struct flexsa_error *err);

/* ---- a run ------------------------------------------------------------------- */

struct run_options {
    uint64_t timeout, stall_seed;
    const char *inject;
};
#define STALL_OPTIONS(o)                                                                           \
    {"stall-seed", OPTION_U64, &(o).stall_seed, "N", "GBUF with random latency and back-pressure"}, \
    {"timeout", OPTION_U64, &(o).timeout, "CYCLES", "of a program (a bound computed from it)"}
#define RUN_OPTIONS(o)                                                                             \
    STALL_OPTIONS(o),                                                                              \
    {"inject", OPTION_TEXT, &(o).inject, "ROW,COL,BIT", "flip one stored bit: proves the check"}
#define WAVE_OPTION(path)                                                                          \
    {"wave", OPTION_TEXT, &(path), "F.fst", "write waves (10 time units a cycle)"}
#define TIMELINE_OPTION(path)                                                                      \
    {"timeline", OPTION_TEXT, &(path), "F.json", "write when each instruction ran, for ui.perfetto.dev"}
#define VALUES_OPTION(kind)                                                                        \
    {"values", OPTION_TEXT, &(kind), "KIND", "of random operands: normal, full, special or int (normal)"}
#define F16_OPTION(flag)                                                                           \
    {"f16", OPTION_FLAG, &(flag), NULL, "round every finished C to binary16"}
#define JSON_OPTION(flag) {"json", OPTION_FLAG, &(flag), NULL, "print JSON"}

enum flexsa_status run_from_options(const struct run_options *options, const struct flexsa_gemm *gemm,
                                    struct flexsa_drive_options *drive, struct flexsa_error *err);

/* Before the run: USAGE if the backend has no time for --timeline, BAD_INPUT if it is clear that the file
 * cannot be written. `path` may be NULL. */
enum flexsa_status timeline_check(const char *path, const struct flexsa_backend_ops *backend,
                                  struct flexsa_error *err);

/* A wave file that is not whole is removed: BAD_INPUT. For after the run. */
enum flexsa_status wave_check(const char *path, struct flexsa_error *err);

/* ---- operands ------------------------------------------------------------------ */

/* Owned matrices of a GEMM. */
struct matrices {
    uint16_t *a, *b, *c16;
    uint32_t *c0, *c;
};

enum flexsa_status values_from_option(const char *text, enum flexsa_values *values,
                                      struct flexsa_error *err);
/* BAD_INPUT if this host has not that much memory. */
enum flexsa_status matrices_check_memory(const struct flexsa_gemm *gemm, bool check,
                                         struct flexsa_error *err);
/* The results' memory only. */
enum flexsa_status matrices_alloc_results(struct matrices *matrices, const struct flexsa_gemm *gemm,
                                          struct flexsa_error *err);
/* Everything, operands drawn from `seed`: A, B, then C0 if there is one. */
enum flexsa_status matrices_random(struct matrices *matrices, const struct flexsa_gemm *gemm,
                                   enum flexsa_values values, uint64_t seed, bool check,
                                   struct flexsa_error *err);
void matrices_free(struct matrices *matrices);
struct flexsa_operands matrices_operands(const struct matrices *matrices);

/* ---- results --------------------------------------------------------------------- */

/* "flexsa NAME: text" on stderr; returns the exit code. With `json` also an object on stdout. */
int fail(const char *command, enum flexsa_status status, const struct flexsa_error *err, bool json);

/* Adds waves_FW, macs_FW, ... to `object`; FLEXSA_NUM_MODES entries each. */
void add_mode_counts(cJSON *object, const uint64_t *waves, const uint64_t *macs);

/* Objects owned by the caller. */
cJSON *machine_json(const struct flexsa_machine *machine, const char *backend);
cJSON *result_json(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                   const struct flexsa_gemm_result *result);
cJSON *mismatch_json(const struct flexsa_mismatch *mismatch, uint64_t count, const char *command);
/* Ends the program with SIM_FAILED and a line on stderr; for output that would lack something. */
_Noreturn void out_of_memory(void);
/* Prints and frees it. */
void print_json(cJSON *object);

extern const char *program_name; /* argv[0] */

/* What it takes to run one GEMM again. */
struct repeat {
    const char *a, *b, *c_in; /* files, or a is NULL and the operands are random:  */
    const char *values;
    uint64_t seed;
    const struct flexsa_gemm *gemm;
    const struct flexsa_machine *machine;
    const struct flexsa_backend_ops *backend;
    const struct run_options *run;
};

/* A line for a shell: "flexsa gemm ... --check". Owned by the caller; NULL without memory. */
char *repeat_command(const struct repeat *repeat);

/* Share of each mode in all MACs, "FW 91% HSW 9%". */
void mode_shares(const uint64_t macs[FLEXSA_NUM_MODES], char *text, size_t size);

/* 1234567 as "1.23M". */
void short_number(double value, char *text, size_t size);

extern const struct command cmd_gemm, cmd_run, cmd_compile, cmd_asm, cmd_disasm, cmd_exec, cmd_info,
    cmd_bench, cmd_lockstep, cmd_sim, cmd_paper, cmd_fuzz, cmd_replay, cmd_shrink, cmd_debug;

#endif /* FLEXSA_COMMON_H */
