// Dispatch hands each instruction to its opcode's unit, once, in order, unchanged, soon; a Sync waits for all before it.
// One instruction is marked, any one, and followed: its opcode and bit Bit of it. It waits in a slot of the head queue,
// then in one of its unit's queue; it is offered to its unit when it is there, and all before it for that unit have been taken.
// Every unit is marked in turn (Unit), so nothing is ever offered to another unit. HeadWait: an instruction at the head
// of the queue, 4 deep, leaves it within 12 cycles, a Sync included; if units take what they are offered within Patience
// cycles, and are idle Patience cycles after nothing is offered. Opcodes are legal (flexsa checks programs).
//
//@ pdr
//@ cover 24
//@ peek head_wr i_dispatch.i_head.wr_q
//@ peek head_rd i_dispatch.i_head.rd_q
//@ peek wr[2:0] i_dispatch.gen_queue[0].gen_plain.i_queue.wr_q
//@ peek rd[2:0] i_dispatch.gen_queue[0].gen_plain.i_queue.rd_q
//@ peek wr[5:3] i_dispatch.gen_queue[1].gen_plain.i_queue.wr_q
//@ peek rd[5:3] i_dispatch.gen_queue[1].gen_plain.i_queue.rd_q
//@ peek wr[8:6] i_dispatch.gen_queue[2].gen_tagged.i_queue.wr_q
//@ peek rd[8:6] i_dispatch.gen_queue[2].gen_tagged.i_queue.rd_q
//@ peek wr[11:9] i_dispatch.gen_queue[3].gen_plain.i_queue.wr_q
//@ peek rd[11:9] i_dispatch.gen_queue[3].gen_plain.i_queue.rd_q
//@ peek wr[14:12] i_dispatch.gen_queue[4].gen_plain.i_queue.wr_q
//@ peek rd[14:12] i_dispatch.gen_queue[4].gen_plain.i_queue.rd_q
//@ param Unit=0 Bit=4
//@ param Unit=1 Bit=37
//@ param Unit=2 Bit=64
//@ param Unit=3 Bit=101
//@ param Unit=4 Bit=127
//@ bug flexsa_dispatch s/head_valid \&\& to_unit\[u\])/head_valid)/
//@ bug flexsa_dispatch s/units_idle_i \&\& (\&queue_empty)/units_idle_i/
//@ bug flexsa_dispatch s/(to_unit \& queue_ready) != 0/queue_ready != 0/
//@ bug flexsa_dispatch s/4'(flexsa_isa_pkg::OpSt),/4'd15,/
//@ bug flexsa_dispatch s/OpLdo):   to_unit\[flexsa_isa_pkg::UnitObuf\]/OpLdo):   to_unit[flexsa_isa_pkg::UnitLdv]/
module dispatch #(
  parameter int unsigned Unit     = 0,
  parameter int unsigned Bit      = 4,
  parameter int unsigned Patience = 1,
  parameter int unsigned HeadWait = 12
) (
  input logic         clk_i,
  input logic         valid_i,
  input logic [127:0] instr_i,
  input logic [4:0]   take_i,
  input logic         idle_i,
  input logic         mark_i,
  input logic         mark_sync_i
);
  localparam int unsigned Units = flexsa_isa_pkg::NumUnits;
  localparam logic [3:0] OpSync = 4'(flexsa_isa_pkg::OpSync);

  logic                 rst_nq = 1'b0;
  logic                 ready, taken, idle, accept, out;
  logic [Units-1:0]     unit_valid;
  logic [Units*128-1:0] unit_instr;
  logic [7:0]           shift_after;
  logic [2:0]           head_wr, head_rd;   // shown from inside the RTL
  logic [Units*3-1:0]   wr, rd;
  flexsa_dispatch i_dispatch (
    .clk_i, .rst_ni(rst_nq), .instr_valid_i(valid_i), .instr_ready_o(ready), .instr_i,
    .unit_valid_o(unit_valid), .unit_ready_i(take_i), .unit_instr_o(unit_instr),
    .shift_after_o(shift_after), .units_idle_i(idle_i), .taken_o(taken), .idle_o(idle)
  );
  assign accept = valid_i && ready;
  assign out    = unit_valid[Unit] && take_i[Unit];

  // ---- what the neighbours do -----------------------------------------------------------
  logic [3:0]         op;
  logic [Units*2-1:0] patience_q;
  logic [1:0]         idle_patience_q;
  assign op = instr_i[3:0];
  always_comb begin
    if (valid_i) assume (op >= 4'd1 && op <= 4'd7);
    for (int u = 0; u < Units; u++)
      if (32'(patience_q[u*2 +: 2]) == Patience) assume (take_i[u]);
    if (32'(idle_patience_q) == Patience && unit_valid == 0) assume (idle_i);
  end
  always_ff @(posedge clk_i) begin
    for (int u = 0; u < Units; u++)
      patience_q[u*2 +: 2] <= rst_nq && unit_valid[u] && !take_i[u] ? patience_q[u*2 +: 2] + 2'd1 : 2'd0;
    idle_patience_q <= rst_nq && unit_valid == 0 && !idle_i ? idle_patience_q + 2'd1 : 2'd0;
  end

  // ---- the marked instruction -------------------------------------------------------------
  function automatic logic mine(input logic [3:0] x);
    mine = Unit == 0 ? x == 4'd1 : Unit == 1 ? x == 4'd2 : Unit == 2 ? x == 4'd3 : Unit == 3 ? x == 4'd4 : x == 4'd5 || x == 4'd6;
  endfunction
  logic [3:0] op_q, wait_q;
  logic [1:0] slot_q;
  logic       in_head_q, in_unit_q, gone_q, bit_q;
  always_ff @(posedge clk_i) begin
    rst_nq <= 1'b1;
    if (!rst_nq) begin
      {in_head_q, in_unit_q, gone_q} <= '0;
      wait_q <= '0;
    end else begin
      wait_q <= head_wr == head_rd || taken ? 4'd0 : wait_q + 4'd1;
      if (in_unit_q && out && slot_q == rd[Unit*3 +: 2]) {in_unit_q, gone_q} <= 2'b01;
      if (in_head_q && taken && slot_q == head_rd[1:0]) begin
        {in_head_q, in_unit_q} <= 2'b01;
        slot_q <= wr[Unit*3 +: 2];
      end
      if (!in_head_q && !in_unit_q && !gone_q && accept && mark_i && mine(op)) begin
        in_head_q <= 1'b1;
        op_q      <= op;
        bit_q     <= instr_i[Bit];
        slot_q    <= head_wr[1:0];
      end
    end
  end

  // ---- the marked Sync ----------------------------------------------------------------------
  // When it leaves the head queue all queues are empty and the units idle.
  logic       sync_q;
  logic [1:0] sync_slot_q;
  logic       sync_leaves;
  assign sync_leaves = sync_q && taken && sync_slot_q == head_rd[1:0];
  always_ff @(posedge clk_i) begin
    if (!rst_nq || sync_leaves) sync_q <= 1'b0;
    else if (!sync_q && accept && op == OpSync && mark_sync_i) begin
      sync_q      <= 1'b1;
      sync_slot_q <= head_wr[1:0];
    end
  end

  // ---- claims -----------------------------------------------------------------------------------
  logic [2:0] head_count, at, sync_at, count;
  assign head_count = head_wr - head_rd;
  assign at         = {1'b0, slot_q - (in_head_q ? head_rd[1:0] : rd[Unit*3 +: 2])};
  assign sync_at    = {1'b0, sync_slot_q - head_rd[1:0]};
  always_comb begin
    count = '0;
    if (rst_nq) begin
      assert (head_count <= 3'd4);
      assert (!(in_head_q && in_unit_q) && !(in_unit_q && gone_q) && !(in_head_q && gone_q));
      if (in_head_q) assert (at < head_count);   // it has neither left nor been overwritten
      if (in_unit_q) assert (at < wr[Unit*3 +: 3] - rd[Unit*3 +: 3]);
      if (in_unit_q && at == 0)
        assert (unit_valid[Unit] && unit_instr[Unit*128 +: 4] == op_q && unit_instr[Unit*128 + Bit] == bit_q);
      if (in_head_q) assert (mine(op_q));
      if (in_unit_q) assert (mine(op_q));
      if (unit_valid[Unit]) assert (mine(unit_instr[Unit*128 +: 4]));
      if (in_head_q && taken && at == 0)
        assert (wr[Unit*3 +: 2] != rd[Unit*3 +: 2] || wr[Unit*3 + 2] == rd[Unit*3 + 2]);   // there was room
      // Sync
      if (sync_q) assert (sync_at < head_count);
      if (sync_leaves) assert (unit_valid == 0 && idle_i);
      // Nothing waits for ever.
      assert (32'(wait_q) <= HeadWait);
      assert (head_count == 0 ? wait_q == 0 : 1'b1);
      for (int u = 0; u < Units; u++) begin
        count = wr[u*3 +: 3] - rd[u*3 +: 3];
        assert (count <= 3'd4 && unit_valid[u] == (count != 0) && 32'(patience_q[u*2 +: 2]) <= Patience);
        assert (count != 0 || patience_q[u*2 +: 2] == 0);
      end
      assert (32'(idle_patience_q) <= Patience + 1);
      assert (idle == (head_count == 0 && unit_valid == 0));
      cover (gone_q);
      cover (in_unit_q && at == 3'd3);
      cover (sync_leaves && head_count == 3'd4);
      cover (wait_q == 4'd8);
    end
  end
endmodule
