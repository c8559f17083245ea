#!/usr/bin/env bash
# Installs what is missing, builds, runs every test.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=dev
install=yes

usage() {
  cat <<'TEXT'
Usage: bash tests/run.sh [--preset dev|dev-asan|dev-tsan] [--no-install] [-- CTEST-OPTIONS...]

Installs the Debian packages of resources/packages.txt that are missing, builds
build/PRESET and runs every test. Tests on real networks and pictures read them
from $MICROT_DATA (default: ../shared/data beside the source tree) and are
skipped, saying so, where that folder is absent.
TEXT
}

while [ $# -gt 0 ]; do
  case "$1" in
    -h|--help) usage; exit 0 ;;
    --preset) preset=${2:?--preset needs a name}; shift 2 ;;
    --no-install) install=no; shift ;;
    --) shift; break ;;
    *) echo "Unknown option: $1" >&2; usage >&2; exit 2 ;;
  esac
done

[ "$install" = no ] || bash "$root/resources/install_packages.sh"
bash "$root/resources/build.sh" "$preset"
cd "$root"
echo "Testing build/$preset"
log=$root/build/$preset/tests.log
say=--quiet
[ ! -t 1 ] || say=--progress # one line on a terminal
status=0
ctest --preset "$preset" -j "$(nproc)" "$say" --output-log "$log" "$@" || status=$?
if [ "$say" = --quiet ]; then # what failed or was skipped, and the sum
  grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test .* Passed )' "$log" || true
fi
if grep -q 'Skipped)$' "$log"; then
  echo "Skipped tests are named above; most need the real networks and pictures (MICROT_DATA)."
fi
exit "$status"
