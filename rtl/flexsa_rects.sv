// The rectangles of all lanes for one load or store instruction: flexsa_rect_lane a lane.
// Combinational.
module flexsa_rects #(
  parameter int unsigned Kind  = 0,   // 0 LdLBUF_V, 1 LdLBUF_H, 2 StLBUF and LdOBUF
  parameter int unsigned Rows  = 64,  // PE rows of one core
  parameter int unsigned Cols  = 64,
  parameter bit          Quad  = 1'b1,
  localparam int unsigned Lanes = Quad ? 4 : 1
) (
  input  logic [127:0]                       instr_i,  // from the instruction queue
  input  logic [2:0]                         seq_i,    // from the tile counter
  output logic [Lanes*flexsa_pkg::RectW-1:0] rects_o   // to the lanes
);
  for (genvar q = 0; q < Lanes; q++) begin : gen_lane
    flexsa_rect_lane #(.Kind(Kind), .Lane(q), .Rows(Rows), .Cols(Cols), .Quad(Quad)) i_lane (
      .instr_i, .seq_i, .rect_o(rects_o[q*flexsa_pkg::RectW +: flexsa_pkg::RectW])
    );
  end
endmodule
