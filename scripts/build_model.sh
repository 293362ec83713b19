#!/bin/bash
# Builds one RTL model: verilates flexsa_top with the parameters its name says, compiles it, and
# links it with the shim and Verilator's runtime into build/models/NAME.so; MODELS names another folder than build/models.
#
#   build_model.sh small-cores-d2        CONFIG-ARCH[-d2|-d3][-w1][-trace]
#
# Called by the Makefile, which first makes build/gen and build/runtime; MAKE, CXX, MODEL_OPT,
# MODEL_OPT_SMALL, MODEL_OPT_BULK, MODEL_ASSERT (1 or 0) come from it.
set -euo pipefail
name=$1
build=build
IFS=- read -r config arch options <<<"$name"

sizes=$(awk -v want="$config" -F '[(, )]+' '/^FLEXSA_CONFIG\(/ && $2 == want { print $3, $4, $5, $6 }' \
  harness/isa/flexsa_configs.def)
[ -n "$sizes" ] || { echo "build_model.sh: no configuration '$config' in harness/isa/flexsa_configs.def (model $name)" >&2; exit 2; }
read -r rows cols blk_m port <<<"$sizes"

case $arch in
  flexsa) arch_number=0 ;;
  cores)  arch_number=1 ;;
  single) arch_number=2 ;;
  *) echo "build_model.sh: no architecture '$arch' (model $name): flexsa, cores or single" >&2; exit 2 ;;
esac

depth=1 second=1 trace=0
for option in ${options//-/ }; do
  case $option in
    d2|d3) depth=${option#d} ;;
    w1)    second=0 ;;
    trace) trace=1 ;;
    *) echo "build_model.sh: model $name: '$option' is none of d2, d3, w1, trace" >&2; exit 2 ;;
  esac
done

verilator_flags=(
  --cc -sv --top-module flexsa_top --prefix Vflexsa_top -Wno-fatal -O3
  -fno-const-bit-op-tree -fno-dfg   # Verilator 5.006 computes wrong results without these
  --x-assign fast --x-initial unique    # registers begin at random; no X is ever assigned
  --unroll-stmts 1 --unroll-count 1024 --expand-limit 1   # loops over lanes stay loops, for g++ to vectorise
  -GArch="$arch_number" -GSubRows="$rows" -GSubCols="$cols" -GBlkM="$blk_m" -GPortBytes="$port"
  -GSecondWeight="1'b$second" -GPipeDepth="$depth"
)
flavour=plain
if [ $trace = 1 ]; then
  flavour=trace
  # Buffers of large machines are left out: a hundred thousand signals, 36 MB of C++.
  case $config in mini|small|tall) deepest=1024 ;; *) deepest=32 ;; esac
  verilator_flags+=(-DFLEXSA_WAVES --trace-fst --trace-structs --trace-max-array $deepest --trace-max-width 8192)
fi
[ "${MODEL_ASSERT:-1}" = 1 ] && verilator_flags+=(--assert -DFLEXSA_ASSERT)

models=${MODELS:-$build/models}
obj=${models%/models}/obj/$name
mkdir -p "${obj%/*}" "$models"
exec 9>"$obj.lock" && flock 9  # two makes in one tree take turns
rm -rf "$obj"
mkdir -p "$obj"
packages=($build/gen/flexsa_isa_pkg.sv rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv)
for file in rtl/*_pkg.sv; do
  case " ${packages[*]} " in *" $file "*) ;; *) packages+=("$file") ;; esac
done
verilator "${verilator_flags[@]}" -CFLAGS "-fPIC -fvisibility=hidden -fno-gnu-unique -std=gnu++14 -include $PWD/harness/backend/rtl_printf.h -include $PWD/harness/backend/verilated_lanes.h" \
  --Mdir "$obj" rtl/*.vlt "${packages[@]}" rtl/flexsa_top.sv -y rtl

# The loops over lanes (rtl/flexsa_sim.vlt gives them files of their own) get MODEL_OPT; the bulk
# of the code around them, and small arrays, are compiled fast.
case $config in mini|small|tall) lanes=$MODEL_OPT_SMALL ;; *) lanes=$MODEL_OPT ;; esac
printf '%s\n' 'include Vflexsa_top.mk' \
  "Vflexsa_top_flexsa_core%.o Vflexsa_top_flexsa_obuf%.o Vflexsa_top_flexsa_recode%.o: override OPT_FAST = $lanes" >"$obj/model.mk"
"${MAKE:-make}" -s -C "$obj" -f model.mk Vflexsa_top__ALL.a \
  OPT_FAST="$MODEL_OPT_BULK" OPT_SLOW="-O0" OPT_GLOBAL="-O1" >"$obj/make.log" || {
  cat "$obj/make.log" >&2
  exit 1
}

root=$(verilator --getenv VERILATOR_ROOT)
# -faligned-new and the VM_ macros are what Vflexsa_top.mk gives its own files.
${CXX:-g++} -O2 -std=gnu++14 -fPIC -fvisibility=hidden -fno-gnu-unique -faligned-new \
  -Wall -Wextra -DVM_TRACE=$trace -DVM_TRACE_FST=$trace -DVM_COVERAGE=0 -DVM_SC=0 -DVM_TRACE_VCD=0 \
  -DFLEXSA_MODEL_ASSERTS="${MODEL_ASSERT:-1}" -include harness/backend/rtl_printf.h \
  -I"$obj" -isystem "$root/include" -isystem "$root/include/vltstd" -Iharness/backend \
  -c harness/backend/rtl_shim.cpp -o "$obj/rtl_shim.o"

# The file appears as a whole: a program that runs at this moment keeps the old one.
${CXX:-g++} -shared -Wl,-Bsymbolic -Wl,-z,defs -o "$obj/model.so" "$obj/rtl_shim.o" \
  "$obj/Vflexsa_top__ALL.a" $build/runtime/$flavour/*.o -lz -lpthread -latomic
mv "$obj/model.so" "$models/$name.so"
