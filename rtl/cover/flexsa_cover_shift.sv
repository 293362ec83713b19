// What a ShiftV waits for. Hold is for pipelined PEs; with one weight register it also waits for the ExecGEMMs before it.
//
// Latency: none. Example: a ShiftV right behind its ldv counts NoTile.
module flexsa_cover_shift #(
  parameter bit          SecondWeight = 1'b1,
  parameter int unsigned PipeDepth    = 1
) (
  input logic clk_i,
  input logic rst_ni,
  input logic valid_i,  // a ShiftV is at the head of the queue and has not begun
  input logic busy_i,   // ... or has begun
  input logic step_i,   // the array moves
  input logic there_i,  // its tile has begun to arrive
  input logic full_i,   // the weights before it have not been taken
  input logic gap_i,    // the step between two tiles
  input logic hold_i,   // the swap before it is still on its way down
  input logic execs_i   // ExecGEMMs before it have not sent their last row
);
  logic waits;
  assign waits = rst_ni && step_i && valid_i && !busy_i;
  NoTile:   cover property (@(posedge clk_i) waits && !there_i);
  NextFull: cover property (@(posedge clk_i) waits && there_i && full_i);
  Gap:      cover property (@(posedge clk_i) waits && there_i && !full_i && gap_i);
  Frozen:   cover property (@(posedge clk_i) rst_ni && busy_i && !step_i);
  if (PipeDepth > 1) begin : gen_hold
    Hold:   cover property (@(posedge clk_i) waits && there_i && !full_i && hold_i);
  end
  if (!SecondWeight) begin : gen_execs
    ExecsBefore: cover property (@(posedge clk_i) waits && there_i && !full_i && execs_i);
  end
  logic unused_bits;
  assign unused_bits = &{1'b0, hold_i, execs_i};
endmodule
