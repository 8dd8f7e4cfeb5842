#!/usr/bin/env bash
# lightsail_instance with the real Terraform: restore_from, final_snapshot_name, metadata_options, hardware.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

config() { # TEXT…
    tf_config <<END
provider "lightsail" {
  poll_interval = "40ms"
}
$(printf '%s\n' "$@")
END
}
instance() { # NAME [ARGUMENT…]
    printf 'resource "lightsail_instance" "%s" {\n  name = "%s"\n' "$1" "$1"
    printf '  %s\n' "${@:2}" '}'
}
web=$(instance web 'blueprint_id = "ubuntu_22_04"' 'bundle_id = "small_3_0"')
snapshot='resource "lightsail_instance_snapshot" "web" {
  name          = "web-1"
  instance_name = lightsail_instance.web.name
}'

# ---- source, snapshot and restored instance in one apply ----
from_web='restore_from = { snapshot_name = lightsail_instance_snapshot.web.name }'
back=$(instance back 'bundle_id = "small_3_0"' 'user_data = "#!/bin/sh"' "$from_web")
config "$web" "$snapshot" "$back"
tf_ok apply
is "$(world_instance back -r .blueprintId)" ubuntu_22_04 "the restored instance has the blueprint of the snapshot"
is "$(sim_requests CreateInstancesFromSnapshot '.[0].body | [.instanceSnapshotName, .userData, .blueprintId]')" '["web-1",null,null]' \
    "the request has neither the script nor a blueprint"
tf_plan_is_empty "the plan is empty"
tf_plan_is_empty "and without a refresh" -refresh=false

# ---- ignored afterwards ----
sim_metrics_reset
config "$web" "$snapshot" "$(instance back 'bundle_id = "small_3_0"' 'user_data = "#!/bin/sh"' 'restore_from = { source_name = "gone", latest = true }')"
tf_ok apply
is "$(world_changes)" "" "another restore_from changes nothing"
jq '.resources |= map(select(.instances[0].attributes.name != "back"))' "$TF_DIR/terraform.tfstate" >"$TEST_DIR/without" && cp "$TEST_DIR/without" "$TF_DIR/terraform.tfstate"
config "$web" "$snapshot" "$back"
tf_ok import lightsail_instance.back back
tf_plan_is "an import wants no replacement" "update lightsail_instance.back"

# ---- refused in the plan ----
world_call CreateDisk '{"diskName":"ticks","availabilityZone":"ap-northeast-1a","sizeInGb":8}' >/dev/null
disk_is() { [ "$(sim_state '.regions["ap-northeast-1"].disks.ticks.state')" = "$1" ]; }
wait_until 30 disk_is available
world_call AttachDisk '{"diskName":"ticks","instanceName":"web","diskPath":"/dev/xvdf"}' >/dev/null
wait_until 30 disk_is in-use
sim_mutate '{"action":"write_disk","name":"web","mark":"orders"}'
sim_mutate '{"action":"write_disk","name":"ticks","mark":"ticks"}'
sim_mutate '{"action":"add_auto_snapshot","name":"web","date":"2026-11-01"}'
by_name='restore_from = { snapshot_name = "web-1" }'
config "${web/\}/  restore_from = \{ source_name = \"web\", date = \"2026-11-01\" \}
\}}" "$snapshot" "$back" \
    "$(instance small 'bundle_id = "nano_3_0"' "$by_name")" \
    "$(instance other 'bundle_id = "small_3_0"' 'blueprint_id = "debian_12"' "$by_name")" \
    "$(instance unknown 'bundle_id = "small_3_0"' 'restore_from = { snapshot_name = "no-such-snapshot" }')" \
    "$(instance day 'bundle_id = "small_3_0"' 'restore_from = { source_name = "web", date = "2026-11-02" }')" \
    "$(instance disks 'bundle_id = "small_3_0"' 'restore_from = { snapshot_name = "web-1", attached_disk_mapping = { "/dev/xvdf" = "back" } }')"
tf_fails plan -replace=lightsail_instance.web
tf_said "Bundle smaller than the snapshot's" "a smaller bundle"
tf_said "Leave blueprint_id out" "another blueprint"
tf_said "There is no instance snapshot 'no-such-snapshot'" "a snapshot that does not exist"
tf_said "It has: 2026-11-01" "a day without an automatic snapshot"
tf_said "The snapshot has no disk at '/dev/xvdf'" "a path without a disk"
tf_said "already has the name 'back'" "the name of a disk that is in use"
tf_said "quants-infra snapshot copy web --from 2026-11-01" "a replacement that would delete the snapshot which it needs"

