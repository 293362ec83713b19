// Every ordered pair of waves back to back: the second sends its first row in the step after the last row of the first.
//
//   fw.ThenHsw       an HSW wave right behind an FW wave, with new weights (SWAP)
//   fw.ThenSameFw    FW behind FW without SWAP; only waves of one mode share weights (docs/isa.md, rule 4)
//   vsw.ThenHswLate  HSW behind VSW with PAIR=0, after a wait. Never back to back: the last row of such a VSW goes to
//                    partitions 0 and 1 through the lower cores, and HSW and ISW must not overtake it (flexsa_exec_begin)
// HSW and ISW back to back behind FW: only where FW's second part, whose rows go to partitions 2 and 3, is at least
// Rows*PipeDepth + 1 rows long.
//
// Latency: none. Example: ISW then ISW, the second with SWAP, without a step between them: isw.ThenIsw.
module flexsa_cover_next #(
  parameter bit          Quad      = 1'b1,
  parameter int unsigned Rows      = 64,
  parameter int unsigned PartRows  = 128,
  parameter int unsigned PipeDepth = 1
) (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       step_i,
  input logic       start_i,  // a wave begins
  input logic       busy_i,   // a row is sent
  input logic [4:0] kind_i,   // one-hot: FW, HSW, VSW, second VSW, ISW
  input logic       swap_i
);
  logic       sent_q;   // a row was sent in the step before
  logic [4:0] before_q; // kind of the wave sent last
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sent_q   <= 1'b0;
      before_q <= '0;
    end else if (step_i) begin
      sent_q <= busy_i;
      if (busy_i) before_q <= kind_i;
    end
  end

  logic fresh, same, late;
  assign fresh = start_i && sent_q && swap_i;
  assign same  = start_i && sent_q && !swap_i;
  assign late  = start_i && !sent_q;
  if (Quad) begin : gen_quad
    flexsa_cover_after #(.Fw(1'b1), .Top(PartRows > Rows * PipeDepth)) fw (
      .clk_i, .kind_i, .fresh_i(fresh && before_q[0]), .same_i(same && before_q[0]), .late_i(1'b0)
    );
    flexsa_cover_after #(.Hsw(1'b1)) hsw (
      .clk_i, .kind_i, .fresh_i(fresh && before_q[1]), .same_i(same && before_q[1]), .late_i(1'b0)
    );
    flexsa_cover_after #(.Vsw(1'b1), .Top(1'b0), .Late(1'b1)) vsw (
      .clk_i, .kind_i, .fresh_i(fresh && before_q[2]), .same_i(same && before_q[2]), .late_i(late && before_q[2])
    );
    flexsa_cover_after #(.Vsw(1'b1)) vsw_2 (
      .clk_i, .kind_i, .fresh_i(fresh && before_q[3]), .same_i(same && before_q[3]), .late_i(1'b0)
    );
    flexsa_cover_after #(.Isw(1'b1)) isw (
      .clk_i, .kind_i, .fresh_i(fresh && before_q[4]), .same_i(same && before_q[4]), .late_i(1'b0)
    );
  end else begin : gen_single
    ThenFw:     cover property (@(posedge clk_i) fresh);
    ThenSameFw: cover property (@(posedge clk_i) same);
    logic unused_bits;
    assign unused_bits = &{1'b0, before_q, late};
  end
endmodule
