// The records that move east through a sub-core: operand, valid, swap and shift token of every PE.
//
// Latency: a record presented at west port r is held by column 0 after one step, by column c after
// c+1 steps, and is presented at east port r from the step it is held by the last column.
//
// The shift token of row r starts r steps after that of row 0 and all rows stop together, which
// lets new weights follow right behind the swap token of the wave before.
//
// Example, Rows=2, Cols=2: operand x enters west port 0 in step t. PE(0,0) multiplies it in step
// t+1, PE(0,1) in step t+2; in t+2 it also stands at east port 0. With shift_i high in steps t and
// t+1 only, column 0 of row 0 shifts in t and t+1, column 0 of row 1 only in t+1, and column 1 does
// the same one step later.
module flexsa_east #(
  parameter int unsigned Rows = 4,  // rows of the sub-core, >= 1
  parameter int unsigned Cols = 4   // columns of the sub-core, >= 1
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               step_i,      // array-wide advance enable

  input  logic [Rows*17-1:0] a_i,         // west: left LBUF or western sub-core
  input  logic [Rows-1:0]    a_valid_i,   // west, with a_i
  input  logic [Rows-1:0]    a_swap_i,    // west, with the first operand of a wave
  output logic [Rows*17-1:0] a_o,         // to the eastern sub-core
  output logic [Rows-1:0]    a_valid_o,   // to the eastern sub-core
  output logic [Rows-1:0]    a_swap_o,    // to the eastern sub-core
  input  logic               shift_i,     // stationary LBUF control: column 0 of row 0 shifts now

  output logic [Rows*Cols*flexsa_lane_pkg::LaneW-1:0] held_o,      // to psums, weights: in the PEs
  output logic [Rows*Cols*flexsa_lane_pkg::LaneW-1:0] arriving_o,  // to weights: held after the step
  output logic [Rows-1:0]    valid_row_o, // to psums: a PE of the row holds a valid operand
  output logic [Rows-1:0]    swap_row_o,  // to psums, weights: a PE of the row holds a swap token
  output logic [Rows-1:0]    shift_row_o  // to weights: a shift token arrives in the row
);

  localparam int unsigned LaneW = flexsa_lane_pkg::LaneW;
  localparam int unsigned RowW  = Cols * LaneW;

  if (Rows < 1 || Cols < 1) begin : gen_illegal
    flexsa_east_needs_at_least_one_row_and_column u_illegal ();
  end

  logic [Rows*RowW-1:0] record_d, record_q;
  logic [Rows-1:0]      shift_d, shift_q;  // shift token entering column 0 of each row

  // Bits set in any lane of a row. The row sleeps where it has none.
  function automatic logic [LaneW-1:0] or_lanes(input logic [RowW-1:0] row);
    or_lanes = '0;
    for (int unsigned c = 0; c < Cols; c++) or_lanes = or_lanes | row[c*LaneW+:LaneW];
  endfunction

  always_comb begin
    shift_d[0] = shift_i;
    for (int unsigned r = 1; r < Rows; r++) shift_d[r] = shift_i & shift_q[r-1];
  end

  // Every lane takes its western neighbour's record; column 0 takes the west port's.
  always_comb begin
    record_d = record_q << LaneW;
    for (int unsigned r = 0; r < Rows; r++) begin
      record_d[r*RowW+:LaneW] =
          {12'b0, shift_d[r], a_swap_i[r], a_valid_i[r], a_i[r*17+:17]};
    end
  end

  logic [LaneW-1:0] held_any, arriving_any;
  always_comb begin
    valid_row_o  = '0;
    swap_row_o   = '0;
    shift_row_o  = '0;
    held_any     = '0;
    arriving_any = '0;
    for (int unsigned r = 0; r < Rows; r++) begin
      held_any       = or_lanes(record_q[r*RowW+:RowW]);
      arriving_any   = or_lanes(record_d[r*RowW+:RowW]);
      valid_row_o[r] = held_any[flexsa_lane_pkg::ValidBit];
      swap_row_o[r]  = held_any[flexsa_lane_pkg::SwapBit];
      shift_row_o[r] = arriving_any[flexsa_lane_pkg::ShiftBit];
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      record_q <= '0;
      shift_q  <= '0;
    end else if (step_i) begin
      record_q <= record_d;
      shift_q  <= shift_d;
    end
  end

  for (genvar r = 0; r < Rows; r++) begin : gen_east_port
    assign {a_swap_o[r], a_valid_o[r], a_o[r*17+:17]} = record_q[(r+1)*RowW-LaneW+:19];
  end
  assign held_o     = record_q;
  assign arriving_o = record_d;

endmodule
