/* shrink.c - see shrink.h: the loop, and the changes to a case's settings. */
#include "shrink_internal.h"

#include <stdio.h>
#include <string.h>

enum { MOST_INLINE = 1 << 18 }; /* elements that are written out to be made simpler */

/* ---- one change ------------------------------------------------------------------------- */

bool shrink_goes_on(const struct shrink *shrink)
{
    return shrink->status == FLEXSA_OK && shrink->result->tries < shrink->options->most_tries;
}

bool shrink_begin(struct shrink *shrink, struct flexsa_repro *candidate)
{
    if (!shrink_goes_on(shrink))
        return false;
    shrink->status = flexsa_repro_copy(candidate, shrink->best, shrink->err);
    return shrink->status == FLEXSA_OK;
}

void shrink_drop(struct flexsa_repro *candidate)
{
    flexsa_repro_free(candidate);
}

static bool is_legal(const struct flexsa_repro *repro)
{
    return repro->kind == FLEXSA_REPRO_GEMM ||
           (repro->program.count > 0 && flexsa_program_check(&repro->machine, &repro->program, NULL) == FLEXSA_OK);
}

static void keep(struct shrink *shrink, struct flexsa_repro *candidate, const struct flexsa_verdict *verdict)
{
    char text[FLEXSA_SIGNATURE_BYTES];

    flexsa_repro_free(shrink->best);
    *shrink->best = *candidate;
    shrink->result->verdict = *verdict;
    shrink->result->kept++;
    flexsa_signature_print(&verdict->signature, text);
    snprintf(shrink->best->signature, sizeof shrink->best->signature, "%s", text);
    if (shrink->options->on_smaller)
        shrink->status = shrink->options->on_smaller(shrink->options->context, shrink->best, shrink->err);
}

bool shrink_attempt(struct shrink *shrink, struct flexsa_repro *candidate)
{
    struct flexsa_verdict verdict = {0};

    if (!is_legal(candidate)) {
        shrink_drop(candidate);
        return false;
    }
    shrink->status = shrink->options->test(shrink->options->context, candidate, &verdict, shrink->err);
    shrink->result->tries++;
    if (shrink->options->on_try)
        shrink->options->on_try(shrink->options->context, shrink->result->tries);
    if (shrink->status == FLEXSA_OK && flexsa_signature_keeps(&shrink->result->verdict.signature, &verdict.signature)) {
        keep(shrink, candidate, &verdict);
        return true;
    }
    shrink_drop(candidate);
    return false;
}

/* ---- settings ----------------------------------------------------------------------------- */

static void no_stalls(struct flexsa_repro *repro)
{
    repro->stall_seed = 0;
}

static void no_reset(struct flexsa_repro *repro)
{
    repro->reset_at = 0;
}

static void no_c0(struct flexsa_repro *repro)
{
    repro->gemm.has_c0 = false;
}

static void no_f16(struct flexsa_repro *repro)
{
    repro->gemm.f16_out = false;
}

static bool simplify(struct shrink *shrink, bool has_it, void (*change)(struct flexsa_repro *repro))
{
    struct flexsa_repro candidate;

    if (!has_it || !shrink_begin(shrink, &candidate))
        return false;
    change(&candidate);
    return shrink_attempt(shrink, &candidate);
}

static bool shrink_settings(struct shrink *shrink)
{
    const bool is_gemm = shrink->best->kind == FLEXSA_REPRO_GEMM;
    bool any = simplify(shrink, shrink->best->stall_seed, no_stalls);

    any = simplify(shrink, shrink->best->reset_at, no_reset) || any;
    any = simplify(shrink, is_gemm && shrink->best->gemm.has_c0, no_c0) || any;
    return simplify(shrink, is_gemm && shrink->best->gemm.f16_out, no_f16) || any;
}

/* Random values become values that can be changed one by one, if they are not too many. */
static bool write_out(struct shrink *shrink)
{
    const struct flexsa_gemm *gemm = &shrink->best->gemm;
    const double elements = shrink->best->kind == FLEXSA_REPRO_GEMM
                                ? (double)gemm->m * gemm->k + (double)gemm->k * gemm->n + (double)gemm->m * gemm->n
                                : 0;
    struct flexsa_repro candidate;

    if (shrink->best->is_inline || elements > MOST_INLINE || !shrink_begin(shrink, &candidate))
        return false;
    shrink->status = flexsa_repro_inline(&candidate, shrink->err);
    if (shrink->status == FLEXSA_OK)
        return shrink_attempt(shrink, &candidate);
    shrink_drop(&candidate);
    return false;
}

/* ---- the loop ------------------------------------------------------------------------------- */

/* All changes, the coarse ones first. */
static bool shrink_once(struct shrink *shrink)
{
    bool any = shrink_settings(shrink);

    any = write_out(shrink) || any;
    if (shrink->best->kind == FLEXSA_REPRO_GEMM)
        any = shrink_gemm_sizes(shrink) || any;
    else
        any = shrink_program(shrink) || any;
    return shrink_values(shrink) || any;
}

enum flexsa_status flexsa_shrink(struct flexsa_repro *repro, const struct flexsa_shrink_options *options,
                                 struct flexsa_shrink_result *result, struct flexsa_error *err)
{
    struct shrink shrink = {.options = options, .result = result, .best = repro, .err = err};
    char text[FLEXSA_SIGNATURE_BYTES];

    *result = (struct flexsa_shrink_result){.tries = 1};
    shrink.status = options->test(options->context, repro, &result->verdict, err);
    if (shrink.status != FLEXSA_OK)
        return shrink.status;
    if (result->verdict.status == FLEXSA_OK)
        return flexsa_fail(err, FLEXSA_BAD_INPUT, "the case does not fail");
    flexsa_signature_print(&result->verdict.signature, text);
    snprintf(repro->signature, sizeof repro->signature, "%s", text);
    while (shrink_once(&shrink) && shrink_goes_on(&shrink)) {
    }
    result->finished = result->tries < options->most_tries;
    return shrink.status;
}
