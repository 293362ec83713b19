// Each value of CORE for one instruction.
//
// Latency: none. Example: hit_i with core_i = 2 counts Core2.
module flexsa_cover_core_of (
  input logic       clk_i,
  input logic       hit_i,
  input logic [1:0] core_i
);
  Core0: cover property (@(posedge clk_i) hit_i && core_i == 2'd0);
  Core1: cover property (@(posedge clk_i) hit_i && core_i == 2'd1);
  Core2: cover property (@(posedge clk_i) hit_i && core_i == 2'd2);
  Core3: cover property (@(posedge clk_i) hit_i && core_i == 2'd3);
endmodule
