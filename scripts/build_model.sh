#!/bin/bash
# Builds one RTL model: verilates flexsa_top with the parameters its name says, compiles it, and
# links it with the shim and Verilator's runtime into build/models/NAME.so; MODELS names another folder than build/models.
#
#   build_model.sh small-cores-d2        CONFIG-ARCH[-d2|-d3][-w1][-trace|-cover|-toggle]
#
# -cover and -toggle count coverage, for scripts/coverage.sh: lines and functional points (rtl/cover), or
# toggles. Their models go to build/coverage/cover and build/coverage/toggle, by the name without it: a
# program run with FLEXSA_MODELS=build/coverage/cover runs on them, and counts if FLEXSA_COVERAGE names a folder.
#
# Called by the Makefile, which first makes build/gen and build/runtime; MAKE, CXX, MODEL_OPT,
# MODEL_OPT_SMALL, MODEL_OPT_BULK, MODEL_ASSERT (1 or 0) come from it.
set -euo pipefail
name=$1
build=build
IFS=- read -r config arch options <<<"$name"

sizes=$(awk -v want="$config" -F '[(, )]+' '/^FLEXSA_CONFIG\(/ && $2 == want { print $3, $4, $5, $6, $7 }' \
  harness/isa/flexsa_configs.def)
[ -n "$sizes" ] || { echo "build_model.sh: no configuration '$config' in harness/isa/flexsa_configs.def (model $name)" >&2; exit 2; }
read -r rows cols blk_m port gbuf <<<"$sizes"

case $arch in
  flexsa) arch_number=0 ;;
  cores)  arch_number=1 ;;
  single) arch_number=2 ;;
  *) echo "build_model.sh: no architecture '$arch' (model $name): flexsa, cores or single" >&2; exit 2 ;;
esac

depth=1 second=1 trace=0 coverage= counts=0
for option in ${options//-/ }; do
  case $option in
    d2|d3) depth=${option#d} ;;
    w1)    second=0 ;;
    trace) trace=1 ;;
    cover|toggle) coverage=$option counts=1 ;;
    *) echo "build_model.sh: model $name: '$option' is none of d2, d3, w1, trace, cover, toggle" >&2; exit 2 ;;
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
folder=${MODELS:-$build/models} model=$name covered=() count=
obj=${folder%/models}/obj/$name
if [ -n "$coverage" ]; then
  flavour=cover folder=$build/coverage/$coverage model=${name/-$coverage/}
  covered=(rtl/cover/flexsa_cover.vlt) count=rtl_count.h
  case $coverage-$config in
    toggle-quarter|toggle-full)  # the width of fields; arrays and their banks are toggled in small machines
      covered+=(rtl/cover/flexsa_toggle_large.vlt) ;;&
    toggle-*)  # modules stay functions: their counters are not copied for each instance
      verilator_flags+=(--coverage-toggle --coverage-max-width 256 -fno-inline --output-split 40000) ;;
    cover-quarter|cover-full)  # counters of lines in the loops over lanes would make them slow
      verilator_flags+=(--coverage-user) ;;
    *) verilator_flags+=(--coverage-user --coverage-line) ;;
  esac
  if [ $coverage = cover ]; then
    verilator_flags+=(-DFLEXSA_COVER_GBUF="$gbuf" -y rtl/cover)
    covered+=(rtl/cover/flexsa_cover_bind.sv)
  fi
fi

mkdir -p "${obj%/*}" "$folder"
exec 9>"$obj.lock" && flock 9  # two makes in one tree take turns
rm -rf "$obj"
mkdir -p "$obj"
packages=($build/gen/flexsa_isa_pkg.sv rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv)
for file in rtl/*_pkg.sv; do
  case " ${packages[*]} " in *" $file "*) ;; *) packages+=("$file") ;; esac
done
cxx_flags="-fPIC -fvisibility=hidden -fno-gnu-unique -std=gnu++14"
for header in rtl_printf.h verilated_lanes.h $count; do cxx_flags+=" -include $PWD/harness/backend/$header"; done
verilator "${verilator_flags[@]}" -CFLAGS "$cxx_flags" \
  --Mdir "$obj" rtl/*.vlt "${packages[@]}" rtl/flexsa_top.sv "${covered[@]}" -y rtl
if [ $counts = 1 ]; then
  sed -i -E "s/(vlSymsp->__Vcoverage\\[[0-9]+\\])\\.fetch_add\\(1, std::memory_order_relaxed\\)/flexsa_count(\\1)/" "$obj"/*.cpp
fi

# The loops over lanes (rtl/flexsa_sim.vlt gives them files of their own) get MODEL_OPT; the bulk
# of the code around them, and small arrays, are compiled fast.
case $config in mini|small|tall) lanes=$MODEL_OPT_SMALL ;; *) lanes=$MODEL_OPT ;; esac
printf '%s\n' 'include Vflexsa_top.mk' \
  "Vflexsa_top_flexsa_core%.o Vflexsa_top_flexsa_obuf%.o Vflexsa_top_flexsa_recode%.o: override OPT_FAST = $lanes" >"$obj/model.mk"
objects=(Vflexsa_top__ALL.a)
if [ "$coverage" = toggle ] || [ -n "${MODEL_JOIN:-}" ]; then
  # Hundreds of files, each with the same second of headers: five that include them are compiled instead.
  objects=(joined_0.o joined_1.o joined_2.o joined_3.o joined_Slow.o)
  (cd "$obj" && ls Vflexsa_top*.cpp | awk '{ printf "#include \"%s\"\n", $0 >("joined_" (/__Slow/ ? "Slow" : n++ % 4) ".cpp") }')
  printf 'joined_%%.o: joined_%%.cpp\n\t$(CXX) $(CXXFLAGS) $(CPPFLAGS) %s -c -o $@ $<\n' '$(if $(findstring Slow,$*),-O0,-O1)' >>"$obj/model.mk"
fi
"${MAKE:-make}" -s -C "$obj" -f model.mk "${objects[@]}" \
  OPT_FAST="$MODEL_OPT_BULK" OPT_SLOW="-O0" OPT_GLOBAL="-O1" >"$obj/make.log" || {
  cat "$obj/make.log" >&2
  exit 1
}

root=$(verilator --getenv VERILATOR_ROOT)
# -faligned-new and the VM_ macros are what Vflexsa_top.mk gives its own files.
${CXX:-g++} -O2 -std=gnu++14 -fPIC -fvisibility=hidden -fno-gnu-unique -faligned-new \
  -Wall -Wextra -DVM_TRACE=$trace -DVM_TRACE_FST=$trace -DVM_COVERAGE=$counts -DVM_SC=0 -DVM_TRACE_VCD=0 \
  -DFLEXSA_MODEL_ASSERTS="${MODEL_ASSERT:-1}" -DFLEXSA_MODEL_FILE="\"$model\"" -include harness/backend/rtl_printf.h \
  -I"$obj" -isystem "$root/include" -isystem "$root/include/vltstd" -Iharness/backend \
  -c harness/backend/rtl_shim.cpp -o "$obj/rtl_shim.o"

# The file appears as a whole: a program that runs at this moment keeps the old one.
${CXX:-g++} -shared -Wl,-Bsymbolic -Wl,-z,defs -o "$obj/model.so" "$obj/rtl_shim.o" \
  "${objects[@]/#/$obj/}" $build/runtime/$flavour/*.o -lz -lpthread -latomic
mv "$obj/model.so" "$folder/$model.so"
