// Compile Verilated C++ with `-include verilated_lanes.h` (after -I of Verilator's include folder).
//
// Verilator writes a lane of a wide vector, v[i*32 +: 32] = x, as VL_ASSIGNSEL_WI(..., i << 5, ...),
// whose word index (int)(i << 5) >> 5 g++ 12 does not see to be i: the store becomes a scatter with
// AVX-512 and stops vectorisation without. Here the index is shifted back unsigned, which g++ folds.
// Behaviour is that of Verilator's function; without this header everything works, but slower
// (AVX2: 83 instead of 195 million PE-updates/s; AVX-512: 397 instead of 410).
#ifndef VERILATED_LANES_H
#define VERILATED_LANES_H

#include "verilated.h"

static inline __attribute__((always_inline)) void flexsa_assign_lane(
    int rbits, int obits, IData lsb, IData word, WDataOutP wide, IData value) {
  if (obits == VL_IDATASIZE && (lsb & 31U) == 0)
    wide[word] = value;
  else
    VL_ASSIGNSEL_WI(rbits, obits, static_cast<int>(lsb), wide, value);
}
#define VL_ASSIGNSEL_WI(rbits, obits, lsb, wide, value) \
  flexsa_assign_lane(rbits, obits, lsb, (lsb) >> 5U, wide, value)

#endif
