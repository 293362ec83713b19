#!/bin/bash
# Places and routes one sub-core with qflow, checks the layout, draws it: build/synth/layout/NAME/.
#   synth/layout.sh                 flexsa_core of 2x2 PEs with adders in both rows
#   synth/layout.sh ROWS COLS ADDER another one; 1 2 0 (one row, multiply only) takes minutes
#   synth/layout.sh --again ...     checks and draws the one that is routed
# The library's cells are abstracts (pins and outlines): the Debian package holds no cell layouts. So the check of the
# design rules sees wires, vias and pins, and LVS compares cells by name. This is a routed layout, not one to make masks from.
#
# Fails if a net is not routed, a design rule is broken, or the layout is not the netlist; also if these checks do not see
# a sliver of metal and a netlist with one cell changed.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need yosys yosys qflow qflow tcsh tcsh graywolf graywolf qrouter qrouter magic magic netgen-lvs netgen-lvs klayout klayout awk mawk
tech=/usr/share/qflow/tech/osu018
[ -r "$tech/osu018_stdcells.lef" ] || fail "no $tech: apt-get install qflow-tech-osu018"
liberty=$tech/osu018_stdcells.lib

again=0
[ "${1:-}" != --again ] || { again=1; shift; }
rows=${1:-2} cols=${2:-2} adder=${3:-1}
[[ $# -le 3 && $rows =~ ^[1-9]$ && $cols =~ ^[2-9]$ && $adder =~ ^[01]$ ]] || fail "usage: layout.sh [--again] [ROWS COLS ADDER]"
top=core_${rows}x${cols}
[ "$adder" = 1 ] || top+=_mul
folder=$root/$out/layout/$top
routed=$folder/layout/$top.def
report=$folder/report
lef=$folder/cells.lef

# The netlist: bits of lanes that are not used (lanes are 32 bits wide) are no pins.
synthesize() {
  {
    read_rtl
    elaborate flexsa_core "Rows=$rows" "Cols=$cols" "TopHasAdder=$adder"
    echo "proc; flatten"
    to_logic
    to_cells
    echo "rename -top $top; setundef -zero
      read_liberty -lib -ignore_miss_func $liberty
      splitnets -ports; opt_clean -purge
      delete -input i:* c:* %ci1 %d; delete -output o:* c:* %co1 %d; opt_clean -purge
      check -assert; write_verilog -noattr $folder/source/$top.v"
  } >"$folder/run.ys"
  run_yosys "$folder"
}

# Vias on vias must have 20 square lambda of metal between them (MOSIS), the library's have 16: pads get 4 x 5 lambda. With the
# library's own setting, no stacks, qrouter 1.4.71 moves such vias aside and leaves pins open.
write_lef() {
  awk '/^VIA /{ via = 1 } /^END/{ via = 0 } via && $1 == "LAYER" { layer = $2 }
       via && layer ~ /^metal[2-5]$/ && /-0.200 -0.200 0.200 0.200/ { $5 = "0.300"; pads++ }
       { print } END { exit pads != 7 }' "$tech/osu018_stdcells.lef" >"$lef" || fail "other via pads in $tech/osu018_stdcells.lef"
}

# Settings of qflow. Its yosys_script stands for synthesis, which is done; blifFanout only buffers. qrouter without its
# third stage, which routes every net twice more: all are routed before it.
settings() {
  echo "# done" >"$folder/source/mapped.ys"
  cat >"$folder/project_vars.sh" <<EOF
set yosys_script = mapped.ys
set fanout_options = "-l 1000 -c 30"
set initial_density = 0.75
set leffile = $lef
set via_stacks = "all"
EOF
  printf "qrouter::standard_route %s_route.def false true\nquit\n" "$top" >"$folder/layout/$top.cfg2"
}

step() { # NAME COMMAND...: with its seconds in report.txt
  local name=$1 from=$SECONDS
  shift
  echo "$name ($(date +%T))"
  "$@" || fail "$name fails"
  echo "seconds_$name $((SECONDS - from))" >>"$folder/report.txt"
}
qflow_step() {
  (cd "$folder" && qflow "$1" -T osu018 "$top" >"$1.out" 2>&1) || { tail -n 3 "$folder/$1.out" >&2; return 1; }
  [ -s "$2" ] || { echo "qflow $1 writes no $2" >&2; return 1; }
}

# proved BLIF: does this netlist of placed cells and buffers do, from reset on, what the netlist of synthesize does?
proved() {
  cat >"$folder/equal.ys" <<EOF
read_liberty -ignore_miss_func $liberty
read_verilog $folder/source/$top.v
rename $top synthesized
read_blif $1
rename $top placed
cd placed; connect -set vdd 1'1; setundef -undriven -zero; cd ..
proc; flatten synthesized placed; miter -equiv -flatten synthesized placed miter; hierarchy -top miter
async2sync; opt_clean; simplemap; opt_clean; dffunmap; zinit -all; abc -g AND -fast
write_aiger -zinit $folder/equal.aig
EOF
  yosys -q -l "$folder/equal.log" -s "$folder/equal.ys" >"$folder/equal.out" 2>&1 || fail "Yosys fails: $folder/equal.log"
  timeout 3600 yosys-abc -c "read_aiger $folder/equal.aig; print_stats; strash; lcorr; scorr; dprove" >>"$folder/equal.out" 2>&1
  grep -qE '^(UNSATISFIABLE|Networks are equivalent)' "$folder/equal.out"
}
equal() {
  local netlist=$folder/synthesis/${top}_anno.blif changed=$folder/changed.blif
  proved "$netlist" || { echo "not proved: $folder/equal.out" >&2; return 1; }
  echo "buffered_netlist equivalent" >>"$folder/report.txt"
  sed '0,/^.gate AND2X1 /s//.gate OR2X1 /' "$netlist" >"$changed"
  if cmp -s "$netlist" "$changed" || proved "$changed"; then echo "an OR in place of an AND is proved equivalent" >&2; return 1; fi
  grep -qE '^(SATISFIABLE|Networks are NOT EQUIVALENT)' "$folder/equal.out" ||
    { echo "an OR in place of an AND is not seen: $folder/equal.out" >&2; return 1; }
}

# Rules broken in the layout, and with a sliver of metal beside it: to `errors` and `planted`.
check_rules() {
  cat >"$folder/layout/drc.tcl" <<EOF
lef read $lef
load $top
drc on
select top cell
expand
drc check
drc catchup
puts stdout "errors [drc list count total]"
foreach {why boxes} [drc listall why] { foreach box \$boxes { puts stdout "rule \$box \$why" } }
box -100 -100 -98 -98
paint metal2
select top cell
drc check
drc catchup
puts stdout "planted [drc list count total]"
quit -noprompt
EOF
  (cd "$folder/layout" && magic -dnull -noconsole drc.tcl </dev/null >drc.out 2>&1) || { tail -n 3 "$folder/layout/drc.out" >&2; return 1; }
  errors=$(awk '$1 == "errors" { print $2 }' "$folder/layout/drc.out")
  planted=$(awk '$1 == "planted" { print $2 }' "$folder/layout/drc.out")
  [ -n "$errors" ] && [ -n "$planted" ] || { echo "magic does not count: $folder/layout/drc.out" >&2; return 1; }
}

# qrouter leaves a via to metal 1 now and then where the route stays on metal 2. Its metal 1 is too small by itself, so it
# touches no other, neither pin nor wire: it leads nowhere, and goes. Units: lambda in magic, 0.01 um in DEF.
trim() {
  awk 'FNR == NR { if ($1 == "rule" && / Metal1 area /) { at[($2 + $4) * 5 " " ($3 + $5) * 5] = 1; want++ } next }
       $1 == "NEW" && $2 == "metal1" && $3 == "(" && $6 == ")" && $7 == "M2_M1" && (NF == 7 || NF == 8 && $8 == ";") && ($4 " " $5) in at {
         gone++; if (NF == 8) print "  ;"; next }
       { print } END { print gone + 0 >"/dev/stderr"; exit !want || gone != want }' \
    "$folder/layout/drc.out" "$routed" >"$routed.trimmed" 2>"$folder/trimmed" || return 1
  mv "$routed.trimmed" "$routed"
  echo "vias_trimmed $(cat "$folder/trimmed")" >>"$folder/report.txt"
}
rules() {
  check_rules || return 1
  if [ "$errors" -gt 0 ] && trim; then
    qflow_step migrate "$folder/layout/$top.spice" && check_rules || return 1
  fi
  echo "drc_errors $errors" >>"$folder/report.txt"
  [ "$errors" = 0 ] || { echo "$errors design rules broken" >&2; return 1; }
  [ "$planted" -gt 0 ] || { echo "a sliver of metal breaks no design rule" >&2; return 1; }
}

# compare NETLIST RESULT: is the netlist that magic extracted from the layout this one?
compare() {
  (cd "$folder/layout" &&
    netgen-lvs -batch lvs "$top.spice $top" "$1 $top" "$tech/osu018_setup.tcl" "$2" -blackbox </dev/null >"$2.log" 2>&1) || return 1
  tail -n 1 "$folder/layout/$2" | grep -q '^Circuits match uniquely'
}
lvs() {
  local netlist=$folder/synthesis/$top.spc changed=$folder/layout/changed.spc
  compare "$netlist" lvs.out || { echo "layout and netlist differ: $folder/layout/lvs.out" >&2; return 1; }
  echo "lvs match" >>"$folder/report.txt"
  awk '!done && $1 ~ /^X/ && $NF == "AND2X1" { $NF = "OR2X1"; done = 1 } { print } END { exit !done }' "$netlist" >"$changed" || return 1
  if compare "$changed" changed.out; then echo "an OR in place of an AND is not seen" >&2; return 1; fi
  grep -q 'Netlists do not match' "$folder/layout/changed.out" || { echo "no comparison: $folder/layout/changed.out.log" >&2; return 1; }
}

# The die, and 60 um of its middle.
picture() {
  local span
  for span in 0 60; do
    QT_QPA_PLATFORM=offscreen klayout -zz -rx -rd lef="$lef" -rd def_file="$routed" -rd colors=synth/layout.lyp -rd span=$span \
      -rd png="$folder/layout_$span.png" -r synth/layout_shot.rb >"$folder/klayout.out" 2>&1 || { tail -n 2 "$folder/klayout.out" >&2; return 1; }
    grep -qx "cells drawn $(awk '$1 == "cells" { print $2 }' "$folder/report.txt")" "$folder/klayout.out" ||
      { echo "not all cells drawn: $(tail -n 1 "$folder/klayout.out")" >&2; return 1; }
  done
  mv "$folder/layout_0.png" "$folder/layout.png"
  mv "$folder/layout_60.png" "$folder/layout_middle.png"
}

if [ $again = 0 ]; then
  rm -rf "$folder"
  mkdir -p "$folder"/{source,synthesis,layout,log}
  begin_report
  settings
  write_lef
  step netlist synthesize
  step buffers qflow_step synthesize "$folder/synthesis/$top.blif"
  step place qflow_step place "${routed%.def}_unroute.def"
  step route qflow_step route "$routed"
else
  [ -s "$routed" ] || fail "no $routed to check: run without --again"
  grep -E '^(seconds_(netlist|buffers|place|route)|vias_trimmed) ' "$folder/report.txt" >"$folder/report.old" ||
    fail "no seconds in $folder/report.txt"
  mv "$folder/report.old" "$folder/report.txt"
  rm -f "$folder/report.json"
fi
grep -q 'Final: No failed routes!' "$folder/log/route.log" || fail "nets without a route: $folder/log/route.log"
step extract qflow_step migrate "$folder/layout/$top.spice"
step equal equal
step drc rules
awk -f synth/layout_def.awk "$lef" "$routed" >>"$folder/report.txt" || fail "cannot read $routed"
step lvs lvs
step picture picture
awk '{ key = $1; sub(/^[^ ]* /, ""); printf "%s  \"%s\": %s", (NR > 1 ? ",\n" : "{\n"), key, ($0 ~ /^[0-9.]+$/ ? $0 : "\"" $0 "\"") } END { print "\n}" }' \
  "$folder/report.txt" >"$folder/report.json"
synth/summary.sh >/dev/null
echo
cat "$folder/report.txt"
echo "layout: $top placed and routed, no design rule broken, LVS matches; a sliver and a changed cell are seen"
