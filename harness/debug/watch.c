/* watch.c - see watch.h. */
#include "watch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../golden/half.h"

static const struct flexsa_instr *instr_of(const struct watch *watch, const struct watch_chain *chain)
{
    return &watch->program->instrs[chain->golden->instr];
}

static unsigned unit_of(const struct watch *watch, const struct watch_chain *chain)
{
    return watch->machine->arch == FLEXSA_ARCH_CORES ? instr_of(watch, chain)->core : 0;
}

static float value_of(uint16_t half)
{
    return flexsa_f32_value(flexsa_half_to_f32(half));
}

/* a * b + c as the contract has it. */
static uint32_t fused(uint16_t a, uint16_t b, uint32_t c)
{
    return flexsa_f32_result(fmaf(value_of(a), value_of(b), flexsa_f32_value(c)));
}

static uint32_t product(uint16_t a, uint16_t b)
{
    return flexsa_f32_result(value_of(a) * value_of(b));
}

static uint32_t sum(uint32_t x, uint32_t y)
{
    return flexsa_f32_result(flexsa_f32_value(x) + flexsa_f32_value(y));
}

/* ---- operand17 ------------------------------------------------------------------------- */

enum { EXP_BIAS = 25, EXP_INF = 62, EXP_NAN = 63 };

uint32_t flexsa_operand_of_half(uint16_t half)
{
    const uint32_t sign = (uint32_t)(half & 0x8000) << 1, exp = half >> 10 & 0x1f;
    uint32_t frac = half & 0x3ff, small = 1;

    if (exp == 31)
        return sign | (frac ? EXP_NAN : EXP_INF) << 10 | frac;
    if (exp)
        return sign | (exp + 10) << 10 | frac;
    if (frac == 0)
        return sign;
    while (frac >> small)
        small++; /* the leading one is bit small - 1: 2^(small - 1 - 24) */
    return sign | small << 10 | (frac << (11 - small) & 0x3ff);
}

double flexsa_operand_value(uint32_t operand)
{
    const int exp = (int)(operand >> 10 & 0x3f);
    const double mag = exp == 0         ? 0
                       : exp == EXP_INF ? INFINITY
                       : exp == EXP_NAN ? NAN
                                        : ldexp(1 + (operand & 0x3ff) / 1024.0, exp - EXP_BIAS);

    return operand >> 16 & 1 ? -mag : mag;
}

/* The golden model has one NaN only. */
static bool same_operand(uint32_t got, uint16_t half)
{
    const uint32_t wanted = flexsa_operand_of_half(half);

    return got == wanted || ((got >> 10 & 0x3f) == EXP_NAN && (wanted >> 10 & 0x3f) == EXP_NAN);
}

/* ---- what is said of a difference ------------------------------------------------------------ */

/* Everything about the chain; false if a difference is known already. */
static bool blame(struct watch *watch, const struct watch_chain *chain, enum flexsa_wrong wrong, uint64_t cycle,
                  uint32_t expected, uint32_t got)
{
    const struct watch_element *element = &watch->elements[chain->element];
    struct flexsa_divergence *found = &watch->found;

    if (found->wrong)
        return false;
    found->wrong = wrong;
    found->cycle = cycle;
    found->wave_begin = chain->begin_cycle;
    found->instr = chain->golden->instr;
    found->row = chain->golden->row;
    found->col = chain->golden->col;
    found->store = watch->store;
    found->tile_row = element->row;
    found->tile_col = element->col;
    found->addr = element->addr;
    found->partition = element->partition;
    found->half = instr_of(watch, chain)->half;
    found->orow = element->orow;
    found->terms = element->terms;
    found->expected = expected;
    found->got = got;
    return true;
}

