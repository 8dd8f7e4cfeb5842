#!/usr/bin/env bash
# Runs every test there is in one prove: units, the schema compiler, the simulator, the tools, and whole Terraform runs.
#   tools/test.sh [FILE…]   only these
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${B:-build}
# A test waits for simulated seconds half of its time: so many keep the cores busy.
jobs=$(($(nproc) * 5 / 2))
shopt -s nullglob globstar

tests=("$@")
if [ ${#tests[@]} -eq 0 ]; then
    # The long ones first, so that no core waits for the last: those that mostly wait, those that work longest, the others.
    long=(e2e/conformance e2e/late e2e/credentials e2e/together e2e/firewall e2e/cli_sure e2e/environments e2e/valgrind e2e/plugin_process
        endpoint/alike endpoint/product e2e/guides e2e/terraform_test e2e/sweep e2e/static_ip e2e/examples e2e/values sim/t/aws_cli sim/t/credentials)
    long=("${long[@]/#/tests/}")
    tests=("${long[@]/%/.t}")
    for file in tests/e2e/*.t tests/endpoint/*.t tests/sim/t/*.t tests/tools/*.t tests/schemac/*.t; do
        [[ " ${tests[*]} " == *" $file "* ]] || tests+=("$file")
    done
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
