#!/bin/bash
# Coverage of the RTL by its tests: lines, toggles and functional points (rtl/cover, tests/fma/fma_cover*.sv), counted
# by Verilator, merged into one report. Called by `make coverage`, which has built what it needs.
#
#   coverage.sh              run, report: build/coverage/report.txt, build/coverage/html/index.html
#   coverage.sh --tools      only look whether the tools are there
#   coverage.sh --report     report of what the last run has counted
#   coverage.sh --self-test  the same without one of the tests, ..., each of which must be refused
#
# Exit code 0 only if the goals are met and all that is left is explained in rtl/cover/waivers.txt:
goals="100 95 90"  # per cent of functional points, lines, toggles
# What runs: every suite whose programs are legal and compared with the golden model, and the vectors of the floating
# point; then random cases. A model in which an assertion has failed counts nothing (harness/backend/rtl_shim.cpp).
tests='@(rtl_edges|rtl_gemm|rtl_programs|rtl_points|timing|csim|fma)/*'
set -euo pipefail
folder=build/coverage data=build/coverage/data
say() { if [ -t 2 ]; then printf 'coverage: %s\n' "$*" >&2; fi; }
die() { echo "coverage.sh: $*" >&2; exit 2; }

need() {
  command -v verilator_coverage >/dev/null || die "verilator_coverage is missing: apt-get install verilator"
  command -v genhtml >/dev/null || die "genhtml is missing: apt-get install lcov"
}

# Runs a program on the models of one kind ($1), counting into data/$2. Models that are not counted are the plain ones.
counted() {
  local models=$PWD/$folder/$1 into=$PWD/$data/$2
  shift 2
  mkdir -p "$into"
  for model in build/models/*.so; do
    [ -e "$models/${model##*/}" ] || ln -sf "../../models/${model##*/}" "$models/${model##*/}"
  done
  FLEXSA_COVERAGE=$into FLEXSA_MODELS=$models LD_LIBRARY_PATH=$models "$@" >"$folder/run.log" 2>&1 || {
    cat "$folder/run.log" >&2
    die "what is to be covered fails: $*"
  }
}

run() {
  rm -rf $data $folder/fuzz
  mkdir -p $data
  say "tests on counted models"
  counted cover tests build/tests --timeout 3600 --filter "$tests"
  say "random cases"
  for machine in '' '--pipe-depth 2 --second-weight 0 --arch flexsa' '--pipe-depth 3 --arch flexsa'; do
    # shellcheck disable=SC2086
    counted cover fuzz build/flexsa fuzz --count 600 --config mini --stalls --resets --out $folder/fuzz $machine
    rm -rf $folder/fuzz
  done
  say "toggles: small machines"
  counted toggle toggle build/flexsa fuzz --count 600 --config mini --stalls --resets --out $folder/fuzz
  rm -rf $folder/fuzz
  say "toggles: the width of fields, on a full machine"
  counted toggle toggle build/flexsa fuzz --count 20 --config full --arch flexsa --backend rtl --stalls --out $folder/fuzz
  rm -rf $folder/fuzz
  counted toggle toggle build/tests --timeout 3600 --filter '@(rtl_programs/small_waves|rtl_points/first_and_last_bytes_of_gbuf)'
}

# Every model that counts must have: points of one that has not run are not known, and so not missed.
all_counted() {
  local kind model only=() status=0
  for kind in cover toggle; do
    only=(! -path '*/toggle/*') && [ $kind = cover ] || only=(-path '*/toggle/*')
    for model in "$folder/$kind"/*.so; do
      [ -L "$model" ] && continue
      model=$(basename "$model" .so)
      [ -n "$(find "$@" -name "$model.dat" "${only[@]}" 2>/dev/null)" ] && continue
      echo "coverage: $model ($kind) has counted nothing" >&2
      status=1
    done
  done
  return $status
}

# report FOLDERS OF DATA: the summary on stdout, 0 if the goals are met
report() {
  local files status=0
  all_counted "$@" || status=1
  files=$(find "$@" -name '*.dat' 2>/dev/null | sort) && [ -n "$files" ] || { echo "coverage: nothing counted in $*" >&2; return 1; }
  # shellcheck disable=SC2086
  awk -v goals="$goals" -v info="${info:-}" -f scripts/coverage.awk "${waivers:-rtl/cover/waivers.txt}" $files || status=1
  return $status
}

html() {
  find $data -name '*.dat' -exec verilator_coverage --write $folder/merged.dat {} + >/dev/null
  verilator_coverage --annotate $folder/annotated --annotate-all --annotate-min 1 $folder/merged.dat >/dev/null
  genhtml --quiet --branch-coverage --title "functional points are listed as functions, toggles as branches" \
    --output-directory $folder/html $folder/coverage.info >"$folder/run.log" 2>&1 || { cat "$folder/run.log" >&2; die "genhtml failed"; }
}

everything() {
  local status=0
  info=$folder/coverage.info report $data/tests $data/fuzz $data/toggle >$folder/report.txt || status=1
  cat $folder/report.txt
  html
  echo "report: $folder/report.txt, $folder/html/index.html; sources with counts: $folder/annotated"
  return $status
}

# must_fail WHAT COMMAND...: the report is refused, and says so
must_fail() {
  local what=$1 text
  shift
  if text=$("$@" 2>&1 >/dev/null); then die "self-test: the report is accepted $what"; fi
  grep -q '^coverage: ' <<<"$text" || die "self-test: no reason given $what"
  echo "refused $what: $(grep -m1 '^coverage: ' <<<"$text" | cut -c11-)"
}

self_test() {
  local all=("$data/tests" "$data/fuzz" "$data/toggle") some=$folder/self-test
  [ -d $data/tests ] || die "no data of a run: make coverage"
  report "${all[@]}" >/dev/null || die "self-test: the last run does not meet the goals"
  rm -rf $some
  mkdir -p $some/rtl $some/vectors $some/missing $some/fuzz $some/empty
  cp $data/fuzz/mini-flexsa*.dat $some/fuzz/
  cp $data/tests/{libfma,tall-flexsa}.dat $some/vectors/
  cp $data/tests/*-*.dat $some/rtl/
  cp $data/tests/*.dat $some/missing/
  rm $some/missing/mini-single.dat
  must_fail "without the tests" report $some/vectors $data/fuzz $data/toggle
  must_fail "without one machine" report $some/missing $some/fuzz $data/toggle
  must_fail "without the floating-point vectors" report $some/rtl $data/fuzz $data/toggle
  must_fail "without toggles" report $data/tests $data/fuzz
  must_fail "without data" report $some/empty
  { cat rtl/cover/waivers.txt; printf 'line: it is covered\n  flexsa_fifo "wr_q <= wr_d;"\n'; } >$some/stale
  waivers=$some/stale must_fail "with an explanation of a covered line" report "${all[@]}"
  { cat rtl/cover/waivers.txt; printf 'constant: it toggles\n  flexsa_fifo push -\n'; } >$some/stale
  waivers=$some/stale must_fail "with an explanation of a bit that toggles" report "${all[@]}"
  { cat rtl/cover/waivers.txt; printf 'line: it is gone\n  flexsa_fifo "no such line"\n'; } >$some/stale
  waivers=$some/stale must_fail "with an explanation of nothing" report "${all[@]}"
  : >$some/stale
  waivers=$some/stale must_fail "without explanations" report "${all[@]}"
}

need
case ${1:-} in
  '') run; everything ;;
  --tools) ;;
  --report) everything ;;
  --self-test) self_test ;;
  *) die "usage: coverage.sh [--tools | --report | --self-test]" ;;
esac
