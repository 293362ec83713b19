/*
 * emit.c - one block of a GEMM to instructions: the paper's Algorithm 1, mended.
 *
 *   for n by blk_N              tiles, column by column of C
 *     for m by blk_M(n)
 *       [ldo]                   C0 or partial sums, one tile ahead
 *       for k by blk_K          one wave: mode from (n size, k size)
 *         ldv, shiftv           the stationary tile, once
 *         ldh, exec             VSW: twice, pair 0 and pair 1, on the same weights
 *       st                      the tile's C
 *
 * Differences from the text: sizes at the edge are min(blk, rest), a skinny tile has twice the
 * rows, and no Sync stands before StLBUF, since units wait for each other through the halves.
 *
 * Independent cores: tile i belongs to core i mod 4, and the cores take turns wave by wave, so
 * that the one in-order dispatcher never runs into one core's full queue while another is idle.
 */
#include "plan_internal.h"

#include <stdlib.h>

#define MAX_LANES 4

/* A tile, relative to the block. */
struct tile {
    uint32_t row, col, rows, cols;
};

/* One core's walk: the tile it is at, the first k of its next wave, and the half it fills. */
struct lane {
    size_t tile;
    uint32_t k;
    unsigned half;
};

struct emitter {
    const struct flexsa_machine *machine;
    const struct block *block;
    const struct layout *layout;
    struct flexsa_pass *pass;
    struct tile *tiles;
    size_t tile_count;
    struct lane lanes[MAX_LANES];
    enum flexsa_status status; /* the first failure; nothing is emitted after it */
    struct flexsa_error *err;
};

static void emit(struct emitter *e, const struct flexsa_instr *instr)
{
    if (e->status == FLEXSA_OK)
        e->status = flexsa_program_add(&e->pass->program, instr, e->err);
}

/* ---- tiles ----------------------------------------------------------------- */

/* Cuts the block in tiles, n outer; tiles may be NULL to count only. */
static size_t cut_tiles(const struct flexsa_machine *machine, const struct block *block,
                        struct tile *tiles)
{
    const struct tile_shape shape = flexsa_tile_shape(machine);
    size_t count = 0;

    for (uint32_t col = 0; col < block->cols; col += shape.n) {
        const uint32_t cols = flexsa_min(shape.n, block->cols - col);
        const uint32_t step = flexsa_tile_rows(machine, cols);

        for (uint32_t row = 0; row < block->rows; row += step, count++)
            if (tiles)
                tiles[count] = (struct tile){row, col, flexsa_min(step, block->rows - row), cols};
    }
    return count;
}

/* FW stands for wide and ISW for skinny in StLBUF and LdOBUF. */
static unsigned shape_mode(const struct emitter *e, const struct tile *tile)
{
    const bool flexsa = e->machine->arch == FLEXSA_ARCH_FLEXSA;
    const bool skinny = flexsa && tile->cols <= e->machine->sub_cols;

    return skinny ? FLEXSA_MODE_ISW : FLEXSA_MODE_FW;
}

static void emit_load(struct emitter *e, unsigned core, const struct tile *tile, unsigned half)
{
    emit(e, &(struct flexsa_instr){
                .op = FLEXSA_OP_LDO,
                .mode = shape_mode(e, tile),
                .core = core,
                .m = tile->rows,
                .n = tile->cols,
                .addr = e->layout->c_in_addr + tile->row * e->layout->c_in_pitch + tile->col * 4,
                .pitch = e->layout->c_in_pitch,
                .half = half,
            });
}

static void emit_store(struct emitter *e, unsigned core, const struct tile *tile, unsigned half)
{
    const uint32_t size = e->block->f16 ? 2 : 4;

    e->pass->tiles[e->pass->tile_count++] = (struct flexsa_tile){
        .instr = e->pass->program.count,
        .row = e->block->row + tile->row,
        .col = e->block->col + tile->col,
        .rows = tile->rows,
        .cols = tile->cols,
        .final = e->block->final,
    };
    emit(e, &(struct flexsa_instr){
                .op = FLEXSA_OP_ST,
                .mode = shape_mode(e, tile),
                .core = core,
                .m = tile->rows,
                .n = tile->cols,
                .addr = e->layout->c_out_addr + tile->row * e->layout->c_out_pitch +
                        tile->col * size,
                .pitch = e->layout->c_out_pitch,
                .half = half,
                .f16 = e->block->f16,
            });
}

/* ---- waves ------------------------------------------------------------------ */

