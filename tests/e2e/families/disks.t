#!/usr/bin/env bash
# lightsail_disk, lightsail_disk_snapshot and lightsail_instance_snapshot with the real Terraform: sources that are running or attached, a conflict
# with an automatic snapshot, creations that fail, the last copy of the data, plans that must fail, imports and generated configuration, states of
# other providers.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider

machine='
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
'
disk='
resource "lightsail_disk" "data" {
  name              = "data"
  availability_zone = "ap-northeast-1a"
  size_in_gb        = 32
}
'
config() { tf_config_quick "$@"; }
snapshots='
resource "lightsail_disk_snapshot" "data" {
  name      = "data-1"
  disk_name = lightsail_disk.data.id
}
resource "lightsail_disk_snapshot" "system" {
  name          = "system-1"
  instance_name = lightsail_instance.web.name
}
resource "lightsail_instance_snapshot" "web" {
  name          = "web-1"
  instance_name = lightsail_instance.web.name
}
'

# ---- a running instance with an attached disk ----
config "$machine" "$disk"
tf_ok apply
world_call AttachDisk '{"diskName":"data","instanceName":"web","diskPath":"/dev/xvdf"}' >/dev/null
config "$machine" "$disk" "$snapshots" '
data "lightsail_disk" "data" { name = lightsail_disk.data.name }
data "lightsail_instance_snapshots" "newest" {
  depends_on         = [lightsail_instance_snapshot.web]
  from_instance_name = "web"
  most_recent        = true
}
output "states" {
  value = [data.lightsail_disk.data.attached_to, data.lightsail_disk.data.path, lightsail_disk_snapshot.data.state,
    lightsail_disk_snapshot.data.progress, lightsail_disk_snapshot.system.from_instance_name, lightsail_instance_snapshot.web.state,
    one(lightsail_instance_snapshot.web.from_attached_disks).name, data.lightsail_instance_snapshots.newest.names[0]]
}'
tf_ok apply
is "$(tf_output states | jq -r 'join(" ")')" "web /dev/xvdf completed 100% web available data web-1" "snapshots of a running instance, of its system disk and of an attached disk"
tf_plan_is_empty "the plan is empty"

# ---- generated configuration ----
config "$machine" "$disk" '
import {
  to = lightsail_disk_snapshot.data
  id = "data-1"
}
import {
  to = lightsail_disk_snapshot.system
  id = "system-1"
}
import {
  to = lightsail_instance_snapshot.web
  id = "web-1"
}'
for snapshot in lightsail_disk_snapshot.data lightsail_disk_snapshot.system lightsail_instance_snapshot.web; do
    tf state rm "$snapshot" >/dev/null 2>&1
done
tf_ok plan -generate-config-out=made.tf
tf_ok apply
tf_plan_is_empty "imported snapshots, with generated configuration"
rm "$TF_DIR/made.tf"

# ---- the last copy of the data ----
config "$machine" "$disk" "$snapshots"
tf_plan_is_empty "the configuration that created them matches them"
world_call DetachDisk '{"diskName":"data"}' >/dev/null
sim_mutate '{"action":"stop_instance","name":"web"}'
world_call DetachDisk '{"diskName":"data"}' >/dev/null
config "${snapshots/lightsail_disk.data.id/\"data\"}" "$machine"
tf_ok apply
world_call DeleteDiskSnapshot '{"diskSnapshotName":"none"}' >/dev/null
config "$machine"
tf_fails plan
tf_said "this is its last snapshot" "the last snapshot of a deleted disk is not deleted"
tf_said "force_destroy = true" "and the plan says how to delete it anyway"
is "$(sim_names disk_snapshots | tr '\n' ' ')" "data-1 system-1 " "nothing was deleted"
config "$machine" "${snapshots/disk_name = lightsail_disk.data.id/disk_name = \"data\"
  force_destroy = true}"
tf_plan_is "force_destroy alone is changed in place" "update lightsail_disk_snapshot.data"
tf_ok apply
tf_ok destroy
world_is_empty "everything is gone"

# ---- two snapshots of one source in one plan: the last one is kept ----
two='
resource "lightsail_instance_snapshot" "two" {
  count         = 2
  name          = "two-${count.index}"
  instance_name = "web"
}'
config "$machine" "${two/\"web\"/lightsail_instance.web.name}"
tf_ok apply
config "$two"
tf state rm lightsail_instance.web >/dev/null 2>&1
world_call DeleteInstance '{"instanceName":"web"}' >/dev/null
tf_fails plan -destroy
is "$(grep -c "Cannot plan the destruction of" "$TEST_DIR/step")" 1 "one of the two last snapshots is deleted"
tf_ok apply -destroy -target='lightsail_instance_snapshot.two[0]'
is "$(sim_names instance_snapshots)" "two-1" "the other one is kept"
sim_mutate '{"action":"call","operation":"DeleteInstanceSnapshot","input":{"instanceSnapshotName":"two-1"}}'
tf state rm 'lightsail_instance_snapshot.two[1]' >/dev/null 2>&1
world_is_empty "all objects exist as before"

# ---- while an automatic snapshot is taken ----
config "$machine" '
resource "lightsail_instance_snapshot" "web" {
  name          = "busy"
  instance_name = lightsail_instance.web.name
}'
sim_fault '{"operation":"CreateInstanceSnapshot","kind":"wait","when":"every=1","count":3}'
sim_metrics_reset
tf_ok apply
is "$(sim_metric CreateInstanceSnapshot)" 4 "the creation is repeated until it is accepted"
tf_plan_is_empty "it created one snapshot"
tf_ok destroy

# ---- a failed creation has the error of the operation ----
config "$disk"
sim_fault '{"operation":"CreateDisk","kind":"failed","when":"first"}'
tf_fails apply
tf_said "Cannot create lightsail_disk 'data'" "a creation that fails"
sim_faults_clear
tf_ok apply
tf_plan_is_empty "converges"
tf_ok destroy
world_is_empty "no disk is left"

# ---- errors of the plan ----
config '
resource "lightsail_disk_snapshot" "none" {
  name      = "none"
  disk_name = "no-such-disk"
}
resource "lightsail_instance_snapshot" "none" {
  name          = "none-2"
  instance_name = "no-such-machine"
}'
tf_fails plan
tf_said "Unknown disk" "a snapshot of a disk that does not exist"
tf_said "Unknown instance" "a snapshot of an instance that does not exist"
config '
resource "lightsail_disk" "bad" {
  name              = "bad"
  availability_zone = "ap-northeast-1a"
  size_in_gb        = 4
  auto_snapshot     = { time = "06:30" }
}
resource "lightsail_disk_snapshot" "both" {
  name          = "both"
  disk_name     = "a-disk"
  instance_name = "a-machine"
}'
tf_fails validate
tf_said "size_in_gb" "a disk that is too small"
tf_said "full hour in UTC" "a time that is not on the hour"
tf_said "disk_name" "two sources"

# ---- a plan that deletes data says so ----
config "$disk"
tf_ok apply
config "${disk/32/64}"
tf_plan_is "another size replaces the disk" "replace lightsail_disk.data"
tf_said "The disk is deleted with all data on it" "and the plan says which data is lost"
tf_ok destroy

done_testing
