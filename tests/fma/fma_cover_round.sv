// The points of rounding to binary16; the bits are drawn in fma_cover_pkg.
//
// Latency: none. Example: 65520 counts RoundsToInfinity.
module fma_cover_round (
  input logic                             clk_i,
  input logic [fma_cover_pkg::RoundW-1:0] hit_i
);
  fma_cover_class1 of         (.clk_i, .hit_i(hit_i[9:0]));
  fma_cover_lgs normal_pos    (.clk_i, .hit_i(hit_i[17:10]));
  fma_cover_lgs normal_neg    (.clk_i, .hit_i(hit_i[25:18]));
  fma_cover_lgs subnormal_pos (.clk_i, .hit_i(hit_i[33:26]));
  fma_cover_lgs subnormal_neg (.clk_i, .hit_i(hit_i[41:34]));
  for (genvar i = 1; i <= 10; i++) begin : gen_shifted  // places to the right
    Subnormal: cover property (@(posedge clk_i) hit_i[41 + i]);
  end
  RunsThroughOnes:  cover property (@(posedge clk_i) hit_i[52]);
  RoundsToInfinity: cover property (@(posedge clk_i) hit_i[53]);
  StaysLargest:     cover property (@(posedge clk_i) hit_i[54]);
  BecomesNormal:    cover property (@(posedge clk_i) hit_i[55]);
  TooLarge:         cover property (@(posedge clk_i) hit_i[56]);
  TieBecomesZero:   cover property (@(posedge clk_i) hit_i[57]);
  BecomesSmallest:  cover property (@(posedge clk_i) hit_i[58]);
  BecomesZero:      cover property (@(posedge clk_i) hit_i[59]);
endmodule
