#!/bin/bash
# What a PE and the machine `mini` take on an FPGA, by Yosys: LUTs, flip-flops, DSP blocks, block RAMs.
#
#   fpga.sh            both families
#   fpga.sh ecp5       Lattice ECP5 only; xc7: Xilinx 7 series
#
# DESIGNS="row" leaves mini out. An estimate before placement; no clock rate. Results: build/synth/fpga.txt and fpga.json,
# or fpga_part.txt and fpga_part.json when something is left out.
set -euo pipefail
# shellcheck source=synth/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
here=$out/fpga
report=$out/fpga
designs=${DESIGNS:-row mini}
{ [ $# = 0 ] && [ "$designs" = "row mini" ]; } || report=$out/fpga_part
[ $# -gt 0 ] || set -- ecp5 xc7
for family; do case $family in ecp5|xc7) ;; *) usage "[ecp5 | xc7]..." ;; esac; done
for design in $designs; do case $design in row|mini) ;; *) fail "DESIGNS=$designs: row, mini or both are wanted" ;; esac; done
need yosys yosys
mkdir -p "$here"
begin_report

# one FAMILY DESIGN
one() {
  local folder=$here/$1-$2 top
  mkdir -p "$folder"
  {
    read_rtl
    case $2 in
      row) top=flexsa_core; elaborate $top Rows=1 Cols=2 TopHasAdder=1 ;;
      mini) top=flexsa_top; elaborate $top $(top_parameters mini 0) ;;
    esac
    echo "proc; opt_expr; opt_clean; flatten; opt; opt_expr -fine; wreduce; opt_clean" # or a product of 32 x 32 bits takes three DSPs
    case $1 in
      # Both as Yosys has them, but for `share` and `autoname`, which do not end in ten minutes on mini.
      ecp5) echo "synth_ecp5 -run :coarse -top $top; proc; flatten; deminout; opt_expr; opt_clean; opt -nodffe -nosdff
fsm; opt; wreduce; peepopt; opt_clean; techmap -map +/cmp2lut.v -D LUT_WIDTH=4; opt_expr; opt_clean
techmap -map +/mul2dsp.v -map +/ecp5/dsp_map.v -D DSP_A_MAXWIDTH=18 -D DSP_B_MAXWIDTH=18 -D DSP_A_MINWIDTH=2 -D DSP_B_MINWIDTH=2 -D DSP_NAME=\$__MUL18X18
chtype -set \$mul t:\$__soft_mul; alumacc; opt; memory -nomap; opt_clean; synth_ecp5 -run map_ram:check -top $top" ;;
      xc7) local options="-family xc7 -flatten -noiopad -noclkbuf -top $top"
        echo "synth_xilinx -run :coarse $options
techmap -map +/cmp2lut.v -map +/cmp2lcu.v -D LUT_WIDTH=6; alumacc; opt; memory -nomap; opt_clean
synth_xilinx -run map_memory: $options" ;;
    esac
    echo "flatten; tee -o $folder/cells.txt stat -top $top"
  } >"$folder/run.ys"
  run_yosys "$folder"
  # LUTs by their kind; a PFUMX or MUXF joins two; a carry cell of ECP5 (CCU2C) takes two LUTs.
  awk -v what="$1 $2" '/^=== design hierarchy|^   Number of cells/ { lut = ff = dsp = ram = lutram = 0 }
    /^ +LUT[1-6] / { lut += $2 } /^ +CCU2C / { lut += 2 * $2 } /^ +(TRELLIS_FF|FD[RCPS]E) / { ff += $2 }
    /^ +(MULT18X18D|DSP48E1) / { dsp += $2 } /^ +(DP16KD|RAMB18E1|RAMB36E1) / { ram += $2 }
    /^ +(TRELLIS_DPR16X4|RAM[0-9]+[A-Z0-9]*) / { lutram += $2 }
    END { if (!lut || !ff) exit 1; print what, lut, ff, dsp, ram, lutram }' "$folder/cells.txt" || fail "no cells in $folder/cells.txt"
}
for family; do
  for design in $designs; do one "$family" "$design"; done
done >"$here/facts.tmp"
[ -s "$here/facts.tmp" ] || fail "DESIGNS=$designs: row, mini or both are wanted"
mv "$here/facts.tmp" "$here/facts"
awk -v json=$report.json.tmp '
BEGIN { printf "%-6s %-18s %8s %11s %6s %10s %13s\n", "", "", "LUTs", "flip-flops", "DSPs", "block RAMs", "RAMs of LUTs"; printf "{\"fpga\": [" >json }
{ d = $2 == "row" ? 2 : 1
  printf "%-6s %-18s %8d %11d %6d %10d %13d\n", $1, $2 == "row" ? "PE (half of two)" : "mini (64 PEs)", $3 / d, $4 / d, $5 / d, $6 / d, $7 / d
  printf "%s\n  {\"family\": \"%s\", \"design\": \"%s\", \"luts\": %d, \"flip_flops\": %d, \"dsps\": %d, \"block_rams\": %d, \"lut_rams\": %d}", n++ ? "," : "", $1, $2, $3, $4, $5, $6, $7 >json }
END { printf "\n]}\n" >json }' "$here/facts" >$report.txt.tmp
end_report
cat $report.txt