/* ... and about PE row g. */
static bool blame_pe(struct watch *watch, const struct watch_chain *chain, unsigned g, enum flexsa_wrong wrong,
                     uint64_t cycle, uint32_t expected, uint32_t got)
{
    const struct flexsa_instr *exec = instr_of(watch, chain);
    const struct place *place = &chain->place;
    struct flexsa_divergence *found = &watch->found;

    if (!blame(watch, chain, wrong, cycle, expected, got))
        return false;
    found->in_array = true;
    found->core = place_core(watch->machine, exec, place, g);
    found->pe_row = place_row(watch->machine, g);
    found->pe_col = place->col;
    found->array_row = g;
    found->k = g - place->first;
    found->has_operands = found->k < place->k;
    if (found->has_operands) {
        found->term = chain->terms_before + found->k;
        found->a = chain->golden->a[found->k];
        found->b = chain->golden->b[found->k];
    }
    found->has_incoming = g > place->first;
    if (found->has_incoming)
        found->incoming = chain->golden->psum[found->k < place->k ? found->k - 1 : place->k - 1];
    return true;
}

/* The load that brought an ExecGEMM its tile: the n-th of its core is for the n-th, or for the n-th SWAP. */
static const struct flexsa_instr *load_of(const struct watch *watch, size_t exec, bool stationary)
{
    const struct flexsa_instr *instrs = watch->program->instrs;
    const unsigned core = instrs[exec].core, load = stationary ? FLEXSA_OP_LDV : FLEXSA_OP_LDH;
    size_t n = 0;

    for (size_t i = 0; i <= exec; i++)
        n += instrs[i].op == FLEXSA_OP_EXEC && instrs[i].core == core && (!stationary || instrs[i].swap);
    for (size_t i = 0; i < exec; i++)
        if (instrs[i].op == load && instrs[i].core == core && --n == 0)
            return &instrs[i];
    return NULL;
}

/* Is the wrong operand another element of the same tile? Its neighbours are looked at first. */
static void hint_operand(struct watch *watch, const struct watch_chain *chain, bool stationary, uint32_t got)
{
    const struct flexsa_instr *load = load_of(watch, chain->golden->instr, stationary);
    struct flexsa_divergence *found = &watch->found;
    const unsigned rows = !load ? 0 : stationary ? load->k : load->m, cols = !load ? 0 : stationary ? load->n : load->k;
    const unsigned own_row = stationary ? found->k : found->row, own_col = stationary ? found->col : found->k;
    unsigned nearest = UINT32_MAX, row = 0, col = 0, count = 0;

    for (unsigned i = 0; i < rows; i++)
        for (unsigned j = 0; j < cols; j++) {
            const unsigned far = (unsigned)abs((int)(i - own_row)) + (unsigned)abs((int)(j - own_col));
            uint16_t half;

            memcpy(&half, watch->gbuf + load->addr + (size_t)i * load->pitch + 2 * j, 2);
            if (far == 0 || flexsa_operand_of_half(half) != got)
                continue;
            count++;
            if (far < nearest)
                nearest = far, row = i, col = j;
        }
    if (count)
        snprintf(found->hint, sizeof found->hint, "it is the value of element (%u, %u) of the tile%s", row, col,
                 count > 1 ? ", and of others" : "");
}

static void hint_bits(struct flexsa_divergence *found)
{
    const uint32_t differ = found->expected ^ found->got;

    if (differ && (differ & (differ - 1)) == 0)
        snprintf(found->hint, sizeof found->hint, "bit %u differs, and nothing else", (unsigned)__builtin_ctz(differ));
    else if (found->got - found->expected == 1 || found->expected - found->got == 1)
        snprintf(found->hint, sizeof found->hint, "one unit in the last place");
}

/* The sum that the wrong operand makes; it is not there yet. */
static void foresee_sum(struct watch *watch, const struct watch_chain *chain)
{
    struct flexsa_divergence *found = &watch->found;
    const float a = (float)flexsa_operand_value(found->got_a), b = (float)flexsa_operand_value(found->got_b);

    found->expected = chain->golden->psum[found->k];
    found->got = flexsa_f32_result(found->has_incoming ? fmaf(a, b, flexsa_f32_value(found->incoming)) : a * b);
}

