// A sub-core: Rows x Cols processing elements and all their registers.
//
//             w_i  psum_i                      in every PE:
//              |     |                           record  moves east     (operand and tokens)
//    a_i  ->  PE -> PE -> ... -> a_o             weight  stays
//              |     |                           next    moves south while its column shifts
//             PE -> PE                           psum    moves south
//              |     |
//             w_o  psum_o
//
// Each kind of register is one flat vector with a 32-bit lane per PE: lane r*Cols+c is row r, column
// c. All of them advance together when step_i is high, or not at all. A row without tokens sleeps.
//
// Latency: records 1 step a column, partial sums PipeDepth steps a row. Feeders present the operand
// of row r r*PipeDepth steps after that of row 0, and everything for column c (weight words,
// partial sums) c steps after column 0; results leave column c c steps after column 0.
// The shift token of row r starts r steps after that of row 0 and all rows stop together, so that
// new weights can follow right behind a swap token.
//
// Example, 2x2, PipeDepth=1: shift_i in steps 0 and 1; w_i column 0 has b10 then b00 (lowest row
// first) in these, column 1 has b11 then b01 one step later. Operand a0 with a_valid_i and a_swap_i
// at row 0 in step 1, a1 at row 1 in step 2. PE(0,0) multiplies in step 2, PE(1,0) in step 3;
// psum_o column 0 is a0*b00 + a1*b10 from step 4, column 1 (b01, b11) from step 5.
module flexsa_core #(
  parameter int unsigned Rows = 4,          // >= 1
  parameter int unsigned Cols = 4,          // >= 2
  parameter bit          TopHasAdder = 1,   // 0: row 0 multiplies only (sub-cores 0 and 1)
  parameter bit          SecondWeight = 1,  // 0: one weight register per PE, swap is ignored
  parameter int unsigned PipeDepth = 1      // registers in the FMA: 1 sum, 2 + product, 3 + sum
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               step_i,     // array control: the whole array advances

  input  logic [Rows*32-1:0] a_i,        // west: left LBUF, over-core wire or western core; [16:0]
  input  logic [Rows-1:0]    a_valid_i,  // west, with a_i
  input  logic [Rows-1:0]    a_swap_i,   // west, with the first operand of a wave
  output logic [Rows*32-1:0] a_o,        // east: the eastern core
  output logic [Rows-1:0]    a_valid_o,  // east, with a_o
  output logic [Rows-1:0]    a_swap_o,   // east, with a_o

  input  logic               shift_i,    // north: stationary LBUF control, for row 0, column 0
  input  logic [Cols*32-1:0] w_i,        // north: stationary LBUF; lane bits [16:0] are the weight
  output logic [Cols*32-1:0] w_o,        // south: the core below, where two make one chain

  input  logic [Cols*32-1:0] psum_i,     // north: core above, or NoPsum in every lane
  output logic [Cols*32-1:0] psum_o      // south: core below and output buffer
);

  localparam int unsigned LaneW = flexsa_pe_pkg::LaneW;
  localparam int unsigned RowW  = Cols * LaneW;
  typedef logic [RowW-1:0] row_t;

  if (Rows < 1 || Cols < 2 || PipeDepth < 1 || PipeDepth > 3) begin : gen_illegal
    flexsa_core_has_illegal_parameters u_illegal ();
  end

  logic [Rows*RowW-1:0] record_q, weight_q, next_q, psum_q;
  logic [Rows*RowW-1:0] above_q, product_q;            // PipeDepth > 1: operands of the addition
  logic [Rows*RowW-1:0] sum_q;                         // PipeDepth > 2: for retiming into the adder
  logic [Rows-1:0]      valid_q, swap_q, token_q;      // any in the row: valid, swap, any token
  logic [Rows-1:0]      busy_q;                        // PipeDepth > 1: row has products to add
  logic [Rows-1:0]      shift_d, shift_q;              // shift token entering column 0 of the row

  // Rows of PEs, as loops over lanes. Functions, because a simulator keeps their temporaries in
  // vector registers.
  function automatic row_t weight_row(input row_t record, input row_t next, input row_t own);
    for (int unsigned c = 0; c < Cols; c++)
      weight_row[c*LaneW+:LaneW] = flexsa_pe_pkg::pick(
          record[c*LaneW+:LaneW], next[c*LaneW+:LaneW], own[c*LaneW+:LaneW]);
  endfunction

  function automatic row_t next_row(input row_t arriving, input row_t above, input row_t own);
    for (int unsigned c = 0; c < Cols; c++)
      next_row[c*LaneW+:LaneW] = flexsa_pe_pkg::next(
          arriving[c*LaneW+:LaneW], above[c*LaneW+:LaneW], own[c*LaneW+:LaneW]);
  endfunction

  function automatic row_t product_row(input row_t record, input row_t weight);
    for (int unsigned c = 0; c < Cols; c++)
      product_row[c*LaneW+:LaneW] = flexsa_pe_pkg::product(record[c*LaneW+:LaneW], weight[c*LaneW+:LaneW]);
  endfunction

  function automatic row_t sum_row(input row_t product, input row_t above);
    for (int unsigned c = 0; c < Cols; c++)
      sum_row[c*LaneW+:LaneW] = flexsa_fp_pkg::add32(product[c*LaneW+:LaneW], above[c*LaneW+:LaneW]);
  endfunction

  function automatic row_t psum_row(input row_t record, input row_t weight, input row_t above);
    for (int unsigned c = 0; c < Cols; c++)
      psum_row[c*LaneW+:LaneW] = flexsa_pe_pkg::psum(
          record[c*LaneW+:LaneW], weight[c*LaneW+:LaneW], above[c*LaneW+:LaneW]);
  endfunction

  function automatic flexsa_pe_pkg::lane_t any_lane(input row_t record);
    any_lane = '0;
    for (int unsigned c = 0; c < Cols; c++) any_lane = any_lane | record[c*LaneW+:LaneW];
  endfunction

  always_comb begin
    shift_d[0] = shift_i;
    for (int unsigned r = 1; r < Rows; r++) shift_d[r] = shift_i & shift_q[r-1];
  end

  // One step of every row, in a task for the same reason.
  //
  // A row reads its own registers and those of the row above. Going from the bottom row up, and in
  // a row from results to operands, every register is read before it is written. For hardware the
  // order means nothing; a simulator can do without a second copy of the registers. Keep it so:
  // in loops V3LifePost of Verilator 5.006 drops that copy in any order, and top down goes wrong.
  task automatic step_rows();
    row_t record, weight, above, sum, next_above;
    flexsa_pe_pkg::lane_t arriving, any;
    for (int unsigned r = Rows-1; r < Rows; r--) begin  // ends when r wraps below 0
      record     = record_q[r*RowW+:RowW];
      weight     = SecondWeight ? weight_q[r*RowW+:RowW] : next_q[r*RowW+:RowW];
      above      = TopHasAdder ? psum_i : {Cols{flexsa_pe_pkg::NoPsum}};
      next_above = w_i;
      if (r != 0) begin
        above      = psum_q[(r == 0 ? 0 : r-1)*RowW+:RowW];
        next_above = next_q[(r == 0 ? 0 : r-1)*RowW+:RowW];
      end

      // Stays: the weight, unless the next one goes into use.
      if (SecondWeight && swap_q[r]) begin
        weight = weight_row(record, next_q[r*RowW+:RowW], weight);
        weight_q[r*RowW+:RowW] <= weight;
      end

      // Moves south: the partial sum.
      if (PipeDepth == 1) begin
        sum = above;
        if (valid_q[r]) begin
          if (r == 0 && !TopHasAdder) sum = product_row(record, weight);
          else sum = psum_row(record, weight, above);
        end
        psum_q[r*RowW+:RowW] <= sum;
      end else begin
        sum = above_q[r*RowW+:RowW];
        if (busy_q[r]) begin
          if (r == 0 && !TopHasAdder) sum = product_q[r*RowW+:RowW];
          else sum = sum_row(product_q[r*RowW+:RowW], sum);
        end
        psum_q[r*RowW+:RowW]  <= PipeDepth == 2 ? sum : sum_q[r*RowW+:RowW];
        sum_q[r*RowW+:RowW]   <= sum;
        above_q[r*RowW+:RowW] <= above;
        if (valid_q[r]) product_q[r*RowW+:RowW] <= product_row(record, weight);
        busy_q[r] <= valid_q[r];
      end

      // Move east: records. With them move the shift tokens, which let next weights move south.
      arriving = {12'b0, shift_d[r], a_swap_i[r], a_valid_i[r], a_i[r*LaneW+:17]};
      if (token_q[r] || arriving[19:17] != '0) begin
        record = {record[RowW-LaneW-1:0], arriving};
        any    = any_lane(record);
        if (any[flexsa_pe_pkg::ShiftBit]) begin
          next_q[r*RowW+:RowW] <= next_row(record, next_above, next_q[r*RowW+:RowW]);
        end
        record_q[r*RowW+:RowW] <= record;
        token_q[r] <= any[19:17] != '0;
        valid_q[r] <= any[flexsa_pe_pkg::ValidBit];
        swap_q[r]  <= any[flexsa_pe_pkg::SwapBit];
      end
    end
  endtask

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      record_q  <= '0;
      weight_q  <= '0;
      next_q    <= '0;
      psum_q    <= '0;
      above_q   <= '0;
      product_q <= '0;
      sum_q     <= '0;
      valid_q   <= '0;
      swap_q    <= '0;
      token_q   <= '0;
      busy_q    <= '0;
      shift_q   <= '0;
    end else if (step_i) begin
      shift_q <= shift_d;
      step_rows();
    end
  end

  always_comb begin
    for (int unsigned r = 0; r < Rows; r++) begin
      a_o[r*LaneW+:LaneW] = record_q[(r+1)*RowW-LaneW+:LaneW] & 32'h0001_ffff;
      a_valid_o[r]        = record_q[(r+1)*RowW-LaneW+flexsa_pe_pkg::ValidBit];
      a_swap_o[r]         = record_q[(r+1)*RowW-LaneW+flexsa_pe_pkg::SwapBit];
    end
  end
  assign w_o    = next_q[(Rows-1)*RowW+:RowW];
  assign psum_o = psum_q[(Rows-1)*RowW+:RowW];

`ifdef FLEXSA_ASSERT
  // A stalled array keeps what it shows.
  StallHolds: assert property (@(posedge clk_i) disable iff (!rst_ni)
      !step_i |=> $stable(psum_o) && $stable(w_o) && $stable(a_valid_o) && $stable(a_swap_o));
  // Row flags tell the truth about the lanes: no row sleeps through a token. (Small cores only:
  // the check costs a simulator more than the array.)
  if (Rows * Cols <= 64) begin : gen_check_flags
    for (genvar r = 0; r < Rows; r++) begin : gen_flags
      flexsa_pe_pkg::lane_t held;
      assign held = any_lane(record_q[r*RowW+:RowW]);
      FlagsMatchLanes: assert property (@(posedge clk_i) disable iff (!rst_ni)
          token_q[r] == (held[19:17] != '0) &&
          valid_q[r] == held[flexsa_pe_pkg::ValidBit] && swap_q[r] == held[flexsa_pe_pkg::SwapBit]);
    end
  end
`endif

`ifdef FLEXSA_WAVES
  flexsa_core_shown #(.Rows(Rows), .Cols(Cols)) i_shown (
    .record_i(record_q), .weight_i(SecondWeight ? weight_q : next_q), .next_i(next_q), .psum_i(psum_q)
  );
`endif
endmodule
