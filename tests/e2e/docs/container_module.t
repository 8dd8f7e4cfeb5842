#!/usr/bin/env bash
# container_module.t — the module container_service by itself: a service that a workflow deploys to shows no change; the example runs a pushed image;
# secrets are deployed and stored nowhere, ephemeral ones with the override; a replaced service gets its containers; an older Terraform takes the module
# without secrets.
. "$(dirname "$0")/../../lib/client.sh"
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
SECRET=correct-horse-battery-staple
MODULE=$ROOT/terraform/modules/lightsail/container_service

# A service of the module with these arguments.
service() { # FOLDER ARGUMENTS [OTHER-TEXT]
    tf_config "$1" <<END
provider "lightsail" {
  poll_interval = "40ms"
}

${3:-}

module "app" {
  source = "$MODULE"
  name   = "dev-app"
  $2
}

output "version" {
  value = module.app.version
}
END
    tf_step get || step_ok 1 "terraform get"
}
# The state, the version and the secret of the deployment that the service runs.
runs_now() {
    world_call GetContainerServices '{"serviceName":"dev-app"}' |
        jq -r '.containerServices[0].currentDeployment | "\(.state) \(.version) \(.containers.web.environment.TOKEN)"'
}
WEB='containers = { web = { image = "nginx:1.27", ports = { "80" = "HTTP" } } }'
secret() { # VERSION EXPRESSION
    printf '%s\n  secret_environment = { web = { TOKEN = %s } }\n  secret_environment_version = %s\n' "$WEB" "$2" "$1"
}
# Applies a plan file; the value is then in none of the files.
applies_secretly() { # NAME
    tf_ok plan -out=plan
    "$TERRAFORM" -chdir="$TF_DIR" show -json plan >"$TF_DIR/plan.json"
    ! command -v unzip >/dev/null || unzip -qo "$TF_DIR/plan" -d "$TF_DIR/unpacked"
    tf_ok apply plan
    is "$(runs_now)" "ACTIVE 1 $SECRET" "$1: the container has the value"
    tf_plan_is_empty "$1: a second plan has nothing to do"
    is "$(grep -rlF -- "$SECRET" "$TF_DIR" "$TEST_DIR/step" "$TEST_DIR/provider.log")" "" "$1: the value is in no state, plan or message"
}

# ---- a workflow deploys by itself ----
service workflow ''
tf_ok apply
world_call CreateContainerServiceDeployment '{"serviceName":"dev-app","containers":{"web":{"image":"nginx:1.27"}}}' >/dev/null
tf_plan_is_empty "a deployment of a workflow is no change"
tf_ok destroy

# ---- the example, with an image that was pushed ----
tf_dir examples/containers
cp "$ROOT/examples/containers/main.tf" "$TF_DIR/"
ln -s "$ROOT/terraform" "$TEST_DIR/terraform"
tf_step get || step_ok 1 "terraform get"
tf_ok apply
world_call RegisterContainerImage "{\"serviceName\":\"example-market\",\"label\":\"collector\",\"digest\":\"sha256:$(printf '%064d' 1)\"}" >/dev/null
tf_ok apply -var collector_image=:example-market.collector.1
is "$(world_call GetContainerServices '{"serviceName":"example-market"}' | jq -r '.containerServices[0].currentDeployment.containers.collector | "\(.image) \(.command)"')" \
    ":example-market.collector.1 null" "the collector runs the pushed image with its own command"
tf_plan_is_empty "and the plan is empty" -var collector_image=:example-market.collector.1
tf_ok destroy

# ---- secrets ----
printf '%s' "$SECRET" >"$TEST_DIR/token"
token="file(\"$TEST_DIR/token\")"

# Those of a file.
from_file() {
    service secrets "$(secret 1 "$token")"
    applies_secretly "a secret of a file"
    service secrets "$(secret 2 "$token")"
    tf_ok apply
    is "$(tf_output version)" 2 "another version deploys the values again"
    tf_ok apply -replace=module.app.lightsail_container_service.this
    is "$(runs_now)" "ACTIVE 1 $SECRET" "a replaced service gets its containers in the same apply"
    tf_plan_is_empty "and the plan is empty"
    tf_ok destroy
}

# Ephemeral values need the override, in a copy of the module.
ephemeral() {
    local variable=$'variable "token" {\n  type      = string\n  ephemeral = true\n}'
    export TF_VAR_token=$SECRET
    service ephemeral "$(secret 1 var.token)" "$variable"
    tf_fails plan
    tf_said "phemeral" "without the override an ephemeral value is refused"
    cp -r "$MODULE" "$TEST_DIR/copy"
    mv "$TEST_DIR/copy/ephemeral_override.tf.example" "$TEST_DIR/copy/ephemeral_override.tf"
    MODULE=$TEST_DIR/copy
    service ephemeral "$(secret 1 var.token)" "$variable"
    applies_secretly "an ephemeral value"
    service ephemeral "$WEB"
    tf_ok apply
    is "$(runs_now)" "ACTIVE 2 null" "without secrets it is deployed without them"
    tf_ok destroy
}

if lacks=$(client_lacks "$(client_is "$TERRAFORM")" "write-only arguments") && [ -n "$lacks" ]; then
    skip 1 "$lacks"
else
    from_file
    ephemeral
fi

# ---- the oldest Terraform ----
MODULE=$ROOT/terraform/modules/lightsail/container_service
if oldest=$(client_pinned oldest); then
    TERRAFORM=$oldest
    service oldest "$(secret 1 "$token")"
    tf_fails plan
    tf_said "requires Terraform 1.11 or OpenTofu 1.11" "an older Terraform refuses secrets, and says why"
    service oldest "$WEB"
    tf_ok apply
    tf_plan_is_empty "without secrets it takes the module"
    tf_ok destroy
else
    skip 6 "$oldest"
fi

world_is_empty "the simulator is empty"
done_testing
