// Yosys techmap: a flip-flop with set and reset of which one is tied off, as a flip-flop with the other. The library has
// no flip-flop with reset alone, so every DFFSR of the netlist is such a one; simulators are faster with one edge less.
(* techmap_celltype = "$_DFFSR_PNN_" *)
module netlist_ff (input C, S, R, D, output Q);
  parameter _TECHMAP_CONSTMSK_S_ = 0;
  parameter _TECHMAP_CONSTVAL_S_ = 0;
  parameter _TECHMAP_CONSTMSK_R_ = 0;
  parameter _TECHMAP_CONSTVAL_R_ = 0;
  wire _TECHMAP_FAIL_ = !(_TECHMAP_CONSTMSK_S_ && _TECHMAP_CONSTVAL_S_) && !(_TECHMAP_CONSTMSK_R_ && _TECHMAP_CONSTVAL_R_);
  generate
    if (_TECHMAP_CONSTMSK_S_ && _TECHMAP_CONSTVAL_S_) \$_DFF_PN0_ ff (.C(C), .R(R), .D(D), .Q(Q));
    else \$_DFF_PN1_ ff (.C(C), .R(S), .D(D), .Q(Q));
  endgenerate
endmodule
