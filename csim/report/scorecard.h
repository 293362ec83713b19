/*
 * scorecard.h - every number the paper's text states that the model can answer: the paper's value,
 * ours, their ratio, and why where they differ.
 */
#ifndef FLEXSA_SCORECARD_H
#define FLEXSA_SCORECARD_H

#include "../model/evaluation.h"
#include "text.h"

/* How paper and ours compare. */
enum flexsa_claim {
    FLEXSA_CLAIM_VALUE, /* ratio ours / paper                                          */
    FLEXSA_CLAIM_LEAST, /* the paper says "more than"                                  */
    FLEXSA_CLAIM_CLOSE, /* the paper says "within": a difference, no ratio             */
    FLEXSA_CLAIM_INPUT  /* taken from the paper or built into a trace: no evidence     */
};

struct flexsa_score {
    const char *where;  /* "VIII, Fig. 10"                                             */
    const char *what;
    const char *unit;   /* "%", "x", "mm2", "mm", "TFLOPS"                             */
    enum flexsa_claim claim;
    double paper, ours;
    const char *why;
};

enum { FLEXSA_MOST_SCORES = 80 };

struct flexsa_scorecard {
    struct flexsa_score scores[FLEXSA_MOST_SCORES];
    size_t count;
};

void flexsa_scorecard_make(const struct flexsa_evaluation *evaluation, struct flexsa_scorecard *card);

void flexsa_scorecard_csv(const struct flexsa_scorecard *card, struct flexsa_text *text);

/* "1.02", "holds", "fails", "input"; never longer than 15 bytes. */
void flexsa_score_verdict(const struct flexsa_score *score, char text[16]);

#endif /* FLEXSA_SCORECARD_H */
