// OBUF unit: StLBUF and LdOBUF, one at a time, in program order, each when the OBUF half is
// handed over to it.
//
// Latency: 1 cycle to the lanes. Example: StLBUF of a skinny tile starts four store lanes,
// one a partition; it is done when the last beat of the slowest one has been accepted.
module flexsa_obuf_unit #(
  parameter int unsigned Rows      = 64,
  parameter int unsigned Cols      = 64,   // columns of one partition
  parameter bit          Quad      = 1'b1,
  parameter int unsigned PortBytes = 128,
  localparam int unsigned Lanes    = Quad ? 4 : 1
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         valid_i,       // from the instruction queue
  output logic                         ready_o,       // to the instruction queue
  input  logic [127:0]                 instr_i,       // from the instruction queue
  output logic                         half_o,        // to the OBUF owner and the partitions
  output logic                         load_o,        // to the OBUF owner
  input  logic                         ours_i,        // from the OBUF owner
  output logic                         take_o,        // to the OBUF owner
  output logic                         done_o,        // to the OBUF owner, counters, dispatch
  output logic [7:0]                   orow_o,        // to the partitions
  output logic [Lanes-1:0]             read_o,        // to the partitions
  output logic [Lanes*8-1:0]           read_row_o,    // to the partitions
  input  logic [Lanes*Cols*32-1:0]     rows_i,        // from the partitions
  output logic [Lanes*flexsa_pkg::FillW-1:0] fills_o, // to the partitions
  output logic [Lanes-1:0]             ld_req_valid_o,   // to GBUF
  input  logic [Lanes-1:0]             ld_req_ready_i,   // from GBUF
  output logic [Lanes*32-1:0]          ld_req_addr_o,    // to GBUF
  input  logic [Lanes-1:0]             ld_rsp_valid_i,   // from GBUF
  output logic [Lanes-1:0]             st_req_valid_o,   // to GBUF
  input  logic [Lanes-1:0]             st_req_ready_i,   // from GBUF
  output logic [Lanes*32-1:0]          st_req_addr_o,    // to GBUF
  output logic [Lanes*PortBytes*8-1:0] st_req_data_o,    // to GBUF
  output logic [Lanes*PortBytes-1:0]   st_req_strobe_o,  // to GBUF
  output logic [Lanes*10-1:0]          ld_bytes_o,    // to the counters
  output logic [Lanes*10-1:0]          st_bytes_o,    // to the counters
  output logic                         idle_o         // to dispatch
);
  flexsa_pkg::instr_t instr;
  logic [Lanes*flexsa_pkg::RectW-1:0] rects;
  logic [Lanes-1:0]    st_busy;
  logic [Lanes*4-1:0]  unused_begun;
  logic [Lanes*18-1:0] unused_filled;
  logic                busy_q, busy_d, ld_ready, ld_done, ld_idle, unused_bits;

  assign instr  = instr_i;
  assign load_o = instr.op == 4'(flexsa_isa_pkg::OpLdo);
  assign half_o = instr.half;
  assign orow_o = instr.orow[7:0];
  assign take_o = valid_i && !busy_q && ours_i && ld_ready;
  assign done_o = busy_q && (load_o ? ld_done : st_busy == 0);
  assign ready_o = done_o;
  assign busy_d  = (busy_q || take_o) && !done_o;
  assign idle_o  = !busy_q;
  assign unused_bits = &{1'b0, instr, unused_begun, unused_filled, ld_idle};

  flexsa_rects #(.Kind(2), .Rows(Rows), .Cols(Cols), .Quad(Quad)) i_rects (
    .instr_i, .seq_i(3'd0), .rects_o(rects)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
    end else begin
      busy_q <= busy_d;
    end
  end

  flexsa_load_unit #(.Lanes(Lanes), .PortBytes(PortBytes), .Chains(1), .Credits(1'b0)) i_load (
    .clk_i, .rst_ni,
    .valid_i(take_o && load_o), .ready_o(ld_ready), .rects_i(rects),
    .req_valid_o(ld_req_valid_o), .req_ready_i(ld_req_ready_i), .req_addr_o(ld_req_addr_o),
    .rsp_valid_i(ld_rsp_valid_i), .fills_o(fills_o),
    .step_i(1'b0), .freed_i('0), .begun_o(unused_begun), .filled_o(unused_filled),
    .done_o(ld_done), .bytes_o(ld_bytes_o), .idle_o(ld_idle)
  );

  for (genvar q = 0; q < Lanes; q++) begin : gen_store
    flexsa_store_lane #(.Cols(Cols), .PortBytes(PortBytes)) i_lane (
      .clk_i, .rst_ni,
      .start_i(take_o && !load_o),
      .rect_i(rects[q*flexsa_pkg::RectW +: flexsa_pkg::RectW]),
      .f16_i(instr.f16), .orow_i(instr.orow[7:0]), .busy_o(st_busy[q]),
      .read_o(read_o[q]), .read_row_o(read_row_o[q*8 +: 8]), .row_i(rows_i[q*Cols*32 +: Cols*32]),
      .req_valid_o(st_req_valid_o[q]), .req_ready_i(st_req_ready_i[q]),
      .req_addr_o(st_req_addr_o[q*32 +: 32]),
      .req_data_o(st_req_data_o[q*PortBytes*8 +: PortBytes*8]),
      .req_strobe_o(st_req_strobe_o[q*PortBytes +: PortBytes]),
      .bytes_o(st_bytes_o[q*10 +: 10])
    );
  end
endmodule
