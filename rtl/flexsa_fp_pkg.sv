// Floating point of the processing elements, as pure functions: binary16 operands, binary32 sums,
// round to nearest even, subnormals honoured, every NaN result 0x7fc0_0000.
//
//   fma16(a, b, c) = add32(mul16(a, b), c)     the product is exact, so there is one rounding
//
//   recode16  binary16 -> operand17            once, where operands enter the array
//   mul16     operand17 x operand17 -> binary32, exact
//   add32     binary32 + binary32 -> binary32  sort, align, add, normalise, round, special cases
//   round16   binary32 -> binary16             where results leave the array
//
// Every value is a 32-bit word with its bits at the bottom and zeros above, every choice a ?: and
// every shift at most 31: a simulator then works on 16 lanes with one machine instruction.
// Synthesis removes the zeros.
//
// Latency: none. Example: fma16(recode16('h3e00), recode16('h4000), 'h3f80_0000) is
// 1.5 * 2.0 + 1.0 = 'h4080_0000 (4.0).
package flexsa_fp_pkg;

  typedef logic [31:0] word_t;

  localparam word_t Inf32 = 32'h7f80_0000;
  localparam word_t Nan32 = 32'h7fc0_0000;
  localparam word_t Inf16 = 32'h0000_7c00;
  localparam word_t Nan16 = 32'h0000_7e00;

  // operand17:  +------+--------+----------+   exp 0       zero
  //             | sign |  exp   |   frac   |   exp 1..40   1.frac * 2^(exp-25)
  //             +------+--------+----------+   exp 62      infinity
  //             16   1  15     6  9      10    exp 63      NaN
  // A binary16 subnormal has exp 1..10 here, so PEs never meet one.
  localparam word_t OperandInf = 32'd62;
  localparam word_t OperandNan = 32'd63;

  // Zeros above the leading one of a U(1.30); 31 if there is none.
  function automatic word_t leading_zeros31(input word_t x);
    word_t y, n;
    n = (x >> 15) == 0 ? 32'd16 : 32'd0;
    y = (x >> 15) == 0 ? x << 16 : x;
    n = (y >> 23) == 0 ? n + 32'd8 : n;
    y = (y >> 23) == 0 ? y << 8 : y;
    n = (y >> 27) == 0 ? n + 32'd4 : n;
    y = (y >> 27) == 0 ? y << 4 : y;
    n = (y >> 29) == 0 ? n + 32'd2 : n;
    y = (y >> 29) == 0 ? y << 2 : y;
    leading_zeros31 = (y >> 30) == 0 ? n + 32'd1 : n;
  endfunction

  // x >> gap; bits that fall off the end are kept as a one in bit 0 ("jam"), so that a later
  // rounding still sees whether the value was exact, or exactly half way.
  function automatic word_t shift_right_jam(input word_t x, input word_t gap);
    word_t n, y;
    n = gap > 32'd31 ? 32'd31 : gap;
    y = x >> n;
    shift_right_jam = (y << n) != x ? y | 32'd1 : y;
  endfunction

  // binary16 (bits 15:0) to operand17.
  function automatic word_t recode16(input word_t x);
    word_t exp, frac, zeros;
    exp   = (x >> 10) & 32'h1f;
    frac  = x & 32'h3ff;
    zeros = leading_zeros31(frac << 21);
    recode16 = exp == 32'd0  ? ((32'd10 - zeros) << 10) | ((frac << (zeros + 32'd1)) & 32'h3ff)
             : exp == 32'd31 ? ((frac == 0 ? OperandInf : OperandNan) << 10) | frac
             : ((exp + 32'd10) << 10) | frac;
    recode16 = ((x & 32'h7fff) == 0 ? 32'd0 : recode16) | ((x & 32'h8000) << 1);
  endfunction

  // Significand of an operand17: U(1.10), the leading bit is 0 for zero only.
  function automatic word_t operand_sig(input word_t x);
    operand_sig = (x & 32'h3ff) | ((x & 32'hfc00) != 0 ? 32'h400 : 32'h0);
  endfunction

  // Exact product of two operand17 as binary32; it fits, and is never subnormal.
  //
  //   sig: U(1.10) x U(1.10) = U(2.20)     +----+----------------------+
  //   in [1, 4), or 0 for a zero           | 21 20 | 19              0 |
  //                                        +----+----------------------+
  //   2^(exp_a-25) * 2^(exp_b-25) -> binary32 exponent exp_a + exp_b + 77 for bit 20.
  //   The leading one of sig, once moved to bit 23, adds 1 to the exponent field by itself.
  function automatic word_t mul16(input word_t a, input word_t b);
    word_t exp_a, exp_b, exp_max, exp, sig, mag;
    exp_a   = (a >> 10) & 32'h3f;
    exp_b   = (b >> 10) & 32'h3f;
    exp_max = exp_a > exp_b ? exp_a : exp_b;
    exp     = exp_a + exp_b + 32'd76;
    sig     = operand_sig(a) * operand_sig(b);
    mag     = (sig >> 21) != 0 ? ((exp + 32'd1) << 23) + (sig << 2) : (exp << 23) + (sig << 3);
    mag     = sig == 0 ? 32'd0 : mag;
    mag     = exp_max >= OperandInf ? Inf32 : mag;
    mag     = mag | (((a ^ b) & 32'h1_0000) << 15);
    // NaN, or infinity (62) times zero (one more: 63).
    mul16   = (sig == 0 ? exp_max + 32'd1 : exp_max) >= OperandNan ? Nan32 : mag;
  endfunction

  // Exponent field of a binary32 magnitude; subnormals have that of the smallest normal.
  function automatic word_t exp32(input word_t mag);
    exp32 = (mag >> 23) == 0 ? 32'd1 : mag >> 23;
  endfunction

  // Significand of a binary32 magnitude, U(1.23) as U(2.29): one bit in front for the carry of an
  // addition, six behind for rounding (two, guard and sticky, would do).
  //   +---+----+-----------------------+--------+
  //   | 0 | 29 | 28                  6 | 000000 |
  //   +---+----+-----------------------+--------+
  function automatic word_t sig32(input word_t mag);
    sig32 = ((mag & 32'h7f_ffff) | ((mag >> 23) != 0 ? 32'h80_0000 : 32'd0)) << 6;
  endfunction

  // |big| +- |small| as U(2.29), the exponent being that of big. After a subtraction more than one
  // leading zero only comes with a gap of 0 or 1, and then nothing was jammed: rounding is right.
  function automatic word_t align_add(input word_t big, input word_t small_, input word_t subtract);
    word_t x, y;
    x = sig32(big);
    y = shift_right_jam(sig32(small_), exp32(big) - exp32(small_));
    align_add = subtract != 0 ? x - y : x + y;
  endfunction

  // U(2.29) with exponent exp to a binary32 magnitude.
  //   normalise  leading one to bit 30, but not below the smallest exponent (subnormal result);
  //              such a sum is exact, so no subnormal is ever rounded
  //   round      24 bits stay (30:7); a carry runs into the exponent field and is right there
  //   overflow   exponents of 255 and more are infinity
  function automatic word_t normalise_round(input word_t sum, input word_t exp);
    word_t zeros, n, sig, mag;
    zeros = leading_zeros31(sum);
    n     = zeros > exp ? exp : zeros;
    sig   = sum << n;
    mag   = ((exp - n) << 23) + ((sig + 32'h3f + ((sig >> 7) & 32'd1)) >> 7);
    normalise_round = mag > Inf32 ? Inf32 : mag;
  endfunction

  // Sum of two binary32, rounded once. Magnitudes sort like integers, so the sum is never negative
  // and has the sign of the bigger.
  function automatic word_t add32(input word_t x, input word_t y);
    word_t mag_x, mag_y, big, small_, sign, subtract, sum, mag;
    mag_x    = x & 32'h7fff_ffff;
    mag_y    = y & 32'h7fff_ffff;
    big      = mag_x > mag_y ? mag_x : mag_y;
    small_   = mag_x > mag_y ? mag_y : mag_x;
    sign     = (mag_x > mag_y ? x : y) & 32'h8000_0000;
    subtract = (x ^ y) & 32'h8000_0000;
    sum      = align_add(big, small_, subtract);
    mag      = normalise_round(sum, exp32(big));
    mag      = big >= Inf32 ? Inf32 : mag;
    mag      = sum == 0 && subtract != 0 ? 32'd0 : mag | sign;  // x - x is +0, -0 + -0 is -0
    add32    = big > Inf32 || (small_ == Inf32 && subtract != 0) ? Nan32 : mag;
  endfunction

  // a * b + c with one rounding.
  function automatic word_t fma16(input word_t a, input word_t b, input word_t c);
    fma16 = add32(mul16(a, b), c);
  endfunction

  // binary32 to binary16. The value is brought to a word whose bits 30:13 are the binary16
  // magnitude and whose bits 12:0 are rounded away:
  //   normal     exponent bias 127 -> 15, so subtract 112 << 23
  //   subnormal  significand with its leading one, 113 - exp places to the right
  function automatic word_t round16(input word_t x);
    word_t mag, exp, y;
    mag = x & 32'h7fff_ffff;
    exp = mag >> 23;
    y   = exp >= 32'd113 ? mag - 32'h3800_0000
        : shift_right_jam((mag & 32'h7f_ffff) | 32'h80_0000, 32'd113 - exp);
    y   = (y + 32'hfff + ((y >> 13) & 32'd1)) >> 13;
    y   = (y > Inf16 ? Inf16 : y) | ((x >> 16) & 32'h8000);
    round16 = mag > Inf32 ? Nan16 : y;
  endfunction

endpackage
