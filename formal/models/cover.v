// For scripts/formal.sh: a cover statement as the claim that it never happens, which a solver is to refute.
module \$cover (
  input A,
  input EN
);
  \$assert _TECHMAP_REPLACE_ (.A(!A), .EN(EN));
endmodule
