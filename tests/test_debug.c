/*
 * test_debug.c - the search for the first wrong value. Faults are planted in the registers of running models,
 * so where, when and what is known; and where only a stored byte is changed, every partial sum of every chain
 * on the way must be found right: that is the formula of place.c against the RTL, in every mode.
 */
#define _POSIX_C_SOURCE 200809L /* fork */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../harness/backend/rtl_backend.h"
#include "../harness/debug/debug.h"
#include "../harness/debug/place.h"
#include "../harness/fuzz/draw.h"
#include "../harness/golden/half.h"
#include "../harness/isa/random_program.h"
#include "cli_runner.h"
#include "rtl_cases.h"

static const char *const models[] = {"mini-flexsa", "mini-flexsa-d2", "mini-flexsa-d3", "mini-flexsa-w1", "mini-flexsa-d2-w1",
                                     "mini-cores",  "mini-cores-d2-w1", "mini-single", "mini-single-d3", "small-flexsa",
                                     "small-flexsa-d2", "tall-flexsa", "tall-cores", "small-single"};
enum { NUM_MODELS = sizeof models / sizeof models[0] };

/* Case `index` of a random regression, half of them with a slow GBUF. */
static void draw(const char *model, uint64_t index, uint32_t inject, struct flexsa_repro *repro)
{
    const struct flexsa_machine machine = case_machine(model);
    const struct flexsa_fuzz_plan plan = {
        .seed = 20, .machines = &machine, .machine_count = 1, .backend = "rtl", .stalls = true, .inject = inject};
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_fuzz_draw(&plan, index, repro, &err), FLEXSA_OK, "%s", err.text);
}

static void open_pass(const struct flexsa_repro *repro, struct flexsa_debug_pass *pass)
{
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_debug_of_repro(repro, &flexsa_rtl_backend, pass, &err), FLEXSA_OK, "%s", err.text);
}

static struct flexsa_divergence find(const char *model, uint64_t index, const struct flexsa_debug_pass *pass)
{
    struct flexsa_divergence found;
    struct flexsa_error err = {""};

    cr_assert_eq(flexsa_debug_find(&pass->debug, &flexsa_rtl_backend, &found, &err), FLEXSA_OK, "%s case %llu: %s", model,
                 (unsigned long long)index, err.text);
    return found;
}

/* ---- a stored byte ---------------------------------------------------------------------- */

Test(debug, a_flipped_store_is_found_and_every_sum_before_it_is_right, .timeout = 300)
{
    unsigned modes = 0, found_count = 0;

    for (unsigned i = 0; i < NUM_MODELS * case_count(12); i++) {
        const char *model = models[i % NUM_MODELS];
        struct flexsa_repro repro;
        struct flexsa_debug_pass pass;
        struct flexsa_divergence found;

        draw(model, i, 1, &repro);
        open_pass(&repro, &pass);
        found = find(model, i, &pass);
        if (found.wrong) { /* a program need not store the byte */
            cr_assert_eq(found.wrong, FLEXSA_WRONG_STORED, "%s case %u: %s in cycle %llu", model, i,
                         flexsa_wrong_name(found.wrong), (unsigned long long)found.cycle);
            cr_assert_leq(found.addr, pass.debug.inject_addr);
            cr_assert_lt(pass.debug.inject_addr, found.addr + 4);
            cr_assert_eq(found.expected ^ found.got,
                         1u << (8 * (pass.debug.inject_addr - found.addr) + pass.debug.inject_bit));
            cr_assert_eq(found.wrong_elements, 1);
            for (size_t k = 0; k < found.store; k++)
                if (pass.program.instrs[k].op == FLEXSA_OP_EXEC)
                    modes |= 1u << pass.program.instrs[k].mode;
            found_count++;
        }
        flexsa_debug_pass_free(&pass);
        flexsa_repro_free(&repro);
    }
    cr_assert_eq(modes, 15, "not every mode was there");
    cr_assert_gt(found_count, NUM_MODELS * 8);
}

/* ---- a register ----------------------------------------------------------------------------- */

enum kind { RECORD, WEIGHT, PSUM, BANK, NUM_KINDS };

/* Flips a bit once, in the first cycle from `from` on in which that can matter. */
struct fault {
    const struct flexsa_machine *machine;
    enum kind kind;
    uint64_t from, cycle;     /* cycle: in which it was done                        */
    unsigned core, row, col, word, bit;
    bool done;
};

