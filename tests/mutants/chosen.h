/* chosen.h - the mutant that FLEXSA_MUTANT chooses; 0 is none. Only in the build of scripts/mutate.sh. */
#ifndef FLEXSA_CHOSEN_H
#define FLEXSA_CHOSEN_H

extern int flexsa_mutant;

#endif /* FLEXSA_CHOSEN_H */
