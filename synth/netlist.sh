#!/bin/bash
# The netlist in place of the RTL: mini-flexsa mapped to cells, whose functions are the Liberty file's, runs under Verilator
# behind the same harness and passes the tests that the RTL passes, bit for bit and cycle for cycle.
#   synth/netlist.sh         NETLIST_CASES=N: cases of `flexsa fuzz` (100)
#   synth/netlist.sh --map   Yosys only: build/synth/{netlist,stages}/{gold,logic,mapped}.il, for equiv.sh
#
# Nothing of the RTL is in the model: what Verilator reads are the netlist, packages of constants and the ports of
# flexsa_top. Modules are mapped one by one, then flattened. Memories of LBUFs, OBUFs, FIFOs and counters stay arrays.
# Then one cell of each module of a list is another one, and fuzzing or a test must fail; of three cells one must be seen (a
# cell may matter only for values that its module is never given).
# Exit code 1 if a test fails, or finds no bug.
set -uo pipefail
# shellcheck source=synth/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=synth/netlist_lib.sh
source synth/netlist_lib.sh
case $#${1:-} in 0|1--map) ;; *) usage "[--map]" ;; esac
here=$out/netlist
report=$out/netlist_report
cases=${NETLIST_CASES:-100}
[[ $cases =~ ^[1-9][0-9]*$ ]] || fail "NETLIST_CASES=$cases: a number of cases is wanted, 1 or more"
need yosys yosys berkeley-abc berkeley-abc verilator verilator
need_liberty
# Not flexsa_rect_lane: its cells are nearly all those of an address of 32 bits, of which no program of mini uses the upper ones.
modules="flexsa_core flexsa_quad flexsa_recode flexsa_delay flexsa_obuf flexsa_obuf_bank flexsa_obuf_switch flexsa_store_lane flexsa_load_lane
flexsa_load_unit flexsa_lbuf_bank flexsa_lbuf_v flexsa_lbuf_v_bank flexsa_fifo flexsa_credit flexsa_counters flexsa_dispatch
flexsa_engine flexsa_exec_plan flexsa_exec_begin flexsa_exec_unit flexsa_shift_unit flexsa_bcast flexsa_obuf_owner flexsa_row_there"
tries=3
# End to end, and the timing of every wave. Not here: what looks into the RTL by name (debug, waves) or at its assertions
# (rtl_rules, one of rtl_failures), and what tests the fuzzer itself (fuzz, repro, shrink).
filters=("cli/*" "commands/lockstep*" "csim/*" "driver/*" "rtl_edges/mini_flexsa" "rtl_failures/@(a_hang*|machines*|timeout*)" "rtl_gemm/*"
  "rtl_points/*" "rtl_programs/*" "timeline/*" "timing/*")
quick=("rtl_edges/mini_flexsa" "rtl_gemm/random_sizes*" "rtl_points/*" "rtl_programs/small_waves" "timing/*")

# A folder like the project's root, in which scripts/build_model.sh finds the netlist where the RTL would be.
tree() {
  local tree=$here/tree link
  rm -rf "$tree"
  mkdir -p "$tree/rtl" "$tree/build/gen"
  for link in harness scripts tests build/runtime; do ln -s "$PWD/$link" "$tree/$link"; done
  cp rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv rtl/flexsa_waivers.vlt "$tree/rtl" # constants: sizes of the ports
  cp build/gen/flexsa_isa_pkg.sv "$tree/build/gen"
  switches "$here/bugs" 1 >"$tree/rtl/flexsa_planted_pkg.sv"
  { sed '/^);$/q' rtl/flexsa_top.sv; printf '  flexsa_netlist n (.*);\nendmodule\n'; } >"$tree/rtl/flexsa_top.sv"
  mv "$here/flat/flexsa_netlist.v" "$tree/rtl"
}
flatten() {
  plant "$here/mapped.il" "$modules" $tries "$here"
  mkdir -p "$here/flat"
  echo "read_ilang $here/mapped.il; tee -q -o $here/cells.txt stat -top flexsa_top; design -reset
# the cells' functions in each module, then the modules in one
read_ilang $here/planted.il; setattr -mod -set keep_hierarchy 1 *; read_liberty $liberty; read_verilog $here/boxes.v; hierarchy -top flexsa_top
flatten; techmap -map synth/netlist_ff.v; opt_clean -purge; setattr -mod -unset keep_hierarchy *
flatten; rename -hide w:*; splitnets; opt_clean -purge
# what is left of the design: one module of gates, flip-flops and arrays
select -assert-none t:flexsa* t:flexsa_planted_* %d t:\$paramod*; rename -top flexsa_netlist
select flexsa_netlist; write_verilog -noattr -selected $here/flat/flexsa_netlist.v" >"$here/flat/run.ys"
  rm -f "$here/flat/done" # its input is not the RTL
  run_yosys "$here/flat"
}
model() {
  (cd "$here/tree" && MODEL_JOIN=1 MODEL_OPT=-O1 MODEL_OPT_SMALL=-O1 MODEL_OPT_BULK=-O1 \
    scripts/build_model.sh mini-flexsa) >"$here/model.log" 2>&1 ||
    { tail -n 3 "$here/model.log" >&2; fail "the netlist cannot be built: $here/model.log"; }
  # What Verilator read, beside itself: nothing of rtl/ but packages, and the netlist.
  local read=$here/tree/build/obj/mini-flexsa/Vflexsa_top__ver.d
  grep -q "rtl/flexsa_netlist\.v" "$read" || fail "Verilator did not read the netlist: $read"
  ! tr ' ' '\n' <"$read" | grep 'rtl/flexsa_.*\.sv' |
    grep -vE 'rtl/flexsa_(top|pkg|fp_pkg|planted_pkg)\.sv' ||
    fail "Verilator read RTL"
}
# fuzz COUNT: not 0 if a case differs from the golden model (bytes) or from csim (cycles), or does not end
fuzz() {
  rm -rf "$here/fuzz"
  FLEXSA_MODELS=$PWD/$here/tree/build/models timeout 3600 build/flexsa fuzz --config mini --arch flexsa --stalls --resets --jobs 1 \
    --count "$1" --out "$here/fuzz" >"$here/fuzz.log" 2>&1
}

