// What one lane of a sub-core's flat vectors holds.
//
// A sub-core keeps each kind of register as ONE packed vector with a 32-bit lane for every PE:
// lane r*Cols+c belongs to the PE in row r, column c. Lanes narrower than 32 bits are padded with
// constant zeros, which synthesis removes; the padding is what lets a simulator treat 16 lanes as
// one machine vector.
//
// Example: in a 2x2 sub-core, the PE in row 1, column 0 owns bits [2*32 +: 32].
package flexsa_lane_pkg;

  localparam int unsigned LaneW = 32;

  // The record that moves east, one column a step:
  //
  //   31          20  19     18    17    16   15    10 9       0
  //   +-------------+-------+------+-------+------+--------+----------+
  //   |      0      | shift | swap | valid | sign |  exp   |   frac   |
  //   +-------------+-------+------+-------+------+--------+----------+
  //         12          1      1       1      1       6         10
  //
  // sign, exp, frac: the moving operand as flexsa_fp_pkg::recode16() writes it.
  localparam int unsigned OperandW = 17;
  localparam int unsigned ValidBit = 17;
  localparam int unsigned SwapBit  = 18;
  localparam int unsigned ShiftBit = 19;

  // "No partial sum": -0.0, the identity of binary32 addition (x + -0 is x, even for x = -0).
  localparam logic [31:0] NoPsum = 32'h8000_0000;

endpackage
