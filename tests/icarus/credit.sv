// One flexsa_credit: a reader reports rows of two tiles in turn; what is free is kept here row by row and tile by tile, as
// "tile T, row r has been read", instead of as a last report for each half.
module credit;
  localparam Tiles = 400, Rows = 6;

  reg         clk, rst_n, step;
  reg         mark, mark_last;
  reg [2:0]   tile;      // reported
  reg [7:0]   row;
  reg [2:0]   asked_tile;
  reg [7:0]   asked_row;
  wire        free_out;
  flexsa_credit #(.Ways(1)) dut (
    .clk_i(clk), .rst_ni(rst_n), .step_i(step), .freed_i({mark, mark_last, tile, row}), .seq_i(asked_tile), .row_i(asked_row),
    .free_o(free_out)
  );
  tally tally ();

  reg     was_read [0:(Tiles+2)*Rows-1]; // tile T at (T + 2) * Rows: -2 and -1 have been read
  integer seed, reading, at, i, n, ahead, r, asked;

  // Rows of the writer's tile and the one before: those of tile T are free if tile T-2's have been read.
  task ask(input integer base);
    for (ahead = 0; ahead < 2; ahead = ahead + 1)
      for (r = 0; r < Rows; r = r + 1) begin
        asked      = base + ahead;
        asked_tile = asked;
        asked_row  = r;
        #1 tally.verify(free_out === was_read[asked*Rows+r], "row free", asked * 100 + r, free_out, was_read[asked*Rows+r]);
      end
  endtask

  initial begin
    seed  = 1;
    clk   = 0;
    rst_n = 0;
    step  = 0;
    {mark, mark_last, tile, row} = 0;
    for (i = 0; i < (Tiles + 2) * Rows; i = i + 1) was_read[i] = i < 2 * Rows;
    #1 clk = 1;
    #1 clk = 0;
    rst_n   = 1;
    reading = 0;
    at      = 0;
    for (n = 0; reading < Tiles - 2; n = n + 1) begin
      step      = ($random(seed) & 3) != 0;
      mark      = ($random(seed) & 1) != 0;
      mark_last = mark && (at == Rows - 1 || ($random(seed) & 7) == 0);
      tile      = reading;
      row       = at;
      // A report counts at once: in this cycle already.
      if (step && mark) begin
        for (i = 0; i < Rows; i = i + 1) if (i <= at || mark_last) was_read[(reading+2)*Rows+i] = 1;
      end
      // The writer is at most two tiles ahead of the reader: reading + 1 and reading + 2.
      ask(reading + 1);
      if (step && mark) begin
        at      = mark_last ? 0 : at + 1;
        reading = mark_last ? reading + 1 : reading;
      end
      clk = 1;
      #1 clk = 0;
    end
    tally.close(n);
  end
endmodule
