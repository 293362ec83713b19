/*
 * test_compiler.c - the tiling compiler: legal programs, the modes the heuristics prescribe,
 * every element of C exactly once, and the contract's order of operations.
 *
 * The last is checked by running each plan on a small interpreter whose "arithmetic" is a hash that
 * does not commute: chain(p, a, b) = 33 p + a b, and OBUF + p = 1000003 OBUF + p. One operand
 * from a wrong address, one block out of order or added twice, and the result differs. (The
 * golden model does the real arithmetic; it is not needed to test a compiler.)
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../harness/compiler/flexsa_plan.h"
#include "../harness/isa/random_program.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FLEXSA FLEXSA_ARCH_FLEXSA
#define CORES FLEXSA_ARCH_CORES
#define SINGLE FLEXSA_ARCH_SINGLE

static struct flexsa_machine make_machine(const char *config, unsigned arch)
{
    struct flexsa_machine machine;
    struct flexsa_error err;

    cr_assert_eq(flexsa_machine_init(&machine, config, arch, &err), FLEXSA_OK, "%s", err.text);
    return machine;
}

/* The GEMM and machine at hand, for messages. */
static char where[160];

/* ---- the hash machine --------------------------------------------------------- */

#define MAX_TILE 64 /* of the machines interpreted here: 2B, 2H and 2W are at most this */

static uint32_t chain(uint32_t p, uint32_t a, uint32_t b)
{
    return 33 * p + a * b;
}

static uint32_t accumulate(uint32_t sum, uint32_t p)
{
    return 1000003 * sum + p;
}

struct matrix {
    uint16_t at[MAX_TILE][MAX_TILE];
};

struct hash_core {
    struct matrix stationary[2], moving[2], next, current;
    unsigned num_stationary, num_moving;
    uint32_t obuf[2][4][MAX_TILE][MAX_TILE]; /* half, partition, row, column */
};

struct hash_machine {
    const struct flexsa_machine *machine;
    uint8_t *gbuf, *known; /* known: the byte was filled or stored */
    struct hash_core cores[4];
};

static void read_gbuf(const struct hash_machine *hash, uint32_t addr, void *data, size_t bytes)
{
    cr_assert_leq(addr + bytes, hash->machine->gbuf_bytes, "%s", where);
    for (size_t i = 0; i < bytes; i++)
        cr_assert(hash->known[addr + i], "%s: reads byte %zu, never filled", where, addr + i);
    memcpy(data, hash->gbuf + addr, bytes);
}

static void write_gbuf(struct hash_machine *hash, uint32_t addr, const void *data, size_t bytes)
{
    cr_assert_leq(addr + bytes, hash->machine->gbuf_bytes, "%s", where);
    memset(hash->known + addr, 1, bytes);
    memcpy(hash->gbuf + addr, data, bytes);
}

static void read_tile(const struct hash_machine *hash, const struct flexsa_instr *i, unsigned rows,
                      unsigned cols, struct matrix *tile)
{
    for (unsigned r = 0; r < rows; r++)
        read_gbuf(hash, i->addr + r * i->pitch, tile->at[r], cols * 2);
}

/* The OBUF element of row r, column c of what the instruction covers (docs/isa.md). */
static uint32_t *element(const struct hash_machine *hash, struct hash_core *core,
                         const struct flexsa_instr *i, unsigned r, unsigned c)
{
    const unsigned w = hash->machine->sub_cols;
    unsigned parts, q = 0, partition, first = 0;

    if (hash->machine->arch != FLEXSA)
        return &core->obuf[i->half][0][i->orow + r][c];
    parts = i->mode == FLEXSA_MODE_ISW ? 4 : 2;
    /* Deal the rows out: part q has (m + P - 1 - q) / P. */
    while (r >= first + (i->m + parts - 1 - q) / parts) {
        first += (i->m + parts - 1 - q) / parts;
        q++;
    }
    if (i->mode == FLEXSA_MODE_FW || i->mode == FLEXSA_MODE_HSW)
        partition = 2 * q + (c >= w);
    else
        partition = q + 2 * i->pair;
    return &core->obuf[i->half][partition][i->orow + r - first][c % w];
}

static void exec(struct hash_machine *hash, struct hash_core *core, const struct flexsa_instr *i)
{
    if (i->swap)
        core->current = core->next;
    for (unsigned r = 0; r < i->m; r++)
        for (unsigned c = 0; c < i->n; c++) {
            uint32_t *sum = element(hash, core, i, r, c), p = 0;

            for (unsigned k = 0; k < i->k; k++)
                p = chain(p, core->moving[0].at[r][k], core->current.at[k][c]);
            *sum = i->acc ? accumulate(*sum, p) : p;
        }
    core->moving[0] = core->moving[1];
    core->num_moving--;
}

static void move_c(struct hash_machine *hash, struct hash_core *core, const struct flexsa_instr *i)
{
    const unsigned size = i->f16 ? 2 : 4;

    for (unsigned r = 0; r < i->m; r++)
        for (unsigned c = 0; c < i->n; c++) {
            uint32_t *sum = element(hash, core, i, r, c);
            const uint32_t addr = i->addr + r * i->pitch + c * size;

            if (i->op == FLEXSA_OP_LDO)
                read_gbuf(hash, addr, sum, 4);
            else
                write_gbuf(hash, addr, sum, size); /* binary16: the low half of the hash */
        }
}

