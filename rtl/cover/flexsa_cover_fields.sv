// Every field of every instruction at its limits, as docs/isa.md sets them for this machine. Fields an
// instruction does not use are 0 (the decoder refuses it otherwise), CORE is flexsa_cover_core's; m, n, k
// and ACC of ExecGEMM are in flexsa_cover_waves.
//
// Latency: none. Example: ldh isw m=1 of any k counts ldh_isw.M1.
module flexsa_cover_fields #(
  parameter bit          Quad      = 1'b1,
  parameter int unsigned Rows      = 64,
  parameter int unsigned Cols      = 64,
  parameter int unsigned PartRows  = 128,
  parameter int unsigned PortBytes = 128,
  parameter int unsigned GbufBytes = 1024
) (
  input logic         clk_i,
  input logic         taken_i,  // instr_i is taken
  input logic [127:0] instr_i
);
  flexsa_pkg::instr_t instr;
  logic ldv, ldh, shift, exec, st, ldo;
  logic fw, hsw, vsw, isw;
  assign instr = instr_i;
  assign ldv   = taken_i && instr.op == 4'(flexsa_isa_pkg::OpLdv);
  assign ldh   = taken_i && instr.op == 4'(flexsa_isa_pkg::OpLdh);
  assign shift = taken_i && instr.op == 4'(flexsa_isa_pkg::OpShift);
  assign exec  = taken_i && instr.op == 4'(flexsa_isa_pkg::OpExec);
  assign st    = taken_i && instr.op == 4'(flexsa_isa_pkg::OpSt);
  assign ldo   = taken_i && instr.op == 4'(flexsa_isa_pkg::OpLdo);
  assign fw    = instr.mode == 2'(flexsa_isa_pkg::ModeFw);
  assign hsw   = instr.mode == 2'(flexsa_isa_pkg::ModeHsw);
  assign vsw   = instr.mode == 2'(flexsa_isa_pkg::ModeVsw);
  assign isw   = instr.mode == 2'(flexsa_isa_pkg::ModeIsw);

  // Largest m, n, k: of FW and a wide tile, and of the modes that have another one.
  localparam int unsigned M  = Quad ? 2 * PartRows : PartRows;
  localparam int unsigned N  = Quad ? 2 * Cols : Cols;
  localparam int unsigned K  = Quad ? 2 * Rows : Rows;

  // ---- sizes ----------------------------------------------------------------------------
`define FLEXSA_COVER_SIZE(name, here, most_m, most_n, most_k) \
  flexsa_cover_size #(.M(most_m), .N(most_n), .K(most_k)) name ( \
    .clk_i, .hit_i(here), .m_i(instr.m), .n_i(instr.n), .k_i(instr.k));
  `FLEXSA_COVER_SIZE(ldv_fw,     ldv && fw,   0, N, K)
  `FLEXSA_COVER_SIZE(ldh_fw,     ldh && fw,   M, 0, K)
  `FLEXSA_COVER_SIZE(shift_fw,   shift && fw, 0, N, K)
  `FLEXSA_COVER_SIZE(st_wide,    st && fw,    M, N, 0)
  `FLEXSA_COVER_SIZE(ldo_wide,   ldo && fw,   M, N, 0)
  if (Quad) begin : gen_modes
  `FLEXSA_COVER_SIZE(ldv_hsw,    ldv && hsw,   0, N, Rows)
  `FLEXSA_COVER_SIZE(ldv_vsw,    ldv && vsw,   0, Cols, K)
  `FLEXSA_COVER_SIZE(ldv_isw,    ldv && isw,   0, Cols, Rows)
  `FLEXSA_COVER_SIZE(ldh_hsw,    ldh && hsw,   M, 0, Rows)
  `FLEXSA_COVER_SIZE(ldh_vsw,    ldh && vsw && !instr.pair, M, 0, K)
  `FLEXSA_COVER_SIZE(ldh_vsw_2,  ldh && vsw && instr.pair,  M, 0, K)
  `FLEXSA_COVER_SIZE(ldh_isw,    ldh && isw,   2 * M, 0, Rows)
  `FLEXSA_COVER_SIZE(shift_hsw,  shift && hsw, 0, N, Rows)
  `FLEXSA_COVER_SIZE(shift_vsw,  shift && vsw, 0, Cols, K)
  `FLEXSA_COVER_SIZE(shift_isw,  shift && isw, 0, Cols, Rows)
  `FLEXSA_COVER_SIZE(st_skinny,  st && isw,    2 * M, Cols, 0)
  `FLEXSA_COVER_SIZE(ldo_skinny, ldo && isw,   2 * M, Cols, 0)
  end
