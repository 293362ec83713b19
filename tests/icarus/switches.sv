// The combinational switches: (b) and (c), flexsa_obuf_switch, and (d), flexsa_bcast, against the tables of
// docs/architecture.md and docs/isa.md.
module switches;
  localparam PortBytes = 8, WestW = 69, ObufW = 33, FillW = 24;

  reg                     clk = 0, rst_n = 1;
  reg [WestW-1:0]         mid_next, mid, last;
  wire                    psum_down;
  wire [ObufW-1:0]        upper;
  flexsa_obuf_switch dut (
    .clk_i(clk), .rst_ni(rst_n), .mid_next_i(mid_next), .mid_i(mid), .end_i(last), .psum_down_o(psum_down), .upper_o(upper)
  );
  reg [4*FillW-1:0]        fills;
  reg [4*PortBytes*8-1:0]  data;
  wire [4*FillW-1:0]       fills_out;
  wire [4*PortBytes*8-1:0] data_out;
  flexsa_bcast #(.PortBytes(PortBytes)) dut_bcast (.fills_i(fills), .data_i(data), .fills_o(fills_out), .data_o(data_out));
  tally tally ();

  // Which lane serves core q in a mode; the cores that a lane's fill names.
  function [1:0] lane_of(input [1:0] mode, input [1:0] core);
    case (mode)
      0: lane_of = core;              // FW: each its own
      1: lane_of = {1'b0, core[0]};   // HSW: left and right columns
      2: lane_of = {core[1], 1'b0};   // VSW: upper and lower rows
      default: lane_of = 0;           // ISW: all the same
    endcase
  endfunction

  reg [3:0]  cores;
  reg [1:0]  mode;
  reg        mid_leads;
  integer    seed, n, q, l;
  initial begin
    seed = 1;
    for (n = 0; n < 3000; n = n + 1) begin
      mid_next = {$random(seed), $random(seed), $random(seed)};
      mid      = {$random(seed), $random(seed), $random(seed)};
      last     = {$random(seed), $random(seed), $random(seed)};
      // A token: {.., psum_down, part_valid 4, from_top, ..} at the bottom. The two never meet: execute waits before.
      mid_leads = mid[28] && mid[30:29] != 0;
      if (mid_leads && !last[28]) last[30:29] = 0;
      mode = $random(seed);
      data = {$random(seed), $random(seed), $random(seed), $random(seed), $random(seed), $random(seed), $random(seed), $random(seed)};
      for (l = 0; l < 4; l = l + 1) begin
        for (q = 0; q < 4; q = q + 1) cores[q] = lane_of(mode, q) == l;
        fills[l*FillW +: FillW] = {cores != 0 && ($random(seed) & 1), cores, 19'($random(seed))};
      end
      #1;
      tally.verify(psum_down === mid_next[33], "(b)", n, psum_down, mid_next[33]);
      if (mid_leads) tally.verify(upper === mid[32:0], "(c) over the cores", n, upper, mid[32:0]);
      else if (!last[28]) tally.verify(upper === last[32:0], "(c) from below", n, upper, last[32:0]);
      else tally.verify(upper[32:29] === 0, "(c) nothing", n, upper, last[32:0]);
      for (q = 0; q < 4; q = q + 1) begin
        l = lane_of(mode, q);
        tally.verify(fills_out[q*FillW+23] === fills[l*FillW+23], "(d) valid", n, fills_out[q*FillW+23], fills[l*FillW+23]);
        if (fills[l*FillW+23]) begin
          tally.verify(fills_out[q*FillW +: 19] === fills[l*FillW +: 19], "(d) fill", n, fills_out[q*FillW +: 19], fills[l*FillW +: 19]);
          tally.verify(data_out[q*64 +: 64] === data[l*64 +: 64], "(d) data", n, data_out[q*64 +: 64], data[l*64 +: 64]);
        end
      end
    end
    tally.close(n);
  end
endmodule
