#!/bin/bash
# Checks the tools FlexSA is built with, and installs what is missing with apt-get (Debian, Ubuntu).
# Silent when nothing is missing.
#   scripts/install_deps.sh [build|test|waves|lint|paper|formal|mutate|synth]...     what for (everything)
set -euo pipefail
[ $# -gt 0 ] || set -- build test waves lint paper formal mutate synth

missing=()
need_command() { command -v "$1" >/dev/null || missing+=("$2"); }
need_library() { pkg-config --exists "$1" 2>/dev/null || missing+=("$2"); }

find_missing() {
  missing=()
  need_command gcc gcc
  need_command g++ g++
  need_command awk mawk
  need_command verilator verilator
  need_command pkg-config pkg-config
  need_library libcjson libcjson-dev
  need_library zlib zlib1g-dev
  case " $* " in *" test "*)
    need_library criterion libcriterion-dev
    need_command xvfb-run xvfb    # the views are tested headless
    need_command xauth xauth ;;
  esac
  case " $* " in *" test "*|*" waves "*) need_command gtkwave gtkwave ;; esac
  case " $* " in *" lint "*|*" formal "*|*" mutate "*) need_command yosys yosys ;; esac
  case " $* " in *" formal "*)
    need_command z3 z3
    need_command cadical cadical ;;
  esac
  case " $* " in *" mutate "*) need_library criterion libcriterion-dev ;; esac
  case " $* " in *" synth "*)
    need_command yosys yosys
    need_command sta opensta
    need_command berkeley-abc berkeley-abc
    need_command iverilog iverilog
    need_command cadical cadical
    [ -r "${LIBERTY:-/usr/share/qflow/tech/osu018/osu018_stdcells.lib}" ] || missing+=(qflow-tech-osu018) ;;
  esac
  case " $* " in *" paper "*) need_command gnuplot gnuplot-nox ;; esac
}

fail() { echo "install_deps.sh: $*" >&2; exit 1; }

find_missing "$@"
if [ ${#missing[@]} -gt 0 ]; then
  packages="${missing[*]}"
  command -v apt-get >/dev/null ||
    fail "missing $packages (Debian's names), and there is no apt-get here: install them by hand, then make again"
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "missing $packages; as root run: apt-get update && apt-get install $packages"
    as_root=(sudo)
  fi
  apt=("${as_root[@]}" apt-get)
  echo "install_deps.sh: missing packages: $packages"
  echo "install_deps.sh: running ${apt[*]} update && ${apt[*]} install -y --no-install-recommends $packages"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if ! { "${apt[@]}" update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
           apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    fail "apt-get failed; install $packages by hand, then make again"
  fi
  hash -r
  find_missing "$@"
  [ ${#missing[@]} -eq 0 ] || fail "still missing after apt-get: ${missing[*]}; are they in another place than PATH and pkg-config say?"
  echo "install_deps.sh: done"
fi

version=$(verilator --version 2>/dev/null) || fail "verilator is installed, but 'verilator --version' fails"
case $version in
  "Verilator "[0-4].*) fail "$version is too old: 5.006 (Debian 12) or newer is needed" ;;
esac
