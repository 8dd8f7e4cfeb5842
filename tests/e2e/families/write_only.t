#!/usr/bin/env bash
# user_data_wo: the launch script that Lightsail gets and nobody keeps - not the state, not a plan, not the log at TRACE - and what its
# version number does.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 20 --operation-ms 10 --latency-ms 0
SECRET=correct-horse-battery-staple
OTHER=another-secret-altogether
export TF_VAR_script="echo $SECRET" # a plan file has the configuration in it

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
# Everything that Terraform and the provider leave behind, plan files unpacked.
artefacts() {
    local plan
    cat "$TF_DIR"/terraform.tfstate* "$TEST_DIR"/*.log
    for plan in "$TF_DIR"/*.tfplan; do
        "$TERRAFORM" -chdir="$TF_DIR" show -json "$plan"
        if command -v unzip >/dev/null; then unzip -p "$plan"; fi
    done
}
# A test: nothing of it is anywhere.
is_nowhere() { # TEXT NAME
    is "$(artefacts | grep -ac -- "$1")" 0 "$2"
}

# ---- what is written is not kept -----------------------------------------------------------------------------

export TF_LOG=TRACE
config 'user_data_wo = var.script
  user_data_wo_version = 1'
TF_LOG_PATH=$TEST_DIR/plan.log tf_ok plan -out=first.tfplan
TF_LOG_PATH=$TEST_DIR/apply.log tf_ok apply first.tfplan
contains "$(sim_requests CreateInstances)" "$SECRET" "Lightsail got the script"
isnt "$(grep -c CreateInstances "$TEST_DIR/apply.log")" 0 "the log tells of the request"
TF_LOG_PATH=$TEST_DIR/empty.log tf_plan_is_empty "nothing is left to do"
unset TF_LOG
is_nowhere "$SECRET" "and the script is in no state, no plan and no log"
is "$(jq -c '.resources[0].instances[0].attributes | [.user_data, .user_data_wo, .user_data_wo_version]' "$TF_DIR/terraform.tfstate")" \
    '[null,null,1]' "the state knows the number alone"

# ---- the number ------------------------------------------------------------------------------------------------

config "user_data_wo = \"echo $OTHER\"
  user_data_wo_version = 1"
tf_plan_is_empty "another script of the same number is no change"
config "user_data_wo = \"echo $OTHER\"
  user_data_wo_version = 2"
tf_plan_is "another number is another server" "replace lightsail_instance.web"
TF_LOG=TRACE TF_LOG_PATH=$TEST_DIR/replace.log tf_ok apply
contains "$(sim_requests CreateInstances)" "$OTHER" "which gets the other script"
tf_plan_is_empty "then nothing is left to do"
is_nowhere "$OTHER" "and that one is nowhere, either"

# ---- rules -----------------------------------------------------------------------------------------------------

config 'user_data_wo = "x"'
tf_fails plan
tf_said "user_data_wo_version" "a script needs its number"
config 'user_data_wo_version = 2'
tf_fails plan
tf_said "user_data_wo" "and the number a script"
config "user_data = \"echo plain\"
  user_data_wo = \"echo $OTHER\"
  user_data_wo_version = 2"
tf_fails plan
tf_said "user_data" "there is one script, not two"
unlike "$(step_text)" "$OTHER" "the message does not tell it"

# ---- from user_data to user_data_wo --------------------------------------------------------------------------

config 'user_data = "echo visible"'
tf_ok destroy
tf_ok apply
config 'user_data_wo = "echo different"
  user_data_wo_version = 1'
tf_plan_is "a different script is another server" "replace lightsail_instance.web"
config 'user_data_wo = "echo visible"
  user_data_wo_version = 1'
tf_plan_is "the same script only changes its place" "update lightsail_instance.web"
sim_metrics_reset
tf_ok apply
is "$(world_changes)" "" "without touching the server"
unlike "$(cat "$TF_DIR/terraform.tfstate")" "echo visible" "and it is out of the state"
tf_plan_is_empty "then nothing is left to do"

# ---- import ----------------------------------------------------------------------------------------------------

"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_instance.web >/dev/null
tf_ok import lightsail_instance.web web-1
tf_plan_is "an imported server adopts the number" "update lightsail_instance.web"
tf_ok destroy
world_is_empty "nothing is left"
done_testing
