// One flexsa_fifo: random pushes and pops in phases that fill it and empty it, against an array with two counters.
module fifo #(
  parameter Width = 8, Depth = 4
);
  localparam Cycles = 4000;

  reg              clk, rst_n, valid, ready;
  reg [Width-1:0]  data;
  wire             ready_out, valid_out, empty_out;
  wire [Width-1:0] data_out;
  flexsa_fifo #(.Width(Width), .Depth(Depth)) dut (
    .clk_i(clk), .rst_ni(rst_n), .valid_i(valid), .ready_o(ready_out), .data_i(data), .valid_o(valid_out), .ready_i(ready),
    .data_o(data_out), .empty_o(empty_out)
  );
  tally tally ();

  reg [Width-1:0] queued [0:Cycles];
  integer         pushed, popped, seed, n, i;
  initial begin
    seed   = 1;
    pushed = 0;
    popped = 0;
    clk    = 0;
    rst_n  = 0;
    {valid, ready} = 0;
    #1 clk = 1;
    #1 clk = 0;
    rst_n = 1;
    for (n = 0; n < Cycles; n = n + 1) begin
      valid = ($random(seed) & 7) < (n[6] ? 7 : 2);
      ready = ($random(seed) & 7) < (n[6] ? 2 : 7);
      for (i = 0; i < Width; i = i + 16) data = {data, $random(seed) & 16'hffff};
      #1;
      tally.verify(ready_out === (pushed - popped != Depth), "ready", n, ready_out, pushed - popped);
      tally.verify(valid_out === (pushed != popped) && empty_out === (pushed == popped), "valid, empty", n, {valid_out, empty_out},
                   pushed - popped);
      if (pushed != popped) tally.verify(data_out === queued[popped], "data", n, data_out, queued[popped]);
      if (ready && pushed != popped) popped = popped + 1;
      if (valid && ready_out) begin
        queued[pushed] = data;
        pushed = pushed + 1;
      end
      clk = 1;
      #1 clk = 0;
    end
    tally.verify(popped > Cycles / 8, "pops", 0, popped, Cycles);
    tally.close(n);
  end
endmodule
