// May the next wave begin? It may as soon as the one before it has sent its last row, if
//  - V: its weights have been shifted in (SWAP),
//  - H: its moving tile has begun to arrive in the lanes of the upper cores that it reads. So the
//    last reader of the tile before in the same half has left row 0, and leaves each further row
//    before this wave asks for it; the lower cores' lanes follow at the distance at which the
//    lower cores read. Rows that are not there when their turn comes freeze the array, and the
//    freeze ends without a step of it,
//  - OBUF: the half is its own,
//  - switch: nothing on its way can be overtaken or met:
//     - cores 0 and 1 reach partitions 0 and 1 Rows*PipeDepth steps earlier over the cores (HSW,
//       ISW) than results that go down through cores 2 and 3 (FW, VSW),
//     - FW reads sub-bank 1 from the west, the other modes leave it over the cores, Cols steps
//       later: reads and reports of one half stay in order,
//     - its first row of C is not the row of the step before (OBUF read-add-write takes two steps).
//
// Latency: none; what has been sent counts from the next step on.
// Example: HSW m=2 behind FW m=16 with Rows=4, PipeDepth=1 waits 5 steps (switch).
module flexsa_exec_begin #(
  parameter int unsigned Rows      = 64,   // PE rows of one core
  parameter int unsigned Cols      = 64,
  parameter bit          Quad      = 1'b1,
  parameter int unsigned Lanes     = 4,
  parameter int unsigned PipeDepth = 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   step_i,        // from the execute unit
  input  logic [127:0]           instr_i,       // from the instruction queue
  input  logic [2:0]             seq_i,         // from the execute unit: moving tile
  input  logic                   next_ready_i,  // from the shift unit
  input  logic [Lanes*4-1:0]     begun_i,       // from the H load lanes
  input  logic [Lanes*18-1:0]    filled_i,      // from the H load lanes
  input  logic                   half_ours_i,   // from the OBUF owner
  input  logic                   go_i,          // from the execute unit: a row is sent now
  input  logic [7:0]             obuf_row_i,    // from the token: its row of the OBUF
  input  logic                   goes_down_i,   // from the token: a result for partition 0 or 1 on
                                                // its way through cores 2 and 3
  input  logic                   over_mark_i,   // from the token: sub-bank 1 is left over the cores
  output logic                   may_begin_o,   // to the execute unit
  output logic [3:0]             missing_o      // to the execute unit: {switch, obuf, h, v}, the first
);
  flexsa_pkg::instr_t instr;
  logic       v_there, h_there, path_there, row_clash, lane0, lane1, filled, unused_bits;
  logic       sent_q, sent_half_q;
  logic [7:0] sent_row_q, over_wait, over0_q, over0_d, over1_q, over1_d;
  logic [9:0] path_q, path_d;

  assign instr = instr_i;

  // ---- what must be there -----------------------------------------------------------
  assign lane0   = (seq_i[0] ? begun_i[3:2] : begun_i[1:0]) == seq_i[2:1];
  assign filled  = (seq_i[0] ? filled_i[17:9] : filled_i[8:0]) != 0;
  assign v_there = !instr.swap || next_ready_i;
  if (Quad) begin : gen_lane1
    assign lane1 = (seq_i[0] ? begun_i[7:6] : begun_i[5:4]) == seq_i[2:1];
  end else begin : gen_one_lane
    assign lane1 = 1'b1;
  end
  assign h_there = lane0 && filled && (lane1 || instr.mode == 2'(flexsa_isa_pkg::ModeHsw));

  // ---- what must be out of the way ----------------------------------------------------
  always_comb begin
    path_d  = path_q == 0 ? '0 : path_q - 10'd1;
    over0_d = over0_q == 0 ? '0 : over0_q - 8'd1;
    over1_d = over1_q == 0 ? '0 : over1_q - 8'd1;
    if (goes_down_i) path_d = 10'(Rows * PipeDepth + 1);
    if (over_mark_i && !seq_i[0]) over0_d = 8'(Cols);
    if (over_mark_i && seq_i[0])  over1_d = 8'(Cols);
  end
  assign over_wait  = seq_i[0] ? over1_q : over0_q;
  assign row_clash  = sent_q && instr.acc && sent_half_q == instr.half && sent_row_q == instr.orow[7:0];
  assign path_there = !row_clash && !(Quad && instr.mode[0] && path_q != 0) &&
                      !(instr.mode == 2'(flexsa_isa_pkg::ModeFw) && over_wait != 0);

  assign may_begin_o = v_there && h_there && half_ours_i && path_there;
  assign missing_o   = !v_there ? 4'b0001 : !h_there ? 4'b0010 : !half_ours_i ? 4'b0100 : 4'b1000;
  assign unused_bits = &{1'b0, instr, begun_i, filled_i};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sent_q      <= 1'b0;
      sent_half_q <= 1'b0;
      sent_row_q  <= '0;
      path_q      <= '0;
      over0_q     <= '0;
      over1_q     <= '0;
    end else if (step_i) begin
      sent_q      <= go_i;
      sent_half_q <= instr.half;
      sent_row_q  <= obuf_row_i;
      path_q      <= path_d;
      over0_q     <= over0_d;
      over1_q     <= over1_d;
    end
  end
endmodule
