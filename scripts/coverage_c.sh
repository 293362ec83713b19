#!/bin/bash
# Lines of the C code (harness/, csim/) that the tests execute, by file, with gcov; HTML too if lcov is installed.
#
#   coverage_c.sh [--no-run]          --no-run: the counters of the last run
#
# Exit code 1 if a test fails, fewer than COVERAGE_GOAL (95) percent of the lines are executed, or an entry of
# tests/coverage/unreached.txt is stale; 2 if a tool or a counter is missing.
set -euo pipefail
build=${BUILD:-build}/coverage-c
goal=${COVERAGE_GOAL:-95}
list=tests/coverage/unreached.txt
fail() { echo "coverage_c.sh: $*" >&2; exit 2; }
[[ $goal =~ ^[0-9]+$ ]] || fail "COVERAGE_GOAL='$goal': whole percents are wanted"
case ${1-} in ''|--no-run) ;; *) fail "unknown argument '$1': --no-run is known" ;; esac
command -v gcov >/dev/null || fail "gcov is not installed: apt-get install gcc"

if [ "${1-}" != --no-run ]; then
  mkdir -p "$build"
  ${CC:-gcc} -std=c11 -Wall -Wextra -Werror -O2 -c tests/coverage/exit.c -o "$build/exit.o"
  # -Og keeps lines apart, -fprofile-update: driver and golden model have threads.
  "${MAKE:-make}" --no-print-directory BUILD="$build" CFLAGS="-Og -g --coverage -fprofile-update=atomic" \
    LIBS="$PWD/$build/exit.o -Wl,--wrap=_exit -ldl -lm" "$build/tests" "$build/flexsa"
  find "$build" -name '*.gcda' -delete
  ln -sfn ../models "$build/models" # where flexsa looks for them
  "$build/tests" --timeout 1800 --filter "!(fma/*)" # which is of the RTL alone
fi
[ -n "$(find "$build" -name '*.gcda' -print -quit)" ] || fail "no counters in $build: has any test run?"

# FILE LINE EXECUTED(0|1), of each line that is code; a header's line counts once however many files include it.
for object in "$build"/c/harness/*/*.gcno "$build"/c/csim/*.gcno "$build"/c/csim/*/*.gcno; do
  gcov -t "$object" 2>/dev/null
done | awk -F: '
  $3 == "Source" { file = $4; sub("^" ENVIRON["PWD"] "/", "", file); next }
  file !~ /^(harness|csim)\// { next }
  { count = $1; gsub(/[ *]/, "", count); line = $2 + 0 }
  line > 0 && count != "-" && count != "" { key = file " " line; seen[key] = seen[key] || (count !~ /^[#=%]/) }
  END { for (key in seen) print key, seen[key] ? 1 : 0 }' | LC_ALL=C sort -k1,1 -k2,2n >"$build/lines.txt"
[ -s "$build/lines.txt" ] || fail "gcov says nothing about $build: is it the gcov of the compiler that was used?"

status=0
awk -v goal="$goal" '
  { lines[$1]++; hit[$1] += $3; all++; hits += $3; if (!$3) missing[$1] = missing[$1] " " $2 }
  !($1 in order) { order[$1] = ++files; name[files] = $1 }
  END {
    printf "%-34s %6s %6s %7s  %s\n", "file", "lines", "hit", "%", "not executed"
    for (i = 1; i <= files; i++) {
      f = name[i]
      printf "%-34s %6d %6d %7.1f %s\n", f, lines[f], hit[f], 100 * hit[f] / lines[f], missing[f]
    }
    printf "%-34s %6d %6d %7.2f  goal %d\n", "total, " files " files", all, hits, 100 * hits / all, goal
    exit 100 * hits < goal * all
  }' "$build/lines.txt" || { status=1; echo "coverage_c.sh: fewer than $goal % of the lines are executed" >&2; }

# FILE | TEXT OF THE LINE | REASON: the line must be there and not be executed.
while IFS='|' read -r file text reason; do
  case $file in '#'*|'') continue ;; esac
  file=$(echo $file) text=$(sed 's/^ *//; s/ *$//' <<<"$text")
  [ -f "$file" ] && [ -n "${reason// /}" ] || fail "$list: '$file|$text|$reason': FILE | TEXT | REASON is wanted"
  # Not -v: it would read the backslashes.
  text=$text awk 'NR == FNR { if ($1 == file && !$3) missed[$2] = 1; next }
    index($0, ENVIRON["text"]) && (FNR in missed) { found = 1 } END { exit !found }' file="$file" "$build/lines.txt" "$file" ||
    { echo "coverage_c.sh: $list: '$text' of $file is executed, or is not there any more" >&2; status=1; }
done <"$list"

if command -v lcov >/dev/null && command -v genhtml >/dev/null; then
  { lcov -q -c -d "$build/c/harness" -d "$build/c/csim" -b . -o "$build/all.info" &&
    lcov -q -e "$build/all.info" "$PWD/harness/*" "$PWD/csim/*" -o "$build/c.info" &&
    genhtml -q -p "$PWD" -o "$build/html" "$build/c.info"; } >"$build/lcov.log" 2>&1 || fail "no HTML can be made: $build/lcov.log"
  echo "$build/html/index.html"
else
  echo "no HTML: apt-get install lcov"
fi
exit $status