static void run_program(struct hash_machine *hash, const struct flexsa_program *program)
{
    for (size_t n = 0; n < program->count; n++) {
        const struct flexsa_instr *i = &program->instrs[n];
        struct hash_core *core = &hash->cores[i->core];

        switch (i->op) {
        case FLEXSA_OP_LDV:
            read_tile(hash, i, i->k, i->n, &core->stationary[core->num_stationary++]);
            break;
        case FLEXSA_OP_LDH:
            read_tile(hash, i, i->m, i->k, &core->moving[core->num_moving++]);
            break;
        case FLEXSA_OP_SHIFT:
            core->next = core->stationary[0];
            core->stationary[0] = core->stationary[1];
            core->num_stationary--;
            break;
        case FLEXSA_OP_EXEC:
            exec(hash, core, i);
            break;
        case FLEXSA_OP_ST:
        case FLEXSA_OP_LDO:
            move_c(hash, core, i);
            break;
        default:
            cr_assert_fail("%s: opcode %u in a compiled program", where, i->op);
        }
    }
}

/* ---- one plan, looked at from all sides ---------------------------------------- */

struct host {
    struct flexsa_gemm gemm;
    uint16_t *a, *b;
    uint32_t *c;         /* C0, then partial sums, then C (binary16: in the low half) */
    uint8_t *stored;     /* times each element was stored as final                    */
};

static void *checked_calloc(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    cr_assert_not_null(memory);
    return memory;
}

static struct host make_host(const struct flexsa_gemm *gemm)
{
    const size_t m = gemm->m, n = gemm->n, k = gemm->k;
    uint64_t rng = m * 31 + n * 17 + k;
    struct host host = {
        .gemm = *gemm,
        .a = checked_calloc(m * k, 2),
        .b = checked_calloc(k * n, 2),
        .c = checked_calloc(m * n, 4),
        .stored = checked_calloc(m * n, 1),
    };

    for (size_t i = 0; i < m * k; i++)
        host.a[i] = (uint16_t)random_next(&rng);
    for (size_t i = 0; i < k * n; i++)
        host.b[i] = (uint16_t)random_next(&rng);
    for (size_t i = 0; i < m * n; i++)
        host.c[i] = (uint32_t)random_next(&rng); /* rubbish if it is no C0 */
    return host;
}

static void free_host(struct host *host)
{
    free(host->a);
    free(host->b);
    free(host->c);
    free(host->stored);
}

/* The contract, straight from the notes: blocks of K ascending, inside a block k ascending. */
static uint32_t *reference(const struct host *host, unsigned block_k)
{
    const struct flexsa_gemm *g = &host->gemm;
    uint32_t *c = checked_calloc((size_t)g->m * g->n, 4);

    for (size_t r = 0; r < g->m; r++)
        for (size_t col = 0; col < g->n; col++) {
            uint32_t sum = host->c[r * g->n + col];

            for (size_t first = 0; first < g->k; first += block_k) {
                uint32_t p = 0;

                for (size_t k = first; k < g->k && k < first + block_k; k++)
                    p = chain(p, host->a[r * g->k + k], host->b[k * g->n + col]);
                sum = first > 0 || g->has_c0 ? accumulate(sum, p) : p;
            }
            c[r * g->n + col] = g->f16_out ? (uint16_t)sum : sum;
        }
    return c;
}

static unsigned copy_size(const struct host *host, const struct flexsa_copy *copy, bool out,
                          bool final)
{
    if (copy->matrix != FLEXSA_MATRIX_C)
        return 2;
    return out && final && host->gemm.f16_out ? 2 : 4;
}

/* Where element (row, col) of a matrix is on the host. */
static void *host_element(struct host *host, enum flexsa_matrix matrix, size_t row, size_t col)
{
    switch (matrix) {
    case FLEXSA_MATRIX_A:
        return host->a + row * host->gemm.k + col;
    case FLEXSA_MATRIX_B:
        return host->b + row * host->gemm.n + col;
    default:
        return host->c + row * host->gemm.n + col;
    }
}

static void expect_inside(const struct flexsa_machine *machine, const struct host *host,
                          const struct flexsa_copy *copy, unsigned size)
{
    const struct flexsa_gemm *g = &host->gemm;
    const uint32_t rows = copy->matrix == FLEXSA_MATRIX_B ? g->k : g->m;
    const uint32_t cols = copy->matrix == FLEXSA_MATRIX_A ? g->k : g->n;

    cr_assert(copy->rows > 0 && copy->cols > 0, "%s", where);
    cr_assert(copy->row + copy->rows <= rows && copy->col + copy->cols <= cols, "%s", where);
    cr_assert(copy->cols * size <= copy->pitch && copy->pitch % machine->port_bytes == 0, "%s",
              where);
    cr_assert_leq((uint64_t)copy->addr + (uint64_t)(copy->rows - 1) * copy->pitch +
                      (uint64_t)copy->cols * size, machine->gbuf_bytes, "%s", where);
}

static void fill(struct hash_machine *hash, struct host *host, const struct flexsa_pass *pass)
{
    memset(hash->known, 0, hash->machine->gbuf_bytes);
    memset(hash->gbuf, 0xa5, hash->machine->gbuf_bytes);
    for (size_t f = 0; f < pass->fill_count; f++) {
        const struct flexsa_copy *copy = &pass->fills[f];
        const unsigned size = copy_size(host, copy, false, pass->drains_final);

        expect_inside(hash->machine, host, copy, size);
        for (uint32_t r = 0; r < copy->rows; r++)
            for (uint32_t c = 0; c < copy->cols; c++) {
                const uint32_t addr = copy->addr + r * copy->pitch + c * size;

                cr_assert(!hash->known[addr], "%s: fills overlap", where);
                write_gbuf(hash, addr,
                           host_element(host, copy->matrix, copy->row + r, copy->col + c), size);
            }
    }
}

