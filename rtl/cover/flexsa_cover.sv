// Functional coverage of one unit: what its tests must have met. Only models built for `make coverage`
// have it, bound to flexsa_unit (flexsa_cover_bind); no outputs.
//
//   i_waves   every wave: mode, second VSW, edge class of m, n and k, accumulating or not
//   i_next    every ordered pair of modes back to back, with new and with the same weights
//   i_fields  every instruction field at its limits
// Everything a unit, a lane or the array can wait for is bound to the modules that wait.
//
// A point is a `cover property`; its name is its place in the hierarchy, which is why many small
// modules are instanced here with telling names: i_waves.fw.m_max.n_1.k_edge.Acc. A point that no
// legal program can reach is not there; the module that would hold it says why.
//
// Latency: none. Example: the first row of an ISW wave with m=1, n=1, k=1 and ACC counts
// i_waves.isw.m_1.n_1.k_1.Acc once.
module flexsa_cover #(
  parameter bit          Quad         = 1'b1,
  parameter int unsigned Rows         = 64,   // PE rows of one core
  parameter int unsigned Cols         = 64,
  parameter int unsigned PartRows     = 128,
  parameter int unsigned PortBytes    = 128,
  parameter int unsigned PipeDepth    = 1,
  parameter int unsigned GbufBytes    = 1024  // what the harness gives the machine
) (
  input logic         clk_i,
  input logic         rst_ni,
  input logic         taken_i,       // from the top: instr_i is taken
  input logic [127:0] instr_i,       // from the top
  input logic         step_i,        // from the engine: the array moves
  input logic         wave_start_i,  // from the engine: exec_instr_i begins
  input logic         wave_busy_i,   // from the engine: a row is sent
  input logic [127:0] exec_instr_i   // from dispatch: the ExecGEMM that begins, runs or waits
);
  flexsa_pkg::instr_t exec;
  logic [4:0] kind;  // one-hot: FW, HSW, VSW, second VSW, ISW
  assign exec = exec_instr_i;
  assign kind = {exec.mode == 2'(flexsa_isa_pkg::ModeIsw),
                 exec.mode == 2'(flexsa_isa_pkg::ModeVsw) && exec.pair,
                 exec.mode == 2'(flexsa_isa_pkg::ModeVsw) && !exec.pair,
                 exec.mode == 2'(flexsa_isa_pkg::ModeHsw),
                 exec.mode == 2'(flexsa_isa_pkg::ModeFw)};

  flexsa_cover_waves #(.Quad(Quad), .Rows(Rows), .Cols(Cols), .PartRows(PartRows)) i_waves (
    .clk_i, .start_i(rst_ni && wave_start_i), .kind_i(kind),
    .m_i(exec.m), .n_i(exec.n), .k_i(exec.k), .acc_i(exec.acc)
  );
  flexsa_cover_next #(.Quad(Quad), .Rows(Rows), .PartRows(PartRows), .PipeDepth(PipeDepth)) i_next (
    .clk_i, .rst_ni, .step_i, .start_i(wave_start_i), .busy_i(wave_busy_i), .kind_i(kind), .swap_i(exec.swap)
  );
  flexsa_cover_fields #(
    .Quad(Quad), .Rows(Rows), .Cols(Cols), .PartRows(PartRows), .PortBytes(PortBytes), .GbufBytes(GbufBytes)
  ) i_fields (
    .clk_i, .taken_i(rst_ni && taken_i), .instr_i
  );

  logic unused_bits;
  assign unused_bits = &{1'b0, exec};
endmodule
