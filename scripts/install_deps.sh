#!/bin/bash
# Checks the tools FlexSA is built with, and installs what is missing with apt-get (Debian, Ubuntu).
# Silent when nothing is missing.
set -euo pipefail

missing=()
need_command() { command -v "$1" >/dev/null || missing+=("$2"); }
need_library() { pkg-config --exists "$1" 2>/dev/null || missing+=("$2"); }

need_command gcc gcc
need_command g++ g++
need_command awk mawk
need_command verilator verilator
need_command pkg-config pkg-config
need_library criterion libcriterion-dev
need_library libcjson libcjson-dev
need_library zlib zlib1g-dev
need_command gtkwave gtkwave    # the views are tested headless
need_command xvfb-run xvfb
need_command xauth xauth
need_command yosys yosys        # make lint
need_command gnuplot gnuplot-nox # make paper

[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "install_deps.sh: missing ${missing[*]} (Debian's names), and there is no apt-get here: install them by hand" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "install_deps.sh: missing ${missing[*]}; as root run: apt-get update && apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "install_deps.sh: missing packages: ${missing[*]}"
echo "install_deps.sh: running ${as_root[*]:-} apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" \
         apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  echo "install_deps.sh: apt-get failed; install ${missing[*]} by hand" >&2
  exit 1
fi
echo "install_deps.sh: done"
