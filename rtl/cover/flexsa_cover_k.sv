// The classes of k of one kind and one class of m and n: the points themselves. See flexsa_cover_waves.
//
// Latency: none. Example: K=4, Tall: k=8 with ACC counts k_max.Acc.
module flexsa_cover_k #(
  parameter int unsigned K    = 64,   // rows of a core
  parameter bit          Tall = 1'b1  // k may be 2K
) (
  input logic        clk_i,
  input logic        hit_i,
  input logic [11:0] k_i,
  input logic        acc_i
);
`define FLEXSA_COVER_K(name, here) \
  flexsa_cover_acc name (.clk_i, .hit_i(hit_i && (here)), .acc_i);
  `FLEXSA_COVER_K(k_1,     k_i == 12'd1)
  `FLEXSA_COVER_K(k_few,   k_i > 12'd1 && 32'(k_i) < K - 1)
  `FLEXSA_COVER_K(k_below, 32'(k_i) == K - 1)
  `FLEXSA_COVER_K(k_edge,  32'(k_i) == K)
  if (Tall) begin : gen_tall
  `FLEXSA_COVER_K(k_above, 32'(k_i) == K + 1)
  `FLEXSA_COVER_K(k_many,  32'(k_i) > K + 1 && 32'(k_i) < 2*K - 1)
  `FLEXSA_COVER_K(k_most,  32'(k_i) == 2*K - 1)
  `FLEXSA_COVER_K(k_max,   32'(k_i) == 2*K)
  end
`undef FLEXSA_COVER_K
endmodule
