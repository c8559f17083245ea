#!/usr/bin/env bash
# Installs what resources/packages.txt lists and is missing. Quiet unless that fails; needs no root where nothing is missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

wanted=$(sed -e 's/#.*//' "$here/packages.txt" | xargs)
missing=()
for package in $wanted; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}" >&2
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Needs root: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"${as_root[@]}" apt-get update -q > "$log" 2>&1 &&
  "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >> "$log" 2>&1 ||
  { cat "$log" >&2; exit 1; }
