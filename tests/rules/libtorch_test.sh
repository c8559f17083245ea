#!/usr/bin/env bash
# What engine/train/libtorch.cmake finds out about a libtorch: the standard of C++ that its headers ask for.
set -u
source_folder=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0
fail() { echo "FAILED: $*"; failures=1; }

cat > "$scratch/ask.cmake" <<'SCRIPT'
include(${SOURCE}/engine/train/libtorch.cmake)
microt_standard_of_libtorch("${FOLDERS}" standard)
message(STATUS "standard ${standard}")
SCRIPT
standard_of() { cmake -DSOURCE="$source_folder" -DFOLDERS="$1" -P "$scratch/ask.cmake" | sed -n 's/.*standard //p'; }

header() { # folder version
  mkdir -p "$1/torch"
  printf '#if !defined(_MSC_VER) && __cplusplus < %s\n#error newer\n#endif\n' "$2" > "$1/torch/all.h"
}
header "$scratch/old" 201703L
header "$scratch/new" 202002L
mkdir "$scratch/none"
[ "$(standard_of "$scratch/old")" = 17 ] || fail "headers for C++17"
[ "$(standard_of "$scratch/none;$scratch/new")" = 20 ] || fail "headers for C++20"
[ "$(standard_of "$scratch/none")" = 17 ] || fail "no such header"
exit $failures
