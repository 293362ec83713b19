#!/bin/bash
# Mutation: bugs are planted, and the tests must find them.
#   scripts/mutate.sh [PATTERN]     all mutants, or those whose name or file matches the shell pattern
#
#   hand   tests/mutants/*.list: expressions of the RTL, of the golden model and of the compiler, each with
#          another one in its place. All mutants of a language are in one build; FLEXSA_MUTANT=N chooses one.
#   yosys  Yosys' `mutate` on the netlist of mini-flexsa, the same way; the list is drawn anew from SEED
#
# A mutant meets its killers one after another, fastest first, and ends with the first that fails. The mutant 0,
# nothing changed, must pass all of them before. RTL: flexsa fuzz on mini (golden values, csim's cycles), then on the
# other machines, then the test suites. Golden model and compiler: their second methods, no RTL.
#
# Results are on disk, one file a mutant, under build/mutate/results; a run that was ended goes on. They are dropped
# when a source changes. The last table names who survived. Exit code 1: fewer than 200 mutants, fewer than 99%
# of those not equivalent killed, or one survives that no list explains; a part of the mutants gives no verdict.
set -uo pipefail
cd "$(dirname "$0")/.."
out=build/mutate
results=$out/results
YOSYS_MUTANTS=${YOSYS_MUTANTS:-120}
SEED=${SEED:-1}
models=(mini-flexsa mini-cores mini-single mini-flexsa-d2 mini-flexsa-d3 mini-flexsa-w1 tall-flexsa small-flexsa)
rtl_suites=(rtl_rules timing rtl_edges rtl_programs csim rtl_gemm timeline)
golden_filters=('half/n*' 'golden/counters*' 'golden/refuses*' 'golden/tiles_mini' 'golden/a_*' 'golden/on*' 'golden/agrees*' 'golden/plans*'
  'oracle/*' 'half/[a-m]*' 'golden/tiles_[!m]*')
compiler_filters=('modes/*' 'edges/mini*' 'blocks/*' 'planner/*' 'edges/[!m]*' 'golden/plans*')

fail() { echo "mutate.sh: $*" >&2; exit "${code:-1}"; }

