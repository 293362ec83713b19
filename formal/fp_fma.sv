// The whole multiply-add in one: a * b + c is IEEE's with one rounding, for reduced a and b beside c.
// a and b: binary16 with at most Frac fraction bits, every exponent, subnormals and signs. c: any binary32 whose last
// place is within 30 binary places of that of a * b (further apart, and for all fractions: fp_recode, fp_mul, fp_add). The
// specification multiplies a and b as they come, adds without losing a bit and rounds once; it has no binary32 product.
//
//@ sat
//@ param Frac=2
//@ bug flexsa_fp_pkg s/fma16 = add32(mul16(a, b), c)/fma16 = add32(mul16(a, b) \& 32'hffdf_ffff, c)/
//@ bug flexsa_fp_pkg s/sig + 32'h3f + ((sig >> 7) \& 32'd1)/sig + 32'h40/
//@ bug flexsa_fp_pkg s/((32'd10 - zeros) << 10)/((32'd11 - zeros) << 10)/
module fp_fma #(
  parameter int unsigned Frac = 2
) (
  input logic [15:0] a_i,
  input logic [15:0] b_i,
  input logic [31:0] c_i
);
  logic [31:0] got, want;
  logic [21:0] sig;
  logic [8:0]  place_p, place_c, place, apart;   // weight of the last place is 2^(place - 149)
  logic [55:0] product, addend, sum, rest;
  logic [5:0]  top, low;
  logic [23:0] kept;
  logic        product_negative, negative, up;
  always_comb begin
    got     = flexsa_fp_pkg::fma16(flexsa_fp_pkg::recode16({16'd0, a_i}), flexsa_fp_pkg::recode16({16'd0, b_i}), c_i);
    // 1.frac * 2^(exp-15) = (1024 + frac) * 2^(exp-25); exp 0 counts as 1
    sig     = 22'({a_i[14:10] != 0, a_i[9:0]}) * 22'({b_i[14:10] != 0, b_i[9:0]});
    place_p = 9'(a_i[14:10] == 0 ? 5'd1 : a_i[14:10]) + 9'(b_i[14:10] == 0 ? 5'd1 : b_i[14:10]) + 9'd99;
    place_c = 9'(c_i[30:23] == 0 ? 8'd1 : c_i[30:23]) - 9'd1;
    place   = place_p > place_c ? place_c : place_p;
    apart   = place_p > place_c ? place_p - place_c : place_c - place_p;
    product = 56'(sig) << (place_p - place);
    addend  = 56'({c_i[30:23] != 0, c_i[22:0]}) << (place_c - place);
    product_negative = a_i[15] ^ b_i[15];
    if (product_negative == c_i[31]) begin
      sum      = product + addend;
      negative = c_i[31];
    end else if (product > addend) begin
      sum      = product - addend;
      negative = product_negative;
    end else begin
      sum      = addend - product;
      negative = c_i[31] && sum != 0;
    end
    top = '0;
    for (int i = 0; i < 56; i++) if (sum[i]) top = 6'(i);
    low  = top > 6'd23 ? top - 6'd23 : 6'd0;   // 24 bits stay
    kept = 24'(sum >> low);
    rest = (sum << 1) << (6'd55 - low);
    up   = rest[55] && (rest[54:0] != 0 || kept[0]);
    // The leading one of kept, and a carry of rounding, count the exponent up.
    if (top < 6'd24) want = (32'(place) + 32'(top) - 32'd23 << 23) + (32'(sum) << (6'd23 - top));
    else             want = (32'(place) + 32'(low) << 23) + 32'(kept) + 32'(up);
    if (sum == 0)              want = 32'd0;
    if (want > 32'h7f80_0000)  want = 32'h7f80_0000;
    want[31] = negative;
    if (a_i[14:10] != 5'd31 && b_i[14:10] != 5'd31 && c_i[30:23] != 8'd255 && apart <= 9'd30 &&
        10'(a_i[9:0] << Frac) == 0 && 10'(b_i[9:0] << Frac) == 0)
      assert (got == want);
  end
endmodule
