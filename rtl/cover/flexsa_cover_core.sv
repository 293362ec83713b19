// CORE of every instruction of four independent cores: each core. (Sync is for all of them.)
//
// Latency: none. Example: ldv core=3, taken, counts ldv.Core3.
module flexsa_cover_core #(
  parameter bit Cores = 1'b0  // there are four independent cores
) (
  input logic         clk_i,
  input logic         taken_i,  // instr_i is taken
  input logic [127:0] instr_i
);
  flexsa_pkg::instr_t instr;
  assign instr = instr_i;
  if (Cores) begin : gen_cores
`define FLEXSA_COVER_OP(name, code) \
    flexsa_cover_core_of name (.clk_i, .hit_i(taken_i && instr.op == 4'(flexsa_isa_pkg::code)), .core_i(instr.core));
    `FLEXSA_COVER_OP(ldv,   OpLdv)
    `FLEXSA_COVER_OP(ldh,   OpLdh)
    `FLEXSA_COVER_OP(shift, OpShift)
    `FLEXSA_COVER_OP(exec,  OpExec)
    `FLEXSA_COVER_OP(st,    OpSt)
    `FLEXSA_COVER_OP(ldo,   OpLdo)
`undef FLEXSA_COVER_OP
    Sync: cover property (@(posedge clk_i) taken_i && instr.op == 4'(flexsa_isa_pkg::OpSync));
  end
  logic unused_bits;
  assign unused_bits = &{1'b0, clk_i, taken_i, instr};
endmodule
