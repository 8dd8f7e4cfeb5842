#!/usr/bin/env bash
# write_only.t — user_data_wo: Lightsail gets the launch script, and it is stored nowhere - not in the state, in a plan or in the log at TRACE - and
# the effect of its version number.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 20 --operation-ms 10 --latency-ms 0
SECRET=correct-horse-battery-staple
OTHER=another-secret-altogether
export TF_VAR_script="echo $SECRET" # a plan file contains the configuration

config() { # LINES of the instance
    tf_config <<END
variable "script" {
  type      = string
  ephemeral = true
}
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "web" {
  name         = "web-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  $1
}
END
}
# Every file that Terraform and the provider leave, plan files unpacked.
artefacts() {
    local plan
    cat "$TF_DIR"/terraform.tfstate* "$TEST_DIR"/*.log
    for plan in "$TF_DIR"/*.tfplan; do
        "$TERRAFORM" -chdir="$TF_DIR" show -json "$plan"
        if command -v unzip >/dev/null; then unzip -p "$plan"; fi
    done
}
# A test: the script is in none of them.
is_nowhere() { # TEXT NAME
    is "$(artefacts | grep -ac -- "$1")" 0 "$2"
}

# ---- the script is not stored -----------------------------------------------------------------------------

export TF_LOG=TRACE
config 'user_data_wo = var.script
  user_data_wo_version = 1'
TF_LOG_PATH=$TEST_DIR/plan.log tf_ok plan -out=first.tfplan
TF_LOG_PATH=$TEST_DIR/apply.log tf_ok apply first.tfplan
contains "$(sim_requests CreateInstances)" "$SECRET" "Lightsail received the script"
isnt "$(grep -c CreateInstances "$TEST_DIR/apply.log")" 0 "the log has the request"
TF_LOG_PATH=$TEST_DIR/empty.log tf_plan_is_empty "the plan is empty"
unset TF_LOG
is_nowhere "$SECRET" "the script is in no state, plan or log"
is "$(jq -c '.resources[0].instances[0].attributes | [.user_data, .user_data_wo, .user_data_wo_version]' "$TF_DIR/terraform.tfstate")" \
    '[null,null,1]' "the state has only the number"

# ---- the number ------------------------------------------------------------------------------------------------

config "user_data_wo = \"echo $OTHER\"
  user_data_wo_version = 1"
tf_plan_is_empty "another script with the same number is no change"
config "user_data_wo = \"echo $OTHER\"
  user_data_wo_version = 2"
tf_plan_is "another number replaces the instance" "replace lightsail_instance.web"
TF_LOG=TRACE TF_LOG_PATH=$TEST_DIR/replace.log tf_ok apply
contains "$(sim_requests CreateInstances)" "$OTHER" "which gets the other script"
tf_plan_is_empty "then the plan is empty"
is_nowhere "$OTHER" "and that script is stored nowhere, either"

# ---- rules -----------------------------------------------------------------------------------------------------

config 'user_data_wo = "x"'
tf_fails plan
tf_said "user_data_wo_version" "a script requires its number"
config 'user_data_wo_version = 2'
tf_fails plan
tf_said "user_data_wo" "and the number requires a script"
config "user_data = \"echo plain\"
  user_data_wo = \"echo $OTHER\"
  user_data_wo_version = 2"
tf_fails plan
tf_said "user_data" "only one of the two scripts may be set"
unlike "$(step_text)" "$OTHER" "the error does not contain the script"

# ---- from user_data to user_data_wo --------------------------------------------------------------------------

config 'user_data = "echo visible"'
tf_ok destroy
tf_ok apply
config 'user_data_wo = "echo different"
  user_data_wo_version = 1'
tf_plan_is "a different script replaces the instance" "replace lightsail_instance.web"
config 'user_data_wo = "echo visible"
  user_data_wo_version = 1'
tf_plan_is "the same script only moves to the other argument" "update lightsail_instance.web"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "" "without a change of the instance"
unlike "$(cat "$TF_DIR/terraform.tfstate")" "echo visible" "and it is removed from the state"
tf_plan_is_empty "then the plan is empty"

# ---- import ----------------------------------------------------------------------------------------------------

"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_instance.web >/dev/null
tf_ok import lightsail_instance.web web-1
tf_plan_is "an imported instance adopts the number" "update lightsail_instance.web"
tf_ok destroy
world_is_empty "nothing is left"
done_testing
