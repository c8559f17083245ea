#!/usr/bin/env bash
# Every verb and option that README and guide name is one of the program's.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"
cd "$2" || exit 1

# The program's own help, a file for each verb: it starts once for each.
mkdir "$scratch/help"
subcommands() { sed -nE '/^Subcommands:/,$ s/^  ([a-z]+) .*/\1/p' "$1"; }
keep_help() { # words of a verb
  local file=$scratch/help/$(IFS=-; echo "$*") part
  "$microt" "$@" --help > "$file"
  for part in $(subcommands "$file"); do keep_help "$@" "$part"; done
}
"$microt" --help > "$scratch/verbs"
for verb in $(subcommands "$scratch/verbs"); do keep_help "$verb"; done

help_of() { # words behind "microt": the help of as many as are a verb
  local name=
  for word in "$@"; do
    [ -e "$scratch/help/${name:+$name-}$word" ] || break
    name=${name:+$name-}$word
  done
  [ -n "$name" ] && cat "$scratch/help/$name"
}

# Commands in texts: indented, with lines that go on, or in backquotes. One a line, from "microt" on.
commands_in() {
  sed -e ':a' -e '/\\$/N; s/\\\n */ /; ta' "$@" | grep -oE '^    .*microt [a-z].*' | grep -oE '\bmicrot [a-z].*'
  tr '\n' ' ' < <(cat "$@") | grep -oE '`microt [a-z][^`]*`' | tr -d '`'
}

unknown_in() {
  local command options
  commands_in "$@" | sed -E 's/ #.*//' | sort -u | while read -r command; do
    read -ra words <<< "$command"
    options=$(help_of "${words[@]:1}") || { echo "$command: no such verb"; continue; }
    for word in "${words[@]:1}"; do
      [[ $word == -* ]] && ! grep -qE "(^|[ ,])${word}( |,|$)" <<< "$options" && echo "$command: no option $word"
    done
  done
}

texts=(README.md resources/guide/*.md resources/extractors/README.md)
[ "$(commands_in "${texts[@]}" | wc -l)" -ge 30 ] || fail "few commands were found in the texts"
found=$(unknown_in "${texts[@]}")
[ -z "$found" ] || fail "$found"

# Options by themselves, in backquotes, belong to some verb or script.
{ cat "$scratch"/help/*; bash gui/run.sh --help; bash tests/run.sh --help; } > "$scratch/options"
for option in $(cat "${texts[@]}" | grep -oE '`--[a-z0-9-]+' | tr -d '`' | sort -u); do
  grep -qE -- "(^|[ ,\`])$option( |,|\$)" "$scratch/options" || fail "no verb has the option $option"
done

printf '    microt tune A B --nowhere \\\n        --either\n' > "$scratch/bad.md"
[ "$(unknown_in "$scratch/bad.md" | wc -l)" = 2 ] || fail "options that do not exist are not found"
exit "$failures"
