#!/usr/bin/env bash
# container_deployment.t — lightsail_container_deployment with the real Terraform: versions in place, variables that are stored nowhere, what a
# destruction and a replacement do to the service, deployments that fail, a rollback, an interruption, other tools, errors of the plan.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
config() { # BLOCK…
    local IFS=$'\n'
    tf_config_quick "$*"
}
versions() { world_call GetContainerServiceDeployments '{"serviceName":"app"}' | jq -r '[.deployments[] | "\(.version) \(.state)"] | sort_by(split(" ")[0] | tonumber) | join(", ")'; }
shown() { world_call GetContainerServices '{"serviceName":"app"}' | jq -r ".containerServices[0] | $1"; }
state() { jq -r '.resources[] | select(.type == "lightsail_container_deployment") | .instances[0].attributes | '"$1" "$TF_DIR/terraform.tfstate"; }
foreign() { # IMAGE: a deployment by another tool
    world_call CreateContainerServiceDeployment '{"serviceName":"app","containers":{"web":{"image":"'"$1"'","ports":{"80":"HTTP"}}},"publicEndpoint":{"containerName":"web","containerPort":80}}' >/dev/null
    wait_until 20 is_settled
}
is_settled() { [ "$(shown .state)" = RUNNING ]; }

service='
resource "lightsail_container_service" "app" {
  name  = "app"
  power = "nano"
  scale = 1
}'
deployment() { # IMAGE [LINES]
    printf 'resource "lightsail_container_deployment" "app" {
  service_name = lightsail_container_service.app.name
  service_arn  = lightsail_container_service.app.arn
  container {
    container_name = "web"
    image          = "%s"
    environment    = { MODE = "plain" }
    ports          = { "80" = "HTTP" }
  }
  public_endpoint {
    container_name = "web"
    container_port = 80
    health_check {}
  }
  %s
}\n' "$1" "${2:-}"
}

# ---- write-only variables are in no state, plan, log or message ----
SECRET=correct-horse-battery OTHER=another-secret-value
export TF_VAR_token=$SECRET
token='
variable "token" {
  type      = string
  ephemeral = true
}'
hidden='environment_wo = { web = { TOKEN = var.token } }
  environment_wo_version = '
