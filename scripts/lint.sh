#!/bin/bash
# Verilator's -Wall, fatal, on every architecture and the odd parameters; Yosys; cppcheck if there
# is one.
# Waivers, each with its reason: rtl/flexsa_waivers.vlt.
set -euo pipefail
packages=(build/gen/flexsa_isa_pkg.sv rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv)
for file in rtl/*_pkg.sv; do
  case " ${packages[*]} " in *" $file "*) ;; *) packages+=("$file") ;; esac
done
lint() {
  echo "lint $*"
  verilator --lint-only -sv -Wall -fno-const-bit-op-tree --assert -DFLEXSA_ASSERT --unroll-count 1024 --unroll-stmts 1 \
    --top-module flexsa_top rtl/*.vlt "${packages[@]}" rtl/flexsa_top.sv "$@" -y rtl
}
for arch in 0 1 2; do
  lint -GArch=$arch -GSubRows=4 -GSubCols=4 -GBlkM=16 -GPortBytes=8
  lint -DFLEXSA_WAVES -GArch=$arch -GSubRows=4 -GSubCols=4 -GBlkM=16 -GPortBytes=8
  lint -GArch=$arch -GSubRows=8 -GSubCols=4 -GBlkM=16 -GPortBytes=8 -GPipeDepth=3 -GSecondWeight="1'b0"
  lint -GArch=$arch -GSubRows=64 -GSubCols=64 -GBlkM=256 -GPortBytes=128
  lint -DFLEXSA_COVER_GBUF=8192 -GArch=$arch -GSubRows=4 -GSubCols=4 -GBlkM=16 -GPortBytes=8 -GPipeDepth=2 -GSecondWeight="1'b0" \
    rtl/cover/*.vlt rtl/cover/flexsa_cover_bind.sv -y rtl/cover
done
# Yosys reads the same files: small arrays, every architecture, down to generic registers and logic.
for arch in 0 1 2; do
  echo "yosys Arch=$arch 2x2"
  yosys -q -p "read_verilog -defer -sv ${packages[*]} $(echo rtl/flexsa_*[!g].sv)
    hierarchy -check -top flexsa_top -chparam Arch $arch -chparam SubRows 2 -chparam SubCols 2 -chparam BlkM 8 -chparam PortBytes 4
    proc; check -assert" 2>&1 | { grep -v 'Replacing memory' || true; }
done
if command -v cppcheck >/dev/null; then
  cppcheck --quiet --std=c11 --enable=warning,portability --error-exitcode=1 --inline-suppr harness csim
fi
