// The stages of the floating point, each alone in a module, for equiv.sh and netlist_fma.sh: what is proved and run for them
// is the functions of flexsa_fp_pkg as the recipe of lib.sh maps them.
//
// Latency: none. Example: stage_recode16 with x_i = 'h3e00 (1.5) gives y_o = 17'h06600.
module stage_leading_zeros31 (input logic [31:0] x_i, output logic [31:0] y_o);
  assign y_o = flexsa_fp_pkg::leading_zeros31(x_i & 32'h7fff_ffff);
endmodule

module stage_shift_right_jam (input logic [31:0] x_i, input logic [31:0] gap_i, output logic [31:0] y_o);
  assign y_o = flexsa_fp_pkg::shift_right_jam(x_i, gap_i);
endmodule

module stage_recode16 (input logic [15:0] x_i, output logic [16:0] y_o);
  assign y_o = 17'(flexsa_fp_pkg::recode16(32'(x_i)));
endmodule

module stage_mul16 (input logic [16:0] a_i, input logic [16:0] b_i, output logic [31:0] y_o);
  assign y_o = flexsa_fp_pkg::mul16(32'(a_i), 32'(b_i));
endmodule

module stage_align_add (input logic [30:0] big_i, input logic [30:0] small_i, input logic subtract_i, output logic [31:0] y_o);
  assign y_o = flexsa_fp_pkg::align_add(32'(big_i), 32'(small_i), 32'(subtract_i));
endmodule

module stage_normalise_round (input logic [30:0] sum_i, input logic [7:0] exp_i, output logic [31:0] y_o);
  assign y_o = flexsa_fp_pkg::normalise_round(32'(sum_i), 32'(exp_i));
endmodule

module stage_add32 (input logic [31:0] x_i, input logic [31:0] z_i, output logic [31:0] y_o);
  assign y_o = flexsa_fp_pkg::add32(x_i, z_i);
endmodule

module stage_fma16 (input logic [16:0] a_i, input logic [16:0] b_i, input logic [31:0] c_i, output logic [31:0] y_o);
  assign y_o = flexsa_fp_pkg::fma16(32'(a_i), 32'(b_i), c_i);
endmodule

module stage_round16 (input logic [31:0] x_i, output logic [15:0] y_o);
  assign y_o = 16'(flexsa_fp_pkg::round16(x_i));
endmodule

// What tests/test_fma.c runs, made of stages: the operations of tests/fma/fma_lanes.sv, one lane.
module fma_netlist (
  input  logic [15:0] a_i,
  input  logic [31:0] b_i,
  input  logic [31:0] c_i,
  output logic [31:0] fma_o,
  output logic [31:0] mul_o,
  output logic [31:0] add_o,
  output logic [15:0] round_o
);
  logic [16:0] a, b;
  stage_recode16 i_recode_a (.x_i(a_i), .y_o(a));
  stage_recode16 i_recode_b (.x_i(b_i[15:0]), .y_o(b));
  stage_fma16 i_fma (.a_i(a), .b_i(b), .c_i, .y_o(fma_o));
  stage_mul16 i_mul (.a_i(a), .b_i(b), .y_o(mul_o));
  stage_add32 i_add (.x_i(b_i), .z_i(c_i), .y_o(add_o));
  stage_round16 i_round (.x_i(c_i), .y_o(round_o));
endmodule

// The top that holds them all, for Yosys to find them.
module stages (input logic [95:0] in_i, output logic [239:0] out_o);
  fma_netlist i_fma (
    .a_i(in_i[15:0]), .b_i(in_i[63:32]), .c_i(in_i[95:64]),
    .fma_o(out_o[31:0]), .mul_o(out_o[63:32]), .add_o(out_o[95:64]), .round_o(out_o[111:96])
  );
  stage_leading_zeros31 i_zeros (.x_i(in_i[31:0]), .y_o(out_o[143:112]));
  stage_shift_right_jam i_jam (.x_i(in_i[31:0]), .gap_i(in_i[63:32]), .y_o(out_o[175:144]));
  stage_align_add i_align (.big_i(in_i[30:0]), .small_i(in_i[62:32]), .subtract_i(in_i[64]), .y_o(out_o[207:176]));
  stage_normalise_round i_round (.sum_i(in_i[30:0]), .exp_i(in_i[39:32]), .y_o(out_o[239:208]));
endmodule
