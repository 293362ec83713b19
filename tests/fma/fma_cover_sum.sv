// The points of an addition of two finite numbers that are not 0; the bits are drawn in fma_cover_pkg.
//
// Not there for Product = 1 (x is a product of binary16: 22 significant bits, 2^-48 .. 2^32, never subnormal): 24 bits
// cancelled with c the bigger; anything of a subnormal result; overflow, because no product reaches half of the last
// place of the largest numbers.
//
// Rounding up runs through all ones only without carry and one place lower: a sum with carry is at most 2(2^24 - 1) in
// units of the last place, whose 25th bit is 0; a difference at the same place is below the bigger, so its last 24 bits
// are not all ones if anything is left behind them.
//
// Latency: none. Example: 1 - 2^-24 counts gen_distance[24].XMinus and one_lower.pos.OddExact.
module fma_cover_sum #(
  parameter bit Product = 1'b1
) (
  input logic                            clk_i,
  input logic [fma_cover_pkg::SumW-1:0] hit_i
);
  for (genvar i = 0; i <= 32; i++) begin : gen_distance  // of the exponents; 32: or more
    XPlus:  cover property (@(posedge clk_i) hit_i[i*4]);      // x is the bigger, or as big
    XMinus: cover property (@(posedge clk_i) hit_i[i*4 + 1]);
    YPlus:  cover property (@(posedge clk_i) hit_i[i*4 + 2]);
    YMinus: cover property (@(posedge clk_i) hit_i[i*4 + 3]);
  end
  for (genvar i = 1; i <= 24; i++) begin : gen_cancelled  // bits
    X: cover property (@(posedge clk_i) hit_i[130 + i*2]);
    if (!Product || i < 24) begin : gen_y
      Y: cover property (@(posedge clk_i) hit_i[131 + i*2]);
    end
  end
`define FMA_COVER_PLACE(name, place) \
  fma_cover_signs #(.Ones(place % 2)) name (.clk_i, .hit_i(hit_i[180 + place*16 +: 16]), .carry_i(hit_i[244 + place]));
  `FMA_COVER_PLACE(carry,     0)
  `FMA_COVER_PLACE(sum,       1)
  `FMA_COVER_PLACE(same,      2)
  `FMA_COVER_PLACE(one_lower, 3)
`undef FMA_COVER_PLACE
  if (!Product) begin : gen_add
    DifferenceIsSubnormal:  cover property (@(posedge clk_i) hit_i[248]);
    CarryOverflows:         cover property (@(posedge clk_i) hit_i[249]);
    RoundingOverflows:      cover property (@(posedge clk_i) hit_i[250]);
    SubnormalsStay:         cover property (@(posedge clk_i) hit_i[251]);
    SubnormalsBecomeNormal: cover property (@(posedge clk_i) hit_i[252]);
    SubnormalsDifference:   cover property (@(posedge clk_i) hit_i[253]);
    SubnormalAndNormal:     cover property (@(posedge clk_i) hit_i[257]);
  end
  CancelsPositive:       cover property (@(posedge clk_i) hit_i[254]);
  CancelsNegative:       cover property (@(posedge clk_i) hit_i[255]);
  NormalAndSubnormal:    cover property (@(posedge clk_i) hit_i[256]);
  PowerOfTwoLessNothing: cover property (@(posedge clk_i) hit_i[258]);
  NoCancellationAtOne:   cover property (@(posedge clk_i) hit_i[259]);
endmodule
