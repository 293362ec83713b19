/*
 * blocks.c - cuts a GEMM in blocks that fit GBUF.
 *
 * Every pass brings its own panels, so that a pass needs nothing but its own fills. With P_n,
 * P_m, P_k blocks along each dimension the bytes that cross GBUF's outer port are
 *
 *   A  2*M*K*P_n   +   B  2*K*N*P_m   +   C  M*N*(size + 8*(P_k - 1)) (+ 4*M*N for C0)
 *
 * The first two want large blocks of C; cutting K makes room for them but pays for partial
 * sums that go out and come back in binary32. We try P_k and P_n = 1, 2, 4, ..., take for each
 * pair the most rows that fit, and keep the cheapest. Doubling is enough: cost changes slowly
 * with sizes, and the search stays below 1,000 candidates for any GEMM. Where all rows fit (P_m = 1)
 * cutting further only costs more.
 */
#include "plan_internal.h"

/* ADDR and PITCH are multiples of port_bytes (isa.md, rule 2). */
static uint64_t row_pitch(const struct flexsa_machine *machine, uint64_t elements, unsigned size)
{
    return flexsa_round_up(elements * size, machine->port_bytes);
}

struct layout flexsa_block_layout(const struct flexsa_machine *machine, const struct block *block)
{
    const uint64_t a_pitch = row_pitch(machine, block->depth, 2);
    const uint64_t b_pitch = row_pitch(machine, block->cols, 2);
    const uint64_t c_in_pitch = block->loads_c ? row_pitch(machine, block->cols, 4) : 0;
    const uint64_t c_out_pitch = row_pitch(machine, block->cols, block->f16 ? 2 : 4);
    const uint64_t b_addr = block->rows * a_pitch;
    const uint64_t c_in_addr = b_addr + block->depth * b_pitch;
    const uint64_t c_out_addr = c_in_addr + block->rows * c_in_pitch;

    return (struct layout){
        .a_addr = 0,
        .a_pitch = (uint32_t)a_pitch,
        .b_addr = (uint32_t)b_addr,
        .b_pitch = (uint32_t)b_pitch,
        .c_in_addr = (uint32_t)c_in_addr,
        .c_in_pitch = (uint32_t)c_in_pitch,
        .c_out_addr = (uint32_t)c_out_addr,
        .c_out_pitch = (uint32_t)c_out_pitch,
        .end = c_out_addr + block->rows * c_out_pitch,
    };
}

/* The most rows that fit with n columns and depth k, cut to an even share of M in multiples of
 * `unit`; 0 if none do. */
static uint32_t fit_rows(const struct flexsa_machine *machine, const struct flexsa_gemm *gemm,
                         uint32_t n, uint32_t k, uint32_t unit)
{
    const bool split_k = k < gemm->k;
    const uint64_t a_pitch = row_pitch(machine, k, 2);
    const uint64_t b_bytes = k * row_pitch(machine, n, 2);
    const uint64_t c_in_pitch = gemm->has_c0 || split_k ? row_pitch(machine, n, 4) : 0;
    const uint64_t c_out_pitch = row_pitch(machine, n, gemm->f16_out && !split_k ? 2 : 4);
    uint64_t rows, parts;

    if ((a_pitch | c_in_pitch | c_out_pitch) >> FLEXSA_SIZE_PITCH)
        return 0;
    if (b_bytes >= machine->gbuf_bytes)
        return 0;
    rows = (machine->gbuf_bytes - b_bytes) / (a_pitch + c_in_pitch + c_out_pitch);
    if (rows >= gemm->m)
        return gemm->m;
    rows = rows / unit * unit;
    if (rows == 0)
        return 0;
    /* As many passes as needed, but no sliver at the end. */
    parts = flexsa_ceil_div(gemm->m, rows);
    return (uint32_t)flexsa_round_up(flexsa_ceil_div(gemm->m, parts), unit);
}

/* Bytes over the outer port, in double: 2^24 in each dimension would overflow 64 bits. */
static double traffic(const struct flexsa_gemm *gemm, const struct block_sizes *blocks)
{
    const double m = gemm->m, n = gemm->n, k = gemm->k;
    const double parts_m = (double)flexsa_ceil_div(gemm->m, blocks->m);
    const double parts_n = (double)flexsa_ceil_div(gemm->n, blocks->n);
    const double parts_k = (double)flexsa_ceil_div(gemm->k, blocks->k);
    const double c_bytes = (gemm->f16_out ? 2 : 4) + (gemm->has_c0 ? 4 : 0) + 8 * (parts_k - 1);

    return 2 * m * k * parts_n + 2 * k * n * parts_m + m * n * c_bytes;
}

/* One of `parts` even shares of `size`, rounded up to `unit`; all of it if that is less. */
static uint32_t share(uint32_t size, uint64_t parts, uint32_t unit)
{
    return flexsa_min((uint32_t)flexsa_round_up(flexsa_ceil_div(size, parts), unit), size);
}

enum flexsa_status flexsa_choose_blocks(const struct flexsa_machine *machine,
                                        const struct flexsa_gemm *gemm, struct block_sizes *blocks,
                                        struct flexsa_error *err)
{
    const struct tile_shape shape = flexsa_tile_shape(machine);
    double best = -1;

    for (uint64_t parts_k = 1;; parts_k *= 2) {
        struct block_sizes candidate = {.k = share(gemm->k, parts_k, shape.k)};

        for (uint64_t parts_n = 1;; parts_n *= 2) {
            candidate.n = share(gemm->n, parts_n, shape.n);
            /* A multiple of the skinny tile is one of the wide tile as well. */
            candidate.m = fit_rows(machine, gemm, candidate.n, candidate.k, shape.m_skinny);
            if (candidate.m > 0) {
                const double cost = traffic(gemm, &candidate);

                if (best < 0 || cost < best) {
                    best = cost;
                    *blocks = candidate;
                }
            }
            if (candidate.n <= shape.n || candidate.m == gemm->m)
                break;
        }
        if (candidate.k <= shape.k || (candidate.m == gemm->m && candidate.n == gemm->n))
            break;
    }
    if (best < 0)
        return flexsa_fail(err, FLEXSA_BAD_INPUT,
                           "GBUF of %u bytes is too small for one tile of configuration '%s'",
                           machine->gbuf_bytes, machine->config);
    return FLEXSA_OK;
}
