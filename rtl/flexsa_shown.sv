// For the wave viewer only (FLEXSA_WAVES): what stands before each unit, 0 if nothing does, and the
// GBUF channels one lane at a time. waves/*.txt name the values, waves/unit.gtkw shows them.
// Combinational.
//
// Example: op_exec = 4, mode_exec = 1, state_exec = 3: an ExecGEMM HSW waits for its weights.
module flexsa_shown #(
  parameter int unsigned Lanes     = 4,
  parameter int unsigned PortBytes = 128,
  localparam int unsigned Units    = flexsa_isa_pkg::NumUnits,
  localparam int unsigned Dw       = PortBytes * 8
) (
  input logic [3:0]            op_dispatch_i,  // from dispatch: its head
  input logic [Units-1:0]      unit_valid_i,   // from dispatch
  input logic [Units*128-1:0]  unit_instr_i,   // from dispatch
  input logic [1:0]            wave_mode_i,    // from the execute unit
  input logic                  wave_busy_i,    // from the execute unit
  input logic [3:0]            wave_stall_i,   // from the execute unit
  input logic                  frozen_i,       // from the data path
  input logic [3*Lanes-1:0]    rd_taken_i,     // GBUF lanes {C, H, V}: request accepted
  input logic [3*Lanes*32-1:0] rd_addr_i,      // GBUF lanes
  input logic [3*Lanes-1:0]    rd_arrives_i,   // GBUF lanes
  input logic [3*Lanes*Dw-1:0] rd_data_i,      // GBUF lanes
  input logic [Lanes-1:0]      wr_taken_i,     // GBUF write lanes: request accepted
  input logic [Lanes*32-1:0]   wr_addr_i,      // GBUF write lanes
  input logic [Lanes*Dw-1:0]   wr_data_i       // GBUF write lanes
);
  logic [3:0] op_dispatch, op_ldv, op_ldh, op_shift, op_exec, op_obuf;
  logic [2:0] mode_exec, state_exec;
  logic       exec, unused_shown;

  assign op_dispatch = op_dispatch_i;
  assign op_ldv   = unit_valid_i[flexsa_isa_pkg::UnitLdv] ?
                    unit_instr_i[flexsa_isa_pkg::UnitLdv*128 +: 4] : 4'd0;
  assign op_ldh   = unit_valid_i[flexsa_isa_pkg::UnitLdh] ?
                    unit_instr_i[flexsa_isa_pkg::UnitLdh*128 +: 4] : 4'd0;
  assign op_shift = unit_valid_i[flexsa_isa_pkg::UnitShift] ?
                    unit_instr_i[flexsa_isa_pkg::UnitShift*128 +: 4] : 4'd0;
  assign op_exec  = unit_valid_i[flexsa_isa_pkg::UnitExec] ?
                    unit_instr_i[flexsa_isa_pkg::UnitExec*128 +: 4] : 4'd0;
  assign op_obuf  = unit_valid_i[flexsa_isa_pkg::UnitObuf] ?
                    unit_instr_i[flexsa_isa_pkg::UnitObuf*128 +: 4] : 4'd0;
  assign exec       = unit_valid_i[flexsa_isa_pkg::UnitExec];
  assign mode_exec  = {!exec, wave_mode_i};                                // waves/mode.txt
  assign state_exec = !exec ? 3'd0 :                                       // waves/state.txt
                      frozen_i ? 3'd2 : wave_busy_i ? 3'd1 : wave_stall_i[0] ? 3'd3 :
                      wave_stall_i[1] ? 3'd4 : wave_stall_i[2] ? 3'd5 : 3'd6;

  for (genvar q = 0; q < Lanes; q++) begin : gen_lane
    logic          v_request, h_request, c_request, write;  // accepted in this cycle
    logic          v_arrives, h_arrives, c_arrives, unused_lane;
    logic [31:0]   v_addr, h_addr, c_addr, write_addr;
    logic [Dw-1:0] v_data, h_data, c_data, write_data;
    assign {c_request, h_request, v_request} = {rd_taken_i[2*Lanes+q], rd_taken_i[Lanes+q], rd_taken_i[q]};
    assign {c_arrives, h_arrives, v_arrives} = {rd_arrives_i[2*Lanes+q], rd_arrives_i[Lanes+q], rd_arrives_i[q]};
    assign v_addr     = rd_addr_i[q*32 +: 32];
    assign h_addr     = rd_addr_i[(Lanes+q)*32 +: 32];
    assign c_addr     = rd_addr_i[(2*Lanes+q)*32 +: 32];
    assign v_data     = rd_data_i[q*Dw +: Dw];
    assign h_data     = rd_data_i[(Lanes+q)*Dw +: Dw];
    assign c_data     = rd_data_i[(2*Lanes+q)*Dw +: Dw];
    assign write      = wr_taken_i[q];
    assign write_addr = wr_addr_i[q*32 +: 32];
    assign write_data = wr_data_i[q*Dw +: Dw];
    assign unused_lane = &{1'b0, v_request, h_request, c_request, write, v_addr, h_addr, c_addr,
                           write_addr, v_arrives, h_arrives, c_arrives, v_data, h_data, c_data,
                           write_data};
  end
  assign unused_shown = &{1'b0, unit_instr_i, wave_stall_i, op_dispatch, op_ldv, op_ldh, op_shift,
                          op_exec, op_obuf, mode_exec, state_exec};
endmodule
