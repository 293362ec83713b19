#!/bin/bash
# libFuzzer on every place where FlexSA reads what others wrote (tests/parsers), under ASan and UBSan.
#
#   fuzz_parsers.sh [PARSER]...       all of them: npy csv program repro machine log
#
# PARSER_SECONDS (600) are CPU seconds of each. Inputs begin with tests/corpus/PARSER and grow in build/fuzz/PARSER;
# KEEP=1 replaces tests/corpus/PARSER by the fewest of them that cover as much. A finding is
# build/fuzz/finding-PARSER-*; the script goes on with the next parser and ends with exit code 1.
set -euo pipefail
seconds=${PARSER_SECONDS:-600}
build=${BUILD:-build}/fuzz
known="npy csv program repro machine log"
[ $# -gt 0 ] || set -- $known
fail() { echo "fuzz_parsers.sh: $*" >&2; exit 2; }
for parser; do
  case " $known " in *" $parser "*) ;; *) fail "no parser '$parser': known are $known" ;; esac
done
[[ $seconds =~ ^[1-9][0-9]*$ ]] || fail "PARSER_SECONDS='$seconds': a whole number of seconds is wanted"
command -v clang >/dev/null || fail "clang is not installed: apt-get install clang"
echo 'int LLVMFuzzerTestOneInput(const char *d, long n) { return d && n < 0; }' |
  clang -fsanitize=fuzzer,address -x c - -o /dev/null 2>/dev/null ||
  fail "clang has no libFuzzer here: apt-get install libclang-rt-dev"

flags="-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
# The harness has to compile without warnings; with clang too.
"${MAKE:-make}" -s --no-print-directory BUILD="$build" CC=clang CFLAGS="$flags -fsanitize=fuzzer-no-link" \
  PARSERS="$*" PARSER_LINK="$flags -fsanitize=fuzzer" fuzzers

export ASAN_OPTIONS=allocator_may_return_null=0:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
# CPU seconds of this script's children so far, rounded down, in $spent. (In a subshell `times` would say 0.)
spent=0
read_cpu() {
  times >"$build/times"
  spent=$(awk -F '[ms ]' 'NR == 2 { printf "%d", $1 * 60 + $2 + $4 * 60 + $5 }' "$build/times")
}

# Runs until the CPU seconds are used up: on a busy machine the time on the clock is longer.
found=0
printf '%-9s %6s %12s %9s %7s %8s\n' parser "cpu s" runs coverage inputs findings
for parser; do
  corpus=tests/corpus/$parser
  mkdir -p "$build/$parser" "$corpus"
  read_cpu
  before=$spent used=0 runs=0 bad=0
  : >"$build/$parser.log"
  while [ "$used" -lt "$seconds" ] && [ $bad = 0 ]; do
    nice -n 10 "$build/fuzz_$parser" -max_total_time=$((seconds - used + 1)) -max_len=4096 -timeout=10 -print_final_stats=1 \
      -rss_limit_mb=2048 -dict="tests/parsers/$parser.dict" -artifact_prefix="$build/finding-$parser-" \
      "$build/$parser" "$corpus" >>"$build/$parser.log" 2>&1 || bad=1
    last=$used
    read_cpu
    used=$((spent - before))
    [ "$used" -gt "$last" ] || break
  done
  runs=$(awk '/^stat::number_of_executed_units:/ { sum += $2 } END { printf "%d", sum }' "$build/$parser.log")
  coverage=$(awk '/ cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") c = $(i + 1) } END { print c + 0 }' "$build/$parser.log")
  printf '%-9s %6d %12d %9d %7d %8d\n' "$parser" "$used" "$runs" "$coverage" "$(find "$build/$parser" -type f | wc -l)" $bad
  if [ $bad = 1 ]; then
    found=1
    grep -m 1 -E 'parser check failed|ERROR: |runtime error' "$build/$parser.log" >&2 || true
    echo "fuzz_parsers.sh: $parser: a finding: $build/$parser.log; run it again: $build/fuzz_$parser $build/finding-$parser-*" >&2
  elif [ "$used" -lt "$seconds" ]; then
    echo "fuzz_parsers.sh: $parser: ended after $used of $seconds CPU seconds: $build/$parser.log" >&2
    found=1
  fi
  if [ "${KEEP:-0}" = 1 ] && [ $bad = 0 ]; then
    rm -rf "$build/merged"
    mkdir -p "$build/merged"
    "$build/fuzz_$parser" -set_cover_merge=1 -use_counters=0 -max_len=4096 "$build/merged" "$corpus" "$build/$parser" >>"$build/$parser.log" 2>&1
    rm -rf "$corpus"
    mv "$build/merged" "$corpus"
  fi
done
exit $found
