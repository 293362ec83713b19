#!/bin/bash
# Area of FlexSA and of what it is compared with, from the RTL, in cells of OSU 180 nm and in transistors.
#
#   area.sh          the PEs and `mini` (sub-cores of 4 x 4) in its three architectures
#   area.sh --all    sub-cores of 2x2 to 16x16, flat runs that check how they are put together, and 32x32 and 64x64
#                    with each part grown as from 8x8 to 16x16
#   area.sh --flat8  --all and flat machines with sub-cores of 8x8: 145 CPU minutes, 14 GB of memory for the largest run
#   area.sh --job J  one Yosys run, in build/synth/area/J (PARALLEL at a time, else as many as processors)
#
# What is measured
#   row-4-1, row-4-0   a row of 4 PEs, with adders (1) or multiplying only (0)
#   core-4-1     a sub-core of 4 x 4, flat; core-8-1 one of 8 x 8
#   unit-0-4     all but the sub-cores of architecture 0 (flexsa; 1 cores, 2 single) with sub-cores of 4 x 4: module
#                by module, so that each part has its area
#   flat-0-4     the same with sub-cores, flattened
# and put together: a PE is a quarter of a row, a sub-core its PEs. Where a core or a flat machine was
# measured, the sum stands beside it. A core is one process of RTL, in which Yosys' proc_mux takes time with the square
# of its PEs (16 of them: 40 seconds; 64: ten minutes), so cores of more than 64 PEs are put together only.
#
# Memories of LBUFs and OBUFs are counted in bits; small ones (FIFOs, counters) are flip-flops here.
# Results: build/synth/area.txt and area.json with --all or --flat8, else area_mini.txt and area_mini.json.
set -euo pipefail
# shellcheck source=synth/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
here=$out/area

machine() { # machine ARCH N: parameters of flexsa_top; those of mini for N = 4
  echo "Arch=$1 SubRows=$2 SubCols=$2 BlkM=$((4 * $2)) PortBytes=$((2 * $2))"
}

# FIFOs and counters become flip-flops; what is left are the memories of LBUFs and OBUFs, whose bits are listed.
memories() {
  echo "proc; opt_expr; opt_clean; memory *flexsa_fifo* *flexsa_counters*; opt_clean
tee -o $folder/memories.txt stat -top flexsa_top"
}

job() {
  local kind a b folder=$here/$1 top=flexsa_core
  IFS=- read -r kind a b <<<"$1"
  mkdir -p "$folder"
  {
    case $kind in
      row)  read_rtl; elaborate $top Rows=1 Cols="$a" TopHasAdder="$b"; echo flatten; to_words ;;
      core) read_rtl; elaborate $top Rows="$a" Cols="$a" TopHasAdder="$b"; to_words; echo flatten ;;
      unit)
        top=flexsa_top
        { sed '/^);$/q; s/^module/(* blackbox *) module/' rtl/flexsa_core.sv; echo endmodule; } >"$folder/core.sv"
        read_rtl flexsa_core
        echo "read_verilog -sv -defer $folder/core.sv"
        # shellcheck disable=SC2046
        elaborate $top $(machine "$a" "$b")
        memories; to_words ;;
      flat)
        top=flexsa_top
        read_rtl
        # shellcheck disable=SC2046
        elaborate $top $(machine "$a" "$b")
        memories; to_words; echo "flatten; opt_clean" ;;
      *) fail "no such job: $1" ;;
    esac
    to_bits
    ! counts_transistors "$kind" || echo "design -save logic"
    to_cells
    echo "tee -o $folder/cells.txt stat -liberty $liberty -top $top"
    # Reset is dropped: `stat -tech cmos` knows plain flip-flops only.
    ! counts_transistors "$kind" || echo "design -load logic; async2sync; dfflegalize -cell \$_DFF_P_ x; simplemap; abc -g cmos4; opt_clean
tee -o $folder/cmos.txt stat -tech cmos -top $top"
  } >"$folder/run.ys"
  # One at a time: two take more than 24 GB.
  [ "$kind-$b" != flat-8 ] || { exec 9>"$here/flat-8.lock"; flock 9; }
  run_yosys "$folder"
}

