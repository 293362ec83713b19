// One unit: instruction stream in, GBUF lanes out. With Quad = 1 the FlexSA unit of four
// sub-cores; with Quad = 0 one core of Rows x Cols without any switch, from which the two
// baselines are made.
//
// Units: dispatch -> {V load, H load, shift, execute, OBUF} which meet at the buffers:
//   GBUF -> V load -> stationary LBUFs -> shift ----> array -> OBUF -> store -> GBUF
//   GBUF -> H load -> left LBUF ------> execute --/             ^----- LdOBUF <- GBUF
// Everything in the array moves together or (frozen: a moving row has not arrived) not at all.
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
  localparam int unsigned Dw     = PortBytes * 8;

  logic step, frozen;

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
  flexsa_pkg::instr_t ldv_instr, shift_instr, exec_instr;
  assign ldv_instr   = unit_instr[flexsa_isa_pkg::UnitLdv*128 +: 128];
  assign shift_instr = unit_instr[flexsa_isa_pkg::UnitShift*128 +: 128];
  assign exec_instr  = unit_instr[flexsa_isa_pkg::UnitExec*128 +: 128];

  // ---- V load: tiles of different sharing are not under way together ----------------
  logic [Lanes*flexsa_pkg::RectW-1:0] v_rects, h_rects;
  logic [Lanes*flexsa_pkg::FillW-1:0] v_fills, h_fills, o_fills;
  logic [Lanes*flexsa_pkg::FreedW-1:0]  v_freed;
  logic [Lanes*flexsa_pkg::HWays*flexsa_pkg::FreedW-1:0] h_freed;
  logic [Lanes*10-1:0]  v_bytes, h_bytes, ld_bytes, st_bytes;
  logic [Lanes*4-1:0]   h_begun, v_begun;
  logic [Lanes*18-1:0]  h_filled, v_filled;
  logic [2:0] v_seq_q, v_seq_d, h_seq_q, h_seq_d;
  logic [1:0] v_mode_q, v_mode_d;
  logic       v_go, v_ready, v_done, v_idle, h_ready, h_go, h_done, h_idle;

  assign v_go = unit_valid[flexsa_isa_pkg::UnitLdv] && (v_idle || ldv_instr.mode == v_mode_q);
  assign unit_ready[flexsa_isa_pkg::UnitLdv] = v_go && v_ready;
  assign v_mode_d = v_go && v_ready ? ldv_instr.mode : v_mode_q;
  assign v_seq_d  = v_seq_q + 3'(v_go && v_ready);
  flexsa_rects #(.Kind(0), .Rows(Rows), .Cols(Cols), .Quad(Quad)) i_v_rects (
    .instr_i(ldv_instr), .seq_i(v_seq_q), .rects_o(v_rects)
  );
  flexsa_load_unit #(.Lanes(Lanes), .PortBytes(PortBytes), .Chains(Lanes)) i_load_v (
    .clk_i, .rst_ni, .valid_i(v_go), .ready_o(v_ready), .rects_i(v_rects),
    .req_valid_o(rd_req_valid_o[0 +: Lanes]), .req_ready_i(rd_req_ready_i[0 +: Lanes]),
    .req_addr_o(rd_req_addr_o[0 +: Lanes*32]), .rsp_valid_i(rd_rsp_valid_i[0 +: Lanes]),
    .fills_o(v_fills), .step_i(step), .freed_i(v_freed),
    .begun_o(v_begun), .filled_o(v_filled),
    .done_o(v_done), .bytes_o(v_bytes), .idle_o(v_idle)
  );

  // ---- H load -------------------------------------------------------------------------
  assign h_go = unit_valid[flexsa_isa_pkg::UnitLdh];
  assign unit_ready[flexsa_isa_pkg::UnitLdh] = h_ready;
  assign h_seq_d = h_seq_q + 3'(h_go && h_ready);
  flexsa_rects #(.Kind(1), .Rows(Rows), .Cols(Cols), .Quad(Quad)) i_h_rects (
    .instr_i(unit_instr[flexsa_isa_pkg::UnitLdh*128 +: 128]), .seq_i(h_seq_q), .rects_o(h_rects)
  );
  flexsa_load_unit #(
    .Lanes(Lanes), .PortBytes(PortBytes), .Chains(Lanes), .OwnChain(1'b1), .Ways(flexsa_pkg::HWays)
  ) i_load_h (
    .clk_i, .rst_ni, .valid_i(h_go), .ready_o(h_ready), .rects_i(h_rects),
    .req_valid_o(rd_req_valid_o[Lanes +: Lanes]), .req_ready_i(rd_req_ready_i[Lanes +: Lanes]),
    .req_addr_o(rd_req_addr_o[Lanes*32 +: Lanes*32]), .rsp_valid_i(rd_rsp_valid_i[Lanes +: Lanes]),
    .fills_o(h_fills), .step_i(step), .freed_i(h_freed),
    .begun_o(h_begun), .filled_o(h_filled),
    .done_o(h_done), .bytes_o(h_bytes), .idle_o(h_idle)
  );

  // ---- shift ----------------------------------------------------------------------------
  logic [flexsa_pkg::ShiftW-1:0] shift_token;
  logic       shift_start, shift_done, next_ready, swap_begins, wave_ends;
  logic [7:0] wave_rows, execs_done;
  flexsa_shift_unit #(
    .Rows(Rows), .Cols(Cols), .Quad(Quad), .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
  ) i_shift (
    .clk_i, .rst_ni, .step_i(step),
    .valid_i(unit_valid[flexsa_isa_pkg::UnitShift]), .ready_o(unit_ready[flexsa_isa_pkg::UnitShift]),
    .k_i(shift_instr.k), .n_i(shift_instr.n), .mode_i(shift_instr.mode), .after_execs_i(shift_after),
    .begun_i(v_begun[3:0]), .filled_i(v_filled[17:0]), .swap_begins_i(swap_begins), .wave_ends_i(wave_ends),
    .wave_rows_i(wave_rows), .execs_done_i(execs_done), .next_ready_o(next_ready),
    .token_o(shift_token), .start_o(shift_start), .done_o(shift_done)
  );

  // ---- execute ----------------------------------------------------------------------------
  logic [flexsa_pkg::WestW-1:0] west_token;
  logic [flexsa_pkg::OverW-1:0] over_token;
  logic        exec_ours, exec_take, wave_start, wave_busy;
  logic [3:0]  wave_stall;
  logic [1:0]  wave_mode;
  logic [15:0] over_h_bytes, over_v_bytes;
  flexsa_exec_unit #(
    .Rows(Rows), .Cols(Cols), .Quad(Quad), .Lanes(Lanes), .PipeDepth(PipeDepth)
  ) i_exec (
    .clk_i, .rst_ni,
    .valid_i(unit_valid[flexsa_isa_pkg::UnitExec]), .ready_o(unit_ready[flexsa_isa_pkg::UnitExec]),
    .instr_i(exec_instr), .next_ready_i(next_ready), .swap_begins_o(swap_begins),
    .wave_ends_o(wave_ends), .wave_rows_o(wave_rows), .execs_done_o(execs_done),
    .begun_i(h_begun), .filled_i(h_filled), .frozen_i(frozen), .step_o(step),
    .half_ours_i(exec_ours), .half_take_o(exec_take),
    .west_o(west_token), .over_o(over_token), .start_o(wave_start), .busy_o(wave_busy),
    .stall_o(wave_stall), .mode_o(wave_mode),
    .over_h_bytes_o(over_h_bytes), .over_v_bytes_o(over_v_bytes)
  );

  // ---- array, its buffers and its control chains --------------------------------------------
  logic                         wave_last, hand_over, hand_over_half;
  logic                         o_read_half;
  logic [7:0]                   o_orow;
  logic [Lanes-1:0]             o_read;
  logic [Lanes*8-1:0]           o_read_row;
  logic [Lanes*(Cols*32)-1:0]   o_rows;
  flexsa_datapath #(
    .Quad(Quad), .Rows(Rows), .Cols(Cols), .PartRows(PartRows), .PortBytes(PortBytes),
    .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
  ) i_datapath (
    .clk_i, .rst_ni, .step_i(step), .frozen_o(frozen),
    .west_i(west_token), .over_i(over_token), .shift_i(shift_token),
    .v_fills_i(v_fills), .v_data_i(rd_rsp_data_i[0 +: Lanes*Dw]), .v_freed_o(v_freed),
    .v_begun_i(v_begun), .v_filled_i(v_filled),
    .h_fills_i(h_fills), .h_data_i(rd_rsp_data_i[Lanes*Dw +: Lanes*Dw]), .h_freed_o(h_freed),
    .h_begun_i(h_begun), .h_filled_i(h_filled),
    .o_fills_i(o_fills), .o_data_i(rd_rsp_data_i[2*Lanes*Dw +: Lanes*Dw]),
    .o_half_i(o_read_half), .o_orow_i(o_orow), .o_read_i(o_read), .o_read_row_i(o_read_row),
    .o_rows_o(o_rows),
    .wave_last_o(wave_last), .hand_over_o(hand_over), .hand_over_half_o(hand_over_half)
  );

  // ---- OBUF owner, store and load -------------------------------------------------------------
  logic o_load, o_ours, o_take, o_done, o_idle;
  flexsa_obuf_owner i_owner (
    .clk_i, .rst_ni,
    .exec_half_i(exec_instr.half), .exec_acc_i(exec_instr.acc), .exec_ours_o(exec_ours),
    .exec_take_i(exec_take), .exec_close_i(wave_ends && exec_instr.last),
    .full_i(hand_over), .full_half_i(hand_over_half),
    .dma_half_i(o_read_half), .dma_load_i(o_load), .dma_ours_o(o_ours),
    .dma_take_i(o_take), .dma_done_i(o_done)
  );
  flexsa_obuf_unit #(.Rows(Rows), .Cols(Cols), .Quad(Quad), .PortBytes(PortBytes)) i_obuf_unit (
    .clk_i, .rst_ni,
    .valid_i(unit_valid[flexsa_isa_pkg::UnitObuf]), .ready_o(unit_ready[flexsa_isa_pkg::UnitObuf]),
    .instr_i(unit_instr[flexsa_isa_pkg::UnitObuf*128 +: 128]),
    .half_o(o_read_half), .load_o(o_load), .ours_i(o_ours), .take_o(o_take), .done_o(o_done),
    .orow_o(o_orow), .read_o(o_read), .read_row_o(o_read_row), .rows_i(o_rows), .fills_o(o_fills),
    .ld_req_valid_o(rd_req_valid_o[2*Lanes +: Lanes]), .ld_req_ready_i(rd_req_ready_i[2*Lanes +: Lanes]),
    .ld_req_addr_o(rd_req_addr_o[2*Lanes*32 +: Lanes*32]),
    .ld_rsp_valid_i(rd_rsp_valid_i[2*Lanes +: Lanes]),
    .st_req_valid_o(wr_req_valid_o), .st_req_ready_i(wr_req_ready_i),
    .st_req_addr_o(wr_req_addr_o), .st_req_data_o(wr_req_data_o), .st_req_strobe_o(wr_req_strobe_o),
    .ld_bytes_o(ld_bytes), .st_bytes_o(st_bytes), .idle_o(o_idle)
  );

  // ---- what is under way ------------------------------------------------------------------------
  logic [9:0] waves_q, waves_d;  // begun and not yet in the OBUF to the last result
  assign waves_d    = waves_q + 10'(wave_start) - 10'(wave_last);
  assign units_idle = v_idle && h_idle && o_idle && waves_q == 0 && unit_valid == 0;
  assign idle_o     = units_idle && dispatch_idle;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      v_seq_q   <= '0;
      v_mode_q  <= '0;
      h_seq_q   <= '0;
      waves_q   <= '0;
    end else begin
      v_seq_q   <= v_seq_d;
      v_mode_q  <= v_mode_d;
      h_seq_q   <= h_seq_d;
      waves_q   <= waves_d;
    end
  end

  always_comb begin
    start_o = '0;
    done_o  = '0;
    start_o[flexsa_isa_pkg::UnitLdv]   = v_go && v_ready;
    start_o[flexsa_isa_pkg::UnitLdh]   = h_go && h_ready;
    start_o[flexsa_isa_pkg::UnitShift] = shift_start;
    start_o[flexsa_isa_pkg::UnitExec]  = wave_start;
    start_o[flexsa_isa_pkg::UnitObuf]  = o_take;
    done_o[flexsa_isa_pkg::UnitLdv]    = v_done;
    done_o[flexsa_isa_pkg::UnitLdh]    = h_done;
    done_o[flexsa_isa_pkg::UnitShift]  = shift_done;
    done_o[flexsa_isa_pkg::UnitExec]   = wave_last;
    done_o[flexsa_isa_pkg::UnitObuf]   = o_done;
  end

  // ---- counters -----------------------------------------------------------------------------------
  logic [Lanes*2-1:0] v_copies;
  for (genvar q = 0; q < Lanes; q++) begin : gen_copies
    // Copies beyond the lane's own core: HSW and VSW lanes 0 make one (HSW also 1, VSW also 2).
    assign v_copies[q*2 +: 2] = !Quad ? 2'd0 :
        v_mode_q == 2'(flexsa_isa_pkg::ModeIsw) ? 2'd3 :
        v_mode_q == 2'(flexsa_isa_pkg::ModeFw)  ? 2'd0 : 2'd1;
  end
  flexsa_counters #(.Lanes(Lanes)) i_counters (
    .clk_i, .rst_ni, .instr_taken_i(taken), .exec_valid_i(unit_valid[flexsa_isa_pkg::UnitExec]),
    .frozen_i(frozen), .wave_start_i(wave_start), .wave_busy_i(wave_busy),
    .wave_stall_i(wave_stall), .wave_mode_i(wave_mode),
    .over_h_bytes_i(over_h_bytes), .over_v_bytes_i(over_v_bytes),
    .v_bytes_i(v_bytes), .v_copies_i(v_copies), .h_bytes_i(h_bytes),
    .ld_bytes_i(ld_bytes), .st_bytes_i(st_bytes),
    .index_i(count_index_i), .value_o(count_o)
  );

  logic unused_bits;
  assign unused_bits = &{1'b0, ldv_instr, shift_instr, exec_instr};

`ifdef FLEXSA_WAVES
  // For the wave viewer: what stands before each unit, 0 if nothing does; waves/*.txt name the values.
  if (1) begin : gen_shown
    logic [3:0] op_dispatch, op_ldv, op_ldh, op_shift, op_exec, op_obuf;
    logic [2:0] mode_exec, state_exec;
    logic       unused_shown;
    assign op_dispatch = i_dispatch.head_valid ? i_dispatch.op : 4'd0;
    assign op_ldv   = unit_valid[flexsa_isa_pkg::UnitLdv] ? ldv_instr.op : 4'd0;
    assign op_ldh   = unit_valid[flexsa_isa_pkg::UnitLdh] ?
                      unit_instr[flexsa_isa_pkg::UnitLdh*128 +: 4] : 4'd0;
    assign op_shift = unit_valid[flexsa_isa_pkg::UnitShift] ? shift_instr.op : 4'd0;
    assign op_exec  = unit_valid[flexsa_isa_pkg::UnitExec] ? exec_instr.op : 4'd0;
    assign op_obuf  = unit_valid[flexsa_isa_pkg::UnitObuf] ?
                      unit_instr[flexsa_isa_pkg::UnitObuf*128 +: 4] : 4'd0;
    assign mode_exec  = {!unit_valid[flexsa_isa_pkg::UnitExec], wave_mode};  // waves/mode.txt
    assign state_exec = !unit_valid[flexsa_isa_pkg::UnitExec] ? 3'd0 :       // waves/state.txt
                        frozen ? 3'd2 : wave_busy ? 3'd1 : wave_stall[0] ? 3'd3 :
                        wave_stall[1] ? 3'd4 : wave_stall[2] ? 3'd5 : 3'd6;
    for (genvar q = 0; q < Lanes; q++) begin : gen_lane  // GBUF channels, one lane at a time
      logic          v_request, h_request, c_request, write;  // accepted in this cycle
      logic          v_arrives, h_arrives, c_arrives, unused_lane;
      logic [31:0]   v_addr, h_addr, c_addr, write_addr;
      logic [Dw-1:0] v_data, h_data, c_data, write_data;
      assign v_request  = rd_req_valid_o[q] && rd_req_ready_i[q];
      assign h_request  = rd_req_valid_o[Lanes+q] && rd_req_ready_i[Lanes+q];
      assign c_request  = rd_req_valid_o[2*Lanes+q] && rd_req_ready_i[2*Lanes+q];
      assign write      = wr_req_valid_o[q] && wr_req_ready_i[q];
      assign v_addr     = rd_req_addr_o[q*32 +: 32];
      assign h_addr     = rd_req_addr_o[(Lanes+q)*32 +: 32];
      assign c_addr     = rd_req_addr_o[(2*Lanes+q)*32 +: 32];
      assign write_addr = wr_req_addr_o[q*32 +: 32];
      assign v_arrives  = rd_rsp_valid_i[q];
      assign h_arrives  = rd_rsp_valid_i[Lanes+q];
      assign c_arrives  = rd_rsp_valid_i[2*Lanes+q];
      assign v_data     = rd_rsp_data_i[q*Dw +: Dw];
      assign h_data     = rd_rsp_data_i[(Lanes+q)*Dw +: Dw];
      assign c_data     = rd_rsp_data_i[(2*Lanes+q)*Dw +: Dw];
      assign write_data = wr_req_data_o[q*Dw +: Dw];
      assign unused_lane = &{1'b0, v_request, h_request, c_request, write, v_addr, h_addr, c_addr,
                             write_addr, v_arrives, h_arrives, c_arrives, v_data, h_data, c_data,
                             write_data};
    end
    assign unused_shown = &{1'b0, op_dispatch, op_ldv, op_ldh, op_shift, op_exec, op_obuf,
                            mode_exec, state_exec};
  end
`endif
endmodule
