#!/bin/bash
# Builds build/models/libfma.so (or in the folder MODELS): the RTL's floating-point functions, 1,024 lanes of them, behind
# tests/fma/fma_shim.cpp. Called by the Makefile.
set -euo pipefail
models=${MODELS:-build/models}
obj=${models%/models}/obj/fma
rm -rf $obj
mkdir -p $obj "$models"
verilator --cc -sv --top-module fma_lanes --prefix Vfma_lanes -Wno-fatal -O3 -fno-const-bit-op-tree \
  --unroll-stmts 1 --unroll-count 1024 --expand-limit 1 -CFLAGS "-fPIC -fvisibility=hidden -fno-gnu-unique -std=gnu++14" \
  --Mdir $obj build/gen/flexsa_isa_pkg.sv rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv tests/fma/fma_lanes.sv
"${MAKE:-make}" -s -C $obj -f Vfma_lanes.mk Vfma_lanes__ALL.a verilated.o verilated_threads.o \
  OPT_FAST="$MODEL_OPT" OPT_SLOW=-O1 OPT_GLOBAL=-O2
root=$(verilator --getenv VERILATOR_ROOT)
${CXX:-g++} -O2 -std=gnu++14 -fPIC -faligned-new -DVM_TRACE=0 -DVM_COVERAGE=0 -DVM_SC=0 -I$obj -Itests/fma \
  -isystem "$root/include" -isystem "$root/include/vltstd" -c tests/fma/fma_shim.cpp -o $obj/fma_shim.o
${CXX:-g++} -shared -Wl,-Bsymbolic -o $obj/libfma.so $obj/fma_shim.o $obj/Vfma_lanes__ALL.a \
  $obj/verilated.o $obj/verilated_threads.o -lpthread -latomic
mv $obj/libfma.so "$models/libfma.so"
