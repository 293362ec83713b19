#!/bin/bash
# Is the netlist the RTL? Yosys, ABC and CaDiCaL prove it, module by module, register by register.
#   synth/equiv.sh [PATTERN]             every module of mini-flexsa, and the stages of the floating point (stages.sv)
#   synth/equiv.sh --planted [PATTERN]   one cell of each module's netlist is another one: every proof must fail
#
# RTL side: Yosys' proc, memory_map and techmap; no optimisation. Netlist side: what synth/netlist.sh maps, in cells whose
# functions are read from the Liberty file. Memories are words of registers on both sides. Registers of the same name,
# and the ports of instances, become inputs and outputs of both; a miter joins the two.
#
# Proved: instances are of the same modules; outputs, inputs of instances, clock and next value (reset included) of every
# register are the same functions, for all inputs and all values of the registers.
# Bits that the RTL leaves undefined (x, read past a vector) are taken as 0.
# Sums of products (by_logic below) are added in another order on both sides, and no solver sees through that. They are proved
# from Yosys' own gates on (logic.il, before registers and logic get their cells), and compared with the RTL for random inputs,
# registers and enables among them, out of reset.
# Registers without a partner of the same name ("left": constant bits, wires that Yosys renamed) stay inside; they have a
# reset (rst_ni, as all that have one), and take part by induction from it (ABC: scorr, pdr).
# Not proved: that reset is asynchronous (its effect on the next value is), timing.
#
# A line a module, "flexsa_fifo.2" is flexsa_fifo with its second set of parameters; all files in build/synth/equiv/NAME.
# EQUIV_LIMIT: CPU seconds a solver may take (300). Exit code 1 if a module is not proved, or a planted bug is not found.
# shellcheck source=synth/lib.sh
source "$(dirname "$0")/lib.sh"
set -uo pipefail
limit=${EQUIV_LIMIT:-300}
[[ $limit =~ ^[1-9][0-9]*$ ]] || fail "EQUIV_LIMIT=$limit: CPU seconds are wanted, 1 or more"
need yosys yosys berkeley-abc berkeley-abc cadical cadical
need_liberty
planted=""
if [ "${1:-}" = --planted ]; then planted=1; shift; fi
if [ $# -gt 1 ] || [[ ${1:-} == -* ]]; then usage "[--planted] [PATTERN]"; fi
pattern=${1:-*}
work=$out/equiv${planted:+/planted}
report=$out/equiv${planted:+_planted}_report
[ "$pattern" = '*' ] || report=$out/equiv_part # not the whole list
begun=$SECONDS

# What of a module is a sum of products.
by_logic() {
  case $1 in
    stage_fma16.*) echo "every output" ;;
    flexsa_core.*) echo "next psum" ;;
    flexsa_rect_lane.*) echo "address" ;;
    flexsa_counters.*) echo "next BytesBcast" ;;
  esac
}
# Yosys commands that delete these outputs on both sides.
leave_out() {
  case $1 in
    flexsa_core.*) echo "delete -output gold/w:psum_?*.d gate/w:psum_?*.d" ;;
    flexsa_counters.*) echo "delete -output gold/w:count_q?24??*.d gate/w:count_q?24??*.d" ;;
    flexsa_rect_lane.*) for ((bit = 32; bit < 64; bit++)); do echo "delete -output gold/w:rect_o?$bit? gate/w:rect_o?$bit?"; done ;;
  esac
}
# Whether leave_out deletes that and nothing else: how many bits, of MODULE.
left_out() { case $1:$2 in flexsa_core.1:512|flexsa_core.2:504|flexsa_counters.*:48|flexsa_rect_lane.*:32) ;; *) false ;; esac; }
frames=320 words=1000 # of random inputs, 32 a word
# Modules of whose registers the netlist has one for several that are always the same: none is paired by name, all take part
# by induction. Those of flexsa_recode have no reset and are taken to start at 0.
unpaired() { [[ ${1%.*} =~ ^flexsa_(recode|shift_unit)$ ]]; }

