# FlexSA. `make` lists the targets. Everything generated is under build/; BUILD is where compiled C
# goes (`make sanitize` uses another place), MODELS where RTL models go (`make memcheck` uses another place).

ifneq ($(words [$(CURDIR)]),1)
$(error the path "$(CURDIR)" contains a space, where neither make nor Verilator can build: clone to another place)
endif

CC  ?= gcc
CXX ?= g++
BUILD := build
MODELS := build/models

WARN   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
# -ffp-contract=off: the oracle writes the fused operations itself.
CFLAGS ?= -O2 -g
ALL_CFLAGS := -std=c11 $(WARN) -ffp-contract=off -pthread $(CFLAGS)
# The same for models; -march=native is worth a factor of four (AVX-512).
MODEL_OPT    ?= -O3 -march=native -mprefer-vector-width=512 -fno-thread-jumps
MODEL_OPT_SMALL ?= -O1 -march=native
# Verilator's copies of wide vectors must become memcpy.
MODEL_OPT_BULK  ?= -O1 -march=native -ftree-loop-distribute-patterns -ftree-vectorize -fno-tree-slp-vectorize
MODEL_ASSERT ?= 1
export CC CXX MODELS MODEL_OPT MODEL_OPT_SMALL MODEL_OPT_BULK MODEL_ASSERT

# ---- models: CONFIG-ARCH[-d2|-d3][-w1][-trace], see scripts/build_model.sh -----------------
ARCHS       := flexsa cores single
TEST_MODELS := $(foreach c,mini small tall,$(addprefix $(c)-,$(ARCHS))) \
               mini-flexsa-d2 mini-flexsa-d3 mini-flexsa-w1 mini-flexsa-d2-w1 mini-cores-d2-w1 \
               mini-single-d3 small-flexsa-d2 mini-flexsa-trace full-flexsa
ALL_MODELS  := $(sort $(TEST_MODELS) $(foreach c,quarter full,$(addprefix $(c)-,$(ARCHS))))
MODEL       ?= full-flexsa

.DEFAULT_GOAL := help
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: help all deps model models run paper test test-long sanitize lint formal \
        fuzzers fuzz-parsers memcheck coverage coverage-c bench mutate synth synth-all schematics test-icarus \
        synth-power synth-equiv test-netlist layout waves clean

help:
	@echo "make test       build and run all tests (10 minutes; ends with Criterion's synthesis)"
	@echo "make run        the main job: 12 pruned ResNet50 GEMMs on the full machine, checked"
	@echo "make paper      the paper's evaluation: scorecard, figures, report, in build/paper"
	@echo "make all        the program build/flexsa and the full model"
	@echo "make model MODEL=quarter-cores   one RTL model: CONFIG-ARCH[-d2|-d3][-w1][-trace]"
	@echo "                configurations mini small tall quarter full; architectures $(ARCHS)"
	@echo "make models     every configuration and architecture"
	@echo "make test-long  the tests with more seeds (FLEXSA_TEST_SCALE, default 10)"
	@echo "make sanitize   the tests under address and undefined-behaviour sanitizers"
	@echo "make memcheck   the tests under valgrind's memcheck (package valgrind)"
	@echo "make fuzz-parsers   libFuzzer on every reader of files, PARSER_SECONDS=600 each (package clang)"
	@echo "make coverage-c lines of the C code that the tests execute, by file (HTML: package lcov)"
	@echo "make lint       Verilator -Wall on every architecture, cppcheck if installed"
	@echo "make formal     proofs of the RTL, and of the proofs: each fails on the bugs planted for it"
	@echo "make mutate     plants bugs in RTL, golden model and compiler; the tests must find them (docs/verification.md)"
	@echo "make test-icarus   units and machines under Icarus Verilog too, against the golden model (package iverilog)"
	@echo "make coverage   lines, toggles and functional points the tests reach: build/coverage/html"
	@echo "make synth      area and timing of the PE and of mini in OSU 180 nm cells (docs/area.md)"
	@echo "make synth-all  the same up to sub-cores of 64x64, FPGA, energy: build/synth/summary.txt"
	@echo "make schematics  the PE and the switches, drawn from the RTL: build/synth/schematics"
	@echo "make test-netlist  the same tests on the netlist of mini and of the floating point, 40 minutes (docs/area.md)"
	@echo "make synth-equiv   proofs that RTL and netlist are equivalent, block by block"
	@echo "make synth-power   energy of a multiply-accumulate, from the wave of a sub-core's gates (iverilog, opensta)"
	@echo "make layout     a sub-core of 2x2 PEs placed, routed and checked (half an hour): build/synth/layout"
	@echo "make bench      build time and memory, simulated cycles and MAC per second"
	@echo "make waves      waves of one small GEMM, shown by GTKWave: waves/README.md"
	@echo "make deps       install what is missing (scripts/install_deps.sh)"
	@echo "make clean      remove build/"

