// Functional coverage of the floating point: what the vectors that fma_lanes runs must have met. Bound to it in the
// library that `make coverage` builds; no outputs.
//
//   i_fma      a*b + c: every class of a, b and c (zero, subnormal, normal, infinity, NaN, of both signs)
//   i_fma_sum  ... its addition: product + c
//   i_add_sum  binary32 + binary32
//   i_mul      a*b
//   i_round    binary32 to binary16
//
// Each point is a bit of a vector that the lanes set together.
//
// Latency: 1 clock; a point counts at the one after (fma_shim_end). Example: inf * 0 + NaN in any lane counts i_fma.pos_inf.pos_zero.PosNan.
module fma_cover #(
  parameter int unsigned Lanes = 1024
) (
  input logic                clk_i,
  input logic [1:0]          op_i,
  input logic [Lanes*32-1:0] a_i,
  input logic [Lanes*32-1:0] b_i,
  input logic [Lanes*32-1:0] c_i
);
  import fma_cover_pkg::*;
  logic [999:0]      fma_d, fma_q;
  logic [SumW-1:0]   fma_sum_d, fma_sum_q, add_sum_d, add_sum_q;
  logic [MulW-1:0]   mul_d, mul_q;
  logic [RoundW-1:0] round_d, round_q;

  // All in one process: a simulator would run over the lanes more than once for always_comb.
  always_ff @(posedge clk_i) begin
    fma_d     = '0;
    fma_sum_d = '0;
    add_sum_d = '0;
    mul_d     = '0;
    round_d   = '0;
    for (int unsigned i = 0; i < Lanes; i++) begin
      if (op_i == 2'd0) begin
        fma_d[(class16(a_i[i*32+:32]) * 10 + class16(b_i[i*32+:32])) * 10 + class32(c_i[i*32+:32])] = 1'b1;
        fma_sum_d = fma_sum_d | sum_points(flexsa_fp_pkg::mul16(flexsa_fp_pkg::recode16(a_i[i*32+:32]),
            flexsa_fp_pkg::recode16(b_i[i*32+:32])), c_i[i*32+:32]);
      end
      if (op_i == 2'd1) mul_d = mul_d | mul_points(a_i[i*32+:32], b_i[i*32+:32]);
      if (op_i == 2'd2) add_sum_d = add_sum_d | sum_points(b_i[i*32+:32], c_i[i*32+:32]);
      if (op_i == 2'd3) round_d = round_d | round_points(c_i[i*32+:32]);
    end
    fma_q     <= fma_d;
    fma_sum_q <= fma_sum_d;
    add_sum_q <= add_sum_d;
    mul_q     <= mul_d;
    round_q   <= round_d;
  end

  fma_cover_class3                    i_fma     (.clk_i, .hit_i(fma_q));
  fma_cover_sum #(.Product(1'b1))     i_fma_sum (.clk_i, .hit_i(fma_sum_q));
  fma_cover_sum #(.Product(1'b0))     i_add_sum (.clk_i, .hit_i(add_sum_q));
  fma_cover_mul                       i_mul     (.clk_i, .hit_i(mul_q));
  fma_cover_round                     i_round   (.clk_i, .hit_i(round_q));
endmodule
