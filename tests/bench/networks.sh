#!/usr/bin/env bash
# Networks that other people made, the whole way: opened, tuned, quantized, written as .tflite, deployed on the virtual
# board, trained there, and compared with the twin bit for bit. Where it is known what TensorFlow Lite for
# Microcontrollers computes (FILE.logits.bin beside it), every virtual board must give the same bytes ("golden").
# Prints a line a network.
# Usage: bash tests/bench/networks.sh [MICROT [FILE...]] (default: the networks of $MICROT_DATA)
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
microt=${1:-$root/build/release/bin/microt}
shift $(($# > 0 ? 1 : 0))
data=${MICROT_DATA:-$root/../shared/data}
scratch=$(mktemp -d)
golden_bench=$(dirname "$microt")/golden_bench
trap 'rm -rf "$scratch"' EXIT
[ $# -gt 0 ] || set -- "$data"/models/*.tflite "$data"/models/*.onnx "$data"/cases/onnx/*.onnx
"$microt" demo --no-boards --quiet -o "$scratch/demo" > /dev/null
task=$scratch/demo/tasks/parts
for network in "$@"; do
  name=$(basename "$network")
  out=$scratch/$name
  mkdir -p "$out"
  step() { # NAME COMMAND...: what it says when it fails ends the line
    local what=$1
    shift
    if ! said=$("$@" 2>&1); then
      printf '%-44s %s: %s\n' "$name" "$what" "$(printf '%s' "$said" | tail -1)"
      return 1
    fi
  }
  step info "$microt" info "$network" --quiet || continue
  cuts=$(printf '%s\n' "$said" | grep -cE '^ +[0-9]+ ')
  cut=$(printf '%s\n' "$said" | awk '$1 ~ /^[0-9]+$/ { all[++n] = $1 } END { print all[int((n + 1) / 2)] }')
  [ -n "$cut" ] || { printf '%-44s no cut\n' "$name"; continue; }
  step tune "$microt" tune "$network" "$task" --cut "$cut" --no-cache --quiet || continue
  full=$(printf '%s\n' "$said" | awk '$1 == "full" { print $2 }')
  step quantize "$microt" quantize "$network" "$task" --cut "$cut" --no-cache --quiet -o "$out/image.mti" || continue
  tflite=yes
  step tflite "$microt" quantize "$network" "$task" --cut "$cut" --no-cache --quiet -o "$out/again.mti" \
    --tflite "$out" > "$out/why" || tflite=no
  compare=("$microt" board compare "$out/image.mti" "$task" --port virtual --state "$out/board" --quiet)
  if ! said=$("${compare[@]}" 2>&1); then # of a board whose RAM does not hold whole tensors, how much it has
    ram=$(printf '%s' "$said" | sed -n 's/.*quantize --ram \([0-9]*\).*/\1/p')
    [ -z "$ram" ] || step "quantize --ram $ram" "$microt" quantize "$network" "$task" --cut "$cut" --no-cache \
      --quiet --ram "$ram" -o "$out/image.mti" || continue
    step board "${compare[@]}" || continue
  fi
  golden=-
  [ ! -e "${network%.*}.logits.bin" ] || golden=$("$golden_bench" "$network")
  printf '%-44s %d cuts, full %s %%, .tflite %s, board as twin, golden %s\n' \
    "$name" "$cuts" "$full" "$tflite" "$golden"
  [ "$tflite" = yes ] || sed 's/^/    /' "$out/why"
done
