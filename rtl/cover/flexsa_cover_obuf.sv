// In which state an OBUF half is that somebody waits for (states: flexsa_obuf_owner).
//
//   ExecGEMM, ACC=0    Closing, Full or Store: the tile before it has not been stored. Not Load, Loaded: illegal (rule 5)
//   ExecGEMM, ACC=1    these, and Free or Load: its LdOBUF has not begun, or not ended
//   StLBUF             Free, Loaded, Execute, Closing: its last ExecGEMM has not begun, not ended. Not Load: the OBUF
//                      unit does one instruction at a time
//   LdOBUF             never: StLBUF of the tile before is done first, in the same unit
//
// Latency: none. Example: st behind an exec that still streams counts StExecute.
module flexsa_cover_obuf (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       exec_waits_i,  // an ExecGEMM waits for its half
  input logic       acc_i,         // ... with ACC
  input logic [2:0] exec_half_i,   // state of its half
  input logic       st_waits_i,    // a StLBUF waits for its half
  input logic [2:0] st_half_i      // state of its half
);
  localparam logic [2:0] Free    = 3'd0;
  localparam logic [2:0] Execute = 3'd1;
  localparam logic [2:0] Closing = 3'd2;
  localparam logic [2:0] Full    = 3'd3;
  localparam logic [2:0] Store   = 3'd4;
  localparam logic [2:0] Load    = 3'd5;
  localparam logic [2:0] Loaded  = 3'd6;
  logic first, acc, st;
  assign first = rst_ni && exec_waits_i && !acc_i;
  assign acc   = rst_ni && exec_waits_i && acc_i;
  assign st    = rst_ni && st_waits_i;
  FirstClosing: cover property (@(posedge clk_i) first && exec_half_i == Closing);
  FirstFull:    cover property (@(posedge clk_i) first && exec_half_i == Full);
  FirstStore:   cover property (@(posedge clk_i) first && exec_half_i == Store);
  AccClosing:   cover property (@(posedge clk_i) acc && exec_half_i == Closing);
  AccFull:      cover property (@(posedge clk_i) acc && exec_half_i == Full);
  AccStore:     cover property (@(posedge clk_i) acc && exec_half_i == Store);
  AccFree:      cover property (@(posedge clk_i) acc && exec_half_i == Free);
  AccLoad:      cover property (@(posedge clk_i) acc && exec_half_i == Load);
  StFree:       cover property (@(posedge clk_i) st && st_half_i == Free);
  StLoaded:     cover property (@(posedge clk_i) st && st_half_i == Loaded);
  StExecute:    cover property (@(posedge clk_i) st && st_half_i == Execute);
  StClosing:    cover property (@(posedge clk_i) st && st_half_i == Closing);
endmodule
