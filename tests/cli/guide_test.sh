#!/usr/bin/env bash
# Every verb and option that README and guide name is one of the program's.
set -u
source "$(dirname "${BASH_SOURCE[0]}")/start.sh"
cd "$2" || exit 1

help_of() { # words behind "microt" that may be verbs
  local verb=()
  for word in "$@"; do
    grep -qE "^  $word( |$)" <("$microt" "${verb[@]}" --help | sed -n '/^Subcommands:/,$p') || break
    verb+=("$word")
  done
  [ ${#verb[@]} -gt 0 ] && "$microt" "${verb[@]}" --help
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
{ for verb in $("$microt" --help | sed -nE '/^Subcommands:/,$ s/^  ([a-z]+) .*/\1/p'); do "$microt" "$verb" --help; done
  for part in $("$microt" board --help | sed -nE '/^Subcommands:/,$ s/^  ([a-z]+) .*/\1/p'); do "$microt" board "$part" --help; done
  bash gui/run.sh --help; bash tests/run.sh --help; } > "$scratch/help"
for option in $(cat "${texts[@]}" | grep -oE '`--[a-z-]+' | tr -d '`' | sort -u); do
  grep -qE -- "(^|[ ,\`])$option( |,|\$)" "$scratch/help" || fail "no verb has the option $option"
done

printf '    microt tune A B --nowhere \\\n        --either\n' > "$scratch/bad.md"
[ "$(unknown_in "$scratch/bad.md" | wc -l)" = 2 ] || fail "options that do not exist are not found"
exit "$failures"
