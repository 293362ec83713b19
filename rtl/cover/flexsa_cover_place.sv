// HALF and OROW of one instruction: each half, the first and the last row of a partition, and a part that
// ends with the partition.
//
// Latency: none. Example: PartRows=8: orow=7 counts OrowMax, orow=5 of a part of 3 rows OrowFits.
module flexsa_cover_place #(
  parameter int unsigned PartRows = 128
) (
  input logic        clk_i,
  input logic        hit_i,   // the instruction is taken
  input logic [10:0] orow_i,
  input logic [11:0] rows_i,  // of the largest part
  input logic        half_i
);
  Half0:    cover property (@(posedge clk_i) hit_i && !half_i);
  Half1:    cover property (@(posedge clk_i) hit_i && half_i);
  Orow0:    cover property (@(posedge clk_i) hit_i && orow_i == 11'd0);
  OrowMax:  cover property (@(posedge clk_i) hit_i && 32'(orow_i) == PartRows - 1);
  OrowFits: cover property (@(posedge clk_i) hit_i && orow_i != 11'd0 && rows_i > 12'd1 && 32'(orow_i) + 32'(rows_i) == PartRows);
endmodule
