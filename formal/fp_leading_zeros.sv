// leading_zeros31 counts the zeros above the leading one, for all words: against a loop over the bits.
//
//@ sat
//@ bug flexsa_fp_pkg s/n = (y >> 27) == 0 ? n + 32'd4/n = (y >> 26) == 0 ? n + 32'd4/
//@ bug flexsa_fp_pkg s/leading_zeros31 = (y >> 30) == 0/leading_zeros31 = (y >> 30) != 0/
module fp_leading_zeros (
  input logic [31:0] x_i
);
  logic [31:0] zeros;
  always_comb begin
    zeros = 32'd31;
    for (int i = 0; i < 31; i++) if (x_i[i]) zeros = 32'(30 - i);
    if (!x_i[31]) assert (flexsa_fp_pkg::leading_zeros31(x_i) == zeros);
  end
endmodule
