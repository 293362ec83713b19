// One unit: instruction stream in, GBUF lanes out. With Quad = 1 the FlexSA unit of four
// sub-cores; with Quad = 0 one core of Rows x Cols without any switch, from which the two
// baselines are made.
//
// Dispatch hands instructions to {V load, H load, shift, execute, OBUF}, which meet at the buffers.
// Shift and execute are in the engine, with the buffers and the array; the others reach GBUF:
//   GBUF -> V load -> stationary LBUFs -> shift ----> array -> OBUF -> store -> GBUF
//   GBUF -> H load -> left LBUF ------> execute --/             ^----- LdOBUF <- GBUF
//
// Latency: see the units; flexsa_datapath says how long a row step takes to the OBUF.
// Example: ldv, shiftv, ldh, exec and st of one tile, docs/isa.md.
module flexsa_unit #(
  parameter bit          Quad         = 1'b1,
  parameter int unsigned Rows         = 64,   // PE rows of one core
  parameter int unsigned Cols         = 64,   // PE columns of one core
  parameter int unsigned PartRows     = 128,  // rows of an OBUF partition half
  parameter int unsigned PortBytes    = 128,
  parameter bit          SecondWeight = 1'b1,
  parameter int unsigned PipeDepth    = 1,
  localparam int unsigned Lanes = Quad ? 4 : 1,
  localparam int unsigned Units = flexsa_isa_pkg::NumUnits
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         instr_valid_i,   // from the top
  output logic                         instr_ready_o,   // to the top
  input  logic [127:0]                 instr_i,         // from the top
  output logic [3*Lanes-1:0]           rd_req_valid_o,  // to GBUF: {LdOBUF, H, V} lanes
  input  logic [3*Lanes-1:0]           rd_req_ready_i,  // from GBUF
  output logic [3*Lanes*32-1:0]        rd_req_addr_o,   // to GBUF
  input  logic [3*Lanes-1:0]           rd_rsp_valid_i,  // from GBUF
  input  logic [3*Lanes*PortBytes*8-1:0] rd_rsp_data_i, // from GBUF
  output logic [Lanes-1:0]             wr_req_valid_o,  // to GBUF
  input  logic [Lanes-1:0]             wr_req_ready_i,  // from GBUF
  output logic [Lanes*32-1:0]          wr_req_addr_o,   // to GBUF
  output logic [Lanes*PortBytes*8-1:0] wr_req_data_o,   // to GBUF
  output logic [Lanes*PortBytes-1:0]   wr_req_strobe_o, // to GBUF
  output logic [Units-1:0]             start_o,         // to the top: an instruction begins
  output logic [Units-1:0]             done_o,          // to the top: an instruction is complete
  output logic                         idle_o,          // to the top: nothing under way
  input  logic [5:0]                   count_index_i,   // from the top
  output logic [47:0]                  count_o          // to the top
);
  localparam int unsigned Ldv   = flexsa_isa_pkg::UnitLdv;
  localparam int unsigned Ldh   = flexsa_isa_pkg::UnitLdh;
  localparam int unsigned Shift = flexsa_isa_pkg::UnitShift;
  localparam int unsigned Exec  = flexsa_isa_pkg::UnitExec;
  localparam int unsigned Obuf  = flexsa_isa_pkg::UnitObuf;

  // ---- dispatch -------------------------------------------------------------------
  logic [Units-1:0]     unit_valid, unit_ready;
  logic [Units*128-1:0] unit_instr;
  logic [7:0]           shift_after;
  logic                 units_idle, dispatch_idle, taken;
  flexsa_dispatch i_dispatch (
    .clk_i, .rst_ni, .instr_valid_i, .instr_ready_o, .instr_i,
    .unit_valid_o(unit_valid), .unit_ready_i(unit_ready), .unit_instr_o(unit_instr),
    .shift_after_o(shift_after), .units_idle_i(units_idle), .taken_o(taken), .idle_o(dispatch_idle)
  );

  // ---- loads: GBUF lanes V and H to the local buffers -------------------------------
  logic [Lanes*flexsa_pkg::FillW-1:0]  v_fills, h_fills;
  logic [Lanes*flexsa_pkg::FreedW-1:0] v_freed;
  logic [Lanes*flexsa_pkg::HWays*flexsa_pkg::FreedW-1:0] h_freed;
  logic [Lanes*4-1:0]                  v_begun, h_begun;
  logic [Lanes*18-1:0]                 v_filled, h_filled;
  logic [Lanes*10-1:0]                 v_bytes, h_bytes;
  logic [Lanes*2-1:0]                  v_copies;
  logic                                v_idle, h_idle, step;
  flexsa_load_v #(.Rows(Rows), .Cols(Cols), .Quad(Quad), .PortBytes(PortBytes)) i_load_v (
    .clk_i, .rst_ni,
    .valid_i(unit_valid[Ldv]), .ready_o(unit_ready[Ldv]), .instr_i(unit_instr[Ldv*128 +: 128]),
    .req_valid_o(rd_req_valid_o[0 +: Lanes]), .req_ready_i(rd_req_ready_i[0 +: Lanes]),
    .req_addr_o(rd_req_addr_o[0 +: Lanes*32]), .rsp_valid_i(rd_rsp_valid_i[0 +: Lanes]),
    .fills_o(v_fills), .step_i(step), .freed_i(v_freed), .begun_o(v_begun), .filled_o(v_filled),
    .start_o(start_o[Ldv]), .done_o(done_o[Ldv]), .bytes_o(v_bytes), .copies_o(v_copies), .idle_o(v_idle)
  );
  flexsa_load_h #(.Rows(Rows), .Cols(Cols), .Quad(Quad), .PortBytes(PortBytes)) i_load_h (
    .clk_i, .rst_ni,
    .valid_i(unit_valid[Ldh]), .ready_o(unit_ready[Ldh]), .instr_i(unit_instr[Ldh*128 +: 128]),
    .req_valid_o(rd_req_valid_o[Lanes +: Lanes]), .req_ready_i(rd_req_ready_i[Lanes +: Lanes]),
    .req_addr_o(rd_req_addr_o[Lanes*32 +: Lanes*32]), .rsp_valid_i(rd_rsp_valid_i[Lanes +: Lanes]),
    .fills_o(h_fills), .step_i(step), .freed_i(h_freed), .begun_o(h_begun), .filled_o(h_filled),
    .start_o(start_o[Ldh]), .done_o(done_o[Ldh]), .bytes_o(h_bytes), .idle_o(h_idle)
  );

  // ---- shift, execute and the array -------------------------------------------------
  logic                               frozen, wave_busy, wave_ends, waves_idle;
  logic [3:0]                         wave_stall;
  logic [1:0]                         wave_mode;
  logic [15:0]                        over_h_bytes, over_v_bytes;
  logic                               exec_ours, exec_take, hand_over, hand_over_half, o_half;
  logic [7:0]                         o_orow;
  logic [Lanes-1:0]                   o_read;
  logic [Lanes*8-1:0]                 o_read_row;
  logic [Lanes*Cols*32-1:0]           o_rows;
  logic [Lanes*flexsa_pkg::FillW-1:0] o_fills;
  flexsa_engine #(
    .Quad(Quad), .Rows(Rows), .Cols(Cols), .PartRows(PartRows), .PortBytes(PortBytes),
    .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
  ) i_engine (
    .clk_i, .rst_ni,
    .shift_valid_i(unit_valid[Shift]), .shift_ready_o(unit_ready[Shift]),
    .shift_instr_i(unit_instr[Shift*128 +: 128]), .shift_after_i(shift_after),
    .exec_valid_i(unit_valid[Exec]), .exec_ready_o(unit_ready[Exec]),
    .exec_instr_i(unit_instr[Exec*128 +: 128]), .step_o(step),
    .v_fills_i(v_fills), .v_begun_i(v_begun), .v_filled_i(v_filled), .v_freed_o(v_freed),
    .h_fills_i(h_fills), .h_begun_i(h_begun), .h_filled_i(h_filled), .h_freed_o(h_freed),
    .data_i(rd_rsp_data_i), .o_fills_i(o_fills), .o_half_i(o_half), .o_orow_i(o_orow),
    .o_read_i(o_read), .o_read_row_i(o_read_row), .o_rows_o(o_rows),
    .half_ours_i(exec_ours), .half_take_o(exec_take), .wave_ends_o(wave_ends),
    .hand_over_o(hand_over), .hand_over_half_o(hand_over_half),
    .shift_start_o(start_o[Shift]), .shift_done_o(done_o[Shift]),
    .wave_start_o(start_o[Exec]), .wave_last_o(done_o[Exec]), .idle_o(waves_idle),
    .frozen_o(frozen), .wave_busy_o(wave_busy), .wave_stall_o(wave_stall), .wave_mode_o(wave_mode),
    .over_h_bytes_o(over_h_bytes), .over_v_bytes_o(over_v_bytes)
  );

  // ---- OBUF owner, store and load -------------------------------------------------------------
  flexsa_pkg::instr_t  exec_instr;
  logic [Lanes*10-1:0] ld_bytes, st_bytes;
  logic                o_load, o_ours, o_idle;
  assign exec_instr = unit_instr[Exec*128 +: 128];
  flexsa_obuf_owner i_owner (
    .clk_i, .rst_ni,
    .exec_half_i(exec_instr.half), .exec_acc_i(exec_instr.acc), .exec_ours_o(exec_ours),
    .exec_take_i(exec_take), .exec_close_i(wave_ends && exec_instr.last),
    .full_i(hand_over), .full_half_i(hand_over_half),
    .dma_half_i(o_half), .dma_load_i(o_load), .dma_ours_o(o_ours),
    .dma_take_i(start_o[Obuf]), .dma_done_i(done_o[Obuf])
  );
  flexsa_obuf_unit #(.Rows(Rows), .Cols(Cols), .Quad(Quad), .PortBytes(PortBytes)) i_obuf_unit (
    .clk_i, .rst_ni,
    .valid_i(unit_valid[Obuf]), .ready_o(unit_ready[Obuf]), .instr_i(unit_instr[Obuf*128 +: 128]),
    .half_o(o_half), .load_o(o_load), .ours_i(o_ours),
    .take_o(start_o[Obuf]), .done_o(done_o[Obuf]),
    .orow_o(o_orow), .read_o(o_read), .read_row_o(o_read_row), .rows_i(o_rows), .fills_o(o_fills),
    .ld_req_valid_o(rd_req_valid_o[2*Lanes +: Lanes]), .ld_req_ready_i(rd_req_ready_i[2*Lanes +: Lanes]),
    .ld_req_addr_o(rd_req_addr_o[2*Lanes*32 +: Lanes*32]),
    .ld_rsp_valid_i(rd_rsp_valid_i[2*Lanes +: Lanes]),
    .st_req_valid_o(wr_req_valid_o), .st_req_ready_i(wr_req_ready_i),
    .st_req_addr_o(wr_req_addr_o), .st_req_data_o(wr_req_data_o), .st_req_strobe_o(wr_req_strobe_o),
    .ld_bytes_o(ld_bytes), .st_bytes_o(st_bytes), .idle_o(o_idle)
  );

  // ---- what is under way -------------------------------------------------------------------
  assign units_idle = v_idle && h_idle && o_idle && waves_idle && unit_valid == 0;
  assign idle_o     = units_idle && dispatch_idle;

  // ---- counters -----------------------------------------------------------------------------------
  flexsa_counters #(.Lanes(Lanes)) i_counters (
    .clk_i, .rst_ni, .instr_taken_i(taken), .exec_valid_i(unit_valid[Exec]),
    .frozen_i(frozen), .wave_start_i(start_o[Exec]), .wave_busy_i(wave_busy),
    .wave_stall_i(wave_stall), .wave_mode_i(wave_mode),
    .over_h_bytes_i(over_h_bytes), .over_v_bytes_i(over_v_bytes),
    .v_bytes_i(v_bytes), .v_copies_i(v_copies), .h_bytes_i(h_bytes),
    .ld_bytes_i(ld_bytes), .st_bytes_i(st_bytes),
    .index_i(count_index_i), .value_o(count_o)
  );

  logic unused_bits;
  assign unused_bits = &{1'b0, exec_instr};

`ifdef FLEXSA_ASSERT
  flexsa_rules #(.SecondWeight(SecondWeight)) i_rules (
    .clk_i, .rst_ni, .taken_i(instr_valid_i && instr_ready_o), .instr_i
  );
`endif

`ifdef FLEXSA_WAVES
  flexsa_shown #(.Lanes(Lanes), .PortBytes(PortBytes)) i_shown (
    .op_dispatch_i(i_dispatch.head_valid ? i_dispatch.op : 4'd0),
    .unit_valid_i(unit_valid), .unit_instr_i(unit_instr),
    .wave_mode_i(wave_mode), .wave_busy_i(wave_busy), .wave_stall_i(wave_stall), .frozen_i(frozen),
    .rd_taken_i(rd_req_valid_o & rd_req_ready_i), .rd_addr_i(rd_req_addr_o),
    .rd_arrives_i(rd_rsp_valid_i), .rd_data_i(rd_rsp_data_i),
    .wr_taken_i(wr_req_valid_o & wr_req_ready_i), .wr_addr_i(wr_req_addr_o), .wr_data_i(wr_req_data_o)
  );
`endif
endmodule
