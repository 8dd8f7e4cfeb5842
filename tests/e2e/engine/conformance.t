#!/usr/bin/env bash
# What Terraform's core demands of every answer, for every schema, and that nothing declared goes unexercised: one TAP line for
# each thing, call and case. `make conformance` prints the same as a table.
set -u
ROOT=$(cd "$(dirname "$0")/../../.." && pwd)
BUILD=${B:-build}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
. "$ROOT/tests/lib/tap.sh"
[ -x "$BUILD/tests/conformance" ] || skip_all "build/tests/conformance is not built (make units)"
B=$BUILD exec "$ROOT/tools/conformance.sh" --tap
