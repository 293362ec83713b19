// Which points one operation meets, as bits of a vector; names: fma_cover_sum, fma_cover_mul, fma_cover_round.
// Exact integer arithmetic on fields, not the design's shifts.
//
// Latency: none. Example: class16('hfc00) = 7, -infinity.
package fma_cover_pkg;
  typedef logic [31:0] word_t;

  // Classes: 0 zero, 1 subnormal, 2 normal, 3 infinity, 4 NaN, each twice: +, then -.
  function automatic int unsigned class_of(input logic sign, input logic zero_exp, input logic top_exp, input logic zero_frac);
    class_of = (zero_exp ? (zero_frac ? 0 : 1) : top_exp ? (zero_frac ? 3 : 4) : 2) * 2 + 32'(sign);
  endfunction
  function automatic int unsigned class16(input word_t x);
    class16 = class_of(x[15], x[14:10] == 5'd0, x[14:10] == 5'd31, x[9:0] == 10'd0);
  endfunction
  function automatic int unsigned class32(input word_t x);
    class32 = class_of(x[31], x[30:23] == 8'd0, x[30:23] == 8'd255, x[22:0] == 23'd0);
  endfunction

  // ---- a sum of two finite numbers, none of them 0 ---------------------------------------
  // bits 0..131    distance of the exponents, 0..31 or more, * 4 + (y is the bigger) * 2 + (signs differ)
  // bits 132..179  cancelled bits, 1..24, of a difference: (depth - 1) * 2 + (y is the bigger)
  // bits 180..243  rounding: place of the leading one * 16 + sign * 8 + {lsb, guard, sticky};
  //                place 0 sum with carry, 1 sum without, 2 difference at the same place, 3 one place lower
  // bits 244..247  rounding up runs through all ones: place
  // bits 248..     single points, in the order of fma_cover_sum
  localparam int unsigned SumW = 260;
  function automatic int unsigned leading(input logic [63:0] x);  // place of the leading one, 0 if there is none
    logic [63:0] y;
    leading = (x >> 32) != 0 ? 32 : 0;
    y = (x >> 32) != 0 ? x >> 32 : x;
    leading = (y >> 16) != 0 ? leading + 16 : leading;
    y = (y >> 16) != 0 ? y >> 16 : y;
    leading = (y >> 8) != 0 ? leading + 8 : leading;
    y = (y >> 8) != 0 ? y >> 8 : y;
    leading = (y >> 4) != 0 ? leading + 4 : leading;
    y = (y >> 4) != 0 ? y >> 4 : y;
    leading = (y >> 2) != 0 ? leading + 2 : leading;
    y = (y >> 2) != 0 ? y >> 2 : y;
    leading = (y >> 1) != 0 ? leading + 1 : leading;
  endfunction
  function automatic logic [SumW-1:0] sum_points(input word_t x, input word_t y);
    int unsigned ex, ey, gap, depth, top, place;
    logic [63:0] big, low, sum, below;
    logic        y_big, differ, lsb, guard, sticky, sign, up, ones;
    int unsigned e_big;
    sum_points = '0;
    ex     = x[30:23] == 8'd0 ? 1 : 32'(x[30:23]);
    ey     = y[30:23] == 8'd0 ? 1 : 32'(y[30:23]);
    y_big  = y[30:0] > x[30:0];
    differ = x[31] != y[31];
    if (x[30:23] != 8'd255 && y[30:23] != 8'd255 && x[30:0] != 31'd0 && y[30:0] != 31'd0) begin
      gap   = y_big ? ey - ex : ex - ey;
      e_big = y_big ? ey : ex;
      sign  = y_big ? y[31] : x[31];
      // Significands with 36 places behind the point of the big one; what is further away is a sticky one.
      big   = {4'd0, (y_big ? y[30:23] : x[30:23]) != 8'd0, y_big ? y[22:0] : x[22:0], 36'd0};
      low   = {4'd0, (y_big ? x[30:23] : y[30:23]) != 8'd0, y_big ? x[22:0] : y[22:0], 36'd0};
      low   = gap > 36 ? 64'd1 : low >> gap;
      sum   = differ ? big - low : big + low;
      top   = leading(sum);
      sum_points[(gap > 32 ? 32 : gap) * 4 + 32'(y_big) * 2 + 32'(differ)] = 1'b1;
      if (e_big > 1 || big[59]) begin
        depth = top > 59 ? 0 : 59 - top;
        if (differ && sum != 0 && depth > 0) begin
          if (e_big > depth && depth <= 24) sum_points[132 + (depth - 1) * 2 + 32'(y_big)] = 1'b1;
          if (e_big <= depth) sum_points[248] = 1'b1;                        // DifferenceIsSubnormal
        end
        if (depth < 2 && e_big > depth && sum != 0) begin
          place  = top > 59 ? 0 : !differ ? 1 : 2 + depth;
          lsb    = sum[top-23];
          guard  = sum[top-24];
          below  = sum & ((64'd1 << (top - 24)) - 64'd1);
          sticky = below != 0;
          up     = guard && (sticky || lsb);
          ones   = ((sum >> (top - 23)) & 64'hff_ffff) == 64'hff_ffff;
          sum_points[180 + place * 16 + 32'(sign) * 8 + 32'({lsb, guard, sticky})] = 1'b1;
          if (up && ones) sum_points[244 + place] = 1'b1;
          if (e_big == 254 && top > 59) sum_points[249] = 1'b1;              // CarryOverflows
          if (e_big == 254 && top == 59 && up && ones) sum_points[250] = 1'b1;  // RoundingOverflows
        end
      end else begin
        if (!differ && top < 59) sum_points[251] = 1'b1;                     // SubnormalsStay
        if (!differ && top >= 59) sum_points[252] = 1'b1;                    // SubnormalsBecomeNormal
        if (differ && sum != 0) sum_points[253] = 1'b1;                      // SubnormalsDifference
      end
      if (sum == 0 && !x[31]) sum_points[254] = 1'b1;                        // CancelsPositive
      if (sum == 0 && x[31])  sum_points[255] = 1'b1;                        // CancelsNegative
      if (x[30:23] != 8'd0 && y[30:23] == 8'd0) sum_points[256] = 1'b1;      // NormalAndSubnormal
      if (x[30:23] == 8'd0 && y[30:23] != 8'd0) sum_points[257] = 1'b1;      // SubnormalAndNormal
      if (gap > 32 && differ && big[58:36] == 23'd0) sum_points[258] = 1'b1; // PowerOfTwoLessNothing
      if (differ && top == 59 && gap == 1) sum_points[259] = 1'b1;           // NoCancellationAtOne
    end
  endfunction

  // ---- a product ----------------------------------------------------------------------------
  // bits 0..99     class of a * 10 + class of b
  // bits 100..119  place of the leading one of a subnormal a, then b
  // bits 120, 121  product of two numbers' significands below 2, from 2 on
  // bit 122, 123   the smallest and the largest product
  localparam int unsigned MulW = 124;
  function automatic logic [MulW-1:0] mul_points(input word_t a, input word_t b);
    logic [21:0] significand;
    mul_points = '0;
    mul_points[class16(a) * 10 + class16(b)] = 1'b1;
    for (int unsigned i = 0; i < 10; i++) begin
      if (a[14:10] == 5'd0 && (a[9:0] >> i) == 10'd1) mul_points[100 + i] = 1'b1;
      if (b[14:10] == 5'd0 && (b[9:0] >> i) == 10'd1) mul_points[110 + i] = 1'b1;
    end
    significand = 22'({a[14:10] != 5'd0, a[9:0]}) * 22'({b[14:10] != 5'd0, b[9:0]});
    if (a[14:10] != 5'd0 && b[14:10] != 5'd0 && a[14:10] != 5'd31 && b[14:10] != 5'd31)
      mul_points[120 + 32'(significand[21])] = 1'b1;
    if (a[14:0] == 15'd1 && b[14:0] == 15'd1)         mul_points[122] = 1'b1;
    if (a[14:0] == 15'h7bff && b[14:0] == 15'h7bff)   mul_points[123] = 1'b1;
  endfunction

  // ---- binary32 to binary16 -------------------------------------------------------------------
  // bits 0..9      class of the operand
  // bits 10..25    normal result: sign * 8 + {lsb, guard, sticky}
  // bits 26..41    subnormal result: the same
  // bits 42..51    places a subnormal result's significand is shifted right, 1..10
  // bits 52..      single points, in the order of fma_cover_round
  localparam int unsigned RoundW = 60;
  function automatic logic [RoundW-1:0] round_points(input word_t x);
    int unsigned exp, drop;
    logic [23:0] sig;
    logic [2:0]  lgs;
    logic        up;
    round_points = '0;
    round_points[class32(x)] = 1'b1;
    exp = 32'(x[30:23]);
    sig = {1'b1, x[22:0]};
    if (exp >= 103 && exp <= 142) begin   // 2^-24 .. 65535.99
      drop = exp >= 113 ? 13 : 13 + (113 - exp);
      lgs  = {sig[drop], sig[drop-1], (sig & ((24'd1 << (drop - 1)) - 24'd1)) != 24'd0};
      up   = lgs[1] && (lgs[0] || lgs[2]);
      round_points[(exp >= 113 ? 10 : 26) + 32'(x[31]) * 8 + 32'(lgs)] = 1'b1;
      if (exp < 113) round_points[42 + (113 - exp) - 1] = 1'b1;
      if (exp >= 113 && exp < 142 && up && (sig >> 13) == 24'h7ff) round_points[52] = 1'b1;  // RunsThroughOnes
      if (exp == 142 && up && (sig >> 13) == 24'h7ff) round_points[53] = 1'b1;               // RoundsToInfinity
      if (exp == 142 && !up && (sig >> 13) == 24'h7ff) round_points[54] = 1'b1;              // StaysLargest
      if (exp == 112 && up && (sig >> 14) == 24'h3ff) round_points[55] = 1'b1;               // BecomesNormal
    end
    if (exp > 142 && exp < 255) round_points[56] = 1'b1;                                     // TooLarge
    if (exp == 102 && x[22:0] == 23'd0) round_points[57] = 1'b1;                             // TieBecomesZero
    if (exp == 102 && x[22:0] != 23'd0) round_points[58] = 1'b1;                             // BecomesSmallest
    if (exp > 0 && exp < 102) round_points[59] = 1'b1;                                       // BecomesZero
  endfunction
endpackage
