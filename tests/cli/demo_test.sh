#!/usr/bin/env bash
# The demo twice in two folders: everything is there, and the reports are the same byte for byte.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"
for folder in one two; do
  boards=; [ "$folder" = two ] && boards=--no-boards
  "$microt" demo -o "$scratch/$folder" --json --quiet $boards > "$scratch/$folder.json" 2> "$scratch/err" || { fail "demo"; cat "$scratch/err"; exit 1; }
done
for key in accuracy part_accuracy full_accuracy energy_saving files tasks; do
  grep -q "\"$key\"" "$scratch/one.json" || fail "demo --json lacks $key"
done
# On two virtual boards: what they compute and learn is what their twins do, bit for bit.
grep -q '"board_matches_twin": true' "$scratch/one.json" || { fail "a board differs from its twin"; grep -A3 '"difference"' "$scratch/one.json"; }
[ "$(grep -c '"matches_twin": true' "$scratch/one.json")" -eq 2 ] ||
  fail "not both virtual boards were tried"
pgrep -f "$scratch/one/boards" > /dev/null && fail "an emulator was left behind"
grep -q "What boards did" "$scratch/one/report/report.html" || fail "the report says nothing of the boards"
grep -q "What boards did" "$scratch/two/report/report.html" && fail "a report tells of boards that did nothing"
# With what the boards did, the second project has the same report.
cp -r "$scratch/one/results" "$scratch/two/"
"$microt" report "$scratch/two" -o "$scratch/two/report" --quiet > /dev/null || fail "report of the second"
for form in html pdf csv json; do
  [ -s "$scratch/one/report/report.$form" ] || fail "no report.$form"
  cmp "$scratch/one/report/report.$form" "$scratch/two/report/report.$form" || fail "report.$form differs between two runs"
done
head -c 5 "$scratch/one/report/report.pdf" | grep -q '%PDF-' || fail "report.pdf is no PDF"
grep -q "$scratch" "$scratch/one/report/report.html" && fail "the report names a folder of this machine"

# Drawn so that neither model is saturated: full accuracy 75 to 97 %, part clearly lower.
awk '/"full_accuracy"/ { gsub(/[^0-9.]/, "", $2); if ($2 < 75 || $2 > 97) { print "full accuracy " $2; bad = 1 } } END { exit bad }' "$scratch/one.json" || fail "full accuracy out of 75 to 97 %"
"$microt" report "$scratch/one" -o "$scratch/again" --quiet > /dev/null || fail "report"
cmp "$scratch/one/report/report.pdf" "$scratch/again/report.pdf" || fail "report and demo differ"
exit "$failures"
