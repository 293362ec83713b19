// Every class of two operands: names of the first and the second. fma_cover_pkg says which bit.
//
// Latency: none. Example: hit_i[0] counts pos_zero.PosZero.
module fma_cover_class2 (
  input logic         clk_i,
  input logic [99:0]  hit_i
);
`define FMA_COVER_CLASS(name, class) fma_cover_class1 name (.clk_i, .hit_i(hit_i[class*10 +: 10]));
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
