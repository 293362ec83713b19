// Two points: the wave is written (First), or added to what is there (Acc).
//
// Latency: none. Example: hit_i with acc_i counts Acc.
module flexsa_cover_acc (
  input logic clk_i,
  input logic hit_i,
  input logic acc_i
);
  First: cover property (@(posedge clk_i) hit_i && !acc_i);
  Acc:   cover property (@(posedge clk_i) hit_i && acc_i);
endmodule
