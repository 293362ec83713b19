/* plan.c - the walk over the blocks of a GEMM, one pass each; and totals over all passes. */
#include "plan_internal.h"

#include <stdlib.h>

#define MAX_FILLS 3 /* A, B and C0 or partial sums */

struct flexsa_planner {
    struct flexsa_machine machine;
    struct flexsa_gemm gemm;
    struct block_sizes blocks;
    uint32_t row, col, first_k; /* of the next pass */
    bool at_end;
    struct flexsa_pass pass;    /* fills and drains point below */
    struct flexsa_copy fills[MAX_FILLS], drain;
};

/* Blocks of a GEMM whose sizes are checked first. */
static enum flexsa_status cut_gemm(const struct flexsa_machine *machine,
                                   const struct flexsa_gemm *gemm, struct block_sizes *blocks,
                                   struct flexsa_error *err)
{
    if (gemm->m == 0 || gemm->n == 0 || gemm->k == 0 || gemm->m > FLEXSA_MAX_DIM ||
        gemm->n > FLEXSA_MAX_DIM || gemm->k > FLEXSA_MAX_DIM)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "GEMM of M=%u N=%u K=%u: each must be 1..%u",
                           gemm->m, gemm->n, gemm->k, FLEXSA_MAX_DIM);
    return flexsa_choose_blocks(machine, gemm, blocks, err);
}

enum flexsa_status flexsa_plan_tiling(const struct flexsa_machine *machine,
                                      const struct flexsa_gemm *gemm, struct flexsa_tiling *tiling,
                                      struct flexsa_error *err)
{
    const struct tile_shape shape = flexsa_tile_shape(machine);
    struct block_sizes blocks = {0};
    enum flexsa_status status = cut_gemm(machine, gemm, &blocks, err);

    *tiling = (struct flexsa_tiling){blocks.m, blocks.n, blocks.k,
                                     shape.m,  shape.m_skinny, shape.n, shape.k};
    return status;
}

enum flexsa_status flexsa_planner_open(struct flexsa_planner **planner,
                                       const struct flexsa_machine *machine,
                                       const struct flexsa_gemm *gemm, struct flexsa_error *err)
{
    struct flexsa_planner *opened;
    struct block_sizes blocks;
    enum flexsa_status status;

    *planner = NULL;
    status = cut_gemm(machine, gemm, &blocks, err);
    if (status != FLEXSA_OK)
        return status;

    opened = calloc(1, sizeof *opened);
    if (!opened)
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for a planner");
    opened->machine = *machine;
    opened->gemm = *gemm;
    opened->blocks = blocks;
    *planner = opened;
    return FLEXSA_OK;
}

static void free_pass(struct flexsa_pass *pass)
{
    flexsa_program_free(&pass->program);
    free(pass->tiles);
    *pass = (struct flexsa_pass){0};
}

void flexsa_planner_close(struct flexsa_planner *planner)
{
    if (!planner)
        return;
    free_pass(&planner->pass);
    free(planner);
}

/* The block at the planner's place. */
static struct block this_block(const struct flexsa_planner *planner)
{
    const struct flexsa_gemm *gemm = &planner->gemm;
    struct block block = {
        .row = planner->row,
        .col = planner->col,
        .first_k = planner->first_k,
        .rows = flexsa_min(planner->blocks.m, gemm->m - planner->row),
        .cols = flexsa_min(planner->blocks.n, gemm->n - planner->col),
        .depth = flexsa_min(planner->blocks.k, gemm->k - planner->first_k),
        .loads_c = gemm->has_c0 || planner->first_k > 0,
    };

    block.final = block.first_k + block.depth == gemm->k;
    block.f16 = gemm->f16_out && block.final;
    return block;
}

/* N outer, then M; K innermost, so that partial sums come back in the very next pass. */
static void advance(struct flexsa_planner *planner, const struct block *block)
{
    planner->first_k += block->depth;
    if (planner->first_k < planner->gemm.k)
        return;
    planner->first_k = 0;
    planner->row += block->rows;
    if (planner->row < planner->gemm.m)
        return;
    planner->row = 0;
    planner->col += block->cols;
    planner->at_end = planner->col == planner->gemm.n;
}

static void add_copies(struct flexsa_planner *planner, const struct block *b,
                       const struct layout *at)
{
    struct flexsa_pass *pass = &planner->pass;

    pass->fills = planner->fills;
    pass->fills[pass->fill_count++] = (struct flexsa_copy){
        FLEXSA_MATRIX_A, b->row, b->first_k, b->rows, b->depth, at->a_addr, at->a_pitch};
    pass->fills[pass->fill_count++] = (struct flexsa_copy){
        FLEXSA_MATRIX_B, b->first_k, b->col, b->depth, b->cols, at->b_addr, at->b_pitch};
    if (b->loads_c)
        pass->fills[pass->fill_count++] = (struct flexsa_copy){
            FLEXSA_MATRIX_C, b->row, b->col, b->rows, b->cols, at->c_in_addr, at->c_in_pitch};

    pass->drains = &planner->drain;
    pass->drains[pass->drain_count++] = (struct flexsa_copy){
        FLEXSA_MATRIX_C, b->row, b->col, b->rows, b->cols, at->c_out_addr, at->c_out_pitch};
    pass->drains_final = b->final;
}

enum flexsa_status flexsa_planner_next(struct flexsa_planner *planner,
                                       const struct flexsa_pass **pass, struct flexsa_error *err)
{
    enum flexsa_status status;
    struct block block;
    struct layout layout;

    *pass = NULL;
    free_pass(&planner->pass);
    if (planner->at_end)
        return FLEXSA_OK;

    block = this_block(planner);
    layout = flexsa_block_layout(&planner->machine, &block);
    add_copies(planner, &block, &layout);
    status = flexsa_emit_block(&planner->machine, &block, &layout, &planner->pass, err);
    if (status != FLEXSA_OK)
        return status;
    advance(planner, &block);
    *pass = &planner->pass;
    return FLEXSA_OK;
}

static void add_to_stats(struct flexsa_plan_stats *stats, const struct flexsa_pass *pass)
{
    stats->tiles += pass->tile_count;
    stats->instrs += pass->program.count;
    for (size_t i = 0; i < pass->program.count; i++) {
        const struct flexsa_instr *instr = &pass->program.instrs[i];

        if (instr->op != FLEXSA_OP_EXEC)
            continue;
        stats->waves[instr->mode]++;
        stats->macs[instr->mode] += (uint64_t)instr->m * instr->n * instr->k;
    }
}

enum flexsa_status flexsa_plan_measure(const struct flexsa_machine *machine,
                                       const struct flexsa_gemm *gemm,
                                       struct flexsa_plan_stats *stats, struct flexsa_error *err)
{
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    enum flexsa_status status = flexsa_planner_open(&planner, machine, gemm, err);

    *stats = (struct flexsa_plan_stats){0};
    if (status != FLEXSA_OK)
        return status;
    do {
        status = flexsa_planner_next(planner, &pass, err);
        if (status == FLEXSA_OK && pass)
            add_to_stats(stats, pass);
    } while (status == FLEXSA_OK && pass);
    flexsa_planner_close(planner);
    return status;
}
