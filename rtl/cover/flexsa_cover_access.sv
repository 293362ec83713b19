// ADDR and PITCH of one instruction: both ends of GBUF, and the smallest and largest pitch. A pitch of 0 and
// one of 2^24 - PortBytes are legal for a single row only (docs/isa.md, rule 2: GBUF is smaller).
//
// Latency: none. Example: rows of 6 bytes every 8 bytes, PortBytes 8: PitchLeast.
module flexsa_cover_access #(
  parameter int unsigned PortBytes = 128,
  parameter int unsigned GbufBytes = 1024
) (
  input logic        clk_i,
  input logic        hit_i,        // the instruction is taken
  input logic [11:0] rows_i,
  input logic [31:0] row_bytes_i,
  input logic [31:0] addr_i,
  input logic [23:0] pitch_i
);
  logic        one_row, at_end;
  logic [31:0] least, last_row;
  assign one_row  = rows_i == 12'd1;
  assign least    = (row_bytes_i + PortBytes - 1) & ~(PortBytes - 1);
  assign last_row = one_row ? addr_i : addr_i + (32'(rows_i) - 32'd1) * 32'(pitch_i);
  assign at_end   = last_row + least == GbufBytes;
  AddrFirst:  cover property (@(posedge clk_i) hit_i && addr_i == 32'd0);
  AddrLast:   cover property (@(posedge clk_i) hit_i && addr_i == GbufBytes - PortBytes);
  EndsLast:   cover property (@(posedge clk_i) hit_i && !one_row && at_end);
  WholeGbuf:  cover property (@(posedge clk_i) hit_i && !one_row && addr_i == 32'd0 && at_end);
  PitchZero:  cover property (@(posedge clk_i) hit_i && one_row && pitch_i == 24'd0);
  PitchMost:  cover property (@(posedge clk_i) hit_i && one_row && 32'(pitch_i) == 32'h100_0000 - PortBytes);
  PitchLeast: cover property (@(posedge clk_i) hit_i && !one_row && 32'(pitch_i) == least);
  PitchMore:  cover property (@(posedge clk_i) hit_i && !one_row && 32'(pitch_i) > least);
endmodule