# ---- an automatic snapshot with a disk ----
config "$web" "$snapshot" "$back" "$(instance day 'bundle_id = "small_3_0"' \
    'restore_from = { source_name = "web", date = "2026-11-01", attached_disk_mapping = { "/dev/xvdf" = "day-data" } }')"
tf_ok apply
is "$(sim_state '.regions["ap-northeast-1"] | [.instances.day.mark, .disks["day-data"].mark, .disks["day-data"].attachedTo] | join(" ")')" "orders ticks day" \
    "the instance and its disk have the data of the automatic snapshot"
tf_ok apply -refresh-only
is "$(jq -c '[.resources[].instances[].attributes | select(.name == "day") | .hardware.disks[] | [.name, .size_in_gb, .is_system_disk]]' "$TF_DIR/terraform.tfstate")" \
    '[[null,60,true],["day-data",8,false]]' "hardware has the disks"
tf_plan_is_empty "the plan is empty"

config "$web" "$snapshot" "$back"
tf_ok destroy

# ---- a final snapshot ----
final() { instance web 'blueprint_id = "ubuntu_22_04"' "$@"; }
config "$(final 'bundle_id = "nano_3_0"' 'final_snapshot_name = "web-{timestamp}"' 'metadata_options = { http_tokens = "required" }')"
tf_ok apply
is "$(world_instance web -c '.metadataOptions | [.httpTokens, .httpPutResponseHopLimit]')" '["required",1]' "metadata_options are set after the creation"
config "$(final 'bundle_id = "nano_3_0"' 'final_snapshot_name = "web-{timestamp}"' 'metadata_options = { http_put_response_hop_limit = 2 }')"
tf_ok apply
is "$(world_instance web -c '.metadataOptions | [.httpTokens, .httpPutResponseHopLimit]')" '["required",2]' "an option that is not set any more keeps its value"
tf_plan_is_empty "the plan is empty"
sim_metrics_reset
config "$(final 'bundle_id = "micro_3_0"' 'final_snapshot_name = "web-last"')"
tf_ok apply
tf_said "The price of the bundle changes from USD $(printf "%.2f to USD %.2f" "$(world_price nano_3_0)" "$(world_price micro_3_0)") per month." "the warning of a replacement has the price"
is "$(world_changes)" "CreateInstanceSnapshot CreateInstances DeleteInstance StopInstance" "a replacement takes a snapshot of the stopped instance first"
contains "$(sim_names instance_snapshots)" "web-2" "its name has the time"

sim_fault '{"operation":"CreateInstanceSnapshot","kind":"failed","when":"first"}'
tf_fails destroy
tf_said "nothing was deleted" "without the snapshot nothing is deleted"
is "$(world_instance web -r .state.name) $(sim_metric DeleteInstance)" "running 1" "the instance runs again"
sim_faults_clear

# ---- another bundle with the same data, in one apply ----
sim_mutate '{"action":"write_disk","name":"web","mark":"positions"}'
config "$(instance web 'bundle_id = "nano_3_0"' 'restore_from = { snapshot_name = "web-last" }' 'final_snapshot_name = "web-last"')"
tf_fails plan
tf_said "Bundle smaller than the snapshot's" "the final snapshot is restored only to a larger bundle"
config "$(instance web 'bundle_id = "small_3_0"' 'restore_from = { snapshot_name = "web-last" }' 'final_snapshot_name = "web-end"')"
sim_fault '{"operation":"CreateInstanceSnapshot","kind":"lost","when":"first"}'
tf_ok apply
sim_faults_clear
is "$(world_instance web -r '[.bundleId, .mark] | join(" ")')" "small_3_0 positions" "the new instance has the data of the final snapshot"
tf_plan_is_empty "the plan is empty"

tf_ok destroy
contains "$(sim_names instance_snapshots)" "web-end" "the snapshot is there"
is "$(world_instance_names)" "" "the instance is not"
config "$(final 'bundle_id = "micro_3_0"' 'final_snapshot_name = "web-last"')"
tf_ok apply
tf_fails plan -destroy
tf_said "There is a snapshot 'web-last' already" "a name that is in use is an error of the plan"
tf_fails plan -replace=lightsail_instance.web
tf_said "There is a snapshot 'web-last' already" "also before a replacement"
done_testing
