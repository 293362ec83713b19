// OBUF partitions, and the tokens that lead results into them.
//
//   west token leaves the upper cores --3 steps--+             partitions 0 | 1
//                                                (c) switch -->           --+-->
//   west token leaves the array ------3 steps----+----------->            2 | 3
//
// A result leaves the array 3 steps after its token does: the bank's read, the recoded
// operand, the PE's operand register. Tokens enter partitions 0 and 2 and go on east to 1 and 3;
// partition 3 is the last to have a wave's last result, and says so.
//
// Latency: 3 steps from the end of the token chain to column 0 of partition 2, Cols more to 3.
// Example: HSW: the token at west_mid_i leads core 0's results to partition 0 three steps later.
module flexsa_partitions #(
  parameter bit          Quad      = 1'b1,
  parameter int unsigned Cols      = 64,   // of a core and of a partition
  parameter int unsigned PartRows  = 128,
  parameter int unsigned PortBytes = 128,
  localparam int unsigned Lanes = Quad ? 4 : 1
) (
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  logic                               step_i,       // from the execute unit
  input  logic [flexsa_pkg::WestW-1:0]       west_mid_i,   // from the left LBUF: leaves cores 0, 1
  input  logic [flexsa_pkg::WestW-1:0]       west_end_i,   // from the left LBUF: leaves the array
  output logic                               psum_down_o,  // to the array: switch (b)
  input  logic [Lanes*Cols*32-1:0]           psum_i,       // from the array: bottoms of the cores
  input  logic [Lanes*flexsa_pkg::FillW-1:0] fills_i,      // from the OBUF unit
  input  logic [Lanes*PortBytes*8-1:0]       data_i,       // from GBUF
  input  logic                               half_i,       // from the OBUF unit
  input  logic [7:0]                         orow_i,       // from the OBUF unit
  input  logic [Lanes-1:0]                   read_i,       // from the OBUF unit
  input  logic [Lanes*8-1:0]                 read_row_i,   // from the OBUF unit
  output logic [Lanes*Cols*32-1:0]           rows_o,       // to the OBUF unit
  output logic                               wave_last_o,  // to the engine: a wave's last result is in
  output logic                               hand_over_o,  // to the OBUF owner
  output logic                               hand_over_half_o
);
  localparam int unsigned Dw = PortBytes * 8;
  localparam int unsigned Ww = flexsa_pkg::WestW;
  localparam int unsigned Ow = flexsa_pkg::ObufW;
  localparam int unsigned Lw = flexsa_pkg::FillW;

  flexsa_pkg::west_t     end_now;
  flexsa_pkg::obuf_ctl_t out_token;
  logic [3*Ww-1:0]       end_taps;
  logic [Ow-1:0]         end_obuf;
  logic [Lanes*Ow-1:0]   token, token_east, done;
  logic                  unused_bits;
  flexsa_delay #(.Width(Ww), .Stages(3)) i_end (
    .clk_i, .rst_ni, .step_i, .data_i(west_end_i), .taps_o(end_taps)
  );
  assign end_now  = end_taps[2*Ww +: Ww];
  assign end_obuf = end_now.obuf;

  if (Quad) begin : gen_quad
    logic [3*Ww-1:0] mid_taps;
    logic            unused_mid;
    flexsa_delay #(.Width(Ww), .Stages(3)) i_mid (
      .clk_i, .rst_ni, .step_i, .data_i(west_mid_i), .taps_o(mid_taps)
    );
    flexsa_obuf_switch i_switch (
      .clk_i, .rst_ni, .mid_next_i(mid_taps[Ww +: Ww]), .mid_i(mid_taps[2*Ww +: Ww]),
      .end_i(end_now), .psum_down_o, .upper_o(token[0*Ow +: Ow])
    );
    assign token[1*Ow +: Ow] = token_east[0*Ow +: Ow];
    assign token[2*Ow +: Ow] = end_obuf;
    assign token[3*Ow +: Ow] = token_east[2*Ow +: Ow];
    assign unused_mid = &{1'b0, mid_taps};
  end else begin : gen_single
    logic unused_mid;
    assign token       = end_obuf;
    assign psum_down_o = 1'b0;
    assign unused_mid  = &{1'b0, west_mid_i};
  end

  for (genvar p = 0; p < Lanes; p++) begin : gen_obuf
    flexsa_obuf #(.Cols(Cols), .Depth(PartRows), .PortBytes(PortBytes), .Part(p)) i_obuf (
      .clk_i, .rst_ni, .step_i,
      .token_i(token[p*Ow +: Ow]), .token_o(token_east[p*Ow +: Ow]), .done_o(done[p*Ow +: Ow]),
      .psum_top_i(psum_i[p*Cols*32 +: Cols*32]),
      .psum_bot_i(psum_i[(Quad ? 2 + p % 2 : p)*Cols*32 +: Cols*32]),
      .read_i(read_i[p]), .read_half_i(half_i), .read_row_i(read_row_i[p*8 +: 8]),
      .row_o(rows_o[p*Cols*32 +: Cols*32]),
      .fill_i(fills_i[p*Lw +: Lw]), .fill_half_i(half_i), .fill_orow_i(orow_i),
      .data_i(data_i[p*Dw +: Dw])
    );
  end
  assign out_token        = done[(Lanes-1)*Ow +: Ow];
  assign wave_last_o      = step_i && out_token.wave_last;
  assign hand_over_o      = step_i && out_token.hand_over;
  assign hand_over_half_o = out_token.half;

  assign unused_bits = &{1'b0, end_now, end_taps, token_east, out_token, done};
endmodule
