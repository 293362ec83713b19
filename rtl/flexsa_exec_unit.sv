// Execute unit (ExecGEMM): sends one token a row step into the array's west edge. All that
// the wave needs travels with the token; nothing downstream knows modes.
//
// A wave begins as soon as the one before it has sent its last row, if
//  - its weights have been shifted in (SWAP),
//  - its moving tile has begun to arrive in every lane, so every bank's last reader has left row 0
//    of the tile before in the same half, and leaves the next rows as fast as this wave asks for
//    them; rows that are not there when their turn comes freeze the array,
//  - the OBUF half is its own,
//  - no result of an older wave can meet one of its own at an OBUF partition: cores 0 and 1
//    reach partitions 0 and 1 Rows*PipeDepth steps earlier over the cores (HSW, ISW) than
//    results that go down through cores 2 and 3 (FW, VSW),
//  - no over-core read of the same buffer half is still to come, if it is FW, whose second part
//    reads the same sub-banks from the west,
//  - its first row of C is not the row of the step before (OBUF read-add-write takes two steps).
//
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
  flexsa_pkg::west_t  west_d;  // registered by the first stage of the token chains
  flexsa_pkg::over_t  over_d;
  logic [8:0]  steps, row_q, row_d, half_row;
  logic [35:0] part_rows;
  logic [7:0]  k_up, k_lo, cols_west, cols_east, execs_q, execs_d;
  logic [3:0]  part_used, part_now;
  logic [2:0]  seq_q, seq_d;
  logic        busy_q, busy_d, sent_q, sent_half_q, row_there, go, last, first, second_part, need_swap;
  logic        h_there, v_there, o_there, path_there, from_top;
  logic [9:0]  path_q, path_d;
  logic [7:0]  sent_row_q, over_wait, over0_q, over0_d, over1_q, over1_d;

  assign instr = instr_i;
  flexsa_exec_plan #(.Rows(Rows), .Cols(Cols), .Quad(Quad)) i_plan (
    .instr_i(instr), .steps_o(steps), .part_rows_o(part_rows),
    .k_up_o(k_up), .k_lo_o(k_lo), .part_used_o(part_used),
    .cols_west_o(cols_west), .cols_east_o(cols_east)
  );

  // ---- may the wave begin? --------------------------------------------------------
  logic [Lanes-1:0] lane_begun;
  for (genvar q = 0; q < Lanes; q++) begin : gen_begun
    assign lane_begun[q] = (seq_q[0] ? begun_i[q*4+2 +: 2] : begun_i[q*4 +: 2]) == seq_q[2:1];
  end
  assign need_swap  = instr.swap;
  assign from_top   = Quad && instr.mode[0];  // HSW, ISW
  assign v_there    = !need_swap || next_ready_i;
  assign h_there    = (&lane_begun) &&
                      (seq_q[0] ? filled_i[17:9] : filled_i[8:0]) != 0;
  assign o_there    = half_ours_i;
  assign row_there  = !(sent_q && instr.acc && sent_half_q == instr.half && sent_row_q == instr.orow[7:0]);
  assign path_there = row_there && !(from_top && path_q != 0) &&
                      !(instr.mode == 2'(flexsa_isa_pkg::ModeFw) && over_wait != 0);

  assign step_o  = !frozen_i;
  assign go      = busy_q || (valid_i && v_there && h_there && o_there && path_there);
  assign first   = go && !busy_q;
  assign last    = row_q == steps - 9'd1;
  assign ready_o = step_o && go && last;
  assign start_o = step_o && first;
  assign busy_o  = step_o && go;
  assign mode_o  = instr.mode;
  assign stall_o = !valid_i || go || !step_o ? 4'b0000 : !v_there ? 4'b0001 :
                   !h_there ? 4'b0010 : !o_there ? 4'b0100 : 4'b1000;
  assign swap_begins_o = start_o && need_swap;
  assign wave_ends_o   = ready_o;
  assign wave_rows_o   = k_up;
  assign execs_done_o  = execs_q;
  assign half_take_o   = start_o;

  // ---- the row step ------------------------------------------------------------------
  assign second_part = Quad && instr.mode == 2'(flexsa_isa_pkg::ModeFw) && row_q >= part_rows[8:0];
  assign half_row    = second_part ? row_q - part_rows[8:0] : row_q;

  for (genvar p = 0; p < 4; p++) begin : gen_part_now
    logic mine;
    // Part that partition p takes: FW and HSW 0,0,1,1; VSW 0,1,0,1 (one pair is used); ISW 0,1,2,3.
    always_comb begin
      case (instr.mode)
        2'(flexsa_isa_pkg::ModeFw):  mine = second_part == (Quad && p >= 2);
        2'(flexsa_isa_pkg::ModeHsw): mine = row_q < part_rows[(p/2)*9 +: 9];
        2'(flexsa_isa_pkg::ModeVsw): mine = row_q < part_rows[(p%2)*9 +: 9];
        default:                     mine = row_q < part_rows[p*9 +: 9];
      endcase
    end
    assign part_now[p] = part_used[p] && mine;
  end

  always_comb begin
    west_d           = '0;
    west_d.valid_up  = go;
    west_d.sub       = second_part;
    west_d.row       = half_row[7:0];
    west_d.seq       = seq_q;
    west_d.swap      = first && need_swap;
    west_d.k_up      = k_up;
    west_d.k_lo      = k_lo;
    west_d.mark      = go && !second_part;
    west_d.mark_last = go && (second_part || last);
    west_d.psum_down = !from_top;
    west_d.obuf.part_valid = go ? part_now : 4'b0000;
    west_d.obuf.from_top   = from_top;
    west_d.obuf.acc        = instr.acc;
    west_d.obuf.half       = instr.half;
    west_d.obuf.row        = instr.orow[7:0] + half_row[7:0];
    west_d.obuf.wave_last  = go && last;
    west_d.obuf.hand_over  = go && last && instr.last;
    west_d.obuf.cols_west  = cols_west;
    west_d.obuf.cols_east  = cols_east;

    over_d           = '0;
    over_d.use_over  = go && Quad && instr.mode[1];  // VSW, ISW
    over_d.row       = half_row[7:0];
    over_d.seq       = seq_q;
    over_d.swap      = first && need_swap;
    over_d.k_up      = k_up;
    over_d.k_lo      = k_lo;
    over_d.mark      = go && (instr.mode != 2'(flexsa_isa_pkg::ModeFw) || second_part);
    over_d.mark_last = go && last;
    case (instr.mode)
      2'(flexsa_isa_pkg::ModeFw): west_d.valid_lo = go && k_lo != 0;
      2'(flexsa_isa_pkg::ModeHsw): west_d.valid_lo = go && row_q < part_rows[17:9];
      2'(flexsa_isa_pkg::ModeVsw): begin
        west_d.valid_lo = go && k_lo != 0;
        over_d.valid_up = go && row_q < part_rows[17:9];
        over_d.valid_lo = over_d.valid_up && k_lo != 0;
      end
      default: begin
        west_d.valid_lo = go && row_q < part_rows[26:18];
        over_d.valid_up = go && row_q < part_rows[17:9];
        over_d.valid_lo = go && row_q < part_rows[35:27];
      end
    endcase
  end

  // Results on their way down through cores 2 and 3 to partitions 0 and 1: steps until the
  // over-core path can no longer overtake them.
  always_comb begin
    path_d = path_q == 0 ? '0 : path_q - 10'd1;
    if (go && !from_top && part_now[1:0] != 0) path_d = 10'(Rows * PipeDepth + 1);
  end

  // Steps until core 1's banks have read the last over-core row of each half.
  assign over_wait = seq_q[0] ? over1_q : over0_q;
  always_comb begin
    over0_d = over0_q == 0 ? '0 : over0_q - 8'd1;
    over1_d = over1_q == 0 ? '0 : over1_q - 8'd1;
    if (over_d.use_over && !seq_q[0]) over0_d = 8'(Cols);
    if (over_d.use_over && seq_q[0])  over1_d = 8'(Cols);
  end

  assign busy_d  = go && !last;
  assign row_d   = go && !last ? row_q + 9'd1 : '0;
  assign seq_d   = seq_q + 3'(go && last);
  assign execs_d = execs_q + 8'(go && last);
  assign west_o  = west_d;
  assign over_o  = over_d;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      sent_q      <= 1'b0;
      sent_half_q <= 1'b0;
      sent_row_q  <= '0;
      row_q   <= '0;
      seq_q   <= '0;
      execs_q <= '0;
      path_q  <= '0;
      over0_q <= '0;
      over1_q <= '0;
    end else if (step_o) begin
      busy_q  <= busy_d;
      sent_q      <= go;
      sent_half_q <= instr.half;
      sent_row_q  <= west_d.obuf.row;
      row_q   <= row_d;
      seq_q   <= seq_d;
      execs_q <= execs_d;
      path_q  <= path_d;
      over0_q <= over0_d;
      over1_q <= over1_d;
    end
  end

  // ---- bytes on the over-core wires ---------------------------------------------------
  assign over_h_bytes_o = (over_d.valid_up ? {7'd0, k_up, 1'b0} : 16'd0) +
                          (over_d.valid_lo ? {7'd0, k_lo, 1'b0} : 16'd0);
  always_comb begin
    over_v_bytes_o = '0;
    if (go && from_top && instr.mode == 2'(flexsa_isa_pkg::ModeHsw) && part_now[0])
      over_v_bytes_o = {2'b00, instr.n, 2'b00};
    if (go && from_top && instr.mode == 2'(flexsa_isa_pkg::ModeIsw))
      over_v_bytes_o = (part_now[0] ? {2'b00, instr.n, 2'b00} : 16'd0) +
                       (part_now[1] ? {2'b00, instr.n, 2'b00} : 16'd0);
  end

  logic unused_bits;
  assign unused_bits = &{1'b0, instr, begun_i, filled_i, half_row, part_used};
endmodule
