#!/usr/bin/env bash
# The requirements of Terraform's core on every response, for every schema, and that every declared attribute is exercised: one TAP line for each
# schema, call and case. `make conformance` prints the same as a table.
set -u
ROOT=$(cd "$(dirname "$0")/../../.." && pwd)
BUILD=${B:-build}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
. "$ROOT/tests/lib/tap.sh"
[ -x "$BUILD/tests/conformance" ] || skip_all "build/tests/conformance is not built (make units)"
B=$BUILD exec "$ROOT/tools/conformance.sh" --tap
