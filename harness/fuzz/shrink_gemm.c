/* shrink_gemm.c - smaller GEMMs: rows of A, columns of B, steps of K left out, in large pieces first. */
#include "shrink_internal.h"

#include <string.h>

enum dim { DIM_M, DIM_N, DIM_K };

/* A piece of one dimension. */
struct piece {
    enum dim dim;
    uint32_t from, size;
};

static uint32_t *size_of(struct flexsa_gemm *gemm, enum dim dim)
{
    return dim == DIM_M ? &gemm->m : dim == DIM_N ? &gemm->n : &gemm->k;
}

/* Takes the piece out of a matrix whose rows and columns are these dimensions; in place. */
static void cut(void *matrix, size_t element, const struct flexsa_gemm *gemm, enum dim rows, enum dim cols,
                const struct piece *piece)
{
    struct flexsa_gemm sizes = *gemm;
    const uint32_t m = *size_of(&sizes, rows), n = *size_of(&sizes, cols), end = piece->from + piece->size;
    uint8_t *to = matrix;

    if (!matrix)
        return;
    for (uint32_t i = 0; i < m; i++)
        for (uint32_t j = 0; j < n; j++) {
            if ((piece->dim == rows && i >= piece->from && i < end) || (piece->dim == cols && j >= piece->from && j < end))
                continue;
            memmove(to, (const uint8_t *)matrix + ((size_t)i * n + j) * element, element);
            to += element;
        }
}

/* Where row or column `at` is afterwards. */
static uint32_t moved(uint32_t at, const struct piece *piece, uint32_t left)
{
    if (at >= piece->from + piece->size)
        return at - piece->size;
    return at < piece->from ? at : piece->from < left ? piece->from : left - 1;
}

static void leave_out(struct flexsa_repro *repro, const struct piece *piece)
{
    const uint32_t left = *size_of(&repro->gemm, piece->dim) - piece->size;

    cut(repro->a, 2, &repro->gemm, DIM_M, DIM_K, piece);
    cut(repro->b, 2, &repro->gemm, DIM_K, DIM_N, piece);
    cut(repro->c0, 4, &repro->gemm, DIM_M, DIM_N, piece);
    *size_of(&repro->gemm, piece->dim) = left;
    if (piece->dim == DIM_M)
        repro->inject.row = moved(repro->inject.row, piece, left);
    if (piece->dim == DIM_N)
        repro->inject.col = moved(repro->inject.col, piece, left);
}

static bool try_piece(struct shrink *shrink, const struct piece *piece)
{
    struct flexsa_repro candidate;

    if (!shrink_begin(shrink, &candidate))
        return false;
    leave_out(&candidate, piece);
    return shrink_attempt(shrink, &candidate);
}

/* Pieces of half of it, then of a quarter, ...: but never all of it. Values that follow from a seed change with any
 * size, so there it does not matter which piece goes. */
static bool shrink_size(struct shrink *shrink, enum dim dim)
{
    bool any = false;
    uint32_t size = *size_of(&shrink->best->gemm, dim) - 1;

    for (; size >= 1 && shrink_goes_on(shrink); size /= 2) {
        uint32_t from = 0;

        while (from + size <= *size_of(&shrink->best->gemm, dim) && size < *size_of(&shrink->best->gemm, dim) &&
               shrink_goes_on(shrink)) {
            const struct piece piece = {dim, from, size};

            if (try_piece(shrink, &piece))
                any = true;
            else if (shrink->best->is_inline)
                from += size;
            else
                break;
        }
    }
    return any;
}

bool shrink_gemm_sizes(struct shrink *shrink)
{
    bool any = shrink_size(shrink, DIM_M);

    any = shrink_size(shrink, DIM_N) || any;
    return shrink_size(shrink, DIM_K) || any;
}
