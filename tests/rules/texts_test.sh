#!/usr/bin/env bash
# What people read: the README is one page, lines fit a terminal, and links and files that a text names are there.
set -uo pipefail
cd "$1"
failures=0
fail() { echo "FAILED: $*"; failures=1; }

too_long() { LC_ALL=C.UTF-8 grep -HnE '^.{101}' "$@" | cut -d: -f1,2; }
# Targets of relative links and pictures, and paths in backquotes, that do not exist: "text: target".
missing_in() {
  local text target folder
  for text in "$@"; do
    folder=$(dirname "$text")
    grep -oE '\]\([^)]+\)' "$text" | sed -E 's/^\]\(//; s/\)$//' | grep -vE '^[a-z]+:' | while read -r target; do
      [ -e "$folder/$target" ] || echo "$text: $target"
    done
    grep -oE '`(engine|gui|serial|firmware|resources|tests|translations)/[^`]*`' "$text" | tr -d '`' | sed 's/ .*//' |
      grep -v '[*…<]' | while read -r target; do [ -e "$target" ] || echo "$text: $target"; done
  done
}

texts=$(find . -name '*.md' -not -path './build*' -not -path './out/*' | sort)
[ "$(wc -l < README.md)" -le 100 ] || fail "README.md has more than 100 lines"
found=$(too_long $(grep -vE '^./(engine|serial|firmware)/' <<< "$texts"))
[ -z "$found" ] || fail "more than 100 columns: $found"
found=$(missing_in $texts)
[ -z "$found" ] || fail "not there: $found"
for chapter in resources/guide/*.md; do
  grep -q "($chapter)" README.md || fail "README.md does not lead to $chapter"
done

# The checks themselves must be able to fail.
bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
printf 'See [this](nowhere.md) and `gui/nowhere.cpp`.\n%0101d\n' 0 > "$bad/bad.md"
[ "$(too_long "$bad/bad.md")" = "$bad/bad.md:2" ] || fail "a long line is not found"
[ "$(missing_in "$bad/bad.md" | wc -l)" = 2 ] || fail "a dead link or a file that is not there is not found"

[ "$failures" -eq 0 ] && echo "texts: lines fit, links lead"
exit "$failures"
