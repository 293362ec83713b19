// Row credit of a double-buffered local buffer: says whether a row of the half that
// tile seq_i goes to is free, that is, whether the reader of tile seq_i - 2 is past it.
//
// Reports come from the far end of the buffer's control chain: "of tile seq, rows 0..row
// have been read everywhere", and with mark_last "and all others too". A buffer with two ways
// to its reader has two reports, of different halves if they come in the same step.
// Latency: a report counts at once: what is requested in this cycle arrives in the next at the
// earliest, when the reader is past the row.
// Example: after {mark, seq 4, row 7}, rows 0..7 of tile 6 are free, and all of tile 4.
module flexsa_credit #(
  parameter int unsigned Ways = 1
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                step_i,   // from the execute unit: reports are new
  input  logic [Ways*flexsa_pkg::FreedW-1:0]  freed_i,  // from the ends of the buffer's chains
  input  logic [2:0]                          seq_i,    // from the load lane: tile to be written
  input  logic [7:0]                          row_i,    // from the load lane: its row
  output logic                                free_o    // to the load lane
);
  flexsa_pkg::freed_t first, second, last0_q, last0_d, last1_q, last1_d, seen;
  logic               report_first, report_second, unused_mark;

  assign first         = freed_i[0 +: flexsa_pkg::FreedW];
  assign second        = freed_i[(Ways-1)*flexsa_pkg::FreedW +: flexsa_pkg::FreedW];
  assign report_first  = step_i && (first.mark || first.mark_last);
  assign report_second = step_i && (second.mark || second.mark_last);

  always_comb begin
    last0_d = last0_q;
    last1_d = last1_q;
    if (report_first && !first.seq[0])   last0_d = first;
    if (report_first && first.seq[0])    last1_d = first;
    if (report_second && !second.seq[0]) last0_d = second;
    if (report_second && second.seq[0])  last1_d = second;
  end

  assign seen        = seq_i[0] ? last1_d : last0_d;
  assign unused_mark = seen.mark;
  assign free_o = seen.seq[2:1] == seq_i[2:1] ||
                  (seen.seq[2:1] == seq_i[2:1] - 2'd1 && (seen.mark_last || row_i <= seen.row));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin  // tiles -2 and -1 have been read to the end
      last0_q <= {1'b0, 1'b1, 3'd6, 8'd0};
      last1_q <= {1'b0, 1'b1, 3'd7, 8'd0};
    end else begin
      last0_q <= last0_d;
      last1_q <= last1_d;
    end
  end

`ifdef FLEXSA_ASSERT
  OneReportAHalf: assert property (@(posedge clk_i) disable iff (!rst_ni)
    !(Ways > 1 && report_first && report_second && first.seq[0] == second.seq[0]));
  ReportsInOrder: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (last0_q.seq == last0_d.seq || last0_d.seq == last0_q.seq + 3'd2) &&
    (last1_q.seq == last1_d.seq || last1_d.seq == last1_q.seq + 3'd2));
`endif
endmodule
