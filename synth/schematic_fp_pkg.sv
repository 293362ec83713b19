// flexsa_fp_pkg for drawings: * stands for mul16, + for add32. Yosys then keeps one cell for each,
// which schematics.sh draws as a box. Nothing is computed with it.
package flexsa_fp_pkg;

  typedef logic [31:0] word_t;

  function automatic word_t mul16(input word_t a, input word_t b);
    mul16 = a[16:0] * b[16:0];
  endfunction

  function automatic word_t add32(input word_t x, input word_t y);
    add32 = x + y;
  endfunction

  function automatic word_t fma16(input word_t a, input word_t b, input word_t c);
    fma16 = add32(mul16(a, b), c);
  endfunction

endpackage
