// The waves that may follow one kind of wave. See flexsa_cover_next.
//
// Latency: none. Example: fresh_i while kind_i is FW counts Fw.
module flexsa_cover_after #(
  parameter bit Fw   = 1'b0,  // the first of the two is an FW wave: FW may share its weights
  parameter bit Hsw  = 1'b0,
  parameter bit Vsw  = 1'b0,
  parameter bit Isw  = 1'b0,
  parameter bit Top  = 1'b1,  // HSW and ISW may follow at once
  parameter bit Late = 1'b0   // HSW and ISW follow late
) (
  input logic       clk_i,
  input logic [4:0] kind_i,   // of the second: one-hot FW, HSW, VSW, second VSW, ISW
  input logic       fresh_i,  // it follows back to back with new weights
  input logic       same_i,   // ... with the same weights
  input logic       late_i    // it follows after a wait
);
  ThenFw:   cover property (@(posedge clk_i) fresh_i && kind_i[0]);
  ThenVsw:  cover property (@(posedge clk_i) fresh_i && kind_i[2]);
  ThenVsw2: cover property (@(posedge clk_i) fresh_i && kind_i[3]);
  if (Top) begin : gen_top
    ThenHsw: cover property (@(posedge clk_i) fresh_i && kind_i[1]);
    ThenIsw: cover property (@(posedge clk_i) fresh_i && kind_i[4]);
  end
  if (Late) begin : gen_late
    ThenHswLate: cover property (@(posedge clk_i) late_i && kind_i[1]);
    ThenIswLate: cover property (@(posedge clk_i) late_i && kind_i[4]);
  end
  if (Fw) begin : gen_fw
    ThenSameFw: cover property (@(posedge clk_i) same_i && kind_i[0]);
  end
  if (Hsw) begin : gen_hsw
    ThenSameHsw: cover property (@(posedge clk_i) same_i && kind_i[1]);
  end
  if (Vsw) begin : gen_vsw
    ThenSameVsw:  cover property (@(posedge clk_i) same_i && kind_i[2]);
    ThenSameVsw2: cover property (@(posedge clk_i) same_i && kind_i[3]);
  end
  if (Isw) begin : gen_isw
    ThenSameIsw: cover property (@(posedge clk_i) same_i && kind_i[4]);
  end
  logic unused_bits;
  assign unused_bits = &{1'b0, kind_i, same_i, late_i};
endmodule
