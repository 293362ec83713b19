// Left LBUF: banks of moving operands along the west edge, one a PE row, and the token
// chains that skew their control: bank r sees a token PipeDepth*r steps after bank 0; the
// over-core read of the same row step follows Cols steps later, when the step is at core 1.
//
// Lane q fills sub-bank q % 2 in the banks of block q / 2. If a token is about to read a
// row that has not arrived, frozen_o stops the whole array until it has.
//
// Latency: a token taken in step t makes bank 0's operand valid in step t + 2.
// Example (PipeDepth 1): token in at 0 -> bank 5 reads in step 6, operand at PE row 5 in step 7.
module flexsa_lbuf_h #(
  parameter int unsigned Rows      = 64,   // PE rows of one core
  parameter int unsigned Cols      = 64,   // PE columns of one core
  parameter int unsigned Blocks    = 2,    // cores stacked: 2 in a FlexSA unit, 1 in a single core
  parameter int unsigned Depth     = 128,  // rows of a sub-bank
  parameter int unsigned PortBytes = 128,
  parameter int unsigned PipeDepth = 1,
  localparam int unsigned Lanes    = Blocks * Blocks,
  localparam int unsigned Banks    = Blocks * Rows
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         step_i,       // from the execute unit
  input  logic [flexsa_pkg::WestW-1:0] west_i,       // from the execute unit
  input  logic [flexsa_pkg::OverW-1:0] over_i,       // from the execute unit
  input  logic [Lanes*flexsa_pkg::FillW-1:0] fills_i,  // from the load lanes
  input  logic [Lanes*PortBytes*8-1:0] fill_data_i,  // from GBUF
  input  logic [Lanes*4-1:0]           begun_i,      // from the load lanes
  input  logic [Lanes*18-1:0]          filled_i,     // from the load lanes
  output logic [Banks*16-1:0]          west_a_o,     // to cores 0, 2: operands
  output logic [Banks-1:0]             west_valid_o, // to cores 0, 2
  output logic [Banks-1:0]             west_swap_o,  // to cores 0, 2
  output logic [Banks*16-1:0]          over_a_o,     // to the west switch of cores 1, 3
  output logic [Banks-1:0]             over_valid_o, // to the west switch of cores 1, 3
  output logic [Banks-1:0]             over_swap_o,  // to the west switch of cores 1, 3
  output logic [Banks-1:0]             over_sel_o,   // to the west switch of cores 1, 3
  output logic [flexsa_pkg::WestW-1:0] west_mid_o,   // to OBUF control: leaves the upper block
  output logic [flexsa_pkg::WestW-1:0] west_end_o,   // to OBUF control: leaves the array
  output logic [Lanes*flexsa_pkg::HWays*flexsa_pkg::FreedW-1:0] freed_o,  // to the load lanes
  output logic                         frozen_o      // to the execute unit
);
  localparam int unsigned Ww     = flexsa_pkg::WestW;
  localparam int unsigned Ow     = flexsa_pkg::OverW;
  localparam int unsigned Fw     = flexsa_pkg::HWays * flexsa_pkg::FreedW;
  localparam int unsigned Stages = Banks * PipeDepth;

  // ---- token chains ---------------------------------------------------------------
  logic [(Stages+1)*Ww-1:0] west_taps;
  logic [Stages*Ow-1:0]     over_taps;

  flexsa_delay #(.Width(Ww), .Stages(Stages + 1)) i_west_chain (
    .clk_i, .rst_ni, .step_i, .data_i(west_i), .taps_o(west_taps)
  );
  assign west_mid_o = west_taps[Rows*PipeDepth*Ww +: Ww];
  assign west_end_o = west_taps[Stages*Ww +: Ww];

  if (Blocks == 2) begin : gen_over_chain
    logic [Cols*Ow-1:0]          wait_taps;
    logic                        unused_wait;
    flexsa_delay #(.Width(Ow), .Stages(Cols)) i_over_wait (
      .clk_i, .rst_ni, .step_i, .data_i(over_i), .taps_o(wait_taps)
    );
    flexsa_delay #(.Width(Ow), .Stages(Stages)) i_over_chain (
      .clk_i, .rst_ni, .step_i, .data_i(wait_taps[(Cols-1)*Ow +: Ow]), .taps_o(over_taps)
    );
    assign unused_wait = &{1'b0, wait_taps};
  end else begin : gen_no_over_chain
    logic unused_over;
    assign over_taps   = '0;
    assign unused_over = &{1'b0, over_i};
  end

  logic unused_taps;  // between banks when the PEs are pipelined
  assign unused_taps = &{1'b0, west_taps, over_taps};

  // ---- banks ------------------------------------------------------------------------
  for (genvar r = 0; r < Banks; r++) begin : gen_bank
    localparam int unsigned Block = r / Rows;
    localparam int unsigned Byte  = 2 * (r % Rows);  // place of this bank's operand in a row
    localparam int unsigned At    = (Byte % PortBytes) * 8;
    logic [Blocks*16-1:0] data;
    for (genvar s = 0; s < Blocks; s++) begin : gen_data
      assign data[s*16 +: 16] = fill_data_i[(Block*Blocks+s)*PortBytes*8 + At +: 16];
    end
    flexsa_lbuf_bank #(
      .Depth(Depth), .Subs(Blocks), .Row(r % Rows), .Lower(Block == 1), .Beat(Byte / PortBytes)
    ) i_bank (
      .clk_i, .rst_ni, .step_i,
      .fills_i(fills_i[Block*Blocks*flexsa_pkg::FillW +: Blocks*flexsa_pkg::FillW]),
      .data_i(data),
      .west_i(west_taps[r*PipeDepth*Ww +: Ww]), .over_i(over_taps[r*PipeDepth*Ow +: Ow]),
      .west_a_o(west_a_o[r*16 +: 16]), .west_valid_o(west_valid_o[r]), .west_swap_o(west_swap_o[r]),
      .over_a_o(over_a_o[r*16 +: 16]), .over_valid_o(over_valid_o[r]), .over_swap_o(over_swap_o[r]),
      .over_sel_o(over_sel_o[r])
    );
  end

  // ---- rows left behind, and the freeze -----------------------------------------------
  logic [Blocks-1:0] there;
  for (genvar b = 0; b < Blocks; b++) begin : gen_watch
    localparam int unsigned Head = b * Rows * PipeDepth;
    localparam int unsigned Tail = ((b + 1) * Rows - 1) * PipeDepth;
    flexsa_lbuf_watch #(.Subs(Blocks), .Lower(b == 1)) i_watch (
      .clk_i, .rst_ni,
      .west_head_i(west_taps[Head*Ww +: Ww]), .west_tail_i(west_taps[Tail*Ww +: Ww]),
      .over_head_i(over_taps[Head*Ow +: Ow]), .over_tail_i(over_taps[Tail*Ow +: Ow]),
      .begun_i(begun_i[b*Blocks*4 +: Blocks*4]), .filled_i(filled_i[b*Blocks*18 +: Blocks*18]),
      .freed_o(freed_o[b*Blocks*Fw +: Blocks*Fw]), .there_o(there[b])
    );
  end
  assign frozen_o = !(&there);
endmodule
