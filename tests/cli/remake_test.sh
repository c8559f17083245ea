#!/usr/bin/env bash
# An extractor made again from its recipe: both trainings in turn, to the same weights; what is missing is named.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"

source "$(dirname "${BASH_SOURCE[0]}")/drawn_pool.sh"
data="$scratch/pictures"
draw_pool "$data/striped things" 12 # a name that has to be quoted

"$microt" pretrain "$data/striped things" --resolution 32 --epochs 1 --batch 8 --rate 0.05 --quiet -o "$scratch/start.mtx" > /dev/null || fail "pretrain"
"$microt" distill --teacher microt-vww0-64 --student "$scratch/start.mtx" "$data/striped things" --cut 3 --part-teacher 0.5 --epochs 2 \
  --batch 16 --views 2 --quiet -o "$scratch/student.mtx" > /dev/null || fail "distill"

"$microt" remake "$scratch/student.mtx" --list > "$scratch/list" || fail "remake --list"
[ "$(grep -c '^microt ' "$scratch/list")" = 2 ] && head -1 "$scratch/list" | grep -q '^microt pretrain' || fail "the two commands are not listed in their order"
grep -q "'striped things'" "$scratch/list" || fail "a name with a space is not quoted"
grep -q -- '--batch 8 --rate 0.05' "$scratch/list" || fail "the first command lacks what was given"

"$microt" remake "$scratch/student.mtx" --from "$scratch" -o "$scratch/again.mtx" --json > "$scratch/out" 2> "$scratch/err" || { fail "remake"; cat "$scratch/err"; }
grep -q '"same_weights": true' "$scratch/out" && grep -q '"same_pictures": true' "$scratch/out" || { fail "other weights"; cat "$scratch/out"; }
grep -q 'step 2 of 2' "$scratch/err" || fail "the steps are not counted"

rm "$scratch/again.mtx"
"$microt" remake "$scratch/student.mtx" --from "$scratch" -o "$scratch/again.mtx" --resume > "$scratch/out" 2> "$scratch/err" || fail "remake --resume"
grep -q 'again-step1.mtx is there already' "$scratch/err" || fail "a finished step was trained again"
grep -q 'the same weights bit for bit' "$scratch/out" || fail "other weights after going on"

"$microt" remake "$scratch/student.mtx" --from "$scratch/cache" -o "$scratch/no.mtx" > /dev/null 2> "$scratch/err" && fail "remade without pictures"
grep -q '"striped things"' "$scratch/err" && grep -q -- '--from' "$scratch/err" || { fail "the missing pictures are not named"; cat "$scratch/err"; }
LC_ALL=C sed 's#--teacher microt-vww0-64#--teacher microt-vww0-65#' "$scratch/student.mtx" > "$scratch/later.mtx"
"$microt" remake "$scratch/later.mtx" --from "$scratch" -o "$scratch/no.mtx" > /dev/null 2> "$scratch/err" && fail "remade without a teacher"
grep -q 'microt-vww0-65' "$scratch/err" || { fail "the missing teacher is not named"; cat "$scratch/err"; }
[ -e "$scratch/no-step1.mtx" ] && fail "the first step was trained although the second lacks its teacher"
"$microt" remake "$scratch/student.mtx" --from "$scratch" > /dev/null 2> "$scratch/err" && fail "no output was asked for"
# Changes that leave the file's length as it is, so that the recipe alone is to blame.
for bad in 's#microt pretrain#microt pretraim#' "s#'striped things' -o#../etc1234567890 -o#" 's#--batch 8 --rate#--cache 8 --rate#'; do
  LC_ALL=C sed "$bad" "$scratch/start.mtx" > "$scratch/bad.mtx"
  "$microt" remake "$scratch/bad.mtx" --from "$scratch" -o "$scratch/no.mtx" > /dev/null 2> "$scratch/err" && fail "a recipe changed by $bad was run"
  grep -q 'recipe' "$scratch/err" || { fail "the recipe is not blamed for $bad"; cat "$scratch/err"; }
done
rm "$data/striped things/broad/1.ppm"
"$microt" remake "$scratch/start.mtx" --from "$scratch" -o "$scratch/other.mtx" --quiet > "$scratch/out" || fail "remake of one step"
grep -q 'the pictures are not those of the recipe' "$scratch/out" || { fail "other pictures go unnoticed"; cat "$scratch/out"; }

# Every step of what ships can be read.
"$microt" remake microt-vww0-64 --list > "$scratch/list" || fail "the shipped extractor's recipe"
head -1 "$scratch/list" | grep -q '^microt pretrain .*caltech101' || fail "the shipped extractor does not begin with fresh weights"
exit $failures
