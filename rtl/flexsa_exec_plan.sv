// Wave plan: what an ExecGEMM asks of the array, from its fields. Combinational.
//
// A wave's rows are cut in parts as evenly as possible, larger parts first; parts that
// run side by side take part_rows[0] steps, FW's two parts follow each other.
// Example: ISW m=6 -> parts 2,2,1,1, 2 steps; FW m=5 -> parts 3,2, 5 steps.
module flexsa_exec_plan #(
  parameter int unsigned Rows = 64,
  parameter int unsigned Cols = 64,
  parameter bit          Quad = 1'b1
) (
  input  flexsa_pkg::instr_t instr_i,      // from the instruction queue
  output logic [8:0]         steps_o,      // to the execute unit
  output logic [35:0]        part_rows_o,  // 4 x 9 bits: rows of part q, 0 beyond the last
  output logic [7:0]         k_up_o,       // PE rows used in the upper cores
  output logic [7:0]         k_lo_o,       // ... in the lower cores
  output logic [3:0]         part_used_o,  // partitions that take results
  output logic [7:0]         cols_west_o,  // columns of partitions 0, 2 that do
  output logic [7:0]         cols_east_o   // ... of partitions 1, 3
);
  logic [11:0] m;
  logic        unused_bits;

  assign m = instr_i.m;
  assign unused_bits = &{1'b0, instr_i, m};

  if (!Quad) begin : gen_single
    assign steps_o     = m[8:0];
    assign part_rows_o = {27'd0, m[8:0]};
    assign k_up_o      = instr_i.k[7:0];
    assign k_lo_o      = '0;
    assign part_used_o = 4'b0001;
    assign cols_west_o = instr_i.n[7:0];
    assign cols_east_o = '0;
  end else begin : gen_quad
    logic [8:0] half0, half1;
    logic       right;
    assign half0 = 9'((m + 12'd1) >> 1);
    assign half1 = 9'(m >> 1);
    assign right = instr_i.n > 12'(Cols);
    // A wide tile's columns are dealt to two partitions, a skinny one's are the same in all.
    assign cols_west_o = right ? 8'(Cols) : instr_i.n[7:0];
    assign cols_east_o = instr_i.mode[1] ? instr_i.n[7:0] : right ? 8'(instr_i.n - 12'(Cols)) : 8'd0;
    always_comb begin
      steps_o     = half0;
      part_rows_o = {18'd0, half1, half0};
      k_up_o      = instr_i.k[7:0];
      k_lo_o      = instr_i.k[7:0];
      part_used_o = {right, 1'b1, right, 1'b1};
      case (instr_i.mode)
        2'(flexsa_isa_pkg::ModeFw): steps_o = m[8:0];
        2'(flexsa_isa_pkg::ModeVsw): part_used_o = instr_i.pair ? 4'b1100 : 4'b0011;
        2'(flexsa_isa_pkg::ModeIsw): begin
          steps_o     = 9'((m + 12'd3) >> 2);
          part_rows_o = {9'(m >> 2), 9'((m + 12'd1) >> 2), 9'((m + 12'd2) >> 2), 9'((m + 12'd3) >> 2)};
          part_used_o = 4'b1111;
        end
        default: ;  // HSW: the values above
      endcase
      if (!instr_i.mode[0]) begin  // FW, VSW: k runs through both cores of a column
        k_up_o = instr_i.k > 12'(Rows) ? 8'(Rows) : instr_i.k[7:0];
        k_lo_o = instr_i.k > 12'(Rows) ? 8'(instr_i.k - 12'(Rows)) : 8'd0;
      end
    end
  end
endmodule
