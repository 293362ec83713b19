/*
 * cases_obuf.c - tokens and results into one OBUF partition. One half is computed while the other is read, row by row, and
 * then filled again in part, as LdOBUF does. A line a step, rows of `cols` binary32, the highest column first. For obuf.sv:
 *
 *   in.hex    {token: valid, from_top, acc, half, row 8, columns 8} {psum from the top, row} {from below, row}
 *             {fill: valid, half, row 8, beat 8, data 64} {read: valid, half, row 8}
 *   want.hex  {read in the step before: check a column, row}
 */
#include "cases.h"

#include <stdlib.h>

enum { MAX_COLS = 8, MAX_DEPTH = 32, PORT = 8 };

struct step {
    bool token, from_top, acc, half, fill, fill_half, read, read_half;
    unsigned row, columns, fill_row, fill_beat, read_row;
    uint32_t top[MAX_COLS], bottom[MAX_COLS], fill_data[2];
    bool check[MAX_COLS];
    uint32_t want[MAX_COLS];
};

struct obuf {
    unsigned cols, depth;
    struct flexsa_random random;
    bool known[2][MAX_DEPTH][MAX_COLS];
    uint32_t sum[2][MAX_DEPTH][MAX_COLS];
    unsigned last[2][MAX_DEPTH]; /* step of the row's last token, plus 1 */
};

static bool row_known(const struct obuf *obuf, unsigned half, unsigned row, unsigned columns)
{
    for (unsigned c = 0; c < columns; c++)
        if (!obuf->known[half][row][c])
            return false;
    return true;
}

static void token(struct obuf *obuf, struct step *steps, unsigned t, unsigned half)
{
    struct step *step = &steps[t];
    const unsigned row = flexsa_random_below(&obuf->random, obuf->depth);
    const unsigned columns = 1 + flexsa_random_below(&obuf->random, obuf->cols);

    if (obuf->last[half][row] + 1 > t) /* the execute unit keeps two tokens of a row two steps apart */
        return;
    obuf->last[half][row] = t + 1;
    step->token = true;
    step->from_top = flexsa_random_below(&obuf->random, 2) != 0;
    step->half = half != 0;
    step->row = row;
    step->columns = columns;
    step->acc = row_known(obuf, half, row, columns) && flexsa_random_below(&obuf->random, 4) != 0;
    for (unsigned c = 0; c < columns; c++) {
        struct step *here = &steps[t + c];
        uint32_t *result = step->from_top ? &here->top[c] : &here->bottom[c], *sum = &obuf->sum[half][row][c];

        flexsa_values_f32(&obuf->random, FLEXSA_VALUES_SPECIAL, 16, result, 1);
        *result = flexsa_f32_result(flexsa_f32_value(*result)); /* as a PE would give it */
        *sum = step->acc ? cases_sum(*sum, *result) : *result;
        obuf->known[half][row][c] = true;
    }
}

static void fill(struct obuf *obuf, struct step *step, unsigned half, unsigned row, unsigned beat)
{
    step->fill = true;
    step->fill_half = half != 0;
    step->fill_row = row;
    step->fill_beat = beat;
    flexsa_values_f32(&obuf->random, FLEXSA_VALUES_SPECIAL, 16, step->fill_data, PORT / 4);
    for (unsigned i = 0; i < PORT / 4; i++) {
        const unsigned c = beat * PORT / 4 + i;

        obuf->sum[half][row][c] = step->fill_data[i];
        obuf->known[half][row][c] = true;
    }
}

static void read_row(const struct obuf *obuf, struct step *step, unsigned half, unsigned row)
{
    step->read = true;
    step->read_half = half != 0;
    step->read_row = row;
    for (unsigned c = 0; c < obuf->cols; c++) {
        step[1].check[c] = obuf->known[half][row][c];
        step[1].want[c] = obuf->sum[half][row][c];
    }
}

static void write_step(FILE *in, FILE *want, const struct step *step, unsigned cols)
{
    struct cases_word word = {.used = 0};

    cases_put(&word, step->token, 1);
    cases_put(&word, step->from_top, 1);
    cases_put(&word, step->acc, 1);
    cases_put(&word, step->half, 1);
    cases_put(&word, step->row, 8);
    cases_put(&word, step->columns, 8);
    for (unsigned c = cols; c-- > 0;)
        cases_put(&word, step->top[c], 32);
    for (unsigned c = cols; c-- > 0;)
        cases_put(&word, step->bottom[c], 32);
    cases_put(&word, step->fill, 1);
    cases_put(&word, step->fill_half, 1);
    cases_put(&word, step->fill_row, 8);
    cases_put(&word, step->fill_beat, 8);
    cases_put(&word, step->fill_data[1], 32);
    cases_put(&word, step->fill_data[0], 32);
    cases_put(&word, step->read, 1);
    cases_put(&word, step->read_half, 1);
    cases_put(&word, step->read_row, 8);
    cases_write(&word, in);
    for (unsigned c = cols; c-- > 0;)
        cases_put(&word, step->check[c], 1);
    for (unsigned c = cols; c-- > 0;)
        cases_put(&word, step->want[c], 32);
    cases_write(&word, want);
}

bool cases_obuf(const char *folder, unsigned cols, unsigned depth, unsigned tokens, uint64_t seed)
{
    const unsigned phase = depth * 8 + cols + 8, phases = tokens / phase + 1, beats = cols * 4 / PORT;
    struct step *steps = calloc((size_t)phase * (phases + 1) + MAX_COLS, sizeof *steps);
    struct obuf *obuf = calloc(1, sizeof *obuf);
    FILE *in = cases_open(folder, "in.hex"), *want = cases_open(folder, "want.hex");
    bool good = steps && obuf && in && want && cols <= MAX_COLS && depth <= MAX_DEPTH && cols % 2 == 0;

    if (good) {
        obuf->cols = cols;
        obuf->depth = depth;
        flexsa_random_seed(&obuf->random, seed);
        for (unsigned p = 0; p < phases; p++) {
            const unsigned half = p % 2, t = p * phase;

            for (unsigned i = 0; i < 6 * depth; i++)
                token(obuf, steps, t + i, half);
            for (unsigned row = 0; p > 0 && row < depth; row++)
                read_row(obuf, &steps[t + row], !half, row);
            for (unsigned i = 0; i < depth * beats; i++)
                if (flexsa_random_below(&obuf->random, 2))
                    fill(obuf, &steps[t + depth + i], !half, i / beats, i % beats);
        }
        for (unsigned i = 0; i < phase * phases; i++)
            write_step(in, want, &steps[i], cols);
    }
    free(steps);
    free(obuf);
    good = in && cases_close(in) && good;
    return want && cases_close(want) && good;
}
