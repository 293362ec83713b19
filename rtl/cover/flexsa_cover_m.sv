// The classes of m of one kind of wave; within each the classes of n. See flexsa_cover_waves.
//
// Latency: none. Example: Parts=4, Limit=32: m=4 is m_each, m=31 m_below, m=30 m_uneven.
module flexsa_cover_m #(
  parameter int unsigned Parts = 2,
  parameter int unsigned Limit = 256,
  parameter int unsigned N     = 64,   // columns of a core
  parameter bit          Wide  = 1'b1, // n may be 2N
  parameter int unsigned K     = 64,   // rows of a core
  parameter bit          Tall  = 1'b1  // k may be 2K
) (
  input logic        clk_i,
  input logic        hit_i,  // a wave of this kind begins
  input logic [11:0] m_i,
  input logic [11:0] n_i,
  input logic [11:0] k_i,
  input logic        acc_i
);
  logic between, uneven;
  assign between = 32'(m_i) > Parts && 32'(m_i) < Limit - 1;
  assign uneven = 32'(m_i) % Parts != 0;
`define FLEXSA_COVER_M(name, here) \
  flexsa_cover_n #(.N(N), .Wide(Wide), .K(K), .Tall(Tall)) name (.clk_i, .hit_i(hit_i && (here)), .n_i, .k_i, .acc_i);
  `FLEXSA_COVER_M(m_1,     m_i == 12'd1)
  if (Parts > 2) begin : gen_few
  `FLEXSA_COVER_M(m_few,   m_i > 12'd1 && 32'(m_i) < Parts)
  end
  if (Parts > 1) begin : gen_parts
  `FLEXSA_COVER_M(m_each,  32'(m_i) == Parts)
  `FLEXSA_COVER_M(m_uneven, between && uneven)
  end
  `FLEXSA_COVER_M(m_even,  between && !uneven)
  `FLEXSA_COVER_M(m_below, 32'(m_i) == Limit - 1)
  `FLEXSA_COVER_M(m_max,   32'(m_i) == Limit)
`undef FLEXSA_COVER_M
endmodule
