#!/bin/bash
# The RTL under Icarus Verilog, a simulator that shares nothing with Verilator: single units and whole machines, each against
# expected values that tests/icarus/cases.c writes from the golden model and csim.
#   scripts/icarus.sh [PATTERN]             all tests, or those whose name matches
#   scripts/icarus.sh --planted [PATTERN]   a bug in the RTL for each line of tests/icarus/planted.list: its test must fail
#   scripts/icarus.sh --translate FOLDER    only writes the RTL as Icarus Verilog reads it (synth/power.sh)
# A line for each, then a summary. The exit code is 1 if one of them is not ok or nothing was checked, 2 without a tool
# or with a command line it does not know.
# All is written under build/icarus.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
out=build/icarus
bench=tests/icarus
fail() { echo "icarus.sh: $*" >&2; exit "${code:-1}"; }
if ! command -v iverilog >/dev/null || ! command -v vvp >/dev/null; then code=2 fail "not installed: apt-get install iverilog"; fi

# NAME TESTBENCH PARAMETERS CASES: a test, what is built for it, and, separated by +, what cases.c is asked for (the folder
# is put in). `mini` is a machine of harness/isa/flexsa_configs.def.
tests() {
  echo "fp fp - fp 1"
  local size rows cols adder second depth machine arch
  for size in 2x2 4x4; do
    rows=${size%x*} cols=${size#*x}
    for adder in 1 0; do for second in 1 0; do for depth in 1 2 3; do
      echo "core-$size-a$adder-w$((second + 1))-d$depth core" \
        "Rows=$rows,Cols=$cols,TopHasAdder=$adder,SecondWeight=$second,PipeDepth=$depth" \
        "core $rows $cols $adder $second $depth 200 $depth"
    done; done; done
  done
  echo "fifo-4 fifo Depth=4 -"
  echo "fifo-2 fifo Width=136,Depth=2 -"
  echo "credit credit - -"
  echo "dispatch dispatch - -"
  echo "switches switches - -"
  echo "obuf-4 obuf Cols=4,Depth=8 obuf 4 8 8000 1"
  echo "obuf-8 obuf Cols=8,Depth=16 obuf 8 16 8000 2"
  local gemms="gemm 20 10 13 - - special 1 0+gemm 33 4 9 c0 - full 2 0+gemm 16 8 8 - f16 normal 3 0+gemm 40 3 3 - - special 4 7"
  local programs="program 60 5 0+program 60 6 9"
  for arch in flexsa cores single; do
    echo "mini-$arch machine Config=mini,Arch=$arch,PipeDepth=1,SecondWeight=1 $gemms+$programs"
  done
  for machine in flexsa-2-1 flexsa-3-1 flexsa-1-0 flexsa-2-0 cores-2-0 single-3-1; do
    IFS=- read -r arch depth second <<<"$machine"
    echo "mini-$arch-d$depth-w$((second + 1)) machine Config=mini,Arch=$arch,PipeDepth=$depth,SecondWeight=$second" \
      "gemm 20 10 13 c0 - special $depth 0+gemm 18 4 4 - - full 8 3+program 40 $depth 0"
  done
  echo "tall-flexsa machine Config=tall,Arch=flexsa,PipeDepth=1,SecondWeight=1" \
    "gemm 20 7 19 - - special 1 0+gemm 17 3 7 - - normal 2 5+program 40 3 0"
}

# translate FROM TO: the RTL as Icarus Verilog 11 reads it
translate() {
  local file
  mkdir -p "$2"
  sed -n -E '/^ *typedef .*;$/p; /^ *typedef struct/,/\} *[a-z0-9_]+_t;/p' "$1"/*_pkg.sv >"$2/types.sv"
  for file in build/gen/flexsa_isa_pkg.sv "$1"/flexsa_*.sv; do sed -E -f $bench/portable.sed "$file" >"$2/${file##*/}"; done
}

