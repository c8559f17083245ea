#!/usr/bin/env bash
# Every source names its licence, and the licence is the one of its folder.
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
[ "$failures" -eq 0 ] && echo "sources: every file names its licence"
exit "$failures"
