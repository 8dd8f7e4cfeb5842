#!/usr/bin/env bash
# Another bundle with everything kept (bundle_change = "keep_data"), with the real Terraform: by a snapshot and in place, dependants in the same
# apply, interruptions and their resumption, what the plan says and refuses. Kills and faults of each request are in tests/conformance.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
PATH=$BUILD:$PATH

config() { tf_config_quick "$@"; }
machine() { # BUNDLE ARGUMENT…
    printf 'resource "lightsail_instance" "web" {\n  name          = "web"\n  blueprint_id  = "ubuntu_22_04"\n  bundle_id     = "%s"\n' "$1"
    printf '  bundle_change = "keep_data"\n  tags          = { Team = "desk" }\n  metadata_options = { http_tokens = "required" }\n'
    printf '  add_on {\n    type          = "AutoSnapshot"\n    status        = "Enabled"\n    snapshot_time = "06:00"\n  }\n'
    shift
    printf '  %s\n' "$@" '}'
}
dependants='
resource "lightsail_static_ip" "web" {
  name         = "web-ip"
  instance_arn = lightsail_instance.web.arn
}
resource "lightsail_firewall_rule" "ssh" {
  instance_name = lightsail_instance.web.name
  protocol      = "tcp"
  from_port     = 2222
  cidrs         = ["203.0.113.0/24"]
}
resource "lightsail_disk" "data" {
  count             = 2
  name              = "data-${count.index}"
  availability_zone = "ap-northeast-1a"
  size_in_gb        = 8
}
resource "lightsail_disk_attachment" "data" {
  count         = 2
  disk_name     = lightsail_disk.data[count.index].name
  instance_name = count.index == 0 ? lightsail_instance.web.name : null
  instance_arn  = count.index == 1 ? lightsail_instance.web.arn : null
  disk_path     = count.index == 0 ? "/dev/xvdf" : "/dev/xvdg"
}'
region='.regions["ap-northeast-1"]'
arn() { sim_state "$region.instances.web.arn // \"\""; }
bundle() { sim_state "$region.instances.web.bundleId // \"none\""; }
portrait() {
    sim_state "$region.instances.web | [.mark, .state.name, .sshKeyName, .isStaticIp, .publicIpAddress, .ipAddressType, (.metadataOptions | del(.state)),
        (.tags | map(select(.key != \"quants-infra:replaces\"))), (.networking.ports | map([.protocol, .fromPort, .cidrs]) | sort),
        (.addOns | map([.name, .status, .snapshotTimeOfDay])), (.hardware.disks[1:] | map([.name, .path]))] | tojson"
}
disks() { sim_state "[$region.disks[] | select(.isSystemDisk | not) | \"\(.name) \(.mark) \(.attachedTo) \(.path)\"] | sort | join(\", \")"; }
snapshots() { sim_state "[$region.instance_snapshots[].name] | sort | join(\", \")"; }
journal() { sim_state "[$region.instances[], $region.instance_snapshots[] | .tags[]?.key | select(startswith(\"quants-infra:resize\"))] | length"; }

config "$(machine small_3_0)" "$dependants"
tf_ok apply
sim_mutate '{"action":"call","operation":"OpenInstancePublicPorts","input":{"instanceName":"web","portInfo":{"protocol":"udp","fromPort":51820,"toPort":51820}}}'
sim_mutate '{"action":"write_disk","name":"web","mark":"orders"}'
for i in 0 1; do sim_mutate "{\"action\":\"write_disk\",\"name\":\"data-$i\",\"mark\":\"ticks $i\"}"; done
sim_mutate '{"action":"auto_snapshot","name":"web","date":"2026-11-28"}'
before=$(portrait) disks=$(disks) first=$(arn)
like "$before" '"orders".*51820' "an instance with data"

# ---- by a snapshot ----
config "$(machine medium_3_0)" "$dependants"
tf_ok plan
tf_said "Bundle changes by a snapshot" "the plan says which way is taken"
tf_said "That usually takes 5 to 20 minutes" "and how long it takes"
tf_said "automatic snapshots are deleted with it: 2026-11-28" "and what is lost"
tf_said "0 to destroy" "and nothing is destroyed"
tf_said "0 to add" "or created"
sim_metrics_reset
tf_ok apply
is "$(bundle) $(portrait)" "medium_3_0 $before" "one apply: the new bundle, and everything else as before"
isnt "$(arn)" "$first" "it is another instance"
is "$(disks)" "$disks" "with the same disks"
is "$(snapshots)" "" "no snapshot is left"
is "$(journal)" 0 "and no tag of the change"
is "$(sim_metric CreateInstanceSnapshot DeleteInstance CreateInstancesFromSnapshot AttachStaticIp ReleaseStaticIp)" "1 1 1 1 0" "each request once"
tf_plan_is_empty "the second plan is empty"
is "$(sim_state "[$region.instances.web.tags[].key] | sort | join(\", \")")" "Team" "the tag that names the replaced instance is gone, because the state has the new ARN"

# ---- in place ----
sim_mutate '{"action":"set_bundle","name":"web","bundle":"medium_2_0"}'
tf_ok plan
tf_said "Bundle changes in place" "a newer generation of the same size is set in place"
tf_said "If Lightsail refuses that, the change is made by a snapshot" "and the plan says what happens otherwise"
second=$(arn)
sim_metrics_reset
tf_ok apply
is "$(bundle) $(arn) $(portrait)" "medium_3_0 $second $before" "the same instance with the new bundle"
is "$(sim_metric StopInstance StartInstance CreateInstanceSnapshot DeleteInstance) $(journal)" "1 1 0 0 0" "with a stop and a start"
tf_plan_is_empty "the plan is empty"
sim_mutate '{"action":"set_bundle","name":"web","bundle":"medium_2_0"}'
sim_fault '{"operation":"StartInstance","kind":"denied","when":"first"}'
tf_fails apply
sim_faults_clear
is "$(bundle) $(arn) $(portrait) $(journal)" "medium_2_0 $second $before 0" "after a failure the instance runs as before"
tf_ok apply
is "$(bundle) $(arn) $(portrait)" "medium_3_0 $second $before" "and the next apply changes it"

# ---- copies of the automatic snapshots; the snapshot is kept ----
sim_mutate '{"action":"auto_snapshot","name":"web","date":"2026-11-29"}'
config "$(machine large_3_0 'keep_auto_snapshots = true' 'keep_resize_snapshot = true')" "$dependants"
tf_ok plan
tf_said 'automatic snapshots (2026-11-29) are copied first' "with keep_auto_snapshots they are copied"
tf_ok apply
like "$(snapshots)" '^web-auto-2026-11-29, web-resize-[0-9-]+$' "the copies and the snapshot of the change are kept"
is "$(journal) $(portrait)" "0 $before" "without tags of the change"
tf_plan_is_empty "the plan is empty"

# ---- what a plan refuses ----
refuses() { # BUNDLE TEXT NAME
    config "$(machine "$1")" "$dependants"
    tf_fails plan
    tf_said "$2" "$3"
}
refuses large_9_9 "There is no bundle 'large_9_9'" "an unknown bundle"
refuses small_3_0 "Bundle smaller than the instance's" "a smaller one"
refuses large_win_3_0 "does not run the platform LINUX_UNIX" "one of another platform"
refuses large_2_0 "not active any more" "a retired one"
config "$(machine xlarge_3_0 | sed 's/keep_data/replace/')" "$dependants"
tf_ok plan
tf_said "must be replaced" "with the default it is a replacement"

# ---- a failure before the deletion leaves everything as it was ----
config "$(machine xlarge_3_0)" "$dependants"
sim_fault '{"operation":"CreateInstanceSnapshot","kind":"failed","when":"first"}'
tf_fails apply
sim_faults_clear
is "$(bundle) $(portrait) $(disks) $(journal)" "large_3_0 $before $disks 0" "after a failed snapshot the instance is as it was"

# ---- no capacity after the deletion; the configuration goes back ----
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","bundle":"xlarge_3_0","available":false}'
tf_fails apply
tf_said "it does not exist now, and the snapshot 'web-resize-" "without capacity the error says where the data are"
is "$(bundle)" none "the instance does not exist"
tf_ok plan
tf_said "Change of the bundle is resumed" "the next plan says that it continues"
tf_said "0 to add" "nothing else is created"
config "$(machine large_3_0)" "$dependants"
tf_ok apply
is "$(bundle) $(portrait) $(disks) $(journal)" "large_3_0 $before $disks 0" "with the earlier bundle again, the instance comes back with everything"
tf_plan_is_empty "the plan is empty"

# ---- the command line continues what Terraform has begun ----
config "$(machine xlarge_3_0)" "$dependants"
tf_fails apply
export LIGHTSAIL_READ_LAG_MS=20
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","bundle":"xlarge_3_0","available":true}'
quants-infra infra resize --name web --bundle xlarge_3_0 --force >"$TEST_DIR/out" 2>&1
is "$? $(bundle) $(portrait) $(disks) $(journal)" "0 xlarge_3_0 $before $disks 0" "quants-infra infra resize ends it" || diag "$(cat "$TEST_DIR/out")"
tf_ok apply
tf_plan_is_empty "after the apply that finds the new ARN, the plan is empty"

# ---- a change that ignore_changes hides ends at the bundle that it began with ----
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","bundle":"2xlarge_3_0","available":false}'
config "$(machine 2xlarge_3_0)" "$dependants"
tf_fails apply
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","bundle":"2xlarge_3_0","available":true}'
config "$(machine xlarge_3_0 'lifecycle {' 'ignore_changes = [bundle_id]' '}')" "$dependants"
tf_ok apply
is "$(bundle) $(portrait) $(disks) $(journal)" "2xlarge_3_0 $before $disks 0" "with ignore_changes an apply ends it"
tf_plan_is_empty "the plan is empty"
sim_mutate '{"action":"set_bundle","name":"web","bundle":"xlarge_3_0"}'

# ---- the block is gone in the middle of a change ----
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","bundle":"2xlarge_3_0","available":false}'
config "$(machine 2xlarge_3_0)" "$dependants"
tf_fails apply
kept=$(snapshots)
tf_ok destroy
tf_said "Its snapshot 'web-resize-" "destroy names the snapshot"
is "$(snapshots)" "$kept" "and keeps it"
is "$(journal)" 0 "without tags of the change"

done_testing
