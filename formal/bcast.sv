// Switch (d): each stationary LBUF is written with what the lane that serves it in this mode brings, and with nothing else.
// FW: every core from its own lane; HSW: core 2 from lane 0, 3 from 1; VSW: 1 from 0, 3 from 2; ISW: all from lane 0. The cores
// named in each fill are those that flexsa_rect_lane names for the mode (checked here too), for all k, n and any lanes active.
//
// Assumed: lanes that are active at the same time bring tiles of one mode (the gate of flexsa_load_v).
//
//@ sat
//@ bug flexsa_bcast s/to1.valid = own0.valid \&\& own0.cores\[1\]/to1.valid = own0.valid/
//@ bug flexsa_bcast s/take3_north ? data1 : data2/data2/
//@ bug flexsa_bcast s/to1.valid \&\& to1.cores\[3\]/to1.valid/
//@ bug flexsa_rect_lane s/(Low || !tall_split) \&\& !East,/!East,/
module bcast #(
  parameter int unsigned Rows = 64,
  parameter int unsigned Cols = 64
) (
  input logic [127:0] instr_i,
  input logic [3:0]   active_i,
  input logic [127:0] data_i    // 4 lanes of 4 bytes
);
  localparam int unsigned Fw = flexsa_pkg::FillW;
  localparam int unsigned Rw = flexsa_pkg::RectW;
  flexsa_pkg::instr_t instr;
  logic [4*Rw-1:0]    rects;
  logic [4*Fw-1:0]    fills, to;
  logic [127:0]       data;
  logic [3:0]         valid, has_rows;
  assign instr = instr_i;
  flexsa_rects #(.Kind(0), .Rows(Rows), .Cols(Cols), .Quad(1'b1)) i_rects (
    .instr_i, .seq_i(instr.pitch[2:0]), .rects_o(rects)
  );
  flexsa_bcast #(.PortBytes(4)) i_bcast (.fills_i(fills), .data_i, .fills_o(to), .data_o(data));

  // A lane with no rows or no columns has no fills; fill_t {valid, cores, seq, row, beat}, rect_t from the top {cores, seq, rows, row_bytes, ..}.
  always_comb begin
    for (int q = 0; q < 4; q++) begin
      has_rows[q] = rects[q*Rw + 74 +: 9] != 0 && rects[q*Rw + 64 +: 10] != 0;
      valid[q]    = active_i[q] && has_rows[q];
      fills[q*Fw +: Fw] = {valid[q], rects[q*Rw + 83 +: 7], 6'd0, 2'(q), 8'd0};   // its row tells the lane
    end
  end

  logic [1:0] lane;   // that serves core c
  logic       tall, wide;
  assign tall = !instr.mode[0];
  assign wide = !instr.mode[1];
  always_comb begin
    lane = '0;
    if (instr.k >= 1 && instr.k <= (tall ? 12'(2 * Rows) : 12'(Rows)) && instr.n >= 1 && instr.n <= (wide ? 12'(2 * Cols) : 12'(Cols))) begin
      for (int c = 0; c < 4; c++) begin
        lane = {tall && c >= 2, wide && c % 2 == 1};
        assert (to[c*Fw + 23] == valid[lane]);
        if (valid[lane]) assert (to[c*Fw + 8 +: 2] == lane && data[c*32 +: 32] == data_i[lane*32 +: 32]);
        // The lanes that have rows are the ones that the mode uses.
        assert (!has_rows[c] || lane == 2'(c));
      end
    end
  end
endmodule
