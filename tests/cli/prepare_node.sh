#!/bin/sh
# A copy of the Node supplier with its libraries: prepare_node.sh <client folder> <work folder>
# They are installed with npm into the work folder, once for each lock file. Whatever is
# missing fails the test: a client that was not run is not one that works.
set -eu
client=$1
work=$2

if ! command -v npm >/dev/null; then
  echo "npm is missing: install it (Debian: apt-get install npm)" >&2
  exit 1
fi
mkdir -p "$work"
# Tests may run side by side.
exec 9>"$work/lock"
flock 9
cp "$client/supplier.mjs" "$work"
if ! cmp -s "$client/package-lock.json" "$work/installed-lock.json"; then
  cp "$client/package.json" "$client/package-lock.json" "$work"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)
  cp "$client/package-lock.json" "$work/installed-lock.json"
fi
