/*
 * place.h - where and when the array computes one element of an ExecGEMM: docs/architecture.md, "Time in the
 * array", as a formula. Everything is counted in steps of the array after the one in which the wave began.
 *
 * Array rows are counted through both cores of a column: row g of FlexSA is row g % H of a core in block g / H.
 */
#ifndef FLEXSA_DEBUG_PLACE_H
#define FLEXSA_DEBUG_PLACE_H

#include "../isa/flexsa_instr.h"

struct place {
    unsigned partition, orow, col;  /* in OBUF, the half aside; col is the PE column too */
    unsigned first, rows;           /* array rows that the partial sum comes through: [first, first + rows) */
    unsigned k;                     /* of them, those that add a product: [first, first + k) */
    unsigned east;                  /* FlexSA: 1 if cores 1, 3 compute it          */
    unsigned begin;                 /* step in which row `first` has its operand    */
    unsigned sum, bank;             /* steps after which the OBUF's adder and bank have it */
};

/* Element (row, col) of an ExecGEMM's m x n. */
struct place place_of(const struct flexsa_machine *machine, const struct flexsa_instr *exec, unsigned row, unsigned col);

/* The other way round: the element of an ExecGEMM, StLBUF or LdOBUF that lies there; false if none does. */
bool place_find(const struct flexsa_machine *machine, const struct flexsa_instr *instr, unsigned partition,
                unsigned orow, unsigned partition_col, unsigned *row, unsigned *col);

/* Core (of the machine) and row in it of array row g. */
unsigned place_core(const struct flexsa_machine *machine, const struct flexsa_instr *exec, const struct place *place,
                    unsigned g);
unsigned place_row(const struct flexsa_machine *machine, unsigned g);

/* Step in which array row g has its operand, and after which it has its partial sum. */
unsigned place_operand_step(const struct flexsa_machine *machine, const struct place *place, unsigned g);
unsigned place_psum_step(const struct flexsa_machine *machine, const struct place *place, unsigned g);

#endif /* FLEXSA_DEBUG_PLACE_H */
