#!/bin/bash
# One summary of what the other scripts of this folder left in build/synth: summary.txt and summary.json.
# Each of them calls this one. Parts not made to the end, or made from other RTL, are named in the text, and not in the JSON.
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
made=0
now=$(rtl_key)
mkdir -p "$out"

# missing NAME: nothing if the part is there, else why it is not
missing() {
  if [ ! -s "$out/$1.txt" ] || [ ! -s "$out/$1.json" ]; then echo "not made yet"
  elif [ "$(cat "$out/$1.rtl" 2>/dev/null)" != "$now" ]; then echo "made from other RTL than this: to be made again"
  fi
}
{
  for part in "${parts[@]}"; do
    IFS='|' read -r name title command <<<"$part"
    printf '==== %s (%s)\n\n' "$title" "$command"
    why=$(missing "$name")
    if [ -z "$why" ]; then cat "$out/$name.txt"; else echo "$why"; fi
    echo
  done
} >"$out/summary.txt.tmp"
{
  echo "{"
  for part in "${parts[@]}"; do
    IFS='|' read -r name title command <<<"$part"
    [ -z "$(missing "$name")" ] || continue
    [ $made = 0 ] || echo ","
    key=${name%%/*}
    printf '"%s": ' "${key%_report}"
    cat "$out/$name.json"
    made=$((made + 1))
  done
  echo "}"
} >"$out/summary.json.tmp"
mv "$out/summary.txt.tmp" "$out/summary.txt"
mv "$out/summary.json.tmp" "$out/summary.json"
echo "Summary: $out/summary.txt, $out/summary.json: $made of ${#parts[@]} parts"
