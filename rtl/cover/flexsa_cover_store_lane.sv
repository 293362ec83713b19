// What a store lane waits for, and a lane without rows, which must not wait for anything.
//
// Latency: none. Example: a beat that GBUF does not take counts GbufNotReady.
module flexsa_cover_store_lane (
  input logic clk_i,
  input logic rst_ni,
  input logic req_valid_i,
  input logic req_ready_i,
  input logic start_i,     // a rectangle is taken
  input logic empty_i      // ... that has no rows or no columns
);
  GbufNotReady: cover property (@(posedge clk_i) rst_ni && req_valid_i && !req_ready_i);
  HasRows:      cover property (@(posedge clk_i) rst_ni && start_i && !empty_i);
endmodule
