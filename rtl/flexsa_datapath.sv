// Data path: local buffers, array and OBUF of one unit, with the control chains that lead
// a token past them. Everything here moves with step_i; frozen_o says it must not.
//
//                    GBUF lanes V                      token positions (steps after bank 0)
//                  stationary LBUFs                      bank r of the left LBUF  r*PipeDepth
//   GBUF H -> left LBUF -> array                         leaves upper cores    Rows*PipeDepth
//                            OBUF partitions -> rows     leaves the array    2*Rows*PipeDepth
//
// A result leaves the array 3 steps after its token does: the bank's read, the recoded
// operand, the PE's operand register.
// Latency: Rows*Blocks*PipeDepth + 6 steps from token to OBUF bank, column 0.
// Example: the token of row 0 enters at step 0 with Rows 64, FW: column 5 of partition 0 has it after step 139.
module flexsa_datapath #(
  parameter bit          Quad         = 1'b1,
  parameter int unsigned Rows         = 64,
  parameter int unsigned Cols         = 64,
  parameter int unsigned PartRows     = 128,
  parameter int unsigned PortBytes    = 128,
  parameter bit          SecondWeight = 1'b1,
  parameter int unsigned PipeDepth    = 1,
  localparam int unsigned Lanes = Quad ? 4 : 1
) (
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  logic                               step_i,       // from the execute unit
  output logic                               frozen_o,     // to the execute unit
  input  logic [flexsa_pkg::WestW-1:0]       west_i,       // from the execute unit
  input  logic [flexsa_pkg::OverW-1:0]       over_i,       // from the execute unit
  input  logic [flexsa_pkg::ShiftW-1:0]      shift_i,      // from the shift unit
  input  logic [Lanes*flexsa_pkg::FillW-1:0] v_fills_i,    // from the V load lanes
  input  logic [Lanes*PortBytes*8-1:0]       v_data_i,     // from GBUF
  output logic [Lanes*flexsa_pkg::FreedW-1:0] v_freed_o,   // to the V load lanes
  input  logic [Lanes*4-1:0]                 v_begun_i,    // from the V load lanes
  input  logic [Lanes*18-1:0]                v_filled_i,   // from the V load lanes
  input  logic [Lanes*flexsa_pkg::FillW-1:0] h_fills_i,    // from the H load lanes
  input  logic [Lanes*PortBytes*8-1:0]       h_data_i,     // from GBUF
  output logic [Lanes*flexsa_pkg::HWays*flexsa_pkg::FreedW-1:0] h_freed_o,   // to the H load lanes
  input  logic [Lanes*4-1:0]                 h_begun_i,    // from the H load lanes
  input  logic [Lanes*18-1:0]                h_filled_i,   // from the H load lanes
  input  logic [Lanes*flexsa_pkg::FillW-1:0] o_fills_i,    // from the OBUF unit
  input  logic [Lanes*PortBytes*8-1:0]       o_data_i,     // from GBUF
  input  logic                               o_half_i,     // from the OBUF unit
  input  logic [7:0]                         o_orow_i,     // from the OBUF unit
  input  logic [Lanes-1:0]                   o_read_i,     // from the OBUF unit
  input  logic [Lanes*8-1:0]                 o_read_row_i, // from the OBUF unit
  output logic [Lanes*Cols*32-1:0]           o_rows_o,     // to the OBUF unit
  output logic                               wave_last_o,  // to the unit: a wave's last result is in
  output logic                               hand_over_o,  // to the OBUF owner
  output logic                               hand_over_half_o
);
  localparam int unsigned Blocks = Quad ? 2 : 1;
  localparam int unsigned Banks  = Blocks * Rows;
  localparam int unsigned Dw     = PortBytes * 8;
  localparam int unsigned Ww     = flexsa_pkg::WestW;
  localparam int unsigned Ow     = flexsa_pkg::ObufW;
  localparam int unsigned Fw     = flexsa_pkg::FreedW;
  localparam int unsigned Lw     = flexsa_pkg::FillW;
  localparam int unsigned Tw     = flexsa_pkg::ShiftW;

  // ---- left LBUF ------------------------------------------------------------------
  logic [Banks*16-1:0] west_a, over_a;
  logic [Banks-1:0]    west_valid, west_swap, over_valid, over_swap, over_sel;
  logic [Ww-1:0]       west_mid, west_end;
  logic                h_frozen;
  logic [Lanes-1:0]    v_there;
  assign frozen_o = h_frozen || !(&v_there);
  flexsa_lbuf_h #(
    .Rows(Rows), .Cols(Cols), .Blocks(Blocks), .Depth(PartRows), .PortBytes(PortBytes),
    .PipeDepth(PipeDepth)
  ) i_lbuf_h (
    .clk_i, .rst_ni, .step_i, .west_i, .over_i,
    .fills_i(h_fills_i), .fill_data_i(h_data_i), .begun_i(h_begun_i), .filled_i(h_filled_i),
    .west_a_o(west_a), .west_valid_o(west_valid), .west_swap_o(west_swap),
    .over_a_o(over_a), .over_valid_o(over_valid), .over_swap_o(over_swap), .over_sel_o(over_sel),
    .west_mid_o(west_mid), .west_end_o(west_end), .freed_o(h_freed_o), .frozen_o(h_frozen)
  );

  // ---- stationary LBUFs and the array -----------------------------------------------
  logic [Lanes*Lw-1:0]      v_fills;
  logic [Lanes*Dw-1:0]      v_data;
  logic [Lanes*Cols*16-1:0] w;
  logic [Lanes-1:0]         shift;
  logic [Lanes*Cols*32-1:0] psum;
  logic [Lanes*Tw-1:0]      v_token, v_token_east;

  for (genvar q = 0; q < Lanes; q++) begin : gen_lbuf_v
    flexsa_lbuf_v #(.Rows(Rows), .Cols(Cols), .PortBytes(PortBytes), .Lower(q >= 2), .East(q % 2 == 1),
                    .Lanes(Lanes)) i_lbuf_v (
      .clk_i, .rst_ni, .step_i,
      .fill_i(v_fills[q*Lw +: Lw]), .data_i(v_data[q*Dw +: Dw]),
      .token_i(v_token[q*Tw +: Tw]), .token_o(v_token_east[q*Tw +: Tw]),
      .begun_i(v_begun_i), .filled_i(v_filled_i), .there_o(v_there[q]),
      .freed_o(v_freed_o[q*Fw +: Fw]), .w_o(w[q*Cols*16 +: Cols*16]), .shift_o(shift[q])
    );
  end
  assign v_token[0 +: Tw] = shift_i;

  // ---- tokens on their way to the OBUF ----------------------------------------------
  flexsa_pkg::west_t end_now;
  logic [3*Ww-1:0]   end_taps;
  logic [Lanes*Ow-1:0]   o_token, o_token_east, o_done;
  flexsa_pkg::obuf_ctl_t out_token;
  flexsa_delay #(.Width(Ww), .Stages(3)) i_end (
    .clk_i, .rst_ni, .step_i, .data_i(west_end), .taps_o(end_taps)
  );
  assign end_now = end_taps[2*Ww +: Ww];

  if (Quad) begin : gen_quad
    logic [Rows*PipeDepth*Tw-1:0] down_taps;
    logic [3*Ww-1:0]              mid_taps;
    logic                         psum_down;

    flexsa_bcast #(.PortBytes(PortBytes)) i_bcast (
      .fills_i(v_fills_i), .data_i(v_data_i), .fills_o(v_fills), .data_o(v_data)
    );
    // Cores 2 and 3 are shifted when the wave is about to reach them.
    flexsa_delay #(.Width(Tw), .Stages(Rows * PipeDepth)) i_shift_down (
      .clk_i, .rst_ni, .step_i, .data_i(shift_i), .taps_o(down_taps)
    );
    assign v_token[1*Tw +: Tw] = v_token_east[0 +: Tw];
    assign v_token[2*Tw +: Tw] = down_taps[(Rows*PipeDepth-1)*Tw +: Tw];
    assign v_token[3*Tw +: Tw] = v_token_east[2*Tw +: Tw];

    flexsa_delay #(.Width(Ww), .Stages(3)) i_mid (
      .clk_i, .rst_ni, .step_i, .data_i(west_mid), .taps_o(mid_taps)
    );

    flexsa_quad #(
      .Rows(Rows), .Cols(Cols), .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
    ) i_quad (
      .clk_i, .rst_ni, .step_i,
      .west_a_i(west_a), .west_valid_i(west_valid), .west_swap_i(west_swap),
      .over_a_i(over_a), .over_valid_i(over_valid), .over_swap_i(over_swap), .over_sel_i(over_sel),
      .psum_down_i(psum_down), .w_i(w), .shift_i(shift), .psum_o(psum)
    );

    flexsa_obuf_switch i_switch (
      .clk_i, .rst_ni, .mid_next_i(mid_taps[Ww +: Ww]), .mid_i(mid_taps[2*Ww +: Ww]),
      .end_i(end_now), .psum_down_o(psum_down), .upper_o(o_token[0*Ow +: Ow])
    );
    assign o_token[1*Ow +: Ow] = o_token_east[0*Ow +: Ow];
    assign o_token[2*Ow +: Ow] = end_now.obuf;
    assign o_token[3*Ow +: Ow] = o_token_east[2*Ow +: Ow];

    logic unused_bits;
    assign unused_bits = &{1'b0, down_taps, mid_taps, v_token_east, o_token_east};
  end else begin : gen_single
    localparam int unsigned Rw = flexsa_pe_pkg::LaneW;
    logic [Rows*Rw-1:0] a, unused_a;
    logic [Cols*Rw-1:0] w_lanes, unused_w;
    logic [Rows-1:0]    valid_q, swap_q, unused_valid, unused_swap;
    logic               shift_q, unused_bits;
    flexsa_recode #(.Lanes(Rows)) i_recode_west (.clk_i, .step_i, .x_i(west_a), .y_o(a));
    flexsa_recode #(.Lanes(Cols)) i_recode_w (.clk_i, .step_i, .x_i(w), .y_o(w_lanes));
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        valid_q <= '0;
        swap_q  <= '0;
        shift_q <= 1'b0;
      end else if (step_i) begin
        valid_q <= west_valid;
        swap_q  <= west_swap;
        shift_q <= shift[0];
      end
    end
    assign v_fills = v_fills_i;
    assign v_data  = v_data_i;
    assign o_token = end_now.obuf;
    flexsa_core #(
      .Rows(Rows), .Cols(Cols), .TopHasAdder(1'b0),
      .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
    ) i_core (
      .clk_i, .rst_ni, .step_i,
      .a_i(a), .a_valid_i(valid_q), .a_swap_i(swap_q),
      .a_o(unused_a), .a_valid_o(unused_valid), .a_swap_o(unused_swap),
      .w_i(w_lanes), .w_o(unused_w), .shift_i(shift_q),
      .psum_i({Cols{32'h8000_0000}}), .psum_o(psum)
    );
    assign unused_bits = &{1'b0, unused_a, unused_w, unused_valid, unused_swap, over_a, over_valid,
                           over_swap, over_sel, west_mid, v_token_east, o_token_east};
  end

  // ---- OBUF partitions: 0 | 1 above 2 | 3 ------------------------------------------------
  for (genvar p = 0; p < Lanes; p++) begin : gen_obuf
    flexsa_obuf #(.Cols(Cols), .Depth(PartRows), .PortBytes(PortBytes), .Part(p)) i_obuf (
      .clk_i, .rst_ni, .step_i,
      .token_i(o_token[p*Ow +: Ow]), .token_o(o_token_east[p*Ow +: Ow]),
      .done_o(o_done[p*Ow +: Ow]),
      .psum_top_i(psum[p*Cols*32 +: Cols*32]),
      .psum_bot_i(psum[(Quad ? 2 + p % 2 : p)*Cols*32 +: Cols*32]),
      .read_i(o_read_i[p]), .read_half_i(o_half_i), .read_row_i(o_read_row_i[p*8 +: 8]),
      .row_o(o_rows_o[p*Cols*32 +: Cols*32]),
      .fill_i(o_fills_i[p*Lw +: Lw]), .fill_half_i(o_half_i), .fill_orow_i(o_orow_i),
      .data_i(o_data_i[p*Dw +: Dw])
    );
  end
  assign out_token        = o_done[(Lanes-1)*Ow +: Ow];
  assign wave_last_o      = step_i && out_token.wave_last;
  assign hand_over_o      = step_i && out_token.hand_over;
  assign hand_over_half_o = out_token.half;

  logic unused_end;
  assign unused_end = &{1'b0, end_now, end_taps, out_token, o_done};
endmodule
