// What one sub-core sees and shows in every cycle of a run of tests/icarus/machine.sv, as a line of +ports=FILE:
// {rst_ni, step_i, shift_i, a_valid_i, a_swap_i, a_i, w_i, psum_i} {a_valid_o, a_swap_o, a_o, w_o, psum_o}.
// Core 2 of a FlexSA unit: its top row adds. Sampled at the clock edge, before anything has moved.
module power_ports;
  reg [8*400-1:0] name;
  integer         file;
  initial begin
    file = 0;
    if ($value$plusargs("ports=%s", name)) file = $fopen(name, "w");
  end
  `define CORE machine.dut.gen_unit[0].i_unit.i_engine.i_datapath.gen_quad.i_quad.gen_block[1].gen_core[0].i_core
  always @(posedge machine.clk)
    if (file != 0)
      $fdisplay(file, "%b%b%b%b%b%b%b%b %b%b%b%b%b", `CORE.rst_ni, `CORE.step_i, `CORE.shift_i, `CORE.a_valid_i, `CORE.a_swap_i,
                `CORE.a_i, `CORE.w_i, `CORE.psum_i, `CORE.a_valid_o, `CORE.a_swap_o, `CORE.a_o, `CORE.w_o, `CORE.psum_o);
endmodule