static void plant(void *context, const struct flexsa_array *array, uint64_t cycle, unsigned stepped)
{
    struct fault *fault = context;
    const struct flexsa_array_core *core = &array->core[fault->core % array->cores];
    const unsigned lane = fault->row % array->rows * array->cols + fault->col % array->cols;
    const unsigned partition = fault->core % array->partitions;

    if (cycle == 0)
        fault->done = false; /* every run has the fault */
    if (fault->done || cycle < fault->from || !(stepped & 1u << (array->units > 1 ? fault->core % array->cores : 0)))
        return;
    /* A PE that is about to multiply; of a partial sum, the one below it. */
    if (fault->kind != BANK && !(core->record[lane + (fault->kind == PSUM ? array->cols : 0)] & FLEXSA_RECORD_VALID))
        return;
    fault->done = true;
    fault->cycle = cycle;
    switch (fault->kind) {
    case RECORD:
        core->record[lane] ^= 1u << fault->bit;
        break;
    case WEIGHT:
        (core->weight ? core->weight : core->next)[lane] ^= 1u << fault->bit;
        break;
    case PSUM:
        core->psum[lane] ^= 1u << fault->bit;
        break;
    default:
        array->partition[partition].bank[fault->col % array->cols][fault->word % (2 * array->part_rows)] ^= 1u << fault->bit;
    }
}

static uint32_t product(uint32_t a, uint32_t b)
{
    return flexsa_f32_result((float)(flexsa_operand_value(a) * flexsa_operand_value(b)));
}

static void check_place(const char *model, unsigned index, const struct fault *fault, const struct flexsa_divergence *found,
                        const struct flexsa_array *shape, unsigned *exact)
{
    const unsigned core = fault->core % shape->cores, row = fault->row % shape->rows, col = fault->col % shape->cols;

    cr_assert_geq(found->cycle, fault->cycle, "%s fault %u: %s found before it was there", model, index,
                  flexsa_wrong_name(found->wrong));
    if ((fault->kind == RECORD || fault->kind == WEIGHT) && !found->has_incoming) { /* the first product of a chain */
        cr_assert_eq(found->expected, product(flexsa_operand_of_half(found->a), flexsa_operand_of_half(found->b)));
        cr_assert_eq(found->got, product(found->got_a, found->got_b));
    }
    switch (fault->kind) {
    case RECORD: /* it goes on east, and the PE itself may not have noticed */
        cr_assert_eq(found->wrong, FLEXSA_WRONG_MOVING, "%s fault %u: %s", model, index, flexsa_wrong_name(found->wrong));
        cr_assert_eq(found->pe_row, row);
        cr_assert_eq(found->core / 2, core / 2);
        *exact += found->core == core && found->pe_col == col && found->cycle == fault->cycle;
        break;
    case WEIGHT:
        cr_assert_eq(found->wrong, FLEXSA_WRONG_STATIONARY, "%s fault %u: %s", model, index, flexsa_wrong_name(found->wrong));
        cr_assert(found->core == core && found->pe_row == row && found->pe_col == col);
        ++*exact;
        break;
    case PSUM:
        cr_assert(found->wrong == FLEXSA_WRONG_ARITHMETIC || found->wrong == FLEXSA_WRONG_HANDED_ON, "%s fault %u: %s", model,
                  index, flexsa_wrong_name(found->wrong));
        cr_assert(found->core == core && found->pe_row == row && found->pe_col == col);
        cr_assert_eq(found->cycle, fault->cycle);
        cr_assert_eq(found->expected ^ found->got, 1u << fault->bit);
        ++*exact;
        break;
    default:
        cr_assert(found->wrong == FLEXSA_WRONG_OVERWRITTEN || found->wrong == FLEXSA_WRONG_LOADED, "%s fault %u: %s", model,
                  index, flexsa_wrong_name(found->wrong));
        cr_assert_eq(found->orow + found->half * shape->part_rows, fault->word % (2 * shape->part_rows));
        cr_assert_eq(found->expected ^ found->got, 1u << fault->bit);
        cr_assert(found->wrong == FLEXSA_WRONG_LOADED || found->cycle == fault->cycle);
        ++*exact;
    }
}

