#!/usr/bin/env bash
# The rules of the layers: rooms include what their arrows reach, no Qt in the engine, no torch outside engine/train
# and engine/bench, freestanding code stays freestanding.
# Each check is also run on a violation of its rule and must find it.
set -uo pipefail
source_folder=$1
build_folder=$2
cd "$source_folder"
failures=0

fail() { echo "FAILED: $1"; shift; printf '  %s\n' "$@"; failures=$((failures + 1)); }

# Lines of C++ files under the given folders that match a pattern, comments left out.
lines_matching() {
  local pattern=$1; shift
  grep -rnE --include='*.h' --include='*.cpp' "$pattern" "$@" 2>/dev/null | grep -vE '^[^:]+:[0-9]+:\s*//'
}

qt_in() { lines_matching '#include\s*[<"](Q[A-Z]|Qt)' "$@"; }
torch_in() { lines_matching '#include\s*[<"](torch|ATen|c10|caffe2)/' "$@"; }

# What freestanding code may include of the standard library: nothing that allocates, throws, or needs an operating system.
# arm_mve.h is the compiler's own: its names for instructions.
freestanding_headers='arm_mve\.h|array|cfloat|climits|cstddef|cstdint|cstring|limits|type_traits|utility'
foreign_includes_in() {
  lines_matching '#include\s*<' "$@" | grep -vE "#include\s*<($freestanding_headers)>"
}
foreign_words_in() {
  lines_matching '\b(new|delete|throw|try|catch|dynamic_cast|typeid|malloc|free|std::(string|vector|thread|mutex|function|map))\b' "$@" |
    grep -vE '= delete'
}

# Reads lines "file include" against the pictures in the READMEs of the trees; gui_rooms_test.sh has gui's.
trees=(engine serial firmware)
against_arrows() { awk -f tests/rules/arrows.awk "${trees[@]/%//README.md}" -; }

check_nothing() { # what, found lines
  [ -z "$2" ] || fail "$1" "$2"
}

freestanding_folders=()
for folder in engine/runtime serial/protocol firmware; do
  [ -d "$folder" ] && freestanding_folders+=("$folder")
done

check_nothing "engine includes Qt" "$(qt_in engine)"
torch_rooms='engine/(train|bench)/'
check_nothing "torch outside engine/train and engine/bench" "$(torch_in engine gui | grep -vE "^$torch_rooms")"
check_nothing "a public header includes torch" "$(torch_in engine | grep '\.h:' | grep -v '_private\.h:')"
check_nothing "a private header of engine/train is included elsewhere" \
  "$(lines_matching '#include\s*"engine/train/.*_private\.h"' engine gui tests | grep -vE "^(tests/)?$torch_rooms")"
check_nothing "an include goes against the arrows" "$(lines_matching '^#include "(engine|gui|serial|firmware)/' "${trees[@]}" |
  sed -E 's/:[0-9]+:#include "/ /; s/".*//' | against_arrows)"
check_nothing "a test is included by what it tests" "$(lines_matching '#include\s*"tests/' engine gui serial firmware)"
check_nothing "gui is included by a lower layer" "$(lines_matching '#include\s*"gui/' engine serial firmware)"
check_nothing "freestanding code includes a hosted header" "$(foreign_includes_in "${freestanding_folders[@]}")"
check_nothing "freestanding code uses heap, exceptions, RTTI or threads" "$(foreign_words_in "${freestanding_folders[@]}")"

# What the targets really compile and link against.
commands=$build_folder/compile_commands.json
if [ -f "$commands" ]; then
  check_nothing "an engine target links Qt" \
    "$(grep '"command"' "$commands" | grep -E ' -c [^ ]*/engine/[^ ]*\.c(pp|xx)' | grep -oE '(-I|-isystem )[^ ]*/qt5[^ ]*' | sort -u)"
  check_nothing "a target other than engine/train and engine/bench compiles against torch" \
    "$(grep '"command"' "$commands" | grep -vE "/$torch_rooms|/test_engine_train\.dir/" | grep -oE '(-I|-isystem )[^ ]*/torch/csrc[^ ]*' | sort -u)"
else
  fail "no compile_commands.json in $build_folder"
fi

archive=$build_folder/engine/runtime/libmicrot_runtime.a
if [ -f "$archive" ]; then
  outside=$(nm -C --undefined-only "$archive" | sed -nE 's/^ +U //p' |
    grep -vE '^(memcpy|memset|memmove|memcmp|__stack_chk_fail|__cpu_model|_GLOBAL_OFFSET_TABLE_|microt::|__(asan|ubsan|tsan|sanitizer)|_?_?asan_|__odr_asan)' | sort -u)
  check_nothing "the runtime library needs symbols of the host" "$outside"
else
  fail "no $archive"
fi

# Every public header compiles alone. That one which some source file includes first does, the build has shown where
# files are compiled one by one; the others are compiled here, without torch, Qt or OpenCV in sight.
check_nothing "a public header includes OpenCV" "$(lines_matching '#include\s*<opencv' engine serial firmware |
  grep '\.h:' | grep -v '_private\.h:')"
included_first() {
  find engine serial firmware tests -name '*.cpp' ! -path '*engine/train/*' -print0 |
    xargs -0 awk 'FNR == 1 { looking = 1 } looking && /^#include / { if ($2 ~ /^"/) print substr($2, 2, length($2) - 2); looking = 0 }'
}
compile_alone() {
  printf '#include "%s"\n' "$1" |
    "${CXX:-c++}" -std=c++17 -fsyntax-only -Wall -Wextra -Werror -I. -isystem /usr/include/eigen3 -x c++ - 2>&1 ||
    echo "header does not compile alone: $1"
}
export -f compile_alone
check_nothing "headers that need others before them" "$(comm -23 \
  <(find engine serial firmware -name '*.h' ! -name '*_private.h' | sort) <(included_first | sort -u) |
  xargs -P "$(nproc)" -I{} bash -c 'compile_alone {}')"

# The checks themselves must be able to fail.
bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
printf '#include <QString>\n#include <torch/torch.h>\n#include <vector>\nint* p = new int;\n' > "$bad/bad.cpp"
[ -n "$(qt_in "$bad")" ] || fail "the Qt check finds nothing in a violation"
[ -n "$(torch_in "$bad")" ] || fail "the torch check finds nothing in a violation"
[ -n "$(foreign_includes_in "$bad")" ] || fail "the freestanding header check finds nothing in a violation"
[ -n "$(foreign_words_in "$bad")" ] || fail "the freestanding word check finds nothing in a violation"

arrow_found() { [ -n "$(against_arrows <<< "$1")" ]; }
arrow_found "engine/base/bad.cpp engine/model/graph.h" || fail "the arrow check finds nothing in a violation"
arrow_found "engine/nowhere/bad.cpp engine/base/result.h" || fail "the arrow check takes a folder that is no room"
arrow_found "engine/report/good.cpp engine/base/result.h" && fail "the arrow check refuses what an arrow reaches"

[ "$failures" -eq 0 ] && echo "layers: all rules hold"
exit "$((failures > 0))"
