// What an ExecGEMM waits for, each cause for each kind of wave that can meet it:
//   weights       its weights have not been shifted in
//   moving        its moving tile has not begun to arrive; in which lane
//   obuf          its OBUF half is not its own (in which state: flexsa_cover_obuf)
//   switch_path   HSW and ISW: results on their way through the lower cores; FW and VSW never wait for this
//   switch_over   FW: rows of the same half still to be left over the cores; only FW reads them from the west
//   switch_row    its first row of C is the row of the step before
//   frozen        in mid-wave, for a row that has not arrived
//   queue_empty   nobody has sent it an ExecGEMM
//
// Latency: none. Example: HSW right behind VSW with PAIR=0 counts switch_path.Hsw.
module flexsa_cover_exec #(
  parameter bit Quad = 1'b1
) (
  input logic         clk_i,
  input logic         rst_ni,
  input logic         valid_i,      // an ExecGEMM is at the head of the queue
  input logic [127:0] instr_i,
  input logic [3:0]   stall_i,      // {switch, obuf, h, v}: it waits, for this first
  input logic         busy_i,       // it has begun
  input logic         step_i,       // the array moves
  input logic         lane0_i,      // the moving tile has begun in lane 0
  input logic         lane1_i,      // ... in lane 1, where it must
  input logic         filled_i,     // ... and there is a row
  input logic         path_i,       // results of others on the way to partitions 0 and 1
  input logic         over_i,       // rows of the same half to be left over the cores
  input logic         row_i         // its first row of C was sent in the step before
);
  localparam bit [4:0] Kinds = Quad ? 5'b11111 : 5'b00001;
  flexsa_pkg::instr_t instr;
  logic [4:0] kind;
  logic       fw, top;
  assign instr = instr_i;
  assign fw    = instr.mode == 2'(flexsa_isa_pkg::ModeFw);
  assign top   = instr.mode[0];  // HSW, ISW
  assign kind  = {instr.mode == 2'(flexsa_isa_pkg::ModeIsw),
                  instr.mode == 2'(flexsa_isa_pkg::ModeVsw) && instr.pair,
                  instr.mode == 2'(flexsa_isa_pkg::ModeVsw) && !instr.pair,
                  instr.mode == 2'(flexsa_isa_pkg::ModeHsw), fw};
`define FLEXSA_COVER_WAIT(name, kinds, here) \
  flexsa_cover_kinds #(.Kinds(kinds)) name (.clk_i, .hit_i(rst_ni && (here)), .kind_i(kind));
  `FLEXSA_COVER_WAIT(weights,     Kinds, stall_i[0])
  `FLEXSA_COVER_WAIT(moving,      Kinds, stall_i[1])
  `FLEXSA_COVER_WAIT(obuf,        Kinds, stall_i[2])
  `FLEXSA_COVER_WAIT(switch_row,  Kinds, stall_i[3] && row_i)
  `FLEXSA_COVER_WAIT(frozen,      Kinds, busy_i && !step_i)
  if (Quad) begin : gen_switch
  `FLEXSA_COVER_WAIT(switch_path, 5'b10010, stall_i[3] && top && path_i)
  `FLEXSA_COVER_WAIT(switch_over, 5'b00001, stall_i[3] && fw && over_i)
  MovingLane1NotBegun: cover property (@(posedge clk_i) rst_ni && stall_i[1] && lane0_i && filled_i && !lane1_i);
  end
`undef FLEXSA_COVER_WAIT
  MovingLane0NotBegun: cover property (@(posedge clk_i) rst_ni && stall_i[1] && !lane0_i);
  MovingNoRowYet:      cover property (@(posedge clk_i) rst_ni && stall_i[1] && lane0_i && !filled_i);
  QueueEmpty:          cover property (@(posedge clk_i) rst_ni && step_i && !busy_i && !valid_i);
  FrozenBetweenWaves:  cover property (@(posedge clk_i) rst_ni && !step_i && !busy_i && valid_i);
  FrozenQueueEmpty:    cover property (@(posedge clk_i) rst_ni && !step_i && !busy_i && !valid_i);
  logic unused_bits;
  assign unused_bits = &{1'b0, instr, top, path_i, over_i, lane1_i};
endmodule
