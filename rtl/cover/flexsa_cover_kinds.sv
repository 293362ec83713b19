// One thing that may happen to each kind of wave.
//
// Latency: none. Example: hit_i while kind_i is the second VSW's counts Vsw2.
module flexsa_cover_kinds #(
  parameter bit [4:0] Kinds = 5'b11111  // kinds it may happen to
) (
  input logic       clk_i,
  input logic       hit_i,
  input logic [4:0] kind_i  // one-hot: FW, HSW, VSW, second VSW, ISW
);
  if (Kinds[0]) begin : gen_fw
    Fw:   cover property (@(posedge clk_i) hit_i && kind_i[0]);
  end
  if (Kinds[1]) begin : gen_hsw
    Hsw:  cover property (@(posedge clk_i) hit_i && kind_i[1]);
  end
  if (Kinds[2]) begin : gen_vsw
    Vsw:  cover property (@(posedge clk_i) hit_i && kind_i[2]);
  end
  if (Kinds[3]) begin : gen_vsw_2
    Vsw2: cover property (@(posedge clk_i) hit_i && kind_i[3]);
  end
  if (Kinds[4]) begin : gen_isw
    Isw:  cover property (@(posedge clk_i) hit_i && kind_i[4]);
  end
  logic unused_bits;
  assign unused_bits = &{1'b0, kind_i};
endmodule
