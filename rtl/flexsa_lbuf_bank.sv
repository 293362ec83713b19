// One bank of the left LBUF: the moving operands of one PE row, for two tiles (halves).
// A half has one or two sub-banks: sub-bank 0 holds the first part's rows of C, 1 the
// second part's. Each (half, sub-bank) is a single-port memory of its own in silicon:
// the west and the over-core read never meet in one, and a row is not written while it
// can still be read (the load lanes' credits).
//
// A token concerns the bank if the bank's PE row is among the wave's k live ones. New weights
// come into use with the wave's first token even where the part of C is empty.
// Latency: operand, valid and swap 1 step after the token.
// Example: west reads half 0 sub 0 row 3 while over-core reads half 0 sub 1 row 3.
module flexsa_lbuf_bank #(
  parameter int unsigned Depth = 128,   // rows of a sub-bank
  parameter int unsigned Subs  = 2,
  parameter int unsigned Row   = 0,     // PE row of the core that the bank feeds
  parameter bit          Lower = 1'b0,  // 1: it feeds cores 2, 3
  parameter int unsigned Beat  = 0      // beat of a GBUF row that holds its operand
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         step_i,   // from the execute unit
  input  logic [Subs*flexsa_pkg::FillW-1:0] fills_i,  // from the load lanes, one a sub-bank
  input  logic [Subs*16-1:0]           data_i,   // from GBUF: the bank's place in the beat
  input  logic [flexsa_pkg::WestW-1:0] west_i,   // from the west token chain
  input  logic [flexsa_pkg::OverW-1:0] over_i,   // from the over-core token chain
  output logic [15:0]                  west_a_o, // to the PE row's west input (core 0 or 2)
  output logic                         west_valid_o,
  output logic                         west_swap_o,
  output logic [15:0]                  over_a_o, // to the over-core wire (core 1 or 3)
  output logic                         over_valid_o,
  output logic                         over_swap_o,
  output logic                         over_sel_o
);
  localparam int unsigned RowW = $clog2(Depth);
  localparam int unsigned SubW = Subs == 2 ? 1 : 0;
  localparam int unsigned AtW  = RowW + SubW + 1;

  flexsa_pkg::west_t west;
  flexsa_pkg::over_t over;
  flexsa_pkg::fill_t fill0, fill1;
  logic              west_read, over_read, west_live, over_live;
  logic [15:0]       mem [2*Subs*Depth];
  logic [15:0]       west_a_q, over_a_q;
  logic              west_valid_q, west_swap_q, over_valid_q, over_swap_q, over_sel_q;
  logic [AtW-1:0]    west_at, over_at, fill0_at, fill1_at;

  assign west      = west_i;
  assign over      = over_i;
  assign fill0     = fills_i[flexsa_pkg::FillW-1:0];
  assign fill1     = fills_i[(Subs-1)*flexsa_pkg::FillW +: flexsa_pkg::FillW];
  assign west_live = 8'(Row) < (Lower ? west.k_lo : west.k_up);
  assign over_live = 8'(Row) < (Lower ? over.k_lo : over.k_up);
  assign west_read = west_live && (Lower ? west.valid_lo : west.valid_up);
  assign over_read = over_live && (Lower ? over.valid_lo : over.valid_up);
  if (Subs == 2) begin : gen_two_subs
    assign west_at  = {west.seq[0], west.sub, west.row[RowW-1:0]};
    assign over_at  = {over.seq[0], 1'b1, over.row[RowW-1:0]};
    assign fill0_at = {fill0.seq[0], 1'b0, fill0.row[RowW-1:0]};
    assign fill1_at = {fill1.seq[0], 1'b1, fill1.row[RowW-1:0]};
  end else begin : gen_one_sub
    assign west_at  = {west.seq[0], west.row[RowW-1:0]};
    assign over_at  = '0;
    assign fill0_at = {fill0.seq[0], fill0.row[RowW-1:0]};
    assign fill1_at = '0;
  end

  always_ff @(posedge clk_i) begin
    if (step_i && west_read) west_a_q <= mem[west_at];
  end
  always_ff @(posedge clk_i) begin
    if (step_i && over_read) over_a_q <= mem[over_at];
  end
  always_ff @(posedge clk_i) begin
    if (fill0.valid && fill0.beat == 8'(Beat)) mem[fill0_at] <= data_i[15:0];
    if (Subs == 2 && fill1.valid && fill1.beat == 8'(Beat))
      mem[fill1_at] <= data_i[(Subs-1)*16 +: 16];
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      west_valid_q <= 1'b0;
      west_swap_q  <= 1'b0;
      over_valid_q <= 1'b0;
      over_swap_q  <= 1'b0;
      over_sel_q   <= 1'b0;
    end else if (step_i) begin
      west_valid_q <= west_read;
      west_swap_q  <= west_live && west.swap;
      over_valid_q <= over_read;
      over_swap_q  <= over_live && over.swap;
      over_sel_q   <= over.use_over;
    end
  end
  assign west_a_o     = west_a_q;
  assign west_valid_o = west_valid_q;
  assign west_swap_o  = west_swap_q;
  assign over_a_o     = over_a_q;
  assign over_valid_o = over_valid_q;
  assign over_swap_o  = over_swap_q;
  assign over_sel_o   = over_sel_q;

  logic unused_bits;
  assign unused_bits = &{1'b0, west, over, fill0, fill1};

`ifdef FLEXSA_ASSERT
  OneReaderPerMemory: assert property (@(posedge clk_i) disable iff (!rst_ni)
    !(step_i && west_read && west.sub && over_read && west.seq[0] == over.seq[0]));
`endif
endmodule