# A folder a module with gold.il, logic.il and gate.il, one module each, of that name; the ports of all modules, for instances of
# them, in DESIGN.boxes.il. The tops of stages.sv are not of the RTL.
split_design() { # DESIGN
  awk -v work="$work" -v design="$1" '
    FNR == 1 { side = ++sides == 1 ? "gold" : sides == 2 ? "logic" : "gate" }
    /^module / {
      full = $2
      if (!(full in name)) {
        base = full
        sub(/^[^\\]*\\/, "", base)
        sub(/\\.*/, "", base)
        name[full] = base "." ++sets[base]
        system("mkdir -p " work "/" name[full])
        print design >(work "/" name[full] "/design")
        close(work "/" name[full] "/design")
        if (base != "stages" && base != "fma_netlist") print name[full] >>(work "/blocks")
      }
      file = work "/" name[full] "/" side ".il"
      boxes = side == "gold" ? work "/" design ".boxes.il" : ""
      print "module \\" (side == "gate" ? "gate" : "gold") >file
      if (boxes) print "attribute \\blackbox 1\n" $0 >boxes
      inside = 1
      next
    }
    inside { print >file }
    inside && boxes && /^(end$|  wire .*(input|output) [0-9])/ { print >boxes }
    /^end$/ { inside = 0; close(file) }
  ' "$out/$1"/{gold,logic,mapped}.il
}

# plant FOLDER TRY: a cell of gate.il is one with the same pins. First those that make the next value of a register which is
# compared, from the middle of them, then others far from each other. Prints which.
plant() {
  awk -v try="$2" -v pairs="$same_pins DFFPOSX1 DFFNEGX1" '
    BEGIN {
      n = split(pairs, pair, " ")
      for (i = 1; i < n; i += 2) { other[pair[i]] = pair[i+1]; other[pair[i+1]] = pair[i] }
    }
    function net() { sub(/^ *connect [^ ]* /, ""); return $0 }
    { line[NR] = $0 }
    $1 == "cell" { here = NR; d = q = "" ; if (substr($2, 2) in other) { at[cells++] = NR; type[NR] = substr($2, 2) } }
    $1 == "connect" && $2 == "\\Y" { makes[here] = net() }
    $1 == "connect" && $2 == "\\D" { d = net() }
    $1 == "connect" && $2 == "\\Q" { q = net() }
    $1 == "end" { if (d != "" && q != "" && q !~ /psum_/) next_value[d] = 1; d = "" }
    END {
      for (i = 0; i < cells; i++) if (makes[at[i]] in next_value) near[nears++] = at[i]
      if (try < nears) want = near[int(nears / 2 + try) % nears]
      else if (try < cells) want = at[(int(cells / 2) + (try - nears) * 7919) % cells]
      else exit 1
      print other[type[want]] " for " type[want]
      sub(/\\[A-Z0-9]+ /, "\\" other[type[want]] " ", line[want])
      for (i = 1; i <= NR; i++) print line[i] >out
    }' out="$1/planted.il" "$1/gate.il"
}

# prepare FOLDER NAME NETLIST PART: FOLDER/miter.aig, whose output is 1 where the two sides differ
#   PART  all; of a module with sums of products, rest: without them; logic: all, from Yosys' gates; random: all, out of reset
prepare() {
  local f=$1 common boxes from=gold out_of_it="" out_of_reset=""
  local pair="expose -shared -dff -evert-dff gold gate" reset="select -assert-none t:\$_DFF_P_ c:*reset_to_* %d"
  [ "$4" != logic ] || from=logic
  [ "$4" != rest ] || out_of_it=$(leave_out "$2")
  case $4:$2 in random:flexsa_core.*|random:flexsa_counters.*) out_of_reset="delete -input miter/w:in_rst_ni; connect -set in_rst_ni 1'1" ;; esac
  boxes=$work/$(cat "$f/design").boxes.il
  common="memory_map; dffunmap; simplemap t:\$dff t:\$adff; techmap -map synth/netlist_ff.v
select -assert-none t:\$_DFF_PN?_ w:rst_ni %co1:+\$_DFF_PN0_,\$_DFF_PN1_[R] %d
techmap -map synth/equiv_ff.v; opt_clean
expose -evert c:*; splitnets; splitnets -ports; opt_clean"
  ! unpaired "$2" || pair=""
  [[ $2 != flexsa_recode.* ]] || reset=""
  cat >"$f/run.ys" <<END
