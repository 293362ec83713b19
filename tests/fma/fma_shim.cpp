// C access to the Verilated fma_lanes: a thin layer, no checking here.
#include "Vfma_lanes.h"
#include "fma_vectors.h"
#include "verilated.h"

extern "C" void fma_shim_run(enum fma_op op, const uint32_t *a, const uint32_t *b,
                             const uint32_t *c, uint32_t *result) {
  static VerilatedContext context;
  static Vfma_lanes lanes{&context};
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
