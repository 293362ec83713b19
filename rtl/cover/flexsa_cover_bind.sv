// Where the points of functional coverage look: each cover module is bound into a module of the design, which does not
// know of it. Only models built for `make coverage` read this file.
bind flexsa_unit flexsa_cover #(
  .Quad(Quad), .Rows(Rows), .Cols(Cols), .PartRows(PartRows), .PortBytes(PortBytes),
  .PipeDepth(PipeDepth), .GbufBytes(`FLEXSA_COVER_GBUF)
) i_cover (
  .clk_i, .rst_ni, .taken_i(instr_valid_i && instr_ready_o), .instr_i, .step_i(step),
  .wave_start_i(start_o[Exec]), .wave_busy_i(wave_busy), .exec_instr_i(unit_instr[Exec*128 +: 128])
);
bind flexsa_unit flexsa_cover_obuf i_cover_obuf (
  .clk_i, .rst_ni, .exec_waits_i(wave_stall[2]), .acc_i(exec_instr.acc), .exec_half_i(i_owner.exec_now),
  .st_waits_i(unit_valid[Obuf] && !o_load && o_idle && !o_ours), .st_half_i(i_owner.dma_now)
);
bind flexsa_exec_unit flexsa_cover_exec #(.Quad(Quad)) i_cover (
  .clk_i, .rst_ni, .valid_i, .instr_i, .stall_i(stall_o), .busy_i(busy_q), .step_i(step_o),
  .lane0_i(i_begin.lane0), .lane1_i(i_begin.lane1), .filled_i(i_begin.filled),
  .path_i(i_begin.path_q != 0), .over_i(i_begin.over_wait != 0), .row_i(i_begin.row_clash)
);
bind flexsa_unit flexsa_cover_dispatch #(.Quad(Quad)) i_cover_dispatch (
  .clk_i, .rst_ni, .offered_i(instr_valid_i), .ready_i(instr_ready_o), .head_i(i_dispatch.head_valid),
  .to_i(i_dispatch.to_unit), .full_i(~i_dispatch.queue_ready), .sync_i(i_dispatch.is_sync), .goes_i(i_dispatch.head_ready)
);
bind flexsa_shift_unit flexsa_cover_shift #(.SecondWeight(SecondWeight), .PipeDepth(PipeDepth)) i_cover (
  .clk_i, .rst_ni, .valid_i, .busy_i(busy_q), .step_i, .there_i(tile_there), .full_i(full_q), .gap_i(gap_q),
  .hold_i(hold_q != 0), .execs_i(execs_done_i != after_execs_i)
);
bind flexsa_load_lane flexsa_cover_load_lane #(.Credits(Credits)) i_cover (
  .clk_i, .rst_ni, .req_valid_i(req_valid_o), .req_ready_i, .active_i(active_q), .row_free_i(row_free),
  .next_i(rect_valid_i && (!active_q || last_request)), .track_i(!track_ready)
);
bind flexsa_store_lane flexsa_cover_store_lane i_cover (
  .clk_i, .rst_ni, .req_valid_i(req_valid_o), .req_ready_i, .start_i, .empty_i(rect.rows == 0 || rect.row_bytes == 0)
);
bind flexsa_datapath flexsa_cover_freeze #(.Quad(Quad)) i_cover (
  .clk_i, .rst_ni, .left_i(2'(i_lbuf_h.there)), .stationary_i(4'(v_there))
);
bind flexsa_top flexsa_cover_core #(.Cores(NumUnits > 1)) i_cover_core (
  .clk_i, .taken_i(rst_ni && instr_valid_i && instr_ready_o), .instr_i
);
