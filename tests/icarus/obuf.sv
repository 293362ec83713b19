// One flexsa_obuf (partition 1: it counts the eastern columns) with the tokens, fills and reads of cases_obuf.c (+case=FOLDER).
// The array stands still in a cycle out of four.
module obuf #(
  parameter Cols = 4, Depth = 8
);
  localparam Part = 1, PortBytes = 8;

  reg               clk, rst_n, step;
  reg               valid, from_top, acc, half, fill, fill_half, read, read_half;
  reg [7:0]         row, columns, fill_row, fill_beat, read_row;
  reg [63:0]        data;
  reg [Cols*32-1:0] top, bottom;
  // flexsa_pkg's obuf_ctl_t and fill_t; a row of LdOBUF is counted from fill_orow_i
  wire [32:0] token       = {2'b00, valid, 1'b0, from_top, acc, half, row, 2'b00, 8'd0, columns};
  wire [23:0] fill_record = {fill, 4'b0001, 3'd0, fill_row - 8'd1, fill_beat};
  wire [32:0] token_out, done_out;
  wire [Cols*32-1:0] row_out;
  flexsa_obuf #(.Cols(Cols), .Depth(Depth), .PortBytes(PortBytes), .Part(Part)) dut (
    .clk_i(clk), .rst_ni(rst_n), .step_i(step), .token_i(token), .token_o(token_out), .done_o(done_out),
    .psum_top_i(top), .psum_bot_i(bottom), .read_i(read), .read_half_i(read_half), .read_row_i(read_row), .row_o(row_out),
    .fill_i(fill_record), .fill_half_i(fill_half), .fill_orow_i(8'd1), .data_i(data)
  );
  tally tally ();

  reg [8*400-1:0]          folder;
  reg [20+64*Cols+92-1:0]  in_line;
  reg [33*Cols-1:0]        want_line;
  reg [Cols-1:0]    check;
  reg [Cols*32-1:0] want;
  integer           in_file, want_file, n, seed, c, i;
  initial begin
    if (!$value$plusargs("case=%s", folder)) $finish;
    in_file   = $fopen({folder, "/in.hex"}, "r");
    want_file = $fopen({folder, "/want.hex"}, "r");
    seed  = 1;
    step  = 0;
    clk   = 0;
    rst_n = 0;
    {valid, fill, read} = 0;
    for (i = 0; i < 2; i = i + 1) begin
      #1 clk = 1;
      #1 clk = 0;
    end
    rst_n = 1;
    for (n = 0; $fscanf(in_file, "%h\n", in_line) == 1; n = n + 1) begin
      if ($fscanf(want_file, "%h\n", want_line) != 1) tally.verify(0, "end of want.hex", n, 0, 0);
      {check, want} = want_line;
      {valid, from_top, acc, half, row, columns, top, bottom, fill, fill_half, fill_row, fill_beat, data, read, read_half,
       read_row} = in_line;
      for (c = 0; c < Cols; c = c + 1)
        if (check[c]) tally.verify(row_out[c*32 +: 32] === want[c*32 +: 32], "column of a row", n, row_out[c*32 +: 32], want[c*32 +: 32]);
      while (($random(seed) & 3) == 0) begin // a token that does not move in, a result that is not its own
        valid = 1;
        fill = 0;
        read = 0;
        {top, bottom} = ~{top, bottom};
        #1 clk = 1;
        #1 clk = 0;
        {valid, from_top, acc, half, row, columns, top, bottom, fill, fill_half, fill_row, fill_beat, data, read, read_half,
         read_row} = in_line;
      end
      step = 1;
      #1 clk = 1;
      #1 clk = 0;
      step = 0;
    end
    tally.close(n);
  end
endmodule
