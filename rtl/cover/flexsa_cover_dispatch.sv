// What dispatch waits for: a full queue of each unit, a full queue before it, and Sync. Four independent cores
// do Sync in flexsa_top; there no unit meets one.
// A single core's load queues are never full: a program has at most two tiles more than ExecGEMMs (ShiftVs; docs/isa.md,
// rule 3), and at most four of these are queued, so six tiles are under way, of which its one lane holds three. The lanes
// of a FlexSA unit run apart: the slowest one's tiles may be done with later than their ExecGEMM.
//
// Latency: none. Example: a fifth ldh while the first waits in the queue counts LdhQueueFull.
module flexsa_cover_dispatch #(
  parameter bit Quad = 1'b1
) (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       offered_i,  // an instruction is offered
  input logic       ready_i,    // ... and taken
  input logic       head_i,     // an instruction is to be dispatched
  input logic [4:0] to_i,       // to this unit, one-hot
  input logic [4:0] full_i,     // units' queues that are full
  input logic       sync_i,     // it is a Sync
  input logic       goes_i      // it is dispatched
);
  logic [4:0] waits;
  assign waits = rst_ni && head_i ? to_i & full_i : '0;
  if (Quad) begin : gen_quad
    LdvQueueFull: cover property (@(posedge clk_i) waits[flexsa_isa_pkg::UnitLdv]);
    LdhQueueFull: cover property (@(posedge clk_i) waits[flexsa_isa_pkg::UnitLdh]);
  end
  ShiftQueueFull: cover property (@(posedge clk_i) waits[flexsa_isa_pkg::UnitShift]);
  ExecQueueFull:  cover property (@(posedge clk_i) waits[flexsa_isa_pkg::UnitExec]);
  ObufQueueFull:  cover property (@(posedge clk_i) waits[flexsa_isa_pkg::UnitObuf]);
  HeadQueueFull:  cover property (@(posedge clk_i) rst_ni && offered_i && !ready_i);
  SyncWaits:      cover property (@(posedge clk_i) rst_ni && head_i && sync_i && !goes_i);
  SyncGoes:       cover property (@(posedge clk_i) rst_ni && head_i && sync_i && goes_i);
endmodule
