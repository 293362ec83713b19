// Load unit: turns one load instruction into one rectangle a lane and tells when all
// of them have arrived. The lanes run apart; a lane that is done goes on to its
// rectangle of the next instruction.
//
// Latency: 1 cycle to the lanes' queues. Used for LdLBUF_V, LdLBUF_H and LdOBUF.
module flexsa_load_unit #(
  parameter int unsigned Lanes     = 4,
  parameter int unsigned PortBytes = 128,
  parameter int unsigned Chains    = 4,    // reporting cores a lane listens to
  parameter bit          OwnChain  = 1'b0, // 1: lane q listens to report q only
  parameter int unsigned Ways      = 1,    // reports a core makes
  parameter bit          Credits   = 1'b1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   valid_i,       // from the instruction queue (or its gate)
  output logic                   ready_o,       // to the instruction queue
  input  logic [Lanes*flexsa_pkg::RectW-1:0]    rects_i,       // from the rectangle splitter: rect_t a lane
  output logic [Lanes-1:0]       req_valid_o,   // to GBUF
  input  logic [Lanes-1:0]       req_ready_i,   // from GBUF
  output logic [Lanes*32-1:0]    req_addr_o,    // to GBUF
  input  logic [Lanes-1:0]       rsp_valid_i,   // from GBUF
  output logic [Lanes*flexsa_pkg::FillW-1:0]    fills_o,       // to the local buffers: fill_t a lane
  input  logic                   step_i,        // from the execute unit
  input  logic [Chains*Ways*flexsa_pkg::FreedW-1:0] freed_i,  // from the buffers' chain ends
  output logic [Lanes*4-1:0]     begun_o,       // to the execute unit
  output logic [Lanes*18-1:0]    filled_o,      // to the execute unit
  output logic                   done_o,        // to dispatch and counters: one instruction complete
  output logic [Lanes*10-1:0]    bytes_o,       // to the counters
  output logic                   idle_o         // to dispatch
);
  logic [Lanes-1:0]   queue_ready, queue_valid, lane_ready, lane_done, unused_empty, waiting;
  logic [Lanes*flexsa_pkg::RectW-1:0] lane_rect;
  logic [Lanes*4-1:0] arrived_q, arrived_d;
  logic [4:0]         open_q, open_d;
  logic               start;

  assign ready_o = &queue_ready && open_q < 5'd7;
  assign start   = valid_i && ready_o;

  for (genvar q = 0; q < Lanes; q++) begin : gen_lane
    flexsa_fifo #(.Width(flexsa_pkg::RectW), .Depth(2)) i_queue (
      .clk_i, .rst_ni,
      .valid_i(start), .ready_o(queue_ready[q]), .data_i(rects_i[q*flexsa_pkg::RectW +: flexsa_pkg::RectW]),
      .valid_o(queue_valid[q]), .ready_i(lane_ready[q]), .data_o(lane_rect[q*flexsa_pkg::RectW +: flexsa_pkg::RectW]),
      .empty_o(unused_empty[q])
    );
    localparam int unsigned N  = OwnChain ? 1 : Chains;
    localparam int unsigned At = OwnChain ? q : 0;
    flexsa_load_lane #(
      .PortBytes(PortBytes), .Chains(N), .Ways(Ways), .Credits(Credits)
    ) i_lane (
      .clk_i, .rst_ni, .step_i,
      .rect_valid_i(queue_valid[q]), .rect_ready_o(lane_ready[q]),
      .rect_i(lane_rect[q*flexsa_pkg::RectW +: flexsa_pkg::RectW]),
      .req_valid_o(req_valid_o[q]), .req_ready_i(req_ready_i[q]),
      .req_addr_o(req_addr_o[q*32 +: 32]), .rsp_valid_i(rsp_valid_i[q]),
      .fill_o(fills_o[q*flexsa_pkg::FillW +: flexsa_pkg::FillW]),
      .freed_i(freed_i[At*Ways*flexsa_pkg::FreedW +: N*Ways*flexsa_pkg::FreedW]),
      .begun_o(begun_o[q*4 +: 4]), .filled_o(filled_o[q*18 +: 18]),
      .done_o(lane_done[q]), .bytes_o(bytes_o[q*10 +: 10])
    );
    // Rectangles that have arrived and whose instruction still waits for other lanes.
    assign waiting[q] = arrived_q[q*4 +: 4] != 0 || lane_done[q];
    assign arrived_d[q*4 +: 4] = arrived_q[q*4 +: 4] + 4'(lane_done[q]) - 4'(done_o);
  end

  assign done_o = &waiting;
  assign open_d = open_q + 5'(start) - 5'(done_o);
  assign idle_o = open_q == 0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      arrived_q <= '0;
      open_q    <= '0;
    end else begin
      arrived_q <= arrived_d;
      open_q    <= open_d;
    end
  end
endmodule