deps:
	@scripts/install_deps.sh
.PHONY: deps-build deps-test deps-waves deps-lint deps-paper deps-formal deps-mutate deps-synth
deps-build deps-test deps-waves deps-lint deps-paper deps-formal deps-mutate deps-synth:
	@scripts/install_deps.sh $(@:deps-%=%)

all: deps-build
	@$(MAKE) --no-print-directory $(BUILD)/flexsa build/models/full-flexsa.so

# ---- the library and the program -------------------------------------------------------------
LIB_SOURCES := $(sort $(wildcard harness/*/*.c csim/*.c csim/*/*.c))
CLI_SOURCES := $(filter harness/cli/%,$(LIB_SOURCES))
LIB_SOURCES := $(filter-out harness/cli/%,$(LIB_SOURCES))
LIB_OBJECTS := $(LIB_SOURCES:%.c=$(BUILD)/c/%.o)
CLI_OBJECTS := $(CLI_SOURCES:%.c=$(BUILD)/c/%.o)
# fuzz.c is libFuzzer's; the parsers are fed by tests/test_parsers.c too, one of them with the program's own reader.
PARSER_SOURCES := $(sort $(filter-out %/fuzz.c,$(wildcard tests/parsers/*.c))) harness/cli/program_file.c
TEST_SOURCES := $(sort $(wildcard tests/*.c tests/fma/*.c) $(PARSER_SOURCES))
TEST_OBJECTS := $(TEST_SOURCES:%.c=$(BUILD)/c/%.o)
LIBS        := -ldl -lm
CJSON       := $(shell pkg-config --cflags --libs libcjson 2>/dev/null)
CRITERION   := $(shell pkg-config --cflags --libs criterion 2>/dev/null)

$(BUILD)/c/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/flexsa: $(CLI_OBJECTS) $(LIB_OBJECTS)
	@echo "  LD $@"
	@$(CC) $(ALL_CFLAGS) -o $@ $^ $(CJSON) $(LIBS)

$(BUILD)/tests: $(TEST_OBJECTS) $(LIB_OBJECTS) $(MODELS)/libfma.so | $(BUILD)/fail_alloc.so
	@echo "  LD $@"
	@$(CC) $(ALL_CFLAGS) -o $@ $^ -Wl,-rpath,$(abspath $(MODELS)) $(CRITERION) $(CJSON) $(LIBS)

$(BUILD)/fail_alloc.so: tests/memory/fail_alloc.c
	@mkdir -p $(@D)
	@$(CC) -std=c11 $(WARN) -O2 -shared -fPIC -o $@ $< -ldl

$(BUILD)/planted: tests/memory/planted.c $(LIB_OBJECTS)
	@$(CC) $(ALL_CFLAGS) -o $@ $^ $(CJSON) $(LIBS)

# What Icarus Verilog is to compute, and what must come out.
$(BUILD)/icarus_cases: $(wildcard tests/icarus/cases*) tests/fma/fma_vectors.c $(LIB_OBJECTS)
	@echo "  LD $@"
	@$(CC) $(ALL_CFLAGS) -o $@ $(filter %.c %.o,$^) $(CJSON) $(LIBS)

# Built with clang by scripts/fuzz_parsers.sh, which sets PARSERS and PARSER_LINK.
fuzzers: $(PARSERS:%=$(BUILD)/fuzz_%)
$(BUILD)/fuzz_%: tests/parsers/fuzz.c $(PARSER_SOURCES:%.c=$(BUILD)/c/%.o) $(LIB_OBJECTS)
	@echo "  LD $@"
	@$(CC) $(ALL_CFLAGS) $(PARSER_LINK) -DFEED=feed_$* -o $@ $^ $(CJSON) $(LIBS)

-include $(LIB_OBJECTS:.o=.d) $(CLI_OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d)

# ---- RTL models -------------------------------------------------------------------------------
RTL         := $(wildcard rtl/*.sv) $(wildcard rtl/*.vlt)
VERILATOR_ROOT := $(shell verilator --getenv VERILATOR_ROOT 2>/dev/null)
RUNTIME     := verilated verilated_threads
RUNTIME_OBJECTS := $(RUNTIME:%=build/runtime/plain/%.o) \
                   $(patsubst %,build/runtime/trace/%.o,$(RUNTIME) verilated_fst_c)
SHIM        := $(addprefix harness/backend/,rtl_shim.cpp rtl_model.h rtl_printf.h)
COVER       := $(wildcard rtl/cover/*.vlt) harness/backend/rtl_coverage.h harness/backend/rtl_count.h

build/gen/flexsa_isa_pkg.sv: harness/isa/flexsa_isa.h scripts/gen_isa_pkg.awk
	@mkdir -p $(@D)
	awk -f scripts/gen_isa_pkg.awk $< > $@.tmp && mv $@.tmp $@

# Verilator's own runtime, without and with waves, and with counts of coverage.
RUNTIME_FLAGS = -O2 -std=gnu++14 -fPIC -fvisibility=hidden -fno-gnu-unique -faligned-new -w -DVM_SC=0 \
  -DVM_COVERAGE=0 -DVM_TRACE_VCD=0 -include harness/backend/rtl_printf.h \
  -I$(VERILATOR_ROOT)/include -I$(VERILATOR_ROOT)/include/vltstd
build/runtime/plain/%.o: $(VERILATOR_ROOT)/include/%.cpp harness/backend/rtl_printf.h
	@mkdir -p $(@D)
	@echo "  CXX $@"
	@$(CXX) $(RUNTIME_FLAGS) -DVM_TRACE=0 -DVM_TRACE_FST=0 -c -o $@ $<
build/runtime/trace/%.o: $(VERILATOR_ROOT)/include/%.cpp harness/backend/rtl_printf.h
	@mkdir -p $(@D)
	@echo "  CXX $@"
	@$(CXX) $(RUNTIME_FLAGS) -DVM_TRACE=1 -DVM_TRACE_FST=1 -c -o $@ $<

build/runtime/cover/%.o: $(VERILATOR_ROOT)/include/%.cpp harness/backend/rtl_printf.h
	@mkdir -p $(@D)
	@echo "  CXX $@"
	@$(CXX) $(subst -DVM_COVERAGE=0,-DVM_COVERAGE=1,$(RUNTIME_FLAGS)) -DVM_TRACE=0 -DVM_TRACE_FST=0 -c -o $@ $<

$(MODELS)/%.so: $(RTL) build/gen/flexsa_isa_pkg.sv harness/isa/flexsa_configs.def \
                      $(SHIM) scripts/build_model.sh | $(RUNTIME_OBJECTS)
	@echo "  MODEL $*"
	+@scripts/build_model.sh $*

# The floating-point functions alone, for tests/test_fma.c.
$(MODELS)/libfma.so: $(wildcard tests/fma/*) $(wildcard rtl/*_pkg.sv) build/gen/flexsa_isa_pkg.sv \
                        scripts/build_fma.sh
	@echo "  MODEL libfma"
	+@scripts/build_fma.sh

# The same, counting: lines and functional points, or toggles.
COVER_RUNTIME := $(patsubst %,build/runtime/cover/%.o,$(RUNTIME) verilated_cov)
build/coverage/cover/%.so: $(RTL) $(COVER) $(wildcard rtl/cover/*.sv) build/gen/flexsa_isa_pkg.sv harness/isa/flexsa_configs.def \
                           $(SHIM) scripts/build_model.sh | $(COVER_RUNTIME)
	@echo "  MODEL $*-cover"
	+@scripts/build_model.sh $*-cover
build/coverage/toggle/%.so: $(RTL) $(COVER) build/gen/flexsa_isa_pkg.sv harness/isa/flexsa_configs.def \
                            $(SHIM) scripts/build_model.sh | $(COVER_RUNTIME)
	@echo "  MODEL $*-toggle"
	+@scripts/build_model.sh $*-toggle
build/coverage/cover/libfma.so: $(wildcard tests/fma/*) $(wildcard rtl/*_pkg.sv) build/gen/flexsa_isa_pkg.sv \
                                harness/backend/rtl_coverage.h scripts/build_fma.sh
	@echo "  MODEL libfma-cover"
	+@scripts/build_fma.sh -cover

model: deps-build
	@$(MAKE) --no-print-directory build/models/$(MODEL).so
models: deps-build
	@$(MAKE) --no-print-directory $(ALL_MODELS:%=build/models/%.so)

# ---- run and test ------------------------------------------------------------------------------
run: deps-build
	@$(MAKE) --no-print-directory $(BUILD)/flexsa build/models/full-flexsa.so
	$(BUILD)/flexsa run workloads/main_job.csv --config full --arch flexsa --check

paper: deps-paper
	@$(MAKE) --no-print-directory $(BUILD)/flexsa
	$(BUILD)/flexsa paper --out $(BUILD)/paper

# Two at a time unless make was given its own -j.
JOBS = $(if $(findstring j,$(firstword -$(MAKEFLAGS))),,-j$(shell nproc))
test: deps-test
	@$(MAKE) --no-print-directory $(JOBS) $(BUILD)/tests $(BUILD)/flexsa $(TEST_MODELS:%=build/models/%.so)
	$(BUILD)/tests --timeout 900

test-long: FLEXSA_TEST_SCALE ?= 10
test-long: deps-test
	@$(MAKE) --no-print-directory $(JOBS) $(BUILD)/tests $(BUILD)/flexsa $(ALL_MODELS:%=build/models/%.so)
	FLEXSA_TEST_SCALE=$(FLEXSA_TEST_SCALE) FLEXSA_EXHAUSTIVE=1 $(BUILD)/tests --timeout 36000

# An error of a sanitizer must not look like flexsa's exit code 1, which many tests want.
sanitize: deps-test
	@$(MAKE) --no-print-directory $(JOBS) $(TEST_MODELS:%=build/models/%.so)
	@$(MAKE) --no-print-directory $(JOBS) BUILD=$(BUILD)/sanitize \
	  CFLAGS="-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer" \
	  $(BUILD)/sanitize/tests $(BUILD)/sanitize/flexsa
	@rm -f $(BUILD)/sanitize/report.*
	FLEXSA_MODELS=$(CURDIR)/build/models ASAN_OPTIONS=log_path=$(CURDIR)/$(BUILD)/sanitize/report:exitcode=86:handle_sigbus=0 \
	  UBSAN_OPTIONS=exitcode=86 $(BUILD)/sanitize/tests --timeout 3600
	@! cat $(BUILD)/sanitize/report.* 2>/dev/null # a leak is found after its test has passed

# ---- the rest ------------------------------------------------------------------------------------
lint: deps-lint build/gen/flexsa_isa_pkg.sv
	scripts/lint.sh

formal: deps-formal build/gen/flexsa_isa_pkg.sv
	scripts/formal.sh
	scripts/formal.sh --planted

mutate: deps-mutate
	@$(MAKE) --no-print-directory $(JOBS) $(BUILD)/tests $(BUILD)/flexsa $(TEST_MODELS:%=build/models/%.so)
	scripts/mutate.sh $(if $(MUTANTS),'$(MUTANTS)')

# The RTL in a second simulator, and bugs that must fail there.
test-icarus: deps-build
	@scripts/icarus.sh
	@scripts/icarus.sh --planted

# The tests under valgrind.
memcheck: deps-test
	@scripts/memcheck.sh
	@scripts/memcheck.sh --planted

# Lines of harness/ and csim/ that the tests execute.
coverage-c: deps-test
	@$(MAKE) --no-print-directory $(JOBS) $(TEST_MODELS:%=build/models/%.so)
	@scripts/coverage_c.sh

# libFuzzer on every reader of foreign files, PARSER_SECONDS of CPU each.
PARSER_SECONDS ?= 600
fuzz-parsers: deps-build
	@PARSER_SECONDS=$(PARSER_SECONDS) BUILD=$(BUILD) scripts/fuzz_parsers.sh

# Each module and each parameter that changes code is in one of these; the rest of the tests' machines run uncounted.
COVER_MODELS  := mini-flexsa tall-flexsa mini-cores mini-single mini-flexsa-d3 mini-flexsa-d2-w1
TOGGLE_MODELS := mini-flexsa mini-cores mini-single full-flexsa
coverage: deps-test
	@scripts/coverage.sh --tools
	@$(MAKE) --no-print-directory $(JOBS) $(BUILD)/tests $(BUILD)/flexsa $(TEST_MODELS:%=build/models/%.so) \
	  build/coverage/cover/libfma.so $(COVER_MODELS:%=build/coverage/cover/%.so) $(TOGGLE_MODELS:%=build/coverage/toggle/%.so)
	scripts/coverage.sh
	scripts/coverage.sh --self-test

# What the RTL costs in gates: docs/area.md.
synth: deps-synth
	synth/area.sh
	@echo
	synth/timing.sh
	@synth/summary.sh

synth-all: deps-synth
	synth/area.sh --all
	@echo
	synth/timing.sh
	@echo
	synth/fpga.sh
	@echo
	synth/power.sh
	synth/power.sh --planted
	@synth/summary.sh

# Pictures: docs/area.md. Each says what Debian package it misses.
schematics:
	synth/schematics.sh
# The netlist is the design: docs/area.md.
test-netlist: deps-synth deps-test
	@$(MAKE) --no-print-directory $(JOBS) $(BUILD)/tests $(BUILD)/flexsa $(TEST_MODELS:%=build/models/%.so)
	synth/netlist_fma.sh
	synth/netlist.sh

synth-equiv: deps-synth
	synth/equiv.sh
	synth/equiv.sh --planted

# Energy of a multiply-accumulate.
synth-power: deps-synth
	synth/power.sh
	synth/power.sh --planted

layout:
	synth/layout.sh $(LAYOUT)

bench: deps-build
	scripts/bench.sh

waves: deps-waves
	@$(MAKE) --no-print-directory $(BUILD)/flexsa build/models/mini-flexsa-trace.so
	@mkdir -p $(BUILD)/waves
	$(BUILD)/flexsa gemm --m 20 --n 10 --k 13 --config mini --check --wave $(BUILD)/waves/mini.fst
	@if ! command -v gtkwave >/dev/null; then \
	  echo "make waves: GTKWave is not installed (apt-get install gtkwave); then: gtkwave $(BUILD)/waves/mini.fst waves/unit.gtkw"; \
	elif [ -n "$$DISPLAY" ]; then gtkwave $(BUILD)/waves/mini.fst waves/unit.gtkw; \
	else echo "make waves: no DISPLAY here; where there is one: gtkwave $(BUILD)/waves/mini.fst waves/unit.gtkw"; fi

clean:
	rm -rf $(BUILD)
