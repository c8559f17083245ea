#!/usr/bin/env bash
# The picture in gui/README.md: its arrows are what the targets of gui's rooms link, and no source includes against them.
set -uo pipefail
cd "$1"
failures=0
fail() { echo "FAILED: $*"; failures=1; }

rooms=$(find gui -mindepth 2 -maxdepth 2 -name CMakeLists.txt | cut -d/ -f2 | sort)

arrows_in() { sed -nE 's/^ *([a-z]+) --> ([a-z]+)$/\1 \2/p' "$1" | sort; } # picture
linked() {
  for room in $rooms; do
    for other in $rooms; do
      [ "$room" != "$other" ] && grep -v '^ *#' "gui/$room/CMakeLists.txt" | grep -qw "microt_$other" && echo "$room $other"
    done
  done | sort
}
# Pairs of rooms that sources of a folder include, as "from to"; rooms by the names of their folders.
included_in() {
  grep -rnoE --include='*.h' --include='*.cpp' '#include "gui/[a-z]+/' "$1" |
    sed -nE 's#^.*/([a-z]+)/[a-z_0-9]+\.(h|cpp):[0-9]+:.*"gui/([a-z]+)/#\1 \3#p' | awk '$1 != $2' | sort -u
}
# Of pairs on standard input, those that no way along the arrows leads to.
against() { # arrows
  awk -v arrows="$1" 'BEGIN { n = split(arrows, line, "\n"); for (i = 1; i <= n; i++) { split(line[i], end, " "); way[end[1], end[2]] = 1; room[end[1]]; room[end[2]] }
      for (k in room) for (i in room) for (j in room) if ((i, k) in way && (k, j) in way) way[i, j] = 1 }
    !(($1, $2) in way)'
}

drawn=$(arrows_in gui/README.md)
[ -n "$drawn" ] || fail "gui/README.md has no picture"
difference=$(diff <(echo "$drawn") <(linked)) || fail "picture (<) and CMake lists (>) of gui differ: $difference"
for room in $rooms; do
  grep -q "^| \`$room\` |" gui/README.md || fail "gui/README.md does not say what $room does"
done
found=$(included_in gui | against "$drawn")
[ -z "$found" ] || fail "included against the arrows: $found"

# The check itself must be able to fail.
bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
mkdir "$bad/jobs"
printf '#include "gui/pages/page.h"\n' > "$bad/jobs/bad.cpp"
[ "$(included_in "$bad" | against "$drawn")" = "jobs pages" ] || fail "an include against the arrows is not found"

[ "$failures" -eq 0 ] && echo "gui: rooms and arrows as drawn"
exit "$failures"
