#!/usr/bin/env bash
# Runs kernel_check.cpp on an emulated board: its kernels, on the instructions that only it has, equal the reference.
# Usage: kernel_check.sh MACHINE PROGRAM.elf. Status 77 (skipped), saying so, where the emulator lacks the machine.
set -uo pipefail
machine=$1
program=$2
if ! qemu-system-arm -M help 2> /dev/null | grep -q "^$machine "; then
  echo "skipped: qemu-system-arm is not installed or has no machine $machine"
  exit 77
fi
said=$(timeout 280 qemu-system-arm -M "$machine" -display none -monitor none -serial stdio \
  -semihosting-config enable=on,target=native -kernel "$program" < /dev/null)
printf '%s\n' "$said"
last=$(printf '%s' "$said" | tail -n 1)
[[ $last =~ ^$machine:\ ([0-9]+)\ operators,\ ([0-9]+)\ by\ own\ kernels,\ 0\ differ ]] || exit 1
# Nothing is proved where the reference does the work, as with too little scratch.
((BASH_REMATCH[2] * 2 > BASH_REMATCH[1]))
