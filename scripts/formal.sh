#!/bin/bash
# Proofs: every file formal/NAME.sv states one claim about the RTL and says in its header how it is proved.
#   scripts/formal.sh [NAME]...             prove all (or these)
#   scripts/formal.sh --planted [NAME]...   break the RTL first, once for every bug a header names: each proof must fail
# A line for each: the table. The exit code is not 0 if one of them is not ok. FORMAL_JOBS is how many run at a
# time (as many as there are CPUs); everything written is under build/formal, a proof's logs under its name.
#
# Its first line is the claim. Tags:
#   //@ sat              no state: true for all inputs; yosys -> AIGER -> CNF, cadical
#   //@ pdr              true in every state that can be reached: yosys-abc finds an inductive invariant and checks it
#   //@ induct K         k-induction with k = K: yosys-smtbmc, z3
#   //@ bounded D        true in the first D cycles after reset: unrolled by yosys-abc, cadical
#   //@ bmc D            the same by yosys-abc bmc3, which is faster when little is chosen freely
#   //@ model FILE       formal/models/FILE.sv instead of rtl/FILE.sv: a neighbour made simple, for this proof
#   //@ cover D          each cover statement happens within D cycles, so what is assumed can be met: yosys-abc bmc3
#   //@ peek WIRE PATH    a wire of the property module that shows one inside the RTL, for an invariant
#   //@ param NAME=V..   parameters of the property module; a proof for each such line; method=bounded_D at its end: by that method
#   //@ bug FILE SED     rtl/FILE.sv changed by the sed expression must give a counterexample from reset
set -uo pipefail
cd "$(dirname "$0")/.."
out=build/formal
limit=${FORMAL_LIMIT:-300}   # CPU seconds a solver may take

tags() { sed -n "s|^//@ $2 *||p" "formal/$1.sv"; }
claim() { sed -n '1s|^// ||p' "formal/$1.sv"; }
words() { # METHOD: as the table says it
  case $1 in
    sat) echo "all inputs" ;; pdr) echo induction ;; induct*) echo "induction k=${1#* }" ;; bounded*|bmc*) echo "bounded ${1#* } cycles" ;;
  esac
}
method() { sed -nE 's#^//@ (sat|pdr|induct .*|bounded .*|bmc .*)$#\1#p' "formal/$1.sv" | head -n 1; }

# netlist NAME PARAMETERS RTL WORK METHOD: the property module with the RTL of folder RTL, as WORK/p.aig and, for z3, WORK/p.smt2;
# its cover statements, asserted not to happen, as WORK/c.aig
netlist() {
  local name=$1 params=$2 rtl=$3 work=$4 how=$5 sources param model chparam="" back
  sources=" build/gen/flexsa_isa_pkg.sv $rtl/flexsa_pkg.sv $rtl/flexsa_fp_pkg.sv $rtl/flexsa_pe_pkg.sv"
  sources+=" $(echo "$rtl"/flexsa_*[!g].sv)"
  for model in $(tags "$name" model); do sources=${sources/ $rtl\/$model.sv/ formal\/models\/$model.sv}; done
  for param in ${params/method=*/}; do chparam+=" -chparam ${param%=*} ${param#*=}"; done
  back="setattr -unset keep; delete -output; opt -full; techmap; opt -fast; simplemap; opt -fast; dffunmap
abc -g AND -fast; opt_clean; write_aiger -I -B -zinit -no-startoffset"
  {
    echo "read_verilog -formal -defer -sv$sources formal/$name.sv; hierarchy -check -top $name$chparam"
    echo "proc; flatten; async2sync; memory -nordff"
    tags "$name" peek | sed "s/^/connect -set /"
    echo "opt_clean; opt -full"
    echo "setundef -undriven -anyseq; setundef -anyseq"
    [ -z "$(tags "$name" cover)" ] ||
      echo "design -save here; delete t:\$assert; techmap -map formal/models/cover.v; $back $work/c.aig; design -load here"
    echo "delete t:\$cover"
    case $how in
      induct*) echo "design -save here; dffunmap; write_smt2 -wires $work/p.smt2; design -load here" ;;
    esac
    echo "$back $work/p.aig"
  } >"$work/p.ys"
  yosys -q -l "$work/yosys.log" "$work/p.ys" >"$work/yosys.out" 2>&1
}

