#!/usr/bin/env bash
# What the recommended cut and ratio lose against the full model, and save, on test pictures: the three drawn tasks
# and, where they are at hand, the flowers, at seeds 0 to 4. Prints a line a run and the mean of each task.
# Usage: bash tests/bench/recommendation.sh [MICROT [OPTIONS OF tune...]]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
microt=${1:-$root/build/release/bin/microt}
shift $(($# > 0 ? 1 : 0))
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$microt" demo --no-boards --quiet -o "$scratch/demo" > /dev/null
tasks=("$scratch"/demo/tasks/*)
flowers=${MICROT_DATA:-$root/../shared/data}/flowers
[ -d "$flowers" ] && tasks+=("$flowers") || echo "no $flowers: drawn tasks alone" >&2

for task in "${tasks[@]}"; do
  for seed in 0 1 2 3 4; do
    "$microt" tune microt-vww0-64 "$task" --seed "$seed" --cache "$scratch/cache" --quiet "$@" |
      awk -v task="$(basename "$task")" -v seed="$seed" '
        $1 == "cut" && $3 == "ratio" { cut = $2; ratio = $4 }
        $1 == "full" { full = $2 }
        $1 == "staged" { staged = $2 }
        $3 == "saved," { printf "%s seed %d: cut %d ratio %.2f, full %.2f staged %.2f, lost %.2f points, saved %s %%\n", task, seed, cut, ratio, full, staged, full - staged, $1 }'
  done
done | tee "$scratch/runs"
awk '{ name = $1; lost[name] += $(NF - 4); saved[name] += $(NF - 1); ++runs[name] }
  END { for (name in runs) printf "%s, mean of %d: lost %.2f points, saved %.1f %%\n", name, runs[name], lost[name] / runs[name], saved[name] / runs[name] }' "$scratch/runs" | sort
