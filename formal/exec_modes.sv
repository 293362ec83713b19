// In every row step of every wave the selects are those of its mode, and each row of C goes to its partition, once.
// flexsa_exec_plan and flexsa_exec_token at full size, all four modes, all legal m, n, k, against docs/isa.md: part q of P has
// (m + P-1-q) / P rows, FW's parts follow each other, the others run side by side. Which core gets a row, from the west or
// over the cores (a), which partial sums go down into cores 2 and 3 (b), whom partitions 0 and 1 listen to (c).
//
//@ sat
//@ bug flexsa_exec_token s/over.use_over   = go_i \&\& Quad \&\& instr.mode\[1\]/over.use_over   = go_i \&\& Quad \&\& instr.mode[0]/
//@ bug flexsa_exec_token s/west.psum_down  = !(Quad \&\& instr.mode\[0\])/west.psum_down  = !(Quad \&\& instr.mode[1])/
//@ bug flexsa_exec_token s/west.obuf.from_top   = Quad \&\& instr.mode\[0\]/west.obuf.from_top   = Quad \&\& instr.mode == 2'd1/
//@ bug flexsa_exec_token s/part_rows_i\[(p%2)\*9/part_rows_i[(p\/2)*9/
//@ bug flexsa_exec_token s/west.mark_last  = go_i \&\& (second_part || last_i)/west.mark_last  = go_i/
//@ bug flexsa_exec_token s/over.mark       = go_i \&\& !fw/over.mark       = go_i/
//@ bug flexsa_exec_plan s/12'd2) >> 2), 9'((m + 12'd3)/12'd3) >> 2), 9'((m + 12'd3)/
//@ bug flexsa_exec_plan s/instr_i.pair ? 4'b1100 : 4'b0011/4'b0011/
module exec_modes #(
  parameter int unsigned Rows = 64,
  parameter int unsigned Cols = 64,
  parameter int unsigned BlkM = 256
) (
  input logic [127:0] instr_i,
  input logic         go_i,
  input logic [8:0]   row_i,
  input logic [2:0]   seq_i
);
  flexsa_pkg::instr_t    instr;
  flexsa_pkg::west_t     west;
  flexsa_pkg::over_t     over;
  flexsa_pkg::obuf_ctl_t obuf;
  logic [flexsa_pkg::WestW-1:0] west_bits;
  logic [flexsa_pkg::OverW-1:0] over_bits;
  logic [8:0]  steps;
  logic [35:0] part_rows;
  logic [7:0]  k_up, k_lo, cols_west, cols_east;
  logic [3:0]  part_used, part_now;
  logic        first, last;
  assign instr = instr_i;
  assign first = go_i && row_i == 0;
  assign last  = row_i == steps - 9'd1;
  flexsa_exec_plan #(.Rows(Rows), .Cols(Cols), .Quad(1'b1)) i_plan (
    .instr_i, .steps_o(steps), .part_rows_o(part_rows), .k_up_o(k_up), .k_lo_o(k_lo),
    .part_used_o(part_used), .cols_west_o(cols_west), .cols_east_o(cols_east)
  );
  flexsa_exec_token #(.Quad(1'b1)) i_token (
    .instr_i, .go_i, .first_i(first), .last_i(last), .row_i, .seq_i, .part_rows_i(part_rows),
    .part_used_i(part_used), .k_up_i(k_up), .k_lo_i(k_lo), .cols_west_i(cols_west), .cols_east_i(cols_east),
    .west_o(west_bits), .over_o(over_bits), .parts_o(part_now)
  );
  assign west = west_bits;
  assign over = over_bits;
  assign obuf = west.obuf;

  localparam logic [1:0] Fw = 2'd0, Hsw = 2'd1, Vsw = 2'd2, Isw = 2'd3;

  // ---- docs/isa.md ------------------------------------------------------------------------
  logic        wide, tall, legal;
  logic [11:0] m, parts, rows0, rows1, rows2, rows3, want_steps, row, in_part;
  logic [3:0]  part_there, want;   // part q has a row in this step; partition p gets one
  logic        deep, right;
  assign m    = instr.m;
  assign row  = 12'(row_i);
  assign wide = instr.mode == Fw || instr.mode == Hsw;
  assign tall = instr.mode == Fw || instr.mode == Vsw;
  assign legal = instr.k >= 1 && instr.k <= (tall ? 12'(2 * Rows) : 12'(Rows)) &&
                 instr.n >= 1 && instr.n <= (wide ? 12'(2 * Cols) : 12'(Cols)) &&
                 m >= 1 && m <= (instr.mode == Isw ? 12'(2 * BlkM) : 12'(BlkM)) && (instr.mode == Vsw || !instr.pair);
  assign parts = instr.mode == Isw ? 12'd4 : 12'd2;
  assign rows0 = (m + parts - 12'd1) / parts;
  assign rows1 = (m + parts - 12'd2) / parts;
  assign rows2 = parts == 12'd4 ? (m + 12'd1) / 12'd4 : 12'd0;
  assign rows3 = parts == 12'd4 ? m / 12'd4 : 12'd0;
  assign want_steps = instr.mode == Fw ? rows0 + rows1 : rows0;
  assign part_there = instr.mode == Fw ? {2'b00, row >= rows0, row < rows0}
                                       : {row < rows3, row < rows2, row < rows1, row < rows0};
  assign in_part = instr.mode == Fw && row >= rows0 ? row - rows0 : row;
  assign deep  = instr.k > 12'(Rows);
  assign right = instr.n > 12'(Cols);
  always_comb begin
    case (instr.mode)
      Fw, Hsw: want = {part_there[1] && right, part_there[1], part_there[0] && right, part_there[0]};
      Vsw:     want = instr.pair ? {part_there[1:0], 2'b00} : {2'b00, part_there[1:0]};
      default: want = part_there;
    endcase
  end

  always_comb if (legal && row < want_steps) begin
    assert (12'(steps) == want_steps);
    // Partitions, their rows and columns
    assert (part_now == (go_i ? want : 4'b0000) && obuf.part_valid == part_now);
    if (go_i) begin
      assert (obuf.row == 8'(instr.orow + in_part) && obuf.half == instr.half && obuf.acc == instr.acc);
      assert (12'(obuf.cols_west) == (wide && right ? 12'(Cols) : instr.n));
      if (want[1] || want[3]) assert (12'(obuf.cols_east) == (wide ? instr.n - 12'(Cols) : instr.n));
      assert (obuf.wave_last == (row == want_steps - 12'd1) && obuf.hand_over == (obuf.wave_last && instr.last));
    end
    // Rows of the PEs
    assert (12'(k_up) == (tall && deep ? 12'(Rows) : instr.k));
    assert (12'(k_lo) == (!tall ? instr.k : deep ? instr.k - 12'(Rows) : 12'd0));
    assert (west.k_up == k_up && west.k_lo == k_lo && over.k_up == k_up && over.k_lo == k_lo);
    // Who gets a row: core 0 from the west, 1 from core 0 or over it, 2 from the west, 3 from core 2 or over it
    if (go_i) begin
      assert (west.valid_up && west.row == in_part[7:0] && west.seq == seq_i && over.seq == seq_i);
      assert (over.use_over == !wide);                                                  // (a)
      assert (over.valid_up == (!wide && part_there[1]));
      assert (west.valid_lo == (tall ? deep : instr.mode == Hsw ? part_there[1] : part_there[2]));
      assert (over.valid_lo == (instr.mode == Vsw ? deep && part_there[1] : instr.mode == Isw && part_there[3]));
      assert (west.psum_down == tall);                                                  // (b)
      assert (obuf.from_top == !tall);                                                  // (c)
      assert (west.swap == (instr.swap && row == 0) && over.swap == west.swap);
      assert (west.sub == (instr.mode == Fw && part_there[1]));
    end else begin
      assert (!west.valid_up && !west.valid_lo && !over.valid_up && !over.valid_lo);
      assert (!west.swap && !over.swap && !obuf.hand_over && !obuf.wave_last);
      assert (!west.mark && !west.mark_last && !west.mark1 && !west.mark1_last && !over.mark && !over.mark_last);
    end
    // What is reported as left behind has been asked for, and a sub-bank's last report comes with or behind its last row.
    if (west.mark)       assert (!west.sub);
    if (west.mark1)      assert (west.sub);
    if (west.mark_last)  assert (instr.mode == Fw ? row + 12'd1 >= rows0 : row + 12'd1 == want_steps);
    if (west.mark1_last) assert (instr.mode == Fw && row + 12'd1 == want_steps);
    if (over.mark)       assert (instr.mode != Fw && over.row == in_part[7:0]);
    if (over.mark_last)  assert (instr.mode != Fw && row + 12'd1 == want_steps);
    if (go_i && row + 12'd1 == want_steps) begin
      assert (west.mark_last && (west.mark1_last || over.mark_last));
      assert (!(west.mark1_last && over.mark_last));
    end
  end
endmodule
