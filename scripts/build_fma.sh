#!/bin/bash
# Builds build/models/libfma.so (or in the folder MODELS): the RTL's floating-point functions, 1,024 lanes of them, behind
# tests/fma/fma_shim.cpp. Called by the Makefile. With the argument -cover: build/coverage/cover/libfma.so, which counts
# the points of tests/fma/fma_cover*.sv, if FLEXSA_COVERAGE names a folder.
set -euo pipefail
folder=${MODELS:-build/models}
obj=${folder%/models}/obj/fma${1:-} counts=0 flags=() sources=() objects=(verilated.o verilated_threads.o)
case ${1:-} in
  '') ;;
  -cover)
    folder=build/coverage/cover counts=1 flags=(--coverage-user -y tests/fma)
    sources=(tests/fma/fma_cover_pkg.sv tests/fma/fma_cover_bind.sv) objects+=(verilated_cov.o) ;;
  *) echo "build_fma.sh: '$1' is not -cover" >&2; exit 2 ;;
esac
rm -rf $obj
mkdir -p $obj "$folder"
verilator --cc -sv --top-module fma_lanes --prefix Vfma_lanes -Wno-fatal -O3 -fno-const-bit-op-tree \
  --unroll-stmts 1 --unroll-count 1024 --expand-limit 1 "${flags[@]}" \
  -CFLAGS "-fPIC -fvisibility=hidden -fno-gnu-unique -std=gnu++14" \
  --Mdir $obj build/gen/flexsa_isa_pkg.sv rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv tests/fma/fma_lanes.sv "${sources[@]}"
"${MAKE:-make}" -s -C $obj -f Vfma_lanes.mk Vfma_lanes__ALL.a "${objects[@]}" \
  OPT_FAST="$MODEL_OPT" OPT_SLOW=-O1 OPT_GLOBAL=-O2
root=$(verilator --getenv VERILATOR_ROOT)
${CXX:-g++} -O2 -std=gnu++14 -fPIC -faligned-new -DVM_TRACE=0 -DVM_COVERAGE=$counts -DVM_SC=0 -I$obj -Itests/fma \
  -isystem "$root/include" -isystem "$root/include/vltstd" -c tests/fma/fma_shim.cpp -o $obj/fma_shim.o
${CXX:-g++} -shared -Wl,-soname,libfma.so -Wl,-Bsymbolic -o $obj/libfma.so $obj/fma_shim.o $obj/Vfma_lanes__ALL.a \
  "${objects[@]/#/$obj/}" -lpthread -latomic
mv $obj/libfma.so "$folder/libfma.so"
