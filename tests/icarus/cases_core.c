/*
 * cases_core.c - waves through one flexsa_core, as its header says they are fed: {shift, valid, swap, a, w, psum} a step in
 * in.hex; {check, psum} of each column and {valid, swap, a} of each row that leave it in that step in want.hex. Rows and columns
 * from the highest to the lowest. For core.sv.
 *
 * Times are steps of the array. A wave with its first operand at row 0 in step s:
 *   operand of row r, column 0      s + r * PipeDepth, one step more for each row of the moving tile
 *   partial sum into column c       s + 1 + c
 *   partial sum out of column c     s + 1 + Rows * PipeDepth + c
 *   record out of row r             s + r * PipeDepth + Cols
 */
#include "cases.h"

#include <stdlib.h>

enum { STEPS = 4096, MAX_SIDE = 8 };

struct step {
    bool shift, valid[MAX_SIDE], swap[MAX_SIDE], check[MAX_SIDE], east_valid[MAX_SIDE], east_swap[MAX_SIDE];
    uint32_t a[MAX_SIDE], w[MAX_SIDE], psum[MAX_SIDE], want[MAX_SIDE], east[MAX_SIDE];
};

/* One wave of m rows, k deep, the first operand in step s. Partial sums from above only if the top row can add them. */
static void feed(struct step *steps, const struct cases_core *core, unsigned s, unsigned m, unsigned k,
                 uint16_t (*weight)[MAX_SIDE], bool swap, enum flexsa_values values, struct flexsa_random *random)
{
    for (unsigned i = 0; i < m; i++) {
        uint16_t a[MAX_SIDE] = {0};

        flexsa_values_f16(random, values, k, a, k);
        for (unsigned r = 0; r < k; r++) {
            struct step *in = &steps[s + i + r * core->pipe_depth], *east = in + core->cols;

            in->valid[r] = east->east_valid[r] = true;
            in->swap[r] = east->east_swap[r] = swap && i == 0;
            in->a[r] = east->east[r] = cases_operand(a[r]);
        }
        for (unsigned c = 0; c < core->cols; c++) {
            struct step *in = &steps[s + i + 1 + c], *out = in + core->rows * core->pipe_depth;
            uint32_t sum;

            if (core->top_has_adder && flexsa_random_below(random, 4) != 0) {
                flexsa_values_f32(random, values, k, &in->psum[c], 1);
                in->psum[c] = flexsa_f32_result(flexsa_f32_value(in->psum[c])); /* as a PE above would give it */
            }
            sum = core->top_has_adder ? cases_fma(a[0], weight[0][c], in->psum[c]) : cases_product(a[0], weight[0][c]);
            for (unsigned r = 1; r < k; r++)
                sum = cases_fma(a[r], weight[r][c], sum);
            out->check[c] = true;
            out->want[c] = sum;
        }
    }
}

/* k rows of new weights from step t on, the lowest first. */
static void shift(struct step *steps, const struct cases_core *core, unsigned t, unsigned k, uint16_t (*weight)[MAX_SIDE],
                  enum flexsa_values values, struct flexsa_random *random)
{
    for (unsigned r = 0; r < k; r++)
        flexsa_values_f16(random, values, k, weight[r], core->cols);
    for (unsigned i = 0; i < k; i++) {
        steps[t + i].shift = true;
        for (unsigned c = 0; c < core->cols; c++)
            steps[t + i + c].w[c] = cases_operand(weight[k - 1 - i][c]);
    }
}

