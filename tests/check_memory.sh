#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run a command under valgrind: no invalid access, nothing uninitialised, nothing lost.
#   check_memory.sh COMMAND [ARGUMENT]...
#   check_memory.sh --self-test     see that a leak and a read past the end are found
set -eu

if ! command -v valgrind >/dev/null; then
  echo "skipped: valgrind is missing" >&2
  exit 77
fi
# One thread: OpenMP's pool lives until the end of the process and is nobody's leak.
export OMP_NUM_THREADS=1

check() {
  valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \
    --errors-for-leak-kinds=definite --suppressions="${0%/*}/valgrind.supp" "$@"
}

must_find() {
  printf '%s\n' "$1" | cc -g -O0 -x c -o "$folder/bad" -
  rc=0
  check "$folder/bad" 2>/dev/null || rc=$?
  [ "$rc" -eq 99 ] || { echo "not found: $1"; exit 1; }
}

if [ "${1-}" = --self-test ]; then
  folder=$(mktemp -d)
  trap 'rm -r "$folder"' EXIT
  must_find 'void *malloc(unsigned long); int main(void) { return malloc(9) == 0; }'
  must_find 'void *malloc(unsigned long); void free(void *);
int main(void) { char *p = malloc(9); int c = p[9]; free(p); return c == 999; }'
  exit 0
fi
check "$@"
