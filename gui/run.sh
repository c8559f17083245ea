#!/usr/bin/env bash
# Installs what is missing, builds, opens the workbench.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
demo=${MICROT_DEMO:-$HOME/MicroT/demo}
install=yes
offscreen=no
build_only=no
arguments=()

usage() {
  cat <<'TEXT'
Usage: bash gui/run.sh [options] [-- WORKBENCH-OPTIONS...]

Installs the Debian packages of resources/packages.txt that are missing, builds
build/release and opens the workbench on the demo project. Without a display it
runs the same demo off-screen and leaves its report, the pictures of every page
and its figures as JSON in the demo folder. The first build takes about ten
minutes on two cores.

  --project DIR   open this project instead of the demo
  --demo DIR      where the demo project is kept (default: $MICROT_DEMO or ~/MicroT/demo)
  --offscreen     do not open a window even if there is a display
  --build-only    install and build, then stop
  --no-install    do not look for missing packages
  -h, --help      this text

The command line is build/release/bin/microt; `microt --help` lists what it does.
TEXT
}

while [ $# -gt 0 ]; do
  case "$1" in
    -h|--help) usage; exit 0 ;;
    --project) arguments=(--project "${2:?--project needs a folder}"); shift 2 ;;
    --demo) demo=${2:?--demo needs a folder}; shift 2 ;;
    --offscreen) offscreen=yes; shift ;;
    --build-only) build_only=yes; shift ;;
    --no-install) install=no; shift ;;
    --) shift; break ;;
    *) echo "Unknown option: $1" >&2; usage >&2; exit 2 ;;
  esac
done
[ ${#arguments[@]} -gt 0 ] || arguments=(--demo "$demo")

[ "$install" = no ] || bash "$root/resources/install_packages.sh"
bash "$root/resources/build.sh" release microt microt-workbench
cd "$root"
[ "$build_only" = no ] || exit 0

if [ "$offscreen" = no ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec build/release/bin/microt-workbench "${arguments[@]}" "$@"
fi

export QT_QPA_PLATFORM=offscreen
if [ -z "${XDG_RUNTIME_DIR:-}" ]; then # Qt wants one, and that nobody else can enter it
  XDG_RUNTIME_DIR=$(mktemp -d)
  export XDG_RUNTIME_DIR
  trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
fi
echo "No display: what the window would show is made off-screen."
if [ "${arguments[0]}" = --demo ]; then
  echo "Running the demo"
  mkdir -p "$demo"
  quiet=()
  [ -t 2 ] || quiet=(--quiet)
  build/release/bin/microt demo -o "$demo" --json "${quiet[@]}" > "$demo/demo.json.part"
  mv "$demo/demo.json.part" "$demo/demo.json"
fi
out=${arguments[1]}/pages
echo "Making a picture of every page"
build/release/bin/microt-workbench "${arguments[@]}" --screenshots "$out" "$@"
echo "Done:"
if [ "${arguments[0]}" = --demo ]; then
  echo "  figures  $demo/demo.json"
  echo "  report   $demo/report/report.html (also .pdf, .csv, .json)"
fi
echo "  pages    $out"
