// C access to the Verilated fma_lanes: a thin layer, no checking here.
#include "Vfma_lanes.h"
#include "fma_vectors.h"
#include "verilated.h"
#if VM_COVERAGE
#include "../../harness/backend/rtl_coverage.h"
#include "Vfma_lanes___024root.h"
#include "Vfma_lanes__Syms.h"
#endif

namespace {
struct Shim {
  VerilatedContext context;
  Vfma_lanes lanes{&context};
};
Shim &shim() {
  static Shim only;
  return only;
}
}  // namespace

extern "C" void fma_shim_run(enum fma_op op, const uint32_t *a, const uint32_t *b,
                             const uint32_t *c, uint32_t *result) {
  Vfma_lanes &lanes = shim().lanes;
  lanes.op_i = op;
  for (int i = 0; i < FMA_LANES; i++) {
    lanes.a_i[i] = a[i];
    lanes.b_i[i] = b[i];
    lanes.c_i[i] = c[i];
  }
  lanes.clk_i = 0;
  lanes.eval();
  lanes.clk_i = 1;
  lanes.eval();
  for (int i = 0; i < FMA_LANES; i++) result[i] = lanes.result_o[i];
}

extern "C" void fma_shim_end(void) {
#if VM_COVERAGE
  for (int clk = 0; clk < 2; clk++) {  // the points of the last vectors
    shim().lanes.clk_i = clk;
    shim().lanes.eval();
  }
  auto &counts = shim().lanes.rootp->vlSymsp->__Vcoverage;
  coverage_save(&shim().context, "libfma", counts, sizeof counts / sizeof counts[0]);
#endif
}
