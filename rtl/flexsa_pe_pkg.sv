// What one processing element (PE) is: the record it holds and what it does in one step.
//
// Everything that moves east through a PE is one record, held in a 32-bit lane:
//
//   31          20  19     18     17     16   15    10 9        0
//   +-------------+-------+------+-------+------+--------+----------+
//   |      0      | shift | swap | valid | sign |  exp   |   frac   |
//   +-------------+-------+------+-------+------+--------+----------+
//         12          1      1       1      1       6         10
//
//   sign, exp, frac  the moving operand, as flexsa_fp_pkg::recode16 writes it
//   valid            the operand takes part; without it the partial sum is handed through
//   swap             comes with the first operand of a wave: the next weight goes into use
//   shift            the PE takes the next weight from above while this record arrives in it
//
// Lanes narrower than 32 bits are padded with zeros, which synthesis removes; the padding lets a
// simulator work on 16 lanes with one machine instruction.
//
// Latency: none, pure functions.
// Example: a record 0x20000 | recode16(1.5), weight recode16(2) and psum 1.0 give psum 4.0.
package flexsa_pe_pkg;

  typedef logic [31:0] lane_t;

  localparam int unsigned LaneW    = 32;
  localparam int unsigned ValidBit = 17;
  localparam int unsigned SwapBit  = 18;
  localparam int unsigned ShiftBit = 19;

  // "No partial sum": -0.0, the identity of addition (x + -0.0 is x, also for x = -0.0).
  localparam lane_t NoPsum = 32'h8000_0000;

  // The weight in use in this step, and after it.
  function automatic lane_t pick(input lane_t record, input lane_t next, input lane_t own);
    pick = (record & (32'd1 << SwapBit)) != 0 ? next : own;
  endfunction

  // The product, or "no partial sum" where there is no operand.
  function automatic lane_t product(input lane_t record, input lane_t weight);
    product = (record & (32'd1 << ValidBit)) != 0 ? flexsa_fp_pkg::mul16(record, weight) : NoPsum;
  endfunction

  // The partial sum handed south.
  function automatic lane_t psum(input lane_t record, input lane_t weight, input lane_t above);
    psum = (record & (32'd1 << ValidBit)) != 0
        ? flexsa_fp_pkg::fma16(record, weight, above) : above;
  endfunction

  // The next weight after this step, from the record that arrives in it.
  function automatic lane_t next(input lane_t arriving, input lane_t above, input lane_t own);
    next = ((arriving & (32'd1 << ShiftBit)) != 0 ? above : own) & 32'h1_ffff;
  endfunction

endpackage