# ---- killers: each prints what killed the mutant, or nothing -----------------------------------------------------
# fuzz MODELS MODEL COUNT...: more and more cases, so that a mutant that always fails is done at once
fuzz() {
  local folder=$1 model=$2 log=$work/fuzz.$2 config arch options args count rc resume=""
  shift 2
  IFS=- read -r config arch options <<<"$model"
  args=(--config "$config" --arch "$arch" --stalls --resets --jobs 1 --out "$log.d")
  case $options in *d2*) args+=(--pipe-depth 2) ;; *d3*) args+=(--pipe-depth 3) ;; esac
  case $options in *w1*) args+=(--second-weight 0) ;; esac
  rm -rf "$log.d"
  for count in "$@"; do
    FLEXSA_MODELS=$folder timeout 300 build/flexsa fuzz "${args[@]}" --count "$count" $resume >"$log" 2>&1
    rc=$?
    case $rc in
      0) resume=--resume ;;
      1|4) # a case differs, or does not come to its end
        echo "fuzz $model: $(ls "$log.d" | grep -v fuzz.log | head -n 1)"; rm -rf "$log.d"; return ;;
      124) echo "fuzz $model: no end"; rm -rf "$log.d"; return ;;
      *) echo "error: flexsa fuzz, exit code $rc: $(tail -n 1 "$log")"; return ;;
    esac
  done
  rm -rf "$log.d" "$log"
}
# suite MODELS PROGRAM FILTER: the first test that fails
suite() {
  local log=$work/suite rc
  FLEXSA_MODELS=$1 LD_LIBRARY_PATH=$1 timeout 900 "$2" --filter "$3" --fail-fast --timeout 900 >"$log" 2>&1
  rc=$?
  if [ $rc = 124 ]; then echo "suite $3: no end"
  elif ! grep -q 'Synthesis: Tested: [1-9]' "$log"; then echo "error: $3: no test was run: $(tail -n 1 "$log")"
  elif ! grep -q "Failing: [1-9]" "$log"; then [ $rc = 0 ] || echo "error: $3: exit code $rc: $(tail -n 1 "$log")"
  else
    echo "suite $3: $(sed -n 's/^\[[A-Z!]*\] *\([a-z_0-9]*::[a-z_0-9]*\).*/\1/p' "$log" | head -n 1 | sed 's/.*:://')"
  fi
  rm -f "$log"
}
# The killers of a mutant of FILE, a line each, in order; of "every" file, for the mutant 0: what any mutant may meet.
killers_rtl() {
  local file=$1 name folder=$PWD/$out/rtl/build/models
  case $file in *flexsa_rules.sv) echo suite "$folder" build/tests 'rtl_rules/*' ;; esac
  case $file in every|*flexsa_single.sv) echo fuzz "$folder" mini-single 2 8 40 ;; esac
  case $file in every|*flexsa_top.sv) echo fuzz "$folder" mini-cores 2 8 40 ;; esac
  echo fuzz "$folder" mini-flexsa 2 8 40
  for name in "${models[@]:1}"; do echo fuzz "$folder" "$name" 4 20; done
  case $file in every|*flexsa_fp_pkg.sv) echo suite "$folder" build/tests "fma/*" ;; esac
  for name in "${rtl_suites[@]}"; do echo suite "$folder" build/tests "$name/*"; done
  echo fuzz "$folder" mini-flexsa 300
}
killers_yosys() {
  local name folder=$PWD/$out/yosys/build/models
  echo fuzz "$folder" mini-flexsa 2 8 40 200
  for name in "rtl_gemm/every*" "rtl_programs/*" "rtl_edges/mini_flexsa"; do echo suite "$folder" build/tests "$name"; done
}
killers_c() {
  local name filters=("${golden_filters[@]}")
  case $1 in harness/compiler/*) filters=("${compiler_filters[@]}") ;; esac
  for name in "${filters[@]}"; do echo suite "$PWD/build/models" $out/c/build/tests "$name"; done
}

# one KIND N NAME FILE: the result file of one mutant: tenths of a second, and what killed it
one() {
  local begun stage killer=""
  export FLEXSA_MUTANT=$2
  work=$out/work/$1.$3
  mkdir -p "$work"
  begun=$(date +%s%N)
  while read -r -u 3 stage; do
    killer=$(set -f; $stage)
    [ -z "$killer" ] || break
  done 3< <("killers_$1" "$4")
  rm -rf "$work"
  printf '%s\t%s\n' "$(( ($(date +%s%N) - begun) / 100000000 ))" "${killer:-survived}" >"$results/$1.$3.tmp"
  mv "$results/$1.$3.tmp" "$results/$1.$3"
}

# ---- builds ------------------------------------------------------------------------------------------------------
# A folder like the project's root, in which scripts/build_model.sh works.
model_tree() {
  local link
  rm -rf "$1"
  mkdir -p "$1/rtl" "$1/build/gen"
  for link in harness scripts tests; do ln -s "$PWD/$link" "$1/$link"; done
  ln -s "$PWD/build/runtime" "$1/build/runtime"
}
model() { # TREE NAME
  [ ! -f "$1/build/models/$2.so" ] || return 0
  echo "  MUTANTS $1 $2"
  (cd "$1" && export MODEL_OPT=-O1 MODEL_OPT_SMALL=-O1 MODEL_OPT_BULK=-O1 &&
    if [ "$2" = libfma ]; then scripts/build_fma.sh; else scripts/build_model.sh "$2"; fi) >"$1/$2.log" 2>&1 || {
    grep -m 3 -A 3 Error "$1/$2.log" >&2
    fail "$2 with the mutants cannot be built: $1/$2.log"
  }
}
chosen='(std::getenv(\"FLEXSA_MUTANT\") ? std::atoi(std::getenv(\"FLEXSA_MUTANT\")) : 0)'
plant_rtl() {
  model_tree $out/rtl
  cp rtl/*.sv rtl/*.vlt $out/rtl/rtl
  awk -v number=flexsa_mutant_pkg::number -v out=$out/rtl -f scripts/mutate.awk tests/mutants/rtl.list >$out/rtl.index.tmp || exit 1
  { printf 'package flexsa_mutant_pkg;\n  int unsigned number = $c("%s");\nendpackage\n' "$chosen"
    cat build/gen/flexsa_isa_pkg.sv; } >$out/rtl/build/gen/flexsa_isa_pkg.sv
  mv $out/rtl.index.tmp $out/rtl.index
}
plant_c() {
  rm -rf $out/c
  mkdir -p $out/c/build
  cp -r Makefile harness csim tests scripts workloads rtl waves docs $out/c
  awk -v number=flexsa_mutant -v out=$out/c -f scripts/mutate.awk tests/mutants/golden.list tests/mutants/compiler.list >$out/c.index.tmp || exit 1
  ln -s "$PWD/build/models" $out/c/build/models
  cp tests/mutants/chosen.c tests/mutants/chosen.h $out/c/harness/isa
  "${MAKE:-make}" -s -C $out/c -j"$jobs" -o build/models/libfma.so BUILD=build WARN=-w \
    CFLAGS="-O1 -include harness/isa/chosen.h" build/tests >$out/c.log 2>&1 || {
    tail -n 5 $out/c.log >&2
    fail "the C mutants cannot be built: $out/c.log"
  }
  mv $out/c.index.tmp $out/c.index
}
# The netlist of mini-flexsa, flat; not `opt -full`, with which Yosys 0.23 computes wrong values.
plant_yosys() {
  local tree=$out/yosys
  model_tree $tree
  cp rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv rtl/*.vlt $tree/rtl
  rm $tree/rtl/flexsa_sim.vlt
  cp build/gen/flexsa_isa_pkg.sv $tree/build/gen
  cat >$tree/net.ys <<END
read_verilog -defer -sv build/gen/flexsa_isa_pkg.sv rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv rtl/flexsa_pe_pkg.sv $(echo rtl/flexsa_*[!g].sv)
hierarchy -check -top flexsa_top -chparam Arch 0 $(awk -F '[(, )]+' '/^FLEXSA_CONFIG\(mini/ {
  printf "-chparam SubRows %s -chparam SubCols %s -chparam BlkM %s -chparam PortBytes %s", $3, $4, $5, $6 }' harness/isa/flexsa_configs.def)
proc; flatten; opt_expr; opt_merge; opt_clean
rename -top flexsa_netlist
select -set decisions r:Y_WIDTH=1
mutate -list $YOSYS_MUTANTS -seed $SEED -port Y -ctrl mutant 16 1 -o $tree/list.ys @decisions
script $tree/list.ys
opt_clean
write_verilog -noattr $tree/rtl/flexsa_netlist.v
END
  echo "  YOSYS mutate"
  yosys -q -l $tree/yosys.log $tree/net.ys >$tree/yosys.out 2>&1 || { tail -n 2 $tree/yosys.out >&2; fail "Yosys fails: $tree/yosys.log"; }
  { sed '/^);$/q' rtl/flexsa_top.sv
    printf '  logic [15:0] mutant;\n  initial mutant = $c("%s");\n  flexsa_netlist i_netlist (.*);\nendmodule\n' "$chosen"
  } >$tree/rtl/flexsa_top.sv
  # Yosys names the deepest place last but one, among others; the file is the module that holds the cell.
  awk -v OFS='\t' '{
    what = $0; sub(/^.* -mode /, "", what); sub(/ -module flexsa_netlist/, "", what); sub(/ -src .*/, "", what)
    gsub(/\$[0-9]+ /, " ", what) # numbers of Yosys change with any line of RTL; explanations are found without
    n = split($0, part, " -src "); file = ""; deep = 0
    for (i = 2; i <= n; i++) {
      split(part[i], place, ":")
      if (place[1] ~ /^rtl/ && (file == "" || place[1] !~ /top|unit\.sv|engine|datapath|quad/)) file = place[1] ":" place[2]
    }
    print NR, sprintf("y%03d", NR), file, what, ""
  }' $tree/list.ys >$out/yosys.index.tmp
  mv $out/yosys.index.tmp $out/yosys.index
}