static void drain(struct hash_machine *hash, struct host *host, const struct flexsa_pass *pass)
{
    for (size_t d = 0; d < pass->drain_count; d++) {
        const struct flexsa_copy *copy = &pass->drains[d];
        const unsigned size = copy_size(host, copy, true, pass->drains_final);

        cr_assert_eq(copy->matrix, FLEXSA_MATRIX_C);
        expect_inside(hash->machine, host, copy, size);
        for (uint32_t r = 0; r < copy->rows; r++)
            for (uint32_t c = 0; c < copy->cols; c++) {
                uint32_t value = 0;

                read_gbuf(hash, copy->addr + r * copy->pitch + c * size, &value, size);
                *(uint32_t *)host_element(host, FLEXSA_MATRIX_C, copy->row + r, copy->col + c) =
                    value;
            }
    }
}

/* Every tile is the StLBUF it names, lies in the drain where C does, and is no other tile's. */
static void check_tiles(struct host *host, const struct flexsa_pass *pass)
{
    size_t stores = 0, elements = 0, drained = 0;

    for (size_t i = 0; i < pass->program.count; i++)
        stores += pass->program.instrs[i].op == FLEXSA_OP_ST;
    cr_assert_eq(stores, pass->tile_count, "%s", where);
    cr_assert_eq(pass->drain_count, 1);
    drained = (size_t)pass->drains[0].rows * pass->drains[0].cols;

    for (size_t t = 0; t < pass->tile_count; t++) {
        const struct flexsa_tile *tile = &pass->tiles[t];
        const struct flexsa_instr *st = &pass->program.instrs[tile->instr];
        const struct flexsa_copy *out = &pass->drains[0];
        const bool f16 = host->gemm.f16_out && tile->final;

        cr_assert(t == 0 || tile->instr > pass->tiles[t - 1].instr, "%s", where);
        cr_assert_eq(st->op, FLEXSA_OP_ST, "%s", where);
        cr_assert(st->m == tile->rows && st->n == tile->cols && st->f16 == f16, "%s", where);
        cr_assert_eq(tile->final, pass->drains_final, "%s", where);
        cr_assert_eq(st->pitch, out->pitch, "%s", where);
        cr_assert_eq(st->addr, out->addr + (tile->row - out->row) * out->pitch +
                                   (tile->col - out->col) * (f16 ? 2 : 4), "%s", where);
        elements += (size_t)tile->rows * tile->cols;
        if (!tile->final)
            continue;
        for (uint32_t r = 0; r < tile->rows; r++)
            for (uint32_t c = 0; c < tile->cols; c++)
                cr_assert_eq(host->stored[(size_t)(tile->row + r) * host->gemm.n + tile->col + c]++,
                             0, "%s: stored twice", where);
    }
    cr_assert_eq(elements, drained, "%s", where);
}

static unsigned expected_mode(const struct flexsa_machine *machine, unsigned n, unsigned k)
{
    if (machine->arch != FLEXSA || (n > machine->sub_cols && k > machine->sub_rows))
        return FLEXSA_MODE_FW;
    if (n > machine->sub_cols)
        return FLEXSA_MODE_HSW;
    return k > machine->sub_rows ? FLEXSA_MODE_VSW : FLEXSA_MODE_ISW;
}

/* Modes as prescribed; each core's tiles alternate halves; weights are never loaded twice for a
 * VSW pair. Adds to stats what flexsa_plan_measure should say. */
static void check_waves(const struct flexsa_machine *machine, const struct flexsa_pass *pass,
                        struct flexsa_plan_stats *stats)
{
    unsigned next_half[4] = {0};

    stats->instrs += pass->program.count;
    stats->tiles += pass->tile_count;
    for (size_t n = 0; n < pass->program.count; n++) {
        const struct flexsa_instr *i = &pass->program.instrs[n];

        if (i->op == FLEXSA_OP_ST) {
            cr_assert_eq(i->half, next_half[i->core], "%s: instruction %zu", where, n);
            next_half[i->core] ^= 1;
        }
        if (i->op != FLEXSA_OP_EXEC)
            continue;
        cr_assert_eq(i->mode, expected_mode(machine, i->n, i->k), "%s: instruction %zu", where, n);
        cr_assert_eq(i->swap, !i->pair, "%s: instruction %zu", where, n);
        stats->waves[i->mode]++;
        stats->macs[i->mode] += (uint64_t)i->m * i->n * i->k;
    }
}

/* What a plan was made of. */
struct summary {
    size_t passes, partial_passes; /* partial: not the last share of K */
    bool splits_m, splits_n;
};

