// Rules 3 to 5 of a legal program (docs/isa.md), checked as one unit takes it, in program order.
// Units trust a program: they pair tiles by their number alone and never compare sizes. Only with
// FLEXSA_ASSERT; no outputs. Which elements of the OBUF a tile has written is not followed.
//
// Each state below is what the instructions taken so far leave behind, whether or not they have
// begun: tiles no ShiftV or ExecGEMM has named yet, weights, and both OBUF halves:
//   Free -> (LdOBUF) Loaded -> (ExecGEMM) Written -> (LAST) Handed -> (StLBUF) Free
//
// Latency: an instruction is judged in the cycle it is taken, before its unit has seen it.
// Example: ldv fw k=8 n=8, shiftv fw k=7 n=8: the shiftv fails ShiftMatchesLoad.
module flexsa_rules #(
  parameter bit SecondWeight = 1'b1
) (
  input logic         clk_i,
  input logic         rst_ni,
  input logic         taken_i,  // from the top and dispatch: instr_i is taken
  input logic [127:0] instr_i   // from the top
);
`ifdef FLEXSA_ASSERT
  typedef enum logic [1:0] { Free = 2'd0, Loaded = 2'd1, Written = 2'd2, Handed = 2'd3 } half_e;

  flexsa_pkg::instr_t instr;
  logic               ldv, ldh, shift, exec, st, ldo, unused_bits;
  assign instr = instr_i;
  assign ldv   = taken_i && instr.op == 4'(flexsa_isa_pkg::OpLdv);
  assign ldh   = taken_i && instr.op == 4'(flexsa_isa_pkg::OpLdh);
  assign shift = taken_i && instr.op == 4'(flexsa_isa_pkg::OpShift);
  assign exec  = taken_i && instr.op == 4'(flexsa_isa_pkg::OpExec);
  assign st    = taken_i && instr.op == 4'(flexsa_isa_pkg::OpSt);
  assign ldo   = taken_i && instr.op == 4'(flexsa_isa_pkg::OpLdo);

  // Tiles by the load that brought them, the oldest and the one behind it; weights likewise.
  flexsa_pkg::instr_t v_tile_q, v_tile_d, v_behind_q, v_behind_d;
  flexsa_pkg::instr_t h_tile_q, h_tile_d, h_behind_q, h_behind_d;
  flexsa_pkg::instr_t next_q, next_d, current_q, current_d, weights;
  logic [1:0]         v_count_q, v_count_d, h_count_q, h_count_d;
  logic               has_next_q, has_next_d, has_current_q, has_current_d, swap, has_weights;
  logic [1:0]         half_q, half0_q, half0_d, half1_q, half1_d, half_d;

  assign swap        = exec && instr.swap;
  assign weights     = swap ? next_q : current_q;
  assign has_weights = swap ? has_next_q : has_current_q;
  assign half_q      = instr.half ? half1_q : half0_q;
  assign unused_bits = &{1'b0, v_tile_q, h_tile_q, weights};

  always_comb begin
    v_count_d  = v_count_q + 2'(ldv) - 2'(shift);
    h_count_d  = h_count_q + 2'(ldh) - 2'(exec);
    v_tile_d   = v_tile_q;
    h_tile_d   = h_tile_q;
    v_behind_d = ldv ? instr : v_behind_q;
    h_behind_d = ldh ? instr : h_behind_q;
    if (shift)                 v_tile_d = v_behind_q;
    if (ldv && v_count_q == 0) v_tile_d = instr;
    if (exec)                  h_tile_d = h_behind_q;
    if (ldh && h_count_q == 0) h_tile_d = instr;

    next_d        = shift ? v_tile_q : next_q;
    current_d     = weights;
    has_next_d    = shift || (has_next_q && !swap);
    has_current_d = has_current_q || swap;

    half_d = half_q;
    if (exec) half_d = instr.last ? Handed : Written;
    if (st)   half_d = Free;
    if (ldo)  half_d = Loaded;
    half0_d = instr.half ? half0_q : half_d;
    half1_d = instr.half ? half_d : half1_q;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      {v_count_q, h_count_q, has_next_q, has_current_q, half0_q, half1_q} <= '0;
      {v_tile_q, v_behind_q, h_tile_q, h_behind_q, next_q, current_q}     <= '0;
    end else if (taken_i) begin
      v_count_q     <= v_count_d;
      h_count_q     <= h_count_d;
      has_next_q    <= has_next_d;
      has_current_q <= has_current_d;
      half0_q       <= half0_d;
      half1_q       <= half1_d;
      v_tile_q      <= v_tile_d;
      v_behind_q    <= v_behind_d;
      h_tile_q      <= h_tile_d;
      h_behind_q    <= h_behind_d;
      next_q        <= next_d;
      current_q     <= current_d;
    end
  end

  // Rule 3: tiles and weights are there when they are named, and not too many of them.
  TwoStationaryTiles: assert property (@(posedge clk_i) disable iff (!rst_ni)
    ldv |-> v_count_q != 2) else $error("two stationary tiles already wait for their ShiftV");
  TwoMovingTiles: assert property (@(posedge clk_i) disable iff (!rst_ni)
    ldh |-> h_count_q != 2) else $error("two moving tiles already wait for their ExecGEMM");
  NextIsFree: assert property (@(posedge clk_i) disable iff (!rst_ni)
    shift |-> !has_next_q) else $error("the weights shifted before have not been swapped in yet");
  ShiftHasTile: assert property (@(posedge clk_i) disable iff (!rst_ni)
    shift |-> v_count_q != 0) else $error("no stationary tile");
  SwapHasNext: assert property (@(posedge clk_i) disable iff (!rst_ni)
    swap |-> has_next_q) else $error("swap, but no next weights");
  ExecHasWeights: assert property (@(posedge clk_i) disable iff (!rst_ni)
    exec && !instr.swap |-> has_current_q) else $error("no weights");
  ExecHasMovingTile: assert property (@(posedge clk_i) disable iff (!rst_ni)
    exec |-> h_count_q != 0) else $error("no moving tile");
  OneRegisterKeepsWeights: assert property (@(posedge clk_i) disable iff (!rst_ni)
    exec && !instr.swap |-> SecondWeight || !has_next_q)
    else $error("a ShiftV has overwritten the weights (one weight register)");

  // Rule 4: what meets is of one size and mode.
  ShiftMatchesLoad: assert property (@(posedge clk_i) disable iff (!rst_ni)
    shift && v_count_q != 0 |->
    instr.mode == v_tile_q.mode && instr.k == v_tile_q.k && instr.n == v_tile_q.n)
    else $error("mode, k or n differ from its LdLBUF_V's");
  ExecMatchesWeights: assert property (@(posedge clk_i) disable iff (!rst_ni)
    exec && has_weights |->
    instr.mode == weights.mode && instr.k == weights.k && instr.n == weights.n)
    else $error("mode, k or n differ from its weights'");
  ExecMatchesMovingTile: assert property (@(posedge clk_i) disable iff (!rst_ni)
    exec && h_count_q != 0 |-> instr.mode == h_tile_q.mode && instr.m == h_tile_q.m &&
    instr.k == h_tile_q.k && instr.pair == h_tile_q.pair)
    else $error("mode, m, k or pair differ from its LdLBUF_H's");

  // Rule 5: each OBUF half is used in turn.
  HandedIsNotTouched: assert property (@(posedge clk_i) disable iff (!rst_ni)
    exec || ldo |-> half_q != Handed) else $error("the half is handed over and not stored");
  AccHasSomethingToAddTo: assert property (@(posedge clk_i) disable iff (!rst_ni)
    exec && instr.acc |-> half_q != Free) else $error("acc on a free half: there is nothing to add to");
  LoadedIsAddedTo: assert property (@(posedge clk_i) disable iff (!rst_ni)
    exec && half_q == Loaded |-> instr.acc)
    else $error("the first ExecGEMM after a LdOBUF must have acc");
  StoreHasHalf: assert property (@(posedge clk_i) disable iff (!rst_ni)
    st |-> half_q == Handed) else $error("the half is not handed over: no ExecGEMM with last");
  LoadedOnce: assert property (@(posedge clk_i) disable iff (!rst_ni)
    ldo |-> half_q != Loaded) else $error("the half has been filled by a LdOBUF already");
  LoadedBeforeWritten: assert property (@(posedge clk_i) disable iff (!rst_ni)
    ldo |-> half_q != Written) else $error("an ExecGEMM has begun to write the half");
`endif
endmodule
