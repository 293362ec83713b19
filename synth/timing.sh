#!/bin/bash
# Longest path and area of a PE for each depth of the FMA's pipeline, by Yosys, ABC and OpenSTA.
#
# A row of two PEs (flexsa_core, Rows 1, Cols 2, with adders), step_i high and out of reset, mapped for speed: ABC
# aims at a period no PE reaches, sizes and buffers. Registers are measured twice for depths 2 and 3:
#   as cut     where the RTL has them: multiplier | adder, and with depth 3 an empty third stage
#   balanced   where ABC's retiming puts product_q, above_q, sum_q and busy_q; records, weights and partial sums stay
# Typical corner, no wires (there is no layout yet), ideal clock, inputs and outputs not counted: in the array both
# are registers of the neighbour.
#
# The unit of speed is the delay of an inverter that drives four (FO4), measured in the same library by the same tool;
# FO4_32NM (ps) is its value at 32 nm: 13 ps is 0.4 ps for each nm of gate length, a usual rule of thumb. The last
# column has no such figure in it: delays shrink with the length, by 32/180.
#
# Results: build/synth/timing.txt and timing.json.
set -euo pipefail
# shellcheck source=synth/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
here=$out/timing
report=$out/timing
FO4_32NM=${FO4_32NM:-13}
[ $# = 0 ] || usage
[[ $FO4_32NM =~ ^[0-9]*[1-9][0-9]*(\.[0-9]+)?$ ]] || fail "FO4_32NM=$FO4_32NM: picoseconds are wanted, 1 or more"
need yosys yosys berkeley-abc berkeley-abc sta opensta
need_liberty
mkdir -p "$here"
begin_report

# The inverter in question is the middle one of three; all drive four.
measure_fo4() {
  local stage i
  {
    echo 'module chain(input in, output [3:0] out); wire [11:0] n;'
    for stage in 0 1 2; do
      for i in 0 1 2 3; do
        case $stage in
          0) echo "INVX1 s0_$i (.A(in), .Y(n[$i]));" ;;
          *) echo "INVX1 s${stage}_$i (.A(n[$((4 * stage - 4))]), .Y(n[$((4 * stage + i))]));" ;;
        esac
      done
    done
    for i in 0 1 2 3; do echo "INVX1 s3_$i (.A(n[8]), .Y(out[$i]));"; done
    echo endmodule
  } >"$here/fo4.v"
  cat >"$here/fo4.tcl" <<END
read_liberty $liberty
read_verilog $here/fo4.v
link_design chain
set_input_delay 0 in -clock [create_clock -name c -period 10]
set_output_delay 0 [all_outputs] -clock c
report_checks -path_delay max -format full -digits 5
END
  # Both edges: half of what two stages take.
  sta -exit "$here/fo4.tcl" | awk '/s0_0\/Y/ { a = $2 } /s2_0\/Y/ { b = $2 } END { if (b <= a) exit 1; printf "%.2f", (b - a) / 2 * 1000 }'
}

# one DEPTH PLACE: lines "area-of-the-row flip-flops ns"
one() {
  local depth=$1 place=$2 folder=$here/depth$1-$2 abc
  mkdir -p "$folder"
  printf 'set_driving_cell INVX2\nset_load 20.0 [all_outputs]\n' >"$folder/abc.constr"
  abc="abc -liberty $liberty -constr $folder/abc.constr -D 1000"
  {
    read_rtl
    elaborate flexsa_core Rows=1 Cols=2 TopHasAdder=1 "PipeDepth=$depth"
    to_words
    echo "flatten; connect -set step_i 1'b1; connect -set rst_ni 1'b1"
    to_bits
    echo 'dfflegalize -cell $_DFF_P_ x; opt_expr; opt_clean'
    if [ "$place" = balanced ]; then
      echo 'select -set inner w:product_q w:above_q w:sum_q w:busy_q %u %u %u %ci1:+[Q] t:$_DFF_P_ %i'
      echo "select -assert-min 1 @inner; dfflibmap -liberty $liberty t:\$_DFF_P_ @inner %d"
      echo "$abc -dff -script +strash;ifraig;scorr;dc2;strash;retime,-M,4;strash;&get,-n;&nf,{D};&put;buffer,-c;upsize,{D};dnsize,{D}"
    else
      echo "$abc"
    fi
    echo "dfflibmap -liberty $liberty; opt_clean; splitnets -ports; opt_clean"
    echo "tee -o $folder/cells.txt stat -liberty $liberty -top flexsa_core"
    echo "write_verilog -noattr -noexpr -nohex $folder/net.v"
  } >"$folder/run.ys"
  run_yosys "$folder"
  cat >"$folder/sta.tcl" <<END
read_liberty $liberty
read_verilog $folder/net.v
link_design flexsa_core
create_clock -name clk -period 100 clk_i
report_checks -path_delay max -from [all_registers -clock_pins] -to [all_registers -data_pins] -format full
END
  sta -exit "$folder/sta.tcl" >"$folder/sta.txt" 2>&1
  awk '/slack/ { slack = $1 } END { if (slack == "") exit 1; printf "%.2f\n", 100 - slack }' "$folder/sta.txt" >"$folder/ns" ||
    fail "OpenSTA found no path: $folder/sta.txt"
  awk '/^ +DFF/ { ff += $2 } /Chip area for/ { area = $NF } END { print area, ff }' "$folder/cells.txt"
  cat "$folder/ns"
}

fo4=$(measure_fo4) || fail "OpenSTA measures no inverter: sta -exit $here/fo4.tcl"
{
  echo "fo4 $fo4"
  for run in "1 cut" "2 cut" "2 balanced" "3 cut" "3 balanced"; do
    read -r depth place <<<"$run"
    echo "run $depth $place" $(one "$depth" "$place")
  done
} >"$here/facts.tmp"
mv "$here/facts.tmp" "$here/facts"
awk -v fo4_32="$FO4_32NM" -v json=$report.json.tmp '
$1 == "fo4" { fo4 = $2
  printf "FO4 of the library: %.1f ps at 180 nm; %s ps taken at 32 nm\n\n", fo4, fo4_32
  printf "%-6s %-24s %12s %11s %9s %7s %12s %16s %16s\n", "depth", "registers", "um2 a PE", "flip-flops", "ns", "FO4", "GHz 180 nm", "GHz 32 nm (FO4)", "GHz (x 180/32)"
  printf "{\n  \"fo4_ps\": %s, \"fo4_ps_32nm\": %s, \"pe\": [", fo4, fo4_32 >json }
$1 == "run" {
  many = 1000 * $6 / fo4
  printf "%-6d %-24s %12.0f %11d %9.2f %7.0f %12.3f %16.3f %16.3f\n", $2, $2 == 1 ? "-" : $3 == "cut" ? "as cut in the RTL" : "balanced by retiming", $4 / 2, $5 / 2, $6, many, 1 / $6, 1000 / many / fo4_32, 180 / 32 / $6
  printf "%s\n    {\"depth\": %d, \"registers\": \"%s\", \"area\": %.1f, \"flip_flops\": %.1f, \"ns\": %s}", n++ ? "," : "", $2, $3, $4 / 2, $5 / 2, $6 >json }
END { printf "\n  ]\n}\n" >json; if (n < 5) exit 1 }' "$here/facts" >$report.txt.tmp || fail "a run is missing: $here/facts"
end_report
cat $report.txt