/* ---- in the array ------------------------------------------------------------------------------ */

static void check_record(struct watch *watch, const struct watch_chain *chain, const struct flexsa_array_core *core,
                         unsigned lane, unsigned g, uint64_t cycle)
{
    const unsigned k = g - chain->place.first;
    const uint32_t record = core->record[lane], operand = record & FLEXSA_RECORD_OPERAND;
    const bool valid = record & FLEXSA_RECORD_VALID;
    struct flexsa_divergence *found = &watch->found;

    if (k >= chain->place.k) {
        if (valid && blame_pe(watch, chain, g, FLEXSA_WRONG_STRAY, cycle, 0, 0))
            found->got_a = operand;
        return;
    }
    if (valid && same_operand(operand, chain->golden->a[k]))
        return;
    if (!blame_pe(watch, chain, g, valid ? FLEXSA_WRONG_MOVING : FLEXSA_WRONG_NO_OPERAND, cycle, 0, 0))
        return;
    found->got_a = operand;
    found->got_b = flexsa_operand_of_half(found->b);
    foresee_sum(watch, chain);
    if (valid)
        hint_operand(watch, chain, false, operand);
    else if (same_operand(operand, chain->golden->a[k]))
        snprintf(found->hint, sizeof found->hint, "the operand is there, but not its valid token");
}

static void check_weight(struct watch *watch, const struct watch_chain *chain, const uint32_t *weights, unsigned lane,
                         unsigned g, uint64_t cycle)
{
    const unsigned k = g - chain->place.first;
    const uint32_t operand = weights[lane] & FLEXSA_RECORD_OPERAND;

    if (k >= chain->place.k || same_operand(operand, chain->golden->b[k]) ||
        !blame_pe(watch, chain, g, FLEXSA_WRONG_STATIONARY, cycle, 0, 0))
        return;
    watch->found.got_a = flexsa_operand_of_half(watch->found.a);
    watch->found.got_b = operand;
    foresee_sum(watch, chain);
    hint_operand(watch, chain, true, operand);
}

/* A sum of right operands is wrong: did something else come in from above? */
static void explain_sum(struct watch *watch, const struct watch_chain *chain, unsigned g)
{
    struct flexsa_divergence *found = &watch->found;
    const bool top = place_row(watch->machine, g) == 0;

    if (found->has_incoming && found->got == product(found->a, found->b)) {
        found->wrong = FLEXSA_WRONG_INCOMING;
        snprintf(found->hint, sizeof found->hint, "the sum is the product alone: nothing came in from above");
    } else if (found->has_incoming && found->got == found->incoming) {
        snprintf(found->hint, sizeof found->hint, "the product was not added");
    } else if (!found->has_incoming && top && g > 0) {
        const uint32_t above =
            watch->bottom[watch->machine->pipe_depth][chain->place.east][chain->place.col];

        if (found->got != fused(found->a, found->b, above)) {
            hint_bits(found);
            return;
        }
        found->wrong = FLEXSA_WRONG_INCOMING;
        snprintf(found->hint, sizeof found->hint, "the core above was added, though the chain begins here");
    } else {
        hint_bits(found);
    }
}

static void check_psum(struct watch *watch, const struct watch_chain *chain, const struct flexsa_array_core *core,
                       unsigned lane, unsigned g, uint64_t cycle)
{
    const unsigned k = g - chain->place.first;
    const bool adds = k < chain->place.k;
    const uint32_t expected = chain->golden->psum[adds ? k : chain->place.k - 1];

    if (core->psum[lane] == expected ||
        !blame_pe(watch, chain, g, adds ? FLEXSA_WRONG_ARITHMETIC : FLEXSA_WRONG_HANDED_ON, cycle, expected,
                  core->psum[lane]))
        return;
    if (adds) {
        watch->found.got_a = flexsa_operand_of_half(watch->found.a);
        watch->found.got_b = flexsa_operand_of_half(watch->found.b);
        explain_sum(watch, chain, g);
    } else {
        hint_bits(&watch->found);
    }
}

