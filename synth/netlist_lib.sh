# Sourced by netlist.sh and netlist_fma.sh: the mapped netlists, bugs planted in them, tests run on them.
# shellcheck shell=bash

# Yosys commands: all of mini-flexsa, or the stages of the floating point (stages.sv), from RTL to processes
read_netlist() {
  read_rtl
  # shellcheck disable=SC2046
  elaborate flexsa_top $(top_parameters mini 0)
}
read_stages() {
  read_rtl
  echo "# synth/stages.sv $(cksum <synth/stages.sv)"
  echo "read_verilog -sv -defer synth/stages.sv"
  elaborate stages
}
# map NAME: RTL to cells, module by module. build/synth/NAME/gold.il is the RTL, logic.il what it is in Yosys' own gates before
# registers and logic get their cells, mapped.il the netlist.
map() {
  mkdir -p "$out/$1"
  {
    "read_$1"
    echo "proc; write_ilang $out/$1/gold.il"
    to_logic
    echo "write_ilang $out/$1/logic.il"
    to_cells
    # Cells of the library, memories and instances of modules: nothing else is left.
    [ "$1" != netlist ] || echo "select -assert-any t:DFFSR"
    echo "select -assert-none t:\$* t:\$mem_v2 %d t:\$paramod* %d
write_ilang $out/$1/mapped.il"
  } >"$out/$1/run.ys"
  run_yosys "$out/$1"
}

# plant MAPPED MODULES TRIES FOLDER: FOLDER/planted.il, FOLDER/bugs (plant.awk) and FOLDER/boxes.v: the cells that can go wrong.
# Which one does is told to them by instances of flexsa_planted_N, all that is left of them when they are flattened.
plant() {
  local number from to pin pins
  awk -v pairs="$same_pins" -v modules="$2" -v tries="$3" -v list="$4/bugs" -f synth/plant.awk "$1" >"$4/planted.il" || fail "no bugs planted in $1"
  sort -n -o "$4/bugs" "$4/bugs"
  while read -r number _ from to; do
    case $from in INV*|BUF*) pins="A" ;; *3X1|*21X1) pins="A B C" ;; *22X1) pins="A B C D" ;; *) pins="A B" ;; esac
    echo "(* blackbox *) module flexsa_planted_$number (output on_o); endmodule"
    echo "module planted_$number ($(for pin in $pins; do printf 'input %s, ' "$pin"; done)output Y);"
    echo "  wire on, right, wrong;"
    echo "  flexsa_planted_$number i_planted (.on_o(on));"
    echo "  $from i_right ($(for pin in $pins; do printf '.%s, ' "$pin"; done).Y(right));"
    echo "  $to i_wrong ($(for pin in $pins; do printf '.%s, ' "$pin"; done).Y(wrong));"
    echo "  assign Y = on & wrong | ~on & right;"
    echo "endmodule"
  done <"$4/bugs" >"$4/boxes.v"
}

# switches BUGS BITS: the modules flexsa_planted_N. FLEXSA_PLANTED is the number of the bug; none without it.
switches() {
  printf 'package flexsa_planted_pkg;\n  int unsigned number = $c("%s");\nendpackage\n' \
    '(std::getenv(\"FLEXSA_PLANTED\") ? std::atoi(std::getenv(\"FLEXSA_PLANTED\")) : 0)'
  awk -v bits="$2" '{ printf "module flexsa_planted_%d (output logic [%d:0] on_o);\n", $1, bits - 1
    printf "  assign on_o = {%d{flexsa_planted_pkg::number == %d}};\nendmodule\n", bits, $1 }' "$1"
}

# tests FOLDER FILTER...: a line a filter, of Criterion's summary; not 0 if a test fails or nothing was run.
tests() {
  local folder=$1 filter log=$1.log
  shift
  for filter; do
    FLEXSA_MODELS=$folder LD_LIBRARY_PATH=$folder build/tests --filter "$filter" --fail-fast --timeout 3600 >"$log" 2>&1 || return 1
    grep -q 'Tested: .*[1-9]' "$log" || fail "no test is called $filter"
    printf '  %-28s %s\n' "$filter" "$(grep Synthesis "$log" | sed 's/.*Synthesis: //')"
  done
}
need_tests() {
  [ -x build/tests ] && [ -x build/flexsa ] && [ -r build/models/mini-flexsa.so ] ||
    fail "no build/tests, build/flexsa or models: make test-netlist builds them"
}
