#!/bin/bash
# Energy of a multiply-accumulate (MAC): the gates of a sub-core, driven by what one sub-core of `mini` sees while a GEMM runs.
#
#   power.sh             the table: build/synth/power/summary.txt and summary.json
#   power.sh --planted   a netlist with one wrong cell must be refused
#
# How
#   netlist    flexsa_core 4x4 with adders in every row, PipeDepth 1, flat, in cells of the library, aimed at area
#   stimuli    C[96 x 8] = A[96 x 16] * B[16 x 8] on mini-flexsa under Icarus Verilog (tests/icarus/machine.sv, which checks bytes and
#              cycles): every cycle of the ports of core 2. Its MACs, counted there, must be a quarter of M * N * K.
#   wave       the netlist under Icarus Verilog with the library's cells, every output compared with the RTL's in every cycle;
#              without delays (nothing glitches), and with the cells' own delays (glitches; no load, so rather short ones)
#   energy     C V^2 / 2 for every change of every net in that wave, and what Liberty says the cells take inside for it
#              (power_pins.awk). The same account with every net changing once in ten cycles must agree with OpenSTA's.
# Operands: A normal; the same, half of its elements 0; all of them 0. B normal, not 0.
# No wires: a net's load is its pins. No clock tree: flip-flops' clock pins are in the sequential part (as internal power), and what
# it takes to charge them is a line of its own. Typical corner, 1.8 V, 25 C; transitions of 0.18 ns (0.06 and 0.42 beside it).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
case $#${1:-} in 0|1--planted) ;; *) usage "[--planted]" ;; esac
here=$out/power
report=$here/summary
period=40   # ns: the longest path takes less, which is checked
volt=1.8
slews="0.18 0.06 0.42" # ns: the first one counts
m=96 n=8 k=16
need yosys yosys berkeley-abc berkeley-abc sta opensta iverilog iverilog
need_liberty
cells=${CELLS:-${liberty%.lib}.v}
[ -r "$cells" ] || fail "no Verilog models of the cells, $cells: apt-get install qflow-tech-osu018, or set CELLS"
mkdir -p "$here/core"

make_netlist() {
  {
    read_rtl
    elaborate flexsa_core Rows=4 Cols=4 TopHasAdder=1
    to_words; echo flatten; to_bits; to_cells
    echo "splitnets; opt_clean; stat -liberty $liberty; write_verilog -noattr -noexpr -nohex $here/core/net.v"
  } >"$here/core/run.ys"
  run_yosys "$here/core"
}

make_machine() {
  local rtl=$here/rtl top=machine options="" item
  "${MAKE:-make}" -s --no-print-directory build/icarus_cases >&2
  scripts/icarus.sh --translate "$rtl"
  for item in $(top_parameters mini 0); do options+=" -P$top.$item"; done
  # shellcheck disable=SC2086,SC2046
  iverilog -g2012 -Wno-timescale $options -o "$here/machine.vvp" -s $top -s power_ports "$rtl/types.sv" "$rtl/flexsa_isa_pkg.sv" \
    "$rtl/flexsa_pkg.sv" "$rtl/flexsa_fp_pkg.sv" "$rtl/flexsa_pe_pkg.sv" $(ls "$rtl"/flexsa_*[!g].sv) \
    tests/icarus/tally.sv tests/icarus/gbuf.sv tests/icarus/machine.sv synth/power_ports.sv >"$here/machine.log" 2>&1 ||
    fail "iverilog fails: $here/machine.log"
}

# stimuli KIND ZEROS: FOLDER/ports, one GEMM with that share of zeros in A
stimuli() {
  local folder=$here/$1 checks failures
  rm -rf "$folder"
  mkdir -p "$folder"
  build/icarus_cases gemm "$folder/case" mini flexsa 1 1 $m $n $k - - normal 1 0 "$2" || fail "no GEMM in $folder"
  [ "$(echo "$folder"/case/*)" = "$folder/case/0" ] || fail "the GEMM takes more than one pass"
  vvp -n "$here/machine.vvp" "+case=$folder/case/0" "+ports=$folder/ports" >"$folder/machine.out"
  read -r _ checks _ failures _ < <(grep '^checks' "$folder/machine.out")
  [ "${checks:-0}" -gt 0 ] && [ "$failures" = 0 ] || fail "the machine does not run right: $folder/machine.out"
}

# replay KIND FOLDER NETLIST OPTIONS: the wave and the comparison; refuses a netlist that differs
replay() {
  local cycles compared wrong
  mkdir -p "$2"
  iverilog -g2012 ${4:+"$4"} -Ppower_replay.Period=$period -o "$2/replay.vvp" -s power_replay synth/power_replay.sv \
    "$3" "$cells" >"$2/replay.log" 2>&1 ||
    fail "iverilog fails: $2/replay.log"
  vvp -n "$2/replay.vvp" "+ports=$here/$1/ports" "+wave=$2/wave.vcd" >"$2/replay.out"
  read -r _ cycles _ compared _ wrong < <(grep '^cycles' "$2/replay.out") || fail "no comparison: $2/replay.out"
  [ "$compared" -gt 0 ] || fail "nothing was compared: $2/replay.out"
  [ "$wrong" = 0 ] || fail "the netlist is not the RTL: $wrong of $compared output bits differ: $2/replay.out"
  echo "$cycles $compared"
}

