// Every row of the left LBUF is read after it is written and before it is overwritten, and an ExecGEMM is never waited for in vain.
// flexsa_load_h (splitter, lanes, credits, arrivals), flexsa_exec_unit and flexsa_lbuf_h (banks, chains, freeze) run a stream of
// matching LdLBUF_H and ExecGEMM, as far ahead as rule 3 allows (flexsa_rules asserts it), through queues as in flexsa_dispatch. Even and
// odd tiles have any mode, m up to 4 and k up to 4 each (Quad = 0: FW, k up to 2). A bank's token finds a row of its own tile, by the tile's
// number. Data = 1: and each PE row is given the operand of its tile, row and k. One element of one tile is marked, any one; GBUF
// answers 1 to its address and 0 to all others; an operand at the array's edge is 1 if it is to be this one (docs/isa.md), and else 0.
// Assumed: GBUF answers in order; it grants, it answers, and weights are there, in any pattern of five cycles that repeats, never idle
// for two cycles; Free = 1: in any cycle. Quiet: then no 12 cycles pass without a row, a request or an answer moving on.
//
//@ bounded 22
//@ cover 20
//@ param Quad=0 Data=0
//@ param Quad=0 Data=1 method=bounded_14
//@ param Quad=0 Free=1 method=bounded_16
//@ param Quad=1 Data=0 method=bounded_12
//@ bug flexsa_credit s/report_first \&\& !first.seq\[0\]/report_first \&\& first.seq[1]/
//@ bug flexsa_load_arrivals s/filled_d\[17:9\] = in_row_q + 9'd1/filled_d[17:9] = in_row_q + 9'd2/
//@ bug flexsa_load_lane s/row_free  *=  *\&(chain_free/row_free = 1'b1 || \&(chain_free/
//@ bug flexsa_row_there s/row_i} < filled/row_i} <= filled/
//@ bug flexsa_exec_unit s/seq_q + 3'(go \&\& last)/seq_q + 3'(first)/
//@ bug flexsa_load_arrivals s/filled_d\[8:0\] = '0/filled_d[8:0] = filled_q[8:0]/
module lbuf_moving #(
  parameter int unsigned Quad      = 0,
  parameter int unsigned Data      = 0,
  parameter int unsigned Free      = 0,
  parameter int unsigned PipeDepth = 1,
  parameter int unsigned Quiet     = 12
) (
  input logic        clk_i,
  // Chosen once, in the first cycle; tiles 0, 2, 4, .. have the low bits, 1, 3, .. the high ones
  input logic [3:0]  modes_i,
  input logic [3:0]  ms_i,         // m - 1
  input logic [3:0]  ks_i,         // k - 1
  input logic [1:0]  mark_i,       // the tile that is marked
  input logic [1:0]  row_i,        // the element of it that is marked
  input logic [1:0]  term_i,
  input logic [44:0] pattern_i,    // Free = 0: when each neighbour moves, in five cycles that repeat
  // In every cycle, if Free = 1
  input logic        next_ready_i,
  input logic [3:0]  grant_i,
  input logic [3:0]  respond_i
);
  localparam int unsigned Rows = 2, Cols = 2, PortBytes = 4;
  localparam int unsigned Blocks = Quad != 0 ? 2 : 1;
  localparam int unsigned Lanes  = Blocks * Blocks;
  localparam int unsigned Banks  = Blocks * Rows;
  localparam int unsigned Ww = flexsa_pkg::WestW, Ow = flexsa_pkg::OverW;
  localparam logic [1:0] Fw = 2'd0, Hsw = 2'd1, Vsw = 2'd2, Isw = 2'd3;
  logic       rst_nq = 1'b0;
  logic [1:0] row_q, term_q, mark_q;
  logic [3:0] modes_q, ms_q, ks_q;
  always_ff @(posedge clk_i) begin
    rst_nq <= 1'b1;
    if (!rst_nq) {row_q, term_q, mark_q, modes_q, ms_q, ks_q} <= {row_i, term_i, mark_i, modes_i, ms_i, ks_i};
  end

  // ---- when neighbours move: {weights, answers, grants} ---------------------------------------
  logic [44:0] pattern_q;
  logic [2:0]  phase_q;
  logic [8:0]  moves;
  logic        next_ready;
  logic [3:0]  grant, respond;
  always_ff @(posedge clk_i) begin
    phase_q <= !rst_nq || phase_q == 3'd4 ? 3'd0 : phase_q + 3'd1;
    if (!rst_nq) pattern_q <= pattern_i;
  end
  always_comb begin
    for (int i = 0; i < 9; i++) moves[i] = pattern_q[5*i + 32'(phase_q)];
    {next_ready, respond, grant} = Free != 0 ? {next_ready_i, respond_i, grant_i} : moves;
    if (rst_nq && Free == 0)
      for (int i = 0; i < 9; i++) for (int j = 0; j < 5; j++) assume (pattern_q[5*i + j] || pattern_q[5*i + (j + 1) % 5]);
  end

  // ---- the program: descriptors {marked, k, m, mode} ------------------------------------------
  logic [6:0] tile, oldest, load_tile, exec_tile;
  logic       emit_load, emit_exec, load_room, exec_room, load_valid, exec_valid, load_ready, exec_ready, tile_room, has_tile;
  logic       e0, e1, e2;
  logic [2:0] loads_q;   // tiles loaded so far
  logic [1:0] mode_now, m_now, k_now;
  assign mode_now = Quad != 0 ? modes_q[2*loads_q[0] +: 2] : Fw;
  assign m_now    = ms_q[2*loads_q[0] +: 2];
  assign k_now    = ks_q[2*loads_q[0] +: 2];
  assign tile     = {loads_q == {1'b0, mark_q}, k_now, m_now, mode_now};
  always_comb if (rst_nq) assume (Quad != 0 ? !(mode_now[0] && k_now[1]) : !k_now[1]);
  assign emit_load = rst_nq && load_room && tile_room;
  assign emit_exec = rst_nq && exec_room && has_tile;
  always_ff @(posedge clk_i) begin
    if (!rst_nq) loads_q <= '0;
    else if (emit_load && loads_q != 3'd7) loads_q <= loads_q == 3'd6 ? 3'd5 : loads_q + 3'd1;
  end
  flexsa_fifo #(.Width(7), .Depth(2)) i_tiles (   // loaded and not yet named by an ExecGEMM
    .clk_i, .rst_ni(rst_nq), .valid_i(emit_load), .ready_o(tile_room), .data_i(tile),
    .valid_o(has_tile), .ready_i(emit_exec), .data_o(oldest), .empty_o(e0)
  );
  flexsa_fifo #(.Width(7), .Depth(4)) i_loads (
    .clk_i, .rst_ni(rst_nq), .valid_i(emit_load), .ready_o(load_room), .data_i(tile),
    .valid_o(load_valid), .ready_i(load_ready), .data_o(load_tile), .empty_o(e1)
  );
  flexsa_fifo #(.Width(7), .Depth(4)) i_execs (
    .clk_i, .rst_ni(rst_nq), .valid_i(emit_exec), .ready_o(exec_room), .data_i(oldest),
    .valid_o(exec_valid), .ready_i(exec_ready), .data_o(exec_tile), .empty_o(e2)
  );
  flexsa_pkg::instr_t load_instr, exec_instr;
  always_comb begin
    load_instr       = '0;
    load_instr.mode  = load_tile[1:0];
    load_instr.m     = 12'(load_tile[3:2]) + 12'd1;
    load_instr.k     = 12'(load_tile[5:4]) + 12'd1;
    load_instr.addr  = {25'd0, load_tile[6], 6'd0};   // row i of a tile at 8 i, two operands a beat
    load_instr.pitch = 24'd8;
    exec_instr       = '0;
    exec_instr.mode  = exec_tile[1:0];
    exec_instr.m     = 12'(exec_tile[3:2]) + 12'd1;
    exec_instr.k     = 12'(exec_tile[5:4]) + 12'd1;
    exec_instr.n     = 12'd1;
    exec_instr.swap  = 1'b1;
  end

  // ---- the RTL ------------------------------------------------------------------------------------
  logic [Lanes-1:0]    asks, rsp;
  logic [Lanes*32-1:0] addr;
  logic [Lanes*flexsa_pkg::FillW-1:0] fills;
  logic [Lanes*4-1:0]  begun;
  logic [Lanes*18-1:0] filled;
  logic [Lanes*flexsa_pkg::HWays*flexsa_pkg::FreedW-1:0] freed;
  logic                step, frozen, load_idle;
  logic [Ww-1:0]       west, west_mid, west_end;
  logic [Ow-1:0]       over;
  logic [Lanes*PortBytes*8-1:0] data;
  logic [Banks*16-1:0] west_a, over_a;
  logic [Banks-1:0]    west_valid, west_swap, over_valid, over_swap, over_sel;
  flexsa_load_h #(.Rows(Rows), .Cols(Cols), .Quad(Quad != 0), .PortBytes(PortBytes)) i_load (
    .clk_i, .rst_ni(rst_nq), .valid_i(load_valid), .ready_o(load_ready), .instr_i(load_instr),
    .req_valid_o(asks), .req_ready_i(grant[Lanes-1:0] & room), .req_addr_o(addr), .rsp_valid_i(rsp), .fills_o(fills),
    .step_i(step), .freed_i(freed), .begun_o(begun), .filled_o(filled), .start_o(), .done_o(), .bytes_o(), .idle_o(load_idle)
  );
  flexsa_exec_unit #(.Rows(Rows), .Cols(Cols), .Quad(Quad != 0), .Lanes(Lanes), .PipeDepth(PipeDepth)) i_exec (
    .clk_i, .rst_ni(rst_nq), .valid_i(exec_valid), .ready_o(exec_ready), .instr_i(exec_instr),
    .next_ready_i(next_ready), .swap_begins_o(), .wave_ends_o(), .wave_rows_o(), .execs_done_o(), .begun_i(begun), .filled_i(filled),
    .frozen_i(frozen), .step_o(step), .half_ours_i(1'b1), .half_take_o(), .west_o(west), .over_o(over), .start_o(), .busy_o(),
    .stall_o(), .mode_o(), .over_h_bytes_o(), .over_v_bytes_o()
  );
  flexsa_lbuf_h #(.Rows(Rows), .Cols(Cols), .Blocks(Blocks), .Depth(4), .PortBytes(PortBytes), .PipeDepth(PipeDepth)) i_lbuf (
    .clk_i, .rst_ni(rst_nq), .step_i(step), .west_i(west), .over_i(over), .fills_i(fills), .fill_data_i(data),
    .begun_i(begun), .filled_i(filled), .west_a_o(west_a), .west_valid_o(west_valid), .west_swap_o(west_swap),
    .over_a_o(over_a), .over_valid_o(over_valid), .over_swap_o(over_swap), .over_sel_o(over_sel),
    .west_mid_o(west_mid), .west_end_o(west_end), .freed_o(freed), .frozen_o(frozen)
  );

  // ---- GBUF: what each lane is owed, 1 where the marked element is in the beat ------------------------
  logic [Lanes-1:0] owed, bits, room, taken;
  for (genvar q = 0; q < Lanes; q++) begin : gen_gbuf
    logic e;
    assign taken[q] = asks[q] && grant[q] && room[q];
    flexsa_fifo #(.Width(1), .Depth(4)) i_owed (
      .clk_i, .rst_ni(rst_nq), .valid_i(taken[q]), .ready_o(room[q]),
      .data_i(addr[q*32 + 6] && addr[q*32 + 3 +: 2] == row_q && addr[q*32 + 2] == term_q[1] && addr[q*32 + 5] == 1'b0),
      .valid_o(owed[q]), .ready_i(respond[q]), .data_o(bits[q]), .empty_o(e)
    );
    assign rsp[q] = owed[q] && respond[q];
    always_comb begin
      data[q*32 +: 32] = 32'd0;
      data[q*32]       = bits[q] && !term_q[0];
      data[q*32 + 16]  = bits[q] && term_q[0];
    end
  end

  // ---- what each bank's PE row is to get, and when -----------------------------------------------------
  flexsa_pkg::west_t sent;
  logic [3:0] m;
  logic [2:0] k, step_q, first1;
  logic [1:0] mode;
  assign sent   = west;
  assign mode   = exec_tile[1:0];
  assign m      = 4'(exec_tile[3:2]) + 4'd1;
  assign k      = 3'(exec_tile[5:4]) + 3'd1;
  assign first1 = 3'((m + 4'd1) >> 1);
  always_ff @(posedge clk_i) begin   // row steps of this wave sent
    if (!rst_nq) step_q <= '0;
    else if (step && exec_ready) step_q <= '0;
    else if (step && sent.valid_up) step_q <= step_q + 3'd1;
  end
  logic [Banks-1:0] want_west, want_over, one_west, one_over;
  logic [2:0]       west_row, over_row, west_k, first_lo;
  always_comb begin
    want_west = '0;
    want_over = '0;
    one_west  = '0;
    one_over  = '0;
    west_row  = '0;
    over_row  = '0;
    west_k    = '0;
    first_lo  = mode == Isw ? 3'd2 : first1;
    for (int r = 0; r < Banks; r++) begin
      // The row of A: with FW all rows in turn; else that of the core's part
      west_row = mode == Fw || mode == Vsw || r < Rows ? step_q : first_lo + step_q;
      over_row = mode == Vsw ? first1 + step_q : r < Rows ? 3'd1 : 3'd3;
      west_k   = 3'(mode[0] ? r % Rows : r);   // HSW, ISW: both blocks have the same k
      want_west[r] = sent.valid_up && west_k < k && 4'(west_row) < m &&
                     (mode != Isw || step_q == 0) && (mode != Vsw && !(mode == Hsw && r < Rows) || step_q < first1);
      want_over[r] = Quad != 0 && mode[1] && sent.valid_up && west_k < k && 4'(over_row) < m && (mode == Vsw || step_q == 0);
      one_west[r]  = exec_tile[6] && west_row == 3'(row_q) && west_k == 3'(term_q);
      one_over[r]  = exec_tile[6] && over_row == 3'(row_q) && west_k == 3'(term_q);
    end
  end
  // Bank r gives it r * PipeDepth + 2 steps after the token was sent; over the cores Cols steps later.
  for (genvar r = 0; r < Banks; r++) begin : gen_want
    localparam int unsigned West = r * PipeDepth + 2;
    localparam int unsigned Over = West + Cols;
    logic [2*West-1:0] west_q;
    logic [2*Over-1:0] over_q;
    flexsa_delay #(.Width(2), .Stages(West)) i_west (
      .clk_i, .rst_ni(rst_nq), .step_i(step), .data_i({want_west[r], one_west[r]}), .taps_o(west_q)
    );
    flexsa_delay #(.Width(2), .Stages(Over)) i_over (
      .clk_i, .rst_ni(rst_nq), .step_i(step), .data_i({want_over[r], one_over[r]}), .taps_o(over_q)
    );
    always_comb if (rst_nq && Data == 1) begin
      assert (west_valid[r] == west_q[2*West-1]);
      if (west_valid[r]) assert (west_a[r*16] == west_q[2*West-2]);
      if (Quad != 0) begin
        assert (over_valid[r] == over_q[2*Over-1]);
        if (over_valid[r]) assert (over_a[r*16] == over_q[2*Over-2]);
      end
    end
  end

  // ---- which tile's row is in each place, by its number: what is written, and what each bank's token reads ---------
  logic [Lanes*8*3-1:0] tile_at_q;
  always_ff @(posedge clk_i) begin
    for (int q = 0; q < Lanes; q++) begin
      if (!rst_nq) tile_at_q[q*24 +: 24] <= {{4{3'd7}}, {4{3'd6}}};   // tiles -1 and -2
      else if (fills[q*flexsa_pkg::FillW + 23])
        tile_at_q[(q*8 + 4*fills[q*flexsa_pkg::FillW + 16] + fills[q*flexsa_pkg::FillW + 8 +: 2])*3 +: 3] <= fills[q*flexsa_pkg::FillW + 16 +: 3];
    end
  end
  for (genvar r = 0; r < Banks; r++) begin : gen_read
    localparam int unsigned West = r * PipeDepth + 1;
    localparam int unsigned Over = West + Cols;
    logic [West*Ww-1:0] west_taps;
    logic [Over*Ow-1:0] over_taps;
    flexsa_delay #(.Width(Ww), .Stages(West)) i_west (.clk_i, .rst_ni(rst_nq), .step_i(step), .data_i(west), .taps_o(west_taps));
    flexsa_delay #(.Width(Ow), .Stages(Over)) i_over (.clk_i, .rst_ni(rst_nq), .step_i(step), .data_i(over), .taps_o(over_taps));
    lbuf_moving_read #(.Quad(Quad), .Lower(r >= Rows ? 1 : 0), .Row(r % Rows)) i_read (
      .check_i(rst_nq && step), .west_i(west_taps[(West-1)*Ww +: Ww]), .over_i(over_taps[(Over-1)*Ow +: Ow]),
      .tile_at_i(tile_at_q[2*(r / Rows)*24 +: 24*Blocks])
    );
  end

  // ---- progress: each neighbour moves at least every other cycle -------------------------------------------
  logic [2*Lanes:0]  lazy_q;
  logic [4:0]         quiet_q;
  logic               pending, moved;
  assign pending = !e2 || sent.valid_up || asks != 0 || owed != 0;
  assign moved   = (step && sent.valid_up) || (load_valid && load_ready) || taken != 0 || rsp != 0;
  always_comb begin
    if (lazy_q[2*Lanes]) assume (next_ready);
    for (int q = 0; q < Lanes; q++) begin
      if (lazy_q[q]) assume (grant[q]);
      if (lazy_q[Lanes + q])    assume (respond[q]);
    end
  end
  always_ff @(posedge clk_i) begin
    if (!rst_nq) begin
      lazy_q  <= '0;
      quiet_q <= '0;
    end else begin
      lazy_q  <= {!next_ready, owed & ~respond[Lanes-1:0], asks & ~grant[Lanes-1:0]};
      quiet_q <= !pending || moved ? 5'd0 : quiet_q + 5'd1;
    end
  end

  logic [2:0] tiles_q;   // tiles begun to be read
  always_ff @(posedge clk_i) begin
    if (!rst_nq) tiles_q <= '0;
    else if (step && sent.valid_up && step_q == 0 && tiles_q != 3'd7) tiles_q <= tiles_q + 3'd1;
  end
  always_comb if (rst_nq) begin
    if (Data == 0) assert (32'(quiet_q) < Quiet);
    cover (tiles_q >= 3'd3 && west_valid[0] && west_a[0]);                     // the marked element in a half used before
    cover (frozen && tiles_q != 0);
    cover (tiles_q >= 3'd2 && west_valid[Banks-1] && fills[flexsa_pkg::FillW-1]);   // written while the half before is read
  end
endmodule

// One bank's reads: the place that a token reads holds a row of the token's own tile.
module lbuf_moving_read #(
  parameter int unsigned Quad  = 0,
  parameter int unsigned Lower = 0,
  parameter int unsigned Row   = 0
) (
  input logic                         check_i,
  input logic [flexsa_pkg::WestW-1:0] west_i,
  input logic [flexsa_pkg::OverW-1:0] over_i,
  input logic [24*(Quad + 1)-1:0]     tile_at_i   // 3 bits a place: {sub-bank, half, row}
);
  flexsa_pkg::west_t west;
  flexsa_pkg::over_t over;
  logic [2:0]        west_tile, over_tile;
  assign west = west_i;
  assign over = over_i;
  assign west_tile = tile_at_i[(Quad != 0 && west.sub ? 24 : 0) + 3*{west.seq[0], west.row[1:0]} +: 3];
  assign over_tile = tile_at_i[(Quad != 0 ? 24 : 0) + 3*{over.seq[0], over.row[1:0]} +: 3];
  always_comb if (check_i) begin
    if ((Lower != 0 ? west.valid_lo : west.valid_up))
      assert (west_tile == west.seq);
    if (Quad != 0 && (Lower != 0 ? over.valid_lo : over.valid_up))
      assert (over_tile == over.seq);
  end
endmodule
