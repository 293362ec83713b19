// Shift unit (ShiftV): sends one token a row of the oldest stationary tile down the
// stationary LBUFs, which move it into the PEs' next-weight registers.
//
// May begin when its tile has begun to arrive in lane 0 (an entry that is not there when its
// turn comes freezes the array) and the next-weight registers are free: the wave
// that took the weights before has begun (with the second weight register) or every
// ExecGEMM before this ShiftV has sent its last row (without). One step between two
// tiles makes the rows' enables fall, so a wave can begin every k + 1 steps.
//
// Latency: k steps. Example: ShiftV k=4 beginning in step 10 sends tokens in steps 10..13;
// a wave that swaps these weights in may begin in step 13.
module flexsa_shift_unit #(
  parameter int unsigned Rows         = 64,   // PE rows of one core
  parameter int unsigned Cols         = 64,   // PE columns of one core
  parameter bit          Quad         = 1'b1,
  parameter bit          SecondWeight = 1'b1,
  parameter int unsigned PipeDepth    = 1
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic                          step_i,         // from the execute unit: the array moves
  input  logic                          valid_i,        // from the instruction queue
  output logic                          ready_o,        // to the instruction queue
  input  logic [11:0]                   k_i,            // from the instruction queue
  input  logic [11:0]                   n_i,            // from the instruction queue
  input  logic [1:0]                    mode_i,         // from the instruction queue
  input  logic [7:0]                    after_execs_i,  // from dispatch: ExecGEMMs before this one
  input  logic [3:0]                    begun_i,        // from V load lane 0
  input  logic [17:0]                   filled_i,       // from V load lane 0
  input  logic                          swap_begins_i,  // from the execute unit: weights taken
  input  logic                          wave_ends_i,    // from the execute unit: last row sent
  input  logic [7:0]                    wave_rows_i,    // from the execute unit: its PE rows
  input  logic [7:0]                    execs_done_i,   // from the execute unit: waves streamed
  output logic                          next_ready_o,   // to the execute unit: may swap in this step
  output logic [flexsa_pkg::ShiftW-1:0] token_o,        // to the stationary LBUFs
  output logic                          start_o,        // to counters and dispatch
  output logic                          done_o          // to counters and dispatch
);
  logic [7:0] k_up, k_lo, row_q, row_d, hold_q, hold_d;
  logic [2:0] seq_q, seq_d;
  logic       busy_q, busy_d, gap_q, gap_d, full_q, full_d, free, last, go, tile_there;
  flexsa_pkg::shift_t token_q, token_d;

  // Upper cores take the first rows; in FW and VSW the lower ones take what is beyond them.
  always_comb begin
    k_up = k_i[7:0];
    k_lo = k_i[7:0];
    if (Quad && mode_i[0] == 1'b0) begin
      k_up = k_i > 12'(Rows) ? 8'(Rows) : k_i[7:0];
      k_lo = k_i > 12'(Rows) ? 8'(k_i - 12'(Rows)) : 8'd0;
    end
  end

  assign tile_there = (seq_q[0] ? begun_i[3:2] : begun_i[1:0]) == seq_q[2:1] &&
                      (seq_q[0] ? filled_i[17:9] : filled_i[8:0]) != 0;
  assign free = SecondWeight ? !full_q && hold_q == 0
                             : !full_q && hold_q == 0 && execs_done_i == after_execs_i;
  assign go   = busy_q || (valid_i && tile_there && free && !gap_q);
  assign last = row_q == k_up - 8'd1;

  assign start_o      = step_i && go && !busy_q;
  assign done_o       = step_i && go && last;
  assign ready_o      = done_o;
  assign next_ready_o = full_q || (go && last);
  assign token_o      = token_q;

  always_comb begin
    token_d           = '0;
    token_d.valid_up  = go;
    token_d.valid_lo  = go && row_q < k_lo;
    token_d.right     = mode_i[1] || n_i > 12'(Cols);
    token_d.mode      = mode_i;
    token_d.row       = row_q;
    token_d.seq       = seq_q;
    token_d.mark      = go;
    token_d.mark_last = go && last;
    busy_d = go && !last;
    gap_d  = go && last;
    row_d  = go && !last ? row_q + 8'd1 : 8'd0;
    seq_d  = seq_q + 3'(go && last);
    full_d = full_q;
    if (go && last)    full_d = 1'b1;
    if (swap_begins_i) full_d = 1'b0;
    // Deeper pipelines: the swap reaches row r only PipeDepth*r steps after row 0, the
    // shift already r steps after it, so the next shift keeps clear of the last row.
    hold_d = hold_q == 0 ? 8'd0 : hold_q - 8'd1;
    if (SecondWeight ? swap_begins_i : wave_ends_i)
      hold_d = 8'((32'(wave_rows_i) - 32'd1) * (PipeDepth - 1));
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      gap_q   <= 1'b0;
      full_q  <= 1'b0;
      row_q   <= '0;
      hold_q  <= '0;
      seq_q   <= '0;
      token_q <= '0;
    end else if (step_i) begin
      busy_q  <= busy_d;
      gap_q   <= gap_d;
      full_q  <= full_d;
      row_q   <= row_d;
      hold_q  <= hold_d;
      seq_q   <= seq_d;
      token_q <= token_d;
    end
  end

  logic unused_mode;
  assign unused_mode = &{1'b0, mode_i, n_i, k_i, after_execs_i, execs_done_i};
endmodule
