// One bank of a stationary LBUF: the stationary operands of one PE column, two tiles (halves).
//
// Latency: operand 1 step after the token. Example: token {seq 1, row 3} reads half 1, entry 3.
module flexsa_lbuf_v_bank #(
  parameter int unsigned Rows  = 64,    // entries of a tile
  parameter bit          Lower = 1'b0,  // 1: cores 2, 3
  parameter bit          East  = 1'b0,  // 1: cores 1, 3
  parameter int unsigned Beat  = 0      // beat of a GBUF row that holds the column's operand
) (
  input  logic                          clk_i,
  input  logic                          step_i,   // from the execute unit
  input  logic [flexsa_pkg::FillW-1:0]  fill_i,   // from the broadcast switch
  input  logic [15:0]                   data_i,   // from the broadcast switch: the column's place
  input  logic [flexsa_pkg::ShiftW-1:0] token_i,  // from the shift token chain
  output logic [15:0]                   w_o       // to the core's top row
);
  localparam int unsigned RowW = $clog2(Rows);

  flexsa_pkg::shift_t token;
  flexsa_pkg::fill_t  fill;
  logic [15:0]        mem [2*Rows];
  logic [15:0]        w_q;
  logic               read, unused_bits;

  assign token = token_i;
  assign fill  = fill_i;
  assign read  = (Lower ? token.valid_lo : token.valid_up) && (!East || token.right);
  assign w_o   = w_q;
  assign unused_bits = &{1'b0, token, fill};

  always_ff @(posedge clk_i) begin
    if (step_i && read) w_q <= mem[{token.seq[0], token.row[RowW-1:0]}];
  end
  always_ff @(posedge clk_i) begin
    if (fill.valid && fill.beat == 8'(Beat)) mem[{fill.seq[0], fill.row[RowW-1:0]}] <= data_i;
  end
endmodule
