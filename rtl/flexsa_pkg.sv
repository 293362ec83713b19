// The records that travel between the units of a FlexSA unit. Field widths cover
// the largest machine (64x64 sub-cores, BLK_M 256); synthesis trims what a
// smaller one leaves at zero. Encodings come from flexsa_isa_pkg (generated).
package flexsa_pkg;

  // One instruction, decoded: fields of harness/isa/flexsa_isa.h by name.
  typedef struct packed {
    logic [7:0]  rsv1;
    logic [23:0] pitch;
    logic [31:0] addr;
    logic        half;
    logic [10:0] orow;
    logic [11:0] k;
    logic [11:0] n;
    logic [11:0] m;
    logic [2:0]  rsv0;
    logic        f16;
    logic        pair;
    logic        last;
    logic        swap;
    logic        acc;
    logic [1:0]  core;
    logic [1:0]  mode;
    logic [3:0]  op;
  } instr_t;

  // A rectangle for one load/store lane: rows x row_bytes at addr, every pitch bytes.
  // seq = tile number modulo 8 (bit 0 is the buffer half); cores = who gets the tile.
  typedef struct packed {
    logic [3:0]  cores;
    logic [2:0]  seq;
    logic [8:0]  rows;
    logic [9:0]  row_bytes;
    logic [31:0] addr;
    logic [31:0] pitch;
  } rect_t;

  // What happens to the result of one row step when it reaches the OBUF.
  typedef struct packed {
    logic [3:0] part_valid;  // partition p takes a result
    logic       from_top;    // partitions 0 and 1 listen to cores 0 and 1 (over-core vertical)
    logic       acc;         // add to what is there
    logic       half;
    logic [7:0] row;
    logic       wave_last;   // last step of the wave
    logic       hand_over;   // last step of the tile: the half goes to the store unit
    logic [7:0] cols_west;   // columns with results in partitions 0, 2
    logic [7:0] cols_east;   // ... in partitions 1, 3
  } obuf_ctl_t;

  // West token: one row step entering the array; bank r of the left LBUF sees it r*PipeDepth
  // steps after bank 0. upper/lower = cores 0,1 / cores 2,3.
  typedef struct packed {
    logic       valid_up;
    logic       valid_lo;
    logic       sub;         // sub-bank read: 0 = first part's rows, 1 = second part's
    logic [7:0] row;
    logic [2:0] seq;         // moving tile
    logic       swap;        // first row of a wave with new weights
    logic [7:0] k_up;        // live PE rows in the upper cores
    logic [7:0] k_lo;
    logic       mark;        // rows 0..row of sub-bank 0 are read
    logic       mark_last;   // ... and no more will be
    logic       mark1;       // the same for sub-bank 1, read from the west (FW)
    logic       mark1_last;
    logic       psum_down;   // cores 2, 3 take partial sums from 0, 1
    obuf_ctl_t  obuf;
  } west_t;

  // Over-core token: the same for the over-core horizontal wires into cores 1 and 3.
  typedef struct packed {
    logic       use_over;    // west input of cores 1, 3: 1 = over-core wire, 0 = the neighbour
    logic       valid_up;
    logic       valid_lo;
    logic [7:0] row;
    logic [2:0] seq;
    logic       swap;
    logic [7:0] k_up;
    logic [7:0] k_lo;
    logic       mark;        // rows 0..row of sub-bank 1 are read (all modes but FW)
    logic       mark_last;
  } over_t;

  // Shift token: one row of stationary operands leaving the stationary LBUFs.
  typedef struct packed {
    logic       valid_up;
    logic       valid_lo;
    logic       right;       // cores 1, 3 take part
    logic [1:0] mode;        // which lane filled which core
    logic [7:0] row;         // entry of the LBUF; entries are stored in shift order
    logic [2:0] seq;
    logic       mark;
    logic       mark_last;
  } shift_t;

  // A lane's report of the row a chain has just left behind: rows 0..row are free again.
  typedef struct packed {
    logic       mark;
    logic       mark_last;
    logic [2:0] seq;
    logic [7:0] row;
  } freed_t;

  // One GBUF beat written into a local buffer.
  typedef struct packed {
    logic       valid;
    logic [3:0] cores;
    logic [2:0] seq;
    logic [7:0] row;
    logic [7:0] beat;        // index of the beat within its row
  } fill_t;

  // Widths of the records above, for chains and queues that carry them as vectors.
  localparam int unsigned RectW  = 90;
  localparam int unsigned ObufW  = 33;
  localparam int unsigned WestW  = 36 + ObufW;
  localparam int unsigned OverW  = 33;
  localparam int unsigned ShiftW = 18;
  localparam int unsigned FreedW = 13;
  localparam int unsigned HWays  = 2;   // the left LBUF is read from the west and over the cores
  localparam int unsigned FillW  = 24;

endpackage
