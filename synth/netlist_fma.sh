#!/bin/bash
# The netlist of the floating point in place of the RTL: mapped to cells, whose functions are the Liberty file's, it runs
# under Verilator behind the calls of tests/fma/fma_shim.cpp and passes the tests fma/*, value for value.
#   synth/netlist_fma.sh    FLEXSA_EXHAUSTIVE=1: all 2^32 products, 10^8 random vectors an operation
#
# Then one cell of each module is another one, and a test must fail. Exit code 1 if a test fails, or finds no bug.
# Every net is a word of 64 bits, a lane a bit, so one evaluation computes 64 results.
set -uo pipefail
# shellcheck source=synth/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=synth/netlist_lib.sh
source synth/netlist_lib.sh
[ $# = 0 ] || usage
need yosys yosys berkeley-abc berkeley-abc verilator verilator
need_liberty
here=$out/netlist_fma
report=$out/netlist_fma_report
ports=("a i 16" "b i 32" "c i 32" "fma o 32" "mul o 32" "add o 32" "round o 16")
modules="stage_fma16 stage_mul16 stage_add32 stage_round16 stage_recode16"

# The netlist's scalars as words of 64: "\a_i[0]" is a_i_0.
words() {
  local port name way width bit between=""
  sed -E "s/^module fma_netlist\\(/module fma_bits(/; s/\\\\([a-z_]+)\\[([0-9]+)\\] */\\1_\\2 /g
    s/^  (input|output|wire) /  \\1 [63:0] /; s/ = 1'h0;/ = 64'h0;/; s/ = 1'h1;/ = ~64'h0;/" "$here/bits.v"
  echo "module fma_netlist ("
  for port in "${ports[@]}"; do
    read -r name way width <<<"$port"
    printf '%s  %sput logic [63:0] %s_%s [%d]' "$between" "$([ "$way" = i ] && echo in || echo out)" "$name" "$way" "$width"
    between=$',\n'
  done
  printf '\n);\n  fma_bits n (' && between=""
  for port in "${ports[@]}"; do
    read -r name way width <<<"$port"
    for ((bit = 0; bit < width; bit++)); do
      printf '%s.%s_%s_%d(%s_%s[%d])' "$between" "$name" "$way" "$bit" "$name" "$way" "$bit"
      between=", "
    done
  done
  printf ');\nendmodule\n'
}

build() {
  rm -rf "$here"
  mkdir -p "$here/models" "$here/obj"
  plant "$out/stages/mapped.il" "$modules" 1 "$here"
  echo "read_liberty $liberty; read_verilog $here/boxes.v; read_ilang $here/planted.il; hierarchy -top fma_netlist
flatten; simplemap; splitnets -ports; opt_clean -purge
# gates of one bit, which work on words as well, and nothing else
select -assert-none fma_netlist/t:* fma_netlist/t:\$_AND_ %d fma_netlist/t:\$_OR_ %d \
  fma_netlist/t:\$_XOR_ %d fma_netlist/t:\$_NOT_ %d t:flexsa_planted_* %d
select fma_netlist; write_verilog -noattr -selected $here/bits.v" >"$here/run.ys"
  run_yosys "$here"
  { words && switches "$here/bugs" 64; } >"$here/fma_netlist.sv"
  ! grep -n "'" "$here/bits.v" | grep -v "= 1'h[01];" || fail "$here/bits.v has a constant that is not made a word"
  local include
  include=$(verilator --getenv VERILATOR_ROOT)/include
  verilator --cc -sv --top-module fma_netlist --prefix Vfma_netlist -Wno-fatal -Wno-lint -O3 -fno-const-bit-op-tree -fno-dfg \
    -CFLAGS "-fPIC -fvisibility=hidden -fno-gnu-unique -std=gnu++14" --Mdir "$here/obj" "$here/fma_netlist.sv" >"$here/log" 2>&1 &&
    "${MAKE:-make}" -s -C "$here/obj" -f Vfma_netlist.mk Vfma_netlist__ALL.a verilated.o verilated_threads.o \
      OPT_FAST=-O1 OPT_SLOW=-O0 OPT_GLOBAL=-O1 >>"$here/log" 2>&1 &&
    ${CXX:-g++} -O2 -std=gnu++14 -fPIC -faligned-new -DVM_TRACE=0 -DVM_COVERAGE=0 -DVM_SC=0 -I"$here/obj" -Itests/fma \
      -isystem "$include" -isystem "$include/vltstd" -shared -Wl,-soname,libfma.so -Wl,-Bsymbolic \
      -o "$here/models/libfma.so" synth/netlist_fma.cpp "$here"/obj/{Vfma_netlist__ALL.a,verilated.o,verilated_threads.o} \
      -lpthread -latomic >>"$here/log" 2>&1 || { tail -n 3 "$here/log" >&2; fail "the netlist cannot be built: $here/log"; }
}

need_tests
begun=$SECONDS
check() {
  map stages
  build
  cells=$(awk '/^module / { on = /fma_netlist|stage_(fma16|mul16|add32|round16|recode16)$/ }
    on && /^  cell .[A-Z]/ { n++ } END { print n + 0 }' "$out/stages/mapped.il")
  echo "floating point: $cells cells in place of the RTL, built in $((SECONDS - begun)) s"
  tests "$PWD/$here/models" 'fma/*' || {
    grep -m 3 -E 'Assertion|differ' "$here/models.log" >&2
    fail "the netlist fails a test that the RTL passes: $here/models.log"
  }
  found=0
  while read -r number module from to; do
    bug="$to for $from in $module"
    if FLEXSA_PLANTED=$number tests "$PWD/$here/models" 'fma/*' >"$here/found"; then fail "$bug: no test finds it"; fi
    grep -q 'differ; first' "$here/models.log" || fail "$bug: no value differs, the test ends otherwise: $here/models.log"
    echo "  planted: $bug: found"
    found=$((found + 1))
  done <"$here/bugs"
  [ "$found" = "$(wc -w <<<"$modules")" ] || fail "$found bugs were planted"
  printf '{"cells": %d, "planted_bugs_found": %d}\n' "$cells" "$found" >"$report.json.tmp"
  echo "test-netlist: the floating point passes, $found planted bugs found, $((SECONDS - begun)) s"
}
begin_report
reported check
