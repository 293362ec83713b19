// For Yosys' techmap: registers and multiplexers of two lanes become two of one lane, so that one PE
// of a row of two can be drawn alone.
(* techmap_celltype = "$adff" *)
module lanes_adff #(parameter WIDTH = 64, CLK_POLARITY = 1, ARST_POLARITY = 1, ARST_VALUE = 0) (
  input CLK, ARST, input [63:0] D, output [63:0] Q
);
  wire _TECHMAP_FAIL_ = WIDTH != 64;
  \$adff #(.WIDTH(32), .CLK_POLARITY(CLK_POLARITY), .ARST_POLARITY(ARST_POLARITY), .ARST_VALUE(32'd0))
    lane0 (.CLK, .ARST, .D(D[31:0]), .Q(Q[31:0])), lane1 (.CLK, .ARST, .D(D[63:32]), .Q(Q[63:32]));
endmodule

(* techmap_celltype = "$mux" *)
module lanes_mux #(parameter WIDTH = 64) (input [63:0] A, B, input S, output [63:0] Y);
  wire _TECHMAP_FAIL_ = WIDTH != 64;
  \$mux #(.WIDTH(32)) lane0 (.A(A[31:0]), .B(B[31:0]), .S, .Y(Y[31:0])), lane1 (.A(A[63:32]), .B(B[63:32]), .S, .Y(Y[63:32]));
endmodule
