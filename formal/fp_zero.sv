// x + (-0) is x, so a chain's first PE gives the product alone; x - x is +0; zeros add to -0 only if both are.
// The array feeds -0, "nothing", into the top of a chain; cores 0 and 1 have only a multiplier there.
//
//@ sat
//@ bug flexsa_fp_pkg s/sum == 0 \&\& subtract != 0 ? 32'd0 : mag | sign/mag | sign/
//@ bug flexsa_fp_pkg s/sum == 0 \&\& subtract != 0 ? 32'd0 : mag | sign/sum == 0 ? 32'd0 : mag | sign/
//@ bug flexsa_pe_pkg s/NoPsum = 32'h8000_0000/NoPsum = 32'h0000_0000/
module fp_zero (
  input logic [31:0] x_i,
  input logic [15:0] a_i,
  input logic [16:0] b_i
);
  logic [31:0] record, weight;
  always_comb begin
    if (x_i[30:0] <= 31'h7f80_0000) begin
      assert (flexsa_fp_pkg::add32(x_i, flexsa_pe_pkg::NoPsum) == x_i);
      assert (flexsa_fp_pkg::add32(flexsa_pe_pkg::NoPsum, x_i) == x_i);
    end
    if (x_i[30:0] < 31'h7f80_0000) assert (flexsa_fp_pkg::add32(x_i, x_i ^ 32'h8000_0000) == 0);
    assert (flexsa_fp_pkg::add32({x_i[31], 31'd0}, {x_i[0], 31'd0}) == {x_i[31] && x_i[0], 31'd0});
    record = flexsa_fp_pkg::recode16({16'd0, a_i}) | (32'(b_i[16]) << flexsa_pe_pkg::ValidBit);
    weight = flexsa_fp_pkg::recode16({16'd0, b_i[15:0]});
    assert (flexsa_pe_pkg::psum(record, weight, flexsa_pe_pkg::NoPsum) == flexsa_pe_pkg::product(record, weight));
  end
endmodule
