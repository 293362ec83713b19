/*
 * divergence.h - the first wrong value of a failing run: which register of the RTL first held something
 * else than the golden model computes, and in which way.
 */
#ifndef FLEXSA_DIVERGENCE_H
#define FLEXSA_DIVERGENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum flexsa_wrong {
    FLEXSA_WRONG_NOTHING,
    FLEXSA_WRONG_LOADED,      /* what LdOBUF put into a bank                        */
    FLEXSA_WRONG_NO_OPERAND,  /* no moving operand where there must be one          */
    FLEXSA_WRONG_STRAY,       /* a moving operand where there must be none          */
    FLEXSA_WRONG_MOVING,      /* the moving operand                                 */
    FLEXSA_WRONG_STATIONARY,  /* the stationary operand                             */
    FLEXSA_WRONG_INCOMING,    /* the partial sum that came in from above            */
    FLEXSA_WRONG_ARITHMETIC,  /* the sum, of operands that are all right            */
    FLEXSA_WRONG_HANDED_ON,   /* a partial sum that a row without operand hands on  */
    FLEXSA_WRONG_ACCUMULATED, /* what the OBUF's adder gave                         */
    FLEXSA_WRONG_ADDRESS,     /* the bank has not got that sum in this row          */
    FLEXSA_WRONG_OVERWRITTEN, /* the bank had it, and has something else before it is stored */
    FLEXSA_WRONG_STORED,      /* the bank has it, GBUF was sent something else      */
    FLEXSA_WRONG_NOT_STORED,  /* ... or nothing                                     */
    FLEXSA_WRONG_PLACE,       /* bytes are stored where no tile is                  */
    FLEXSA_WRONG_FAILED,      /* the run did not come to its end                    */
    FLEXSA_NUM_WRONG
};

#define FLEXSA_DIVERGENCE_HINT 160

struct flexsa_divergence {
    enum flexsa_wrong wrong;
    uint64_t cycle;             /* of the program; add first_cycle for the GEMM's     */
    uint64_t wave_begin;        /* cycle in which the instruction began             */
    size_t instr;               /* ExecGEMM; LdOBUF; StLBUF                          */
    unsigned row, col;          /* element of the instruction's m x n               */
    size_t store;               /* the StLBUF of the element's tile                 */
    unsigned tile_row, tile_col; /* element of its m x n                            */
    uint32_t addr;              /* its place in GBUF                                */
    size_t wrong_elements;      /* of that tile                                     */

    bool in_array;              /* a PE: */
    unsigned core, pe_row, pe_col;
    unsigned array_row;         /* counted through both cores of a column           */
    unsigned k;                 /* term of the instruction's chain, if has_operands  */
    unsigned term, terms;       /* the same over all ExecGEMMs of the tile          */
    bool has_operands;
    uint16_t a, b;              /* expected, binary16                               */
    uint32_t got_a, got_b;      /* rtl/flexsa_fp_pkg.sv: operand17                   */
    uint32_t incoming;          /* expected partial sum from above, if has_incoming */
    bool has_incoming;

    unsigned partition, half, orow; /* where the element lies in OBUF               */
    bool f16;                   /* expected and got are binary16                    */
    uint32_t expected, got;     /* partial sum (of a wrong operand: that it makes), OBUF element, stored bits */
    char hint[FLEXSA_DIVERGENCE_HINT]; /* what else is known, or ""                 */
};

/* "arithmetic"; "the sum, though both operands and the incoming partial sum are right". */
const char *flexsa_wrong_name(enum flexsa_wrong wrong);
const char *flexsa_wrong_text(enum flexsa_wrong wrong);

/* operand17 of a binary16 pattern, and the value of an operand17. */
uint32_t flexsa_operand_of_half(uint16_t half);
double flexsa_operand_value(uint32_t operand);

#endif /* FLEXSA_DIVERGENCE_H */
