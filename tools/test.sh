#!/usr/bin/env bash
# Runs every test there is in one prove: units, the schema compiler, the simulator, the tools, and whole Terraform runs.
#   tools/test.sh [FILE…]   only these
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${B:-build}
# A test waits for simulated seconds most of its time: two for each core keep the cores busy.
jobs=$(($(nproc) * 2))
shopt -s nullglob globstar

tests=("$@")
if [ ${#tests[@]} -eq 0 ]; then
    # The long ones first, so that no core waits for the last.
    tests=(tests/e2e/*.t tests/endpoint/*.t tests/sim/t/*.t tests/tools/*.t tests/schemac/*.t)
    for program in "$build"/tests/unit/*/test_*; do
        [ -x "$program" ] && [ ! -d "$program" ] && tests+=("$program")
    done
fi
if [ ${#tests[@]} -eq 0 ]; then
    echo "no tests found" >&2
    exit 1
fi
export B=$build
exec prove --jobs "$jobs" --timer --exec '' "${tests[@]}"