limited() { (ulimit -t "$limit"; exec "$@"); }

# Each prints proved, counterexample [length], or what else came of it.
solve_cnf() {
  limited cadical -q "$1/p.cnf" >"$1/solver.log" 2>&1
  case $? in 20) echo proved ;; 10) echo counterexample ;; 124|137|152) echo timeout ;; *) echo error ;; esac
}
solve_sat() {
  limited yosys-abc -c "read_aiger $1/p.aig; orpos; fraig; write_cnf $1/p.cnf" >"$1/abc.log" 2>&1 || { echo error; return; }
  solve_cnf "$1"
}
abc_answer() {
  if grep -q 'Property proved' "$1"; then echo proved
  elif grep -q 'was asserted in frame' "$1"; then
    echo "counterexample $(($(sed -n 's/.*was asserted in frame \([0-9]*\).*/\1/p' "$1" | head -n 1) + 1))"
  elif grep -q 'No output asserted' "$1"; then echo "none in $(sed -n 's/.*No output asserted in \([0-9]*\) frames.*/\1/p' "$1")"
  else echo timeout; fi
}
solve_pdr() {
  limited yosys-abc -c "read_aiger $1/p.aig; fold; orpos; strash; scorr; dc2; scorr; pdr" >"$1/solver.log" 2>&1
  abc_answer "$1/solver.log"
}
solve_bounded() { # ... DEPTH: the first DEPTH cycles as one formula, for a solver that is faster than bmc3 with them
  limited yosys-abc -c "read_aiger $1/p.aig; fold; orpos; strash; scorr; dc2; frames -i -F $2; orpos; strash; dc2; write_cnf $1/p.cnf" \
    >"$1/abc.log" 2>&1 || { echo error; return; }
  solve_cnf "$1"
}
solve_bmc() { # ... DEPTH: a short counterexample
  limited yosys-abc -c "read_aiger $1/p.aig; fold; orpos; strash; bmc3 -F $2" >"$1/solver.log" 2>&1
  abc_answer "$1/solver.log"
}
# ... DEPTH: how many cover statements there are, if every one of them happens
solve_cover() {
  limited yosys-abc -c "read_aiger $1/c.aig; fold; strash; bmc3 -a -F $2" >"$1/cover.log" 2>&1
  sed -n 's/^All \([0-9]*\) outputs are found to be SAT.*/\1/p' "$1/cover.log"
}
solve_induct() { # ... K
  limited yosys-smtbmc -s z3 -t "$2" "$1/p.smt2" >"$1/base.log" 2>&1 || { echo "base case fails"; return; }
  limited yosys-smtbmc -s z3 -i -t "$2" "$1/p.smt2" >"$1/solver.log" 2>&1 || { echo "step fails"; return; }
  echo proved
}

row() { # LABEL METHOD SOLVER SECONDS OK ANSWER TEXT
  printf '%-24s %-15s %-8s %6.1f  %-4s %-17s %s\n' "$@" | tee "$out/$1/line"
}
text() { # LABEL: the claim, or the planted bug
  case $1 in *.bug*) tags "${1%.bug*}" bug | sed -n "${1##*.bug}p" ;; *) claim "${1%.*}" ;; esac
}

