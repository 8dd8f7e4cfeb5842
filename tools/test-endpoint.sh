#!/usr/bin/env bash
# Runs the end-to-end tests against another Lightsail endpoint than the simulator: all except those of tests/endpoint/exceptions.
#   tools/test-endpoint.sh [TEST…]     "firewall" for tests/e2e/families/firewall.t, whatever its folder; default: all
#
# ENDPOINT_SERVER is the endpoint, a command with --port 0 and --port-file FILE; default: tests/endpoint/peer/serve. ENDPOINT_CLOCK is the path at
# which it lets time pass, if it has one; ENDPOINT_CANNOT, separated by semicolons, the behaviour that the tests must not expect (see
# tests/endpoint/README.md).
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${B:-build}
files=()
for name; do
    file=$(find tests/e2e -name "$name.t")
    [ -n "$file" ] || { echo "tests/e2e has no $name.t" >&2; exit 2; }
    files+=("$file")
done
if [ $# -eq 0 ]; then
    for file in tests/e2e/*/*.t; do
        grep -q "^$(basename "$file" .t) " tests/endpoint/exceptions || files+=("$file")
    done
fi
export B=$build SIM_BINARY=$PWD/tests/endpoint/door/serve TEST_TMP=test-tmp-endpoint
exec prove --jobs "${JOBS:-3}" --timer --exec "" "${files[@]}"
