#!/bin/bash
# Build time and peak memory of the full model from nothing, then simulation speed (flexsa bench).
#   scripts/bench.sh [CONFIG] [ARCH]
set -euo pipefail
config=${1:-full} arch=${2:-flexsa}
make --no-print-directory build/flexsa >/dev/null
make --no-print-directory build/gen/flexsa_isa_pkg.sv build/runtime/plain/verilated.o build/runtime/plain/verilated_threads.o >/dev/null
rm -f "build/models/$config-$arch.so"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "build of $config-$arch on $(nproc) CPUs:"
if [ -x /usr/bin/time ]; then
  /usr/bin/time -v -o "$log" make --no-print-directory -j"$(nproc)" "build/models/$config-$arch.so" >/dev/null 2>&1
  awk -F': ' '/Elapsed/ { print "  wall clock       " $NF } /User time/ { print "  CPU seconds      " $2 }
    /Maximum resident/ { printf "  peak memory      %d MB (largest process)\n", $2 / 1024 }' "$log"
else
  begin=$(date +%s)
  make --no-print-directory -j"$(nproc)" "build/models/$config-$arch.so" >/dev/null 2>&1
  echo "  wall clock       $(($(date +%s) - begin)) s (peak memory: install the package 'time')"
fi
echo
build/flexsa bench --config "$config" --arch "$arch"
