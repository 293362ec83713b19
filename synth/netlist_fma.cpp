// The netlist of the floating point behind the calls of tests/fma/fma_shim.cpp, for the same tests: 64 lanes at a time,
// every net of the netlist a word of 64 lanes (synth/netlist_fma.sh).
#include "Vfma_netlist.h"
#include "fma_vectors.h"
#include "verilated.h"

namespace {
struct Shim {
  VerilatedContext context;
  Vfma_netlist netlist{&context};
};
Shim &shim() {
  static Shim only;
  return only;
}
constexpr int Slice = 64;
static_assert(FMA_LANES % Slice == 0, "slices are whole");

// Bit i of 64 lanes to word i, and back.
template <typename Words> void put(Words &words, const uint32_t *lanes, int bits) {
  for (int bit = 0; bit < bits; bit++) {
    uint64_t word = 0;
    for (int lane = 0; lane < Slice; lane++) word |= static_cast<uint64_t>(lanes[lane] >> bit & 1) << lane;
    words[bit] = word;
  }
}
template <typename Words> void get(const Words &words, uint32_t *lanes, int bits) {
  for (int lane = 0; lane < Slice; lane++) {
    uint32_t value = 0;
    for (int bit = 0; bit < bits; bit++) value |= static_cast<uint32_t>(words[bit] >> lane & 1) << bit;
    lanes[lane] = value;
  }
}
}  // namespace

extern "C" void fma_shim_run(enum fma_op op, const uint32_t *a, const uint32_t *b, const uint32_t *c, uint32_t *result) {
  Vfma_netlist &netlist = shim().netlist;
  for (int i = 0; i < FMA_LANES; i += Slice) {
    put(netlist.a_i, a + i, 16);
    put(netlist.b_i, b + i, 32);
    put(netlist.c_i, c + i, 32);
    netlist.eval();
    switch (op) {
      case FMA_OP_FMA: get(netlist.fma_o, result + i, 32); break;
      case FMA_OP_MUL: get(netlist.mul_o, result + i, 32); break;
      case FMA_OP_ADD: get(netlist.add_o, result + i, 32); break;
      case FMA_OP_ROUND: get(netlist.round_o, result + i, 16); break;
    }
  }
}

extern "C" void fma_shim_end(void) {}
