// The stationary operands of a sub-core: in every PE a weight in use and, with SecondWeight, the
// next one, which is shifted in from above while the one in use keeps working.
//
// Latency: a word presented at w_i is held by row r after r+1 steps in which that column shifts.
// A PE that holds a swap token multiplies by its next weight in that very step and keeps it.
//
// Example, Rows=2, SecondWeight=1: to load b1 above b1' the column takes b1' first. Its shift token
// arrives in row 0 in steps t and t+1, in row 1 in t+1 only: after t row 0 holds b1', after t+1
// row 0 holds b1 and row 1 holds b1'. A swap token held in t+2 puts b1 to work.
module flexsa_weights #(
  parameter int unsigned Rows = 4,         // rows of the sub-core, >= 1
  parameter int unsigned Cols = 4,         // columns of the sub-core, >= 1
  parameter bit          SecondWeight = 1  // 0: one weight register per PE, swap tokens are ignored
) (
  input  logic                    clk_i,
  input  logic                    step_i,       // array-wide advance enable

  input  logic [Rows*Cols*flexsa_lane_pkg::LaneW-1:0] held_i,      // flexsa_east: swap tokens
  input  logic [Rows*Cols*flexsa_lane_pkg::LaneW-1:0] arriving_i,  // flexsa_east: shift tokens
  input  logic [Rows-1:0]         swap_row_i,   // flexsa_east: rows that hold a swap token
  input  logic [Rows-1:0]         shift_row_i,  // flexsa_east: rows in which a shift token arrives

  input  logic [Cols*flexsa_lane_pkg::LaneW-1:0]      w_i,  // stationary LBUF, or the core above
  output logic [Cols*flexsa_lane_pkg::LaneW-1:0]      w_o,  // to the core below, if any

  output logic [Rows*Cols*flexsa_lane_pkg::LaneW-1:0] weight_o,  // to flexsa_psums: in use
  output logic [Rows*Cols*flexsa_lane_pkg::LaneW-1:0] next_o     // to flexsa_psums: if swapping
);

  localparam int unsigned LaneW = flexsa_lane_pkg::LaneW;
  localparam int unsigned RowW  = Cols * LaneW;

  logic [Rows*RowW-1:0] next_q;

  // Lanes whose shift token arrives take the weight from above, the others keep theirs.
  function automatic logic [RowW-1:0] shift_lanes(
      input logic [RowW-1:0] record, input logic [RowW-1:0] above, input logic [RowW-1:0] own);
    for (int unsigned c = 0; c < Cols; c++) begin
      shift_lanes[c*LaneW+:LaneW] = {15'b0, record[c*LaneW+flexsa_lane_pkg::ShiftBit]
          ? above[c*LaneW+:17] : own[c*LaneW+:17]};
    end
  endfunction

  task automatic shift_rows();
    for (int unsigned r = 0; r < Rows; r++) begin
      if (shift_row_i[r]) begin
        next_q[r*RowW+:RowW] <= shift_lanes(arriving_i[r*RowW+:RowW],
            r == 0 ? w_i : next_q[(r == 0 ? 0 : r-1)*RowW+:RowW], next_q[r*RowW+:RowW]);
      end
    end
  endtask

  always_ff @(posedge clk_i) begin
    if (step_i && shift_row_i != '0) shift_rows();
  end

  if (SecondWeight) begin : gen_second_weight
    logic [Rows*RowW-1:0] weight_q;

    // Lanes that hold a swap token take their next weight.
    function automatic logic [RowW-1:0] swap_lanes(
        input logic [RowW-1:0] record, input logic [RowW-1:0] next, input logic [RowW-1:0] own);
      for (int unsigned c = 0; c < Cols; c++) begin
        swap_lanes[c*LaneW+:LaneW] = {15'b0, record[c*LaneW+flexsa_lane_pkg::SwapBit]
            ? next[c*LaneW+:17] : own[c*LaneW+:17]};
      end
    endfunction

    task automatic swap_rows();
      for (int unsigned r = 0; r < Rows; r++) begin
        if (swap_row_i[r]) begin
          weight_q[r*RowW+:RowW] <= swap_lanes(held_i[r*RowW+:RowW], next_q[r*RowW+:RowW],
                                               weight_q[r*RowW+:RowW]);
        end
      end
    endtask

    always_ff @(posedge clk_i) begin
      if (step_i && swap_row_i != '0) swap_rows();
    end

    assign weight_o = weight_q;
  end else begin : gen_one_weight
    assign weight_o = next_q;
  end

  assign next_o = next_q;
  assign w_o    = next_q[(Rows-1)*RowW+:RowW];

endmodule
