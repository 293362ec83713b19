// add32 is IEEE's sum of any two binary32 numbers, rounded to nearest even.
// All 2^64 pairs, subnormals, carries, cancellation and overflow included (infinities and NaNs: fp_special). The
// specification adds without rounding, as whole numbers of the smaller number's last place, and then cuts
// after 24 bits. It knows neither alignment by right shifts nor sticky bits. From a gap of 27 exponents on, the
// smaller number is less than a quarter of the last place on either side of the bigger one, which is the sum.
//
// With fp_recode and fp_mul: fma16 is a * b + c with one rounding, for all inputs.
//
//@ sat
//@ bug flexsa_fp_pkg s/(y << n) != x ? y | 32'd1 : y/y/
//@ bug flexsa_fp_pkg s/sig + 32'h3f + ((sig >> 7) \& 32'd1)/sig + 32'h40/
//@ bug flexsa_fp_pkg s/n     = zeros > exp ? exp : zeros/n = zeros/
//@ bug flexsa_fp_pkg s/normalise_round = mag > Inf32 ? Inf32 : mag/normalise_round = mag/
//@ bug flexsa_fp_pkg s/sum == 0 \&\& subtract != 0 ? 32'd0 : mag | sign/mag | sign/
module fp_add (
  input logic [31:0] x_i,
  input logic [31:0] y_i
);
  localparam logic [31:0] Inf = 32'h7f80_0000;

  logic [31:0] big, small_, want;
  logic [7:0]  exp_big, exp_small, gap;
  logic [51:0] sum, rest;   // of 2^(exp_small - 1), the unit being the last place of the subnormals
  logic [8:0]  top, low;    // place of sum's leading one; places of the unit below the 24 bits kept
  logic [23:0] kept;
  logic        subtract, up;
  always_comb begin
    big       = x_i[30:0] > y_i[30:0] ? x_i : y_i;
    small_    = x_i[30:0] > y_i[30:0] ? y_i : x_i;
    subtract  = x_i[31] != y_i[31];
    exp_big   = big[30:23] == 0 ? 8'd1 : big[30:23];
    exp_small = small_[30:23] == 0 ? 8'd1 : small_[30:23];
    gap       = exp_big - exp_small;
    sum       = 52'({big[30:23] != 0, big[22:0]}) << gap;
    if (subtract) sum = sum - 52'({small_[30:23] != 0, small_[22:0]});
    else          sum = sum + 52'({small_[30:23] != 0, small_[22:0]});
    top = '0;
    for (int i = 0; i < 52; i++) if (sum[i]) top = 9'(i);
    low = sum != 0 && top + 9'(exp_small) > 9'd24 ? top + 9'(exp_small) - 9'd24 : 9'd0;
    if (low >= 9'(exp_small) - 9'd1) begin
      kept = 24'(sum >> (low - (9'(exp_small) - 9'd1)));
      rest = (sum << 1) << (9'd51 - (low - (9'(exp_small) - 9'd1)));
    end else begin
      kept = 24'(sum << ((9'(exp_small) - 9'd1) - low));
      rest = '0;
    end
    up   = rest[51] && (rest[50:0] != 0 || kept[0]);
    want = (32'(low) << 23) + 32'(kept) + 32'(up);   // the leading one of kept counts the exponent up
    if (want > Inf) want = Inf;
    if (gap > 8'd26) want = big;
    want[31] = x_i[30:0] == y_i[30:0] && subtract ? 1'b0 : big[31];
    if (big[30:0] < Inf[30:0]) assert (flexsa_fp_pkg::add32(x_i, y_i) == want);
  end
endmodule
