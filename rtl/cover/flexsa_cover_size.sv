// M, N and K of one instruction in one mode: the smallest and the largest legal value. A limit of 0: not used.
//
// Latency: none. Example: M=16: m=1 counts M1, m=16 MMax.
module flexsa_cover_size #(
  parameter int unsigned M = 0,
  parameter int unsigned N = 0,
  parameter int unsigned K = 0
) (
  input logic        clk_i,
  input logic        hit_i,  // the instruction is taken
  input logic [11:0] m_i,
  input logic [11:0] n_i,
  input logic [11:0] k_i
);
  if (M != 0) begin : gen_m
    M1:   cover property (@(posedge clk_i) hit_i && m_i == 12'd1);
    MMax: cover property (@(posedge clk_i) hit_i && 32'(m_i) == M);
  end
  if (N != 0) begin : gen_n
    N1:   cover property (@(posedge clk_i) hit_i && n_i == 12'd1);
    NMax: cover property (@(posedge clk_i) hit_i && 32'(n_i) == N);
  end
  if (K != 0) begin : gen_k
    K1:   cover property (@(posedge clk_i) hit_i && k_i == 12'd1);
    KMax: cover property (@(posedge clk_i) hit_i && 32'(k_i) == K);
  end
  logic unused_bits;
  assign unused_bits = &{1'b0, m_i, n_i, k_i};
endmodule
