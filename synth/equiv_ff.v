// Yosys techmap for register by register equivalence: a flip-flop with asynchronous set or reset as one whose data is the
// reset value while reset is active. Both sides are mapped so: what remains to compare is the next value of each
// register, in which the reset's signal, polarity and value take part. The cells' names tell afterwards which was which.
(* techmap_celltype = "$_DFF_PN0_" *)
module ff_reset_0 (input C, R, D, output Q);
  \$_DFF_P_ reset_to_0 (.C(C), .D(R ? D : 1'b0), .Q(Q));
endmodule
(* techmap_celltype = "$_DFF_PN1_" *)
module ff_reset_1 (input C, R, D, output Q);
  \$_DFF_P_ reset_to_1 (.C(C), .D(R ? D : 1'b1), .Q(Q));
endmodule
