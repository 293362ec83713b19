// a * b = b * a and x + y = y + x, bit for bit and NaN included; so a * b + c = b * a + c.
//
//@ sat
//@ bug flexsa_fp_pkg s/exp_a > exp_b ? exp_a : exp_b/exp_a/
//@ bug flexsa_fp_pkg s/small_   = mag_x > mag_y ? mag_y : mag_x/small_   = mag_y/
module fp_commute (
  input logic [15:0] a_i,
  input logic [15:0] b_i,
  input logic [31:0] c_i
);
  logic [31:0] a, b, ab, ba;
  always_comb begin
    a  = flexsa_fp_pkg::recode16({16'd0, a_i});
    b  = flexsa_fp_pkg::recode16({16'd0, b_i});
    ab = flexsa_fp_pkg::mul16(a, b);
    ba = flexsa_fp_pkg::mul16(b, a);
    assert (ab == ba);
    assert (flexsa_fp_pkg::add32({b_i, a_i}, c_i) == flexsa_fp_pkg::add32(c_i, {b_i, a_i}));
  end
endmodule
