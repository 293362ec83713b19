// One core of Rows x Cols as an array by itself (Quad = 0, the baselines): the recoding edge of
// flexsa_quad without its switches.
//
//             w_i
//              |
//   west --> [core]
//              |
//            psum_o
//
// Latency: 1 step at the edge, then that of flexsa_core.
// Example: Rows 128, Cols 128 is the single large core of 1G1C.
module flexsa_single #(
  parameter int unsigned Rows         = 128,
  parameter int unsigned Cols         = 128,
  parameter bit          SecondWeight = 1'b1,
  parameter int unsigned PipeDepth    = 1
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               step_i,        // from the execute unit
  input  logic [Rows*16-1:0] west_a_i,      // from the left LBUF
  input  logic [Rows-1:0]    west_valid_i,  // from the left LBUF
  input  logic [Rows-1:0]    west_swap_i,   // from the left LBUF
  input  logic [Cols*16-1:0] w_i,           // from the stationary LBUF
  input  logic               shift_i,       // from the stationary LBUF
  output logic [Cols*32-1:0] psum_o         // to the OBUF
);
  localparam int unsigned Lw      = flexsa_pe_pkg::LaneW;
  localparam logic [31:0] Nothing = 32'h8000_0000;  // -0: x + (-0) = x for every x

  logic [Rows*Lw-1:0] a, unused_a;
  logic [Cols*Lw-1:0] w, unused_w;
  logic [Rows-1:0]    valid_q, swap_q, unused_valid, unused_swap;
  logic               shift_q, unused_bits;
  flexsa_recode #(.Lanes(Rows)) i_recode_west (.clk_i, .step_i, .x_i(west_a_i), .y_o(a));
  flexsa_recode #(.Lanes(Cols)) i_recode_w (.clk_i, .step_i, .x_i(w_i), .y_o(w));
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q <= '0;
      swap_q  <= '0;
      shift_q <= 1'b0;
    end else if (step_i) begin
      valid_q <= west_valid_i;
      swap_q  <= west_swap_i;
      shift_q <= shift_i;
    end
  end

  flexsa_core #(
    .Rows(Rows), .Cols(Cols), .TopHasAdder(1'b0),
    .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
  ) i_core (
    .clk_i, .rst_ni, .step_i,
    .a_i(a), .a_valid_i(valid_q), .a_swap_i(swap_q),
    .a_o(unused_a), .a_valid_o(unused_valid), .a_swap_o(unused_swap),
    .w_i(w), .w_o(unused_w), .shift_i(shift_q),
    .psum_i({Cols{Nothing}}), .psum_o
  );
  assign unused_bits = &{1'b0, unused_a, unused_w, unused_valid, unused_swap};
endmodule
