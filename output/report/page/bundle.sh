#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bundle.sh FOLDER: install the packages of package-lock.json into FOLDER, bundle
# charts.js and what it uses into FOLDER/bundle.js. Without Node and npm, or where npm
# cannot install, the bundle is empty: the report has static figures then, and says so.
set -eu
source=$(cd "$(dirname "$0")" && pwd)
folder=$1
mkdir -p "$folder"

without() {
  echo "report: $1; its charts are static" >&2
  : >"$folder/bundle.js"
  exit 0
}

command -v node >/dev/null || without 'Node is missing'
command -v npm >/dev/null || without 'npm is missing'
if ! cmp -s "$source/package-lock.json" "$folder/installed"; then
  cp "$source/package.json" "$source/package-lock.json" "$folder"
  npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --prefer-offline \
    --fetch-retries=1 >"$folder/npm.log" 2>&1 ||
    without "npm could not install (see $folder/npm.log)"
  cp "$source/package-lock.json" "$folder/installed"
fi
cp "$source"/*.js "$folder"
node "$folder/node_modules/esbuild/bin/esbuild" "$folder/charts.js" --bundle --minify \
  --charset=utf8 --legal-comments=none --target=es2020 --log-level=warning \
  --outfile="$folder/bundle.js" || without 'esbuild failed'
