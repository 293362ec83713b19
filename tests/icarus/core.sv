// One flexsa_core with the waves of cases_core.c (+case=FOLDER): partial sums, records that leave east. The array stands still
// in a cycle out of four; it must show the same then, whatever its inputs are.
module core #(
  parameter Rows = 4, Cols = 4, TopHasAdder = 1, SecondWeight = 1, PipeDepth = 1
);
  reg                clk, rst_n, step;
  reg                shift;
  reg [Rows-1:0]     valid, swap;
  reg [Rows*32-1:0]  a;
  reg [Cols*32-1:0]  w, psum;
  wire [Rows*32-1:0] a_out;
  wire [Rows-1:0]    valid_out, swap_out;
  wire [Cols*32-1:0] w_out, psum_out;
  flexsa_core #(
    .Rows(Rows), .Cols(Cols), .TopHasAdder(TopHasAdder != 0), .SecondWeight(SecondWeight != 0), .PipeDepth(PipeDepth)
  ) dut (
    .clk_i(clk), .rst_ni(rst_n), .step_i(step), .a_i(a), .a_valid_i(valid), .a_swap_i(swap),
    .a_o(a_out), .a_valid_o(valid_out), .a_swap_o(swap_out), .shift_i(shift), .w_i(w), .w_o(w_out), .psum_i(psum), .psum_o(psum_out)
  );
  tally tally ();

  reg [Cols-1:0]    check;
  reg [Cols*32-1:0] want;
  reg [Rows-1:0]    east_valid, east_swap;
  reg [Rows*32-1:0] east;

  task compare(input integer at);
    integer c, r;
    begin
      for (c = 0; c < Cols; c = c + 1)
        if (check[c]) tally.verify(psum_out[c*32 +: 32] === want[c*32 +: 32], "partial sum", at, psum_out[c*32 +: 32], want[c*32 +: 32]);
      tally.verify({valid_out, swap_out} === {east_valid, east_swap}, "tokens east", at, {valid_out, swap_out}, {east_valid, east_swap});
      for (r = 0; r < Rows; r = r + 1)
        if (east_valid[r]) tally.verify(a_out[r*32 +: 32] === east[r*32 +: 32], "record east", at, a_out[r*32 +: 32], east[r*32 +: 32]);
    end
  endtask

  reg [8*400-1:0]                        folder;
  reg [2*Rows+32*Rows+64*Cols:0]         in_line;
  reg [Cols+32*Cols+2*Rows+32*Rows-1:0]  want_line;
  integer                                in_file, want_file, n, seed, i;
  initial begin
    if (!$value$plusargs("case=%s", folder)) $finish;
    in_file   = $fopen({folder, "/in.hex"}, "r");
    want_file = $fopen({folder, "/want.hex"}, "r");
    seed  = 1;
    step  = 0;
    clk   = 0;
    rst_n = 0;
    {shift, valid, swap} = 0;
    for (i = 0; i < 2; i = i + 1) begin
      #1 clk = 1;
      #1 clk = 0;
    end
    rst_n = 1;
    for (n = 0; $fscanf(want_file, "%h\n", want_line) == 1; n = n + 1) begin
      if ($fscanf(in_file, "%h\n", in_line) != 1) tally.verify(0, "end of in.hex", n, 0, 0);
      {check, want, east_valid, east_swap, east} = want_line;
      {shift, valid, swap, a, w, psum} = in_line;
      step = ($random(seed) & 3) != 0;
      #1 compare(n);
      while (step == 0) begin
        {shift, valid, swap, a, w, psum} = ~in_line;
        #1 clk = 1;
        #1 clk = 0;
        {shift, valid, swap, a, w, psum} = in_line;
        #1 compare(n);
        step = ($random(seed) & 3) != 0;
      end
      clk = 1;
      #1 clk = 0;
    end
    tally.close(n);
  end
endmodule
