// Execute unit (ExecGEMM): sends one token a row step into the array's west edge. All that
// the wave needs travels with the token; nothing downstream knows modes.
//
// When a wave may begin is said in flexsa_exec_begin; then it sends a row every step.
// Latency: none; the chain's first stage (bank 0) holds the token one step later.
// Example: FW m=256 sends 256 tokens; the next wave's first token follows the last one.
module flexsa_exec_unit #(
  parameter int unsigned Rows      = 64,   // PE rows of one core
  parameter int unsigned Cols      = 64,
  parameter bit          Quad      = 1'b1,
  parameter int unsigned Lanes     = 4,
  parameter int unsigned PipeDepth = 1
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         valid_i,        // from the instruction queue
  output logic                         ready_o,        // to the instruction queue
  input  logic [127:0]                 instr_i,        // from the instruction queue
  input  logic                         next_ready_i,   // from the shift unit
  output logic                         swap_begins_o,  // to the shift unit
  output logic                         wave_ends_o,    // to the shift unit
  output logic [7:0]                   wave_rows_o,    // to the shift unit
  output logic [7:0]                   execs_done_o,   // to the shift unit: waves streamed, mod 256
  input  logic [Lanes*4-1:0]           begun_i,        // from the H load lanes
  input  logic [Lanes*18-1:0]          filled_i,       // from the H load lanes
  input  logic                         frozen_i,       // from the left LBUF
  output logic                         step_o,         // to the array: everything in it moves
  input  logic                         half_ours_i,    // from the OBUF owner: instr's half is ours
  output logic                         half_take_o,    // to the OBUF owner
  output logic [flexsa_pkg::WestW-1:0] west_o,         // to the left LBUF
  output logic [flexsa_pkg::OverW-1:0] over_o,         // to the left LBUF
  output logic                         start_o,        // to counters and dispatch: a wave begins
  output logic                         busy_o,         // to counters: a row step enters
  output logic [3:0]                   stall_o,        // to counters: {switch, obuf, h, v}
  output logic [1:0]                   mode_o,         // to counters: of the wave
  output logic [15:0]                  over_h_bytes_o, // to counters, this step
  output logic [15:0]                  over_v_bytes_o  // to counters, this step
);
  flexsa_pkg::instr_t instr;
  flexsa_pkg::west_t  west;
  flexsa_pkg::over_t  over;
  logic [8:0]  steps, row_q, row_d;
  logic [35:0] part_rows;
  logic [7:0]  k_up, k_lo, cols_west, cols_east, execs_q, execs_d;
  logic [3:0]  part_used, part_now, missing;
  logic [2:0]  seq_q, seq_d;
  logic        busy_q, busy_d, go, first, last, may_begin, from_top;

  assign instr    = instr_i;
  assign from_top = Quad && instr.mode[0];  // HSW, ISW
  flexsa_exec_plan #(.Rows(Rows), .Cols(Cols), .Quad(Quad)) i_plan (
    .instr_i(instr), .steps_o(steps), .part_rows_o(part_rows),
    .k_up_o(k_up), .k_lo_o(k_lo), .part_used_o(part_used),
    .cols_west_o(cols_west), .cols_east_o(cols_east)
  );
  flexsa_exec_begin #(
    .Rows(Rows), .Cols(Cols), .Quad(Quad), .Lanes(Lanes), .PipeDepth(PipeDepth)
  ) i_begin (
    .clk_i, .rst_ni, .step_i(step_o), .instr_i, .seq_i(seq_q), .next_ready_i,
    .begun_i, .filled_i, .half_ours_i, .go_i(go), .obuf_row_i(west.obuf.row),
    .goes_down_i(!from_top && part_now[1:0] != 0), .over_mark_i(over.mark),
    .may_begin_o(may_begin), .missing_o(missing)
  );
  flexsa_exec_token #(.Quad(Quad)) i_token (
    .instr_i, .go_i(go), .first_i(first), .last_i(last), .row_i(row_q), .seq_i(seq_q),
    .part_rows_i(part_rows), .part_used_i(part_used), .k_up_i(k_up), .k_lo_i(k_lo),
    .cols_west_i(cols_west), .cols_east_i(cols_east), .west_o, .over_o, .parts_o(part_now)
  );
  assign west = west_o;
  assign over = over_o;

  assign step_o  = !frozen_i;
  assign go      = busy_q || (valid_i && may_begin);
  assign first   = go && !busy_q;
  assign last    = row_q == steps - 9'd1;
  assign busy_d  = go && !last;
  assign row_d   = go && !last ? row_q + 9'd1 : '0;
  assign seq_d   = seq_q + 3'(go && last);
  assign execs_d = execs_q + 8'(go && last);

  assign ready_o       = step_o && go && last;
  assign start_o       = step_o && first;
  assign busy_o        = step_o && go;
  assign mode_o        = instr.mode;
  assign stall_o       = !valid_i || go || !step_o ? 4'b0000 : missing;
  assign swap_begins_o = start_o && instr.swap;
  assign wave_ends_o   = ready_o;
  assign wave_rows_o   = k_up;
  assign execs_done_o  = execs_q;
  assign half_take_o   = start_o;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      row_q   <= '0;
      seq_q   <= '0;
      execs_q <= '0;
    end else if (step_o) begin
      busy_q  <= busy_d;
      row_q   <= row_d;
      seq_q   <= seq_d;
      execs_q <= execs_d;
    end
  end

  // ---- bytes on the over-core wires ---------------------------------------------------
  assign over_h_bytes_o = (over.valid_up ? {7'd0, k_up, 1'b0} : 16'd0) +
                          (over.valid_lo ? {7'd0, k_lo, 1'b0} : 16'd0);
  always_comb begin
    over_v_bytes_o = '0;
    if (from_top && instr.mode == 2'(flexsa_isa_pkg::ModeHsw) && part_now[0])
      over_v_bytes_o = {2'b00, instr.n, 2'b00};
    if (from_top && instr.mode == 2'(flexsa_isa_pkg::ModeIsw))
      over_v_bytes_o = (part_now[0] ? {2'b00, instr.n, 2'b00} : 16'd0) +
                       (part_now[1] ? {2'b00, instr.n, 2'b00} : 16'd0);
  end

  logic unused_bits;
  assign unused_bits = &{1'b0, instr, west, over, part_now};
endmodule
