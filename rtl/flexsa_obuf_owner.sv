// Owner of each OBUF half: who may touch it. The hand-over is what orders ExecGEMM,
// StLBUF and LdOBUF; none of them needs a Sync.
//
//   free -> execute (first ExecGEMM, ACC=0) -> closing (LAST sent) -> full (last result in)
//        -> store (StLBUF) -> free;   free -> load (LdOBUF) -> loaded -> execute (ACC=1)
//
// Latency: a hand-over counts from the next cycle on.
module flexsa_obuf_owner (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic exec_half_i,    // from the execute unit: half of its instruction
  input  logic exec_acc_i,     // from the execute unit
  output logic exec_ours_o,    // to the execute unit: it may begin
  input  logic exec_take_i,    // from the execute unit: it begins
  input  logic exec_close_i,   // from the execute unit: last row of the tile sent
  input  logic full_i,         // from the end of the OBUF chain: last result in
  input  logic full_half_i,
  input  logic dma_half_i,     // from the OBUF unit: half of its instruction
  input  logic dma_load_i,     // from the OBUF unit: LdOBUF (else StLBUF)
  output logic dma_ours_o,     // to the OBUF unit: it may begin
  input  logic dma_take_i,     // from the OBUF unit: it begins
  input  logic dma_done_i      // from the OBUF unit: it is complete
);
  typedef enum logic [2:0] {
    Free    = 3'd0,
    Execute = 3'd1,
    Closing = 3'd2,
    Full    = 3'd3,
    Store   = 3'd4,
    Load    = 3'd5,
    Loaded  = 3'd6
  } owner_e;

  logic [2:0] half0_q, half0_d, half1_q, half1_d, exec_now, dma_now;

  assign exec_now    = exec_half_i ? half1_q : half0_q;
  assign dma_now     = dma_half_i ? half1_q : half0_q;
  assign exec_ours_o = exec_now == Execute || exec_now == (exec_acc_i ? Loaded : Free);
  assign dma_ours_o  = dma_now == (dma_load_i ? Free : Full);

  always_comb begin
    half0_d = half0_q;
    half1_d = half1_q;
    if (exec_take_i && !exec_half_i)            half0_d = Execute;
    if (exec_take_i && exec_half_i)             half1_d = Execute;
    if (exec_close_i && !exec_half_i)           half0_d = Closing;
    if (exec_close_i && exec_half_i)            half1_d = Closing;
    if (full_i && !full_half_i)                 half0_d = Full;
    if (full_i && full_half_i)                  half1_d = Full;
    if (dma_take_i && !dma_half_i)              half0_d = dma_load_i ? Load : Store;
    if (dma_take_i && dma_half_i)               half1_d = dma_load_i ? Load : Store;
    if (dma_done_i && !dma_half_i)              half0_d = dma_load_i ? Loaded : Free;
    if (dma_done_i && dma_half_i)               half1_d = dma_load_i ? Loaded : Free;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      half0_q <= Free;
      half1_q <= Free;
    end else begin
      half0_q <= half0_d;
      half1_q <= half1_d;
    end
  end

`ifdef FLEXSA_ASSERT
  FullWasClosing: assert property (@(posedge clk_i) disable iff (!rst_ni)
    full_i |-> (full_half_i ? half1_q : half0_q) == Closing);
`endif
endmodule
