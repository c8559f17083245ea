#!/usr/bin/env bash
# Every source names its licence, and the licence is the one of its folder. What costs every file that sees it is seen by one.
set -uo pipefail
cd "$1"
failures=0
while IFS= read -r file; do
  case "$file" in
    gui/*|tests/gui/*|tests/bench/*) wanted=GPL-3.0-or-later ;;
    *) wanted=Apache-2.0 ;;
  esac
  head -1 "$file" | grep -q "SPDX-License-Identifier: $wanted\$" || { echo "FAILED: $file does not begin with SPDX $wanted"; failures=1; }
done < <(find engine gui serial firmware tests -name '*.cpp' -o -name '*.h' | sort)
sees_cli11() { grep -rlE --include='*.h' --include='*.cpp' '#include <CLI/' "$1"; }
found=$(for f in engine gui serial firmware; do sees_cli11 $f; done | grep -vx gui/cli/verb.cpp)
[ -z "$found" ] || { echo "FAILED: the command line's library is for gui/cli/verb.cpp, not for $found"; failures=1; }
[ "$(sees_cli11 gui)" = gui/cli/verb.cpp ] || { echo "FAILED: the one include of the command line's library is not found"; failures=1; }
[ "$failures" -eq 0 ] && echo "sources: every file names its licence"
exit "$failures"
