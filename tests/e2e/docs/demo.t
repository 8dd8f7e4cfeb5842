#!/usr/bin/env bash
# Runs `make demo` as a new user does, in a shell with settings for another account.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup

# The demo uses only its own folder, simulator and settings, whatever the user's settings are.
export AWS_PROFILE=nobody AWS_REGION=eu-west-1 AWS_ENDPOINT_URL=http://127.0.0.1:1 AWS_ACCESS_KEY_ID=wrong AWS_SECRET_ACCESS_KEY=wrong
export AWS_SESSION_TOKEN=wrong http_proxy=http://127.0.0.1:1 HTTPS_PROXY=http://127.0.0.1:1
export TF_CLI_CONFIG_FILE=$TEST_DIR/missing TF_DATA_DIR=$TEST_DIR/elsewhere TF_WORKSPACE=other TF_VAR_aws_region=eu-west-1 TF_CLI_ARGS=-broken
tree() {
    (cd "$ROOT" && find . -path ./build -prune -o -path ./.git -prune -o -type f -print | sort)
}
tree >"$TEST_DIR/before"
B=$BUILD "$ROOT/tools/demo.sh" >"$TEST_DIR/step" 2>&1 </dev/null
step_ok $? "make demo succeeds"
tree >"$TEST_DIR/after"
is_file "$TEST_DIR/after" "$TEST_DIR/before" "no file outside build/ is created or removed"
runs "no simulator is running afterwards" sh -c "! kill -0 $(cat "$BUILD/demo/pid") 2>/dev/null"

for text in '\$ terraform init' '\$ terraform plan' '\$ terraform apply' 'Apply complete! Resources: 6 added, 0 changed, 0 destroyed' \
    '\$ terraform output monitor_ip "[0-9.]+"' "terraform output -json \| jq '.prometheus_url.value' \"http://[0-9.]+:9090\"" \
    'Apply complete! Resources: 0 added, 2 changed, 0 destroyed' 'changed something: 2 x PutInstancePublicPorts ' 'No changes\.' \
    'Destroy complete! Resources: 6 destroyed' 'The simulator is empty'; do
    like "$(step_text)" "$text" "it shows: $text"
done
done_testing
