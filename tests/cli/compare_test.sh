#!/usr/bin/env bash
# Methods on a small drawn task: rows, costs, words, repetition, what is refused, Ctrl+C.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"
source "$(dirname "${BASH_SOURCE[0]}")/drawn_pool.sh"
draw_pool "$scratch/stripes" 12

compare() { "$microt" compare "$scratch/stripes" --cut 3 "$@"; }
refused() { # words, options...
  local words=$1; shift
  compare "$@" > /dev/null 2> "$scratch/err"
  [ $? -eq 2 ] || fail "$* did not end with 2"
  grep -qF -- "$words" "$scratch/err" || { fail "$* does not say \"$words\""; cat "$scratch/err"; }
}

compare --seeds 2 --epochs 1 --batch 8 --budget 30 --json --quiet > "$scratch/all.json" 2> "$scratch/err" ||
  { fail "compare"; cat "$scratch/err"; }
[ -s "$scratch/err" ] && fail "--quiet still wrote to standard error"
for method in none ttl full tinytl sparse tinytrain microt; do
  [ "$(grep -c "\"method\": \"$method\"" "$scratch/all.json")" -eq 1 ] || fail "there is not one row of $method"
done
for key in accuracy balanced_accuracy class_accuracy train_energy_epoch_mj train_energy_mj infer_energy_mj \
    sram_bytes flash_bytes fits macs_a_picture updated_numbers against_microt p_of_seeds paper_accuracy \
    energy_provenance; do
  grep -q "\"$key\"" "$scratch/all.json" || fail "the rows lack $key"
done
[ "$(grep -c '"class_accuracy"' "$scratch/all.json")" -eq 14 ] || fail "not every seed of every row has its classes"
[ "$(grep -c '"p_of_seeds"' "$scratch/all.json")" -eq 6 ] || fail "not every row is held against MicroT"

compare --methods sparse,ttl=microt-vww0-64 --seeds 1 --epochs 1 --batch 8 --budget 30 > "$scratch/text" 2> /dev/null || fail "two rows"
[ "$(grep -cE '^(SparseUpdate|TTL) ' "$scratch/text")" -eq 2 ] || { fail "two rows are not two lines"; cat "$scratch/text"; }
grep -q 'energy is modelled' "$scratch/text" || fail "the energy has no provenance"
compare --methods sparse,ttl=microt-vww0-64 --seeds 1 --epochs 1 --batch 8 --budget 30 2> /dev/null | cmp -s - "$scratch/text" ||
  fail "the same seed gives another table"

refused 'none, ttl, full, tinytl, sparse, tinytrain' --methods ttl,foo
refused 'names no extractor' --methods ttl=
refused '--epochs' --epochs 0
refused 'There is no board "foo"' --board foo
refused '--seeds' --seeds 0
refused 'excludes' --methods ttl --method a=microt-vww0-64
"$microt" compare "$scratch/stripes" --method a=microt-vww0-64 > /dev/null 2> "$scratch/err"
[ $? -eq 2 ] && grep -q -- '--cut' "$scratch/err" || fail "extractors without a cut are compared"

"$microt" compare "$scratch/stripes" --cut 3 --methods full --epochs 100000 --patience 100000 > "$scratch/none" 2> "$scratch/err" & pid=$!
for _ in $(seq 1 600); do grep -q 'fine-tuning' "$scratch/err" && break; sleep 0.1; done
kill -INT $pid
wait $pid
[ $? -eq 130 ] || { fail "Ctrl+C did not end with 130"; tail -3 "$scratch/err"; }
[ -s "$scratch/none" ] && fail "a cancelled comparison printed a table"
exit $failures
