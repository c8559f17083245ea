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
LC_ALL=C sed 's#"teacher\\":\\"microt-vww0-64#"teacher\\":\\"microt-vww0-65#' "$scratch/student.mtx" > "$scratch/later.mtx"
"$microt" remake "$scratch/later.mtx" --from "$scratch" -o "$scratch/no.mtx" > /dev/null 2> "$scratch/err" && fail "remade without a teacher"
grep -q 'microt-vww0-65' "$scratch/err" || { fail "the missing teacher is not named"; cat "$scratch/err"; }
[ -e "$scratch/no-step1.mtx" ] && fail "the first step was trained although the second lacks its teacher"
"$microt" remake "$scratch/student.mtx" --from "$scratch" > /dev/null 2> "$scratch/err" && fail "no output was asked for"
# Changes that leave the file's length as it is, so that the recipe alone is to blame.
for bad in 's#"pretrain#"pretraim#' 's#"striped things#"../etc12345678#' 's#"batch\\":8#"cache\\":8#' 's#"batch\\":8#"batch\\":1#'; do
  LC_ALL=C sed "$bad" "$scratch/start.mtx" > "$scratch/bad.mtx"
  "$microt" remake "$scratch/bad.mtx" --from "$scratch" -o "$scratch/no.mtx" > /dev/null 2> "$scratch/err" && fail "a recipe changed by $bad was run"
  grep -q 'recipe' "$scratch/err" || { fail "the recipe is not blamed for $bad"; cat "$scratch/err"; }
done
# Earlier versions recorded the words of a command alone.
pretrained="microt pretrain --arch mcunet-vww0 --resolution 32 --epochs 1 --batch 8 --rate 0.05 --weight-decay 0.0005 --validation-share 0.1 --seed 0 'striped things' -o start.mtx"
distilled="microt distill --teacher microt-vww0-64 --student start.mtx 'striped things' --cut 3 --views 2 --smallest-view 0.35 --light 0.3 --mixup 0.0 --full-teacher 1.0"
distilled+=" --full-label 0.0 --part-label 0.0 --part-teacher 0.5 --distance mse --epochs 2 --batch 16 --rate 0.01 --schedule one-cycle --warm-up 0.0 --momentum 0.9"
distilled+=" --weight-decay 0.0005 --clip 0.0 --jitter 0.15 --seed 0 -o student.mtx"
P=$pretrained D=$distilled LC_ALL=C perl -0777 -pe '
  sub earlier { my ($new, $words) = @_; my $old = qq(\\"command\\":\\"$words); $old . " " x (length($new) - length($old) - 2) . qq(\\") }
  s/\\"verb\\":\\"distill\\".*?\}\}(?=,\\"teacher\\")/earlier($&, $ENV{D})/e; s/\\"verb\\":\\"pretrain\\".*?\}\}/earlier($&, $ENV{P})/e' \
  "$scratch/student.mtx" > "$scratch/earlier.mtx"
grep -q '"verb' "$scratch/earlier.mtx" && fail "the recipe of an earlier version was not made"
"$microt" remake "$scratch/earlier.mtx" --list > "$scratch/list-earlier" || fail "remake --list of an earlier recipe"
sed 's/-o [a-z]*.mtx//' "$scratch/list" | cmp -s - <(sed 's/-o [a-z]*.mtx//' "$scratch/list-earlier") || { fail "an earlier recipe lists other commands"; cat "$scratch/list-earlier"; }
"$microt" remake "$scratch/earlier.mtx" --from "$scratch" -o "$scratch/again.mtx" --resume > "$scratch/out" 2> "$scratch/err" || { fail "remake of an earlier recipe"; cat "$scratch/err"; }
[ "$(grep -c 'is there already' "$scratch/err")" = 2 ] || { fail "what an earlier recipe says is trained again"; cat "$scratch/err"; }
rm "$scratch"/again*.mtx
"$microt" remake "$scratch/earlier.mtx" --from "$scratch" -o "$scratch/again.mtx" > "$scratch/out" 2> "$scratch/err" || { fail "remake of an earlier recipe"; cat "$scratch/err"; }
grep -q 'the same weights bit for bit' "$scratch/out" || { fail "an earlier recipe gives other weights"; cat "$scratch/out"; }
P='microt pretrain --cache here' LC_ALL=C perl -0777 -pe 's/\\"verb\\":.*?\}\}/my $old = qq(\\"command\\":\\"$ENV{P}); $old . " " x (length($&) - length($old) - 2) . qq(\\")/e' \
  "$scratch/start.mtx" > "$scratch/bad.mtx"
"$microt" remake "$scratch/bad.mtx" --from "$scratch" -o "$scratch/no.mtx" > /dev/null 2> "$scratch/err" && fail "an earlier recipe that names a cache was run"
grep -q 'recipe' "$scratch/err" || { fail "the earlier recipe is not blamed"; cat "$scratch/err"; }

rm "$data/striped things/broad/1.ppm"
"$microt" remake "$scratch/start.mtx" --from "$scratch" -o "$scratch/other.mtx" --quiet > "$scratch/out" || fail "remake of one step"
grep -q 'the pictures are not those of the recipe' "$scratch/out" || { fail "other pictures go unnoticed"; cat "$scratch/out"; }

# Every step of what ships can be read.
"$microt" remake microt-vww0-64 --list > "$scratch/list" || fail "the shipped extractor's recipe"
head -1 "$scratch/list" | grep -q '^microt pretrain .*caltech101' || fail "the shipped extractor does not begin with fresh weights"
# A recipe that nobody has run yet: the one for a GPU that ships, and one of our own.
"$microt" remake microt-vww0-64-gpu --list > "$scratch/list" || fail "the shipped recipe for a GPU"
grep -q '^microt distill .*--student mcunet-vww0 .*--device cuda' "$scratch/list" || { fail "the recipe for a GPU begins otherwise"; cat "$scratch/list"; }
cat > "$scratch/small.recipe.json" << 'RECIPE'
{"verb": "distill", "options": {"teacher": "microt-vww0-64", "student": "mcunet-vww0", "resolution": 32, "pools": ["striped things"], "training": {"epochs": 1, "batch": 16}}}
RECIPE
"$microt" remake "$scratch/small.recipe.json" --from "$scratch" -o "$scratch/small.mtx" --quiet > "$scratch/out" 2> "$scratch/err" || { fail "a recipe alone"; cat "$scratch/err"; }
grep -q 'nothing to compare it with' "$scratch/out" && [ -s "$scratch/small.mtx" ] || { fail "a recipe alone made nothing"; cat "$scratch/out"; }
exit $failures