/* Most random programs overwrite, or never store, what a fault has changed: one in sixteen must show. */
static void find_faults(enum kind kind, unsigned count)
{
    unsigned found_count = 0, exact = 0;
    uint64_t random = 77 + kind;

    for (unsigned i = 0; i < case_count(count); i++) {
        const char *model = models[i % NUM_MODELS];
        const struct flexsa_machine machine = case_machine(model);
        const bool single = machine.arch == FLEXSA_ARCH_SINGLE;
        const struct flexsa_array shape = {.cores = single ? 1 : 4,
                                           .rows = machine.sub_rows * (single ? 2 : 1),
                                           .cols = machine.sub_cols * (single ? 2 : 1),
                                           .part_rows = flexsa_machine_limits(&machine, FLEXSA_MODE_FW).part_rows};
        struct fault fault = {&machine, kind, 20 + random_below(&random, 100), 0, random_below(&random, 4), random_below(&random, 64),
                              random_below(&random, 64), random_below(&random, 2) * shape.part_rows + random_below(&random, 4), (kind == RECORD || kind == WEIGHT ? 9 : 18) + random_below(&random, 3), false};
        struct flexsa_repro repro;
        struct flexsa_debug_pass pass;
        struct flexsa_divergence found;

        /* Sums in the bottom row are on their way out through wires that a simulator has computed already. */
        fault.row = kind == PSUM ? fault.row % (shape.rows - 1) : fault.row;
        draw(model, 100 + i, 0, &repro);
        open_pass(&repro, &pass);
        pass.debug.fault = plant;
        pass.debug.fault_context = &fault;
        found = find(model, i, &pass);
        if (found.wrong) {
            found_count++;
            check_place(model, i, &fault, &found, &shape, &exact);
        }
        flexsa_debug_pass_free(&pass);
        flexsa_repro_free(&repro);
    }
    cr_assert_geq(found_count, case_count(count) / 16, "%u of %u faults had an effect", found_count, case_count(count));
    cr_assert_geq(exact, found_count * 3 / 4, "%u of %u were found in their very PE and cycle", exact, found_count);
}

Test(debug, a_wrong_moving_operand_is_found, .timeout = 300)
{
    find_faults(RECORD, 8 * NUM_MODELS);
}

Test(debug, a_wrong_stationary_operand_is_found, .timeout = 300)
{
    find_faults(WEIGHT, 12 * NUM_MODELS);
}

Test(debug, a_wrong_partial_sum_is_found, .timeout = 300)
{
    find_faults(PSUM, 12 * NUM_MODELS);
}

Test(debug, a_lost_sum_in_the_obuf_is_found, .timeout = 300)
{
    find_faults(BANK, 16 * NUM_MODELS);
}

/* ---- the commands ----------------------------------------------------------------------------- */

static void expect_text(const struct outcome *outcome, int code, const char *text)
{
    cr_assert_eq(outcome->code, code, "exit code %d: %s", outcome->code, outcome->err);
    cr_assert(strstr(outcome->err, text) || strstr(outcome->out, text), "no '%s' in: %s%s", text, outcome->out, outcome->err);
}

Test(debug_commands, a_mismatch_leaves_what_it_takes_to_look_into_it, .init = enter_folder, .fini = leave_folder, .timeout = 600)
{
    struct outcome outcome = flexsa("gemm --m 20 --n 9 --k 13 --config mini --check --inject 17,8,3");

    expect_text(&outcome, 1, "FIRST DIVERGENCE: stored value");
    expect_text(&outcome, 1, "bit 3 differs, and nothing else");
    cr_assert(exists("flexsa-debug/gemm.repro") && exists("flexsa-debug/gemm.fst") && exists("flexsa-debug/gemm.gtkw"));

    outcome = flexsa("debug flexsa-debug/gemm.repro --out again");
    expect_text(&outcome, 1, "FIRST DIVERGENCE: stored value");
    cr_assert(exists("again.fst") && exists("again.gtkw") && !exists("again.repro"));
    outcome = flexsa("debug flexsa-debug/gemm.repro --json");
    expect_text(&outcome, 1, "\"wrong\":\t\"stored value\"");

    write_text("w.csv", "layer,M,N,K\nx,20,9,13\n");
    outcome = flexsa("run w.csv --config mini --inject 17,8,3 --debug there --jobs 1 --json");
    cr_assert_eq(outcome.code, 1, "%s", outcome.err);
    cr_assert(strstr(outcome.out, "\"divergence\""), "%s", outcome.out);
    cr_assert(exists("there/x-fwd.repro") && exists("there/x-fwd.fst"));

    outcome = flexsa("gemm --m 20 --n 9 --k 13 --config mini --check --inject 17,8,3 --debug none/there");
    expect_text(&outcome, 3, "none/there: cannot write: No such file or directory");
}

