#!/usr/bin/env bash
# Configures and builds: resources/build.sh PRESET [TARGET...]. A line for each step, more only where one fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=$1
shift

echo "Configuring build/$preset"
mkdir -p "build/$preset"
log=build/$preset/configure.log
cmake --preset "$preset" > "$log" 2>&1 || { cat "$log" >&2; exit 1; }

echo "Building build/$preset"
[ -x "build/$preset/bin/microt" ] || echo "  The first time takes minutes."
targets=()
[ $# -eq 0 ] || targets=(--target "$@")
quiet=()
[ -t 1 ] || quiet=(-- --quiet) # on a terminal ninja keeps to one line
cmake --build --preset "$preset" "${targets[@]}" "${quiet[@]}"
