// Which row the array is frozen for: of the left LBUF (upper or lower cores' lanes), or of each stationary LBUF.
//
// Latency: none. Example: the first entry of core 2's tile is late: Stationary2.
module flexsa_cover_freeze #(
  parameter bit Quad = 1'b1
) (
  input logic       clk_i,
  input logic       rst_ni,
  input logic [1:0] left_i,       // the row of the upper, lower cores is there
  input logic [3:0] stationary_i  // the entry of each core is there
);
  LeftUpper:   cover property (@(posedge clk_i) rst_ni && !left_i[0]);
  Stationary0: cover property (@(posedge clk_i) rst_ni && !stationary_i[0]);
  if (Quad) begin : gen_quad
    LeftLower:   cover property (@(posedge clk_i) rst_ni && !left_i[1]);
    Stationary1: cover property (@(posedge clk_i) rst_ni && !stationary_i[1]);
    Stationary2: cover property (@(posedge clk_i) rst_ni && !stationary_i[2]);
    Stationary3: cover property (@(posedge clk_i) rst_ni && !stationary_i[3]);
  end
  logic unused_bits;
  assign unused_bits = &{1'b0, left_i, stationary_i};
endmodule