if [ "${1:-}" = --one ]; then one "$2" "$3" "$4" "$5"; exit; fi

# ---- what there is to do -----------------------------------------------------------------------------------------
pattern=${1:-*}
jobs=${JOBS:-$(nproc)}
key=$(find rtl harness csim tests scripts/build_*.sh scripts/mutate.awk -type f ! -name yosys.equivalent -print0 | sort -z | xargs -0 cat | cksum)-$SEED-$YOSYS_MUTANTS
[ "$key" = "$(cat $out/key 2>/dev/null)" ] || rm -rf $out
mkdir -p $results $out/work
echo "$key" >$out/key
begun=$SECONDS
[ -f $out/rtl.index ] || plant_rtl
[ -f $out/c.index ] || { echo "  MUTANTS C"; plant_c; }
[ -f $out/yosys.index ] || plant_yosys
export -f model fail
export out
printf '%s\n' "$out/yosys mini-flexsa" "$out/rtl libfma" "${models[@]/#/$out/rtl }" |
  xargs -P "$jobs" -L 1 bash -c 'model "$0" "$1"' || exit 1
for file in build/models/*.so; do # machines that no mutant is in, which some suites want too
  for name in rtl yosys; do [ -e "$out/$name/$file" ] || ln -s "$PWD/$file" "$out/$name/$file"; done
done
echo "built in $((SECONDS - begun)) s"

# KIND N NAME FILE of every mutant that the pattern takes
todo=()
for kind in rtl c yosys; do
  while IFS=$'\t' read -r n name file what reason; do
    # shellcheck disable=SC2053
    [[ $name == $pattern || $file == $pattern ]] && todo+=("$kind $n $name $file")
  done <$out/$kind.index
done
[ ${#todo[@]} -gt 0 ] || { code=2 fail "no mutant's name or file is $pattern"; }

# ---- nothing planted: every killer must pass ---------------------------------------------------------------------
if [ ! -f $out/baseline ]; then
  echo "  BASELINE every killer, nothing planted"
  one rtl 0 none.rtl every & one yosys 0 none.yosys - & wait
  one c 0 none.golden harness/golden/none; one c 0 none.compiler harness/compiler/none
  for name in rtl.none.rtl yosys.none.yosys c.none.golden c.none.compiler; do
    line=$(cut -f 2 $results/$name); rm -f $results/$name
    [ "$line" = survived ] || fail "the killers fail with nothing planted ($name): $line"
  done
  touch $out/baseline
fi

# ---- the mutants ---------------------------------------------------------------------------------------------------
left=()
for entry in "${todo[@]}"; do
  read -r kind n name file <<<"$entry"
  ! grep -qs "error: " "$results/$kind.$name" || rm "$results/$kind.$name" # could not be judged: again
  [ -f "$results/$kind.$name" ] || left+=("$entry")
done
echo "${#todo[@]} mutants, ${#left[@]} to run, $jobs at a time"
begun=$SECONDS
if [ ${#left[@]} -gt 0 ]; then
  printf '%s\n' "${left[@]}" | xargs -P "$jobs" -L 1 "$0" --one &
  runner=$!
  trap 'kill $runner 2>/dev/null; exit 130' INT TERM
  while [ -t 1 ] && kill -0 $runner 2>/dev/null; do
    sleep 1
    done_now=0
    for entry in "${left[@]}"; do read -r kind n name file <<<"$entry"; [ -f "$results/$kind.$name" ] && done_now=$((done_now + 1)); done
    [ $done_now = 0 ] || printf '\r%d of %d, about %d s left   ' $done_now ${#left[@]} $(((SECONDS - begun) * (${#left[@]} - done_now) / done_now))
  done
  wait $runner
  [ ! -t 1 ] || printf '\r%60s\r' ""
fi

# ---- the verdict -----------------------------------------------------------------------------------------------
explained() { KEY=$1 awk 'index($0, ENVIRON["KEY"]) == 1 { print "equivalent: " substr($0, length(ENVIRON["KEY"]) + 1) }' tests/mutants/yosys.equivalent; }
for kind in rtl c yosys; do
  while IFS=$'\t' read -r n name file what reason; do
    # shellcheck disable=SC2053
    [[ $name == $pattern || $file == $pattern ]] || continue
    [ -z "$reason" ] || reason="equivalent: $reason"
    [ -n "$reason" ] || [ "$kind" != yosys ] || reason=$(explained "$file $what: ")
    if [ -f "$results/$kind.$name" ]; then IFS=$'\t' read -r tenths killer <"$results/$kind.$name"; else tenths=0 killer="error: no result"; fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$kind" "$name" "${file##*/}" "$tenths" "$killer" "$what" "$reason"
  done <$out/$kind.index
