// H load (LdLBUF_H): GBUF -> left LBUF. Numbers the tiles and cuts each in a rectangle a lane.
// Unlike V tiles they need no gate: lane q fills the same sub-bank in every mode.
//
// Latency: 1 cycle to the lanes' queues (flexsa_load_unit).
// Example: ldh hsw m=16: lanes 0 and 2 bring 8 rows each, lanes 1 and 3 none.
module flexsa_load_h #(
  parameter int unsigned Rows      = 64,   // PE rows of one core
  parameter int unsigned Cols      = 64,
  parameter bit          Quad      = 1'b1,
  parameter int unsigned PortBytes = 128,
  localparam int unsigned Lanes    = Quad ? 4 : 1
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                valid_i,      // from dispatch
  output logic                                ready_o,      // to dispatch
  input  logic [127:0]                        instr_i,      // from dispatch
  output logic [Lanes-1:0]                    req_valid_o,  // to GBUF
  input  logic [Lanes-1:0]                    req_ready_i,  // from GBUF
  output logic [Lanes*32-1:0]                 req_addr_o,   // to GBUF
  input  logic [Lanes-1:0]                    rsp_valid_i,  // from GBUF
  output logic [Lanes*flexsa_pkg::FillW-1:0]  fills_o,      // to the left LBUF
  input  logic                                step_i,       // from the execute unit
  input  logic [Lanes*flexsa_pkg::HWays*flexsa_pkg::FreedW-1:0] freed_i,      // from the left LBUF
  output logic [Lanes*4-1:0]                  begun_o,      // to the execute unit, left LBUF
  output logic [Lanes*18-1:0]                 filled_o,     // to the execute unit, left LBUF
  output logic                                start_o,      // to the top: an instruction begins
  output logic                                done_o,       // to the top: one is complete
  output logic [Lanes*10-1:0]                 bytes_o,      // to the counters
  output logic                                idle_o        // to dispatch
);
  logic [Lanes*flexsa_pkg::RectW-1:0] rects;
  logic [2:0]                         seq_q, seq_d;

  assign start_o = valid_i && ready_o;
  assign seq_d   = seq_q + 3'(start_o);
  flexsa_rects #(.Kind(1), .Rows(Rows), .Cols(Cols), .Quad(Quad)) i_rects (
    .instr_i, .seq_i(seq_q), .rects_o(rects)
  );
  flexsa_load_unit #(
    .Lanes(Lanes), .PortBytes(PortBytes), .Chains(Lanes), .OwnChain(1'b1), .Ways(flexsa_pkg::HWays)
  ) i_lanes (
    .clk_i, .rst_ni, .valid_i, .ready_o, .rects_i(rects),
    .req_valid_o, .req_ready_i, .req_addr_o, .rsp_valid_i,
    .fills_o, .step_i, .freed_i, .begun_o, .filled_o, .done_o, .bytes_o, .idle_o
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      seq_q <= '0;
    end else begin
      seq_q <= seq_d;
    end
  end
endmodule
