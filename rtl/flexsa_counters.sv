// Event counters of one unit (list: harness/isa/flexsa_isa.h), 48 bits each, read by index.
//
// Latency: an event counts from the next cycle on; reading is combinational.
// Example: index 0 (Cycles) after 100 cycles reads 100.
module flexsa_counters #(
  parameter int unsigned Lanes = 4
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                instr_taken_i,  // from dispatch
  input  logic                exec_valid_i,   // from dispatch: an ExecGEMM is queued
  input  logic                frozen_i,       // from the left LBUF
  input  logic                wave_start_i,   // from the execute unit
  input  logic                wave_busy_i,    // from the execute unit
  input  logic [3:0]          wave_stall_i,   // from the execute unit: {switch, obuf, h, v}
  input  logic [1:0]          wave_mode_i,    // from the execute unit
  input  logic [15:0]         over_h_bytes_i, // from the execute unit
  input  logic [15:0]         over_v_bytes_i, // from the execute unit
  input  logic [Lanes*10-1:0] v_bytes_i,      // from the V load lanes
  input  logic [Lanes*2-1:0]  v_copies_i,     // from the V load lanes: further cores that get them
  input  logic [Lanes*10-1:0] h_bytes_i,      // from the H load lanes
  input  logic [Lanes*10-1:0] ld_bytes_i,     // from the OBUF load lanes
  input  logic [Lanes*10-1:0] st_bytes_i,     // from the store lanes
  input  logic [5:0]          index_i,        // from the harness
  output logic [47:0]         value_o         // to the harness
);
  localparam int unsigned Num = flexsa_isa_pkg::NumCnt;

  logic [15:0] inc [Num];
  logic [47:0] count_q [Num];
  logic [47:0] count_d [Num];

  for (genvar q = 0; q < 4; q++) begin : gen_lane
    if (q < Lanes) begin : gen_used
      assign inc[flexsa_isa_pkg::CntBytesV0 + q] = {6'd0, v_bytes_i[q*10 +: 10]};
      assign inc[flexsa_isa_pkg::CntBytesH0 + q] = {6'd0, h_bytes_i[q*10 +: 10]};
    end else begin : gen_unused
      assign inc[flexsa_isa_pkg::CntBytesV0 + q] = '0;
      assign inc[flexsa_isa_pkg::CntBytesH0 + q] = '0;
    end
    assign inc[flexsa_isa_pkg::CntWavesFw + q] = {15'd0, wave_start_i && wave_mode_i == 2'(q)};
    assign inc[flexsa_isa_pkg::CntBusyFw + q]  = {15'd0, wave_busy_i && wave_mode_i == 2'(q)};
  end

  logic [15:0] bcast, ld, st, reads, writes;
  always_comb begin
    bcast  = '0;
    ld     = '0;
    st     = '0;
    reads  = '0;
    writes = '0;
    for (int unsigned q = 0; q < Lanes; q++) begin
      bcast  = bcast + 16'(v_bytes_i[q*10 +: 10]) * 16'(v_copies_i[q*2 +: 2]);
      ld     = ld + 16'(ld_bytes_i[q*10 +: 10]);
      st     = st + 16'(st_bytes_i[q*10 +: 10]);
      reads  = reads + 16'(v_bytes_i[q*10 +: 10] != 0) + 16'(h_bytes_i[q*10 +: 10] != 0) +
               16'(ld_bytes_i[q*10 +: 10] != 0);
      writes = writes + 16'(st_bytes_i[q*10 +: 10] != 0);
    end
  end

  logic idle;
  assign idle = !exec_valid_i && !frozen_i && !wave_busy_i;
  assign inc[flexsa_isa_pkg::CntCycles]      = 16'd1;
  assign inc[flexsa_isa_pkg::CntInstrs]      = {15'd0, instr_taken_i};
  assign inc[flexsa_isa_pkg::CntStallV]      = {15'd0, wave_stall_i[0]};
  assign inc[flexsa_isa_pkg::CntStallH]      = {15'd0, wave_stall_i[1]};
  assign inc[flexsa_isa_pkg::CntStallO]      = {15'd0, wave_stall_i[2]};
  assign inc[flexsa_isa_pkg::CntStallSwitch] = {15'd0, wave_stall_i[3]};
  assign inc[flexsa_isa_pkg::CntStallFreeze] = {15'd0, frozen_i};
  assign inc[flexsa_isa_pkg::CntIdle]        = {15'd0, idle};
  assign inc[flexsa_isa_pkg::CntBytesBcast]  = bcast;
  assign inc[flexsa_isa_pkg::CntBytesOverH]  = wave_busy_i ? over_h_bytes_i : '0;
  assign inc[flexsa_isa_pkg::CntBytesOverV]  = wave_busy_i ? over_v_bytes_i : '0;
  assign inc[flexsa_isa_pkg::CntBytesLdo]    = ld;
  assign inc[flexsa_isa_pkg::CntBytesSt]     = st;
  assign inc[flexsa_isa_pkg::CntGbufReads]   = reads;
  assign inc[flexsa_isa_pkg::CntGbufWrites]  = writes;

  for (genvar i = 0; i < Num; i++) begin : gen_count
    assign count_d[i] = count_q[i] + {32'd0, inc[i]};
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        count_q[i] <= '0;
      end else begin
        count_q[i] <= count_d[i];
      end
    end
  end
  assign value_o = 32'(index_i) < Num ? count_q[index_i[4:0]] : '0;

`ifdef FLEXSA_ASSERT
  OneStateEachCycle: assert property (@(posedge clk_i) disable iff (!rst_ni)
    $countones({wave_busy_i, wave_stall_i, frozen_i, idle}) == 1);
`endif
endmodule
