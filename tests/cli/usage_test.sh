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
expect 2 "Say what to do: data, info" "$microt"
expect 2 'There is no verb "tunee". Did you mean tune?' "$microt" tunee a b
expect 2 'There is no verb "frobnicate". There are data, info' "$microt" frobnicate
expect 2 'There is no part of board "trian". Did you mean train?' "$microt" board trian a b
expect 2 "Say what to do: " "$microt" board
expect 2 "There is no option --rato of tune. Did you mean --ratio?" "$microt" tune a b --rato 0.5
expect 2 "There is no option --rae of train. Did you mean --rate?" "$microt" board train a b --rae 1
expect 2 'There is no board "foo". Known: stm32h7a3zi' "$microt" tune a b --board foo
expect 2 'There is no virtual board "foo"; there are mps2-an500' "$microt" board info --port virtual:foo
expect 2 'There is no virtual board ""' "$microt" board info --port virtual:
expect 2 '--mode takes staged, part or full, not "foo".' "$microt" board infer a b --mode foo
expect 2 '--pictures takes a whole number from 1 to 60000, not "0".' "$microt" board infer a b --pictures 0
expect 2 '--cut takes a whole number from 1 to 1000000, not "x".' "$microt" tune a b --cut x
expect 2 "EXTRACTOR" "$microt" tune
expect 2 "ratio" "$microt" tune a b --ratio 1.5
expect 1 "no extractor" "$microt" info nowhere.json
expect 0 '"macs"' "$microt" info mcunet-vww0 --json
expect 1 "project.json" "$microt" report "$scratch/nowhere" -o "$scratch/report"
mkdir "$scratch/empty"
echo '{' > "$scratch/broken.json"
expect 1 "broken.json" "$microt" info "$scratch/broken.json"
exit "$failures"
