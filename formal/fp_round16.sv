// round16 is IEEE's conversion of any binary32 to binary16, rounded to nearest even.
// The specification looks at the value as whole numbers of 2^-149 and compares what is cut off with half
// of the last place kept.
//
//@ sat
//@ bug flexsa_fp_pkg s/y + 32'hfff + ((y >> 13) \& 32'd1)/y + 32'h1000/
//@ bug flexsa_fp_pkg s/y > Inf16 ? Inf16 : y/y/
//@ bug flexsa_fp_pkg s/32'd113 - exp)/32'd112 - exp)/
module fp_round16 (
  input logic [31:0] x_i
);
  logic [7:0]   exp, drop;
  logic [175:0] value, rest;   // in units of 2^-149; beyond 2^27 it is infinity anyway
  logic [10:0]  kept;          // in units of the last place kept
  logic [31:0]  want;
  always_comb begin
    exp   = x_i[30:23] == 0 ? 8'd1 : x_i[30:23];
    value = 176'({x_i[30:23] != 0, x_i[22:0]}) << (exp - 8'd1);
    drop  = exp > 8'd113 ? exp + 8'd12 : 8'd125;   // 11 bits stay, or down to 2^-24
    kept  = 11'(value >> drop);
    rest  = value << (8'd176 - drop);
    want  = (32'(drop - 8'd125) << 10) + 32'(kept) + 32'(rest[175] && (rest[174:0] != 0 || kept[0]));
    if (exp > 8'd150 || want > 32'h7c00) want = 32'h7c00;
    want[15] = x_i[31];
    if (x_i[30:0] > 31'h7f80_0000) want = 32'h7e00;
    assert (flexsa_fp_pkg::round16(x_i) == want);
  end
endmodule
