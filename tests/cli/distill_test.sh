#!/usr/bin/env bash
# Distilling on the command line: what it prints, what it refuses, and that an interrupted run goes on to the very weights of an
# uninterrupted one. TRIALS=20 interrupts twenty times.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"
trials=${TRIALS:-4}

source "$(dirname "${BASH_SOURCE[0]}")/drawn_pool.sh"
draw_pool "$scratch/pool" 24

distil() { # output options...
  local output=$1; shift
  "$microt" distill --teacher microt-vww0-64 --student mcunet-vww0 --resolution 32 "$scratch/pool" --epochs 80 --batch 24 --cut 3 \
    --part-teacher 0.5 --rate 0.05 --quiet --json --checkpoint-seconds 0 -o "$output" "$@" 2> "$scratch/err"
}

mkdir "$scratch/whole"
distil "$scratch/whole/student.mtx" > "$scratch/out" || { fail distill; cat "$scratch/err"; exit 1; }
for key in loss full_teacher part_teacher test_mse test_rmse test_r2 images_per_s sha256; do
  grep -q "\"$key\"" "$scratch/out" || fail "distill does not print $key"
done
[ -e "$scratch/whole/student.mtx.checkpoints" ] && fail "a finished run left checkpoints"
grep -q '"verb": "distill"' "$scratch/whole/student.json" && grep -q '"teacher": "microt-vww0-64"' "$scratch/whole/student.json" || fail "the record has no options"
grep -q "$scratch" "$scratch/whole/student.json" && fail "the record names a path of this machine"

distil "$scratch/no.txt" > /dev/null && fail "an output that is no .mtx was accepted"
distil "$scratch/no.mtx" --distance far > /dev/null && fail "an unknown distance was accepted"
grep -q 'mse or cosine' "$scratch/err" || fail "the distances are not named"
"$microt" join microt-vww0-64 "$scratch/pool" --teacher microt-vww0-64 --cut 99 -o "$scratch/no.mtx" > /dev/null 2> "$scratch/err" && fail "join took cut 99"
grep -q 'no cut 99' "$scratch/err" || fail "the missing cut is not named"

# Several cuts in turn: a file for each, a table, and the one with the best score.
join_cuts() { # options...
  "$microt" join microt-vww0-64 "$scratch/pool" --teacher microt-vww0-64 --cut 3 6 --epochs 2 --batch 16 --probe "$scratch/pool" --json \
    -o "$scratch/joint.mtx" "$@" > "$scratch/out" 2> "$scratch/err" || { fail "join at two cuts $*"; cat "$scratch/err"; }
}
join_cuts --quiet
[ "$(grep -c '"fused_score_after"' "$scratch/out")" = 2 ] || fail "the table does not have two cuts"
grep -qE '"recommended": (3|6)' "$scratch/out" || fail "no cut is recommended"
[ -s "$scratch/joint-cut3.mtx" ] && [ -s "$scratch/joint-cut6.json" ] || fail "the candidates were not kept"
cp "$scratch/out" "$scratch/first"
rm "$scratch/joint-cut6.mtx"
join_cuts --resume
grep -q 'joint-cut3.mtx is there already' "$scratch/err" || fail "a cut that was finished is trained again"
grep -q 'joint-cut6.mtx is there' "$scratch/err" && fail "a cut that was not finished is not trained"
cmp -s "$scratch/first" "$scratch/out" || fail "a series that went on has another table"
join_cuts --resume --rate 0.02
grep -q 'is there already' "$scratch/err" && fail "a cut of other options is taken for finished"
"$microt" join microt-vww0-64 "$scratch/pool" --teacher microt-vww0-64 --cut 3 6 -o "$scratch/no.mtx" > /dev/null 2> "$scratch/err" && fail "candidates without a probe"
grep -q -- '--probe' "$scratch/err" || fail "the missing probe is not named"

# Killed, cancelled, or out of disk at a random moment, by turns; then gone on with, perhaps to be interrupted again.
RANDOM=11
interrupted=0
for trial in $(seq 1 "$trials"); do
  output=$scratch/try-$trial/student.mtx # the record in it names the file
  mkdir "$scratch/try-$trial"
  case $((trial % 3)) in
    0) (ulimit -f $((RANDOM % 4000)); trap '' XFSZ; distil "$output" > /dev/null) ;;
    1) distil "$output" > /dev/null & pid=$!; sleep "0.$((RANDOM % 9 + 1))"; pkill -KILL -P $pid; kill -KILL $pid 2> /dev/null; wait $pid 2> /dev/null ;;
    2) distil "$output" > /dev/null & pid=$!; sleep "1.$((RANDOM % 9 + 1))"; pkill -INT -P $pid; wait $pid 2> /dev/null ;;
  esac
  pkill -KILL -f "$output" 2> /dev/null
  if [ ! -e "$output" ]; then
    interrupted=$((interrupted + 1))
    distil "$output" --resume > /dev/null || { fail "trial $trial does not go on"; cat "$scratch/err"; }
  fi
  cmp -s "$scratch/whole/student.mtx" "$output" || fail "trial $trial gave other weights"
done
echo "$interrupted of $trials runs were interrupted before their end"
[ "$interrupted" -gt 0 ] || fail "no run was interrupted"
exit $failures
