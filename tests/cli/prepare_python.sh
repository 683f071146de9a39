#!/bin/sh
# Stubs for the Python supplier: prepare_python.sh <api folder> <work folder>
# Whatever is missing fails the test: a client that was not run is not one that works.
set -eu
api=$1
work=$2

if ! plugin=$(command -v grpc_python_plugin); then
  echo "grpc_python_plugin is missing (Debian: apt-get install protobuf-compiler-grpc)" >&2
  exit 1
fi
if ! /usr/bin/python3 -c "import grpc, google.protobuf"; then
  echo "gRPC for Python is missing (Debian: apt-get install python3-grpcio)" >&2
  exit 1
fi
mkdir -p "$work"
# Tests may run side by side.
exec 9>"$work/lock"
flock 9
protoc -I "$api" --python_out="$work" --grpc_python_out="$work" \
       --plugin=protoc-gen-grpc_python="$plugin" "$api"/headwater/v1/*.proto