Test(debug_commands, a_folder_that_cannot_be_used_is_refused_before_the_run, .init = enter_folder, .fini = leave_folder)
{
    static const struct {
        const char *arguments;
        int code;
        const char *says;
    } rows[] = {
        {"gemm --m 4 --n 4 --k 4 --config mini --check --debug file", 3, "--debug file: is no folder"},
        {"gemm --m 4 --n 4 --k 4 --config mini --check --debug file/there", 3, "file/there: cannot write: Not a directory"},
        {"gemm --m 4 --n 4 --k 4 --config mini --check --debug ''", 2, "--debug ''"},
        {"run w.csv --config mini --debug none/there", 3, "none/there: cannot write"},
        {"debug good.repro --out none/there", 3, "none/there.fst: cannot write"},
        {"debug good.repro --out ''", 2, "--out ''"},
        {"debug good.repro --out there/", 2, "--out 'there/'"},
    };

    write_text("file", "");
    write_text("w.csv", "layer,M,N,K\nx,4,4,4\n");
    write_text("good.repro", "flexsa-repro 1\nconfig mini\narch flexsa\nkind gemm\nm 4\nn 4\nk 4\noperands int 3\nend\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct outcome outcome = flexsa(rows[i].arguments);

        expect_text(&outcome, rows[i].code, rows[i].says);
        cr_assert_eq(strchr(outcome.err, '\n'), outcome.err + strlen(outcome.err) - 1, "more than a line: %s", outcome.err);
    }
    cr_assert_eq(flexsa("gemm --m 4 --n 4 --k 4 --config mini --check --debug new/").code, 0);
    cr_assert(!exists("new"));
}

/* Verilator's writer of FST files dies on a full disk; the report does not need it. */
Test(debug_commands, a_full_disk_takes_the_waves_and_no_more, .init = enter_folder, .fini = leave_folder)
{
    struct rlimit before, limit;
    struct outcome outcome;

    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = 16384;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    outcome = flexsa("gemm --m 4 --n 4 --k 4 --config mini --check --inject 0,0,3");
    expect_text(&outcome, 1, "FIRST DIVERGENCE: stored value");
    expect_text(&outcome, 1, "look         no waves: ");
    outcome = flexsa("gemm --m 4 --n 4 --k 4 --config mini --wave w.fst");
    expect_text(&outcome, 3, "the file cannot be written: the disk is full");
    setrlimit(RLIMIT_FSIZE, &before);
    cr_assert(exists("flexsa-debug/gemm.repro") && !exists("flexsa-debug/gemm.fst") && !exists("w.fst"));
    cr_assert_eq(flexsa("gemm --m 4 --n 4 --k 4 --config mini --check --inject 0,0,3").code, 1);
    cr_assert(exists("flexsa-debug/gemm.fst"));
}

Test(debug_commands, runs_at_once_leave_whole_files, .init = enter_folder, .fini = leave_folder, .timeout = 300)
{
    pid_t pids[3];
    int status;

    for (size_t i = 0; i < 3; i++)
        if ((pids[i] = fork()) == 0)
            _exit(flexsa("gemm --m 4 --n 4 --k 4 --config mini --check --inject 0,0,3").code);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(waitpid(pids[i], &status, 0), pids[i]);
        cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    }
    cr_assert(exists("flexsa-debug/gemm.repro") && exists("flexsa-debug/gemm.fst") && exists("flexsa-debug/gemm.gtkw"));
}

Test(debug_commands, nothing_is_left_where_there_is_nothing_to_find, .init = enter_folder, .fini = leave_folder, .timeout = 600)
{
    struct outcome outcome = flexsa("gemm --m 20 --n 9 --k 13 --config mini --check --inject 17,8,3 --no-debug");

    cr_assert_eq(outcome.code, 1);
    cr_assert_null(strstr(outcome.err, "DIVERGENCE"));
    outcome = flexsa("gemm --m 20 --n 9 --k 13 --config mini --check --inject 17,8,3 --backend csim");
    cr_assert(!exists("flexsa-debug"));

    write_text("good.repro", "flexsa-repro 1\nconfig mini\narch flexsa\nkind gemm\nm 5\nn 6\nk 7\noperands int 3\nend\n");
    outcome = flexsa("debug good.repro");
    expect_text(&outcome, 0, "all equal");
    cr_assert(!exists("good.fst") && !exists("good.gtkw"));
    write_text("cut.repro", "flexsa-repro 1\nconfig mini\narch flexsa\nsignature value FW\nkind gemm\nm 5\nn 6\nk 7\noperands int 3\nend\n");
    outcome = flexsa("debug cut.repro");
    expect_text(&outcome, 0, "all equal; the file says it failed with: value FW");
    outcome = flexsa("debug missing.repro");
    expect_text(&outcome, 3, "missing.repro");
    write_text("slow.repro", "flexsa-repro 1\nconfig mini\narch flexsa\ntimeout 9\nkind gemm\nm 5\nn 6\nk 7\noperands int 3\nend\n");
    outcome = flexsa("debug slow.repro");
    expect_text(&outcome, 4, "FIRST DIVERGENCE: failed run");
    expect_text(&outcome, 4, "timeout at cycle");
}
