// Stationary LBUF of one core: a bank a PE column, two tiles (halves), entries stored in
// the order they are shifted out. The shift token is skewed by column: bank c reads one
// step after bank c - 1.
//
// Latency: a token in step t makes column 0's operand valid in step t + 1.
// Example: token of entry 0 in step 3 -> column 2 reads in step 5, operand at the PEs in step 6.
module flexsa_lbuf_v #(
  parameter int unsigned Rows      = 64,   // PE rows of the core = entries of a tile
  parameter int unsigned Cols      = 64,
  parameter int unsigned PortBytes = 128,
  parameter bit          Lower     = 1'b0, // 1: cores 2, 3
  parameter bit          East      = 1'b0, // 1: cores 1, 3
  parameter int unsigned Lanes     = 1     // V lanes
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic                          step_i,   // from the execute unit
  input  logic [flexsa_pkg::FillW-1:0]  fill_i,   // from the broadcast switch
  input  logic [PortBytes*8-1:0]        data_i,   // from the broadcast switch
  input  logic [flexsa_pkg::ShiftW-1:0] token_i,  // from the shift unit or the core to the west
  output logic [flexsa_pkg::ShiftW-1:0] token_o,  // to the core to the east
  output logic [flexsa_pkg::FreedW-1:0] freed_o,  // to the load lanes
  input  logic [Lanes*4-1:0]            begun_i,  // from the load lanes
  input  logic [Lanes*18-1:0]           filled_i, // from the load lanes
  output logic                          there_o,  // to the freeze: the entry to be read is there
  output logic [Cols*16-1:0]            w_o,      // to the core's top row
  output logic                          shift_o   // to the core: column 0 shifts
);
  localparam int unsigned Tw   = flexsa_pkg::ShiftW;

  logic [Cols*Tw-1:0]   rest_taps;
  flexsa_pkg::shift_t   tail, head;
  logic                 shift_q, shift_d, unused_bits;

  flexsa_delay #(.Width(Tw), .Stages(Cols)) i_chain (
    .clk_i, .rst_ni, .step_i, .data_i(token_i), .taps_o(rest_taps)
  );
  assign head    = token_i;
  assign token_o = rest_taps[(Cols-1)*Tw +: Tw];
  assign shift_d = (Lower ? head.valid_lo : head.valid_up) && (!East || head.right);

  // The lane that fills this core: its own, or the one whose tile it shares (HSW: the core above,
  // VSW: the core to the west, ISW: core 0).
  logic [1:0]  lane;
  logic [3:0]  begun;
  logic [17:0] filled;
  assign lane   = Lanes == 1 ? 2'd0 : {Lower && !head.mode[0], East && !head.mode[1]};
  assign begun  = begun_i[lane*4 +: 4];
  assign filled = filled_i[lane*18 +: 18];
  flexsa_row_there i_there (
    .valid_i(shift_d), .seq_i(head.seq), .row_i(head.row), .begun_i(begun), .filled_i(filled), .there_o
  );
  assign shift_o = shift_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      shift_q <= 1'b0;
    end else if (step_i) begin
      shift_q <= shift_d;
    end
  end

  for (genvar c = 0; c < Cols; c++) begin : gen_bank
    localparam int unsigned At = (2 * c % PortBytes) * 8;
    logic [Tw-1:0] token;
    if (c == 0) begin : gen_first
      assign token = token_i;
    end else begin : gen_next
      assign token = rest_taps[(c-1)*Tw +: Tw];
    end
    flexsa_lbuf_v_bank #(.Rows(Rows), .Lower(Lower), .East(East), .Beat(2 * c / PortBytes)) i_bank (
      .clk_i, .step_i, .fill_i, .data_i(data_i[At +: 16]), .token_i(token), .w_o(w_o[c*16 +: 16])
    );
  end

  if (Cols == 1) begin : gen_tail_here
    assign tail = token_i;
  end else begin : gen_tail
    assign tail = rest_taps[(Cols-2)*Tw +: Tw];
  end
  assign freed_o     = {tail.mark, tail.mark_last, tail.seq, tail.row};
  assign unused_bits = &{1'b0, tail, head, rest_taps};
endmodule
