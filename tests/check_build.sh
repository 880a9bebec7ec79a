#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Build the sources another way and see that nothing complains.
#   check_build.sh clang SOURCES BUILD      clang, warnings as errors, compiled and linked
#   check_build.sh sanitize SOURCES BUILD   ASan + UBSan, the short unit tests, the program
#   check_build.sh fuzz SOURCES BUILD [SECONDS]   libFuzzer on the reader, 60 s
set -eu
kind=$1 sources=$2 build=$3

skip() {
  echo "skipped: $1" >&2
  exit 77
}

configure() {
  cmake -S "$sources" -B "$build" -DSTABIL_WERROR=ON -DSTABIL_CHECKS=OFF \
    -DSTABIL_BENCH=ON "$@"
}

# Commands on a small run, under the sanitizers: they abort at the first finding.
run_program() {
  out=$(mktemp -d)
  study=$sources/scenarios/troms_finnmark.yaml
  "$build/stabil" check "$study" >"$out/text"
  "$build/stabil" explain "$study" >"$out/text"
  "$build/stabil" run "$study" -o "$out/small.h5" --years 2 --draws 2 --replicates 2 \
    --threads 2 >"$out/text"
  "$build/stabil" compare "$out/small.h5" --by centrality >"$out/text"
  rm -r "$out"
}

# The bad studies and the small one are the seeds, their words the dictionary. What was
# found new is kept for the next run; a finding is kept too and ends this one.
fuzz() { # SECONDS
  cases=$sources/tests/cases
  mkdir -p "$build/corpus"
  cat "$cases"/*.yaml "$cases"/bad/*.yaml | tr -cs 'a-z0-9_.' '\n' | sort -u |
    sed -n 's/^..*$/"&"/p' >"$build/words"
  cd "$cases/bad"
  "$build/fuzz_study" -max_total_time="$1" -timeout=10 -rss_limit_mb=1500 -max_len=20000 \
    -dict="$build/words" -artifact_prefix="$build/" -print_final_stats=1 -verbosity=0 \
    "$build/corpus" "$cases/bad" "$cases"
}

case $kind in
clang)
  command -v clang >/dev/null || skip "clang is missing"
  echo 'int main(void) { return 0; }' |
    clang -fopenmp -x c -o /dev/null - 2>/dev/null || skip "libomp-dev is missing"
  configure -DCMAKE_C_COMPILER=clang
  cmake --build "$build" -j 2
  ;;
sanitize)
  configure -DSTABIL_SANITIZE=ON -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG='-g -O1'
  cmake --build "$build" -j 2
  export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1
  # glibc keeps what it makes of LOCPATH, which the tests set, without a pointer to it.
  echo 'leak:__argz_add_sep' >"$build/leaks"
  export LSAN_OPTIONS="suppressions='$build/leaks':print_suppressions=0"
  ctest --test-dir "$build" -L unit -LE long -j 2 --output-on-failure --no-tests=error
  run_program
  ;;
fuzz)
  echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
    clang -fsanitize=fuzzer -x c -o /dev/null - 2>/dev/null ||
    skip "clang or libclang-rt-14-dev is missing"
  configure -DCMAKE_C_COMPILER=clang -DSTABIL_FUZZ=ON -DSTABIL_SANITIZE=ON \
    -DSTABIL_TESTS=OFF -DSTABIL_BENCH=OFF -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_C_FLAGS_DEBUG='-g -O1'
  cmake --build "$build" -j 2 --target fuzz_study
  fuzz "${4:-60}"
  ;;
*)
  echo "usage: check_build.sh clang|sanitize|fuzz SOURCES BUILD [SECONDS]" >&2
  exit 2
  ;;
esac
