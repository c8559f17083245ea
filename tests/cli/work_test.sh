#!/usr/bin/env bash
# The work from pictures to report on a small made-up dataset with the shipped extractor.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"

# Three classes of striped pictures: stripes of another period and direction, shifted and tinted by the number.
draw() { # class number period horizontal
  awk -v n="$2" -v p="$3" -v h="$4" 'BEGIN { print "P3\n24 24\n255";
    for (y = 0; y < 24; y++) for (x = 0; x < 24; x++) { v = (int(((h ? y : x) + n) / p) % 2) * 150 + 40; print v + n, v, v + 2 * n } }' > "$scratch/data/$1/$2.ppm"
}
for class in broad narrow level; do mkdir -p "$scratch/data/$class"; done
for n in $(seq 1 20); do draw broad "$n" 6 0; draw narrow "$n" 2 0; draw level "$n" 4 1; done
: > "$scratch/data/level/zero.png"

has_keys() { # file keys...
  local file=$1; shift
  for key in "$@"; do grep -q "\"$key\"" "$file" || fail "$file lacks the key $key"; done
  head -c1 "$file" | grep -q '{' || fail "$file does not begin with an object"
}

"$microt" cuts microt-vww0-64 "$scratch/data" --json --quiet > "$scratch/cuts.json" 2> "$scratch/err" || { fail "cuts"; cat "$scratch/err"; }
has_keys "$scratch/cuts.json" full_accuracy recommended cuts cut part_accuracy mac_share accuracy_loss gain_ratio fused_score
[ -s "$scratch/err" ] && fail "--quiet still wrote to standard error"

"$microt" tune microt-vww0-64 "$scratch/data" --cut 9 --ratio 0.5 --json > "$scratch/tune.json" 2> /dev/null || fail "tune"
has_keys "$scratch/tune.json" accuracy part_accuracy full_accuracy threshold exit_rate energy_mj energy_saving energy_provenance curve
"$microt" tune microt-vww0-64 "$scratch/data" --cut 9 --ratio 0.5 --json --no-cache > "$scratch/again.json" 2> /dev/null
cmp -s "$scratch/tune.json" "$scratch/again.json" || fail "tune differs with and without the cache"

"$microt" tune microt-vww0-64 "$scratch/data" --cut 9 --ratio 0.5 --as-published --json > "$scratch/alone.json" 2> /dev/null || fail "tune --as-published"
grep -q '"as_published": false' "$scratch/tune.json" && grep -q '"as_published": true' "$scratch/alone.json" || fail "tune does not say what the heads see"
cmp -s <(grep part_accuracy "$scratch/tune.json") <(grep part_accuracy "$scratch/alone.json") || fail "the stripes are told apart with one kind of features alone"
cmp -s <(grep energy_full_mj "$scratch/tune.json") <(grep energy_full_mj "$scratch/alone.json") && fail "the full head's products are not counted"

"$microt" explore microt-vww0-64 "$scratch/data" --loss 5 --json > "$scratch/explore.json" 2> /dev/null || fail "explore"
has_keys "$scratch/explore.json" settings front recommended expected command
eval "$(sed -nE 's/^ *"command": "microt (.*)",?$/"$microt" \1 --quiet/p' "$scratch/explore.json")" > "$scratch/as-explored" || fail "the command of explore does not run"
accuracy_of() { sed -nE '/"recommended"/,/}/s/.*"test_accuracy": ([0-9.]+).*/\1/p' "$1"; }
awk -v said="$(accuracy_of "$scratch/explore.json")" '$1 == "staged" { exit !($2 - said < 0.006 && said - $2 < 0.006) }' "$scratch/as-explored" ||
  { fail "tune measures another accuracy than explore"; cat "$scratch/as-explored"; }
"$microt" explore microt-vww0-64 "$scratch/data" --accuracy 100 --energy 0.001 > /dev/null 2> "$scratch/err" && fail "limits that nothing meets"
grep -q "least energy is" "$scratch/err" || fail "explore does not say which limit is out of reach"

