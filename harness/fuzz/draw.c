/* draw.c - see draw.h. */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "draw.h"

#include <stdio.h>
#include <stdlib.h>

#include "../backend/rtl_backend.h"
#include "../io/file.h"
#include "../isa/random_program.h"

enum {
    MOST_INSTRUCTIONS = 100,
    LEAST_INSTRUCTIONS = 10,
    LONG_ONE_IN = 16, /* GEMMs with one size of many tiles: several passes on a small GBUF */
    LONG_TILES = 12,
    LATEST_RESET = 400, /* cycles; runs are some hundreds long on small machines */
};

/* The case's own random numbers: nearby indices and seeds have nothing in common. */
static uint64_t case_seed(const struct flexsa_fuzz_plan *plan, uint64_t index)
{
    uint64_t state = plan->seed, other;

    other = random_next(&state) ^ index;
    return random_next(&other);
}

size_t flexsa_fuzz_machine(const struct flexsa_fuzz_plan *plan, uint64_t index)
{
    uint64_t state = case_seed(plan, index);

    return (size_t)(random_next(&state) % plan->machine_count);
}

/* ---- a GEMM ------------------------------------------------------------------------- */

/* A size near the edges of `limit`, or up to three times as large. */
static uint32_t draw_size(uint64_t *state, uint32_t limit)
{
    const uint32_t edges[] = {1, limit - 1, limit, limit + 1, 2 * limit - 1, 2 * limit, 2 * limit + 1};
    const uint32_t draw = random_below(state, 12);

    return draw < 7 ? edges[draw] : 1 + random_below(state, 3 * limit);
}

static void draw_gemm(uint64_t *state, struct flexsa_repro *repro)
{
    const struct flexsa_machine *machine = &repro->machine;
    struct flexsa_gemm *gemm = &repro->gemm;
    uint32_t *sizes[] = {&gemm->m, &gemm->n, &gemm->k};
    const uint32_t limits[] = {
        random_below(state, 3) ? machine->blk_m : machine->blk_m / 2,
        machine->sub_cols << random_below(state, 2),
        machine->sub_rows << random_below(state, 2),
    };

    for (unsigned i = 0; i < 3; i++)
        *sizes[i] = draw_size(state, limits[i]);
    if (random_below(state, LONG_ONE_IN) == 0) {
        const unsigned i = random_below(state, 3);

        *sizes[i] = 1 + random_below(state, LONG_TILES * limits[i]);
    }
    gemm->has_c0 = random_below(state, 2);
    gemm->f16_out = random_below(state, 3) == 0;
}

static void inject_gemm(uint64_t *state, struct flexsa_repro *repro)
{
    repro->inject = (struct flexsa_repro_inject){
        .enabled = true,
        .row = random_below(state, repro->gemm.m),
        .col = random_below(state, repro->gemm.n),
        .bit = random_below(state, repro->gemm.f16_out ? 16 : 32),
    };
}

/* ---- a program ------------------------------------------------------------------------ */

static unsigned count_stores(const struct flexsa_program *program)
{
    unsigned stores = 0;

    for (size_t i = 0; i < program->count; i++)
        stores += program->instrs[i].op == FLEXSA_OP_ST;
    return stores;
}

/* One that stores something: otherwise nothing would be checked. */
static enum flexsa_status draw_program(uint64_t *state, struct flexsa_repro *repro, struct flexsa_error *err)
{
    const size_t count = LEAST_INSTRUCTIONS + random_below(state, MOST_INSTRUCTIONS - LEAST_INSTRUCTIONS);
    enum flexsa_status status = FLEXSA_OK;

    for (size_t more = 0; status == FLEXSA_OK && count_stores(&repro->program) == 0; more++) {
        struct random_program random = {0};

        flexsa_program_free(&repro->program);
        status = random_program_make(&random, &repro->machine, random_next(state), count + more, err);
        repro->program = random.program;
        repro->half_bytes = random.half_bytes;
    }
    return status;
}

/* Any byte of any store. */
static void inject_program(uint64_t *state, struct flexsa_repro *repro)
{
    unsigned which = random_below(state, count_stores(&repro->program));
    const struct flexsa_instr *st = repro->program.instrs;

    while (st->op != FLEXSA_OP_ST || which-- > 0)
        st++;
    repro->inject = (struct flexsa_repro_inject){
        .enabled = true,
        .addr = st->addr + random_below(state, st->m) * st->pitch + random_below(state, st->n * (st->f16 ? 2 : 4)),
        .bit = random_below(state, 8),
    };
}

/* ---- any case ---------------------------------------------------------------------------- */

enum flexsa_status flexsa_fuzz_draw(const struct flexsa_fuzz_plan *plan, uint64_t index, struct flexsa_repro *repro,
                                    struct flexsa_error *err)
{
    const bool injects = plan->inject && index % plan->inject == 0;
    uint64_t state = case_seed(plan, index);
    enum flexsa_status status = FLEXSA_OK;

    *repro = (struct flexsa_repro){.seed = state};
    repro->machine = plan->machines[random_next(&state) % plan->machine_count];
    snprintf(repro->backend, sizeof repro->backend, "%s", plan->backend);
    repro->kind = random_below(&state, 2) ? FLEXSA_REPRO_PROGRAM : FLEXSA_REPRO_GEMM;
    repro->values = (enum flexsa_values)random_below(&state, FLEXSA_NUM_VALUES);
    repro->values_seed = random_next(&state);
    repro->stall_seed = random_next(&state) | 1;
    if (!plan->stalls || random_below(&state, 2))
        repro->stall_seed = 0;
    repro->reset_at = 1 + random_below(&state, random_below(&state, 2) ? LATEST_RESET : LATEST_RESET / 10);
    if (!plan->resets || random_below(&state, 3))
        repro->reset_at = 0;
    if (repro->kind == FLEXSA_REPRO_GEMM)
        draw_gemm(&state, repro);
    else
        status = draw_program(&state, repro, err);
    if (status != FLEXSA_OK)
        flexsa_repro_free(repro);
    else if (injects)
        (repro->kind == FLEXSA_REPRO_GEMM ? inject_gemm : inject_program)(&state, repro);
    return status;
}

char *flexsa_fuzz_describe(const struct flexsa_fuzz_plan *plan)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    fprintf(out, "flexsa-fuzz 1 seed=%llu backend=%s stalls=%d resets=%d inject=%u machines=", (unsigned long long)plan->seed,
            plan->backend, plan->stalls, plan->resets, plan->inject);
    for (size_t i = 0; i < plan->machine_count; i++) {
        char name[FLEXSA_MODEL_NAME_BYTES];

        flexsa_rtl_model_name(&plan->machines[i], false, name);
        fprintf(out, "%s%s", i ? "," : "", name);
    }
    (void)flexsa_text_close(out, &text);
    return text;
}
