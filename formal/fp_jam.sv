// Alignment keeps the sticky bit: x / 2^gap rounded down, then odd if that was not exact.
// For all x of at most 31 bits, and all gaps of two exponents.
//
//@ sat
//@ bug flexsa_fp_pkg s/(y << n) != x ? y | 32'd1 : y/y/
//@ bug flexsa_fp_pkg s/gap > 32'd31 ? 32'd31 : gap/gap \& 32'd31/
module fp_jam (
  input logic [31:0] x_i,
  input logic [7:0]  gap_i
);
  logic [285:0] wide;   // x with 255 places below it
  logic [31:0]  got;
  always_comb begin
    wide = {x_i[30:0], 255'd0} >> gap_i;
    got  = flexsa_fp_pkg::shift_right_jam({1'b0, x_i[30:0]}, 32'(gap_i));
    assert (got[31:1] == 31'(wide[285:256]));
    assert (got[0] == (wide[255:0] != 0));
  end
endmodule
