// The functions of flexsa_fp_pkg under test, Lanes at a time.
//
// Latency: result_o belongs to the inputs at the last rising clock edge.
// Example: op_i=0 with a_i lane 'h3e00, b_i lane 'h4000, c_i lane 'h3f80_0000 gives 'h4080_0000.
module fma_lanes #(
  parameter int unsigned Lanes = 1024
) (
  input  logic                clk_i,
  input  logic [1:0]          op_i,     // 0 fma16, 1 mul16, 2 add32 (b_i + c_i), 3 round16 (c_i)
  input  logic [Lanes*32-1:0] a_i,      // binary16 at the bottom of each lane
  input  logic [Lanes*32-1:0] b_i,      // binary16, or binary32 for op 2
  input  logic [Lanes*32-1:0] c_i,      // binary32
  output logic [Lanes*32-1:0] result_o  // binary32, or binary16 for op 3
);

  function automatic logic [Lanes*32-1:0] fma_all(input logic unused);
    for (int unsigned i = 0; i < Lanes; i++)
      fma_all[i*32+:32] = flexsa_fp_pkg::fma16(flexsa_fp_pkg::recode16(a_i[i*32+:32]),
          flexsa_fp_pkg::recode16(b_i[i*32+:32]), c_i[i*32+:32]);
  endfunction

  function automatic logic [Lanes*32-1:0] mul_all(input logic unused);
    for (int unsigned i = 0; i < Lanes; i++)
      mul_all[i*32+:32] = flexsa_fp_pkg::mul16(flexsa_fp_pkg::recode16(a_i[i*32+:32]),
          flexsa_fp_pkg::recode16(b_i[i*32+:32]));
  endfunction

  function automatic logic [Lanes*32-1:0] add_all(input logic unused);
    for (int unsigned i = 0; i < Lanes; i++)
      add_all[i*32+:32] = flexsa_fp_pkg::add32(b_i[i*32+:32], c_i[i*32+:32]);
  endfunction

  function automatic logic [Lanes*32-1:0] round_all(input logic unused);
    for (int unsigned i = 0; i < Lanes; i++)
      round_all[i*32+:32] = flexsa_fp_pkg::round16(c_i[i*32+:32]);
  endfunction

  always_ff @(posedge clk_i) begin
    if (op_i == 2'd0) result_o <= fma_all(1'b0);
    if (op_i == 2'd1) result_o <= mul_all(1'b0);
    if (op_i == 2'd2) result_o <= add_all(1'b0);
    if (op_i == 2'd3) result_o <= round_all(1'b0);
  end

endmodule
