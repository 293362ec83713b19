// The gate netlist of a sub-core under the stimuli of power_ports.sv (+ports=FILE): every output must be the RTL's in every
// cycle. Its wave goes to +wave=FILE.vcd, one cycle Period long, the clock's rising edge at its end. Inputs change Skew behind
// the edge, as they would out of the neighbours' registers. An input that the RTL does not know yet is 0; an output is
// not compared where the RTL does not know it.
`timescale 1ns / 10ps
module power_replay #(
  parameter Rows = 4, Cols = 4, Period = 20
);
  localparam InW = 3 + 2 * Rows + 32 * Rows + 64 * Cols, OutW = 2 * Rows + 32 * Rows + 64 * Cols;
  localparam Skew = 0.2;

  reg              clk, rst_n, step, shift;
  reg [Rows-1:0]   valid, swap;
  reg [Rows*32-1:0] a;
  reg [Cols*32-1:0] w, psum;
  wire [OutW-1:0]  out;
  flexsa_core dut (
    .clk_i(clk), .rst_ni(rst_n), .step_i(step), .shift_i(shift), .a_valid_i(valid), .a_swap_i(swap), .a_i(a), .w_i(w), .psum_i(psum),
    .a_valid_o(out[OutW-1 -: Rows]), .a_swap_o(out[OutW-Rows-1 -: Rows]), .a_o(out[64*Cols +: 32*Rows]), .w_o(out[32*Cols +: 32*Cols]),
    .psum_o(out[0 +: 32*Cols])
  );

  reg [8*400-1:0] ports, wave;
  reg [InW-1:0]   in_line;
  reg [OutW-1:0]  want;
  integer         file, n, i, compared, wrong;
  initial begin
    if (!$value$plusargs("ports=%s", ports) || !$value$plusargs("wave=%s", wave)) $finish;
    $dumpfile(wave);
    $dumpvars(1, dut);
    file = $fopen(ports, "r");
    compared = 0;
    wrong = 0;
    clk = 0;
    for (n = 0; $fscanf(file, "%b %b\n", in_line, want) == 2; n = n + 1) begin
      #Skew;
      for (i = 0; i < InW; i = i + 1) if (in_line[i] === 1'bx) in_line[i] = 0;
      {rst_n, step, shift, valid, swap, a, w, psum} = in_line;
      #(Period / 2.0 - Skew) clk = 0;
      #(Period / 2.0);
      if (n > 0)
        for (i = 0; i < OutW; i = i + 1)
          if (want[i] !== 1'bx) begin
            compared = compared + 1;
            if (out[i] !== want[i]) wrong = wrong + 1;
          end
      clk = 1;
    end
    $display("cycles %0d compared %0d wrong %0d", n, compared, wrong);
    $finish;
  end
endmodule
