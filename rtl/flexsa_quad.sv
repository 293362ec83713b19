// The FlexSA array: four sub-cores and the data-path switches between them, all 1:2:
//   (a) west input of cores 1, 3: the neighbour's east output, or the over-core wire
//   (b) partial sum into cores 2, 3: the core above, or nothing (-0, the identity of addition)
// Switch (c), the OBUF's input, is in flexsa_obuf; (d), the LBUF's write port, in flexsa_bcast.
//
//        over-core wires ------------------+
//   west --> [core 0] --east--(a)--> [core 1]     cores 0, 1: top row multiplies only
//               |                       |
//              (b)                     (b)
//   west --> [core 2] --east--(a)--> [core 3]     cores 2, 3: top row is the FMA row
//
// Selects travel with the data: (a) with the row's token, (b) one step a column.
// Latency: 1 step at the edge; an operand of core 0 reaches core 1 after Cols steps; a partial
// sum from the top of core 0 reaches core 2's top after Rows*PipeDepth steps.
// Example: all selects 0/1 as in FW make one array of 2*Rows x 2*Cols.
module flexsa_quad #(
  parameter int unsigned Rows         = 64,
  parameter int unsigned Cols         = 64,
  parameter bit          SecondWeight = 1'b1,
  parameter int unsigned PipeDepth    = 1
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  step_i,        // from the execute unit
  input  logic [2*Rows*16-1:0]  west_a_i,      // from the left LBUF: rows of core 0, then core 2
  input  logic [2*Rows-1:0]     west_valid_i,  // from the left LBUF
  input  logic [2*Rows-1:0]     west_swap_i,   // from the left LBUF
  input  logic [2*Rows*16-1:0]  over_a_i,      // from the left LBUF over core 0 and core 2
  input  logic [2*Rows-1:0]     over_valid_i,  // from the left LBUF
  input  logic [2*Rows-1:0]     over_swap_i,   // from the left LBUF
  input  logic [2*Rows-1:0]     over_sel_i,    // from the left LBUF: switch (a)
  input  logic                  psum_down_i,   // from the token chain: switch (b), column 0
  input  logic [4*Cols*16-1:0]  w_i,           // from the stationary LBUFs of cores 0..3
  input  logic [3:0]            shift_i,       // from the stationary LBUFs of cores 0..3
  output logic [4*Cols*32-1:0]  psum_o         // to the OBUF: bottoms of cores 0..3
);
  localparam int unsigned Lw = flexsa_pe_pkg::LaneW;

  // ---- edge: recoded operands and their flags, registered --------------------------
  logic [2*Rows*Lw-1:0] west_a, over_a;
  logic [4*Cols*Lw-1:0] w;
  logic [2*Rows-1:0]    west_valid_q, west_swap_q, over_valid_q, over_swap_q, over_sel_q;
  logic [3:0]           shift_q;
  flexsa_recode #(.Lanes(2 * Rows)) i_recode_west (.clk_i, .step_i, .x_i(west_a_i), .y_o(west_a));
  flexsa_recode #(.Lanes(2 * Rows)) i_recode_over (.clk_i, .step_i, .x_i(over_a_i), .y_o(over_a));
  flexsa_recode #(.Lanes(4 * Cols)) i_recode_w (.clk_i, .step_i, .x_i(w_i), .y_o(w));
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      west_valid_q <= '0;
      west_swap_q  <= '0;
      over_valid_q <= '0;
      over_swap_q  <= '0;
      over_sel_q   <= '0;
      shift_q      <= '0;
    end else if (step_i) begin
      west_valid_q <= west_valid_i;
      west_swap_q  <= west_swap_i;
      over_valid_q <= over_valid_i;
      over_swap_q  <= over_swap_i;
      over_sel_q   <= over_sel_i;
      shift_q      <= shift_i;
    end
  end

  // ---- switch (a) ---------------------------------------------------------------
  logic [2*Rows*Lw-1:0] east_a, mid_a, unused_east_a;
  logic [2*Rows-1:0]    east_valid, east_swap, mid_valid, mid_swap;
  logic [2*Rows-1:0]    unused_east_valid, unused_east_swap;
  always_comb begin
    for (int unsigned r = 0; r < 2 * Rows; r++)
      mid_a[r*Lw +: Lw] = over_sel_q[r] ? over_a[r*Lw +: Lw] : east_a[r*Lw +: Lw];
  end
  assign mid_valid = (over_sel_q & over_valid_q) | (~over_sel_q & east_valid);
  assign mid_swap  = (over_sel_q & over_swap_q) | (~over_sel_q & east_swap);

  // ---- switch (b) ---------------------------------------------------------------
  localparam logic [31:0] Nothing = 32'h8000_0000;  // -0: x + (-0) = x for every x
  logic [2*Cols-1:0]    down_sel;
  logic [2*Cols*32-1:0] psum_top, psum_mid;
  flexsa_delay #(.Width(1), .Stages(2 * Cols)) i_down_sel (
    .clk_i, .rst_ni, .step_i, .data_i(psum_down_i), .taps_o(down_sel)
  );
  always_comb begin
    for (int unsigned c = 0; c < 2 * Cols; c++)
      psum_mid[c*32 +: 32] = down_sel[c] ? psum_top[c*32 +: 32] : Nothing;
  end
  assign psum_o[2*Cols*32-1:0] = psum_top;

  // ---- cores ----------------------------------------------------------------------
  for (genvar b = 0; b < 2; b++) begin : gen_block
    for (genvar e = 0; e < 2; e++) begin : gen_core
      localparam int unsigned Q = 2 * b + e;
      logic [Rows*Lw-1:0] a, a_out;
      logic [Rows-1:0]    valid, swap, valid_out, swap_out;
      logic [Cols*32-1:0] psum_in, psum_out;
      logic [Cols*Lw-1:0] unused_w;

      if (e == 0) begin : gen_west
        assign a     = west_a[b*Rows*Lw +: Rows*Lw];
        assign valid = west_valid_q[b*Rows +: Rows];
        assign swap  = west_swap_q[b*Rows +: Rows];
        assign east_a[b*Rows*Lw +: Rows*Lw] = a_out;
        assign east_valid[b*Rows +: Rows]   = valid_out;
        assign east_swap[b*Rows +: Rows]    = swap_out;
      end else begin : gen_east
        assign a     = mid_a[b*Rows*Lw +: Rows*Lw];
        assign valid = mid_valid[b*Rows +: Rows];
        assign swap  = mid_swap[b*Rows +: Rows];
        assign unused_east_a[b*Rows*Lw +: Rows*Lw]  = a_out;
        assign unused_east_valid[b*Rows +: Rows]    = valid_out;
        assign unused_east_swap[b*Rows +: Rows]     = swap_out;
      end
      if (b == 0) begin : gen_upper
        assign psum_in = {Cols{Nothing}};
        assign psum_top[e*Cols*32 +: Cols*32] = psum_out;
      end else begin : gen_lower
        assign psum_in = psum_mid[e*Cols*32 +: Cols*32];
        assign psum_o[(2+e)*Cols*32 +: Cols*32] = psum_out;
      end

      flexsa_core #(
        .Rows(Rows), .Cols(Cols), .TopHasAdder(b == 1),
        .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
      ) i_core (
        .clk_i, .rst_ni, .step_i,
        .a_i(a), .a_valid_i(valid), .a_swap_i(swap),
        .a_o(a_out), .a_valid_o(valid_out), .a_swap_o(swap_out),
        .w_i(w[Q*Cols*Lw +: Cols*Lw]), .w_o(unused_w), .shift_i(shift_q[Q]),
        .psum_i(psum_in), .psum_o(psum_out)
      );
      logic unused_w_bits;
      assign unused_w_bits = &{1'b0, unused_w};
    end
  end

  logic unused_bits;
  assign unused_bits = &{1'b0, unused_east_a, unused_east_valid, unused_east_swap};

`ifdef FLEXSA_ASSERT
  // Switch (a) drops nothing: when the over-core wire is chosen, core 0's own stream has been
  // sent to core 1 only because it is the same row step of another part.
  OverCoreValidIsSelected: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (over_valid_i & ~over_sel_i) == 0);
`endif
endmodule
