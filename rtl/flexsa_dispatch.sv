// Dispatch: takes the program in order and hands each instruction to its unit's queue.
// The units run at their own pace from there; Sync holds dispatch until all are idle.
//
// Latency: 1 cycle into the unit's queue, 1 more to the unit.
// Example: ldv, shiftv, ldh, exec go to four queues in four cycles; a full queue
// (4 deep) holds everything behind it.
module flexsa_dispatch #(
  localparam int unsigned Units = flexsa_isa_pkg::NumUnits
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               instr_valid_i,  // from the harness
  output logic               instr_ready_o,  // to the harness
  input  logic [127:0]       instr_i,        // from the harness
  output logic [Units-1:0]   unit_valid_o,   // to the units
  input  logic [Units-1:0]   unit_ready_i,   // from the units
  output logic [Units*128-1:0] unit_instr_o, // to the units
  output logic [7:0]         shift_after_o,  // to the shift unit: ExecGEMMs before its ShiftV
  input  logic               units_idle_i,   // from the units: nothing under way
  output logic               taken_o,        // to the counters: one instruction dispatched
  output logic               idle_o          // to the harness: nothing queued
);
  logic [3:0]       op;
  logic [Units-1:0] to_unit, queue_ready, queue_empty;
  logic             head_valid, head_ready, head_empty, is_sync, unused_queue_ready;
  logic [127:0]     head;
  logic [7:0]       execs_q, execs_d;

  flexsa_fifo #(.Width(128), .Depth(4)) i_head (
    .clk_i, .rst_ni,
    .valid_i(instr_valid_i), .ready_o(instr_ready_o), .data_i(instr_i),
    .valid_o(head_valid), .ready_i(head_ready), .data_o(head), .empty_o(head_empty)
  );

  assign op = head[3:0];
  always_comb begin
    to_unit = '0;
    case (op)
      4'(flexsa_isa_pkg::OpLdv):   to_unit[flexsa_isa_pkg::UnitLdv]   = 1'b1;
      4'(flexsa_isa_pkg::OpLdh):   to_unit[flexsa_isa_pkg::UnitLdh]   = 1'b1;
      4'(flexsa_isa_pkg::OpShift): to_unit[flexsa_isa_pkg::UnitShift] = 1'b1;
      4'(flexsa_isa_pkg::OpExec):  to_unit[flexsa_isa_pkg::UnitExec]  = 1'b1;
      4'(flexsa_isa_pkg::OpSt),
      4'(flexsa_isa_pkg::OpLdo):   to_unit[flexsa_isa_pkg::UnitObuf]  = 1'b1;
      default: ;  // Sync, and what the assertion below refuses
    endcase
  end
  assign is_sync    = op == 4'(flexsa_isa_pkg::OpSync);
  assign head_ready = is_sync ? units_idle_i && (&queue_empty)
                              : (to_unit & queue_ready) != 0;
  assign taken_o    = head_valid && head_ready;
  assign execs_d    = execs_q + 8'(taken_o && op == 4'(flexsa_isa_pkg::OpExec));
  assign idle_o     = head_empty && (&queue_empty);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      execs_q <= '0;
    end else begin
      execs_q <= execs_d;
    end
  end

  for (genvar u = 0; u < Units; u++) begin : gen_queue
    if (u == flexsa_isa_pkg::UnitShift) begin : gen_tagged
      flexsa_fifo #(.Width(136), .Depth(4)) i_queue (
        .clk_i, .rst_ni,
        .valid_i(head_valid && to_unit[u]), .ready_o(queue_ready[u]), .data_i({execs_q, head}),
        .valid_o(unit_valid_o[u]), .ready_i(unit_ready_i[u]),
        .data_o({shift_after_o, unit_instr_o[u*128 +: 128]}), .empty_o(queue_empty[u])
      );
    end else begin : gen_plain
      flexsa_fifo #(.Width(128), .Depth(4)) i_queue (
        .clk_i, .rst_ni,
        .valid_i(head_valid && to_unit[u]), .ready_o(queue_ready[u]), .data_i(head),
        .valid_o(unit_valid_o[u]), .ready_i(unit_ready_i[u]),
        .data_o(unit_instr_o[u*128 +: 128]), .empty_o(queue_empty[u])
      );
    end
  end
  assign unused_queue_ready = &{1'b0, queue_ready};

`ifdef FLEXSA_ASSERT
  // instr_t and the header draw the same bits.
  flexsa_pkg::instr_t drawn;
  logic               unused_drawn;
  assign drawn        = head;
  assign unused_drawn = &{1'b0, drawn};
  RecordMatchesHeader: assert property (@(posedge clk_i) disable iff (!rst_ni) head_valid |->
    drawn.op    == head[flexsa_isa_pkg::PosOp +: flexsa_isa_pkg::SizeOp] &&
    drawn.m     == head[flexsa_isa_pkg::PosM +: flexsa_isa_pkg::SizeM] &&
    drawn.orow  == head[flexsa_isa_pkg::PosOrow +: flexsa_isa_pkg::SizeOrow] &&
    drawn.half  == head[flexsa_isa_pkg::PosHalf] && drawn.last == head[flexsa_isa_pkg::PosLast] &&
    drawn.pitch == head[flexsa_isa_pkg::PosPitch +: flexsa_isa_pkg::SizePitch]);
  ReservedBitsAreZero: assert property (@(posedge clk_i) disable iff (!rst_ni)
    head_valid |-> drawn.rsv0 == 0 && drawn.rsv1 == 0);
  KnownOpcode: assert property (@(posedge clk_i) disable iff (!rst_ni)
    head_valid |-> is_sync || to_unit != 0);
`endif
endmodule
