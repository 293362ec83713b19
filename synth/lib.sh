# Sourced by the scripts of this folder: where things are, which tools are needed, how Yosys reads and maps the RTL.
# shellcheck shell=bash
#
# Cells: OSU 180 nm, typical, 1.8 V, 25 C (package qflow-tech-osu018). LIBERTY says where the library is, if elsewhere.
# Memories (LBUF and OBUF banks, FIFOs, counters) stay $mem_v2 unless a script maps them: area.sh makes flip-flops of the small ones.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
out=build/synth
liberty=${LIBERTY:-/usr/share/qflow/tech/osu018/osu018_stdcells.lib}
# Pairs of cells with the same pins: to plant a bug is to take the one for the other.
same_pins="NAND2X1 NOR2X1 XOR2X1 XNOR2X1 AND2X1 OR2X1 NAND3X1 NOR3X1 OAI21X1 AOI21X1 OAI22X1 AOI22X1 INVX1 BUFX2"

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }
usage() { fail "usage: $(basename "$0")${1:+ $1}"; }

# need COMMAND PACKAGE...: all that are missing in one line
need() {
  local missing=""
  while [ $# -gt 0 ]; do
    command -v "$1" >/dev/null || missing+=" $2"
    shift 2
  done
  [ -z "$missing" ] || fail "not installed:$missing; apt-get install$missing"
}

need_liberty() {
  [ -r "$liberty" ] || fail "no cell library $liberty: apt-get install qflow-tech-osu018, or set LIBERTY"
}

# Yosys commands: all RTL, parameters still open. A module named here is left out, for a box in its place.
read_rtl() {
  local file without=" ${*/%/.sv} " files=""
  make -s --no-print-directory build/gen/flexsa_isa_pkg.sv >&2 || fail "no build/gen/flexsa_isa_pkg.sv"
  for file in rtl/flexsa_*[!g].sv; do
    case "$without" in *" ${file#rtl/} "*) ;; *) files+=" $file" ;; esac
  done
  echo "read_verilog -sv -defer build/gen/flexsa_isa_pkg.sv rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv rtl/flexsa_pe_pkg.sv$files"
}

# Yosys command: elaborate TOP with NAME=VALUE parameters.
elaborate() {
  local top=$1 parameter line
  shift
  line="hierarchy -check -top $top"
  for parameter; do line+=" -chparam ${parameter%%=*} ${parameter#*=}"; done
  echo "$line"
}

# Parameters of flexsa_top for a configuration and architecture (0 flexsa, 1 cores, 2 single) of the table of machines.
top_parameters() {
  awk -v want="$1" -v arch="$2" -F '[(, )]+' '/^FLEXSA_CONFIG\(/ && $2 == want {
    printf "Arch=%s SubRows=%s SubCols=%s BlkM=%s PortBytes=%s", arch, $3, $4, $5, $6 }' harness/isa/flexsa_configs.def
}

# Yosys commands: from the elaborated design to cells of the library. `opt -full`, which `synth` uses, is left out:
# Yosys 0.23 has been seen to break netlists with it. `share` is out too: quadratic in the PEs, and finds nothing.
#   to_words   processes to words; memories become $mem_v2
#   to_bits    words to generic gates
#   to_logic   both
#   to_cells   flip-flops, then logic, for area
to_words() {
  echo "proc; opt_expr; opt_clean; check; opt; wreduce; peepopt; opt_clean; alumacc; opt
memory -nomap; opt_clean"
}
to_bits() { echo "opt -fast; techmap; opt -fast"; }
to_logic() { to_words; to_bits; }
to_cells() { echo "dfflibmap -liberty $liberty; opt_clean; abc -liberty $liberty; opt_clean"; }

# run_yosys FOLDER: runs the script FOLDER/run.ys, unless it did before, on the same sources
run_yosys() {
  local key
  key=$(cat "$1/run.ys" "$liberty" rtl/*.sv build/gen/flexsa_isa_pkg.sv | cksum)
  [ "$key" != "$(cat "$1/done" 2>/dev/null)" ] || { touch "$1/done"; return 0; }
  rm -f "$1/done"
  yosys -q -l "$1/yosys.log" -s "$1/run.ys" >"$1/yosys.out" 2>&1 || {
    tail -n 2 "$1/yosys.out" >&2
    fail "Yosys fails: $1/yosys.log"
  }
  echo "$key" >"$1/done"
}

# What a report is of: the RTL, and the sizes of `mini`.
rtl_key() {
  make -s --no-print-directory build/gen/flexsa_isa_pkg.sv >&2 || fail "no build/gen/flexsa_isa_pkg.sv"
  cat rtl/*.sv build/gen/flexsa_isa_pkg.sv harness/isa/flexsa_configs.def | cksum
}
# A report is $report.txt and $report.json; while it is made, these two with .tmp. $report.rtl is the key of what it is made from.
begin_report() {
  mkdir -p "$(dirname "$report")"
  rm -f "$report".{txt,json}
  rtl_key >"$report.rtl"
  synth/summary.sh >/dev/null
}
end_report() {
  mv "$report.txt.tmp" "$report.txt"
  mv "$report.json.tmp" "$report.json"
  synth/summary.sh >/dev/null
}
# reported CHECK: runs it; what it prints is on the terminal and, only if it passes, in the report
reported() {
  set -o pipefail
  "$1" | tee "$report.txt.tmp" || exit 1
  end_report
}