read_ilang $boxes; read_ilang $f/$from.il; memory -nordff -nomap; $common -purge
design -save gold; design -reset; read_liberty $liberty; design -stash lib
read_ilang $boxes; read_ilang $3; techmap -map %lib
$common
design -copy-from gold -as gold gold
tee -q -o $f/registers select -count gold/t:\$_DFF_P_
$pair; opt_clean
$out_of_it
# What is left: flip-flops of clk_i with a reset, from which they start.
opt_clean -purge
select -assert-none t:\$_DFF* t:\$_DFF_P_ %d; select -assert-none t:\$_DLATCH*; select -assert-none t:\$_SR*
select -assert-none t:\$_DFF_P_ w:clk_i %co1:+\$_DFF_P_[C] %d
$reset
setattr -set init 1'0 t:\$_DFF_P_ %co1:+\$_DFF_P_[Q] w:* %i
setattr -set init 1'1 c:*reset_to_1* %co1:+\$_DFF_P_[Q] w:* %i; zinit
tee -q -o $f/left select -count gold/t:\$_DFF_P_
select gold gate; simplemap; techmap; select gold; setundef -zero; select -clear
miter -equiv -flatten gold gate miter; hierarchy -top miter
$out_of_reset
tee -q -o $f/compared select -count miter/t:\$eqx
simplemap; techmap; setundef -undriven -undef; setundef -anyseq; opt_clean; aigmap; write_aiger -I -zinit $f/miter.aig
END
  rm -f "$f"/{miter.aig,swept.aig,miter.cnf,registers,left,compared} # yosys-abc ends with 0 when it cannot write a new one
  yosys -q -l "$f/yosys.log" -s "$f/run.ys" >"$f/yosys.out" 2>&1
}

limited() { (ulimit -t "$limit"; exec "$@" </dev/null 2>&1); }
# solve_cnf FOLDER AIG HOW
solve_cnf() {
  limited yosys-abc -c "read_aiger $1/$2.aig; strash; fraig; write_cnf $1/miter.cnf" >"$1/abc.log" || { echo "abc fails"; return; }
  limited cadical -q "$1/miter.cnf" >"$1/cadical.log"
  case $? in 20) echo "proved$3" ;; 10) echo counterexample ;; *) echo unknown ;; esac
}
# solve FOLDER NAME: proved, counterexample, or what else came of it
solve() {
  local f=$1 latches
  read -r _ _ _ latches _ <"$f/miter.aig"
  if [ "$latches" != 0 ]; then
    limited yosys-abc -c "read_aiger $f/miter.aig; strash; dc2; scorr; write_aiger $f/swept.aig" >"$f/abc.log" || { echo "abc fails"; return; }
    read -r _ _ _ latches _ <"$f/swept.aig"
    [ "$latches" != 0 ] || { solve_cnf "$f" swept " by induction"; return; }
    limited yosys-abc -c "read_aiger $f/swept.aig; strash; pdr" >"$f/abc.log"
    if grep -q 'Property proved' "$f/abc.log"; then echo "proved by induction"
    elif grep -q 'was asserted in frame' "$f/abc.log"; then echo counterexample
    else echo unknown; fi
    return
  fi
  # A multiplication: rows are added in another order on both sides, and no solver sees through it. As BDDs, of which there is
  # only one for a function, both sides are the same; 0 is then all that is left of the miter. Bugs are for CaDiCaL.
  if [ -z "$planted" ] && [[ $2 == stage_mul16.* ]]; then
    limited yosys-abc -c "read_aiger $f/miter.aig; strash; collapse -r -B 1000000000; strash; write_aiger $f/bdd.aig" >"$f/abc.log"
    if [ "$(head -n 2 "$f/bdd.aig" | tr '\n' ' ')" = "aig 34 34 0 1 0 0 " ]; then echo "proved by BDD"; else echo unknown; fi
    return
  fi
  solve_cnf "$f" miter ""
}

