// Load lane: fetches a rectangle of GBUF row by row and reports each arriving
// beat as a fill of a local buffer. Requests and fills run apart: the next rectangle
// is requested while the last one is still arriving, at one beat a cycle.
//
// A row is requested only when its place is free. Places become free as the reader
// of the tile that used the same half before (seq - 2) reports its rows; a tile that
// is shared by several cores waits for every core's report. So a tile is written
// right behind the last reader of the one before it.
//
// Latency: request 1 cycle after the rectangle is taken; fill in the cycle of
// the response. Responses come in the order of the requests and are always taken.
// Example: 3 rows of 256 bytes through a port of 128 bytes = 6 beats, row 0 beat 0 first.
module flexsa_load_lane #(
  parameter int unsigned PortBytes = 128,
  parameter int unsigned Chains    = 1,    // reporting cores
  parameter int unsigned Ways      = 1,    // reports a core makes
  parameter bit          Credits   = 1'b1  // 0: the whole half is known to be free
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              rect_valid_i,  // from the load unit
  output logic              rect_ready_o,  // to the load unit
  input  flexsa_pkg::rect_t rect_i,        // from the load unit
  output logic              req_valid_o,   // to GBUF
  input  logic              req_ready_i,   // from GBUF
  output logic [31:0]       req_addr_o,    // to GBUF
  input  logic              rsp_valid_i,   // from GBUF
  output flexsa_pkg::fill_t fill_o,        // to the local buffer's write port
  input  logic              step_i,        // from the execute unit: reports are new
  input  logic [Chains*Ways*flexsa_pkg::FreedW-1:0] freed_i,  // from the ends of the buffer's chains
  output logic [3:0]        begun_o,       // to the execute unit: {half 1, half 0} tile begun
  output logic [17:0]       filled_o,      // to the execute unit: {half 1, half 0} rows there
  output logic              done_o,        // to the load unit: a rectangle has arrived
  output logic [9:0]        bytes_o        // to the counters: bytes requested in this cycle
);
  localparam int unsigned PortLog = $clog2(PortBytes);

  // ---- requests -----------------------------------------------------------
  flexsa_pkg::rect_t rect_q, rect_d;
  logic              active_q, active_d;
  logic [8:0]        row_q, row_d;
  logic [7:0]        beat_q, beat_d, last_beat;
  logic [9:0]        bytes_left;
  logic              empty, row_free, last_request, take, track_ready, begin_tile;

  assign empty        = rect_q.rows == 0 || rect_q.row_bytes == 0;
  assign last_beat    = 8'((rect_q.row_bytes - 10'd1) >> PortLog);
  assign req_valid_o  = active_q && !empty && row_free;
  assign req_addr_o   = rect_q.addr + (32'(beat_q) << PortLog);
  assign last_request = row_free &&
      (empty || (req_ready_i && beat_q == last_beat && row_q == rect_q.rows - 9'd1));
  assign rect_ready_o = track_ready && (!active_q || last_request);
  assign take         = rect_valid_i && rect_ready_o;
  assign begin_tile   = active_q && row_free;  // an empty tile takes its turn like any other
  assign bytes_left   = rect_q.row_bytes - 10'(32'(beat_q) << PortLog);
  assign bytes_o      = !(req_valid_o && req_ready_i) ? 10'd0 :
                        32'(bytes_left) > PortBytes ? 10'(PortBytes) : bytes_left;

  always_comb begin
    active_d = active_q && !last_request;
    rect_d   = rect_q;
    row_d    = row_q;
    beat_d   = beat_q;
    if (req_valid_o && req_ready_i) begin
      beat_d = beat_q + 8'd1;
      if (beat_q == last_beat) begin
        beat_d      = '0;
        row_d       = row_q + 9'd1;
        rect_d.addr = rect_q.addr + rect_q.pitch;
      end
    end
    if (take) begin
      active_d = 1'b1;
      rect_d   = rect_i;
      row_d    = '0;
      beat_d   = '0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
      rect_q   <= '0;
      row_q    <= '0;
      beat_q   <= '0;
    end else begin
      active_q <= active_d;
      rect_q   <= rect_d;
      row_q    <= row_d;
      beat_q   <= beat_d;
    end
  end

  // ---- which rows may be written --------------------------------------------
  logic [Chains-1:0] chain_free;
  for (genvar c = 0; c < Chains; c++) begin : gen_chain
    if (Credits) begin : gen_credit
      flexsa_credit #(.Ways(Ways)) i_credit (
        .clk_i, .rst_ni, .step_i,
        .freed_i(freed_i[c*Ways*flexsa_pkg::FreedW +: Ways*flexsa_pkg::FreedW]),
        .seq_i  (rect_q.seq),
        .row_i  (row_q[7:0]),
        .free_o (chain_free[c])
      );
    end else begin : gen_free
      assign chain_free[c] = 1'b1;
    end
  end
  logic unused_credit;
  assign unused_credit = &{1'b0, step_i, freed_i};
  assign row_free = &(chain_free | ~rect_q.cores[Chains-1:0]);

  flexsa_load_arrivals #(.PortBytes(PortBytes)) i_arrivals (
    .clk_i, .rst_ni, .take_i(take), .ready_o(track_ready), .rect_i,
    .begin_i(begin_tile), .begin_seq_i(rect_q.seq), .rsp_valid_i,
    .fill_o, .begun_o, .filled_o, .done_o
  );

`ifdef FLEXSA_ASSERT
  RequestStands: assert property (@(posedge clk_i) disable iff (!rst_ni)
    req_valid_o && !req_ready_i |=> req_valid_o && $stable(req_addr_o));
`endif
endmodule
