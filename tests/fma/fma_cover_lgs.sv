// Rounding: {lsb, guard, sticky} of a result before it, for both signs.
//
// Latency: none. Example: hit_i[6], +: lsb and guard, no sticky bit: a tie that goes up to even counts pos.TieUp.
module fma_cover_lgs (
  input logic       clk_i,
  input logic [7:0] hit_i
);
  EvenExact:  cover property (@(posedge clk_i) hit_i[0]);
  EvenBelow:  cover property (@(posedge clk_i) hit_i[1]);
  TieDown:    cover property (@(posedge clk_i) hit_i[2]);
  EvenAbove:  cover property (@(posedge clk_i) hit_i[3]);
  OddExact:   cover property (@(posedge clk_i) hit_i[4]);
  OddBelow:   cover property (@(posedge clk_i) hit_i[5]);
  TieUp:      cover property (@(posedge clk_i) hit_i[6]);
  OddAbove:   cover property (@(posedge clk_i) hit_i[7]);
endmodule
