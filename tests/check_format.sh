#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every C file begins with its licence and is as clang-format 14 writes it.
#   check_format.sh SOURCES
set -eu
cd "$1"
find include engine output tests bench -name '*.[ch]' -exec awk '
  FNR == 1 && $0 != "// SPDX-License-Identifier: GPL-3.0-or-later" {
    print FILENAME ": the first line is not the SPDX line"
    wrong = 1
  }
  END { exit wrong }' {} +
if ! command -v clang-format-14 >/dev/null; then
  echo "skipped: clang-format-14 is missing" >&2
  exit 77
fi
if printf 'int  x ;\n' | clang-format-14 --dry-run -Werror 2>/dev/null; then
  echo "clang-format-14 finds nothing wrong where there is"
  exit 1
fi
find include engine output tests bench -name '*.[ch]' -exec \
  clang-format-14 --dry-run -Werror {} +
