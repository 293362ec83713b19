// One OBUF bank: the results of one PE column in one partition, two halves. Switch (c) of the
// array stands at its input: the over-core wire from above, or the core below it.
//
// A token reads the row's old value (step 0), the partition adds (step 1), and the sum is
// written (step 2). ACC = 0 adds to -0, which changes nothing. If the sum being written is the
// very value to be read, FORWARD takes it from the adder. The other half belongs to
// the store unit: it reads rows, or writes them for LdOBUF.
// Latency: written 3 steps after the token. Example: acc = 1, bank holds 1.5, psum 2.0 -> 3.5.
module flexsa_obuf_bank #(
  parameter int unsigned Depth = 128,  // rows of a half
  parameter int unsigned Part  = 0,    // bit of part_valid that is ours
  parameter int unsigned Col   = 0,    // column of the partition: tokens name how many take part
  parameter int unsigned Beat  = 0     // beat of a GBUF row that holds the column's value
) (
  input  logic                         clk_i,
  input  logic                         step_i,       // from the execute unit
  input  logic [flexsa_pkg::ObufW-1:0] now_i,        // from the token chain: this column
  input  logic [flexsa_pkg::ObufW-1:0] late_i,       // from the token chain: two steps later
  input  logic                         forward_i,    // from the partition: with now_i
  input  logic [31:0]                  psum_top_i,   // from core 0 or 1 over the cores
  input  logic [31:0]                  psum_bot_i,   // from core 2 or 3
  output logic [31:0]                  psum_o,       // to the partition's adders, step 1
  output logic [31:0]                  old_o,        // to the partition's adders, step 1
  input  logic [31:0]                  sum_i,        // from the partition's adders, step 2
  input  logic                         read_i,       // from the store lane
  input  logic                         read_half_i,  // from the store lane
  input  logic [7:0]                   read_row_i,   // from the store lane
  output logic [31:0]                  row_o,        // to the store lane
  input  logic [flexsa_pkg::FillW-1:0] fill_i,       // from the load lane
  input  logic                         fill_half_i,  // from the OBUF unit
  input  logic [7:0]                   fill_orow_i,  // from the OBUF unit
  input  logic [31:0]                  data_i        // from GBUF
);
  localparam int unsigned RowW = $clog2(Depth);

  flexsa_pkg::obuf_ctl_t now, late;
  flexsa_pkg::fill_t     fill;
  logic [7:0]            fill_row;
  logic [31:0]           mem [2*Depth];
  logic [31:0]           psum_q, psum_d, old_q, old_d, row_q;
  logic                  reads, writes, unused_bits;

  assign now      = now_i;
  assign late     = late_i;
  assign fill     = fill_i;
  assign fill_row = fill.row + fill_orow_i;
  assign psum_d   = now.from_top ? psum_top_i : psum_bot_i;
  assign reads    = now.part_valid[Part] &&
                    8'(Col) < (Part % 2 == 1 ? now.cols_east : now.cols_west);
  assign writes   = late.part_valid[Part] &&
                    8'(Col) < (Part % 2 == 1 ? late.cols_east : late.cols_west);
  assign old_d    = !now.acc ? 32'h8000_0000 : forward_i && writes ? sum_i :
                    mem[{now.half, now.row[RowW-1:0]}];
  assign psum_o   = psum_q;
  assign old_o    = old_q;
  assign row_o    = row_q;
  assign unused_bits = &{1'b0, now, late, fill, fill_row, read_row_i};

  always_ff @(posedge clk_i) begin
    if (step_i && reads) begin
      psum_q <= psum_d;
      old_q  <= old_d;
    end
  end
  always_ff @(posedge clk_i) begin
    if (read_i) row_q <= mem[{read_half_i, read_row_i[RowW-1:0]}];
  end
  always_ff @(posedge clk_i) begin
    if (step_i && writes) mem[{late.half, late.row[RowW-1:0]}] <= sum_i;
    if (fill.valid && fill.beat == 8'(Beat)) mem[{fill_half_i, fill_row[RowW-1:0]}] <= data_i;
  end
endmodule
