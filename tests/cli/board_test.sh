#!/usr/bin/env bash
# `microt board` on a virtual board, the shipped extractor and made-up pictures: every verb, and what goes wrong.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"
board() { local verb=$1; shift; "$microt" board $verb --state "$scratch/state" --quiet --json "$@" 2> "$scratch/err"; }
expect() { # pattern file what
  grep -q "$1" "$2" || { fail "$3"; cat "$2" "$scratch/err"; }
}

draw() { # class number red green
  mkdir -p "$scratch/data/$1"
  awk -v n="$2" -v r="$3" -v g="$4" 'BEGIN { print "P3\n24 24\n255";
    for (y = 0; y < 24; y++) for (x = 0; x < 24; x++) print (r + x + n) % 256, (g + y) % 256, (n * x) % 256 }' > "$scratch/data/$1/$2.ppm"
}
for n in $(seq 1 15); do draw red "$n" 180 20; draw green "$n" 20 180; done
"$microt" quantize microt-vww0-64 "$scratch/data" --cut 9 --calibration-pictures 8 -o "$scratch/i.mti" --quiet > /dev/null || fail quantize

"$microt" board ports --json > "$scratch/out" || fail ports
expect 'virtual:mps2-an500' "$scratch/out" "ports lacks the virtual board"
board info > "$scratch/out" || fail info
expect '"board": "mps2-an500"' "$scratch/out" "info does not say who it is"
board calibrate > "$scratch/out" && fail "a board without a network was calibrated"
expect 'no network yet' "$scratch/err" "calibrate without an image does not say why"
head -c 5000 "$scratch/i.mti" > "$scratch/cut.mti"
board deploy "$scratch/cut.mti" > "$scratch/out" && fail "a truncated image was deployed"

board deploy "$scratch/i.mti" > "$scratch/out" || fail deploy
expect '"was_there": false' "$scratch/out" "the first deployment sent nothing"
board deploy "$scratch/i.mti" > "$scratch/out" || fail "deploy again"
expect '"was_there": true' "$scratch/out" "the second deployment sent the image again"
board infer "$scratch/i.mti" "$scratch/data" > "$scratch/out" && fail "an untrained task answered"
expect 'not trained' "$scratch/err" "infer without heads does not say why"
board "heads export" "$scratch/h.mth" > "$scratch/out" && fail "heads that are not there were exported"

board train "$scratch/i.mti" "$scratch/data" --samples 8 --calibration 2 --epochs 5 --log "$scratch/wire.log" > "$scratch/out" || { fail train; cat "$scratch/err"; }
expect '"samples": 8' "$scratch/out" "train did not use 8 samples"
grep -q '> train #' "$scratch/wire.log" || fail "the wire log lacks the request"
board infer "$scratch/i.mti" "$scratch/data" --pictures 4 > "$scratch/out" || fail infer
expect '"exit_rate"' "$scratch/out" "infer lacks the exit rate"
board live "$scratch/i.mti" "$scratch/data" --folder "$scratch/data/red" --pictures 3 --by-name > "$scratch/out" || fail live
expect '"picture": "1.ppm"' "$scratch/out" "live --by-name does not begin with the first picture"
expect '"same_as_twin": 3' "$scratch/out" "live: the twin answers something else"
board live "$scratch/i.mti" "$scratch/data" --folder "$scratch/nowhere" > "$scratch/out" && fail "live showed a folder that is not there"
expect 'no folder' "$scratch/err" "live does not say that the folder is not there"
board live "$scratch/i.mti" "$scratch/data" --twin --samples 1 --calibration 2 --epochs 5 --learn > "$scratch/out" || fail "live --twin"
expect '"learned": true' "$scratch/out" "a class that was never seen is not learned"
board samples "$scratch/i.mti" "$scratch/data" --add "$scratch/data/red/1.ppm" --class green > "$scratch/out" || board samples "$scratch/i.mti" "$scratch/data" --add "$scratch/data/red/2.ppm" --class green > "$scratch/out" || fail "samples --add"
expect '"class": "green"' "$scratch/out" "the sample that was added is not in the list"
expect '"picture": "red/' "$scratch/out" "the picture of the sample was not found"
board samples "$scratch/i.mti" "$scratch/data" --label 0=red > "$scratch/out" && fail "a sample that is not there was relabelled"
board samples "$scratch/i.mti" "$scratch/data" --label 0=blue > "$scratch/out" && fail "a class that is not there was given"
expect 'No class of data is named blue' "$scratch/err" "the missing class is not named"
board "heads export" "$scratch/h.mth" > "$scratch/first" || fail "heads export"
board train "$scratch/i.mti" "$scratch/data" --samples 8 --calibration 2 --epochs 5 --train-seed 9 > "$scratch/out" || fail "train again"
board "heads import" "$scratch/h.mth" > "$scratch/out" || fail "heads import"
cmp -s "$scratch/first" "$scratch/out" || fail "the heads that came back are not those exported"
board "heads rollback" > "$scratch/out" || fail "heads rollback"
cmp -s "$scratch/first" "$scratch/out" && fail "rollback changed nothing"
printf 'no heads' > "$scratch/bad.mth"
board "heads import" "$scratch/bad.mth" > "$scratch/out" && fail "a file that holds no heads was imported"

board tasks > "$scratch/out" || fail tasks
expect '"name": "data"' "$scratch/out" "the task of the dataset is not listed"
board tasks --select nobody > "$scratch/out" && fail "a task that does not exist was selected"
expect 'no task named nobody' "$scratch/err" "the missing task is not named"
board tasks --delete data > "$scratch/out" || fail "tasks --delete"
expect '"tasks": \[\]' "$scratch/out" "the task is still there"

"$microt" quantize microt-vww0-64 "$scratch/data" --exits 4 --cut 3 --second-cut 6 --third-cut 9 --calibration-pictures 8 -o "$scratch/i4.mti" --quiet > /dev/null || fail "quantize --exits 4"
board compare "$scratch/i4.mti" "$scratch/data" --samples 6 --calibration 4 --pictures 4 --epochs 3 > "$scratch/out" || fail "compare with four exits"
expect '"matches": true' "$scratch/out" "with four exits the board differs from its twin"
board info > "$scratch/out" || fail "info with four exits"
expect '"threshold": \[' "$scratch/out" "four exits do not have three thresholds"
"$microt" tune microt-vww0-64 "$scratch/data" --exits 3 --cut 6 --second-cut 3 --quiet > "$scratch/out" 2> "$scratch/err" && fail "exits that do not rise were taken"
expect 'cut 3 does not lie behind cut 6' "$scratch/err" "exits that do not rise are not told"

board profile "$scratch/i.mti" > "$scratch/out" || fail profile
expect '"unit": "instructions"' "$scratch/out" "profile does not say its unit"
board compare "$scratch/i.mti" "$scratch/data" --samples 6 --calibration 2 --pictures 4 --epochs 3 > "$scratch/out" || fail compare
expect '"matches": true' "$scratch/out" "the board differs from its twin"
board reset --forget --images > "$scratch/out" || fail reset
board info > "$scratch/out" || fail "info after reset"
expect '"state": "empty"' "$scratch/out" "the images were not erased"
pgrep -f "$scratch/state" > /dev/null && fail "an emulator was left behind"
exit $failures
