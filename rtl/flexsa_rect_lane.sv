// Rectangle splitter of one lane: the part of a GBUF tile that it moves. Combinational.
//
// Kind 0, LdLBUF_V, k x n: lane q fills core q's stationary LBUF; `cores` names the
//   cores that get a copy (FW none, HSW 0->2 1->3, VSW 0->1 2->3, ISW 0->all). Rows run
//   from last to first, the order in which they are shifted into the array.
// Kind 1, LdLBUF_H, m x k: lane q fills block q/2, sub-bank q%2 of the left LBUF.
// Kind 2, StLBUF and LdOBUF, m x n: lane q moves OBUF partition q.
// With Quad = 0 there is one lane and one part.
//
// Example: Kind 2, skinny, m=6, n=3, binary32 -> lanes of 2,2,1,1 rows of 12 bytes.
module flexsa_rect_lane #(
  parameter int unsigned Kind = 0,
  parameter int unsigned Lane = 0,    // q above
  parameter int unsigned Rows = 64,   // PE rows of one core
  parameter int unsigned Cols = 64,
  parameter bit          Quad = 1'b1
) (
  input  logic [127:0]      instr_i,  // from the instruction queue
  input  logic [2:0]        seq_i,    // from the tile counter
  output flexsa_pkg::rect_t rect_o    // to the lane
);
  flexsa_pkg::instr_t instr;
  logic [1:0]  mode;
  logic [31:0] pitch, step, part_pitch;
  logic [11:0] rows_cut, parts_rows;  // m or k that is cut in parts; rows of the smallest part
  logic [2:0]  size;
  logic        wide, unused_bits;

  assign instr = instr_i;
  assign mode  = instr.mode;
  assign pitch = 32'(instr.pitch);
  assign step  = Kind == 0 ? -pitch : pitch;
  assign size  = Kind == 2 && !instr.f16 ? 3'd4 : 3'd2;
  assign wide  = Kind == 1 ? mode == 2'(flexsa_isa_pkg::ModeHsw) : !mode[1];
  // Kind 1: ISW cuts in four, the others in two. Kind 2: a skinny tile in four, a wide one in two.
  assign rows_cut   = instr.m;
  assign parts_rows = mode == 2'(flexsa_isa_pkg::ModeIsw) ? rows_cut >> 2 : rows_cut >> 1;
  assign part_pitch = 32'(parts_rows) * pitch;
  assign unused_bits = &{1'b0, instr, part_pitch, size, wide, rows_cut};

  flexsa_pkg::rect_t rect;
  logic [11:0] rows, cols, col, row_first;
  logic [31:0] base;
  logic        unused_rows;
  assign rect_o = rect;

  if (!Quad) begin : gen_single
    assign rows      = Kind == 0 ? instr.k : instr.m;
    assign cols      = Kind == 1 ? instr.k : instr.n;
    assign col       = '0;
    assign row_first = '0;
    assign base      = Kind == 0 ? instr.addr + (32'(instr.k) - 32'd1) * pitch : instr.addr;
    assign rect.cores = 4'b0001;
  end else if (Kind == 0) begin : gen_v
    localparam bit Low = Lane >= 2;
    localparam bit East = Lane % 2 == 1;
    logic tall_split, wide_split, ours;
    assign tall_split = !mode[0];  // FW, VSW: lower cores hold the rows beyond Rows
    assign wide_split = !mode[1];  // FW, HSW: right cores hold the columns beyond Cols
    assign ours = (!Low || tall_split) && (!East || wide_split);
    assign row_first = Low ? 12'(Rows) : 12'd0;
    assign col       = East ? 12'(Cols) : 12'd0;
    always_comb begin
      rows = Low ? (instr.k > 12'(Rows) ? instr.k - 12'(Rows) : 12'd0)
                 : (tall_split && instr.k > 12'(Rows) ? 12'(Rows) : instr.k);
      cols = East ? (instr.n > 12'(Cols) ? instr.n - 12'(Cols) : 12'd0)
                  : (wide_split && instr.n > 12'(Cols) ? 12'(Cols) : instr.n);
      if (!ours) rows = '0;
    end
    assign base = instr.addr + (32'(row_first) + 32'(rows) - 32'd1) * pitch;
    // Copies go to the cores that hold the same part.
    assign rect.cores = {(Low || !tall_split) && (East || !wide_split),
                         (Low || !tall_split) && !East,
                         !Low && (East || !wide_split),
                         !Low && !East};
  end else begin : gen_parts
    // Lanes that share a part of m: which part is lane Lane's, of how many?
    logic [1:0]  part;
    logic        four;
    logic [11:0] extra;
    always_comb begin
      four = Kind == 1 ? mode == 2'(flexsa_isa_pkg::ModeIsw) : mode[1];
      part = 2'(Lane);
      if (!four) part = Kind == 1 && !wide ? 2'(Lane % 2) : 2'(Lane / 2);
    end
    // Rows of part Lane: (m + P-1-Lane) / P; it begins after Lane smaller parts and the extra rows.
    assign extra     = four ? (12'(part) < {10'd0, rows_cut[1:0]} ? 12'(part) : {10'd0, rows_cut[1:0]})
                            : (part != 0 ? {11'd0, rows_cut[0]} : 12'd0);
    assign row_first = extra;
    always_comb begin
      rows = four ? (rows_cut + 12'd3 - 12'(part)) >> 2 : (rows_cut + 12'd1 - 12'(part)) >> 1;
      cols = Kind == 1 ? instr.k : instr.n;
      col  = '0;
      if (Kind == 1 && !mode[0]) begin  // FW, VSW: lower lanes bring the k beyond Rows
        if (Lane >= 2) begin
          col  = 12'(Rows);
          cols = instr.k > 12'(Rows) ? instr.k - 12'(Rows) : 12'd0;
        end else if (instr.k > 12'(Rows)) cols = 12'(Rows);
      end
      if (Kind == 1 && wide && (Lane % 2) == 1) rows = '0;  // HSW uses lanes 0 and 2
      if (Kind == 2 && wide) begin
        if ((Lane % 2) == 1) begin
          col  = 12'(Cols);
          cols = instr.n > 12'(Cols) ? instr.n - 12'(Cols) : 12'd0;
        end else if (instr.n > 12'(Cols)) cols = 12'(Cols);
      end
    end
    assign base = instr.addr + 32'(part) * part_pitch + 32'(row_first) * pitch;
    assign rect.cores = 4'b0001;
  end

  assign unused_rows    = &{1'b0, rows, row_first};
  assign rect.seq       = seq_i;
  assign rect.rows      = rows[8:0];
  assign rect.row_bytes = 10'(32'(cols) * 32'(size));
  assign rect.addr      = base + 32'(col) * 32'(size);
  assign rect.pitch     = step;
endmodule
