#!/bin/bash
# One summary of what the other scripts of this folder left in build/synth: summary.txt and summary.json.
# Parts that have not been made to the end are named in the text, and not in the JSON.
set -euo pipefail
# shellcheck source=synth/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# name, title, command that makes it
parts=(
  "area|Area|synth/area.sh [--all]"
  "timing|Timing of a PE|synth/timing.sh"
  "fpga|FPGA estimate|synth/fpga.sh"
  "power/summary|Energy of a PE|synth/power.sh"
  "layout/core_2x2/report|Layout of a sub-core|synth/layout.sh"
  "netlist_fma_report|The netlist of the floating point passes the tests|synth/netlist_fma.sh"
  "netlist_report|The netlist of mini passes the tests|synth/netlist.sh"
  "equiv_report|RTL and netlist are equivalent|synth/equiv.sh"
)
first=1
mkdir -p "$out"
{
  for part in "${parts[@]}"; do
    IFS='|' read -r name title command <<<"$part"
    printf '==== %s (%s)\n\n' "$title" "$command"
    if [ -s "$out/$name.txt" ] && [ -s "$out/$name.json" ]; then cat "$out/$name.txt"; else echo "not made yet"; fi
    echo
  done
} >"$out/summary.txt.tmp"
{
  echo "{"
  for part in "${parts[@]}"; do
    IFS='|' read -r name title command <<<"$part"
    [ -s "$out/$name.json" ] || continue
    [ $first = 1 ] || echo ","
    key=${name%%/*}
    printf '"%s": ' "${key%_report}"
    cat "$out/$name.json"
    first=0
  done
  echo "}"
} >"$out/summary.json.tmp"
[ $first = 0 ] || { rm "$out"/summary.{txt,json}.tmp; fail "nothing in $out: make synth"; }
mv "$out/summary.txt.tmp" "$out/summary.txt"
mv "$out/summary.json.tmp" "$out/summary.json"
echo "Summary: $out/summary.txt, $out/summary.json"