number() { awk '{ n = $1 } END { print n + 0 }' "$1" 2>/dev/null || echo 0; }
instances() { grep -E '^  cell [^ ]*\\flexsa_' "$1" | sort; }
# try_random FOLDER: proved is what no random inputs refute
try_random() {
  # `sim` without -n simulates one frame. At the end of its time it prints how many frames there were.
  limited yosys-abc -c "read_aiger $1/miter.aig; strash; sim -n -F $frames -W $words -T $limit" >"$1/abc.log" || { echo "abc fails"; return; }
  if grep -q 'was asserted in frame' "$1/abc.log"; then echo counterexample
  elif grep -q "^No bug detected after simulating $frames frames with $words words" "$1/abc.log"; then echo "proved"
  else echo unknown; fi
}
# compare FOLDER NAME NETLIST PART: the answer, and a failure for a miter that compares nothing
compare() {
  prepare "$@" || { echo "Yosys: $(grep -m 1 ERROR "$1/yosys.out")"; return; }
  [ "$(number "$1/compared")" -gt 0 ] || { echo "nothing is compared"; return; }
  if [ "$4" = random ]; then try_random "$1"; else solve "$1" "$2"; fi
}
# check FOLDER NAME NETLIST: the answer for all parts, which is proved if that of each of them is
check() {
  local part parts=all answer again rest=0
  [ "$(instances "$1/gold.il")" = "$(instances "$3")" ] || { echo "instances of other modules"; return; }
  grep -q '^  cell ' "$3" || { echo "a netlist without cells"; return; }
  [ -z "$(by_logic "$2")" ] || parts="logic random"
  [ -z "$(leave_out "$2")" ] || parts="rest $parts"
  for part in $parts; do
    answer=$(compare "$@" "$part")
    if [[ $answer != proved* ]]; then
      if [[ $answer == counterexample && $parts == *random && $part != random ]]; then # they must find what the proof finds
        again=$(compare "$@" random)
        [ "$again" = counterexample ] || answer="random inputs say $again, $part has a counterexample"
      elif [ "$part" != "$parts" ]; then answer+=" ($part)"; fi
      break
    fi
    [ "$part" != rest ] || rest=$(number "$1/compared")
    [ "$part" != random ] || [ "$rest" = 0 ] || left_out "$2" $(($(number "$1/compared") - rest)) || answer="other outputs left out than the sums of products"
  done
  echo "$answer"
}

# ---- run ---------------------------------------------------------------------------------------------------------
begin_report
synth/netlist.sh --map || exit 1
rm -rf "$work"
mkdir -p "$work"
for design in stages netlist; do
  split_design $design || fail "cannot read $out/$design/{gold,logic,mapped}.il: remove $out/$design, then again"
done
while read -r name; do
  # shellcheck disable=SC2053
  [[ ${name%.*} == $pattern || $name == $pattern ]] && echo "$name"
done < <(sort -V "$work/blocks") >"$work/todo"
[ -s "$work/todo" ] || fail "no module is called $pattern"

prove_all() {
  printf '%-25s %6s %9s %5s %8s %6s  %s\n' module cells registers left compared s result
  good=0 bad=0 partly=0 no_cells=0
  while read -r name; do
    f=$work/$name
    cells=$(grep -c '^  cell .[A-Z]' "$f/gate.il")
    begin=$(date +%s%N)
    if [ -n "$planted" ] && [ "$cells" = 0 ]; then
      printf '%-25s %6d %9s %5s %8s %6s  wires and instances only\n' "$name" "$cells" - - - -
      no_cells=$((no_cells + 1))
      continue
    fi
    [ ! -t 2 ] || printf '%s ...\r' "$name" >&2
    bug=""
    if [ -z "$planted" ]; then
      answer=$(check "$f" "$name" "$f/gate.il")
    else # a cell that makes no difference is shown to make none: then another one
      for ((try = 0; try < 40; try++)); do
        bug=$(plant "$f" "$try") || { answer="no cell to change"; break; }
        answer=$(check "$f" "$name" "$f/planted.il")
        [[ $answer == proved* ]] || break
      done
      bug="  $bug, try $((try + 1))"
    fi
    case ${planted:-0}$answer in 0proved*|1counterexample) good=$((good + 1)) ;; *) bad=$((bad + 1)); answer="FAIL: $answer" ;; esac
    logic=$(by_logic "$name")
    if [[ $planted$answer == proved* ]] && [ -n "$logic" ]; then
      partly=$((partly + 1))
      answer+=", $logic from gates on and with $((frames * words * 32)) random inputs"
    fi
    [ "$cells" -gt 0 ] || answer+=", wires between instances only"
    printf '%-25s %6d %9d %5d %8d %6.1f  %s\n' "$name" "$cells" "$(number "$f/registers")" "$(number "$f/left")" "$(number "$f/compared")" \
      "$((($(date +%s%N) - begin) / 100000000))e-1" "$answer$bug"
  done <"$work/todo"
  if [ -n "$planted" ]; then
    echo "$good planted bugs found, $bad not, $no_cells modules without cells, $((SECONDS - begun)) s"
    json="{\"planted_bugs_found\": $good, \"modules_without_cells\": $no_cells}"
  else
    echo "$good modules proved, $partly of them in part from gates on, $bad not, $((SECONDS - begun)) s"
    json="{\"modules_proved\": $good, \"of_them_in_part_from_gates_on\": $partly}"
  fi
  [ $bad = 0 ] && [ $good -gt 0 ] && echo "$json" >"$report.json.tmp"
}
reported prove_all