# one LABEL NAME RUN RTL EXPECTED: a line of the table in WORK/line, and on the terminal
one() {
  local label=$1 name=$2 run=$3 rtl=$4 expected=$5 work how answer begun solver ok met
  work=$out/$label
  mkdir -p "$work"
  how=$(tags "$name" param | sed -n "${run}s/.*method=\([a-z]*\)_\{0,1\}\([0-9]*\).*/\1 \2/p")
  how=${how:-$(method "$name")}
  begun=$(date +%s%N)
  if ! netlist "$name" "$(tags "$name" param | sed -n "${run}p")" "$rtl" "$work" "$how"; then
    answer="yosys: $(grep -m 1 ERROR "$work/yosys.out")"
  elif [ "$expected" = proved ]; then
    case $how in
      sat)      answer=$(solve_sat "$work") ;;
      pdr)      answer=$(solve_pdr "$work") ;;
      bounded*) answer=$(solve_bounded "$work" "${how#* }") ;;
      bmc*)     answer=$(solve_bmc "$work" "${how#* }"); [ "$answer" != "none in ${how#* }" ] || answer=proved ;;
      induct*)  answer=$(solve_induct "$work" "${how#* }") ;;
      *)        answer="no method in formal/$name.sv" ;;
    esac
    if [ "$answer" = proved ] && [ -n "$(tags "$name" cover)" ]; then
      met=$(solve_cover "$work" "$(tags "$name" cover)")
      if [ -n "$met" ]; then answer="proved, $met met"; else answer="not all met"; fi
    fi
  else
    case $how in
      sat)      answer=$(solve_sat "$work") ;;
      bounded*) answer=$(solve_bounded "$work" "${how#* }") ;;
      bmc*)     answer=$(solve_bmc "$work" "${how#* }") ;;
      *)        answer=$(solve_bmc "$work" 200) ;;
    esac
  fi
  case $how in sat|bounded*) solver=cadical ;; induct*) solver=z3 ;; *) solver=abc ;; esac
  [ "$expected" = proved ] || [ "$solver" = cadical ] || solver=abc
  case $answer in "$expected"*) ok=ok ;; *) ok=FAIL ;; esac
  row "$label" "$(words "$how")" "$solver" "$(( ($(date +%s%N) - begun) / 100000000 ))e-1" "$ok" "$answer" "$(text "$label")"
}

planted() { # NAME N: the Nth bug of the proof NAME
  local name=$1 n=$2 bug file rtl=$out/$1.bug$2/rtl
  bug=$(tags "$name" bug | sed -n "${n}p")
  file=${bug%% *}.sv
  rm -rf "$rtl"
  mkdir -p "$rtl"
  cp rtl/*.sv "$rtl"
  sed -i "${bug#* }" "$rtl/$file"
  if cmp -s "rtl/$file" "$rtl/$file"; then
    row "$name.bug$n" - - 0 FAIL "changes nothing" "$bug"
  else
    one "$name.bug$n" "$name" 1 "$rtl" counterexample
  fi
}

case ${1:-} in
  --one)         run=${2#*.}; [ "$run" != "$2" ] || run=1; one "$2" "${2%.*}" "$run" rtl proved; exit ;;
  --one-planted) planted "${2%.bug*}" "${2##*.bug}"; exit ;;
esac
what=proofs
if [ "${1:-}" = --planted ]; then what=planted; shift; fi
names=("$@")
[ $# -gt 0 ] || names=($(cd formal && ls ./*.sv | sed 's|^\./||; s|\.sv$||'))
[ ${#names[@]} -gt 0 ] || { echo "formal.sh: no proof in formal/" >&2; exit 2; }
mkdir -p "$out"
begun=$SECONDS
work=() # what to run, in the order of the table
for name in "${names[@]}"; do
  [ -f "formal/$name.sv" ] || { echo "formal.sh: no proof $name" >&2; exit 2; }
  runs=$(tags "$name" param | wc -l)
  if [ $what = proofs ]; then
    if [ "$runs" -le 1 ]; then work+=("$name"); else for ((n = 1; n <= runs; n++)); do work+=("$name.$n"); done; fi
    continue
  fi
  bugs=$(tags "$name" bug | wc -l)
  [ "$bugs" -gt 0 ] || { echo "formal.sh: formal/$name.sv names no bug that it catches" >&2; exit 1; }
  for ((n = 1; n <= bugs; n++)); do work+=("$name.bug$n"); done
done
for label in "${work[@]}"; do rm -rf "${out:?}/$label"; done
printf '%-24s %-15s %-8s %6s  %-4s %-17s %s\n' proof method solver s "" answer "$([ $what = proofs ] && echo claim || echo "planted bug")"
mode=--one
[ $what = proofs ] || mode=--one-planted
printf '%s\n' "${work[@]}" | xargs -d '\n' -P "${FORMAL_JOBS:-$(nproc)}" -n 1 "$0" $mode || true
bad=0
for label in "${work[@]}"; do
  grep -qs ' ok   ' "$out/$label/line" || bad=$((bad + 1))
done
if [ $what = proofs ]; then
  echo "${#work[@]} proofs, $bad without success, $((SECONDS - begun)) s"
else
  echo "${#work[@]} planted bugs, $bad not caught, $((SECONDS - begun)) s"
fi
[ "$bad" = 0 ]
