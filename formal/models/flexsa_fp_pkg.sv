// For proofs: arithmetic that counts. A word says of how many products a sum is made, and how many of these are of the one
// marked pair: a product of operands whose bit 0 is set. -0 ("no partial sum") counts nothing. Operands keep their bits.
package flexsa_fp_pkg;

  typedef logic [31:0] word_t;

  function automatic word_t recode16(input word_t x);
    recode16 = x & 32'hffff;
  endfunction

  //   +---------+--------+----------+
  //   |    0    | marked | products |
  //   +---------+--------+----------+
  //       24       7   5   4      0
  function automatic word_t mul16(input word_t a, input word_t b);
    mul16 = 32'd1 | ((a & b & 32'd1) << 5);
  endfunction

  function automatic word_t add32(input word_t x, input word_t y);
    add32 = ((x + y) & 32'h1f) | (((x & 32'he0) + (y & 32'he0)) & 32'he0);
  endfunction

  function automatic word_t fma16(input word_t a, input word_t b, input word_t c);
    fma16 = add32(mul16(a, b), c);
  endfunction

  function automatic word_t round16(input word_t x);
    round16 = x & 32'hffff;
  endfunction

endpackage
