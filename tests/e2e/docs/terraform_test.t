#!/usr/bin/env bash
# `terraform test` in every module and environment: the mocked runs without an endpoint, the real ones against the simulator (those of one
# environment in each run).
. "$(dirname "$0")/../../lib/tf.sh"
. "$ROOT/tests/lib/sample.sh"
tf_setup
tf_use_mirror
sim_start --pending-ms 20 --operation-ms 10

# Runs the tests of one file in $TF_DIR; each run in it is a result of its own.
test_file() { # FILE
    "$TERRAFORM" -chdir="$TF_DIR" test -no-color -json -filter="$1" >"$TEST_DIR/answer" 2>&1 </dev/null
    local status=$?
    jq -r 'select(.["@level"] == "error" or .type == "diagnostic") | (.diagnostic | "\(.summary): \(.detail)")? // .["@message"]' \
        "$TEST_DIR/answer" >"$TEST_DIR/step" 2>&1
    # Terraform reports the start of each run by a progress event, too; OpenTofu reports only the end.
    jq -r 'select(.type == "test_run") | .test_run | select((.progress // "complete") == "complete") | "\(.status) \(.run)"' \
        "$TEST_DIR/answer" >"$TEST_DIR/runs" 2>&1
    local result run
    while read -r result run; do
        is "$result" pass "$FOLDER: ${1#tests/}: $run" || cat "$TEST_DIR/step" >&2
    done <"$TEST_DIR/runs"
    is "$status $(grep -c . "$TEST_DIR/runs")" "0 $(grep -c '^run ' "$TF_DIR/$1")" "$FOLDER: ${1#tests/}: every run of the file has passed" ||
        cat "$TEST_DIR/step" >&2
}

sample_begin 3 environments # their real runs are the steps of environments.t with a larger plan
tf_environment dev
for folder in "$TEST_DIR"/terraform/modules/lightsail/* "$TEST_DIR"/terraform/environments/*; do
    FOLDER=${folder##*/} TF_DIR=$folder
    tf_step init || step_ok 1 "$FOLDER: terraform init"
    files=("$folder"/tests/*.tftest.hcl)
    runs "$FOLDER has tests" test -e "${files[0]}"
    for file in "${files[@]}"; do
        case $file in
            */environments/*/real.tftest.hcl) in_sample && test_file "tests/${file##*/}" ;;
            */real.tftest.hcl) test_file "tests/${file##*/}" ;;
            *) AWS_ENDPOINT_URL=http://127.0.0.1:9 test_file "tests/${file##*/}" ;;
        esac
    done
done
world_is_empty "the tests leave no object"
done_testing
