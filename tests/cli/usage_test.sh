#!/usr/bin/env bash
# Exit status and words for wrong usage and wrong input.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"

# expect STATUS WORDS COMMAND...: the command ends with STATUS, and standard error or output holds WORDS.
expect() {
  local status=$1 words=$2; shift 2
  "$@" > "$scratch/out" 2> "$scratch/err"
  local got=$?
  if [ "$got" -ne "$status" ] || ! grep -qF -- "$words" "$scratch/out" "$scratch/err"; then
    echo "FAILED: $* ended with $got, expected $status and \"$words\":"; cat "$scratch/out" "$scratch/err"; failures=1
  fi
}

expect 0 "embed" "$microt" --help
expect 0 "--ratio" "$microt" tune --help
expect 2 "subcommand" "$microt"
expect 2 "EXTRACTOR" "$microt" tune
expect 2 "ratio" "$microt" tune a b --ratio 1.5
expect 1 "no extractor" "$microt" info nowhere.json
expect 0 '"macs"' "$microt" info mcunet-vww0 --json
expect 1 "project.json" "$microt" report "$scratch/nowhere" -o "$scratch/report"
mkdir "$scratch/empty"
echo '{' > "$scratch/broken.json"
expect 1 "broken.json" "$microt" info "$scratch/broken.json"
exit "$failures"
