// recode16 keeps the value of all binary16, subnormal or not, and their kind.
// Values are compared as whole numbers of 2^-34. A nonzero finite operand has its leading one in place
// (exponent 1..40), zero is zero, infinity and NaN are 62 and 63, the sign is kept.
//
//@ sat
//@ bug flexsa_fp_pkg s/((32'd10 - zeros) << 10)/((32'd11 - zeros) << 10)/
//@ bug flexsa_fp_pkg s/(frac << (zeros + 32'd1))/(frac << zeros)/
//@ bug flexsa_fp_pkg s/(frac == 0 ? OperandInf : OperandNan)/OperandInf/
module fp_recode (
  input logic [15:0] x_i
);
  logic [31:0] y;
  logic [50:0] value_x, value_y;
  logic [5:0]  exp;
  always_comb begin
    y       = flexsa_fp_pkg::recode16({16'd0, x_i});
    exp     = y[15:10];
    value_x = 51'({x_i[14:10] != 0, x_i[9:0]}) << (x_i[14:10] == 0 ? 6'd10 : 6'(x_i[14:10]) + 6'd9);
    value_y = 51'({exp != 0, y[9:0]}) << (exp - 6'd1);
    assert (y[31:17] == 0 && y[16] == x_i[15]);
    if (x_i[14:0] == 0)          assert (y[15:0] == 0);
    else if (x_i[14:10] != 5'd31) assert (exp >= 6'd1 && exp <= 6'd40 && value_y == value_x);
    else                         assert (exp == (x_i[9:0] == 0 ? 6'd62 : 6'd63));
  end
endmodule