/* The row whose turn comes `after` steps from its operand on; false if it is none's. */
static bool row_now(const struct watch *watch, const struct watch_chain *chain, uint64_t now, unsigned after, unsigned *g)
{
    const uint64_t begin = (uint64_t)chain->place.begin + after;
    const unsigned depth = watch->machine->pipe_depth;

    if (now < begin || (now - begin) % depth || (now - begin) / depth >= chain->place.rows)
        return false;
    *g = chain->place.first + (unsigned)((now - begin) / depth);
    return true;
}

static void check_array(struct watch *watch, const struct watch_chain *chain, const struct flexsa_array *array,
                        uint64_t now, uint64_t cycle)
{
    const struct flexsa_instr *exec = instr_of(watch, chain);
    const bool second = watch->machine->second_weight;
    unsigned g;

#define CORE(g) (&array->core[place_core(watch->machine, exec, &chain->place, g)])
#define LANE(g) (place_row(watch->machine, g) * array->cols + chain->place.col)
    if (row_now(watch, chain, now, 0, &g))
        check_record(watch, chain, CORE(g), LANE(g), g, cycle);
    /* A swap puts the next weight into use at the very edge at which it is multiplied. */
    if (row_now(watch, chain, now, second ? 1 : 0, &g))
        check_weight(watch, chain, second ? CORE(g)->weight : CORE(g)->next, LANE(g), g, cycle);
    if (row_now(watch, chain, now, watch->machine->pipe_depth, &g))
        check_psum(watch, chain, CORE(g), LANE(g), g, cycle);
#undef CORE
#undef LANE
}

/* ---- in the OBUF ------------------------------------------------------------------------------- */

static uint32_t bank_word(const struct flexsa_array *array, const struct watch_element *element, unsigned half)
{
    return array->partition[element->partition].bank[element->col_in_bank][half * array->part_rows + element->orow];
}

static void check_loaded(struct watch *watch, const struct watch_chain *chain, const struct flexsa_array *array,
                         uint64_t cycle)
{
    const uint32_t got = bank_word(array, &watch->elements[chain->element], instr_of(watch, chain)->half);

    if (got != chain->golden->before)
        blame(watch, chain, FLEXSA_WRONG_LOADED, cycle, chain->golden->before, got);
}

static void check_sum(struct watch *watch, const struct watch_chain *chain, const struct flexsa_array *array,
                      uint64_t cycle)
{
    const struct flexsa_golden_chain *golden = chain->golden;
    const struct watch_element *element = &watch->elements[chain->element];
    const uint32_t got = array->partition[element->partition].sum[element->col_in_bank];
    const uint32_t psum = golden->psum[chain->place.k - 1];
    const bool acc = instr_of(watch, chain)->acc;
    struct flexsa_divergence *found = &watch->found;

    if (got == golden->after || !blame(watch, chain, FLEXSA_WRONG_ACCUMULATED, cycle, golden->after, got))
        return;
    found->incoming = psum;
    found->has_incoming = true;
    if (acc && got == psum)
        snprintf(found->hint, sizeof found->hint, "it is the partial sum alone: what the bank had was not added (ACC)");
    else if (acc && got == golden->before)
        snprintf(found->hint, sizeof found->hint, "it is what the bank had: the partial sum was not added");
    else if (!acc && got == sum(golden->before, psum))
        snprintf(found->hint, sizeof found->hint, "it was added to what the bank had, though ACC is 0");
    else
        hint_bits(found);
}

