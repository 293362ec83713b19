// NaN and infinity of the whole multiply-add a * b + c are IEEE's, for all binary16 a, b and binary32 c.
// NaN is 0x7fc00000 and comes only from a NaN, inf * 0 or inf - inf; an infinite operand makes an infinite
// sum of its sign.
//
//@ sat
//@ bug flexsa_fp_pkg s/big > Inf32 || (small_ == Inf32 \&\& subtract != 0) ? Nan32/big > Inf32 ? Nan32/
//@ bug flexsa_fp_pkg s/big >= Inf32 ? Inf32 : mag/mag/
//@ bug flexsa_fp_pkg s/exp_max >= OperandInf ? Inf32/exp_max > OperandInf ? Inf32/
module fp_special (
  input logic [15:0] a_i,
  input logic [15:0] b_i,
  input logic [31:0] c_i
);
  logic [31:0] got;
  logic        nan, inf_product, inf_c, inf_a, inf_b, sign;
  always_comb begin
    got   = flexsa_fp_pkg::fma16(flexsa_fp_pkg::recode16({16'd0, a_i}), flexsa_fp_pkg::recode16({16'd0, b_i}), c_i);
    inf_a = a_i[14:0] == 15'h7c00;
    inf_b = b_i[14:0] == 15'h7c00;
    inf_c = c_i[30:0] == 31'h7f80_0000;
    sign  = a_i[15] ^ b_i[15];
    inf_product = inf_a || inf_b;
    nan   = a_i[14:0] > 15'h7c00 || b_i[14:0] > 15'h7c00 || c_i[30:0] > 31'h7f80_0000 ||
            (inf_a && b_i[14:0] == 0) || (inf_b && a_i[14:0] == 0) ||
            (inf_product && inf_c && sign != c_i[31]);
    assert ((got == 32'h7fc0_0000) == nan);
    assert (nan || got[30:0] <= 31'h7f80_0000);
    if (!nan && inf_product) assert (got == {sign, 31'h7f80_0000});
    if (!nan && inf_c)       assert (got == c_i);
  end
endmodule
