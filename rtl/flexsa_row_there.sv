// Is the row that a token is about to read in its buffer? Combinational.
//
// The lane says which tile of each half it has begun last, and how many of its rows are there.
// A tile that has not begun is not there; one before the tile begun last is there to the end. Two bits
// of tile number suffice: a token follows its lane by one tile of the half (the lane's begin
// is a condition of the first token, and the lanes' queues keep them within three tiles of each
// other), and a lane is at most two ahead (its queue is full when another lane waits for this reader).
// Example: tile 4 has begun and 3 rows are there: rows 0..2 of tile 4 are, all of tile 2, none of 6.
module flexsa_row_there (
  input  logic        valid_i,   // from a chain head: a row is read
  input  logic [2:0]  seq_i,
  input  logic [7:0]  row_i,
  input  logic [3:0]  begun_i,   // from the load lane
  input  logic [17:0] filled_i,
  output logic        there_o    // to the freeze
);
  logic [1:0] begun;
  logic [8:0] filled;

  assign begun   = seq_i[0] ? begun_i[3:2] : begun_i[1:0];
  assign filled  = seq_i[0] ? filled_i[17:9] : filled_i[8:0];
  assign there_o = !valid_i || (begun == seq_i[2:1] ? {1'b0, row_i} < filled
                                                    : begun != seq_i[2:1] - 2'd1);
endmodule
