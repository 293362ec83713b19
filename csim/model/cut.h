/* cut.h - a length cut in equal steps, by class: the first piece, those in the middle, the last. */
#ifndef FLEXSA_CUT_H
#define FLEXSA_CUT_H

#include <stdbool.h>
#include <stdint.h>

/* `count` pieces of `size`. */
struct flexsa_piece {
    uint32_t size;
    double count;
    bool first, last;
};

/* At most three classes in order, sizes summing up to `total`.
 * Example: 300 in steps of 128: {128 first} {128} {44 last}; 100: {100 first last}. */
static inline unsigned flexsa_cut(uint32_t total, uint32_t step, struct flexsa_piece pieces[3])
{
    const uint32_t count = total / step + (total % step != 0);
    unsigned classes = 0;

    if (count == 1) {
        pieces[0] = (struct flexsa_piece){total, 1, true, true};
        return 1;
    }
    pieces[classes++] = (struct flexsa_piece){step, 1, true, false};
    if (count > 2)
        pieces[classes++] = (struct flexsa_piece){step, count - 2, false, false};
    pieces[classes++] = (struct flexsa_piece){total - (count - 1) * step, 1, false, true};
    return classes;
}

#endif /* FLEXSA_CUT_H */
