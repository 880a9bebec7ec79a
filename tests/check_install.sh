#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Install, then build and run a user of the library in each way that is promised.
#   check_install.sh BUILD
set -eu
build=$1
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
prefix="$folder/a prefix"
fail() {
  echo "wrong: $1"
  exit 1
}

cmake --install "$build" --prefix "$prefix" >"$folder/log"
for file in bin/stabil include/stabil/status.h share/doc/stabil/LICENSE; do
  [ -e "$prefix/$file" ] || fail "$file is not installed"
done

# A starter study comes out of the program alone, and runs.
LD_LIBRARY_PATH=$(find "$prefix" -maxdepth 3 -name 'libstabil.*' -exec dirname {} \; | head -1) \
  "$prefix/bin/stabil" init "$folder/starter" --quiet || fail "init, installed"
LD_LIBRARY_PATH=$(find "$prefix" -maxdepth 3 -name 'libstabil.*' -exec dirname {} \; | head -1) \
  "$prefix/bin/stabil" check --quiet "$folder/starter/study.yaml" || fail "a starter study"

# Every public header stands alone, in C without extensions and in C++.
(cd "$prefix/include" && find . -name '*.h') | while read -r header; do
  printf '#include "%s"\n' "$header" >"$folder/one.c"
  cc -std=c17 -pedantic -Wall -Wextra -Werror -fsyntax-only -I"$prefix/include" \
    "$folder/one.c"
  c++ -std=c++17 -Wall -Wextra -Werror -fsyntax-only -I"$prefix/include" -x c++ \
    "$folder/one.c"
done

cat >"$folder/user.c" <<'END'
#include <stdio.h>
#include "stabil/scenario.h"
int main(void) {
  stabil_study *study = NULL;
  stabil_error err = {0};
  stabil_status status = stabil_study_parse("a: [", 4, "user", &study, &err);
  printf("%s, %s\n", stabil_status_name(status), err.count > 0 ? "told why" : "silent");
  stabil_error_clear(&err);
  stabil_study_free(study);
  return 0;
}
END
cat >"$folder/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(user C)
find_package(Stabil 0.1 REQUIRED)
add_executable(user user.c)
target_link_libraries(user PRIVATE Stabil::stabil)
END
cmake -S "$folder" -B "$folder/build" -DCMAKE_PREFIX_PATH="$prefix" >"$folder/log"
cmake --build "$folder/build" >"$folder/log" || { cat "$folder/log"; exit 1; }
"$folder/build/user" >"$folder/said"
grep -qx "input, told why" "$folder/said" || fail "by CMake: $(cat "$folder/said")"

pc=$(find "$prefix" -name stabil.pc)
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_PATH
flags=$(pkg-config --cflags --libs stabil)
eval "cc -std=c17 -o '$folder/user' '$folder/user.c' $flags"
LD_LIBRARY_PATH=$(dirname "$(dirname "$pc")") "$folder/user" >"$folder/said"
grep -qx "input, told why" "$folder/said" || fail "by pkg-config: $(cat "$folder/said")"
echo "find_package(Stabil) and pkg-config stabil both work"
