#!/bin/bash
# One summary of what the other scripts of this folder left in build/synth: summary.txt and summary.json.
# Parts that have not been made to the end, or are older than the RTL or their script, are named in the text, and not in the JSON.
set -euo pipefail
# shellcheck source=synth/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# = 0 ] || usage

# name, title, command that makes it
parts=(
  "area|Area|synth/area.sh --all"
  "area_mini|Area of mini|synth/area.sh"
  "timing|Timing of a PE|synth/timing.sh"
  "fpga|FPGA estimate|synth/fpga.sh"
  "power/summary|Energy of a PE|synth/power.sh"
  "layout/core_2x2/report|Layout of a sub-core|synth/layout.sh"
  "netlist_fma_report|The netlist of the floating point passes the tests|synth/netlist_fma.sh"
  "netlist_report|The netlist of mini passes the tests|synth/netlist.sh"
  "equiv_report|RTL and netlist are equivalent|synth/equiv.sh"
  "equiv_planted_report|Bugs planted in the netlist are found|synth/equiv.sh --planted"
)
first=1
mkdir -p "$out"
# state NAME COMMAND: nothing if the part is good, else what is wrong with it
state() {
  if [ ! -s "$out/$1.txt" ] || [ ! -s "$out/$1.json" ]; then echo "not made yet"
  elif [ -n "$(find rtl "${2%% *}" -newer "$out/$1.json" -type f)" ]; then echo "older than the RTL or than ${2%% *}: make it again"
  fi
}
{
  for part in "${parts[@]}"; do
    IFS='|' read -r name title command <<<"$part"
    printf '==== %s (%s)\n\n' "$title" "$command"
    wrong=$(state "$name" "$command")
    if [ -z "$wrong" ]; then cat "$out/$name.txt"; else echo "$wrong"; fi
    echo
  done
} >"$out/summary.txt.tmp"
{
  echo "{"
  for part in "${parts[@]}"; do
    IFS='|' read -r name title command <<<"$part"
    [ -z "$(state "$name" "$command")" ] || continue
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
