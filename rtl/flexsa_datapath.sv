// Data path: local buffers, array and OBUF of one unit, with the control chains that lead
// a token past them. Everything here moves with step_i; frozen_o says it must not.
//
//                    GBUF lanes V                      token positions (steps after bank 0)
//                  stationary LBUFs                      bank r of the left LBUF  r*PipeDepth
//   GBUF H -> left LBUF -> array                         leaves upper cores    Rows*PipeDepth
//                            OBUF partitions -> rows     leaves the array    2*Rows*PipeDepth
//
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
  output logic                               wave_last_o,  // to the engine: a wave's last result is in
  output logic                               hand_over_o,  // to the OBUF owner
  output logic                               hand_over_half_o
);
  localparam int unsigned Blocks = Quad ? 2 : 1;
  localparam int unsigned Banks  = Blocks * Rows;
  localparam int unsigned Dw     = PortBytes * 8;
  localparam int unsigned Ww     = flexsa_pkg::WestW;
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

  // ---- the array: four cores and what feeds them in turn, or one core -----------------
  logic psum_down;
  if (Quad) begin : gen_quad
    logic [Rows*PipeDepth*Tw-1:0] down_taps;
    logic                         unused_bits;
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

    flexsa_quad #(
      .Rows(Rows), .Cols(Cols), .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
    ) i_quad (
      .clk_i, .rst_ni, .step_i,
      .west_a_i(west_a), .west_valid_i(west_valid), .west_swap_i(west_swap),
      .over_a_i(over_a), .over_valid_i(over_valid), .over_swap_i(over_swap), .over_sel_i(over_sel),
      .psum_down_i(psum_down), .w_i(w), .shift_i(shift), .psum_o(psum)
    );
    assign unused_bits = &{1'b0, down_taps, v_token_east};
  end else begin : gen_single
    logic unused_bits;
    assign v_fills = v_fills_i;
    assign v_data  = v_data_i;
    flexsa_single #(
      .Rows(Rows), .Cols(Cols), .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
    ) i_single (
      .clk_i, .rst_ni, .step_i,
      .west_a_i(west_a), .west_valid_i(west_valid), .west_swap_i(west_swap),
      .w_i(w), .shift_i(shift[0]), .psum_o(psum)
    );
    assign unused_bits = &{1'b0, over_a, over_valid, over_swap, over_sel, psum_down, v_token_east};
  end

  // ---- OBUF partitions ------------------------------------------------------------------
  flexsa_partitions #(
    .Quad(Quad), .Cols(Cols), .PartRows(PartRows), .PortBytes(PortBytes)
  ) i_partitions (
    .clk_i, .rst_ni, .step_i,
    .west_mid_i(west_mid), .west_end_i(west_end), .psum_down_o(psum_down), .psum_i(psum),
    .fills_i(o_fills_i), .data_i(o_data_i), .half_i(o_half_i), .orow_i(o_orow_i),
    .read_i(o_read_i), .read_row_i(o_read_row_i), .rows_o(o_rows_o),
    .wave_last_o, .hand_over_o, .hand_over_half_o
  );
endmodule
