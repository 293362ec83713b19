// What goes into a FIFO comes out, once, in order, unchanged; never too many words, never one too few.
// Of all words pushed one is marked, any one; it is at the head after as many pops as there were words
// in front of it, and it is that word.
//
//@ pdr
//@ peek wr i_fifo.wr_q
//@ peek rd i_fifo.rd_q
//@ peek mem0 i_fifo.mem[0]
//@ peek mem1 i_fifo.mem[1]
//@ param Depth=4
//@ param Depth=2
//@ param Depth=2 method=induct_1
//@ bug flexsa_fifo s/ready_o = wr_q != {~rd_q\[PtrW\], rd_q\[PtrW-1:0\]}/ready_o = 1'b1/
//@ bug flexsa_fifo s/valid_o = !empty_o/valid_o = 1'b1/
//@ bug flexsa_fifo s/data_o  = mem\[rd_q/data_o  = mem[wr_q/
//@ bug flexsa_fifo s/if (push) mem/if (valid_i) mem/
module fifo_order #(
  parameter int unsigned Width = 2,
  parameter int unsigned Depth = 4
) (
  input logic             clk_i,
  input logic             valid_i,
  input logic             ready_i,
  input logic [Width-1:0] data_i,
  input logic             mark_i   // the word pushed in this cycle is the one to follow
);
  localparam int unsigned CountW = $clog2(Depth) + 1;

  logic              rst_nq = 1'b0;
  logic              ready, valid, empty, marked_q, gone_q;
  logic [Width-1:0]  data, word_q;
  logic [CountW-1:0] count_q, count_d, ahead_q;

  flexsa_fifo #(.Width(Width), .Depth(Depth)) i_fifo (
    .clk_i, .rst_ni(rst_nq), .valid_i, .ready_o(ready), .data_i,
    .valid_o(valid), .ready_i, .data_o(data), .empty_o(empty)
  );

  assign count_d = count_q + CountW'(valid_i && ready) - CountW'(valid && ready_i);
  always_ff @(posedge clk_i) begin
    rst_nq <= 1'b1;
    if (!rst_nq) begin
      count_q  <= '0;
      marked_q <= 1'b0;
      gone_q   <= 1'b0;
    end else begin
      count_q <= count_d;
      if (marked_q && valid && ready_i) begin
        ahead_q <= ahead_q - 1'b1;
        if (ahead_q == 0) gone_q <= 1'b1;
      end
      if (!marked_q && mark_i && valid_i && ready) begin
        marked_q <= 1'b1;
        word_q   <= data_i;
        ahead_q  <= count_q - CountW'(valid && ready_i);
      end
    end
  end

  // Shown from inside the RTL, for induction: the words in the FIFO are those between rd and wr.
  logic [CountW-1:0] wr, rd;
  logic [Width-1:0]  mem0, mem1;
  logic [CountW-2:0] at;   // slot of the marked word
  always_comb begin
    at = (CountW-1)'(rd + ahead_q);
    if (rst_nq) begin
      assert (count_q == wr - rd);
      if (marked_q && !gone_q) assert (ahead_q < count_q);
      if (marked_q && !gone_q && at == 0) assert (mem0 == word_q);
      if (marked_q && !gone_q && 32'(at) == 1) assert (mem1 == word_q);
      assert (count_q <= CountW'(Depth));
      assert (valid == (count_q != 0) && empty == !valid && ready == (count_q != CountW'(Depth)));
      if (marked_q && !gone_q && ahead_q == 0) assert (valid && data == word_q);
    end
  end
endmodule
