#!/usr/bin/env bash
# A larger disk with its data (resize = "snapshot"), restore_from and final_snapshot_name of lightsail_disk, with the real Terraform. Kills
# and faults of each request are in tests/conformance (crash, sweep).
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

config() { tf_config_quick "$@"; }
disk() { # ARGUMENT…: three disks with these arguments
    printf 'resource "lightsail_disk" "data" {\n  count             = 3\n  name              = "data-${count.index}"\n  availability_zone = "ap-northeast-1a"\n'
    printf '  %s\n' "$@" '}'
}
machine='
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_disk_attachment" "data" {
  count         = 3
  disk_name     = lightsail_disk.data[count.index].name
  instance_name = lightsail_instance.web.name
  disk_path     = "/dev/xvd${element(["f", "g", "h"], count.index)}"
}'
disks() { sim_state '[.regions["ap-northeast-1"].disks[] | select(.isSystemDisk | not) | "\(.name) \(.sizeInGb) \(.mark) \(.attachedTo) \(.path)"] | sort | join(", ")'; }
power() { sim_state '.regions["ap-northeast-1"].instances.web.state.name'; }
snapshots() { sim_state '[.regions["ap-northeast-1"].disk_snapshots[] | "\(.name) \(.mark)"] | sort | join(", ")'; }
tags() { sim_state '[.regions["ap-northeast-1"].disks[].tags[]?.key] | unique | join(", ")'; }

config "$(disk 'size_in_gb = 8' 'tags = { Team = "desk" }')" "$machine"
tf_ok apply
for i in 0 1 2; do sim_mutate "{\"action\":\"write_disk\",\"name\":\"data-$i\",\"mark\":\"ticks $i\"}"; done

# ---- without `resize`: a replacement ----
config "$(disk 'size_in_gb = 16' 'tags = { Team = "desk" }')" "$machine"
tf_ok plan
tf_said "The disk is deleted with all data on it" "without resize a larger size is a replacement, and the plan says what is lost"

# ---- three disks of one instance grow in one apply ----
config "$(disk 'size_in_gb = 16' 'resize = "snapshot"' 'tags = { Team = "desk" }')" "$machine"
tf_ok plan
tf_said "Disk grows by a snapshot" "with resize it grows"
tf_said "The instance 'web' is stopped meanwhile" "and the plan says that the instance is stopped"
sim_metrics_reset
tf_ok apply -parallelism=10
is "$(disks)" "data-0 16 ticks 0 web /dev/xvdf, data-1 16 ticks 1 web /dev/xvdg, data-2 16 ticks 2 web /dev/xvdh" "larger disks with their data, at their paths"
is "$(power)" running "the instance is running again"
is "$(snapshots)" "" "no snapshot is left"
is "$(tags)" "Team, quants-infra:replaces" "no mark of the growth is left"
is "$(sim_metric StopInstance StartInstance DetachDisk AttachDisk CreateDiskSnapshot)" "1 1 3 3 3" "with one stop"
tf_plan_is_empty "the plan is empty"
is "$(tags)" "Team" "the tag that names the smaller disk is gone, because the state has the new ARN"

# ---- again: a disk that has grown grows once more; a stopped instance stays stopped ----
config "$(disk 'size_in_gb = 32' 'resize = "snapshot"' 'tags = { Team = "desk" }')" "${machine/nano_3_0\"/nano_3_0\"
  state = \"stopped\"}"
tf_ok apply -parallelism=10
is "$(disks)" "data-0 32 ticks 0 web /dev/xvdf, data-1 32 ticks 1 web /dev/xvdg, data-2 32 ticks 2 web /dev/xvdh" "a second growth"
is "$(power)" stopped "a stopped instance stays stopped"
tf_plan_is_empty "the plan is empty"

# ---- no capacity, a failed snapshot: everything stays as it was ----
config "$(disk 'size_in_gb = 64' 'resize = "snapshot"' 'tags = { Team = "desk" }')" "$machine"
sim_fault '{"operation":"CreateDiskSnapshot","kind":"failed","when":"every=1"}'
tf_fails apply
sim_faults_clear
is "$(disks)" "data-0 32 ticks 0 web /dev/xvdf, data-1 32 ticks 1 web /dev/xvdg, data-2 32 ticks 2 web /dev/xvdh" "after a failed snapshot the disks are attached again"
is "$(power)" running "and the instance has the state of the configuration"
is "$(tags)" "Team" "no mark is left"
tf_ok apply -parallelism=10
is "$(disks)" "data-0 64 ticks 0 web /dev/xvdf, data-1 64 ticks 1 web /dev/xvdg, data-2 64 ticks 2 web /dev/xvdh" "the next apply completes it"
is "$(snapshots)" "" "no snapshot is left"

# ---- the creation fails: the state is kept, also by a refresh, and the configuration may go back ----
one() { printf 'resource "lightsail_disk" "one" {\n  name = "data-0"\n  availability_zone = "ap-northeast-1a"\n  resize = "snapshot"\n  size_in_gb = %s\n}\n' "$1"; }
config "$(one 8)"
tf_ok apply
sim_mutate '{"action":"write_disk","name":"data-0","mark":"orders"}'
config "$(one 16)"
sim_fault '{"operation":"CreateDiskFromSnapshot","kind":"failed","when":"every=1"}'
tf_fails apply
tf_said "which has its data" "the error says where the data are"
sim_faults_clear
tf_ok plan
tf_said "Growth of the disk is resumed" "the plan resumes"
config "$(one 8)"
tf_ok apply
is "$(disks)" "data-0 8 orders null null" "the configuration went back: the disk has its old size and its data"
is "$(snapshots)" "" "no snapshot is left"
tf_plan_is_empty "the plan is empty"
config "$(one 16)"
sim_fault '{"operation":"CreateDiskFromSnapshot","kind":"failed","when":"every=1"}'
tf_fails apply
sim_faults_clear
config ""
tf_ok apply
tf_said "Snapshot is kept" "a destroy in the middle keeps the only copy of the data"
kept=$(sim_names disk_snapshots)

# ---- restore_from ----
restored() { printf 'resource "lightsail_disk" "one" {\n  name = "data-0"\n  availability_zone = "ap-northeast-1a"\n  %s\n}\n' "$@"; }
config "$(restored "size_in_gb = 4096
  restore_from = { snapshot_name = \"nothing\" }")"
tf_fails plan
tf_said "Unknown disk snapshot" "an unknown snapshot is an error of the plan"
config "$(restored "size_in_gb = 8
  restore_from = { snapshot_name = \"$kept\" }
  final_snapshot_name = \"final\"")"
tf_ok apply
is "$(disks)" "data-0 8 orders null null" "a disk from a snapshot has its data"
tf_plan_is_empty "the plan is empty"
config "$(restored "size_in_gb = 8
  final_snapshot_name = \"final-{timestamp}\"")"
tf_ok apply
is "$(disks)" "data-0 8 orders null null" "without restore_from nothing is replaced"
tf_plan_is_empty "the plan is empty"

# ---- final_snapshot_name ----
sim_fault '{"operation":"CreateDiskSnapshot","kind":"failed","when":"every=1"}'
tf_fails destroy
sim_faults_clear
is "$(disks)" "data-0 8 orders null null" "when the final snapshot fails, nothing is deleted"
tf_ok destroy
is "$(disks)" "" "the disk is deleted"
like "$(snapshots)" "data-0-resize-[^ ]* orders, final-20[0-9]*T[0-9]*Z orders" "and its final snapshot has the data"

done_testing
