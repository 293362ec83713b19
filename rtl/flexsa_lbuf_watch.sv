// Watch over one block of left LBUF banks (the rows of cores 0, 1 or of 2, 3):
//  - are the rows that the tokens at its head are about to read there?
//  - which rows do the tokens at its tail leave behind, free for the load lanes?
// Combinational; the clock is for the assertion.
module flexsa_lbuf_watch #(
  parameter int unsigned Subs  = 2,     // lanes that fill the block
  parameter bit          Lower = 1'b0   // 1: the block of cores 2, 3
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic [flexsa_pkg::WestW-1:0] west_head_i,  // from the west chain, first bank
  input  logic [flexsa_pkg::WestW-1:0] west_tail_i,  // from the west chain, last bank
  input  logic [flexsa_pkg::OverW-1:0] over_head_i,  // from the over-core chain, first bank
  input  logic [flexsa_pkg::OverW-1:0] over_tail_i,  // from the over-core chain, last bank
  input  logic [Subs*4-1:0]            begun_i,      // from the load lanes
  input  logic [Subs*18-1:0]           filled_i,     // from the load lanes
  output logic [Subs*flexsa_pkg::HWays*flexsa_pkg::FreedW-1:0] freed_o,  // to the load lanes: {over, west} a lane
  output logic                         there_o       // to the freeze
);
  localparam int unsigned Last = Subs - 1;

  flexsa_pkg::west_t west_head, west_tail;
  flexsa_pkg::over_t over_head, over_tail;
  logic [3:0]  west_begun, over_begun;
  logic [17:0] west_filled, over_filled;
  logic        west_there, over_there, unused_bits;

  logic [flexsa_pkg::FreedW-1:0] no_report;
  assign no_report   = '0;
  assign west_head   = west_head_i;
  assign west_tail   = west_tail_i;
  assign over_head   = over_head_i;
  assign over_tail   = over_tail_i;
  assign over_begun  = begun_i[Last*4 +: 4];
  assign over_filled = filled_i[Last*18 +: 18];
  assign west_begun  = west_head.sub ? over_begun : begun_i[3:0];
  assign west_filled = west_head.sub ? over_filled : filled_i[17:0];
  assign unused_bits = &{1'b0, west_head, west_tail, over_head, over_tail, over_there};

  flexsa_row_there i_west (
    .valid_i(Lower ? west_head.valid_lo : west_head.valid_up), .seq_i(west_head.seq),
    .row_i(west_head.row), .begun_i(west_begun), .filled_i(west_filled), .there_o(west_there)
  );
  flexsa_row_there i_over (
    .valid_i(Lower ? over_head.valid_lo : over_head.valid_up), .seq_i(over_head.seq),
    .row_i(over_head.row), .begun_i(over_begun), .filled_i(over_filled), .there_o(over_there)
  );

  if (Subs == 2) begin : gen_two
    assign freed_o = {over_tail.mark, over_tail.mark_last, over_tail.seq, over_tail.row,
                      west_tail.mark1, west_tail.mark1_last, west_tail.seq, west_tail.row,
                      no_report,
                      west_tail.mark, west_tail.mark_last, west_tail.seq, west_tail.row};
    assign there_o = west_there && over_there;
  end else begin : gen_one
    assign freed_o = {no_report, west_tail.mark, west_tail.mark_last, west_tail.seq, west_tail.row};
    assign there_o = west_there;
  end

  logic unused_clock;
  assign unused_clock = &{1'b0, clk_i, rst_ni};

`ifdef FLEXSA_ASSERT
  // The lane of a tile being read is at that tile, or one off in the same half.
  logic [1:0] west_off, over_off;
  assign west_off = (west_head.seq[0] ? west_begun[3:2] : west_begun[1:0]) - west_head.seq[2:1];
  assign over_off = (over_head.seq[0] ? over_begun[3:2] : over_begun[1:0]) - over_head.seq[2:1];
  LaneIsNear: assert property (@(posedge clk_i) disable iff (!rst_ni)
    !((Lower ? west_head.valid_lo : west_head.valid_up) && west_off == 2'd2) &&
    !((Lower ? over_head.valid_lo : over_head.valid_up) && over_off == 2'd2));
`endif
endmodule
