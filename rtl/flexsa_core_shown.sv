// For the wave viewer only (FLEXSA_WAVES): the PEs of a core by name, their operands as binary32
// (x * 1.0, exact). All of a small core; the diagonal and the corners of a large one. gen_chain has
// one whole column, which partial sums run down: the harness writes chain_col (rtl_backend.c).
// Combinational.
//
// Example: gen_row[1].gen_pe[2].gen_shown.psum is what row 1, column 2 hands to row 2.
// With chain_col = 2 that is gen_chain[1].psum too.
module flexsa_core_shown #(
  parameter int unsigned Rows = 4,
  parameter int unsigned Cols = 4,
  localparam int unsigned LaneW = flexsa_pe_pkg::LaneW
) (
  input logic [Rows*Cols*LaneW-1:0] record_i,  // from the core's registers, as all below
  input logic [Rows*Cols*LaneW-1:0] weight_i,
  input logic [Rows*Cols*LaneW-1:0] next_i,
  input logic [Rows*Cols*LaneW-1:0] psum_i
);
  function automatic logic [LaneW-1:0] as_binary32(input logic [LaneW-1:0] operand17);
    as_binary32 = flexsa_fp_pkg::mul16(operand17 & 32'h1_ffff, flexsa_fp_pkg::recode16(32'h3c00));
  endfunction

  logic [15:0] chain_col;  // from the harness

  for (genvar r = 0; r < Rows; r++) begin : gen_chain
    localparam int unsigned RowW = Cols * LaneW;
    logic [RowW-1:0]  record_row, weight_row, next_row, psum_row;
    logic             valid, swap, shift, unused_shown;
    logic [LaneW-1:0] record, operand, weight, next_weight, psum;
    assign record_row = record_i[r*RowW +: RowW];
    assign weight_row = weight_i[r*RowW +: RowW];
    assign next_row   = next_i[r*RowW +: RowW];
    assign psum_row   = psum_i[r*RowW +: RowW];
    assign record     = record_row[$clog2(RowW)'(chain_col) * LaneW +: LaneW];
    assign valid      = record[flexsa_pe_pkg::ValidBit];
    assign swap       = record[flexsa_pe_pkg::SwapBit];
    assign shift      = record[flexsa_pe_pkg::ShiftBit];
    assign operand    = as_binary32(record);
    assign weight     = as_binary32(weight_row[$clog2(RowW)'(chain_col) * LaneW +: LaneW]);
    assign next_weight = as_binary32(next_row[$clog2(RowW)'(chain_col) * LaneW +: LaneW]);
    assign psum       = psum_row[$clog2(RowW)'(chain_col) * LaneW +: LaneW];
    assign unused_shown = &{1'b0, valid, swap, shift, operand, weight, next_weight, psum};
  end

  for (genvar r = 0; r < Rows; r++) begin : gen_row
    for (genvar c = 0; c < Cols; c++) begin : gen_pe
      if (Rows * Cols <= 256 || r == c || ((r == 0 || r == Rows-1) && (c == 0 || c == Cols-1)))
      begin : gen_shown
        localparam int unsigned Lane = (r * Cols + c) * LaneW;
        logic             valid, swap, shift, unused_shown;
        logic [LaneW-1:0] operand, weight, next_weight, psum;
        assign valid       = record_i[Lane+flexsa_pe_pkg::ValidBit];
        assign swap        = record_i[Lane+flexsa_pe_pkg::SwapBit];
        assign shift       = record_i[Lane+flexsa_pe_pkg::ShiftBit];
        assign operand     = as_binary32(record_i[Lane+:LaneW]);
        assign weight      = as_binary32(weight_i[Lane+:LaneW]);
        assign next_weight = as_binary32(next_i[Lane+:LaneW]);
        assign psum        = psum_i[Lane+:LaneW];
        assign unused_shown = &{1'b0, valid, swap, shift, operand, weight, next_weight, psum};
      end
    end
  end
endmodule
