#!/bin/sh
# Lints the contracts with buf: buf_lint.sh <api folder> <work folder>
# buf is installed with npm into the work folder, once for each lock file. Whatever
# is missing fails the test: a lint that was not run is not a lint that passed.
set -eu
api=$1
work=$2
here=$(cd "$(dirname "$0")" && pwd)

if ! command -v npm >/dev/null; then
  echo "npm is missing: install it (Debian: apt-get install npm), it brings buf" >&2
  exit 1
fi
if ! cmp -s "$here/package-lock.json" "$work/installed-lock.json"; then
  mkdir -p "$work"
  cp "$here/package.json" "$here/package-lock.json" "$work"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)
  cp "$here/package-lock.json" "$work/installed-lock.json"
fi
for buf in "$work"/node_modules/@bufbuild/buf-*/bin/buf; do
  if [ ! -x "$buf" ]; then
    echo "npm brought no buf for this machine ($(uname -sm))" >&2
    exit 1
  fi
  cd "$api"
  exec "$buf" lint
done
