// OBUF partition: one bank a PE column that takes finished partial sums, adds them to
// what it holds when the token says so, and keeps two halves: one is computed while the
// other is stored to (or loaded from) GBUF.
//
// The token is skewed by column like the results: column c sees it c steps after column 0.
// Latency: a result is in the bank 2 steps after it stands at psum_*_i. Two tokens for
// the same row are at least 2 steps apart (the execute unit sees to it).
// Example: acc = 1, bank holds 1.5, psum 2.0 -> 3.5 (binary32, one rounding).
module flexsa_obuf #(
  parameter int unsigned Cols      = 64,
  parameter int unsigned Depth     = 128,  // rows of a half
  parameter int unsigned PortBytes = 128,
  parameter int unsigned Part      = 0     // bit of part_valid that is ours
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         step_i,       // from the execute unit
  input  logic [flexsa_pkg::ObufW-1:0] token_i,      // from the chain or the partition to the west
  output logic [flexsa_pkg::ObufW-1:0] token_o,      // to the partition to the east
  input  logic [Cols*32-1:0]           psum_top_i,   // from core 0 or 1 over the cores
  input  logic [Cols*32-1:0]           psum_bot_i,   // from core 2 or 3
  input  logic                         read_i,       // from the store lane
  input  logic                         read_half_i,  // from the store lane
  input  logic [7:0]                   read_row_i,   // from the store lane
  output logic [Cols*32-1:0]           row_o,        // to the store lane, until the next read
  input  logic [flexsa_pkg::FillW-1:0] fill_i,       // from the load lane (LdOBUF)
  input  logic                         fill_half_i,  // from the OBUF unit
  input  logic [7:0]                   fill_orow_i,  // from the OBUF unit
  input  logic [PortBytes*8-1:0]       data_i        // from GBUF
);
  localparam int unsigned Tw = flexsa_pkg::ObufW;

  logic [Cols*Tw-1:0] taps;
  logic [Cols*32-1:0] psum, old, sum;
  logic [Cols-1:0]    writes;

  flexsa_delay #(.Width(Tw), .Stages(Cols)) i_chain (
    .clk_i, .rst_ni, .step_i, .data_i(token_i), .taps_o(taps)
  );
  assign token_o = taps[(Cols-1)*Tw +: Tw];

  // All lanes at once: one adder a column. Idle columns hold.
  always_comb begin
    sum = psum;
    if (writes != 0) begin
      for (int unsigned c = 0; c < Cols; c++)
        sum[c*32 +: 32] = flexsa_fp_pkg::add32(old[c*32 +: 32], psum[c*32 +: 32]);
    end
  end

  for (genvar c = 0; c < Cols; c++) begin : gen_bank
    localparam int unsigned At = (4 * c % PortBytes) * 8;
    logic [Tw-1:0] now;
    if (c == 0) begin : gen_first
      assign now = token_i;
    end else begin : gen_next
      assign now = taps[(c-1)*Tw +: Tw];
    end
    flexsa_obuf_bank #(.Depth(Depth), .Part(Part), .Beat(4 * c / PortBytes)) i_bank (
      .clk_i, .step_i, .now_i(now), .late_i(taps[c*Tw +: Tw]),
      .psum_top_i(psum_top_i[c*32 +: 32]), .psum_bot_i(psum_bot_i[c*32 +: 32]),
      .psum_o(psum[c*32 +: 32]), .old_o(old[c*32 +: 32]), .writes_o(writes[c]),
      .sum_i(sum[c*32 +: 32]),
      .read_i, .read_half_i, .read_row_i, .row_o(row_o[c*32 +: 32]),
      .fill_i, .fill_half_i, .fill_orow_i, .data_i(data_i[At +: 32])
    );
  end
endmodule