static void check_bank(struct watch *watch, const struct watch_chain *chain, const struct flexsa_array *array,
                       uint64_t cycle)
{
    const struct flexsa_golden_chain *golden = chain->golden;
    struct watch_element *element = &watch->elements[chain->element];
    const unsigned half = instr_of(watch, chain)->half;
    const uint32_t got = bank_word(array, element, half);
    struct flexsa_divergence *found = &watch->found;

    element->held = true;
    element->holder = chain;
    element->value = golden->after;
    if (got == golden->after || !blame(watch, chain, FLEXSA_WRONG_ADDRESS, cycle, golden->after, got))
        return;
    for (unsigned p = 0; p < array->partitions; p++)
        for (unsigned word = 0; word < 2 * array->part_rows; word++)
            if (array->partition[p].bank[element->col_in_bank][word] == golden->after) {
                snprintf(found->hint, sizeof found->hint, "row %u of half %u in partition %u has it", word % array->part_rows,
                         word / array->part_rows, p);
                return;
            }
}

/* About an element that stands in its bank, and what becomes of it; `instr` does it. */
static void blame_stored(struct watch *watch, const struct watch_element *element, enum flexsa_wrong wrong, size_t instr,
                         uint64_t cycle, uint32_t got)
{
    const struct flexsa_instr *store = &watch->program->instrs[watch->store];
    const bool sent = wrong == FLEXSA_WRONG_STORED || wrong == FLEXSA_WRONG_NOT_STORED;

    watch->found = (struct flexsa_divergence){
        .wrong = wrong,
        .cycle = cycle,
        .wave_begin = watch->times[instr].start,
        .instr = instr,
        .row = element->row,
        .col = element->col,
        .store = watch->store,
        .tile_row = element->row,
        .tile_col = element->col,
        .addr = element->addr,
        .terms = element->terms,
        .partition = element->partition,
        .half = store->half,
        .orow = element->orow,
        .has_incoming = sent,
        .incoming = element->value,
        .f16 = sent && store->f16,
        .expected = sent ? element->expected : element->value,
        .got = got,
    };
}

/* What LdOBUF brings and nothing is added to is held from then on. As binary16 it is not known before it is stored. */
static void check_unchanged(struct watch *watch, struct watch_element *element, const struct flexsa_array *array,
                            uint64_t cycle)
{
    const struct flexsa_instr *store = &watch->program->instrs[watch->store];
    const uint64_t done = watch->times[element->loaded_by].done;

    if (done == 0 || done >= cycle)
        return;
    element->held = true;
    element->value = store->f16 ? bank_word(array, element, store->half) : element->expected;
    if (bank_word(array, element, store->half) != element->value)
        blame_stored(watch, element, FLEXSA_WRONG_LOADED, element->loaded_by, cycle, bank_word(array, element, store->half));
}

/* What stands in its bank must stay there until it is stored. */
static void check_held(struct watch *watch, const struct flexsa_array *array, uint64_t cycle)
{
    const unsigned half = watch->program->instrs[watch->store].half;

    for (size_t e = 0; e < watch->element_count && !watch->found.wrong; e++) {
        struct watch_element *element = &watch->elements[e];

        if (!element->held && element->loaded_by)
            check_unchanged(watch, element, array, cycle);
        if (!element->held || element->stored || bank_word(array, element, half) == element->value || watch->found.wrong)
            continue;
        if (element->holder)
            blame(watch, element->holder, FLEXSA_WRONG_OVERWRITTEN, cycle, element->value, bank_word(array, element, half));
        else
            blame_stored(watch, element, FLEXSA_WRONG_OVERWRITTEN, element->loaded_by, cycle, bank_word(array, element, half));
    }
}

/* ---- the run ------------------------------------------------------------------------------------ */

