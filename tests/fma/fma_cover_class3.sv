// Every class of three operands: names of a, b and c. fma_cover_pkg says which bit.
//
// Latency: none. Example: hit_i[0] counts pos_zero.pos_zero.PosZero.
module fma_cover_class3 (
  input logic         clk_i,
  input logic [999:0] hit_i
);
`define FMA_COVER_CLASS(name, class) fma_cover_class2 name (.clk_i, .hit_i(hit_i[class*100 +: 100]));
  `FMA_COVER_CLASS(pos_zero,      0)
  `FMA_COVER_CLASS(neg_zero,      1)
  `FMA_COVER_CLASS(pos_subnormal, 2)
  `FMA_COVER_CLASS(neg_subnormal, 3)
  `FMA_COVER_CLASS(pos_normal,    4)
  `FMA_COVER_CLASS(neg_normal,    5)
  `FMA_COVER_CLASS(pos_inf,       6)
  `FMA_COVER_CLASS(neg_inf,       7)
  `FMA_COVER_CLASS(pos_nan,       8)
  `FMA_COVER_CLASS(neg_nan,       9)
`undef FMA_COVER_CLASS
endmodule
