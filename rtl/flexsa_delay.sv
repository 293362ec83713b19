// Delay line: a shift register that moves when step_i is high, with every stage
// readable. Stage i of taps_o is data_i as it was i+1 steps ago; this is how
// control is skewed along the edge of the array.
//
// Latency: Stages steps to the last tap. Stages >= 1.
// Example: Width 1, Stages 3, input 1,0,0,0 -> taps_o 001, 010, 100, 000.
module flexsa_delay #(
  parameter int unsigned Width  = 1,
  parameter int unsigned Stages = 1
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    step_i,  // from the execute unit: the array moves
  input  logic [Width-1:0]        data_i,  // from the head of the chain
  output logic [Stages*Width-1:0] taps_o   // to the banks along the chain
);
  logic [Stages*Width-1:0] line_q, line_d;

  if (Stages == 1) begin : gen_single
    assign line_d = data_i;
  end else begin : gen_line
    assign line_d = {line_q[(Stages-1)*Width-1:0], data_i};
  end
  assign taps_o = line_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      line_q <= '0;
    end else if (step_i) begin
      line_q <= line_d;
    end
  end
endmodule
