// The points of a product; the bits are drawn in fma_cover_pkg.
//
// Latency: none. Example: 2^-24 * 1 counts gen_subnormal[0].A.
module fma_cover_mul (
  input logic                           clk_i,
  input logic [fma_cover_pkg::MulW-1:0] hit_i
);
  fma_cover_class2 of (.clk_i, .hit_i(hit_i[99:0]));
  for (genvar i = 0; i < 10; i++) begin : gen_subnormal  // place of the leading one
    A: cover property (@(posedge clk_i) hit_i[100 + i]);
    B: cover property (@(posedge clk_i) hit_i[110 + i]);
  end
  Below2:   cover property (@(posedge clk_i) hit_i[120]);
  From2:    cover property (@(posedge clk_i) hit_i[121]);
  Smallest: cover property (@(posedge clk_i) hit_i[122]);
  Largest:  cover property (@(posedge clk_i) hit_i[123]);
endmodule
