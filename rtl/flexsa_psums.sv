// The partial sums of a sub-core, which move south: in every PE
//   psum_out = valid ? fma(operand, weight, psum_in) : psum_in.
//
// Latency: PipeDepth steps a row. Depth 1 registers the sum; depth 2 also the product; depth 3 adds
// a second register behind the sum, to be moved into the adder by retiming synthesis.
// The operands of row r therefore reach it r*PipeDepth steps after those of row 0.
//
// Example, Rows=2, PipeDepth=1: PE(0,0) holds 1.5 and weight 2, PE(1,0) one step later holds 1 and
// weight 4. With "no partial sum" from above, psum_o shows 3 + 4 = 7 after that later step.
module flexsa_psums #(
  parameter int unsigned Rows = 4,          // rows of the sub-core, >= 1
  parameter int unsigned Cols = 4,          // columns of the sub-core, >= 1
  parameter bit          TopHasAdder = 1,   // 0: row 0 multiplies only, psum_i is not used
  parameter bit          SecondWeight = 1,  // 0: swap tokens are ignored
  parameter int unsigned PipeDepth = 1      // registers in the FMA: 1, 2 or 3
) (
  input  logic                    clk_i,
  input  logic                    step_i,       // array-wide advance enable

  input  logic [Rows*Cols*flexsa_lane_pkg::LaneW-1:0] held_i,    // flexsa_east: operand records
  input  logic [Rows-1:0]         valid_row_i,  // flexsa_east: rows with anything to multiply
  input  logic [Rows-1:0]         swap_row_i,   // flexsa_east: rows that hold a swap token
  input  logic [Rows*Cols*flexsa_lane_pkg::LaneW-1:0] weight_i,  // flexsa_weights: in use
  input  logic [Rows*Cols*flexsa_lane_pkg::LaneW-1:0] next_i,    // flexsa_weights: if swapping

  input  logic [Cols*32-1:0]      psum_i,       // core above, or NoPsum in every lane
  output logic [Cols*32-1:0]      psum_o        // to the core below and the output buffer
);

  localparam int unsigned LaneW = flexsa_lane_pkg::LaneW;
  localparam int unsigned RowW  = Cols * LaneW;
  localparam logic [RowW-1:0] NoPsums = {Cols{flexsa_lane_pkg::NoPsum}};

  if (PipeDepth < 1 || PipeDepth > 3) begin : gen_illegal
    flexsa_psums_pipe_depth_must_be_1_2_or_3 u_illegal ();
  end

  logic [Rows*RowW-1:0] psum_q;  // what each row hands to the row below

  // The weights a row multiplies by in this step.
  function automatic logic [RowW-1:0] pick_lanes(
      input logic [RowW-1:0] record, input logic [RowW-1:0] next, input logic [RowW-1:0] own);
    for (int unsigned c = 0; c < Cols; c++) begin
      pick_lanes[c*LaneW+:LaneW] = record[c*LaneW+flexsa_lane_pkg::SwapBit]
          ? next[c*LaneW+:LaneW] : own[c*LaneW+:LaneW];
    end
  endfunction

  // Products of a row; a lane without an operand gives "no partial sum".
  function automatic logic [RowW-1:0] mul_lanes(
      input logic [RowW-1:0] record, input logic [RowW-1:0] weight);
    for (int unsigned c = 0; c < Cols; c++) begin
      mul_lanes[c*LaneW+:LaneW] = record[c*LaneW+flexsa_lane_pkg::ValidBit]
          ? flexsa_fp_pkg::mul16(record[c*LaneW+:LaneW], weight[c*LaneW+:LaneW])
          : flexsa_lane_pkg::NoPsum;
    end
  endfunction

  function automatic logic [RowW-1:0] add_lanes(
      input logic [RowW-1:0] x, input logic [RowW-1:0] y);
    for (int unsigned c = 0; c < Cols; c++) begin
      add_lanes[c*LaneW+:LaneW] =
          flexsa_fp_pkg::add32(x[c*LaneW+:LaneW], y[c*LaneW+:LaneW]);
    end
  endfunction

  // Both in one step; a lane without an operand hands the partial sum through.
  function automatic logic [RowW-1:0] fma_lanes(
      input logic [RowW-1:0] record, input logic [RowW-1:0] weight, input logic [RowW-1:0] psum);
    for (int unsigned c = 0; c < Cols; c++) begin
      fma_lanes[c*LaneW+:LaneW] = record[c*LaneW+flexsa_lane_pkg::ValidBit]
          ? flexsa_fp_pkg::fma16(record[c*LaneW+:LaneW], weight[c*LaneW+:LaneW],
                                 psum[c*LaneW+:LaneW])
          : psum[c*LaneW+:LaneW];
    end
  endfunction

  if (PipeDepth == 1) begin : gen_fused
    task automatic step_rows();
      logic [RowW-1:0] above, weight;
      for (int unsigned r = 0; r < Rows; r++) begin
        if (r != 0) above = psum_q[(r == 0 ? 0 : r-1)*RowW+:RowW];
        else above = TopHasAdder ? psum_i : NoPsums;
        weight = weight_i[r*RowW+:RowW];
        if (SecondWeight && swap_row_i[r])
          weight = pick_lanes(held_i[r*RowW+:RowW], next_i[r*RowW+:RowW], weight);
        if (!valid_row_i[r]) psum_q[r*RowW+:RowW] <= above;
        else if (r == 0 && !TopHasAdder)
          psum_q[r*RowW+:RowW] <= mul_lanes(held_i[r*RowW+:RowW], weight);
        else psum_q[r*RowW+:RowW] <= fma_lanes(held_i[r*RowW+:RowW], weight, above);
      end
    endtask

    always_ff @(posedge clk_i) begin
      if (step_i) step_rows();
    end
  end else begin : gen_split
    logic [Rows*RowW-1:0] product_q, above_q;
    logic [Rows-1:0]      busy_q;  // the row's products are to be added

    task automatic multiply_rows();
      logic [RowW-1:0] weight;
      for (int unsigned r = 0; r < Rows; r++) begin
        if (r != 0) above_q[r*RowW+:RowW] <= psum_q[(r == 0 ? 0 : r-1)*RowW+:RowW];
        else above_q[r*RowW+:RowW] <= TopHasAdder ? psum_i : NoPsums;
        weight = weight_i[r*RowW+:RowW];
        if (SecondWeight && swap_row_i[r])
          weight = pick_lanes(held_i[r*RowW+:RowW], next_i[r*RowW+:RowW], weight);
        if (valid_row_i[r])
          product_q[r*RowW+:RowW] <= mul_lanes(held_i[r*RowW+:RowW], weight);
      end
    endtask

    function automatic logic [Rows*RowW-1:0] add_rows(input logic [Rows-1:0] busy);
      for (int unsigned r = 0; r < Rows; r++) begin
        if (!busy[r]) add_rows[r*RowW+:RowW] = above_q[r*RowW+:RowW];
        else if (r == 0 && !TopHasAdder) add_rows[r*RowW+:RowW] = product_q[r*RowW+:RowW];
        else add_rows[r*RowW+:RowW] = add_lanes(product_q[r*RowW+:RowW], above_q[r*RowW+:RowW]);
      end
    endfunction

    always_ff @(posedge clk_i) begin
      if (step_i) begin
        multiply_rows();
        busy_q <= valid_row_i;
      end
    end

    if (PipeDepth == 2) begin : gen_two
      always_ff @(posedge clk_i) begin
        if (step_i) psum_q <= add_rows(busy_q);
      end
    end else begin : gen_three
      logic [Rows*RowW-1:0] sum_q;
      always_ff @(posedge clk_i) begin
        if (step_i) begin
          sum_q  <= add_rows(busy_q);
          psum_q <= sum_q;
        end
      end
    end
  end

  assign psum_o = psum_q[(Rows-1)*RowW+:RowW];

endmodule
