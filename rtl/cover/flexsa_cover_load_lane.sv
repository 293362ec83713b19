// What a load lane waits for. Lanes of LdOBUF know that their half is free and have one tile at a time: they wait for GBUF only.
//
// Latency: none. Example: a request that GBUF does not take counts GbufNotReady.
module flexsa_cover_load_lane #(
  parameter bit Credits = 1'b1
) (
  input logic clk_i,
  input logic rst_ni,
  input logic req_valid_i,
  input logic req_ready_i,
  input logic active_i,     // a rectangle is being requested
  input logic row_free_i,   // the place of the row to be requested is free
  input logic next_i,       // another rectangle waits, and could be taken but for ...
  input logic track_i       // ... this: two tiles have not arrived yet
);
  GbufNotReady: cover property (@(posedge clk_i) rst_ni && req_valid_i && !req_ready_i);
  if (Credits) begin : gen_credits
    RowNotFree:   cover property (@(posedge clk_i) rst_ni && active_i && !row_free_i);
    TwoOnTheWay:  cover property (@(posedge clk_i) rst_ni && next_i && track_i);
  end
  logic unused_bits;
  assign unused_bits = &{1'b0, active_i, row_free_i, next_i, track_i};
endmodule
