#!/bin/bash
# The tests under valgrind's memcheck: no use of memory that is not there or has no value, nothing lost (definite, indirect),
# in the tests, in build/flexsa as they run it, and in the RTL models.
#
#   memcheck.sh [FILTER]      Criterion's --filter; without it the suites below
#   memcheck.sh --planted     the same valgrind on errors of each kind that must be found (tests/memory/planted.c)
#
# valgrind 3.19 knows no AVX-512, so models and harness are built once more, in build/memcheck, for AVX2.
# A finding is in build/memcheck/report/ and makes the exit code 1; 2: a tool is missing.
set -euo pipefail
build=${BUILD:-build}/memcheck
fail() { echo "memcheck.sh: $*" >&2; exit 2; }
command -v valgrind >/dev/null || fail "valgrind is not installed: apt-get install valgrind"

# Every process that is started has a report of its own in $report: empty, if nothing was found.
report=$build/report
run_valgrind() {
  rm -rf "$report"
  mkdir -p "$report"
  valgrind -q --trace-children=yes --trace-children-skip='*/rm,*/sleep,/usr/bin/*' --leak-check=full \
    --suppressions="$PWD/tests/memory/criterion.supp" --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect --log-file="$PWD/$report/%p" "$@"
}

if [ "${1-}" = --planted ]; then
  report=$build/planted.report
  "${MAKE:-make}" -s --no-print-directory BUILD="$build" CFLAGS="-O1 -g" "$build/planted"
  for kind in none beyond unset freed lost; do
    case $kind in
      none) says='' ;; beyond|freed) says='Invalid read' ;; unset) says='uninitialised value' ;; lost) says='definitely lost' ;;
    esac
    run_valgrind "$build/planted" $kind
    if [ -z "$says" ]; then
      [ -z "$(cat "$report"/*)" ] || fail "a report without an error: $report"
    else
      grep -q "$says" "$report"/* || { echo "memcheck.sh: the planted error '$kind' was not found" >&2; exit 1; }
    fi
    echo "memcheck: planted: $kind: ${says:-nothing} found"
  done
  exit 0
fi

# All that reads, writes, plans and checks; the RTL at size mini. Left out: suites that repeat one code many times over
# (arithmetic, timing, the paper's evaluation, larger machines), and tests/test_memory.c, which brings its own malloc.
filter='@(area|assembler|blocks|constants|csv|driver|encoding|energy|file|machine|model|modes|network|npy|oracle|parsers|planner'
filter+='|repro|rtl_failures|values|workload)/*'
filter+='|cli/@([!aw]*|a[!_]*|a_[!r]*)|rules/[!c]*|rtl_rules/@([!e]*|every_assertion_h*)|shrink/[!t]*'
filter="@($filter|edges/mini_*|rtl_edges/mini_*|fuzz/[!a]*|timeline/[!b]*)"
[ $# -eq 0 ] || filter=$1
models="mini-flexsa mini-cores mini-single mini-flexsa-trace"
march="-march=x86-64-v3"

"${MAKE:-make}" -s --no-print-directory BUILD="$build" MODELS="$build/models" CFLAGS="-O1 -g" MODEL_OPT="-O2 $march" \
  MODEL_OPT_SMALL="-O1 $march" MODEL_OPT_BULK="-O1 $march" "$build/tests" "$build/flexsa" \
  $(printf "$build/models/%s.so " $models)

rc=0
run_valgrind "$build/tests" --timeout 1200 -j"${MEMCHECK_JOBS:-2}" --xml="$build/tests.xml" --filter "$filter" || rc=$?
[ $rc -le 1 ] || fail "valgrind ended with code $rc"
tests=$(grep -c '<testcase .*status="PASSED"' "$build/tests.xml") || fail "no test was run: $filter"
processes=$(find "$report" -type f | wc -l)
findings=$(find "$report" -type f -size +0c)
if [ -n "$findings" ]; then
  head -n 40 $findings >&2
  echo "memcheck.sh: findings of valgrind, all of them in $report" >&2
  rc=1
fi
echo "memcheck: $tests tests passed, $processes processes, $(echo $findings | wc -w) with findings"
exit $rc
