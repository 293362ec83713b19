// Every kind of wave with every edge class of its sizes, adding or not:
//   kind   fw hsw vsw vsw_2 (PAIR) isw; a single core knows fw only, with one part
//   m      limit L, P parts: m_1, m_few (a part is empty: 1 < m < P), m_each (a row for each part),
//          m_uneven (parts differ by a row), m_even, m_below (L - 1), m_max (L)
//   n, k   size E of a core, where a second core begins: 1, few (up to E - 2), below (E - 1), edge
//          (E), above (E + 1), many (up to 2E - 2), most (2E - 1), max (2E)
// Not there: m_few with two parts (nothing lies between 1 and 2), m_each, m_few and m_uneven with one part;
// above and beyond E of n in VSW and ISW, of k in HSW and ISW (docs/isa.md, rule 1).
//
// Latency: none. Example: FW m=16 n=5 k=4 of mini, ACC=0, is fw.m_max.n_above.k_edge.First.
module flexsa_cover_waves #(
  parameter bit          Quad     = 1'b1,
  parameter int unsigned Rows     = 64,
  parameter int unsigned Cols     = 64,
  parameter int unsigned PartRows = 128
) (
  input logic        clk_i,
  input logic        start_i,  // a wave begins
  input logic [4:0]  kind_i,   // one-hot: FW, HSW, VSW, second VSW, ISW
  input logic [11:0] m_i,
  input logic [11:0] n_i,
  input logic [11:0] k_i,
  input logic        acc_i
);
  if (Quad) begin : gen_quad
    flexsa_cover_m #(.Parts(2), .Limit(2*PartRows), .N(Cols), .Wide(1'b1), .K(Rows), .Tall(1'b1)) fw (
      .clk_i, .hit_i(start_i && kind_i[0]), .m_i, .n_i, .k_i, .acc_i
    );
    flexsa_cover_m #(.Parts(2), .Limit(2*PartRows), .N(Cols), .Wide(1'b1), .K(Rows), .Tall(1'b0)) hsw (
      .clk_i, .hit_i(start_i && kind_i[1]), .m_i, .n_i, .k_i, .acc_i
    );
    flexsa_cover_m #(.Parts(2), .Limit(2*PartRows), .N(Cols), .Wide(1'b0), .K(Rows), .Tall(1'b1)) vsw (
      .clk_i, .hit_i(start_i && kind_i[2]), .m_i, .n_i, .k_i, .acc_i
    );
    flexsa_cover_m #(.Parts(2), .Limit(2*PartRows), .N(Cols), .Wide(1'b0), .K(Rows), .Tall(1'b1)) vsw_2 (
      .clk_i, .hit_i(start_i && kind_i[3]), .m_i, .n_i, .k_i, .acc_i
    );
    flexsa_cover_m #(.Parts(4), .Limit(4*PartRows), .N(Cols), .Wide(1'b0), .K(Rows), .Tall(1'b0)) isw (
      .clk_i, .hit_i(start_i && kind_i[4]), .m_i, .n_i, .k_i, .acc_i
    );
  end else begin : gen_single
    flexsa_cover_m #(.Parts(1), .Limit(PartRows), .N(Cols), .Wide(1'b0), .K(Rows), .Tall(1'b0)) fw (
      .clk_i, .hit_i(start_i && kind_i[0]), .m_i, .n_i, .k_i, .acc_i
    );
    logic unused_bits;
    assign unused_bits = &{1'b0, kind_i};
  end
endmodule
