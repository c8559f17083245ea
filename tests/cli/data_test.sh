#!/usr/bin/env bash
# What verbs say of the pictures behind their figures; pictures without classes; outputs that are no plain files.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"

draw() { # file number period horizontal
  mkdir -p "$(dirname "$1")"
  awk -v n="$2" -v p="$3" -v h="$4" 'BEGIN { print "P3\n40 40\n255";
    for (y = 0; y < 40; y++) for (x = 0; x < 40; x++) { v = (int(((h ? y : x) + n) / p) % 2) * 120 + 40; print v + n, (v * (3 + n % 5) + 7 * y * (n % 7)) % 200, v + 2 * n } }' > "$1"
}
for n in $(seq 1 30); do draw "$scratch/data/many/$n.ppm" "$n" 6 0; done
for n in $(seq 1 5); do draw "$scratch/data/few/$n.ppm" "$n" 5 1; done
cp "$scratch/data/many/3.ppm" "$scratch/data/many/3 copy.ppm"
cp "$scratch/data/many/4.ppm" "$scratch/data/few/4 copy.ppm"
mkdir -p "$scratch/data/__MACOSX" "$scratch/else"
cp "$scratch/data/many/1.ppm" "$scratch/data/__MACOSX/1.ppm"
: > "$scratch/data/many/zero.png"
echo text > "$scratch/data/README.txt"
draw "$scratch/else/other.ppm" 50 3 1
ln -s "$scratch/else/other.ppm" "$scratch/data/few/link.ppm"

"$microt" data "$scratch/data" --quiet > "$scratch/data.txt" 2> "$scratch/err" || { fail data; cat "$scratch/err"; }
[ -s "$scratch/err" ] && fail "data wrote to standard error: $(cat "$scratch/err")"
for line in "40 x 40" "left out: 1 damaged, 1 link, 1 not a picture, 1 litter" "doubles: 2 pictures" "the same: few/4 copy.ppm" \
  "doubles in more than one class" "unbalanced (31 pictures of many"; do
  grep -qF "$line" "$scratch/data.txt" || { fail "data does not say: $line"; cat "$scratch/data.txt"; }
done
"$microt" data "$scratch/data" --follow-links --json --quiet > "$scratch/data.json" || fail "data --follow-links"
grep -q '"pictures": 38' "$scratch/data.json" || fail "the link was not followed"
for key in classes split sizes doubles remarks bad notes seen_in_test; do
  grep -q "\"$key\"" "$scratch/data.json" || fail "data --json lacks $key"
done

# Label work and suspects.
printf 'what,name,label\nexclude,many/30.ppm,\nlabel,few/4 copy.ppm,many\nrename,few,some\n' > "$scratch/work.csv"
"$microt" data "$scratch/data" --label-work "$scratch/work.csv" --suspects microt-vww0-64 --quiet > "$scratch/work.txt" 2> "$scratch/err" || { fail "data --label-work"; cat "$scratch/err"; }
for line in "label work: 1 excluded, 1 relabelled, 1 class renamed" "excluded: many/30.ppm" "  some" "suspect: copy: many/"; do
  grep -qF "$line" "$scratch/work.txt" || { fail "data --label-work does not say: $line"; cat "$scratch/work.txt"; }
done
"$microt" data "$scratch/data" --suspects microt-vww0-64 --json --quiet > "$scratch/suspects.json" || fail "data --suspects"
grep -q '"original": "few/4 copy.ppm"' "$scratch/suspects.json" || fail "data --suspects does not tell of a copy in another class"
echo rubbish > "$scratch/bad.csv"
"$microt" data "$scratch/data" --label-work "$scratch/bad.csv" --quiet > /dev/null 2> "$scratch/err" && fail "rubbish is no label work"
grep -q "line 1" "$scratch/err" || fail "the line of bad label work is not told"

"$microt" tune microt-vww0-64 "$scratch/data" --cut 9 --ratio 0.5 --quiet > "$scratch/tune.txt" || fail tune
"$microt" cuts microt-vww0-64 "$scratch/data" --quiet > "$scratch/cuts.txt" || fail cuts
for verb in tune cuts; do
  for line in "left out: 1 damaged" "warning: Classes are unbalanced" "bal"; do
    grep -q "$line" "$scratch/$verb.txt" || { fail "$verb does not say: $line"; cat "$scratch/$verb.txt"; }
  done
done
"$microt" tune microt-vww0-64 "$scratch/data" --cut 9 --ratio 0.5 --class-weights --json --quiet > "$scratch/weights.json" || fail "tune --class-weights"
for key in balanced_accuracy never_answered per_class precision recall part_calibration_error part_risk_coverage '"class_weights": true'; do
  grep -q "$key" "$scratch/weights.json" || fail "tune --json lacks $key"
done

# Without classes: all in one folder, or only one class.
mkdir "$scratch/bare"; cp "$scratch/data/many/"*.ppm "$scratch/bare"
"$microt" embed microt-vww0-64 "$scratch/bare" -o "$scratch/bare.npy" --quiet > /dev/null 2> "$scratch/err" || { fail "embed without classes"; cat "$scratch/err"; }
[ "$(wc -l < "$scratch/bare.csv")" -eq 32 ] || fail "bare.csv does not name every row"
"$microt" embed microt-vww0-64 "$scratch/bare" --precision int8 --calibration-pictures 8 -o "$scratch/bare8.npy" --quiet > /dev/null 2> "$scratch/err" || { fail "int8 embed without classes"; cat "$scratch/err"; }
"$microt" quantize microt-vww0-64 "$scratch/bare" --cut 9 --calibration-pictures 8 -o "$scratch/bare.mti" --quiet > "$scratch/quantize.txt" 2> "$scratch/err" || { fail "quantize without classes"; cat "$scratch/err"; }
grep -q "no classes" "$scratch/quantize.txt" || fail "quantize does not say that there are no classes"
"$microt" quantize microt-vww0-64 "$scratch/bare" -o "$scratch/no.mti" --quiet > /dev/null 2> "$scratch/err" && fail "quantize without classes chose a cut"
grep -q -- "--cut" "$scratch/err" || fail "quantize does not ask for --cut"

# Through a link, into a pipe, into a device; none of them is replaced.
mkdir "$scratch/real"; ln -s real/f.npy "$scratch/link.npy"; mkfifo "$scratch/pipe.npy"
embed() { "$microt" embed microt-vww0-64 "$scratch/bare" -o "$1" --quiet > /dev/null 2> "$scratch/err" || { fail "embed -o $1"; cat "$scratch/err"; }; }
embed "$scratch/link.npy"
[ -L "$scratch/link.npy" ] && cmp -s "$scratch/real/f.npy" "$scratch/bare.npy" || fail "embed did not write through the link"
cat "$scratch/pipe.npy" > "$scratch/piped.npy" & reader=$!
embed "$scratch/pipe.npy"; wait $reader
[ -p "$scratch/pipe.npy" ] && cmp -s "$scratch/piped.npy" "$scratch/bare.npy" || fail "embed did not write into the pipe"
embed /dev/null
[ -c /dev/null ] || fail "embed replaced /dev/null"
[ -e /dev/null.csv ] && fail "embed put a list beside /dev/null"
exit "$failures"