static void write_steps(FILE *in, FILE *want, const struct step *steps, unsigned count, const struct cases_core *core)
{
    for (unsigned i = 0; i < count; i++) {
        const struct step *step = &steps[i];
        struct cases_word word = {.used = 0};

        cases_put(&word, step->shift, 1);
        for (unsigned r = core->rows; r-- > 0;)
            cases_put(&word, step->valid[r], 1);
        for (unsigned r = core->rows; r-- > 0;)
            cases_put(&word, step->swap[r], 1);
        for (unsigned r = core->rows; r-- > 0;)
            cases_put(&word, step->a[r], 32);
        for (unsigned c = core->cols; c-- > 0;)
            cases_put(&word, step->w[c], 32);
        for (unsigned c = core->cols; c-- > 0;)
            cases_put(&word, step->psum[c], 32);
        cases_write(&word, in);
        for (unsigned c = core->cols; c-- > 0;)
            cases_put(&word, step->check[c], 1);
        for (unsigned c = core->cols; c-- > 0;)
            cases_put(&word, step->want[c], 32);
        for (unsigned r = core->rows; r-- > 0;)
            cases_put(&word, step->east_valid[r], 1);
        for (unsigned r = core->rows; r-- > 0;)
            cases_put(&word, step->east_swap[r], 1);
        for (unsigned r = core->rows; r-- > 0;)
            cases_put(&word, step->east[r], 32);
        cases_write(&word, want);
    }
}

/* Waves right behind each other where the core allows it, now and then with a pause. */
static unsigned make(struct step *steps, const struct cases_core *core, unsigned waves, struct flexsa_random *random)
{
    const unsigned skew = (core->rows - 1) * (core->pipe_depth - 1);
    uint16_t weight[MAX_SIDE][MAX_SIDE];
    unsigned shift_from = 2, stream_from = 0, k = 0, end = 0;

    for (unsigned i = 0; i < STEPS; i++)
        for (unsigned c = 0; c < core->cols; c++)
            steps[i].psum[c] = 0x80000000u; /* no partial sum: -0 */
    for (unsigned i = 0; i < waves; i++) {
        const enum flexsa_values values = (enum flexsa_values)flexsa_random_below(random, FLEXSA_NUM_VALUES);
        const bool again = i != 0 && flexsa_random_below(random, 4) == 0; /* the weights that are in use */
        const unsigned m = 1 + flexsa_random_below(random, 3 * core->rows);

        if (!again) {
            const unsigned shift_at = shift_from + (flexsa_random_below(random, 3) == 0 ? flexsa_random_below(random, 5) : 0);

            k = flexsa_random_below(random, 2) ? core->rows : 1 + flexsa_random_below(random, core->rows);
            shift(steps, core, shift_at, k, weight, values, random);
            shift_from = shift_at + k + 1; /* its rows all stop in one step; the next one begins a step later */
            if (stream_from < shift_at + k - 1)
                stream_from = shift_at + k - 1;
        }
        stream_from += flexsa_random_below(random, 3) == 0 ? flexsa_random_below(random, 4) : 0;
        feed(steps, core, stream_from, m, k, weight, !again, values, random);
        if (core->second_weight && !again && shift_from < stream_from + 1 + skew)
            shift_from = stream_from + 1 + skew;
        if (!core->second_weight && shift_from < stream_from + m + skew)
            shift_from = stream_from + m + skew;
        stream_from += m;
        end = stream_from + core->rows * core->pipe_depth + core->cols + 2;
        if (end + 64 > STEPS)
            break;
    }
    return end;
}

bool cases_core(const char *folder, const struct cases_core *core, unsigned waves, uint64_t seed)
{
    struct step *steps = calloc(STEPS + 64, sizeof *steps);
    FILE *in = cases_open(folder, "in.hex"), *want = cases_open(folder, "want.hex");
    struct flexsa_random random;
    bool good = false;

    if (steps && in && want && core->rows <= MAX_SIDE && core->cols <= MAX_SIDE && core->rows > 0 && core->cols > 1) {
        flexsa_random_seed(&random, seed);
        write_steps(in, want, steps, make(steps, core, waves, &random), core);
        good = true;
    }
    good = in && cases_close(in) && good;
    good = want && cases_close(want) && good;
    free(steps);
    return good;
}