# parameters LIST: as iverilog wants them; Config and Arch are those of the table of machines
parameters() {
  local item top=$1
  for item in ${2//,/ }; do
    case $item in
      -) ;;
      Config=*) awk -v want="${item#*=}" -v top="$top" -F '[(, )]+' '/^FLEXSA_CONFIG\(/ && $2 == want {
        printf "-P%s.SubRows=%s -P%s.SubCols=%s -P%s.BlkM=%s -P%s.PortBytes=%s -P%s.GbufBytes=%s ", top, $3, top, $4, top, $5, top, $6, top, $7 }' \
        harness/isa/flexsa_configs.def ;;
      Arch=flexsa) printf -- '-P%s.Arch=0 ' "$top" ;;
      Arch=cores)  printf -- '-P%s.Arch=1 ' "$top" ;;
      Arch=single) printf -- '-P%s.Arch=2 ' "$top" ;;
      *) printf -- '-P%s.%s ' "$top" "$item" ;;
    esac
  done
}

# cases NAME TOP PARAMETERS WANTED: the folders with its cases, one a line; made once a run
cases() {
  local name=$1 top=$2 wanted folder=$out/cases/$1 n=0 words one
  [ "$4" != - ] || { echo -; return; }
  if [ ! -f "$folder/made" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    while IFS= read -r one; do
      read -r -a words <<<"$one"
      wanted=("${words[0]}" "$folder/$n" "${words[@]:1}")
      if [ "$top" = machine ]; then
        local c a d s
        IFS=',=' read -r _ c _ a _ d _ s <<<"$3"
        wanted=("${words[0]}" "$folder/$n" "$c" "$a" "$d" "$s" "${words[@]:1}")
      fi
      build/icarus_cases "${wanted[@]}" >&2 || return 1
      n=$((n + 1))
    done < <(tr '+' '\n' <<<"$4")
    touch "$folder/made"
  fi
  if [ "$top" = machine ]; then ls -d "$folder"/*/*/; else ls -d "$folder"/*/; fi
}

# one NAME RTL WORK: builds and runs it; sets checks, failures, runs, waves and trouble (why it could not be run)
one() {
  local name=$1 rtl=$2 work=$3 top params wanted folder folders line c f
  read -r _ top params wanted < <(tests | grep "^$name ")
  checks=0 failures=0 runs=0 waves="0 0 0 0" trouble=
  mkdir -p "$work"
  folders=$(cases "$name" "$top" "$params" "$wanted") || { trouble="its cases cannot be written"; return; }
  # shellcheck disable=SC2046
  iverilog -g2012 -Wno-timescale $(parameters "$top" "$params") -o "$work/$name.vvp" -s "$top" "$rtl/types.sv" \
    "$rtl/flexsa_isa_pkg.sv" "$rtl/flexsa_pkg.sv" "$rtl/flexsa_fp_pkg.sv" "$rtl/flexsa_pe_pkg.sv" \
    $(ls "$rtl"/flexsa_*[!g].sv) $bench/tally.sv $bench/gbuf.sv "$bench/$top.sv" >"$work/$name.log" 2>&1 ||
    { trouble="iverilog: $(grep -m 1 -E 'error|failed' "$work/$name.log")"; return; }
  : >"$work/$name.out"
  for folder in $folders; do
    timeout 300 vvp -n "$work/$name.vvp" "+case=${folder%/}" >"$work/$name.run" 2>&1 || { trouble="vvp ends with code $?, $folder"; return; }
    { echo "$folder"; cat "$work/$name.run"; } >>"$work/$name.out"
    line=$(grep '^checks ' "$work/$name.run") || { trouble="no result, $folder"; return; }
    read -r _ c _ f _ <<<"$line"
    checks=$((checks + c)) failures=$((failures + f)) runs=$((runs + 1))
    waves=$(awk -v had="$waves" '/^waves / { split(had, w, " "); for (i = 1; i <= 4; i++) w[i] += $(i + 1); had = w[1] " " w[2] " " w[3] " " w[4] }
      END { print had }' "$work/$name.run")
  done
}

seconds() { echo "$((($(date +%s%N) - begun) / 100000000))e-1"; }

run_tests() {
  local name bad=0 all=0 count=0 verdict begun total_begun=$SECONDS
  printf '%-22s %5s %8s %8s %6s  %-5s %s\n' test runs checks failed s "" "waves FW HSW VSW ISW"
  translate rtl $out/rtl
  while read -r name _; do
    # shellcheck disable=SC2053
    [[ $name == $1 ]] || continue
    begun=$(date +%s%N)
    one "$name" $out/rtl $out/work
    verdict=ok
    [ "$failures" = 0 ] && [ "$checks" -gt 0 ] && [ -z "$trouble" ] || verdict=FAIL
    case $name in mini-flexsa|tall-flexsa) [[ " $waves " != *" 0 "* ]] || { verdict=FAIL; trouble="a mode without a wave"; } ;; esac
    case $name in mini*|tall*) ;; *) waves="" ;; esac
    printf '%-22s %5d %8d %8d %6.1f  %-5s %s\n' "$name" "$runs" "$checks" "$failures" "$(seconds)" "$verdict" "${trouble:-$waves}"
    [ $verdict = ok ] || { bad=$((bad + 1)); grep -h -v '^checks\|^waves' "$out/work/$name.out" 2>/dev/null | head -n 4 | sed 's/^/    /'; }
    all=$((all + checks)) count=$((count + 1))
  done < <(tests)
  [ $count -gt 0 ] || { code=2 fail "no test's name is $1"; }
  echo "$count tests, $all checks, $bad not ok, $((SECONDS - total_begun)) s"
  [ $bad = 0 ] && [ $all -gt 0 ]
}

run_planted() {
  local n=0 bad=0 count=0 name file change rtl verdict begun
  printf '%-20s %-22s %8s %8s %6s  %-12s %s\n' test file checks failed s "" "planted bug"
  while read -r name file change; do
    case $name in ''|'#'*) continue ;; esac
    n=$((n + 1))
    # shellcheck disable=SC2053
    [[ $name == $1 || $file == $1 ]] || continue
    begun=$(date +%s%N)
    rtl=$out/planted/$n
    rm -rf "$rtl"
    mkdir -p "$rtl/from"
    cp rtl/*.sv "$rtl/from"
    sed -i -E "$change" "$rtl/from/$file"
    checks=0 failures=0 trouble=
    if cmp -s "rtl/$file" "$rtl/from/$file"; then
      trouble="changes nothing"
    else
      translate "$rtl/from" "$rtl/rtl"
      one "$name" "$rtl/rtl" "$rtl"
    fi
    verdict=caught
    [ -z "$trouble" ] && [ "$failures" -gt 0 ] || { verdict="NOT CAUGHT"; bad=$((bad + 1)); }
    count=$((count + 1))
    printf '%-20s %-22s %8d %8d %6.1f  %-12s %s\n' "$name" "$file" "$checks" "$failures" "$(seconds)" "$verdict" "${trouble:-$change}"
  done <$bench/planted.list
  [ $count -gt 0 ] || { code=2 fail "no planted bug's test or file is $1"; }
  echo "$count planted bugs, $bad not caught"
  [ $bad = 0 ]
}

case "$# ${1:-}" in
  "0 "|"1 "[!-]*|"1 --planted"|"2 --planted"|"2 --translate") ;;
  *) code=2 fail "usage: icarus.sh [PATTERN | --planted [PATTERN] | --translate FOLDER]" ;;
esac
"${MAKE:-make}" -s --no-print-directory build/icarus_cases build/gen/flexsa_isa_pkg.sv || exit 1
if [ "${1:-}" = --translate ]; then
  translate rtl "${2:?a folder}"
  exit
fi
rm -rf $out/cases $out/work $out/rtl
mkdir -p $out
case ${1:-} in
  --planted) rm -rf $out/planted; run_planted "${2:-*}" ;;
  *) run_tests "${1:-*}" ;;
esac