if [ $# = 1 ]; then map netlist; map stages; exit; fi
need_tests
begin_report
begun=$SECONDS
# Tests use other machines too; those are RTL: all models but mini-flexsa, in a folder.
link_others() {
  local model
  for model in build/models/*.so; do
    [ "${model##*/}" = mini-flexsa.so ] || ln -s "$PWD/$model" "$1"
  done
}
# Of the tests some never load mini-flexsa. How many fail without it, in a folder of all other models.
count_using() {
  local without=$here/without filter failing using=0
  rm -rf "$without"
  mkdir -p "$without"
  link_others "$without"
  for filter in "${filters[@]}"; do
    FLEXSA_MODELS=$PWD/$without build/tests --filter "$filter" --timeout 3600 >"$without.log" 2>&1
    failing=$(sed -n 's/.*Synthesis:.*Failing: \([0-9]*\).*/\1/p' "$without.log")
    [ "${failing:-0}" -gt 0 ] || fail "no test of $filter runs mini-flexsa: $without.log"
    using=$((using + failing))
  done
  echo $using
}
check() {
  map netlist
  flatten
  tree
  model
  cells=$(awk '/^=== design hierarchy/ { on = 1 } on && $1 ~ /^[A-Z]+[0-9]*X[0-9]$|^DFF/ { n += $2 } END { print n + 0 }' "$here/cells.txt")
  echo "mini-flexsa: $cells cells in place of the RTL, built in $((SECONDS - begun)) s"
  models=$PWD/$here/tree/build/models
  link_others "$models"
  fuzz "$cases" || { tail -n 2 "$here/fuzz.log" >&2; fail "the netlist differs from the golden model or csim: $here/fuzz"; }
  tail -n 1 "$here/fuzz.log"
  tests "$models" "${filters[@]}" || fail "the netlist fails a test that the RTL passes: $models.log"
  using=$(count_using) || exit 1
  echo "$using of these tests run mini-flexsa: they fail when it is not there"
  found=0 last="" unseen=0
  while read -r number module from to; do
    [ "$module" != "$last" ] || continue
    export FLEXSA_PLANTED=$number
    by=""
    for count in 1 3 10 "$cases"; do
      if fuzz "$count"; then continue; fi
      # a case failed; not: no model, a crash of the program
      grep -q " failed, in " "$here/fuzz.log" || { tail -n 1 "$here/fuzz.log" >&2; fail "fuzz fails: $here/fuzz.log"; }
      by=fuzz
      break
    done
    if [ -z "$by" ] && ! tests "$models" "${quick[@]}" >/dev/null; then
      grep -q "Failing: [1-9].*Crashing: 0" "$models.log" || fail "a test ends without a result: $models.log"
      by=tests
    fi
    unset FLEXSA_PLANTED
    if [ -z "$by" ]; then
      echo "  planted: $to for $from in $module: not seen, the next one"
      unseen=$((unseen + 1))
      continue
    fi
    last=$module
    echo "  planted: $to for $from in $module: found ($by)"
    found=$((found + 1))
  done <"$here/bugs"
  [ "$found" = "$(wc -w <<<"$modules")" ] || fail "in some module no planted bug is found"
  printf '{"cells": %d, "fuzz_cases": %d, "tests": %d, "planted_bugs_found": %d, "planted_bugs_not_seen": %d}\n' \
    "$cells" "$cases" "$using" "$found" "$unseen" >"$report.json.tmp"
  echo "test-netlist: mini-flexsa passes; a planted bug found in each of $found modules, $unseen others not seen; $((SECONDS - begun)) s"
}
reported check
