// mul16 is exact and IEEE's for all pairs of operands that recode16 can make.
// The binary32 product is the product of the values, both as whole numbers of 2^-73.
//
//@ sat
//@ bug flexsa_fp_pkg s/exp     = exp_a + exp_b + 32'd76/exp     = exp_a + exp_b + 32'd75/
//@ bug flexsa_fp_pkg s/((exp + 32'd1) << 23) + (sig << 2)/(exp << 23) + (sig << 2)/
//@ bug flexsa_fp_pkg s/(sig == 0 ? exp_max + 32'd1 : exp_max) >= OperandNan/exp_max >= OperandNan/
module fp_mul (
  input logic [16:0] a_i,
  input logic [16:0] b_i
);
  function automatic logic legal(input logic [16:0] x);
    legal = (x[15:10] == 0 && x[9:0] == 0) || (x[15:10] >= 6'd1 && x[15:10] <= 6'd40) ||
            (x[15:10] == 6'd62 && x[9:0] == 0) || (x[15:10] == 6'd63 && x[9:0] != 0);
  endfunction

  logic [31:0]  got;
  logic [21:0]  sig;
  logic [108:0] want, value;
  logic         nan, inf, zero;
  always_comb begin
    got   = flexsa_fp_pkg::mul16({15'd0, a_i}, {15'd0, b_i});
    zero  = a_i[15:0] == 0 || b_i[15:0] == 0;
    inf   = a_i[15:10] == 6'd62 || b_i[15:10] == 6'd62;
    nan   = a_i[15:10] == 6'd63 || b_i[15:10] == 6'd63 || (inf && zero);
    // sig * 2^-20 * 2^(exp_a-25) * 2^(exp_b-25), and got's 1.frac * 2^(exp-127)
    sig   = 22'(32'({a_i[15:10] != 0, a_i[9:0]}) * 32'({b_i[15:10] != 0, b_i[9:0]}));
    want  = 109'(sig) << (a_i[15:10] + b_i[15:10] + 7'd3);
    value = 109'({1'b1, got[22:0]}) << (got[30:23] - 8'd77);
    if (legal(a_i) && legal(b_i)) begin
      if (nan)       assert (got == 32'h7fc0_0000);
      else begin
        assert (got[31] == (a_i[16] ^ b_i[16]));
        if (inf)       assert (got[30:0] == 31'h7f80_0000);
        else if (zero) assert (got[30:0] == 0);
        else           assert (got[30:23] >= 8'd79 && got[30:23] <= 8'd160 && value == want);
      end
    end
  end
endmodule