# Blocks of which machines are put together. The others are checked in area alone.
counts_transistors() { [ "$1" = row ] || [ "$1" = unit ]; }

if [ $# = 2 ] && [ "$1" = --job ]; then job "$2"; exit; fi
[ $# -le 1 ] || usage "[--all | --flat8 | --job J]"

# ---- what to run ---------------------------------------------------------------------------------
report=$out/area_mini sizes=(4) more=() jobs=(unit-0-4 unit-1-4 unit-2-4 row-4-1 row-4-0)
case ${1:-} in
  "") ;;
  --all|--flat8)
    report=$out/area sizes=(2 4 8 16) more=(32 64)
    jobs=(flat-2-4 core-8-1 unit-{0,1,2}-{16,8,4,2} flat-{0,1,2}-2 core-4-1 core-4-0 flat-{0,1}-4 row-4-1 row-4-0)
    [ "$1" = --all ] || jobs=(flat-0-8 "${jobs[@]}" flat-1-8) ;;
  *) usage "[--all | --flat8 | --job J]" ;;
esac
need yosys yosys berkeley-abc berkeley-abc
need_liberty
mkdir -p "$here"
begin_report
make -s --no-print-directory build/gen/flexsa_isa_pkg.sv build/flexsa
# On a terminal: what is done, and when the rest will be.
progress() {
  local ended total=${#jobs[@]} begun=$SECONDS
  while sleep 1; do
    ended=$(find "$here" -maxdepth 2 -name done -newer "$here/begun" | wc -l)
    printf '\r\033[K%d of %d runs of Yosys, %d s' "$ended" "$total" $((SECONDS - begun))
    [ "$ended" -eq 0 ] || printf ', about %d s left' $(((SECONDS - begun) * (total - ended) / ended))
  done
}
touch "$here/begun"
watcher=
if [ -t 2 ]; then
  progress >&2 &
  watcher=$!
  trap 'kill $watcher 2>/dev/null; printf "\r\033[K" >&2' EXIT
fi
printf '%s\n' "${jobs[@]}" | xargs -P "${PARALLEL:-$(nproc)}" -I {} synth/area.sh --job {} || fail "a run failed, see above"

# ---- facts: one line each, for area_table.awk ----------------------------------------------------------
gate=$(awk '/^cell \(NAND2X1\)/ { here = 1 } here && /^ *area :/ { print $3 + 0; exit }' "$liberty")
{
  echo "gate $gate"
  for job in "${jobs[@]}"; do
    IFS=- read -r kind a b <<<"$job"
    folder=$here/$job
    transistors=- top=flexsa_top bits=0
    ! counts_transistors "$kind" || transistors=$(awk '/number of transistors/ { n = $NF } END { print n + 0 }' "$folder/cmos.txt")
    case $kind in
      row|core) top=flexsa_core ;;
      *) bits=$(awk '/Number of memory bits/ { n = $NF } END { print n + 0 }' "$folder/memories.txt") ;;
    esac
    awk -v top=$top -f synth/area.awk "$folder/cells.txt" | sort |
      awk -F '\t' -v what="$kind $a $b" -v sum="$transistors $bits" '
        { print "part", what, $2, $3, $4, $6, $1; area += $2; cells += $3; flops += $4 }
        END { print "all", what, area, cells, flops, sum }'
  done
  for machine in 1G1C 1G4C 1G1F; do
    build/flexsa sim workloads/main_job.csv --machine $machine --json >"$here/csim.json" || fail "flexsa sim fails, see above"
    awk -v m=$machine '
      /"area_mm2"/ { here = 1 } here && /"(pes|gbuf|lbuf|paths|flexsa)"/ { gsub(/[",:]/, ""); print "csim", m, $1, $2 } /"gemms"/ { exit }' "$here/csim.json"
  done
  awk -F, '/^(pe|fma_row)_area,/ { print "constant", $1, $2 }' <(build/flexsa info --constants)
} >"$here/facts.tmp"
mv "$here/facts.tmp" "$here/facts"
awk -v sizes="${sizes[*]}" -v more="${more[*]}" -v json=$report.json.tmp -f synth/area_table.awk "$here/facts" >$report.txt.tmp
end_report
cat $report.txt