artefacts() {
    local plan
    cat "$TF_DIR"/terraform.tfstate* "$TEST_DIR"/*.log "$TEST_DIR/said"
    for plan in "$TF_DIR"/*.tfplan; do
        "$TERRAFORM" -chdir="$TF_DIR" show -json "$plan"
        if command -v unzip >/dev/null; then unzip -p "$plan"; fi
    done
}
config "$token" "$service" "$(deployment nginx:1 "$hidden 1")"
export TF_LOG=TRACE
TF_LOG_PATH=$TEST_DIR/plan.log tf_ok plan -out=first.tfplan
TF_LOG_PATH=$TEST_DIR/apply.log tf_ok apply first.tfplan
contains "$(sim_requests CreateContainerServiceDeployment)" "$SECRET" "Lightsail received the variable"
is "$(shown '.currentDeployment.containers.web.environment | tojson')" "{\"MODE\":\"plain\",\"TOKEN\":\"$SECRET\"}" "it is added to the other variables"
is "$(state '[.version, .state, .id, (.environment_wo_names | tojson)] | join(" ")')" '1 ACTIVE app {"web":["TOKEN"]}' "the state has only the name"
export TF_VAR_token=$OTHER
TF_LOG_PATH=$TEST_DIR/empty.log tf_plan_is_empty "another value alone is no change"
if sim_can "fail a deployment"; then
    sim_mutate '{"action":"fail_deployment","name":"app","line":"cannot use '"$OTHER"' here"}'
    config "$token" "$service" "$(deployment nginx:1 "$hidden 2")"
    TF_LOG_PATH=$TEST_DIR/failed.log tf_fails apply
    cp "$TEST_DIR/step" "$TEST_DIR/said"
    tf_said "Last log lines of the container 'web'" "a failure has log lines"
    tf_said "cannot use (sensitive) here" "a hidden value is not in them"
fi
touch "$TEST_DIR/said"
unset TF_LOG
for text in "$SECRET" "$OTHER"; do
    is "$(artefacts | grep -ac -- "$text")" 0 "the value is in no state, plan, log or message"
done


tf_shared_provider
config "$service" "$(deployment nginx:1)"
tf_ok apply
is "$(shown '.currentDeployment.containers.web.environment | tojson')" '{"MODE":"plain"}' "a variable that is removed is deployed"

# ---- a change is a version in place; a failure leaves the old one ----
config "$service" "$(deployment nginx:2)"
tf_plan_is "a change is in place" "update lightsail_container_deployment.app"
tf_ok apply
tf_plan_is_empty "the plan is empty"
active=$(state .version)
if sim_can "fail a deployment"; then
    sim_mutate '{"action":"fail_deployment","name":"app","line":"Started 1 new node"}'
    config "$service" "$(deployment nginx:3)"
    tf_fails apply
    cp "$TEST_DIR/step" "$TEST_DIR/failing"
    tf_said "The deployment $((active + 1)) of the container service 'app' failed" "a change that fails names its version"
    tf_said "The service still runs the deployment $active" "and the version that still runs"
    is "$(state '"\(.version) \(.container[0].image)"') $(shown .currentDeployment.version)" "$active nginx:2 $active" "the state and the service stay on the old version"
    tf_ok apply
    is "$(state .version) $(shown .currentDeployment.version)" "$((active + 2)) $((active + 2))" "the next apply deploys again"
fi

# ---- deployments of other tools ----
foreign nginx:foreign
tf_plan_is "a deployment of another tool is shown as a change" "update lightsail_container_deployment.app"
if sim_can "fail a deployment"; then
    config "$service" "$(deployment nginx:4 'rollback_on_failure = true')"
    tf_ok plan -out=stale.tfplan
    before=$(state .version)
    planned=$(shown .currentDeployment.version)
    foreign nginx:meanwhile
    sim_mutate '{"action":"fail_deployment","name":"app","line":"Started 1 new node"}'
    tf_fails apply stale.tfplan
    cp "$TEST_DIR/step" "$TEST_DIR/rolled-back"
    tf_said "the containers of the deployment $planned were deployed again, as the deployment" "a rollback says what was done"
    is "$(shown .currentDeployment.containers.web.image) $(state .version)" "nginx:foreign $(shown .currentDeployment.version)" "the service runs what the plan had seen, and the state has its version"
    isnt "$before" "$planned" "the plan had seen another version than the state before it"
fi
config "$service" "$(deployment nginx:5)"
tf_ok apply
tf_plan_is_empty "an apply of the configuration ends it"

# ---- an apply that was killed: its deployment is taken ----
if ! tf_is_opentofu; then
    tf_ok state rm lightsail_container_deployment.app
    sim_metrics_reset
    tf_ok apply
    is "$(sim_metric CreateContainerServiceDeployment)" 0 "a creation that the service shows already is not sent again"
fi
tf_ok apply -replace=lightsail_container_deployment.app
is "$(sim_metric CreateContainerServiceDeployment)" 1 "-replace deploys again"

# ---- on_destroy: a replacement never disables, a deletion does ----
disabling='on_destroy = "disable_service"'
config "$service" "$(deployment nginx:5 "$disabling")"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "" "on_destroy alone sends nothing"
tf_ok apply -replace=lightsail_container_deployment.app
tf_ok taint lightsail_container_deployment.app
tf_ok apply
tf_ok plan -out=replace.tfplan -replace=lightsail_container_deployment.app
tf_ok apply replace.tfplan
config "$service" "$(deployment nginx:5 "$disabling
  lifecycle { create_before_destroy = true }")"
tf_ok apply -replace=lightsail_container_deployment.app
is "$(sim_metric UpdateContainerService) $(shown .isDisabled)" "0 false" "no replacement disables the service: -replace, tainted, a saved plan, create_before_destroy"
config "$service"
tf_ok apply
is "$(sim_metric UpdateContainerService) $(shown .isDisabled)" "1 true" "a deletion does"
tf_ok apply
is "$(shown .isDisabled)" false "the next apply of the service enables it"

# ---- keep; the first deployment that fails; a service that is replaced ----
config "$service" "$(deployment nginx:6)"
tf_ok apply
config "$service"
sim_metrics_reset
tf_ok apply
is "$(world_changes) $(shown .currentDeployment.containers.web.image)" " nginx:6" "by default the containers keep running"
config "$service" "$(deployment nginx:6)"
tf_ok apply
tf_ok apply -replace=lightsail_container_service.app
is "$(versions) $(state '.service_arn')" "1 ACTIVE $(shown .arn)" "a service that is replaced gets its containers in the same apply"
tf_plan_is_empty "and the plan is empty"
tf_ok destroy
if sim_can "fail a deployment"; then
    config "$service"
    tf_ok apply
    sim_mutate '{"action":"fail_deployment","name":"app","line":"Backend process exited"}'
    config "$service" "$(deployment nginx:6)"
    tf_fails apply
    tf_said "The service has no active deployment" "a first deployment that fails says so"
    is "$(tf_state_list)" "lightsail_container_service.app" "and is not in the state"
    tf_ok apply
    is "$(versions)" "1 FAILED, 2 ACTIVE" "the next apply deploys"
    tf_ok destroy
fi

# ---- import and generated configuration ----
config "$service" "$(deployment nginx:7)"
tf_ok apply
for id in app app/1 "$(shown .arn)"; do
    tf_ok state rm lightsail_container_deployment.app
    config "$service" "
import {
  to = lightsail_container_deployment.app
  id = \"$id\"
}"
    rm -f "$TF_DIR/made.tf"
    tf_ok plan -generate-config-out=made.tf
    tf_ok apply
    is "$(versions)" "1 ACTIVE" "an import by ${id%%:*} deploys nothing"
    tf_plan_is_empty "imported by ${id%%:*}, with generated configuration"
done
rm "$TF_DIR/made.tf"
config "$service" "$(deployment nginx:7)"
tf_ok apply
is "$(versions)" "1 ACTIVE" "nor does a configuration with a health check that has only defaults"
tf_ok state rm lightsail_container_deployment.app
tf_fails import lightsail_container_deployment.app app/9
tf_said "Import the current one, 'app/1'" "an older version names the current one"

# ---- late reads ----
config "$service" "$(deployment nginx:7)"
tf_ok apply
last=$(state .version)
sim_lag 200
config "$service" "$(deployment nginx:late)"
tf_ok apply
tf_plan_is_empty "a plan right after an apply is empty although reads are late"
sim_lag 0
is "$(state .version) $(shown .currentDeployment.version)" "$((last + 1)) $((last + 1))" "and one version was made"

# ---- a timeout: the state has the version, and Lightsail continues ----
sim_fault '{"operation":"CreateContainerServiceDeployment","kind":"stuck","when":"first"}'
tf_ok state rm lightsail_container_deployment.app
config "$service" "$(deployment nginx:8 'timeouts { create = "2s" }')"
tf_ok apply
sim_faults_clear
tf_said "Lightsail has accepted the deployment $((last + 2)) of the container service 'app', but the apply did not see its end" "a timeout is a warning"
is "$(state '"\(.version) \(.state)"')" "$((last + 2)) ACTIVATING" "and the state has the version that is in progress"
tf_plan_is_empty "which is no change while it is in progress"
tf_ok destroy
config "$service" "$(deployment nginx:7)"
tf_ok apply

# ---- errors of the plan ----
bad() { # LINES
    config "
resource \"lightsail_container_deployment\" \"bad\" {
  service_name = \"app\"
  $1
}"
    tf_fails plan
    cat "$TEST_DIR/step" >>"$TEST_DIR/errors"
}
one='container {
    container_name = "web"
    image          = "nginx"
    ports          = { "80" = "HTTP", "9000" = "TCP" }
  }'
bad "$(for i in 1 2 3 4 5 6 7 8 9 10 11; do printf 'container {\n container_name = "c%s"\n image = "nginx"\n}\n' $i; done)"
tf_said "can have at most 10 containers, and this one has 11" "eleven containers"
bad "$one
  public_endpoint {
    container_name = \"web\"
    container_port = 9000
  }"
tf_said "the container opens it as TCP" "a port that does not speak HTTP"
bad "${one/\"nginx\"/\":other.web.1\"}"
tf_said "an image of the service 'other'" "an image of another service"
bad "${one/\"nginx\"/\"https:\/\/ghcr.io\/team\/web\"}"
tf_said 'Write it without "https://"' "an image with a scheme"
config "
resource \"lightsail_container_deployment\" \"bad\" {
  service_name = \"no-such-service\"
  $one
}"
tf_fails plan
tf_said "There is no container service 'no-such-service'" "a service that does not exist"
world_call UpdateContainerService '{"serviceName":"app","isDisabled":true}' >/dev/null
bad "$one"
tf_said "is disabled and takes no deployment" "a service that is disabled"
done_testing
