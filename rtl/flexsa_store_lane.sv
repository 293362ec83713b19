// Store lane: writes one OBUF partition's rectangle to GBUF, row by row, a beat a cycle,
// as binary32 or rounded to binary16 (nearest even).
//
// The bank's read register holds the row while its beats leave; the next row is read with
// the last beat, so rows follow each other without a gap.
// Latency: first beat 2 cycles after the rectangle is taken.
// Example: 2 rows of 12 bytes, PortBytes 8 -> beats of 8, 4, 8, 4 bytes (strobes ff, 0f, ff, 0f).
module flexsa_store_lane #(
  parameter int unsigned Cols      = 64,
  parameter int unsigned PortBytes = 128
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         start_i,      // from the OBUF unit: take the rectangle
  input  logic [flexsa_pkg::RectW-1:0] rect_i,       // from the splitter
  input  logic                         f16_i,        // from the instruction, until done
  input  logic [7:0]                   orow_i,       // from the instruction, until done
  output logic                         busy_o,       // to the OBUF unit
  output logic                         read_o,       // to the OBUF partition
  output logic [7:0]                   read_row_o,   // to the OBUF partition
  input  logic [Cols*32-1:0]           row_i,        // from the OBUF partition
  output logic                         req_valid_o,  // to GBUF
  input  logic                         req_ready_i,  // from GBUF
  output logic [31:0]                  req_addr_o,   // to GBUF
  output logic [PortBytes*8-1:0]       req_data_o,   // to GBUF
  output logic [PortBytes-1:0]         req_strobe_o, // to GBUF
  output logic [9:0]                   bytes_o       // to the counters: written in this cycle
);
  localparam int unsigned PortLog = $clog2(PortBytes);
  localparam int unsigned RowBits = Cols * 32;
  localparam int unsigned Beats   = (RowBits / 8 + PortBytes - 1) / PortBytes;

  flexsa_pkg::rect_t rect, rect_q, rect_d;
  logic              busy_q, busy_d, have_q, have_d, sent, row_ends, all_ends;
  logic [8:0]        row_q, row_d;
  logic [7:0]        beat_q, beat_d, last_beat;
  logic [9:0]        left;
  logic [Cols*16-1:0]            halves;
  logic [Beats*PortBytes*8-1:0]  line;

  assign rect      = rect_i;
  assign last_beat = 8'((rect_q.row_bytes - 10'd1) >> PortLog);
  assign sent      = req_valid_o && req_ready_i;
  assign row_ends  = sent && beat_q == last_beat;
  assign all_ends  = row_ends && row_q == rect_q.rows - 9'd1;
  assign left      = rect_q.row_bytes - 10'(32'(beat_q) << PortLog);

  assign busy_o      = busy_q;
  assign req_valid_o = have_q;
  assign req_addr_o  = rect_q.addr + (32'(beat_q) << PortLog);
  assign read_o      = busy_q && (!have_q || (row_ends && !all_ends));
  assign read_row_o  = orow_i + row_q[7:0] + 8'(have_q);
  assign bytes_o     = !sent ? 10'd0 : 32'(left) > PortBytes ? 10'(PortBytes) : left;

  // Rounders sleep unless a row leaves as binary16.
  function automatic logic [Cols*16-1:0] round_row(input logic [RowBits-1:0] row);
    for (int unsigned c = 0; c < Cols; c++)
      round_row[c*16 +: 16] = 16'(flexsa_fp_pkg::round16(row[c*32 +: 32]));
  endfunction
  always_comb begin
    halves = '0;
    if (f16_i && have_q) halves = round_row(row_i);
  end
  always_comb begin
    line = '0;
    line[RowBits-1:0] = f16_i ? {{(Cols*16){1'b0}}, halves} : row_i;
  end
  assign req_data_o = line[beat_q*PortBytes*8 +: PortBytes*8];
  assign req_strobe_o = 32'(left) >= PortBytes ? '1 : ~({PortBytes{1'b1}} << left);

  always_comb begin
    busy_d = busy_q && !all_ends;
    have_d = busy_q && !all_ends;
    rect_d = rect_q;
    row_d  = row_q;
    beat_d = beat_q;
    if (sent) beat_d = beat_q + 8'd1;
    if (row_ends) begin
      beat_d      = '0;
      row_d       = row_q + 9'd1;
      rect_d.addr = rect_q.addr + rect_q.pitch;
    end
    if (start_i) begin
      rect_d = rect;
      busy_d = rect.rows != 0 && rect.row_bytes != 0;
      have_d = 1'b0;
      row_d  = '0;
      beat_d = '0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      have_q <= 1'b0;
      rect_q <= '0;
      row_q  <= '0;
      beat_q <= '0;
    end else begin
      busy_q <= busy_d;
      have_q <= have_d;
      rect_q <= rect_d;
      row_q  <= row_d;
      beat_q <= beat_d;
    end
  end

  logic unused_bits;
  assign unused_bits = &{1'b0, rect_q};

`ifdef FLEXSA_ASSERT
  StartWhenIdle: assert property (@(posedge clk_i) disable iff (!rst_ni) start_i |-> !busy_q);
  BeatStands: assert property (@(posedge clk_i) disable iff (!rst_ni)
    req_valid_o && !req_ready_i |=> req_valid_o && $stable(req_addr_o) && $stable(req_data_o));
`endif
endmodule
