// OBUF partition: one bank a PE column that takes finished partial sums, adds them to
// what it holds when the token says so, and keeps two halves: one is computed while the
// other is stored to (or loaded from) GBUF.
//
// The token is skewed by column like the results: column c sees it c steps after column 0.
// Latency: a result is in the bank 3 steps after it stands at psum_*_i. Two tokens for
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
  output logic [flexsa_pkg::ObufW-1:0] done_o,       // to the OBUF owner: its row is being written
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

  localparam int unsigned RowW = Cols * 32;

  logic [(Cols+1)*Tw-1:0] taps;
  logic [RowW-1:0]        psum, old, sum_q;
  logic [Cols:0]          forward;
  logic [Cols-1:0]        adds;
  flexsa_pkg::obuf_ctl_t  head, earlier;

  flexsa_delay #(.Width(Tw), .Stages(Cols + 1)) i_chain (
    .clk_i, .rst_ni, .step_i, .data_i(token_i), .taps_o(taps)
  );
  assign token_o = taps[(Cols-1)*Tw +: Tw];
  assign done_o  = taps[Cols*Tw +: Tw];

  // Two tokens for one row two steps apart: the second one needs the first one's sum.
  assign head       = token_i;
  assign earlier    = taps[Tw +: Tw];
  assign forward[0] = head.part_valid[Part] && earlier.part_valid[Part] &&
                      head.half == earlier.half && head.row == earlier.row;
  flexsa_delay #(.Width(1), .Stages(Cols)) i_forward (
    .clk_i, .rst_ni, .step_i, .data_i(forward[0]), .taps_o(forward[Cols:1])
  );

  // One adder a column; all lanes at once, asleep when no column has a token.
  function automatic logic [RowW-1:0] sum_row(input logic [RowW-1:0] x, input logic [RowW-1:0] y);
    for (int unsigned c = 0; c < Cols; c++)
      sum_row[c*32 +: 32] = flexsa_fp_pkg::add32(x[c*32 +: 32], y[c*32 +: 32]);
  endfunction
  always_ff @(posedge clk_i) begin
    if (step_i && adds != 0) sum_q <= sum_row(old, psum);
  end

  for (genvar c = 0; c < Cols; c++) begin : gen_bank
    localparam int unsigned At = (4 * c % PortBytes) * 8;
    logic [Tw-1:0] now;
    if (c == 0) begin : gen_first
      assign now = token_i;
    end else begin : gen_next
      assign now = taps[(c-1)*Tw +: Tw];
    end
    assign adds[c] = taps[c*Tw + flexsa_pkg::ObufW - 4 + Part];  // part_valid of the step before
    flexsa_obuf_bank #(.Depth(Depth), .Part(Part), .Col(c), .Beat(4 * c / PortBytes)) i_bank (
      .clk_i, .step_i, .now_i(now), .late_i(taps[(c+1)*Tw +: Tw]), .forward_i(forward[c]),
      .psum_top_i(psum_top_i[c*32 +: 32]), .psum_bot_i(psum_bot_i[c*32 +: 32]),
      .psum_o(psum[c*32 +: 32]), .old_o(old[c*32 +: 32]), .sum_i(sum_q[c*32 +: 32]),
      .read_i, .read_half_i, .read_row_i, .row_o(row_o[c*32 +: 32]),
      .fill_i, .fill_half_i, .fill_orow_i, .data_i(data_i[At +: 32])
    );
  end
  logic unused_bits;
  assign unused_bits = &{1'b0, head, earlier, forward[Cols]};
endmodule
