// Rounding at one place of the leading one, for both signs, and rounding up through all ones.
//
// Latency: none. Example: hit_i[0] counts pos.EvenExact.
module fma_cover_signs #(
  parameter bit Ones = 1'b1  // rounding up may run through all ones
) (
  input logic        clk_i,
  input logic [15:0] hit_i,
  input logic        carry_i
);
  fma_cover_lgs pos (.clk_i, .hit_i(hit_i[7:0]));
  fma_cover_lgs neg (.clk_i, .hit_i(hit_i[15:8]));
  if (Ones) begin : gen_ones
    RoundsThroughOnes: cover property (@(posedge clk_i) carry_i);
  end
endmodule
