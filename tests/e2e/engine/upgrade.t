#!/usr/bin/env bash
# States of other builds of the provider: attributes that an older build did not store are filled in without a change, and states of newer builds are
# refused with an error that has the fix.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 20 --operation-ms 10 --latency-ms 0

tf_config <<'END'
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "web" {
  name         = "web-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_firewall" "web" {
  instance_name = lightsail_instance.web.name
  rules         = [{ protocol = "tcp", from_port = 22 }]
}
resource "lightsail_static_ip" "web" {
  name         = "web-1-ip"
  instance_arn = lightsail_instance.web.arn
}
output "ids" {
  value = [lightsail_instance.web.id, lightsail_firewall.web.id, lightsail_static_ip.web.id]
}
END
tf_ok apply
tf_plan_is_empty "nothing is left to do"
tf_ok apply -refresh-only # the static IP came after the instance
cp "$TF_DIR/terraform.tfstate" "$TEST_DIR/stored"
edit() { jq "$1" "$TEST_DIR/stored" >"$TF_DIR/terraform.tfstate"; }

# An older build of the same schema version: fewer attributes, no blocks, some that do not exist any more.
edit 'del(.resources[].instances[].attributes | .id, .add_on, .timeouts, .user_data, .user_data_wo, .user_data_wo_version, .monthly_price_usd,
        .disk_size, .support_code, .accept_bundle_update)
    | .resources[].instances[].attributes.vanished_long_ago = {"a": [1, null]}'
tf_plan_is_empty "a state with fewer and with other attributes has an empty plan"
sim_metrics_reset
tf_ok apply -refresh-only
is "$(world_changes)" "" "completing it changes nothing"
is "$(jq -S '.resources[].instances[].attributes | del(.created_at)' "$TF_DIR/terraform.tfstate")" \
    "$(jq -S '.resources[].instances[].attributes | del(.created_at)' "$TEST_DIR/stored")" "the refresh completes it"

# The first release had no `id`.
edit 'del(.resources[].instances[].attributes.id)'
tf_plan_is_empty "a state without ids has an empty plan" -refresh=false
tf_ok apply -refresh=false
is "$(tf_output ids | jq -r 'join(" ")')" "web-1 web-1 web-1-ip" "and the ids are there, also without a refresh"

edit '.resources[].instances[].schema_version = 7'
tf_fails plan
tf_said "newer provider version" "a state of a newer schema version is refused"
is "$(jq '.resources | length' "$TF_DIR/terraform.tfstate")" 3 "and is not changed"

edit '.resources[].instances[].attributes.name = ["web-1"]'
tf_fails plan
tf_said "Cannot read the stored state of lightsail_" "a broken state is an error and replaces no server"

cp "$TEST_DIR/stored" "$TF_DIR/terraform.tfstate"
tf_plan_is_empty "the stored state can be read as before"
done_testing
