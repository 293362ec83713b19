// The classes of n of one kind and one class of m; within each the classes of k. See flexsa_cover_waves.
//
// Latency: none. Example: N=4, Wide: n=6 is n_many.
module flexsa_cover_n #(
  parameter int unsigned N    = 64,   // columns of a core
  parameter bit          Wide = 1'b1, // n may be 2N
  parameter int unsigned K    = 64,   // rows of a core
  parameter bit          Tall = 1'b1  // k may be 2K
) (
  input logic        clk_i,
  input logic        hit_i,
  input logic [11:0] n_i,
  input logic [11:0] k_i,
  input logic        acc_i
);
`define FLEXSA_COVER_N(name, here) \
  flexsa_cover_k #(.K(K), .Tall(Tall)) name (.clk_i, .hit_i(hit_i && (here)), .k_i, .acc_i);
  `FLEXSA_COVER_N(n_1,     n_i == 12'd1)
  `FLEXSA_COVER_N(n_few,   n_i > 12'd1 && 32'(n_i) < N - 1)
  `FLEXSA_COVER_N(n_below, 32'(n_i) == N - 1)
  `FLEXSA_COVER_N(n_edge,  32'(n_i) == N)
  if (Wide) begin : gen_wide
  `FLEXSA_COVER_N(n_above, 32'(n_i) == N + 1)
  `FLEXSA_COVER_N(n_many,  32'(n_i) > N + 1 && 32'(n_i) < 2*N - 1)
  `FLEXSA_COVER_N(n_most,  32'(n_i) == 2*N - 1)
  `FLEXSA_COVER_N(n_max,   32'(n_i) == 2*N)
  end
`undef FLEXSA_COVER_N
endmodule
