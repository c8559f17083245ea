# Sourced by every script here, first: the program under test, a folder that goes away with the script, a cache of its own, and failures,
# which the script ends with.
microt=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache
failures=0
fail() { echo "FAILED: $*"; failures=1; }
