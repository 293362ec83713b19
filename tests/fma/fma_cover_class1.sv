// Every class of one operand.
//
// Latency: none. Example: hit_i[9] counts NegNan.
module fma_cover_class1 (
  input logic       clk_i,
  input logic [9:0] hit_i
);
  PosZero:      cover property (@(posedge clk_i) hit_i[0]);
  NegZero:      cover property (@(posedge clk_i) hit_i[1]);
  PosSubnormal: cover property (@(posedge clk_i) hit_i[2]);
  NegSubnormal: cover property (@(posedge clk_i) hit_i[3]);
  PosNormal:    cover property (@(posedge clk_i) hit_i[4]);
  NegNormal:    cover property (@(posedge clk_i) hit_i[5]);
  PosInf:       cover property (@(posedge clk_i) hit_i[6]);
  NegInf:       cover property (@(posedge clk_i) hit_i[7]);
  PosNan:       cover property (@(posedge clk_i) hit_i[8]);
  NegNan:       cover property (@(posedge clk_i) hit_i[9]);
endmodule
