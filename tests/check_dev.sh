#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev behaves: usage, and the set-up on a machine that lacks packages, played with
# stand-ins for dpkg-query, apt-get, sudo and id.
#   check_dev.sh SOURCES
set -eu
cd "$1"
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
copy="$folder/with a space"
fakes="$folder/fakes"
mkdir -p "$copy/tests/editor" "$fakes"
cp dev "$copy/dev"
cp tests/editor/package*.json "$copy/tests/editor"

fail() {
  echo "wrong: $1"
  cat "$folder/said"
  exit 1
}

run() { # EXPECTED_EXIT_CODE ARGUMENT...
  expected=$1
  shift
  code=0
  : >"$folder/apt"
  LC_ALL=C.UTF-8 PATH="$fakes:$PATH" "$copy/dev" "$@" >"$folder/said" 2>&1 </dev/null ||
    code=$?
  [ "$code" -eq "$expected" ] || fail "./dev $* ended with $code, expected $expected"
}

says() { grep -qF -- "$1" "$folder/said" || fail "it does not say: $1"; }
apt_was() { [ "$(cat "$folder/apt")" = "$1" ] || fail "apt was told: $(cat "$folder/apt")"; }

fake() { # NAME BODY
  printf '#!/bin/sh\n%s\n' "$2" >"$fakes/$1"
  chmod +x "$fakes/$1"
}

run 2
says 'usage: ./dev COMMAND'
run 2 nonsense
says 'usage: ./dev COMMAND'
run 2 demo extra
run 2 test --short
run 2 bench --csv
run 0 --help
says 'test [--long]'

# Quoted for the stand-ins: they write down what they were asked.
note="echo \"\$*\" >>'$folder/apt'"
all_installed='printf installed'
# shellcheck disable=SC2016 # for the stand-in to expand
one_missing='for p; do :; done; [ "$p" != libgsl-dev ] && printf installed'

fake id 'echo 0'
fake npm 'exit 1'
fake dpkg-query "$all_installed"
fake apt-get "$note"
run 0 setup
says 'nothing to install'
says 'tests that need its packages are skipped'
apt_was ''
fake npm "$note"
run 0 setup
says 'are in build/npm'
apt_was 'ci --prefix build/npm --no-audit --no-fund'
run 0 setup # they are there
apt_was ''

fake dpkg-query "$one_missing"
run 0 setup
apt_was 'update
install -y --no-install-recommends libgsl-dev'

# Removed, but its configuration is still there: missing all the same.
fake dpkg-query 'printf config-files'
run 0 setup
grep -q ' cmake ' "$folder/apt" || fail 'config-files counts as installed'

fake dpkg-query "$one_missing"
fake apt-get "$note; echo 'E: no network'; exit 100"
run 1 setup
says 'apt-get update failed'
says 'E: no network'
says 'apt could not install'

fake apt-get "$note"
fake id 'echo 1000'
fake sudo 'exit 1'
run 1 setup
says 'apt-get update && apt-get install -y --no-install-recommends libgsl-dev'
apt_was ''

# shellcheck disable=SC2016 # for the stand-in to expand
fake sudo '[ "$1" = -n ] && exit 0; exec "$@"'
run 0 setup
apt_was 'update
install -y --no-install-recommends libgsl-dev'

# ./dev test counts what CTest recorded. A test without its program is "notrun" there, as
# a skipped one is, and has failed all the same.
last_line() { [ "$(tail -n 1 "$folder/said")" = "$1" ] || fail "the last line is not: $1"; }

record() { # EXIT_CODE TESTCASE...
  code=$1
  shift
  { echo '<?xml version="1.0"?>' && printf '\t%s\n' "$@"; } >"$folder/junit"
  # shellcheck disable=SC2016 # for the stand-in to expand
  fake ctest 'while [ "$1" != --output-junit ]; do shift; done
cp "'"$folder/junit"'" "$2"; exit '"$code"
}

passed='<testcase name="one" status="run"><system-out>1 failed, 0 passed</system-out>
\t</testcase>'
skipped='<testcase name="two" status="notrun">
\t\t<skipped message="SKIP_RETURN_CODE=77"/>
\t\t<system-out>no xarray &amp; no luck
</system-out>
\t</testcase>'
partly='<testcase name="five" status="run">
\t\t<system-out>[ RUN      ] a_comma
[  SKIPPED ] a_comma
[  PASSED  ] 3 test(s).
[  SKIPPED ] 1 test(s), listed below:
[  SKIPPED ] a_comma

 1 SKIPPED TEST(S)
</system-out>
\t</testcase>'
failed='<testcase name="three" status="fail"><failure message=""/></testcase>'
gone='<testcase name="four" status="notrun">
\t\t<skipped message="Unable to find executable"/></testcase>'
passed=$(printf '%b' "$passed") skipped=$(printf '%b' "$skipped") gone=$(printf '%b' "$gone")
partly=$(printf '%b' "$partly")

fake dpkg-query "$all_installed"
fake cmake 'exit 0'
record 0 "$passed" "$skipped" "$passed"
run 0 test
last_line '2 passed, 0 failed, 1 skipped'
says 'SKIPPED  two: no xarray & no luck'
record 8 "$passed" "$failed" "$skipped"
run 1 test
last_line '1 passed, 1 failed, 1 skipped'
says 'FAILED   three'
record 0 "$passed" "$gone"
run 1 test --long
last_line '1 passed, 1 failed, 0 skipped'
record 0 "$passed" "$partly"
run 0 test
last_line '2 passed, 0 failed, 1 skipped'
says 'SKIPPED  five, in part: a_comma'
record 0 "$skipped"
run 1 test
last_line '0 passed, 0 failed, 1 skipped'
record 8 "$passed" # CTest knows of a failure that its record does not show
run 8 test
fake cmake 'echo "a compiler error"; exit 3'
run 1 test
says 'a compiler error'
says 'configure failed with exit code 3'

# The scripts themselves, in plain POSIX shell.
if command -v dash >/dev/null; then dash -n dev; fi
if ! command -v shellcheck >/dev/null; then
  echo "skipped: shellcheck is missing" >&2
  exit 77
fi
shellcheck dev .ci/run tests/*.sh
grep -q 'exec ./dev test$' .ci/run || fail '.ci/run does something else than ./dev test'
