# What Icarus Verilog 11 cannot read of the RTL, said in another way; nothing else is changed (sed -E).
#   parameters of type `int unsigned` are a syntax error: unsigned vectors of 32 bits
#   a type of a package, used elsewhere as pkg::type, ends the compiler: types.sv declares all of them outside of packages
s/\b(parameter|localparam) int unsigned\b/\1 logic [31:0]/
s/\bflexsa_[a-z]*pkg::([a-z0-9_]+_t)\b/\1/g
#   a function's result cannot be cast: the assignment cuts it to the same bits
s/16'\((flexsa_fp_pkg::round16\(.*\))\);/\1;/
#   always_comb: in flexsa_unit all of them are run again and again in the first clock cycle, without end (one module alone
#   is not); always @* is the same but for the run at time 0
s/\balways_comb\b/always @*/
