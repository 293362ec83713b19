// V load (LdLBUF_V): GBUF -> stationary LBUFs. Numbers the tiles, cuts each in a rectangle a lane,
// and holds back a tile while one of another mode is under way, whose lanes go to other cores
// (flexsa_bcast).
//
// Latency: 1 cycle to the lanes' queues (flexsa_load_unit).
// Example: ldv fw, ldv fw, ldv isw: the second begins behind the first, the third when both have
// arrived.
module flexsa_load_v #(
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
  output logic [Lanes*flexsa_pkg::FillW-1:0]  fills_o,      // to the stationary LBUFs
  input  logic                                step_i,       // from the execute unit
  input  logic [Lanes*flexsa_pkg::FreedW-1:0] freed_i,      // from the stationary LBUFs
  output logic [Lanes*4-1:0]                  begun_o,      // to the shift unit, stationary LBUFs
  output logic [Lanes*18-1:0]                 filled_o,     // to the shift unit, stationary LBUFs
  output logic                                start_o,      // to the top: an instruction begins
  output logic                                done_o,       // to the top: one is complete
  output logic [Lanes*10-1:0]                 bytes_o,      // to the counters
  output logic [Lanes*2-1:0]                  copies_o,     // to the counters: further cores that get them
  output logic                                idle_o        // to dispatch
);
  flexsa_pkg::instr_t                 instr;
  logic [Lanes*flexsa_pkg::RectW-1:0] rects;
  logic [2:0]                         seq_q, seq_d;
  logic [1:0]                         mode_q, mode_d, copies;
  logic                               go, lanes_ready, unused_bits;

  assign instr   = instr_i;
  assign go      = valid_i && (idle_o || instr.mode == mode_q);
  assign ready_o = go && lanes_ready;
  assign start_o = ready_o;
  assign mode_d  = start_o ? instr.mode : mode_q;
  assign seq_d   = seq_q + 3'(start_o);
  flexsa_rects #(.Kind(0), .Rows(Rows), .Cols(Cols), .Quad(Quad)) i_rects (
    .instr_i, .seq_i(seq_q), .rects_o(rects)
  );
  flexsa_load_unit #(.Lanes(Lanes), .PortBytes(PortBytes), .Chains(Lanes)) i_lanes (
    .clk_i, .rst_ni, .valid_i(go), .ready_o(lanes_ready), .rects_i(rects),
    .req_valid_o, .req_ready_i, .req_addr_o, .rsp_valid_i,
    .fills_o, .step_i, .freed_i, .begun_o, .filled_o, .done_o, .bytes_o, .idle_o
  );

  // Cores beyond the lane's own that take its data. In HSW and VSW only two lanes have any.
  always_comb begin
    copies = 2'd1;
    if (!Quad || mode_q == 2'(flexsa_isa_pkg::ModeFw)) copies = 2'd0;
    else if (mode_q == 2'(flexsa_isa_pkg::ModeIsw))    copies = 2'd3;
  end
  assign copies_o    = {Lanes{copies}};
  assign unused_bits = &{1'b0, instr};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      seq_q  <= '0;
      mode_q <= '0;
    end else begin
      seq_q  <= seq_d;
      mode_q <= mode_d;
    end
  end
endmodule
