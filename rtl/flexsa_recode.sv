// Edge of the array: operands from the local buffers, recoded once so that no PE ever sees a
// subnormal (flexsa_fp_pkg), and registered.
//
// Latency: 1 step. Lanes of 32 bits come out, of which 17 are used.
// Example: 16'h0001, the smallest subnormal, leaves as 1.0 * 2^-24 with its own exponent.
module flexsa_recode #(
  parameter int unsigned Lanes = 64
) (
  input  logic                                    clk_i,
  input  logic                                    step_i,  // from the execute unit
  input  logic [Lanes*16-1:0]                     x_i,     // from a local buffer
  output logic [Lanes*flexsa_pe_pkg::LaneW-1:0]   y_o      // to the array
);
  localparam int unsigned Lw = flexsa_pe_pkg::LaneW;

  logic [Lanes*Lw-1:0] y_q;

  function automatic logic [Lanes*Lw-1:0] recode_lanes(input logic [Lanes*16-1:0] x);
    for (int unsigned i = 0; i < Lanes; i++)
      recode_lanes[i*Lw +: Lw] = flexsa_fp_pkg::recode16(32'(x[i*16 +: 16]));
  endfunction

  always_ff @(posedge clk_i) begin
    if (step_i) y_q <= recode_lanes(x_i);
  end
  assign y_o = y_q;
endmodule