# window KIND: "from to macs": the cycles in which operands are in the array, and its MACs there
window() {
  awk '{ step = substr($1, 2, 1); row = substr($1, 4, 4)
         if (step == 1 && row ~ /1/) { if (!from) from = NR; to = NR; macs += gsub(/1/, "", row) * 4 } }
       END { print from - 1, to + 8, macs }' "$here/$1/ports" # 8: through 4 columns and 4 rows
}

# account FOLDER TOGGLES CYCLES [all=N]: lines of power_pins.awk; logic_internal also at short and long transitions
account() {
  local slew
  for slew in $slews; do
    awk -v slew="$slew" -f synth/power_liberty.awk "$liberty" >"$here/liberty.$slew"
    awk -v cycles="$3" -v period=$period -v volt=$volt -v clock=clk_i ${4:+-v "$4"} -f synth/power_pins.awk \
      "$here/liberty.$slew" "$2" "$here/core/net.v" >"$1/account"
    if [ "$slew" = "${slews%% *}" ]; then cat "$1/account"; else sed -n "s/^energy logic_internal/at $slew/p" "$1/account"; fi
  done
}

# energy FOLDER FROM TO: of a part of its wave
energy() {
  awk -v from="$2" -v to="$3" -v ticks=$((period * 100)) -f synth/power_toggles.awk "$1/wave.vcd" >"$1/toggles"
  account "$1" "$1/toggles" $(($3 - $2))
}

# The same account by OpenSTA, where it can: every net changes once in ten cycles. In W. (Version 0~20191111 cannot be told the
# changes of each net: set_power_activity -pins ends with an error, and what is set beneath it is not used. Its internal power
# is not compared: it takes the transitions of this netlist, where a net with hundreds of loads has no buffer yet, and it
# takes for each change of a flip-flop as much as both of a rise and a fall.) And the longest path between registers.
by_opensta() {
  {
    echo "read_liberty $liberty; read_verilog $here/core/net.v; link_design flexsa_core; create_clock -name clk -period $period clk_i"
    echo "set_power_activity -global -activity 0.1 -duty 0.5; report_power -digits 8"
    echo "report_checks -path_delay max -from [all_registers -clock_pins] -to [all_registers -data_pins]"
  } >"$here/sta.tcl"
  sta -no_splash -exit "$here/sta.tcl" >"$here/sta.txt" 2>&1
  awk -v period=$period '$1 == "Sequential" || $1 == "Combinational" { print "sta", $1, $2, $3, $4; n++ }
    /slack/ { print "path", period - $1; n++ } END { exit n != 3 }' "$here/sta.txt" ||
    fail "OpenSTA reports no power or no path: $here/sta.txt"
  account "$here" /dev/null 1000 all=0.1 | sed 's/^/uniform /'
}

make_netlist
make_machine
if [ "${1:-}" = --planted ]; then
  stimuli normal 0
  # the first XOR becomes an XNOR
  awk '!done && sub(/^  XOR2X1 /, "  XNOR2X1 ") { done = 1 } { print } END { if (!done) exit 1 }' "$here/core/net.v" >"$here/planted.v" ||
    fail "no XOR2X1 to be made an XNOR2X1 in $here/core/net.v"
  mkdir -p "$here/first" # the first cycles will do
  head -n 60 "$here/normal/ports" >"$here/first/ports"
  if (replay first "$here/planted" "$here/planted.v" "") 2>"$here/planted.txt"; then fail "a netlist with a wrong cell was taken"; fi
  grep -q 'is not the RTL' "$here/planted.txt" || fail "refused for another reason: $(cat "$here/planted.txt")"
  echo "planted: XOR2X1 -> XNOR2X1: refused: $(sed 's/.*RTL: //; s/: build.*//' "$here/planted.txt")"
  exit
fi
begin_report
{
  echo "area $(sed -n 's/.*Chip area for module.*: //p' "$here/core/yosys.log")"
  for kind in normal:0 sparse:50 zero:100; do
    stimuli "${kind%:*}" "${kind#*:}"
    kind=${kind%:*}
    read -r from to macs < <(window "$kind")
    [ "$macs" = $((m * n * k / 4)) ] || fail "$macs MACs in the wave of $kind, $((m * n * k / 4)) in the GEMM"
    for delays in no cell; do
      folder=$here/$kind/$delays
      option=""
      [ $delays = no ] || option=-gspecify
      read -r cycles compared < <(replay "$kind" "$folder" "$here/core/net.v" "$option")
      echo "run $kind $delays $((to - from)) $macs $compared"
      energy "$folder" "$from" "$to"
      if [ "$kind" = normal ]; then
        echo "run idle $delays 24 0 0" # the end of the run: nothing in the array, the array steps
        energy "$folder" $((cycles - 24)) "$cycles"
      fi
      rm -f "$folder/wave.vcd"
    done
  done
  by_opensta
} >"$here/facts.tmp"
mv "$here/facts.tmp" "$here/facts"
mac_energy=$(sed -n 's/^FLEXSA_CONSTANT(mac_energy, \([0-9.]*\), "pJ".*/\1/p' csim/data/constants.def)
awk -v period=$period -v volt=$volt -v csim="$mac_energy" -v json="$report.json.tmp" -f synth/power_table.awk "$here/facts" \
  >"$report.txt.tmp" || {
  cat "$report.txt.tmp" >&2
  fail "a check of the energies fails: $here/facts"
}
end_report
cat "$report.txt"
