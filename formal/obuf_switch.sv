// No result for partitions 0 and 1 is lost or led in twice at switch (c), whatever waves of whatever modes follow each other.
// The execute unit sends waves of up to 8 rows, of any mode, as soon as it may; its token chain (as in flexsa_lbuf_h and
// flexsa_partitions) leads to the switch. A token that leaves the upper cores and one that leaves the array never want the
// partitions in the same step; each is led in once, at its time; switch (b) is set for its row one step before.
// Any stall: rows, weights and OBUF halves are there when they like to be, and the array freezes when it likes to.
//
//@ pdr
//@ cover 30
//@ param PipeDepth=1
//@ param PipeDepth=2
//@ bug flexsa_exec_begin s/path_d = 10'(Rows \* PipeDepth + 1)/path_d = 10'(Rows * PipeDepth - 1)/
//@ bug flexsa_exec_begin s/instr.mode\[0\] \&\& path_q != 0/instr.mode == 2'd1 \&\& path_q != 0/
//@ bug flexsa_exec_unit s/goes_down_i(!from_top \&\& part_now\[1:0\] != 0)/goes_down_i(!from_top \&\& part_now[0] \&\& first)/
//@ bug flexsa_obuf_switch s/mid_takes   = mid.obuf.from_top/mid_takes   = mid_next.obuf.from_top/
//@ bug flexsa_obuf_switch s/last.obuf.from_top) upper/!last.obuf.from_top) upper/
//@ bug flexsa_obuf_switch s/psum_down_o = mid_next.psum_down/psum_down_o = mid.psum_down/
module obuf_switch #(
  parameter int unsigned Rows      = 2,
  parameter int unsigned PipeDepth = 1
) (
  input logic       clk_i,
  input logic       offer_i,
  input logic [1:0] mode_i,
  input logic [2:0] rows_i,
  input logic       right_i,
  input logic       pair_i,
  input logic       next_ready_i,
  input logic [15:0] begun_i,
  input logic [71:0] filled_i,
  input logic       half_ours_i,
  input logic       frozen_i
);
  localparam int unsigned Cols = 2;
  localparam int unsigned Ww   = flexsa_pkg::WestW;
  localparam int unsigned Mid  = Rows * PipeDepth;   // tap of the chain at which a token leaves the upper cores
  localparam int unsigned End  = 2 * Mid;

  logic               rst_nq = 1'b0;
  logic               valid_q, ready, step;
  flexsa_pkg::instr_t instr_q, instr_d;
  logic [Ww-1:0]      west;
  always_comb begin
    instr_d      = '0;
    instr_d.mode = mode_i;
    instr_d.m    = {9'd0, rows_i} + 12'd1;
    instr_d.n    = right_i ? 12'(2 * Cols) : 12'd1;
    instr_d.k    = 12'd1;
    instr_d.swap = 1'b1;
    instr_d.pair = pair_i && mode_i == 2'd2;
  end
  always_ff @(posedge clk_i) begin
    rst_nq <= 1'b1;
    if (!rst_nq) valid_q <= 1'b0;
    else if (!valid_q || ready) begin
      valid_q <= offer_i;
      instr_q <= instr_d;
    end
  end

  flexsa_exec_unit #(.Rows(Rows), .Cols(Cols), .Quad(1'b1), .Lanes(4), .PipeDepth(PipeDepth)) i_exec (
    .clk_i, .rst_ni(rst_nq), .valid_i(valid_q), .ready_o(ready), .instr_i(instr_q),
    .next_ready_i, .swap_begins_o(), .wave_ends_o(), .wave_rows_o(), .execs_done_o(),
    .begun_i, .filled_i, .frozen_i, .step_o(step), .half_ours_i, .half_take_o(),
    .west_o(west), .over_o(), .start_o(), .busy_o(), .stall_o(), .mode_o(), .over_h_bytes_o(), .over_v_bytes_o()
  );
  logic [(End+1)*Ww-1:0] taps;
  logic [3*Ww-1:0]       mid_taps, end_taps;
  flexsa_delay #(.Width(Ww), .Stages(End + 1)) i_chain (
    .clk_i, .rst_ni(rst_nq), .step_i(step), .data_i(west), .taps_o(taps)
  );
  flexsa_delay #(.Width(Ww), .Stages(3)) i_mid (
    .clk_i, .rst_ni(rst_nq), .step_i(step), .data_i(taps[Mid*Ww +: Ww]), .taps_o(mid_taps)
  );
  flexsa_delay #(.Width(Ww), .Stages(3)) i_end (
    .clk_i, .rst_ni(rst_nq), .step_i(step), .data_i(taps[End*Ww +: Ww]), .taps_o(end_taps)
  );
  logic [flexsa_pkg::ObufW-1:0] upper_bits;
  flexsa_pkg::obuf_ctl_t        upper;
  logic                         psum_down;
  flexsa_obuf_switch i_switch (
    .clk_i, .rst_ni(rst_nq), .mid_next_i(mid_taps[1*Ww +: Ww]), .mid_i(mid_taps[2*Ww +: Ww]),
    .end_i(end_taps[2*Ww +: Ww]), .psum_down_o(psum_down), .upper_o(upper_bits)
  );
  assign upper = upper_bits;

  // ---- when results stand at the switch: steps after the token was sent -----------------------
  localparam int unsigned TopAt = Mid + 4;   // over the cores
  localparam int unsigned BotAt = End + 4;   // through cores 2 and 3
  flexsa_pkg::west_t     sent;
  flexsa_pkg::obuf_ctl_t sent_obuf;
  logic                  from_top, sent_down;
  logic [1:0]            parts;
  logic [TopAt*2-1:0]    top_q;
  logic [BotAt*2-1:0]    bot_q;
  logic [TopAt-2:0]      down_q;
  assign sent      = west;
  assign sent_obuf = sent.obuf;
  assign parts     = sent_obuf.part_valid[1:0];
  assign from_top  = sent_obuf.from_top;
  assign sent_down = sent.psum_down && sent.valid_up;
  logic [TopAt-2:0]      live_q;
  always_ff @(posedge clk_i) begin
    if (!rst_nq) begin
      top_q  <= '0;
      bot_q  <= '0;
      down_q <= '0;
      live_q <= '0;
    end else if (step) begin
      top_q  <= {top_q[TopAt*2-3:0], from_top ? parts : 2'b00};
      bot_q  <= {bot_q[BotAt*2-3:0], from_top ? 2'b00 : parts};
      down_q <= {down_q[TopAt-3:0], sent_down};
      live_q <= {live_q[TopAt-3:0], sent.valid_up};
    end
  end
  logic [1:0] top_now, bot_now;
  assign top_now = top_q[TopAt*2-1 -: 2];
  assign bot_now = bot_q[BotAt*2-1 -: 2];
  always_comb if (rst_nq) begin
    assert (top_now == 0 || bot_now == 0);
    assert (upper.part_valid[1:0] == (top_now | bot_now));
    if (upper.part_valid[1:0] != 0) assert (upper.from_top == (top_now != 0));
    if (live_q[TopAt-2]) assert (psum_down == down_q[TopAt-2]);
    cover (top_now != 0 && top_q[TopAt*2-3 -: 2] == 0 && bot_q != 0);   // ready for what comes through them
    cover (bot_now != 0 && bot_q[BotAt*2-3 -: 2] == 0 && top_q[TopAt*2-3 -: 6] != 0);   // one over the cores follows
    cover (top_now == 2'b01 && top_q[TopAt*2-3 -: 2] == 2'b11);
  end
endmodule