/* ldh and exec for `rows` rows of C from `row` on. `wave` has the fields common to all. */
static void emit_moving(struct emitter *e, const struct flexsa_instr *wave, uint32_t first_k,
                        uint32_t row, uint32_t rows)
{
    emit(e, &(struct flexsa_instr){
                .op = FLEXSA_OP_LDH,
                .mode = wave->mode,
                .core = wave->core,
                .pair = wave->pair,
                .m = rows,
                .k = wave->k,
                .addr = e->layout->a_addr + row * e->layout->a_pitch + first_k * 2,
                .pitch = e->layout->a_pitch,
            });

    struct flexsa_instr exec = *wave;
    exec.op = FLEXSA_OP_EXEC;
    exec.m = rows;
    emit(e, &exec);
}

/* One K block of a tile. */
static void emit_wave(struct emitter *e, unsigned core, const struct tile *tile,
                      const struct lane *lane, uint32_t depth)
{
    const unsigned mode = flexsa_choose_mode(e->machine, tile->cols, depth);
    const bool is_last = lane->k + depth == e->block->depth;
    struct flexsa_instr wave = {
        .mode = mode,
        .core = core,
        .n = tile->cols,
        .k = depth,
        .swap = true,
        .acc = e->block->loads_c || lane->k > 0,
        .last = is_last,
        .half = lane->half,
    };

    emit(e, &(struct flexsa_instr){
                .op = FLEXSA_OP_LDV,
                .mode = mode,
                .core = core,
                .n = tile->cols,
                .k = depth,
                .addr = e->layout->b_addr + lane->k * e->layout->b_pitch + tile->col * 2,
                .pitch = e->layout->b_pitch,
            });
    emit(e, &(struct flexsa_instr){
                .op = FLEXSA_OP_SHIFT, .mode = mode, .core = core, .n = tile->cols, .k = depth});

    if (mode != FLEXSA_MODE_VSW) {
        emit_moving(e, &wave, lane->k, tile->row, tile->rows);
        return;
    }
    /* Parts 0 and 1 of the tile's four, then parts 2 and 3 on the same weights. */
    const uint32_t upper = flexsa_part_first(tile->rows, 4, 2);
    const uint32_t lower = tile->rows - upper;

    wave.last = is_last && lower == 0;
    emit_moving(e, &wave, lane->k, tile->row, upper);
    if (lower > 0) {
        wave.pair = true;
        wave.swap = false;
        wave.last = is_last;
        emit_moving(e, &wave, lane->k, tile->row + upper, lower);
    }
}

/* The next wave of a core, with the LdOBUF and StLBUF that go with it. */
static void step_lane(struct emitter *e, unsigned core, unsigned cores)
{
    struct lane *lane = &e->lanes[core];
    const struct tile *tile = &e->tiles[lane->tile];
    const uint32_t block_k = flexsa_machine_block_k(e->machine);
    const uint32_t depth = flexsa_min(block_k, e->block->depth - lane->k);
    const size_t next = lane->tile + cores;

    if (e->block->loads_c && lane->tile == core && lane->k == 0)
        emit_load(e, core, tile, lane->half);
    emit_wave(e, core, tile, lane, depth);

    /* The next tile's C must come before this tile's StLBUF: one unit does both in order, and
     * behind the StLBUF it would be loaded only when this tile is complete. */
    if (e->block->loads_c && lane->k == 0 && next < e->tile_count)
        emit_load(e, core, &e->tiles[next], lane->half ^ 1);

    lane->k += depth;
    if (lane->k == e->block->depth) {
        emit_store(e, core, tile, lane->half);
        *lane = (struct lane){.tile = next, .half = lane->half ^ 1};
    }
}

enum flexsa_status flexsa_emit_block(const struct flexsa_machine *machine,
                                     const struct block *block, const struct layout *layout,
                                     struct flexsa_pass *pass, struct flexsa_error *err)
{
    struct emitter e = {
        .machine = machine,
        .block = block,
        .layout = layout,
        .pass = pass,
        .tile_count = cut_tiles(machine, block, NULL),
        .err = err,
    };
    const unsigned cores = flexsa_machine_cores(machine);

    e.tiles = calloc(e.tile_count, sizeof *e.tiles);
    pass->tiles = calloc(e.tile_count, sizeof *pass->tiles);
    if (!e.tiles || !pass->tiles) {
        free(e.tiles);
        return flexsa_fail(err, FLEXSA_SIM_FAILED, "no memory for %zu tiles", e.tile_count);
    }
    cut_tiles(machine, block, e.tiles);

    for (unsigned c = 0; c < cores; c++)
        e.lanes[c].tile = c;
    while (e.status == FLEXSA_OK && pass->tile_count < e.tile_count)
        for (unsigned c = 0; c < cores; c++)
            if (e.lanes[c].tile < e.tile_count)
                step_lane(&e, c, cores);
    free(e.tiles);
    return e.status;
}
