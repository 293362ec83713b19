// No OBUF half is stored or loaded while ExecGEMM writes it, or stored before its tile is complete, or added to before it is loaded.
// flexsa_obuf_owner and flexsa_obuf_unit (its load and store lanes: one lane, tiles of 1 or 2 rows of 1 or 2 beats) run every
// program that obeys rule 5 of docs/isa.md (flexsa_rules asserts it), through the queues of flexsa_dispatch. The neighbours are
// made simple and may do more than the real ones. Execute: begins when the half is its own, or later; a wave takes one cycle or more.
// Array: a chain of tokens that moves when it likes to; a result may be written at any stage, the last one hands over (in
// flexsa_partitions it is the last to be written). GBUF: grants and answers when it likes to, in order, at most 3 behind.
//
//@ bounded 12
//@ cover 12
//@ peek owner0 i_owner.half0_q
//@ peek owner1 i_owner.half1_q
//@ bug flexsa_obuf_owner s/dma_load_i ? Free : Full/dma_load_i ? Free : Closing/
//@ bug flexsa_obuf_owner s/exec_acc_i ? Loaded : Free/exec_acc_i ? Load : Free/
//@ bug flexsa_obuf_owner s/exec_now == Execute ||/exec_now == Execute || exec_now == Store ||/
//@ bug flexsa_obuf_owner s/if (full_i \&\& full_half_i)  /if (full_i \&\& !full_half_i)  /
//@ bug flexsa_obuf_owner s/dma_load_i ? Loaded : Free;/Free;/
//@ bug flexsa_obuf_unit s/(load_o ? ld_done : st_busy == 0)/1'b1/
//@ bug flexsa_obuf_unit s/!busy_q \&\& ours_i \&\& ld_ready/!busy_q \&\& ld_ready/
//@ bug flexsa_store_lane s/busy_d = busy_q \&\& !all_ends/busy_d = busy_q \&\& !row_ends/
module obuf_halves #(
  parameter int unsigned Stages = 3
) (
  input logic       clk_i,
  input logic       emit_exec_i,   // the program goes on with an ExecGEMM,
  input logic       emit_dma_i,    // or with a LdOBUF or StLBUF
  input logic       half_i,
  input logic       acc_i,
  input logic       last_i,
  input logic       load_i,
  input logic       two_rows_i,
  input logic       two_cols_i,
  input logic       begin_i,       // execute: the wave begins if it may,
  input logic       end_i,         // and ends
  input logic       step_i,        // the array moves
  input logic       grant_ld_i,
  input logic       grant_st_i,
  input logic       respond_i
);
  localparam int unsigned Fw = flexsa_pkg::FillW;
  logic rst_nq = 1'b0;
  always_ff @(posedge clk_i) rst_nq <= 1'b1;

  // ---- the program ---------------------------------------------------------------------------
  localparam logic [1:0] Free = 2'd0, Loaded = 2'd1, Written = 2'd2, Handed = 2'd3;
  logic [3:0] halves_q;   // what the program has left each half in
  logic [1:0] half_now, half_next;
  logic       exec_legal, dma_legal, emit_exec, emit_dma, exec_room, dma_room;
  assign half_now   = halves_q[half_i*2 +: 2];
  assign exec_legal = half_now != Handed && (!acc_i || half_now != Free) && (half_now != Loaded || acc_i);
  assign dma_legal  = half_now == (load_i ? Free : Handed);
  assign emit_exec  = rst_nq && emit_exec_i && exec_legal && exec_room;
  assign emit_dma   = rst_nq && !emit_exec_i && emit_dma_i && dma_legal && dma_room;
  assign half_next  = emit_exec ? (last_i ? Handed : Written) : emit_dma ? (load_i ? Loaded : Free) : half_now;
  always_ff @(posedge clk_i) begin
    if (!rst_nq) halves_q <= '0;
    else         halves_q[half_i*2 +: 2] <= half_next;
  end
  logic       exec_valid, exec_half, exec_acc, exec_last, exec_pop, dma_valid, dma_half, dma_load, dma_rows, dma_cols, dma_ready;
  logic       exec_empty, dma_empty;
  flexsa_fifo #(.Width(3), .Depth(4)) i_exec_queue (
    .clk_i, .rst_ni(rst_nq), .valid_i(emit_exec), .ready_o(exec_room), .data_i({half_i, acc_i, last_i}),
    .valid_o(exec_valid), .ready_i(exec_pop), .data_o({exec_half, exec_acc, exec_last}), .empty_o(exec_empty)
  );
  flexsa_fifo #(.Width(4), .Depth(4)) i_dma_queue (
    .clk_i, .rst_ni(rst_nq), .valid_i(emit_dma), .ready_o(dma_room), .data_i({half_i, load_i, two_rows_i, two_cols_i}),
    .valid_o(dma_valid), .ready_i(dma_ready), .data_o({dma_half, dma_load, dma_rows, dma_cols}), .empty_o(dma_empty)
  );

  // ---- the RTL -----------------------------------------------------------------------------------
  flexsa_pkg::instr_t instr;
  logic               exec_ours, take_exec, close, full, full_half, unit_half, unit_load, ours, take, done;
  logic               read, ld_valid, st_valid, idle;
  logic [Fw-1:0]      fills;
  flexsa_pkg::fill_t  fill;
  assign fill = fills;
  always_comb begin
    instr      = '0;
    instr.op   = dma_load ? 4'(flexsa_isa_pkg::OpLdo) : 4'(flexsa_isa_pkg::OpSt);
    instr.half = dma_half;
    instr.m    = dma_rows ? 12'd2 : 12'd1;
    instr.n    = dma_cols ? 12'd2 : 12'd1;
  end
  flexsa_obuf_owner i_owner (
    .clk_i, .rst_ni(rst_nq), .exec_half_i(exec_half), .exec_acc_i(exec_acc), .exec_ours_o(exec_ours),
    .exec_take_i(take_exec), .exec_close_i(close), .full_i(full), .full_half_i(full_half),
    .dma_half_i(unit_half), .dma_load_i(unit_load), .dma_ours_o(ours), .dma_take_i(take), .dma_done_i(done)
  );
  flexsa_obuf_unit #(.Rows(2), .Cols(2), .Quad(1'b0), .PortBytes(4)) i_unit (
    .clk_i, .rst_ni(rst_nq), .valid_i(dma_valid), .ready_o(dma_ready), .instr_i(instr),
    .half_o(unit_half), .load_o(unit_load), .ours_i(ours), .take_o(take), .done_o(done),
    .orow_o(), .read_o(read), .read_row_o(), .rows_i(64'd0), .fills_o(fills),
    .ld_req_valid_o(ld_valid), .ld_req_ready_i(grant_ld_i), .ld_req_addr_o(), .ld_rsp_valid_i(respond),
    .st_req_valid_o(st_valid), .st_req_ready_i(grant_st_i), .st_req_addr_o(), .st_req_data_o(), .st_req_strobe_o(),
    .ld_bytes_o(), .st_bytes_o(), .idle_o(idle)
  );

  // ---- GBUF -------------------------------------------------------------------------------------
  logic [1:0] owed_q;   // responses
  logic       respond, asks;
  assign respond = respond_i && owed_q != 0;
  assign asks    = ld_valid && grant_ld_i;
  always_ff @(posedge clk_i) begin
    if (!rst_nq) owed_q <= '0;
    else         owed_q <= owed_q + 2'(asks) - 2'(respond);
  end
  always_comb if (owed_q == 2'd3) assume (!grant_ld_i);

  // ---- execute and the array -------------------------------------------------------------------------
  logic       busy_q, go, ends;
  logic [Stages-1:0] valid_q, half_q, last_q;
  assign go        = rst_nq && step_i && (busy_q || (exec_valid && exec_ours && begin_i));
  assign take_exec = go && !busy_q;
  assign ends      = go && end_i;
  assign exec_pop  = ends;
  assign close     = ends && exec_last;
  assign full      = step_i && valid_q[Stages-1] && last_q[Stages-1];
  assign full_half = half_q[Stages-1];
  always_ff @(posedge clk_i) begin
    if (!rst_nq) begin
      busy_q  <= 1'b0;
      valid_q <= '0;
    end else if (step_i) begin
      busy_q  <= go && !ends;
      valid_q <= {valid_q[Stages-2:0], go};
      half_q  <= {half_q[Stages-2:0], exec_half};
      last_q  <= {last_q[Stages-2:0], close};
    end
  end

  // ---- what is in each half -----------------------------------------------------------------------------
  localparam logic [2:0] None = 3'd0, BeingLoaded = 3'd1, There = 3'd2, Partial = 3'd3, Sent = 3'd4, Complete = 3'd5, BeingStored = 3'd6;
  logic [5:0] tile_q;
  logic       open_q, open_half_q, open_load_q;   // the OBUF unit works on a half
  logic [2:0] tile_e, tile_d;
  assign tile_e = tile_q[exec_half*3 +: 3];
  assign tile_d = tile_q[unit_half*3 +: 3];
  always_ff @(posedge clk_i) begin
    if (!rst_nq) begin
      tile_q <= '0;
      open_q <= 1'b0;
    end else begin
      if (go)   tile_q[exec_half*3 +: 3] <= close ? Sent : Partial;
      if (full) tile_q[full_half*3 +: 3] <= Complete;
      if (take) begin
        tile_q[unit_half*3 +: 3] <= unit_load ? BeingLoaded : BeingStored;
        open_q      <= 1'b1;
        open_half_q <= unit_half;
        open_load_q <= unit_load;
      end
      if (done) begin
        tile_q[unit_half*3 +: 3] <= unit_load ? There : None;
        open_q <= 1'b0;
      end
    end
  end

  // ---- what holds in between: the owner's state is what is in the half --------------------------------------
  logic [2:0] owner0, owner1;   // shown from inside the RTL
  function automatic logic [2:0] owner_of(input logic [2:0] tile);
    owner_of = tile == None ? 3'd0 : tile == Partial ? 3'd1 : tile == Sent ? 3'd2 : tile == Complete ? 3'd3
             : tile == BeingStored ? 3'd4 : tile == BeingLoaded ? 3'd5 : 3'd6;
  endfunction
  always_comb if (rst_nq) begin
    assert (tile_q[2:0] != 3'd7 && tile_q[5:3] != 3'd7);
    assert (owner0 == owner_of(tile_q[2:0]) && owner1 == owner_of(tile_q[5:3]));
    assert (idle == !open_q);
    if (open_q) assert (dma_valid && open_half_q == unit_half && open_load_q == unit_load);
    for (int h = 0; h < 2; h++)
      assert ((tile_q[h*3 +: 3] == BeingLoaded || tile_q[h*3 +: 3] == BeingStored) == (open_q && open_half_q == 1'(h)));
    if (open_q) assert (tile_q[open_half_q*3 +: 3] == (open_load_q ? BeingLoaded : BeingStored));
    if (busy_q) assert (exec_valid && tile_e == Partial);
    for (int i = 0; i < Stages; i++) if (valid_q[i]) begin
      assert (tile_q[half_q[i]*3 +: 3] == Sent || (tile_q[half_q[i]*3 +: 3] == Partial && !last_q[i]));
      for (int j = 0; j < i; j++) assert (!(last_q[i] && valid_q[j] && half_q[j] == half_q[i]));
    end
    if (owed_q != 0) assert (open_q && open_load_q);
  end

  always_comb if (rst_nq) begin
    if (take_exec) assert (exec_acc ? tile_e == There || tile_e == Partial : tile_e == None || tile_e == Partial);
    if (go)        assert (!(open_q && open_half_q == exec_half));
    for (int i = 0; i < Stages; i++) if (valid_q[i]) assert (!(open_q && open_half_q == half_q[i]));
    if (full)      assert (tile_q[full_half*3 +: 3] == Sent);
    if (take)      assert (tile_d == (unit_load ? None : Complete) && !open_q);
    if (read)       assert (open_q && !open_load_q && unit_half == open_half_q);
    if (fill.valid) assert (open_q && open_load_q && unit_half == open_half_q);
    if (done)       assert (open_q && unit_half == open_half_q);
    if (done && open_load_q)               assert (owed_q == 2'(respond));
    if (done && !open_load_q) assert (!st_valid);
    cover (open_q && !open_load_q && busy_q && exec_half != open_half_q && read);   // a half stored, the other written
    cover (open_q && open_load_q && valid_q != 0);
    cover (done && unit_load);
    cover (take && !unit_load && exec_valid && exec_half == unit_half);             // ExecGEMM waits for the store
  end
endmodule
