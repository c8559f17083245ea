#!/usr/bin/env bash
# Makes a picture of every page: light and dark, 1280x800 and 1920x1080, every language.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

usage() {
  cat <<'TEXT'
Usage: bash tests/gui/screenshots.sh [--program FILE] [--project DIR] [--out DIR] [-- WORKBENCH-OPTIONS...]

Opens the project (default: the demo, made if need be), waits until everything
is computed and saves every page as PAGE-THEME-WIDTHxHEIGHT-LANGUAGE.png.

  --program FILE  the workbench (default: build/dev or build/release, whichever is there)
  --project DIR   pictures of this project instead of the demo
  --out DIR       where the pictures go (default: out/screenshots)
TEXT
}

program=
project=
out=$root/out/screenshots
while [ $# -gt 0 ]; do
  case "$1" in
    -h|--help) usage; exit 0 ;;
    --program) program=${2:?--program needs a file}; shift 2 ;;
    --project) project=${2:?--project needs a folder}; shift 2 ;;
    --out) out=${2:?--out needs a folder}; shift 2 ;;
    --) shift; break ;;
    *) echo "Unknown option: $1" >&2; usage >&2; exit 2 ;;
  esac
done

if [ -z "$program" ]; then
  for candidate in "$root"/build/{dev,release}/bin/microt-workbench; do
    [ -x "$candidate" ] && program=$candidate && break
  done
  [ -n "$program" ] || { echo "Build the workbench first: bash gui/run.sh --build-only" >&2; exit 1; }
fi
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || export QT_QPA_PLATFORM=offscreen

mkdir -p "$out"
if [ -n "$project" ]; then
  what=(--project "$project")
else
  what=(--demo "$out/demo")
fi
"$program" "${what[@]}" --screenshots "$out" "$@"
pictures=("$out"/*.png)
echo "${#pictures[@]} pictures in $out"
