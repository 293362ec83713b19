// flexsa_top: the three architectures behind one set of ports.
//
//   Arch 0  one FlexSA unit: four SubRows x SubCols cores with the paper's switches (1G1F)
//   Arch 1  four independent cores of the same size, one instruction stream (1G4C)
//   Arch 2  one core of 2*SubRows x 2*SubCols (1G1C)
//
// GBUF is outside, reached through lanes: for each lane three read channels (V: stationary,
// H: moving, C: LdOBUF; request and in-order response) and one write channel (StLBUF). A
// request stands until ready; responses may take any time and are always taken.
//   read channel index = unit*3*LanesPerUnit + {0: V, 1: H, 2: C}*LanesPerUnit + lane
//   Arch 0: 1 unit of 4 lanes; Arch 1: 4 units of 1 lane; Arch 2: 1 unit of 1 lane, twice as wide
//
// Latency: see the units. Example: valid instr_i each cycle until idle_o stays high = one program.
module flexsa_top #(
  parameter int unsigned Arch         = 0,
  parameter int unsigned SubRows      = 64,
  parameter int unsigned SubCols      = 64,
  parameter int unsigned BlkM         = 256,
  parameter int unsigned PortBytes    = 128,
  parameter bit          SecondWeight = 1'b1,
  parameter int unsigned PipeDepth    = 1,
  localparam int unsigned NumUnits   = Arch == flexsa_isa_pkg::ArchCores ? 4 : 1,
  localparam int unsigned UnitLanes  = Arch == flexsa_isa_pkg::ArchFlexsa ? 4 : 1,
  localparam int unsigned Lanes      = NumUnits * UnitLanes,
  localparam int unsigned LaneBytes  = Arch == flexsa_isa_pkg::ArchSingle ? 2 * PortBytes : PortBytes,
  localparam int unsigned Kinds      = flexsa_isa_pkg::NumUnits
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      instr_valid_i,    // from the harness
  output logic                      instr_ready_o,    // to the harness
  input  logic [127:0]              instr_i,          // from the harness: flexsa_isa.h draws it
  output logic [3*Lanes-1:0]        rd_req_valid_o,   // to GBUF
  input  logic [3*Lanes-1:0]        rd_req_ready_i,   // from GBUF
  output logic [3*Lanes*32-1:0]     rd_req_addr_o,    // to GBUF: byte address
  input  logic [3*Lanes-1:0]        rd_rsp_valid_i,   // from GBUF
  output logic [3*Lanes-1:0]        rd_rsp_ready_o,   // to GBUF: always 1
  input  logic [3*Lanes*LaneBytes*8-1:0] rd_rsp_data_i,  // from GBUF
  output logic [Lanes-1:0]          wr_req_valid_o,   // to GBUF
  input  logic [Lanes-1:0]          wr_req_ready_i,   // from GBUF
  output logic [Lanes*32-1:0]       wr_req_addr_o,    // to GBUF: byte address
  output logic [Lanes*LaneBytes*8-1:0] wr_req_data_o, // to GBUF
  output logic [Lanes*LaneBytes-1:0]   wr_req_strobe_o,  // to GBUF
  output logic [NumUnits*Kinds-1:0] start_o,          // to the harness: an instruction begins
  output logic [NumUnits*Kinds-1:0] done_o,           // to the harness: an instruction is complete
  output logic                      idle_o,           // to the harness: nothing under way
  input  logic [1:0]                count_unit_i,     // from the harness
  input  logic [5:0]                count_index_i,    // from the harness
  output logic [47:0]               count_o,          // to the harness
  output logic [127:0]              sizes_o           // to the harness: what was built
);
  localparam bit          Quad     = Arch == flexsa_isa_pkg::ArchFlexsa;
  localparam int unsigned Rows     = Arch == flexsa_isa_pkg::ArchSingle ? 2 * SubRows : SubRows;
  localparam int unsigned Cols     = Arch == flexsa_isa_pkg::ArchSingle ? 2 * SubCols : SubCols;
  localparam int unsigned PartRows = Arch == flexsa_isa_pkg::ArchSingle ? BlkM : BlkM / 2;
  localparam int unsigned Dw       = LaneBytes * 8;

  logic [NumUnits-1:0]    unit_ready, unit_idle;
  logic [NumUnits*48-1:0] counts;
  logic                   held;

  // An independent core takes what names it; Sync (dispatched to all) waits for all.
  flexsa_pkg::instr_t instr;
  logic               is_sync;
  logic [NumUnits-1:0] unit_valid;
  assign instr   = instr_i;
  assign is_sync = instr.op == 4'(flexsa_isa_pkg::OpSync);
  // With several units a Sync is done here: the stream stops until every unit is idle.
  assign held    = NumUnits > 1 && is_sync && !(&unit_idle);

  for (genvar u = 0; u < NumUnits; u++) begin : gen_unit
    assign unit_valid[u] = instr_valid_i && (NumUnits == 1 || (!is_sync && instr.core == 2'(u)));
    flexsa_unit #(
      .Quad(Quad), .Rows(Rows), .Cols(Cols), .PartRows(PartRows), .PortBytes(LaneBytes),
      .SecondWeight(SecondWeight), .PipeDepth(PipeDepth)
    ) i_unit (
      .clk_i, .rst_ni,
      .instr_valid_i(unit_valid[u]), .instr_ready_o(unit_ready[u]), .instr_i,
      .rd_req_valid_o(rd_req_valid_o[u*3*UnitLanes +: 3*UnitLanes]),
      .rd_req_ready_i(rd_req_ready_i[u*3*UnitLanes +: 3*UnitLanes]),
      .rd_req_addr_o(rd_req_addr_o[u*3*UnitLanes*32 +: 3*UnitLanes*32]),
      .rd_rsp_valid_i(rd_rsp_valid_i[u*3*UnitLanes +: 3*UnitLanes]),
      .rd_rsp_data_i(rd_rsp_data_i[u*3*UnitLanes*Dw +: 3*UnitLanes*Dw]),
      .wr_req_valid_o(wr_req_valid_o[u*UnitLanes +: UnitLanes]),
      .wr_req_ready_i(wr_req_ready_i[u*UnitLanes +: UnitLanes]),
      .wr_req_addr_o(wr_req_addr_o[u*UnitLanes*32 +: UnitLanes*32]),
      .wr_req_data_o(wr_req_data_o[u*UnitLanes*Dw +: UnitLanes*Dw]),
      .wr_req_strobe_o(wr_req_strobe_o[u*UnitLanes*LaneBytes +: UnitLanes*LaneBytes]),
      .start_o(start_o[u*Kinds +: Kinds]), .done_o(done_o[u*Kinds +: Kinds]),
      .idle_o(unit_idle[u]),
      .count_index_i, .count_o(counts[u*48 +: 48])
    );
  end
  assign instr_ready_o  = NumUnits == 1 ? unit_ready[0] :
                          is_sync ? !held : (unit_valid & unit_ready) != 0;
  assign idle_o         = &unit_idle;
  assign rd_rsp_ready_o = '1;
  assign count_o        = NumUnits == 1 ? counts[47:0] : counts[count_unit_i*48 +: 48];
  assign sizes_o        = {8'(flexsa_isa_pkg::IsaVersion), 8'(Arch), 7'd0, SecondWeight, 8'(PipeDepth),
                           32'(PortBytes), 16'(BlkM), 16'(SubCols), 16'(SubRows), 16'd0};

  logic unused_bits;
  assign unused_bits = &{1'b0, instr, count_unit_i, held};

  if (SubRows < 2 || SubCols < 2 || (SubRows & (SubRows - 1)) != 0 || (SubCols & (SubCols - 1)) != 0)
  begin : gen_illegal_size
    flexsa_illegal_parameter i_sub_rows_and_cols_must_be_powers_of_two ();
  end
  if (SubRows > 64 || SubCols > 64 || BlkM > 256 || BlkM < 4) begin : gen_illegal_range
    flexsa_illegal_parameter i_sizes_exceed_the_fields_of_flexsa_pkg ();
  end
  if ((2 * SubRows) % PortBytes != 0 || (2 * SubCols) % PortBytes != 0) begin : gen_illegal_port
    flexsa_illegal_parameter i_port_bytes_must_divide_a_row_of_operands ();
  end
  if (PipeDepth < 1 || PipeDepth > 3 || Arch > 2) begin : gen_illegal_choice
    flexsa_illegal_parameter i_pipe_depth_is_1_to_3_and_arch_0_to_2 ();
  end
endmodule