"$microt" embed microt-vww0-64 "$scratch/data" -o "$scratch/f.npy" --json > "$scratch/embed.json" 2> /dev/null || fail "embed"
has_keys "$scratch/embed.json" count dim images_per_s
grep -q '"from_cache": true' "$scratch/embed.json" || fail "features that tune left were computed again"
grep -q "no test picture" "$scratch/embed.json" && fail "what is not divided has no test pictures to miss"
grep -q '"count": 60' "$scratch/embed.json" || fail "the unreadable picture was counted"
[ "$(wc -l < "$scratch/f.csv")" -eq 61 ] || fail "f.csv does not name every row"

"$microt" tune microt-vww0-64 "$scratch/data" --cut 99 > /dev/null 2> "$scratch/err" && fail "a cut that does not exist was accepted"
grep -q "no cut 99" "$scratch/err" || fail "the missing cut is not named"
"$microt" embed microt-vww0-64 "$scratch/data" -o /proc/none/f.npy > /dev/null 2> "$scratch/err"
[ $? -eq 1 ] || fail "a folder that cannot be written was accepted"
(ulimit -f 8; trap '' XFSZ; "$microt" embed microt-vww0-64 "$scratch/data" -o "$scratch/full.npy" --quiet > /dev/null 2> "$scratch/err")
[ $? -eq 1 ] || fail "a full disk did not fail"
[ -e "$scratch/full.npy" ] && fail "a full disk left a piece of a file"

# int8: the image and the networks it was made of; the ONNX reads back, the .tflite gives the image's own numbers.
"$microt" quantize microt-vww0-64 "$scratch/data" --cut 9 --calibration-pictures 12 -o "$scratch/q.mti" --tflite "$scratch/tfl" \
  --onnx "$scratch/q.onnx" --json > "$scratch/quantize.json" 2> "$scratch/err" || { fail "quantize"; cat "$scratch/err"; }
has_keys "$scratch/quantize.json" float_accuracy int8_accuracy flash_bytes arena_bytes layers cosine provenance files
head -c 4 "$scratch/q.mti" | grep -q MTI1 || fail "q.mti is no image"
for file in "$scratch/q.onnx" "$scratch/tfl/full.tflite"; do
  "$microt" info "$file" --json > "$scratch/info.json" 2> "$scratch/err" || { fail "info $file"; cat "$scratch/err"; }
  has_keys "$scratch/info.json" macs params cuts
done
"$microt" tune "$scratch/tfl/full.tflite" "$scratch/data" --cut 9 --precision int8 --json > "$scratch/int8.json" 2> "$scratch/err" || { fail "tune int8"; cat "$scratch/err"; }
grep -q '"precision": "int8"' "$scratch/int8.json" || fail "tune does not say its precision"
"$microt" quantize microt-vww0-64 "$scratch/data" --cut 99 -o "$scratch/no.mti" > /dev/null 2> "$scratch/err" && fail "quantize took cut 99"
[ -e "$scratch/no.mti" ] && fail "a failed quantize left a file"

# Ctrl+C in the middle of a training of an hour: 130, and no file, whole or half.
"$microt" pretrain "$scratch/data" --resolution 32 --epochs 100000 -o "$scratch/never.mtx" > /dev/null 2> "$scratch/err" & pid=$!
for _ in $(seq 1 600); do grep -q '^epoch 1 ' "$scratch/err" && break; sleep 0.1; done
grep -q '^epoch 1 ' "$scratch/err" || fail "no epoch was trained in a minute"
kill -INT $pid
wait $pid; status=$?
[ "$status" -eq 130 ] || { fail "Ctrl+C ended with $status"; tail -3 "$scratch/err"; }
compgen -G "$scratch/never*" > /dev/null && fail "Ctrl+C left $(compgen -G "$scratch/never*")"

# The same splits and heads for two extractors; one against itself differs by nothing.
"$microt" compare "$scratch/data" --method a=microt-vww0-64 --method b=microt-vww0-64 --cut 9 --seeds 2 --json --quiet > "$scratch/compare.json" 2> "$scratch/err" || { fail compare; cat "$scratch/err"; }
has_keys "$scratch/compare.json" rows method accuracy part_accuracy full_accuracy infer_energy_mj differences deviation
[ "$(grep -c '"method"' "$scratch/compare.json")" -eq 3 ] || fail "compare does not have two rows and a difference"
"$microt" compare "$scratch/data" --method nothing --cut 9 > /dev/null 2> "$scratch/err" && fail "a method without an extractor was accepted"
grep -q 'NAME=EXTRACTOR' "$scratch/err" || fail "compare does not say how a method is named"
exit "$failures"
