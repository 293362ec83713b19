// Tokens of one row step of a wave: what the west chain and the over-core chain of the left
// LBUF are told, and what the OBUF is to do with the results. Combinational.
//
// Example: FW m=5, row 3: second part, row 0 of sub-bank 1, partitions 2 and 3.
module flexsa_exec_token #(
  parameter bit Quad = 1'b1
) (
  input  logic [127:0]                 instr_i,      // from the instruction queue
  input  logic                         go_i,         // from the execute unit: a row is sent
  input  logic                         first_i,      // from the execute unit: the wave's first
  input  logic                         last_i,       // from the execute unit: its last
  input  logic [8:0]                   row_i,        // from the execute unit
  input  logic [2:0]                   seq_i,        // from the execute unit: moving tile
  input  logic [35:0]                  part_rows_i,  // from the plan
  input  logic [3:0]                   part_used_i,  // from the plan
  input  logic [7:0]                   k_up_i,       // from the plan
  input  logic [7:0]                   k_lo_i,       // from the plan
  input  logic [7:0]                   cols_west_i,  // from the plan
  input  logic [7:0]                   cols_east_i,  // from the plan
  output logic [flexsa_pkg::WestW-1:0] west_o,       // to the left LBUF
  output logic [flexsa_pkg::OverW-1:0] over_o,       // to the left LBUF
  output logic [3:0]                   parts_o       // partitions that get a result
);
  flexsa_pkg::instr_t instr;
  flexsa_pkg::west_t  west;
  flexsa_pkg::over_t  over;
  logic [8:0] half_row;
  logic [3:0] part_now;
  logic       fw, second_part, unused_bits;

  assign instr       = instr_i;
  assign fw          = instr.mode == 2'(flexsa_isa_pkg::ModeFw);
  assign second_part = Quad && fw && row_i >= part_rows_i[8:0];
  assign half_row    = second_part ? row_i - part_rows_i[8:0] : row_i;

  for (genvar p = 0; p < 4; p++) begin : gen_part_now
    logic mine;
    // Part that partition p takes: FW and HSW 0,0,1,1; VSW 0,1,0,1 (one pair is used); ISW 0,1,2,3.
    always_comb begin
      case (instr.mode)
        2'(flexsa_isa_pkg::ModeFw):  mine = second_part == (Quad && p >= 2);
        2'(flexsa_isa_pkg::ModeHsw): mine = row_i < part_rows_i[(p/2)*9 +: 9];
        2'(flexsa_isa_pkg::ModeVsw): mine = row_i < part_rows_i[(p%2)*9 +: 9];
        default:                     mine = row_i < part_rows_i[p*9 +: 9];
      endcase
    end
    assign part_now[p] = go_i && part_used_i[p] && mine;
  end

  always_comb begin
    west            = '0;
    west.valid_up   = go_i;
    west.sub        = second_part;
    west.row        = half_row[7:0];
    west.seq        = seq_i;
    west.swap       = first_i && instr.swap;
    west.k_up       = k_up_i;
    west.k_lo       = k_lo_i;
    west.mark       = go_i && !second_part;
    west.mark_last  = go_i && (second_part || last_i);
    west.mark1      = go_i && second_part;
    west.mark1_last = go_i && last_i && fw;
    west.psum_down  = !(Quad && instr.mode[0]);
    west.obuf.part_valid = part_now;
    west.obuf.from_top   = Quad && instr.mode[0];  // HSW, ISW
    west.obuf.acc        = instr.acc;
    west.obuf.half       = instr.half;
    west.obuf.row        = instr.orow[7:0] + half_row[7:0];
    west.obuf.wave_last  = go_i && last_i;
    west.obuf.hand_over  = go_i && last_i && instr.last;
    west.obuf.cols_west  = cols_west_i;
    west.obuf.cols_east  = cols_east_i;

    over            = '0;
    over.use_over   = go_i && Quad && instr.mode[1];  // VSW, ISW
    over.row        = half_row[7:0];
    over.seq        = seq_i;
    over.swap       = first_i && instr.swap;
    over.k_up       = k_up_i;
    over.k_lo       = k_lo_i;
    over.mark       = go_i && !fw;
    over.mark_last  = go_i && last_i && !fw;
    case (instr.mode)
      2'(flexsa_isa_pkg::ModeFw):  west.valid_lo = go_i && k_lo_i != 0;
      2'(flexsa_isa_pkg::ModeHsw): west.valid_lo = go_i && row_i < part_rows_i[17:9];
      2'(flexsa_isa_pkg::ModeVsw): begin
        west.valid_lo = go_i && k_lo_i != 0;
        over.valid_up = go_i && row_i < part_rows_i[17:9];
        over.valid_lo = over.valid_up && k_lo_i != 0;
      end
      default: begin
        west.valid_lo = go_i && row_i < part_rows_i[26:18];
        over.valid_up = go_i && row_i < part_rows_i[17:9];
        over.valid_lo = go_i && row_i < part_rows_i[35:27];
      end
    endcase
  end
  assign west_o      = west;
  assign over_o      = over;
  assign parts_o     = part_now;
  assign unused_bits = &{1'b0, instr, half_row};
endmodule
