// Arrivals of a load lane: which row of which tile each response is, and what is there. The
// lane asks for rectangles in order and responses come in order, so a queue of rectangles tells.
//
// Latency: a fill in the cycle of the response; begun_o and filled_o from the next cycle on.
// Example: a rectangle of 3 rows of 2 beats: fills (0,0) (0,1) (1,0) .., filled_o 0 -> 1 -> 2 -> 3.
module flexsa_load_arrivals #(
  parameter int unsigned PortBytes = 128
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              take_i,        // from the lane: begins to request rect_i
  output logic              ready_o,       // to the lane: it may take another one
  input  flexsa_pkg::rect_t rect_i,        // from the load unit
  input  logic              begin_i,       // from the lane: the tile's turn in its half has come
  input  logic [2:0]        begin_seq_i,   // from the lane
  input  logic              rsp_valid_i,   // from GBUF
  output flexsa_pkg::fill_t fill_o,        // to the local buffer's write port
  output logic [3:0]        begun_o,       // to the execute unit: {half 1, half 0} tile begun
  output logic [17:0]       filled_o,      // to the execute unit: {half 1, half 0} rows there
  output logic              done_o         // to the load unit: a rectangle has arrived
);
  localparam int unsigned PortLog = $clog2(PortBytes);

  typedef struct packed {
    logic [3:0] cores;
    logic [2:0] seq;
    logic [8:0] rows;
    logic [7:0] last_beat;
  } arriving_t;

  arriving_t  track_in, track;
  logic       track_valid, track_pop, last_of_row, unused_track_empty;
  logic [8:0] in_row_q, in_row_d;
  logic [7:0] in_beat_q, in_beat_d;
  logic [3:0] begun_q, begun_d;
  logic [17:0] filled_q, filled_d;

  assign track_in.cores     = rect_i.cores;
  assign track_in.seq       = rect_i.seq;
  assign track_in.rows      = rect_i.row_bytes == 0 ? 9'd0 : rect_i.rows;
  assign track_in.last_beat = 8'((rect_i.row_bytes - 10'd1) >> PortLog);

  // Two deep: a tile is taken only when the one before it in the same half has arrived, so a
  // half's begun_o and filled_o speak of one tile at a time.
  flexsa_fifo #(.Width(24), .Depth(2)) i_track (
    .clk_i, .rst_ni,
    .valid_i(take_i), .ready_o, .data_i(track_in),
    .valid_o(track_valid), .ready_i(track_pop), .data_o(track), .empty_o(unused_track_empty)
  );

  assign fill_o.valid = rsp_valid_i;
  assign fill_o.cores = track.cores;
  assign fill_o.seq   = track.seq;
  assign fill_o.row   = in_row_q[7:0];
  assign fill_o.beat  = in_beat_q;
  assign last_of_row  = rsp_valid_i && in_beat_q == track.last_beat;
  assign track_pop    = track_valid &&
      (track.rows == 0 || (last_of_row && in_row_q == track.rows - 9'd1));
  assign done_o       = track_pop;
  assign begun_o      = begun_q;
  assign filled_o     = filled_q;

  always_comb begin
    in_row_d  = in_row_q;
    in_beat_d = in_beat_q;
    begun_d   = begun_q;
    filled_d  = filled_q;
    if (rsp_valid_i) in_beat_d = last_of_row ? '0 : in_beat_q + 8'd1;
    if (last_of_row) begin
      in_row_d = in_row_q + 9'd1;
      if (track.seq[0]) filled_d[17:9] = in_row_q + 9'd1;
      else              filled_d[8:0]  = in_row_q + 9'd1;
    end
    if (track_pop) in_row_d = '0;
    if (begin_i && begin_seq_i[0] && begun_q[3:2] != begin_seq_i[2:1]) begin
      begun_d[3:2]   = begin_seq_i[2:1];
      filled_d[17:9] = '0;
    end
    if (begin_i && !begin_seq_i[0] && begun_q[1:0] != begin_seq_i[2:1]) begin
      begun_d[1:0]  = begin_seq_i[2:1];
      filled_d[8:0] = '0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      in_row_q  <= '0;
      in_beat_q <= '0;
      begun_q   <= 4'b1111;  // tile -1 of each half: nothing has begun
      filled_q  <= '0;
    end else begin
      in_row_q  <= in_row_d;
      in_beat_q <= in_beat_d;
      begun_q   <= begun_d;
      filled_q  <= filled_d;
    end
  end

  logic unused_rect;
  assign unused_rect = &{1'b0, rect_i};

`ifdef FLEXSA_ASSERT
  ResponseWasAskedFor: assert property (@(posedge clk_i) disable iff (!rst_ni)
    rsp_valid_i |-> track_valid && track.rows != 0);
`endif
endmodule
