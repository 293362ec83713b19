// Engine: the shift and execute units and the data path they send tokens into. All of it moves
// with `step`, or (frozen: a row that is about to be read has not arrived) stands still.
//
//   ShiftV ----> shift --token--> stationary LBUFs --> array --> OBUF partitions
//                  | weights ready, taken                |
//   ExecGEMM --> execute --tokens--> left LBUF --------->+
//
// Latency: flexsa_datapath says how long a row step takes to the OBUF.
// Example: shiftv k=4 and exec m=8 behind it: 4 steps of weights, 8 steps of rows, each a token.
module flexsa_engine #(
  parameter bit          Quad         = 1'b1,
  parameter int unsigned Rows         = 64,   // PE rows of one core
  parameter int unsigned Cols         = 64,   // PE columns of one core
  parameter int unsigned PartRows     = 128,  // rows of an OBUF partition half
  parameter int unsigned PortBytes    = 128,
  parameter bit          SecondWeight = 1'b1,
  parameter int unsigned PipeDepth    = 1,
  localparam int unsigned Lanes = Quad ? 4 : 1
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                shift_valid_i,   // from dispatch
  output logic                                shift_ready_o,   // to dispatch
  input  logic [127:0]                        shift_instr_i,   // from dispatch
  input  logic [7:0]                          shift_after_i,   // from dispatch: ExecGEMMs before it
  input  logic                                exec_valid_i,    // from dispatch
  output logic                                exec_ready_o,    // to dispatch
  input  logic [127:0]                        exec_instr_i,    // from dispatch
  output logic                                step_o,          // to the loads: everything moves
  input  logic [Lanes*flexsa_pkg::FillW-1:0]  v_fills_i,       // from the V load
  input  logic [Lanes*4-1:0]                  v_begun_i,       // from the V load
  input  logic [Lanes*18-1:0]                 v_filled_i,      // from the V load
  output logic [Lanes*flexsa_pkg::FreedW-1:0] v_freed_o,       // to the V load
  input  logic [Lanes*flexsa_pkg::FillW-1:0]  h_fills_i,       // from the H load
  input  logic [Lanes*4-1:0]                  h_begun_i,       // from the H load
  input  logic [Lanes*18-1:0]                 h_filled_i,      // from the H load
  output logic [Lanes*flexsa_pkg::HWays*flexsa_pkg::FreedW-1:0] h_freed_o,       // to the H load
  input  logic [3*Lanes*PortBytes*8-1:0]      data_i,          // from GBUF: {LdOBUF, H, V} lanes
  input  logic [Lanes*flexsa_pkg::FillW-1:0]  o_fills_i,       // from the OBUF unit
  input  logic                                o_half_i,        // from the OBUF unit
  input  logic [7:0]                          o_orow_i,        // from the OBUF unit
  input  logic [Lanes-1:0]                    o_read_i,        // from the OBUF unit
  input  logic [Lanes*8-1:0]                  o_read_row_i,    // from the OBUF unit
  output logic [Lanes*Cols*32-1:0]            o_rows_o,        // to the OBUF unit
  input  logic                                half_ours_i,     // from the OBUF owner
  output logic                                half_take_o,     // to the OBUF owner
  output logic                                wave_ends_o,     // to the OBUF owner: last row sent
  output logic                                hand_over_o,     // to the OBUF owner: last result in
  output logic                                hand_over_half_o,
  output logic                                shift_start_o,   // to the top
  output logic                                shift_done_o,    // to the top
  output logic                                wave_start_o,    // to the top, counters
  output logic                                wave_last_o,     // to the top: its last result is in
  output logic                                idle_o,          // to dispatch: no wave under way
  output logic                                frozen_o,        // to the counters
  output logic                                wave_busy_o,     // to the counters
  output logic [3:0]                          wave_stall_o,    // to the counters
  output logic [1:0]                          wave_mode_o,     // to the counters
  output logic [15:0]                         over_h_bytes_o,  // to the counters
  output logic [15:0]                         over_v_bytes_o   // to the counters
);
  localparam int unsigned Dw = PortBytes * 8;

  // ---- shift ----------------------------------------------------------------------------
  flexsa_pkg::instr_t            shift_instr;
  logic [flexsa_pkg::ShiftW-1:0] shift_token;
  logic                          next_ready, swap_begins;
  logic [7:0]                    wave_rows, execs_done;
  assign shift_instr = shift_instr_i;
  flexsa_shift_unit #(
    .Rows(Rows), .Cols(Cols), .Quad(Quad), .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
  ) i_shift (
    .clk_i, .rst_ni, .step_i(step_o), .valid_i(shift_valid_i), .ready_o(shift_ready_o),
    .k_i(shift_instr.k), .n_i(shift_instr.n), .mode_i(shift_instr.mode), .after_execs_i(shift_after_i),
    .begun_i(v_begun_i[3:0]), .filled_i(v_filled_i[17:0]), .swap_begins_i(swap_begins),
    .wave_ends_i(wave_ends_o), .wave_rows_i(wave_rows), .execs_done_i(execs_done),
    .next_ready_o(next_ready), .token_o(shift_token),
    .start_o(shift_start_o), .done_o(shift_done_o)
  );

  // ---- execute ----------------------------------------------------------------------------
  logic [flexsa_pkg::WestW-1:0] west_token;
  logic [flexsa_pkg::OverW-1:0] over_token;
  flexsa_exec_unit #(
    .Rows(Rows), .Cols(Cols), .Quad(Quad), .Lanes(Lanes), .PipeDepth(PipeDepth)
  ) i_exec (
    .clk_i, .rst_ni, .valid_i(exec_valid_i), .ready_o(exec_ready_o), .instr_i(exec_instr_i),
    .next_ready_i(next_ready), .swap_begins_o(swap_begins),
    .wave_ends_o, .wave_rows_o(wave_rows), .execs_done_o(execs_done),
    .begun_i(h_begun_i), .filled_i(h_filled_i), .frozen_i(frozen_o), .step_o,
    .half_ours_i, .half_take_o, .west_o(west_token), .over_o(over_token),
    .start_o(wave_start_o), .busy_o(wave_busy_o), .stall_o(wave_stall_o), .mode_o(wave_mode_o),
    .over_h_bytes_o, .over_v_bytes_o
  );

  // ---- array, its buffers and its control chains --------------------------------------------
  flexsa_datapath #(
    .Quad(Quad), .Rows(Rows), .Cols(Cols), .PartRows(PartRows), .PortBytes(PortBytes),
    .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
  ) i_datapath (
    .clk_i, .rst_ni, .step_i(step_o), .frozen_o,
    .west_i(west_token), .over_i(over_token), .shift_i(shift_token),
    .v_fills_i, .v_data_i(data_i[0 +: Lanes*Dw]), .v_freed_o, .v_begun_i, .v_filled_i,
    .h_fills_i, .h_data_i(data_i[Lanes*Dw +: Lanes*Dw]), .h_freed_o, .h_begun_i, .h_filled_i,
    .o_fills_i, .o_data_i(data_i[2*Lanes*Dw +: Lanes*Dw]),
    .o_half_i, .o_orow_i, .o_read_i, .o_read_row_i, .o_rows_o,
    .wave_last_o, .hand_over_o, .hand_over_half_o
  );

  // ---- waves begun and not yet in the OBUF to the last result -----------------------------------
  logic [9:0] waves_q, waves_d;
  assign waves_d = waves_q + 10'(wave_start_o) - 10'(wave_last_o);
  assign idle_o  = waves_q == 0;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      waves_q <= '0;
    end else begin
      waves_q <= waves_d;
    end
  end

  logic unused_bits;
  assign unused_bits = &{1'b0, shift_instr};

`ifdef FLEXSA_ASSERT
  WaveEndsOnce: assert property (@(posedge clk_i) disable iff (!rst_ni)
    wave_last_o |-> waves_q != 0);
`endif
endmodule
