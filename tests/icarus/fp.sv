// The functions of flexsa_fp_pkg on the vectors of cases_fp.c (+case=FOLDER).
module fp;
  tally tally ();

  reg [8*400-1:0] folder;
  reg [131:0]     line;
  reg [3:0]       op;
  reg [31:0]      a, b, c, want, got;
  integer         file, n;
  initial begin
    if (!$value$plusargs("case=%s", folder)) $finish;
    file = $fopen({folder, "/fp.hex"}, "r");
    for (n = 0; $fscanf(file, "%h\n", line) == 1; n = n + 1) begin
      {op, a, b, c, want} = line;
      case (op)
        0: got = flexsa_fp_pkg::fma16(flexsa_fp_pkg::recode16(a), flexsa_fp_pkg::recode16(b), c);
        1: got = flexsa_fp_pkg::mul16(flexsa_fp_pkg::recode16(a), flexsa_fp_pkg::recode16(b));
        2: got = flexsa_fp_pkg::add32(b, c);
        3: got = flexsa_fp_pkg::round16(c);
        4: got = flexsa_fp_pkg::recode16(a);
        default: got = 'x;
      endcase
      tally.verify(got === want, "vector", n, got, want);
    end
    tally.close(0);
  end
endmodule
