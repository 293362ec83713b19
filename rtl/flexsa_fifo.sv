// First-in first-out queue with valid/ready on both sides.
//
// Latency: 1 cycle from push to pop. Depth is a power of two.
// Example: Depth 4, four pushes without a pop make ready_o fall; one pop makes it
// rise again in the next cycle.
module flexsa_fifo #(
  parameter int unsigned Width = 8,
  parameter int unsigned Depth = 4
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,  // from the producer
  output logic             ready_o,  // to the producer
  input  logic [Width-1:0] data_i,   // from the producer
  output logic             valid_o,  // to the consumer
  input  logic             ready_i,  // from the consumer
  output logic [Width-1:0] data_o,   // to the consumer
  output logic             empty_o   // to whoever must know that nothing is queued
);
  localparam int unsigned PtrW = $clog2(Depth);

  logic [Width-1:0] mem [Depth];
  logic [PtrW:0]    wr_q, wr_d, rd_q, rd_d;
  logic             push, pop;

  assign empty_o = wr_q == rd_q;
  assign valid_o = !empty_o;
  assign ready_o = wr_q != {~rd_q[PtrW], rd_q[PtrW-1:0]};
  assign push    = valid_i && ready_o;
  assign pop     = valid_o && ready_i;
  assign data_o  = mem[rd_q[PtrW-1:0]];
  assign wr_d    = wr_q + {{PtrW{1'b0}}, push};
  assign rd_d    = rd_q + {{PtrW{1'b0}}, pop};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wr_q <= '0;
      rd_q <= '0;
    end else begin
      wr_q <= wr_d;
      rd_q <= rd_d;
    end
  end

  always_ff @(posedge clk_i) begin
    if (push) mem[wr_q[PtrW-1:0]] <= data_i;
  end

  if (Depth < 2 || (Depth & (Depth - 1)) != 0) begin : gen_illegal_depth
    flexsa_illegal_parameter i_depth_must_be_a_power_of_two ();
  end

`ifdef FLEXSA_ASSERT
  NeverOverfull: assert property (@(posedge clk_i) disable iff (!rst_ni)
    wr_q - rd_q <= (PtrW+1)'(Depth));
  OfferStands: assert property (@(posedge clk_i) disable iff (!rst_ni)
    valid_i && !ready_o |=> valid_i);
`endif
endmodule