done >$out/table
awk -F '\t' -v part="$pattern" -v seconds=$((SECONDS - begun)) '
  function group() {
    if ($1 == "yosys") return "RTL, Yosys"
    if ($1 == "rtl") return "RTL, by hand"
    return $3 ~ /^(shape|emit|blocks|plan)\.c/ ? "compiler" : "golden model"
  }
  BEGIN { printf "%-24s %-24s %6s  %s\n", "mutant", "file", "s", "killed by" }
  {
    g = group(); all[g]++; total++
    if ($5 ~ /^error/) { errors++; how = "invalid: " $5 }
    else if ($5 != "survived") {
      killed[g]++; kills++; how = $5
      if ($7 != "") { wrong++; how = how "  BUT A LIST CALLS IT EQUIVALENT" }
    }
    else if ($7 != "") { equal[g]++; equals++; how = $7 }
    else { survived[g]++; how = "SURVIVED: " $6; lost++ }
    printf "%-24s %-24s %6.1f  %s\n", $2, $3, $4 / 10, how
  }
  END {
    printf "\n%-14s %8s %8s %10s %8s %8s\n", "", "mutants", "killed", "equivalent", "survived", "killed%"
    n = split("RTL, by hand;RTL, Yosys;golden model;compiler", order, ";")
    for (i = 1; i <= n; i++) {
      g = order[i]
      if (all[g] == 0) continue
      printf "%-14s %8d %8d %10d %8d %8.1f\n", g, all[g], killed[g], equal[g], survived[g],
        (all[g] > equal[g] ? 100 * killed[g] / (all[g] - equal[g]) : 0)
    }
    rate = total > equals ? 100 * kills / (total - equals) : 0
    printf "%-14s %8d %8d %10d %8d %8.1f\n", "all", total, kills, equals, lost, rate
    printf "this run %d s; %d invalid; %d killed that a list calls equivalent\n", seconds, errors, wrong
    if (part != "*") { print "a part of the mutants: no verdict"; exit (lost + errors + wrong > 0) }
    if (total < 200) { print "fewer than 200 mutants"; exit 1 }
    if (rate < 99 || lost + errors + wrong > 0) { print "not enough: 99% must be killed, and every survivor be shown equivalent"; exit 1 }
  }' $out/table