/* Plans the GEMM, checks everything, runs it, compares. */
static struct summary expect_right(const struct flexsa_machine *machine,
                                   const struct flexsa_gemm *gemm)
{
    struct host host = make_host(gemm);
    uint32_t *want = reference(&host, flexsa_machine_block_k(machine));
    struct hash_machine *hash = checked_calloc(1, sizeof *hash);
    struct flexsa_plan_stats stats, measured;
    struct summary summary = {0};
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    struct flexsa_error err = {""};
    uint64_t macs = 0;

    snprintf(where, sizeof where, "%s %s M=%u N=%u K=%u%s%s", machine->config,
             flexsa_arch_name(machine->arch), gemm->m, gemm->n, gemm->k, gemm->has_c0 ? " c0" : "",
             gemm->f16_out ? " f16" : "");
    memset(&stats, 0, sizeof stats);
    hash->machine = machine;
    hash->gbuf = checked_calloc(machine->gbuf_bytes, 1);
    hash->known = checked_calloc(machine->gbuf_bytes, 1);

    cr_assert_eq(flexsa_planner_open(&planner, machine, gemm, &err), FLEXSA_OK, "%s", err.text);
    for (;;) {
        cr_assert_eq(flexsa_planner_next(planner, &pass, &err), FLEXSA_OK, "%s", err.text);
        if (!pass)
            break;
        cr_assert_eq(flexsa_program_check(machine, &pass->program, &err), FLEXSA_OK, "%s: %s",
                     where, err.text);
        check_tiles(&host, pass);
        check_waves(machine, pass, &stats);
        fill(hash, &host, pass);
        run_program(hash, &pass->program);
        drain(hash, &host, pass);
        summary.passes++;
        summary.partial_passes += !pass->drains_final;
        summary.splits_m |= pass->drains[0].rows < gemm->m;
        summary.splits_n |= pass->drains[0].cols < gemm->n;
    }
    cr_assert_eq(flexsa_planner_next(planner, &pass, &err), FLEXSA_OK);
    cr_assert_null(pass, "%s: a pass behind the end", where);
    flexsa_planner_close(planner);

    for (size_t i = 0; i < (size_t)gemm->m * gemm->n; i++) {
        cr_assert_eq(host.stored[i], 1, "%s: element %zu stored %u times", where, i,
                     host.stored[i]);
        cr_assert_eq(host.c[i], want[i], "%s: element %zu", where, i);
    }
    for (unsigned mode = 0; mode < FLEXSA_NUM_MODES; mode++)
        macs += stats.macs[mode];
    cr_assert_eq(macs, (uint64_t)gemm->m * gemm->n * gemm->k, "%s", where);
    cr_assert_eq(flexsa_plan_measure(machine, gemm, &measured, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(memcmp(&measured, &stats, sizeof stats), 0, "%s", where);

    free(hash->gbuf);
    free(hash->known);
    free(hash);
    free(want);
    free_host(&host);
    return summary;
}

/* ---- edges of every size --------------------------------------------------------- */

/* C0 and binary16 take turns, so that each meets each size. */
static void expect_edges_right(const char *config, unsigned arch)
{
    const struct flexsa_machine machine = make_machine(config, arch);
    const unsigned h = machine.sub_rows, w = machine.sub_cols, b = machine.blk_m;
    const unsigned ms[] = {1, 2, 3, 4, 5, 7, b / 2 + 1, b - 1, b, b + 1, 2 * b - 1, 2 * b,
                           2 * b + 1, 3 * b + 2};
    const unsigned ns[] = {1, w - 1, w, w + 1, 2 * w - 1, 2 * w, 2 * w + 1, 3 * w, 3 * w + 1,
                           4 * w, 4 * w + 1};
    const unsigned ks[] = {1, h - 1, h, h + 1, 2 * h - 1, 2 * h, 2 * h + 1, 3 * h, 3 * h + 1,
                           4 * h, 4 * h + 1};
    unsigned turn = 0;

    for (size_t i = 0; i < COUNT(ms); i++)
        for (size_t j = 0; j < COUNT(ns); j++)
            for (size_t l = 0; l < COUNT(ks); l++, turn++) {
                const struct flexsa_gemm gemm = {ms[i], ns[j], ks[l], turn % 2, turn / 2 % 2};

                expect_right(&machine, &gemm);
            }
}

Test(edges, mini_flexsa) { expect_edges_right("mini", FLEXSA); }
Test(edges, mini_cores) { expect_edges_right("mini", CORES); }
Test(edges, mini_single) { expect_edges_right("mini", SINGLE); }
Test(edges, tall_flexsa) { expect_edges_right("tall", FLEXSA); }
Test(edges, tall_cores) { expect_edges_right("tall", CORES); }
Test(edges, tall_single) { expect_edges_right("tall", SINGLE); }
Test(edges, small_flexsa) { expect_edges_right("small", FLEXSA); }
Test(edges, small_cores) { expect_edges_right("small", CORES); }
Test(edges, small_single) { expect_edges_right("small", SINGLE); }

/* ---- hand-worked examples ----------------------------------------------------------- */

/* The whole program of a one-pass GEMM, as text. */
static char *listing(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm)
{
    static char text[16384];
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    struct flexsa_error err;
    size_t used = 0;

    text[0] = '\0';
    cr_assert_eq(flexsa_planner_open(&planner, machine, gemm, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(flexsa_planner_next(planner, &pass, &err), FLEXSA_OK, "%s", err.text);
    for (size_t i = 0; i < pass->program.count; i++) {
        char line[FLEXSA_TEXT_BYTES];

        flexsa_instr_print(&pass->program.instrs[i], line);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s\n", line);
        cr_assert_lt(used, sizeof text);
    }
    flexsa_planner_close(planner);
    return text;
}

/*
 * Figure 9 of the paper, all four cases in one GEMM, on mini (H = W = 4, BLK_M = 16):
 *
 *            n 0..7    n 8..10         N = 11: one wide column of tiles (8), one skinny (3)
 *   m 0..15  tile 0    tile 2          M = 20: wide tiles of 16 and 4 rows; the skinny tile
 *   m 16..19 tile 1    (0..19)                 may have 32 rows and takes all 20
 *                                      K = 11: a tall block of 8, and 3 that are not tall
 *
 *   wide, tall: FW (a)   wide, not tall: HSW (b)   skinny, tall: VSW twice (c)   neither: ISW (d)
 *
 * GBUF: A 20 rows of 24 bytes at 0; B 11 rows of 24 at 480; C 20 rows of 48 at 744.
 * VSW: 20 rows make parts of 5; pair 0 has rows 0..9, pair 1 rows 10..19 (at 240 = 0xf0).
 */
Test(modes, figure_9_to_the_letter)
{
    const struct flexsa_machine machine = make_machine("mini", FLEXSA);

    cr_assert_str_eq(listing(&machine, &(struct flexsa_gemm){.m = 20, .n = 11, .k = 11}),
                     "ldv fw k=8 n=8 addr=0x1e0 pitch=24\n"
                     "shiftv fw k=8 n=8\n"
                     "ldh fw m=16 k=8 addr=0 pitch=24\n"
                     "exec fw m=16 n=8 k=8 swap half=0 orow=0\n"
                     "ldv hsw k=3 n=8 addr=0x2a0 pitch=24\n"
                     "shiftv hsw k=3 n=8\n"
                     "ldh hsw m=16 k=3 addr=0x10 pitch=24\n"
                     "exec hsw m=16 n=8 k=3 swap acc last half=0 orow=0\n"
                     "st wide m=16 n=8 addr=0x2e8 pitch=48 half=0 orow=0\n"
                     "ldv fw k=8 n=8 addr=0x1e0 pitch=24\n"
                     "shiftv fw k=8 n=8\n"
                     "ldh fw m=4 k=8 addr=0x180 pitch=24\n"
                     "exec fw m=4 n=8 k=8 swap half=1 orow=0\n"
                     "ldv hsw k=3 n=8 addr=0x2a0 pitch=24\n"
                     "shiftv hsw k=3 n=8\n"
                     "ldh hsw m=4 k=3 addr=0x190 pitch=24\n"
                     "exec hsw m=4 n=8 k=3 swap acc last half=1 orow=0\n"
                     "st wide m=4 n=8 addr=0x5e8 pitch=48 half=1 orow=0\n"
                     "ldv vsw k=8 n=3 addr=0x1f0 pitch=24\n"
                     "shiftv vsw k=8 n=3\n"
                     "ldh vsw m=10 k=8 addr=0 pitch=24\n"
                     "exec vsw m=10 n=3 k=8 swap half=0 orow=0\n"
                     "ldh vsw pair m=10 k=8 addr=0xf0 pitch=24\n"
                     "exec vsw pair m=10 n=3 k=8 half=0 orow=0\n"
                     "ldv isw k=3 n=3 addr=0x2b0 pitch=24\n"
                     "shiftv isw k=3 n=3\n"
                     "ldh isw m=20 k=3 addr=0x10 pitch=24\n"
                     "exec isw m=20 n=3 k=3 swap acc last half=0 orow=0\n"
                     "st skinny m=20 n=3 addr=0x308 pitch=48 half=0 orow=0\n");
}

/* Skinny tiles of few rows: parts of 2 rows are 1 1 0 0 (no pair 1), of 3 rows 1 1 1 0. */
Test(modes, empty_pair_is_not_executed)
{
    const struct flexsa_machine machine = make_machine("mini", FLEXSA);

    cr_assert_str_eq(listing(&machine, &(struct flexsa_gemm){.m = 2, .n = 4, .k = 8}),
                     "ldv vsw k=8 n=4 addr=0x20 pitch=8\n"
                     "shiftv vsw k=8 n=4\n"
                     "ldh vsw m=2 k=8 addr=0 pitch=16\n"
                     "exec vsw m=2 n=4 k=8 swap last half=0 orow=0\n"
                     "st skinny m=2 n=4 addr=0x60 pitch=16 half=0 orow=0\n");
    cr_assert_str_eq(listing(&machine, &(struct flexsa_gemm){.m = 3, .n = 4, .k = 8}),
                     "ldv vsw k=8 n=4 addr=0x30 pitch=8\n"
                     "shiftv vsw k=8 n=4\n"
                     "ldh vsw m=2 k=8 addr=0 pitch=16\n"
                     "exec vsw m=2 n=4 k=8 swap half=0 orow=0\n"
                     "ldh vsw pair m=1 k=8 addr=0x20 pitch=16\n"
                     "exec vsw pair m=1 n=4 k=8 last half=0 orow=0\n"
                     "st skinny m=3 n=4 addr=0x70 pitch=16 half=0 orow=0\n");
}

/* C0 is loaded one tile ahead: before the StLBUF of the tile at work, which the same unit does. */
Test(modes, c0_is_loaded_one_tile_ahead)
{
    const struct flexsa_machine machine = make_machine("mini", FLEXSA);
    const struct flexsa_gemm gemm = {.m = 48, .n = 8, .k = 9, .has_c0 = true};
    char obuf_ops[64] = "";
    unsigned with_acc = 0;

    for (char *line = strtok(listing(&machine, &gemm), "\n"); line; line = strtok(NULL, "\n")) {
        if (!strncmp(line, "ldo", 3) || !strncmp(line, "st ", 3) || !strncmp(line, "exec", 4)) {
            strncat(obuf_ops, line, 1);
            strcat(obuf_ops, strstr(line, "half=1") ? "1 " : "0 ");
        }
        with_acc += strstr(line, " acc") != NULL;
    }
    cr_assert_str_eq(obuf_ops, "l0 e0 l1 e0 s0 e1 l0 e1 s1 e0 e0 s0 ");
    cr_assert_eq(with_acc, 6, "every block is added to C0, the first too");
}

/* Tile i goes to core i mod 4; cores take turns wave by wave. M = 40: 5 tiles of 8 rows;
 * K = 8: 2 waves. */
Test(modes, cores_take_turns)
{
    const struct flexsa_machine machine = make_machine("mini", CORES);
    const struct flexsa_gemm gemm = {.m = 40, .n = 4, .k = 8};
    char order[128] = "";
    size_t used = 0;

    for (char *line = strtok(listing(&machine, &gemm), "\n"); line; line = strtok(NULL, "\n")) {
        const char *core = strstr(line, "core=");

        if (strncmp(line, "exec", 4) != 0 && strncmp(line, "st ", 3) != 0)
            continue;
        used += (size_t)snprintf(order + used, sizeof order - used, "%c%c%s", line[0], core ? core[5] : '0',
                                 strstr(line, "half=1") ? "' " : " ");
        cr_assert_lt(used, sizeof order);
    }
    cr_assert_str_eq(order, "e0 e1 e2 e3 e0 s0 e1 s1 e2 s2 e3 s3 e0' e0' s0' ");
}

/* Paper size: H = W = 64, BLK_M = 256. N = 192 = 128 + 64, K = 192 = 128 + 64, M = 512. */
Test(modes, paper_size)
{
    const struct flexsa_machine machine = make_machine("full", FLEXSA);
    const struct flexsa_gemm gemm = {.m = 512, .n = 192, .k = 192};
    struct flexsa_plan_stats stats;
    struct flexsa_error err;

    cr_assert_eq(flexsa_plan_measure(&machine, &gemm, &stats, &err), FLEXSA_OK, "%s", err.text);
    cr_assert_eq(stats.waves[FLEXSA_MODE_FW], 2);  /* two tiles of 256 x 128, k = 128 */
    cr_assert_eq(stats.waves[FLEXSA_MODE_HSW], 2); /* the same two, k = 64            */
    cr_assert_eq(stats.waves[FLEXSA_MODE_VSW], 2); /* one tile of 512 x 64, two pairs */
    cr_assert_eq(stats.waves[FLEXSA_MODE_ISW], 1);
    cr_assert_eq(stats.macs[FLEXSA_MODE_FW], 512u * 128 * 128);
    cr_assert_eq(stats.macs[FLEXSA_MODE_HSW], 512u * 128 * 64);
    cr_assert_eq(stats.macs[FLEXSA_MODE_VSW], 512u * 64 * 128);
    cr_assert_eq(stats.macs[FLEXSA_MODE_ISW], 512u * 64 * 64);
    cr_assert_eq(stats.tiles, 3);
    cr_assert_eq(stats.instrs, 2 * 9 + 11);
}

Test(modes, choose_mode_at_the_borders)
{
    const struct flexsa_machine tall = make_machine("tall", FLEXSA); /* H = 8, W = 4 */
    const struct flexsa_machine single = make_machine("tall", SINGLE);

    cr_assert_eq(flexsa_choose_mode(&tall, 5, 9), FLEXSA_MODE_FW);
    cr_assert_eq(flexsa_choose_mode(&tall, 5, 8), FLEXSA_MODE_HSW);
    cr_assert_eq(flexsa_choose_mode(&tall, 4, 9), FLEXSA_MODE_VSW);
    cr_assert_eq(flexsa_choose_mode(&tall, 4, 8), FLEXSA_MODE_ISW);
    cr_assert_eq(flexsa_choose_mode(&tall, 8, 16), FLEXSA_MODE_FW);
    cr_assert_eq(flexsa_choose_mode(&tall, 1, 1), FLEXSA_MODE_ISW);
    cr_assert_eq(flexsa_choose_mode(&single, 1, 1), FLEXSA_MODE_FW);
}

/* ---- blocks of GBUF -------------------------------------------------------------- */

Test(blocks, larger_than_gbuf)
{
    static const struct flexsa_gemm gemms[] = {
        {.m = 100, .n = 50, .k = 60}, {.m = 1500, .n = 8, .k = 8}, {.m = 7, .n = 1500, .k = 9},
        {.m = 8, .n = 8, .k = 3001},  {.m = 65, .n = 33, .k = 129}, {.m = 33, .n = 90, .k = 300},
        {.m = 1, .n = 1, .k = 9000},  {.m = 1, .n = 5000, .k = 1}, {.m = 5000, .n = 1, .k = 1},
    };
    struct summary total = {0};

    for (unsigned arch = 0; arch <= FLEXSA_ARCH_SINGLE; arch++)
        for (size_t i = 0; i < COUNT(gemms); i++)
            for (unsigned variant = 0; variant < 4; variant++) {
                const struct flexsa_machine machine = make_machine("mini", arch);
                struct flexsa_gemm gemm = gemms[i];
                struct summary summary;

                gemm.has_c0 = variant & 1;
                gemm.f16_out = variant & 2;
                summary = expect_right(&machine, &gemm);
                cr_assert_gt(summary.passes, 1, "%s: not larger than GBUF", where);
                total.partial_passes += summary.partial_passes;
                total.splits_m |= summary.splits_m;
                total.splits_n |= summary.splits_n;
            }
    cr_assert(total.partial_passes > 10 && total.splits_m && total.splits_n);
}

/* What fits is one pass. mini has 8192 bytes; A 128 x 16, B 16 x 8, C 128 x 8 take
 * 4096 + 256 + 4096 = 8448; 120 rows take 3840 + 256 + 3840 = 7936. */
Test(blocks, one_pass_if_it_fits)
{
    const struct flexsa_machine machine = make_machine("mini", FLEXSA);
    struct flexsa_gemm gemm = {.m = 120, .n = 8, .k = 16};

    cr_assert_eq(expect_right(&machine, &gemm).passes, 1);
    gemm.m = 128;
    cr_assert_eq(expect_right(&machine, &gemm).passes, 2);
    gemm.f16_out = true; /* C is half as large */
    cr_assert_eq(expect_right(&machine, &gemm).passes, 1);
}

/* To the byte: 117 rows of A and C take 117 * (32 + 32), B 256. */
Test(blocks, one_pass_if_it_just_fits)
{
    struct flexsa_machine machine = make_machine("mini", FLEXSA);
    const struct flexsa_gemm gemm = {.m = 117, .n = 8, .k = 16};

    machine.gbuf_bytes = 117 * 64 + 256;
    cr_assert_eq(expect_right(&machine, &gemm).passes, 1);
    machine.gbuf_bytes -= 8;
    cr_assert_eq(expect_right(&machine, &gemm).passes, 2);
}

/* Rows, columns and K are cut evenly: no block is more than its share, rounded up to whole tiles. */
static bool is_even(uint32_t size, uint32_t block, uint32_t unit)
{
    const uint32_t parts = (size + block - 1) / block;
    const uint32_t share = (size + parts - 1) / parts;

    return block <= (share + unit - 1) / unit * unit;
}

Test(blocks, shares_are_even)
{
    const struct flexsa_machine machine = make_machine("mini", FLEXSA);
    unsigned cut[3] = {0};

    for (uint32_t size = 1; size <= 3000; size++) {
        const struct flexsa_gemm gemms[] = {
            {.m = size, .n = 8, .k = 16}, {.m = 16, .n = size, .k = 8}, {.m = 8, .n = 16, .k = size}};

        for (size_t i = 0; i < COUNT(gemms); i++) {
            struct flexsa_tiling tiling;
            struct flexsa_error err;

            cr_assert_eq(flexsa_plan_tiling(&machine, &gemms[i], &tiling, &err), FLEXSA_OK, "%s", err.text);
            cr_assert(is_even(gemms[i].m, tiling.block_m, tiling.tile_m_skinny), "m = %u: %u", size, tiling.block_m);
            cr_assert(is_even(gemms[i].n, tiling.block_n, tiling.tile_n), "n = %u: %u", size, tiling.block_n);
            cr_assert(is_even(gemms[i].k, tiling.block_k, tiling.tile_k), "k = %u: %u", size, tiling.block_k);
            cut[i] += tiling.block_m < gemms[i].m || tiling.block_n < gemms[i].n || tiling.block_k < gemms[i].k;
        }
    }
    cr_assert(cut[0] > 1000 && cut[1] > 1000 && cut[2] > 1000);
}

/* Bytes over GBUF's outer port with blocks of bm x bn x bk, or 0 if one does not fit. */
static double outer_bytes(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm, uint32_t bm, uint32_t bn,
                          uint32_t bk)
{
    const uint32_t parts_m = (gemm->m + bm - 1) / bm, parts_n = (gemm->n + bn - 1) / bn, parts_k = (gemm->k + bk - 1) / bk;
    const uint32_t align = machine->port_bytes;
    const uint32_t a_row = (2 * bk + align - 1) / align * align, b_row = (2 * bn + align - 1) / align * align;
    const uint32_t c_row = (4 * bn + align - 1) / align * align;

    if (bm * a_row + bk * b_row + bm * c_row * (parts_k > 1 ? 2 : 1) > machine->gbuf_bytes)
        return 0;
    return 2.0 * gemm->m * gemm->k * parts_n + 2.0 * gemm->k * gemm->n * parts_m +
           gemm->m * gemm->n * (4.0 + 8.0 * (parts_k - 1));
}

/* Of all blocks of whole tiles none is much cheaper than the planner's, which tries the doublings only. */
Test(blocks, are_nearly_the_cheapest)
{
    struct flexsa_machine machine = make_machine("mini", FLEXSA);
    static const struct {
        unsigned gbuf_bytes;
        struct flexsa_gemm gemm;
    } cases[] = {
        {8192, {.m = 64, .n = 64, .k = 64}},   {8192, {.m = 256, .n = 32, .k = 32}}, {8192, {.m = 32, .n = 256, .k = 32}},
        {8192, {.m = 32, .n = 32, .k = 512}},  {8192, {.m = 512, .n = 8, .k = 128}}, {8192, {.m = 32, .n = 256, .k = 128}},
        {8192, {.m = 128, .n = 128, .k = 16}}, {8192, {.m = 96, .n = 40, .k = 72}},  {8192, {.m = 32, .n = 64, .k = 256}},
        {8192, {.m = 512, .n = 64, .k = 8}},   {8192, {.m = 64, .n = 512, .k = 8}},  {8192, {.m = 160, .n = 16, .k = 160}},
        {131072, {.m = 64, .n = 256, .k = 128}}, /* whose B is read once for each block of rows */
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct flexsa_gemm *gemm = &cases[i].gemm;
        struct flexsa_tiling tiling;
        struct flexsa_error err;
        double best = 0, chosen;

        machine.gbuf_bytes = cases[i].gbuf_bytes;
        cr_assert_eq(flexsa_plan_tiling(&machine, gemm, &tiling, &err), FLEXSA_OK, "%s", err.text);
        chosen = outer_bytes(&machine, gemm, tiling.block_m, tiling.block_n, tiling.block_k);
        cr_assert_gt(chosen, 0);
        for (uint32_t bm = 32; bm <= gemm->m; bm += 32)
            for (uint32_t bn = 8; bn <= gemm->n; bn += 8)
                for (uint32_t bk = 8; bk <= gemm->k; bk += 8) {
                    const double bytes = outer_bytes(&machine, gemm, bm, bn, bk);

                    if (bytes > 0 && (best == 0 || bytes < best))
                        best = bytes;
                }
        cr_assert_leq(chosen, 1.2 * best, "M=%u N=%u K=%u: %.0f bytes with %u x %u x %u, %.0f are possible", gemm->m, gemm->n,
                      gemm->k, chosen, tiling.block_m, tiling.block_n, tiling.block_k, best);
    }
}

/* GBUF of one tile and not a byte more: 32 rows (skinny) of 16 bytes of A, 8 rows of 16 bytes of
 * B, C in and out 32 rows of 32 bytes: 512 + 128 + 2048 = 2688. */
Test(blocks, smallest_gbuf)
{
    struct flexsa_machine machine = make_machine("mini", FLEXSA);
    const struct flexsa_gemm gemm = {.m = 70, .n = 20, .k = 30, .has_c0 = true};
    struct flexsa_planner *planner;
    struct flexsa_error err;

    machine.gbuf_bytes = 2688;
    cr_assert_gt(expect_right(&machine, &gemm).partial_passes, 0);
    machine.gbuf_bytes = 2680;
    cr_assert_eq(flexsa_planner_open(&planner, &machine, &gemm, &err), FLEXSA_BAD_INPUT);
    cr_assert_not_null(strstr(err.text, "too small"), "%s", err.text);
    cr_assert_null(planner);
}

Test(blocks, random_gemms_on_random_gbufs)
{
    uint64_t rng = 11;

    for (unsigned i = 0; i < 300; i++) {
        struct flexsa_machine machine = make_machine(i % 2 ? "mini" : "tall", i / 2 % 3);
        const struct flexsa_gemm gemm = {
            1 + random_below(&rng, 120), 1 + random_below(&rng, 60), 1 + random_below(&rng, 80),
            random_below(&rng, 2), random_below(&rng, 2)};

        machine.gbuf_bytes = 4096 + 16 * random_below(&rng, 512);
        expect_right(&machine, &gemm);
    }
}

/* ---- the rest ----------------------------------------------------------------------- */

Test(planner, sizes_out_of_range)
{
    static const struct flexsa_gemm bad[] = {
        {.m = 0, .n = 1, .k = 1}, {.m = 1, .n = 0, .k = 1}, {.m = 1, .n = 1, .k = 0},
        {.m = FLEXSA_MAX_DIM + 1, .n = 1, .k = 1}, {.m = 1, .n = UINT32_MAX, .k = 1},
        {.m = 1, .n = 1, .k = FLEXSA_MAX_DIM + 1},
    };
    const struct flexsa_machine machine = make_machine("mini", FLEXSA);

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct flexsa_planner *planner;
        struct flexsa_plan_stats stats;
        struct flexsa_error err;

        cr_assert_eq(flexsa_planner_open(&planner, &machine, &bad[i], &err), FLEXSA_BAD_INPUT);
        cr_assert_null(planner);
        cr_assert_not_null(strstr(err.text, "must be 1..16777216"), "%s", err.text);
        cr_assert_eq(flexsa_plan_measure(&machine, &bad[i], &stats, &err), FLEXSA_BAD_INPUT);
    }
    flexsa_planner_close(NULL);
}

/* The largest sizes open, and their first pass is legal and inside GBUF. */
Test(planner, largest_sizes_open)
{
    static const struct flexsa_gemm gemms[] = {
        {.m = FLEXSA_MAX_DIM, .n = FLEXSA_MAX_DIM, .k = FLEXSA_MAX_DIM},
        {.m = FLEXSA_MAX_DIM, .n = 1, .k = 1}, {.m = 1, .n = FLEXSA_MAX_DIM, .k = 1},
        {.m = 1, .n = 1, .k = FLEXSA_MAX_DIM},
        {.m = 100352, .n = 64, .k = 576}, /* ResNet50, 3x3 layer, batch 32 */
    };

    for (unsigned arch = 0; arch <= FLEXSA_ARCH_SINGLE; arch++)
        for (size_t i = 0; i < COUNT(gemms); i++) {
            const struct flexsa_machine machine = make_machine("full", arch);
            struct flexsa_planner *planner;
            const struct flexsa_pass *pass;
            struct flexsa_error err;

            cr_assert_eq(flexsa_planner_open(&planner, &machine, &gemms[i], &err), FLEXSA_OK);
            cr_assert_eq(flexsa_planner_next(planner, &pass, &err), FLEXSA_OK, "%s", err.text);
            cr_assert_eq(flexsa_program_check(&machine, &pass->program, &err), FLEXSA_OK, "%s",
                         err.text);
            flexsa_planner_close(planner);
        }
}

/* A GBUF with room for rows that PITCH has no bits for: they are cut all the same. */
Test(planner, rows_longer_than_the_largest_pitch)
{
    static const struct flexsa_gemm gemms[] = {
        {.m = 1, .n = 1, .k = FLEXSA_MAX_DIM}, {.m = 1, .n = FLEXSA_MAX_DIM, .k = 1, .has_c0 = true}};
    struct flexsa_machine machine = make_machine("full", FLEXSA);

    machine.gbuf_bytes = 1u << 28;
    for (size_t i = 0; i < COUNT(gemms); i++) {
        struct flexsa_planner *planner;
        const struct flexsa_pass *pass;
        struct flexsa_error err;

        cr_assert_eq(flexsa_planner_open(&planner, &machine, &gemms[i], &err), FLEXSA_OK);
        cr_assert_eq(flexsa_planner_next(planner, &pass, &err), FLEXSA_OK, "%s", err.text);
        cr_assert_eq(flexsa_program_check(&machine, &pass->program, &err), FLEXSA_OK, "%s", err.text);
        flexsa_planner_close(planner);
    }
}

/* Closing in the middle frees what the planner holds (seen by LeakSanitizer). */
Test(planner, may_be_closed_early)
{
    const struct flexsa_machine machine = make_machine("mini", CORES);
    struct flexsa_planner *planner;
    const struct flexsa_pass *pass;
    struct flexsa_error err;

    cr_assert_eq(flexsa_planner_open(&planner, &machine,
                                     &(struct flexsa_gemm){.m = 500, .n = 50, .k = 50}, &err),
                 FLEXSA_OK);
    cr_assert_eq(flexsa_planner_next(planner, &pass, &err), FLEXSA_OK);
    cr_assert_not_null(pass);
    flexsa_planner_close(planner);
}
