#!/usr/bin/env bash
# A user who has OpenTofu and README.md: the provider from `make install`, the dev environment of "Quick start", and the tests of the folder. The client
# is tofu from the PATH (or $TERRAFORM, if that is OpenTofu). Without tofu, Terraform runs the same steps: a mirror has the provider only under
# OpenTofu's host, and the sources name that host, as OpenTofu reads them.
. "$(dirname "$0")/../../lib/tf.sh"
. "$ROOT/tests/lib/guide.sh"
[ -n "${TERRAFORM:-}" ] || ! command -v tofu >/dev/null || export TERRAFORM=tofu
tf_setup
tf_use_mirror # what the first command of "Quick start" does
sim_start --pending-ms 20 --operation-ms 10
tf_environment dev
HOST=registry.opentofu.org

if ! tf_is_opentofu; then
    mkdir "$TEST_DIR/mirror"
    cp -r "$HOME/.terraform.d/plugins/$HOST" "$TEST_DIR/mirror/"
    printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$TEST_DIR/mirror" >"$TEST_DIR/terraformrc"
    find "$TEST_DIR/terraform" -name versions.tf -exec sed -i "s,\"quants-infra/lightsail\",\"$HOST/quants-infra/lightsail\"," {} +
fi
mkdir -p "$TEST_DIR/bin" "$TEST_DIR/ansible/inventory"
ln -s "$(command -v "$TERRAFORM")" "$TEST_DIR/bin/tofu"
PATH=$TEST_DIR/bin:$PATH
export NO_COLOR=1 TF_CLI_ARGS_init=-no-color TF_CLI_ARGS_apply=-no-color TF_CLI_ARGS_destroy=-no-color TF_CLI_ARGS_test=-no-color
unset AWS_REGION AWS_DEFAULT_REGION # the folder says where
cd "$TEST_DIR" || exit 1

# ---- "Quick start", with the change that README.md names ----
sed -n '/^## Quick start$/,/^## With AWS$/p' "$ROOT/README.md" >minute.md
contains "$(tr '\n' ' ' <minute.md)" 'write `tofu` for `terraform`' "README.md says how to use OpenTofu"
guide_commands minute.md | sed -e 's/ *#.*//' -e '1,2d' -e "s/4566/$SIM_PORT/" -e 's/^terraform /tofu /' >commands
is "$(grep -c '^tofu ' commands)" 2 "it has two commands for OpenTofu"
while IFS= read -r command <&3; do
    eval "$command" >"$TEST_DIR/step" 2>&1 </dev/null
    step_ok $? "$command"
done 3<commands
tf_said "Resources: 6 added" "the environment exists"
contains "$(cat "$TF_DIR/.terraform.lock.hcl")" "provider \"$HOST/quants-infra/lightsail\"" "init found the provider under $HOST"
is "$(jq -r '[.resources[].provider] | unique | .[]' "$TF_DIR/terraform.tfstate" | sed 's/^module\.[^"]*\.provider/provider/' | sort -u)" \
    "provider[\"$HOST/quants-infra/lightsail\"]" "the state names this provider"
tf_plan_is_empty "a second plan has nothing to do"
tofu destroy -auto-approve >"$TEST_DIR/step" 2>&1 </dev/null
step_ok $? "tofu destroy"

# ---- its tests: the mocked ones and the real ones in one run, and none leaves state for the next ----
tofu test >"$TEST_DIR/step" 2>&1 </dev/null
step_ok $? "tofu test"
tf_said "Success! $(cat "$TF_DIR"/tests/*.tftest.hcl | grep -c '^run ') passed, 0 failed." "every run has passed"
world_is_empty "nothing is left"
done_testing