static void begin_chains(struct watch *watch, uint64_t cycle)
{
    for (; watch->next < watch->chain_count; watch->next++) {
        struct watch_chain *chain = &watch->chains[watch->next];

        if (watch->times[chain->golden->instr].start == 0 || watch->times[chain->golden->instr].start > cycle)
            break;
        chain->begun = true;
        chain->begin_step = watch->steps[unit_of(watch, chain)];
        chain->begin_cycle = cycle;
    }
}

static void check_chain(struct watch *watch, const struct watch_chain *chain, const struct flexsa_array *array,
                        uint64_t now, uint64_t cycle)
{
    const struct place *place = &chain->place;

    check_array(watch, chain, array, now, cycle);
    if (chain->adds_to_loaded && now == place_psum_step(watch->machine, place, place->first + place->rows - 1))
        check_loaded(watch, chain, array, cycle);
    if (now == place->sum)
        check_sum(watch, chain, array, cycle);
    if (now == place->bank)
        check_bank(watch, chain, array, cycle);
}

static void keep_bottoms(struct watch *watch, const struct flexsa_array *array)
{
    const size_t last = (size_t)(array->rows - 1) * array->cols;

    if (watch->machine->arch != FLEXSA_ARCH_FLEXSA)
        return;
    for (unsigned east = 0; east < 2; east++) {
        uint32_t *oldest = watch->bottom[WATCH_HISTORY - 1][east];

        for (unsigned i = WATCH_HISTORY - 1; i > 0; i--)
            watch->bottom[i][east] = watch->bottom[i - 1][east];
        watch->bottom[0][east] = oldest;
        memcpy(oldest, array->core[east].psum + last, array->cols * sizeof *oldest);
    }
}

void watch_cycle(struct watch *watch, const struct flexsa_array *array, uint64_t cycle, unsigned stepped)
{
    if (watch->found.wrong)
        return;
    begin_chains(watch, cycle);
    for (unsigned u = 0; u < array->units; u++)
        watch->steps[u] += stepped >> u & 1;
    if (stepped & 1)
        keep_bottoms(watch, array);
    for (size_t i = watch->open; i < watch->next && !watch->found.wrong; i++) {
        const struct watch_chain *chain = &watch->chains[i];
        const unsigned unit = unit_of(watch, chain);

        if (stepped >> unit & 1)
            check_chain(watch, chain, array, watch->steps[unit] - chain->begin_step, cycle);
    }
    while (watch->open < watch->next && watch->steps[unit_of(watch, &watch->chains[watch->open])] >
                                            watch->chains[watch->open].begin_step + watch->chains[watch->open].place.bank)
        watch->open++;
    check_held(watch, array, cycle);
}

void watch_write(struct watch *watch, const struct flexsa_write *write)
{
    const unsigned size = watch->program->instrs[watch->store].f16 ? 2 : 4;

    for (size_t e = 0; e < watch->element_count && !watch->found.wrong; e++) {
        struct watch_element *element = &watch->elements[e];
        const uint32_t at = element->addr - write->addr;
        uint32_t got = 0;

        if (watch->times[watch->store].start == 0 || at >= write->bytes || !(write->strobe[at / 8] >> at % 8 & 1))
            continue;
        if (!element->held) {
            element->early = write->cycle;
            continue;
        }
        memcpy(&got, write->data + at, size);
        element->stored = true;
        if (got == element->expected)
            continue;
        blame_stored(watch, element, FLEXSA_WRONG_STORED, watch->store, write->cycle, got);
        hint_bits(&watch->found);
    }
}

void watch_end(struct watch *watch)
{
    for (size_t e = 0; e < watch->element_count && !watch->found.wrong; e++) {
        const struct watch_element *element = &watch->elements[e];

        if (element->stored)
            continue;
        blame_stored(watch, element, FLEXSA_WRONG_NOT_STORED, watch->store, watch->times[watch->store].done, 0);
        if (element->early)
            snprintf(watch->found.hint, sizeof watch->found.hint,
                     "it was stored in cycle %llu, before the last sum was in its bank", (unsigned long long)element->early);
    }
}
