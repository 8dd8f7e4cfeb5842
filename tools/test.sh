#!/usr/bin/env bash
# Runs all tests in one prove: units, the schema compiler, the simulator, the tools, and whole Terraform runs.
#   tools/test.sh [FILE…]   only these
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${B:-build}
# A test waits for simulated seconds half of its time: this number of jobs keeps the cores busy.
jobs=$(($(nproc) * 5 / 2))
shopt -s nullglob globstar

tests=("$@")
if [ ${#tests[@]} -eq 0 ]; then
    # The long ones first, so that no core waits for the last: those that mostly wait, those that work longest, the others.
    long=(e2e/engine/{conformance,late,credentials} e2e/families/{batched_creates,firewall} e2e/cli/cli_safety e2e/docs/environments e2e/engine/valgrind
        e2e/engine/plugin_process endpoint/{alike,product} e2e/docs/{guides,terraform_test} e2e/engine/sweep e2e/families/static_ip
        e2e/docs/examples e2e/engine/values sim/t/{aws_cli,credentials})
    long=("${long[@]/#/tests/}")
    tests=("${long[@]/%/.t}")
    for file in tests/e2e/*/*.t tests/endpoint/*.t tests/sim/t/*.t tests/tools/*.t tests/schemac/*.t; do
        [[ " ${tests[*]} " == *" $file "* ]] || tests+=("$file")
    done
    for source in tests/unit/**/test_*.c; do # only tests with a source, not those that an earlier build has left
        program=$build/${source%.c}
        [ ! -x "$program" ] || tests+=("$program")
    done
fi
if [ ${#tests[@]} -eq 0 ]; then
    echo "no tests found" >&2
    exit 1
fi
export B=$build
exec prove --jobs "$jobs" --timer --merge --exec tools/run-test.sh "${tests[@]}" 9>&2
