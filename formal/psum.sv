// No partial sum is lost or duplicated: each element of C gets each of its k products once, in whatever modes waves follow each other.
// The engine (execute and shift units, LBUFs, switches, four 2 x 2 cores, OBUF partitions) runs two waves: any two modes, m up to 4,
// any n and k, with new weights for the second or the first's, into the other half or accumulating onto the first. Arithmetic counts
// (formal/models/flexsa_fp_pkg.sv). Any operand pair (i, t), (t, j) of one wave is marked and any element is looked at in the end: it
// holds k products, of which one is the marked pair if it is the element (i, j) of that wave, and else none. What is where: docs/isa.md.
//
// Both waves are in the OBUF within 43 cycles after reset. Assumed: tiles lie in the LBUFs as the load lanes bring them, a row a cycle.
//
//@ bmc 46
//@ model flexsa_fp_pkg
//@ cover 46
//@ param PipeDepth=1
//@ bug flexsa_quad s/over_sel_q\[r\] ? over_a\[r\*Lw +: Lw\] : east_a\[r\*Lw +: Lw\]/over_sel_q[r] ? east_a[r*Lw +: Lw] : east_a[r*Lw +: Lw]/
//@ bug flexsa_quad s/down_sel\[c\] ? psum_top/down_sel[0] ? psum_top/
//@ bug flexsa_core s/else sum = psum_row(record, weight, above)/else sum = product_row(record, weight)/
//@ bug flexsa_core s/shift_i \& shift_q\[r-1\]/shift_q[r-1]/
//@ bug flexsa_obuf s/head.row == earlier.row/1'b0/
//@ bug flexsa_exec_begin s/path_there = !row_clash \&\& /path_there = /
//@ bug flexsa_shift_unit s/full_q || (go \&\& last)/full_q || go/
//@ bug flexsa_partitions s/mid_i(mid_taps\[2\*Ww/mid_i(mid_taps[1*Ww/
module psum #(
  parameter int unsigned PipeDepth    = 1,
  parameter int unsigned SecondWeight = 1
) (
  input logic       clk_i,
  // All of these are chosen once, in the first cycle.
  input logic [3:0] modes_i,     // {wave 1, wave 0}
  input logic [3:0] ms_i,        // m - 1
  input logic [3:0] ns_i,        // n - 1
  input logic [3:0] ks_i,        // k - 1
  input logic [1:0] pairs_i,
  input logic       swap_i,      // wave 1 has weights of its own
  input logic       acc_i,       // wave 1 adds to wave 0
  input logic       late_i,      // no wave begins before all tiles are there, so that they follow without a gap
  input logic       wave_i,      // the marked pair
  input logic [1:0] row_i,
  input logic [1:0] col_i,
  input logic [1:0] term_i,
  input logic       look_wave_i, // the element looked at
  input logic [1:0] look_row_i,
  input logic [1:0] look_col_i
);
  localparam int unsigned Rows = 2, Cols = 2, PartRows = 4, PortBytes = 4;
  localparam int unsigned Fw = flexsa_pkg::FillW;
  localparam logic [1:0] Fw_ = 2'd0, Hsw = 2'd1, Vsw = 2'd2, Isw = 2'd3;

  // ---- chosen once --------------------------------------------------------------------------
  logic       rst_nq = 1'b0;
  logic [3:0] modes_q, ms_q, ns_q, ks_q;
  logic [1:0] pairs_q, row_q, col_q, term_q, look_row_q, look_col_q;
  logic       swap_q, acc_q, late_q, wave_q, look_wave_q;
  always_ff @(posedge clk_i) begin
    rst_nq <= 1'b1;
    if (!rst_nq) begin
      {modes_q, ms_q, ns_q, ks_q, pairs_q, row_q, col_q, term_q, look_row_q, look_col_q} <=
          {modes_i, ms_i, ns_i, ks_i, pairs_i, row_i, col_i, term_i, look_row_i, look_col_i};
      {swap_q, acc_q, late_q, wave_q, look_wave_q} <= {swap_i, acc_i, late_i, wave_i, look_wave_i};
    end
  end
  function automatic logic wide(input logic [1:0] mode);
    wide = !mode[1];
  endfunction
  function automatic logic tall(input logic [1:0] mode);
    tall = !mode[0];
  endfunction
  logic [1:0] mode0, mode1;
  assign mode0 = modes_q[1:0];
  assign mode1 = modes_q[3:2];
  always_comb if (rst_nq) begin
    for (int w = 0; w < 2; w++) begin
      assume (tall(modes_q[w*2 +: 2]) || !ks_q[w*2 + 1]);
      assume (wide(modes_q[w*2 +: 2]) || !ns_q[w*2 + 1]);
      assume (modes_q[w*2 +: 2] == Vsw || !pairs_q[w]);
    end
    if (!swap_q) assume (mode0 == mode1 && ns_q[3:2] == ns_q[1:0] && ks_q[3:2] == ks_q[1:0]);
    if (acc_q)   assume (mode0 == mode1 && ns_q[3:2] == ns_q[1:0] && ms_q[3:2] == ms_q[1:0] && pairs_q[0] == pairs_q[1]);
    assume (row_q <= ms_q[wave_q*2 +: 2] && col_q <= ns_q[wave_q*2 +: 2] && term_q <= ks_q[wave_q*2 +: 2]);
    assume (look_row_q <= ms_q[look_wave_q*2 +: 2] && look_col_q <= ns_q[look_wave_q*2 +: 2]);
  end

  // ---- the program: shiftv, exec, (shiftv), exec --------------------------------------------
  logic               shift_ready, exec_ready, shift_tile_q, exec_wave_q, shift_valid_q, exec_valid_q, wave_last;
  flexsa_pkg::instr_t shift_instr, exec_instr;
  logic [1:0]         lasts_q;
  always_comb begin
    shift_instr      = '0;
    shift_instr.mode = modes_q[shift_tile_q*2 +: 2];
    shift_instr.k    = 12'(ks_q[shift_tile_q*2 +: 2]) + 12'd1;
    shift_instr.n    = 12'(ns_q[shift_tile_q*2 +: 2]) + 12'd1;
    exec_instr       = '0;
    exec_instr.mode  = modes_q[exec_wave_q*2 +: 2];
    exec_instr.m     = 12'(ms_q[exec_wave_q*2 +: 2]) + 12'd1;
    exec_instr.n     = 12'(ns_q[exec_wave_q*2 +: 2]) + 12'd1;
    exec_instr.k     = 12'(ks_q[exec_wave_q*2 +: 2]) + 12'd1;
    exec_instr.pair  = pairs_q[exec_wave_q];
    exec_instr.swap  = !exec_wave_q || swap_q;
    exec_instr.acc   = exec_wave_q && acc_q;
    exec_instr.half  = exec_wave_q && !acc_q;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_nq) begin
      {shift_tile_q, exec_wave_q, lasts_q} <= '0;
      {shift_valid_q, exec_valid_q} <= 2'b11;
    end else begin
      if (shift_valid_q && shift_ready) begin
        shift_tile_q  <= 1'b1;
        shift_valid_q <= !shift_tile_q && swap_q;
      end
      if (exec_valid_q && exec_ready) begin
        exec_wave_q  <= 1'b1;
        exec_valid_q <= !exec_wave_q;
      end
      if (wave_last) lasts_q <= lasts_q + 2'd1;
    end
  end

  // ---- tiles arrive: all lanes of a kind together, a row of each a cycle -------------------
  logic [2:0] v_rows_q;   // rows of both V tiles there, 2 a tile
  logic [3:0] h_rows_q;   // rows of both H tiles there, 2 parts of up to 4 rows
  logic       v_now, h_now;
  assign v_now = rst_nq && v_rows_q < 3'd4;
  assign h_now = rst_nq && h_rows_q < 4'd8;
  always_ff @(posedge clk_i) begin
    if (!rst_nq) begin
      v_rows_q <= '0;
      h_rows_q <= '0;
    end else begin
      v_rows_q <= v_rows_q + 3'(v_now);
      h_rows_q <= h_rows_q + 4'(h_now);
    end
  end
  logic [3:0]  begun_v, begun_h;
  logic [17:0] filled_v, filled_h;
  assign begun_v  = {v_rows_q > 3'd2 ? 2'd0 : 2'd3, v_rows_q != 0 ? 2'd0 : 2'd3};
  assign begun_h  = {h_rows_q > 4'd4 ? 2'd0 : 2'd3, h_rows_q != 0 ? 2'd0 : 2'd3};
  assign filled_v = {v_rows_q > 3'd2 ? 9'(v_rows_q) - 9'd2 : 9'd0, v_rows_q > 3'd2 ? 9'd2 : 9'(v_rows_q)};
  assign filled_h = {h_rows_q > 4'd4 ? 9'(h_rows_q) - 9'd4 : 9'd0, h_rows_q > 4'd4 ? 9'd4 : 9'(h_rows_q)};

  // The marked weight (term, col) of the tile that the marked wave uses: which cores, entry, column.
  // The marked operand (row, term): which lanes, row of the sub-bank, bank.
  logic       v_tile, h_tile;
  logic [1:0] m_mode, part, part_row, k_up, k_lo;
  logic [2:0] m, k;
  assign h_tile = wave_q;
  assign v_tile = wave_q && swap_q;
  assign m_mode = modes_q[wave_q*2 +: 2];
  assign m      = 3'(ms_q[wave_q*2 +: 2]) + 3'd1;
  assign k      = 3'(ks_q[wave_q*2 +: 2]) + 3'd1;
  assign k_up   = tall(m_mode) && k > 3'd2 ? 2'd2 : 2'(k);
  assign k_lo   = tall(m_mode) ? (k > 3'd2 ? 2'(k - 3'd2) : 2'd0) : 2'(k);
  // Part q of P of m rows, and the row in it.
  function automatic logic [3:0] part_of(input logic [1:0] mode, input logic [2:0] rows, input logic [1:0] row);
    logic [1:0] first;
    if (mode == Isw) part_of = {row, 2'd0};   // at most 4 rows: one a part
    else begin
      first   = 2'((rows + 3'd1) >> 1);
      part_of = rows == 3'd1 || 3'(row) < ((rows + 3'd1) >> 1) ? {2'd0, row} : {2'd1, row - first};
    end
  endfunction
  assign {part, part_row} = part_of(m_mode, m, row_q);

  logic [4*Fw-1:0] v_fills, h_fills, o_fills;
  logic [3*4*PortBytes*8-1:0] data;
  flexsa_pkg::fill_t v_fill, h_fill;
  always_comb begin
    v_fill       = '0;
    v_fill.valid = v_now;
    v_fill.seq   = {2'd0, v_rows_q >= 3'd2};
    v_fill.row   = {7'd0, v_rows_q[0]};
    h_fill       = '0;
    h_fill.valid = h_now;
    h_fill.seq   = {2'd0, h_rows_q >= 4'd4};
    h_fill.row   = {6'd0, h_rows_q[1:0]};
    v_fills = {4{v_fill}};
    h_fills = {4{h_fill}};
    o_fills = '0;
    data    = '0;
    for (int q = 0; q < 4; q++) for (int x = 0; x < 2; x++) begin
      // V: core q, entry v_rows_q % 2 holds row (rows of the core) - 1 - entry; column x
      data[(q*PortBytes + 2*x)*8] = v_fill.seq[0] == v_tile &&
          (wide(m_mode) ? col_q == 2'(2*(q % 2) + x) : col_q == 2'(x)) &&
          (tall(m_mode) ? (term_q < 2'd2) == (q < 2) : 1'b1) &&
          3'(v_rows_q[0]) + 3'(tall(m_mode) && q >= 2 ? term_q - 2'd2 : term_q) + 3'd1 == 3'(q >= 2 ? k_lo : k_up);
      // H: lane q, row h_rows_q % 4, bank x
      data[((4 + q)*PortBytes + 2*x)*8] = h_fill.seq[0] == h_tile && part_row == h_rows_q[1:0] &&
          (m_mode == Isw ? part == 2'(q) : m_mode == Hsw ? q % 2 == 0 && part == 2'(q / 2) : part == 2'(q % 2)) &&
          (tall(m_mode) ? term_q == 2'(2*(q / 2) + x) : term_q == 2'(x));
    end
  end

  // ---- the engine -------------------------------------------------------------------------------
  logic [1:0]         look_part, look_part_row, look_mode, partition;
  logic [2:0]         look_m;
  logic               look_half, busy;
  logic [4*Cols*32-1:0] rows;
  assign look_mode = modes_q[look_wave_q*2 +: 2];
  assign look_m    = 3'(ms_q[look_wave_q*2 +: 2]) + 3'd1;
  assign {look_part, look_part_row} = part_of(look_mode, look_m, look_row_q);
  assign look_half = look_wave_q && !acc_q;
  assign partition = wide(look_mode) ? {look_part[0], look_col_q[1]}
                   : look_mode == Vsw ? {pairs_q[look_wave_q], look_part[0]} : look_part;
  flexsa_engine #(
    .Quad(1'b1), .Rows(Rows), .Cols(Cols), .PartRows(PartRows), .PortBytes(PortBytes),
    .SecondWeight(SecondWeight != 0), .PipeDepth(PipeDepth)
  ) i_engine (
    .clk_i, .rst_ni(rst_nq),
    .shift_valid_i(shift_valid_q), .shift_ready_o(shift_ready), .shift_instr_i(shift_instr), .shift_after_i({7'd0, shift_tile_q}),
    .exec_valid_i(exec_valid_q && (!late_q || h_rows_q == 4'd8)), .exec_ready_o(exec_ready), .exec_instr_i(exec_instr), .step_o(),
    .v_fills_i(v_fills), .v_begun_i({4{begun_v}}), .v_filled_i({4{filled_v}}), .v_freed_o(),
    .h_fills_i(h_fills), .h_begun_i({4{begun_h}}), .h_filled_i({4{filled_h}}), .h_freed_o(),
    .data_i(data), .o_fills_i(o_fills), .o_half_i(look_half), .o_orow_i(8'd0), .o_read_i(4'b1111),
    .o_read_row_i({4{6'd0, look_part_row}}), .o_rows_o(rows),
    .half_ours_i(1'b1), .half_take_o(), .wave_ends_o(), .hand_over_o(), .hand_over_half_o(),
    .shift_start_o(), .shift_done_o(), .wave_start_o(), .wave_last_o(wave_last), .idle_o(), .frozen_o(),
    .wave_busy_o(busy), .wave_stall_o(), .wave_mode_o(), .over_h_bytes_o(), .over_v_bytes_o()
  );

  // Wave 1 sends its first row in the step after wave 0's last one.
  logic ended_q, gapless_q;
  always_ff @(posedge clk_i) begin
    ended_q   <= rst_nq && !exec_wave_q && exec_valid_q && exec_ready;
    gapless_q <= rst_nq && (gapless_q || (ended_q && busy));
  end

  // ---- in the end: what the element looked at is made of ----------------------------------------
  logic [1:0]  read_q;    // the row has been read behind the last result
  logic [31:0] element;
  logic [2:0]  want_marked;
  logic [4:0]  want_products;
  assign element = rows[(partition*Cols + 2'(look_col_q[0]))*32 +: 32];
  assign want_marked   = 3'((look_wave_q == wave_q || acc_q) && look_row_q == row_q && look_col_q == col_q);
  assign want_products = acc_q ? 5'(ks_q[1:0]) + 5'(ks_q[3:2]) + 5'd2 : 5'(ks_q[look_wave_q*2 +: 2]) + 5'd1;
  always_ff @(posedge clk_i) begin
    if (!rst_nq) read_q <= '0;
    else         read_q <= {read_q[0], lasts_q == 2'd2};
  end
  logic [5:0] cycle_q;
  always_ff @(posedge clk_i) cycle_q <= rst_nq ? cycle_q + 6'd1 : 6'd0;
  always_comb if (rst_nq && cycle_q == 6'd43) assert (read_q == 2'b11);   // all is done by then
  always_comb if (rst_nq && read_q == 2'b11) begin
    assert (element[4:0] == want_products);
    assert (element[7:5] == want_marked);
    cover (mode0 == Fw_ && mode1 == Isw && want_marked != 0 && ms_q == 4'b1111);
    cover (mode0 == Hsw && mode1 == Vsw && !want_marked[0]);
    cover (gapless_q && acc_q && mode0 == Hsw && ms_q == 4'b1111);
    cover (acc_q && !swap_q && mode0 == Isw && want_marked != 0);
    cover (acc_q && swap_q && mode0 == Fw_ && ks_q == 4'b1111 && ms_q == 4'b1111);
  end
endmodule