`undef FLEXSA_COVER_SIZE

  // ---- ADDR and PITCH -------------------------------------------------------------------
`define FLEXSA_COVER_ACCESS(name, here, rows, row_bytes) \
  flexsa_cover_access #(.PortBytes(PortBytes), .GbufBytes(GbufBytes)) name ( \
    .clk_i, .hit_i(here), .rows_i(rows), .row_bytes_i(row_bytes), .addr_i(instr.addr), .pitch_i(instr.pitch));
  `FLEXSA_COVER_ACCESS(ldv_at, ldv, instr.k, 32'(instr.n) * 2)
  `FLEXSA_COVER_ACCESS(ldh_at, ldh, instr.m, 32'(instr.k) * 2)
  `FLEXSA_COVER_ACCESS(st_at,  st,  instr.m, 32'(instr.n) * (instr.f16 ? 2 : 4))
  `FLEXSA_COVER_ACCESS(ldo_at, ldo, instr.m, 32'(instr.n) * 4)
`undef FLEXSA_COVER_ACCESS

  // ---- HALF, OROW, flags ------------------------------------------------------------------
  // Rows of the largest part; a VSW's and a wide tile's parts are two.
  logic [11:0] rows;
  assign rows = !Quad ? instr.m : isw ? (instr.m + 12'd3) >> 2 : (instr.m + 12'd1) >> 1;
`define FLEXSA_COVER_PLACE(name, here) \
  flexsa_cover_place #(.PartRows(PartRows)) name ( \
    .clk_i, .hit_i(here), .orow_i(instr.orow), .rows_i(rows), .half_i(instr.half));
  `FLEXSA_COVER_PLACE(exec_fw_in,    exec && fw)
  `FLEXSA_COVER_PLACE(st_wide_in,    st && fw)
  `FLEXSA_COVER_PLACE(ldo_wide_in,   ldo && fw)
  if (Quad) begin : gen_places
  `FLEXSA_COVER_PLACE(exec_hsw_in,   exec && hsw)
  `FLEXSA_COVER_PLACE(exec_vsw_in,   exec && vsw && !instr.pair)
  `FLEXSA_COVER_PLACE(exec_vsw_2_in, exec && vsw && instr.pair)
  `FLEXSA_COVER_PLACE(exec_isw_in,   exec && isw)
  `FLEXSA_COVER_PLACE(st_skinny_in,  st && isw)
  `FLEXSA_COVER_PLACE(ldo_skinny_in, ldo && isw)
  end
`undef FLEXSA_COVER_PLACE

  localparam bit [4:0] Kinds = Quad ? 5'b11111 : 5'b00001;
  logic [4:0] kind;
  assign kind = {isw, vsw && instr.pair, vsw && !instr.pair, hsw, fw};
  flexsa_cover_kinds #(.Kinds(Kinds)) swap     (.clk_i, .hit_i(exec && instr.swap), .kind_i(kind));
  flexsa_cover_kinds #(.Kinds(Kinds)) no_swap  (.clk_i, .hit_i(exec && !instr.swap), .kind_i(kind));
  flexsa_cover_kinds #(.Kinds(Kinds)) last     (.clk_i, .hit_i(exec && instr.last), .kind_i(kind));
  flexsa_cover_kinds #(.Kinds(Kinds)) not_last (.clk_i, .hit_i(exec && !instr.last), .kind_i(kind));
  StF16: cover property (@(posedge clk_i) st && instr.f16);
  StF32: cover property (@(posedge clk_i) st && !instr.f16);

  logic unused_bits;
  assign unused_bits = &{1'b0, instr, hsw, vsw, isw};
endmodule
