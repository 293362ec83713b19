// Control of switch (c) and (b): which token leads partitions 0 and 1: the one that leaves the
// upper cores (HSW, ISW: results come over the cores) or the one that leaves the array
// (FW, VSW: results come down through cores 2 and 3). Combinational.
//
// Example: a token of HSW at mid_i with part_valid 0011 goes to the partitions now; the same
// token passes end_i later and does nothing there but for partitions 2 and 3.
module flexsa_obuf_switch (
  input  logic                         clk_i,        // for the assertion
  input  logic                         rst_ni,       // for the assertion
  input  logic [flexsa_pkg::WestW-1:0] mid_next_i,   // from the chain: at mid_i in the next step
  input  logic [flexsa_pkg::WestW-1:0] mid_i,        // from the chain: result leaves cores 0, 1
  input  logic [flexsa_pkg::WestW-1:0] end_i,        // from the chain: result leaves cores 2, 3
  output logic                         psum_down_o,  // to the array: switch (b)
  output logic [flexsa_pkg::ObufW-1:0] upper_o       // to partitions 0 and 1
);
  flexsa_pkg::west_t     mid_next, mid, last;
  flexsa_pkg::obuf_ctl_t upper;
  logic                  mid_takes, unused_bits;

  assign mid_next    = mid_next_i;
  assign mid         = mid_i;
  assign last        = end_i;
  assign psum_down_o = mid_next.psum_down;
  assign mid_takes   = mid.obuf.from_top && mid.obuf.part_valid[1:0] != 0;
  assign upper_o     = upper;
  assign unused_bits = &{1'b0, mid_next, mid, last, clk_i, rst_ni};

  always_comb begin
    upper = mid_takes ? mid.obuf : last.obuf;
    if (!mid_takes && last.obuf.from_top) upper.part_valid = '0;
  end

`ifdef FLEXSA_ASSERT
  // No partial sum lost: the two sources of partitions 0 and 1 never meet.
  OneSourceForUpperPartitions: assert property (@(posedge clk_i) disable iff (!rst_ni)
    !(mid_takes && !last.obuf.from_top && last.obuf.part_valid[1:0] != 0));
`endif
endmodule
