// The points of the floating point look at fma_lanes' operands. Only the library for `make coverage` reads this file.
bind fma_lanes fma_cover #(.Lanes(Lanes)) i_cover (.clk_i, .op_i, .a_i, .b_i, .c_i);
