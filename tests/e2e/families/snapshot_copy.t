#!/usr/bin/env bash
# lightsail_snapshot_copy between two regions, of instance, disk and automatic snapshots, with the real Terraform: plans that must fail, a lost
# response, a failed copy, imports, the last copy of the data. The data source of automatic snapshots, and the actions on snapshots.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --pending-ms 0 --operation-ms 10
tf_shared_provider
CLIENT=$BUILD/tests/protocol-client

sources='
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
resource "lightsail_instance_snapshot" "web" {
  name          = "web-1"
  instance_name = lightsail_instance.web.name
}
resource "lightsail_disk_snapshot" "system" {
  name          = "system-1"
  instance_name = lightsail_instance.web.name
}'
copies='
resource "lightsail_snapshot_copy" "web" {
  name                 = "web-copy"
  region               = "eu-west-1"
  source_region        = "ap-northeast-1"
  source_snapshot_name = lightsail_instance_snapshot.web.name
  tags                 = { Reason = "disaster" }
}
resource "lightsail_snapshot_copy" "system" {
  name                 = "system-copy"
  source_snapshot_name = lightsail_disk_snapshot.system.name
}'
automatic='
resource "lightsail_snapshot_copy" "kept" {
  name          = "web-kept"
  region        = "eu-west-1"
  source_region = "ap-northeast-1"
  source        = { source_name = "web", date = "2026-11-02" }
}
data "lightsail_auto_snapshots" "web" {
  resource_name = "web"
}
output "dates" {
  value = [data.lightsail_auto_snapshots.web.resource_type, join(",", data.lightsail_auto_snapshots.web.dates),
    data.lightsail_auto_snapshots.web.auto_snapshots[0].status, tostring(lightsail_snapshot_copy.kept.is_from_auto_snapshot)]
}'
config() { # TEXT…
    tf_config <<END
provider "lightsail" {
  region        = "ap-northeast-1"
  poll_interval = "40ms"
}
$*
END
}
snapshot() { sim_state ".regions[\"$1\"].$2[\"$3\"] | $4"; } # REGION KIND NAME FILTER
client() { "$CLIENT" "$PROVIDER" 'configure {"region":"ap-northeast-1","poll_interval":"40ms"}' "$@" shutdown 2>&1; }

# ---- both kinds, in one apply with their sources ----
config "$sources" "$copies"
tf_ok apply
is "$(snapshot eu-west-1 instance_snapshots web-copy '[.state, .fromInstanceName, .tags[0].key] | join(" ")')" "available web Reason" \
    "an instance snapshot is copied into another region, and tagged"
is "$(snapshot ap-northeast-1 disk_snapshots system-copy '[.state, .fromInstanceName] | join(" ")')" "completed web" "a disk snapshot is copied in its region"
is "$(sim_requests CopySnapshot '[.[] | "\(.region) \(.body.sourceRegion)"] | sort | join(", ")' | jq -r .)" \
    "ap-northeast-1 ap-northeast-1, eu-west-1 ap-northeast-1" "each request goes to the region of the copy"
tf_plan_is_empty "the plan is empty"

# ---- automatic snapshots ----
for date in 2026-11-01 2026-11-02; do
    sim_mutate '{"action":"add_auto_snapshot","name":"web","region":"ap-northeast-1","date":"'$date'"}'
done
config "$sources" "$copies" "$automatic"
tf_ok apply
is "$(tf_output dates | jq -r 'join(" ")')" "Instance 2026-11-02,2026-11-01 Success true" "an automatic snapshot is copied; the newest is listed first"
tf_plan_is_empty "and the plan is empty"
config "$sources" "$copies" "${automatic/2026-11-02/2026-10-01}"
tf_fails plan
tf_said "'web' has no finished automatic snapshot of 2026-10-01. It has: 2026-11-02, 2026-11-01." "a date that does not exist is an error of the plan"

# ---- changes ----
config "$sources" "${copies/disaster/test}" "$automatic"
tf_plan_is "tags are changed in place" "update lightsail_snapshot_copy.web"
tf_ok apply
tagged=${copies/disaster/test}
config "$sources" "${tagged/lightsail_disk_snapshot.system.name/lightsail_instance_snapshot.web.name}" "$automatic"
tf_plan_is "another source replaces the copy" "replace lightsail_snapshot_copy.system"
tf_said "To keep the old copy, do not change it" "and the plan warns"

# ---- imports ----
config "$sources" "${copies/disaster/test}" "$automatic" '
import {
  to = lightsail_snapshot_copy.web
  id = "web-copy@eu-west-1"
}
import {
  to = lightsail_snapshot_copy.system
  id = "system-copy"
}'
tf state rm lightsail_snapshot_copy.web lightsail_snapshot_copy.system >/dev/null 2>&1
copied=$(sim_requests CopySnapshot length)
tf_ok apply
is "$(sim_requests CopySnapshot length)" "$copied" "an import stores the source without a replacement"
tf_plan_is_empty "and the plan is empty"

# ---- the last copy of the data ----
config "$sources" "$copies" '
data "lightsail_disk_snapshots" "copies" {
  name_regex = "^system-"
}
output "names" {
  value = data.lightsail_disk_snapshots.copies.names
}'
tf_ok apply
is "$(tf_output names | jq -r 'join(" ")')" "system-1 system-copy" "the data source of disk snapshots has copies, too"
is "$(snapshot eu-west-1 instance_snapshots web-kept .)" null "a copy is deleted while its source exists in the other region"
for name in instance.web instance_snapshot.web disk_snapshot.system snapshot_copy.system; do
    tf state rm lightsail_$name >/dev/null 2>&1
done
world_call DeleteInstance '{"instanceName":"web"}' >/dev/null
world_call DeleteInstanceSnapshot '{"instanceSnapshotName":"web-1"}' >/dev/null
config
tf_fails plan
tf_said "The instance 'web' no longer exists, and this is its last snapshot" "the last copy of a deleted instance is not deleted"
last='
resource "lightsail_snapshot_copy" "web" {
  name                 = "web-copy"
  region               = "eu-west-1"
  source_region        = "ap-northeast-1"
  source_snapshot_name = "web-1"
  force_destroy        = true
}'
config "$last"
tf_ok apply
tf_ok destroy
is "$(sim_state '.regions["eu-west-1"].instance_snapshots | length')" 0 "force_destroy = true deletes it"

# ---- errors of the plan ----
config "${last/web-1/no-such-snapshot}"
tf_fails plan
tf_said "There is no snapshot 'no-such-snapshot' in ap-northeast-1" "a snapshot that does not exist in the source region"
config "${last/ap-northeast-1/mars-north-1}"
tf_fails plan
tf_said "source_region" "a region that does not exist"
config "${last/source_snapshot_name = \"web-1\"/source = { source_name = \"web\" \}}"
tf_fails validate
tf_said "Which automatic snapshot?" "an automatic snapshot without a date"
sim_mutate '{"action":"set_member","name":"system-1","member":"state","value":"error"}'
config "${last/web-1/system-1}"
tf_fails plan
tf_said "The disk snapshot 'system-1' is in the state 'error'" "a snapshot that cannot be copied"
sim_mutate '{"action":"set_member","name":"system-1","member":"state","value":"completed"}'

# ---- a lost response, and a copy that fails ----
config "${last/web-1/system-1}"
sim_fault '{"operation":"CopySnapshot","kind":"lost","when":"first"}'
sim_metrics_reset
tf_ok apply
is "$(sim_metric CopySnapshot)" 1 "after a lost response the copy is read, and not requested twice"
tf_plan_is_empty "and the plan is empty"
tf_ok destroy
sim_faults_clear
sim_fault '{"operation":"CopySnapshot","kind":"failed","when":"first"}'
tf_fails apply
tf_said "OperationFailure" "a copy that fails has the error of the operation"
sim_faults_clear
tf_ok apply
tf_plan_is_empty "the next apply converges"
tf_ok destroy

# ---- actions ----
world_call CreateDisk '{"diskName":"data","availabilityZone":"ap-northeast-1a","sizeInGb":8}' >/dev/null
sim_mutate '{"action":"add_auto_snapshot","name":"data","date":"2026-11-01"}'
out=$(client 'invoke lightsail_delete_auto_snapshot {"resource_name":"data","date":"2026-10-01"}')
contains "$out" "'data' has no automatic snapshot of 2026-10-01; it has: 2026-11-01" "an automatic snapshot that does not exist"
sim_fault '{"operation":"DeleteAutoSnapshot","kind":"lost","when":"first"}'
out=$(client 'invoke lightsail_delete_auto_snapshot {"resource_name":"data","date":"2026-11-01"}')
contains "$out" "completed diagnostics=0" "an automatic snapshot is deleted, also when the response is lost"
is "$(world_call GetAutoSnapshots '{"resourceName":"data"}' | jq '.autoSnapshots | length')" 0 "it is gone"

out=$(client 'invoke lightsail_create_disk_snapshot {"disk_name":"data","snapshot_name":"data-1","tags":{"Why":"test"}}')
contains "$out" "the snapshot 'data-1' is completed" "a snapshot of a disk"
is "$(snapshot ap-northeast-1 disk_snapshots data-1 '[.fromDiskName, .tags[0].key] | join(" ")')" "data Why" "exists, with its tags"
contains "$(client 'invoke lightsail_create_disk_snapshot {"disk_name":"data","snapshot_name":"data-1"}')" \
    "The snapshot 'data-1' of the disk 'data' already exists; it is completed" "a second one of the same name is an error"
contains "$(client 'invoke lightsail_create_disk_snapshot {"disk_name":"none","snapshot_name":"none-1"}')" "There is no disk 'none'" "a disk that does not exist"

records() { world_call GetExportSnapshotRecords '{}' | jq '.exportSnapshotRecords | length'; }
sim_fault '{"operation":"ExportSnapshot","kind":"lost","when":"first"}'
out=$(client 'invoke lightsail_export_snapshot {"name":"data-1"}')
like "$out" "the snapshot 'data-1' is exported as snap-" "an export waits until it has succeeded, and shows its result"
is "$(records)" 1 "a lost response does not export twice"
sim_fault '{"operation":"ExportSnapshot","kind":"failed","when":"first"}'
contains "$(client 'invoke lightsail_export_snapshot {"name":"data-1"}')" "OperationFailure" "a failed export has the reason of the operation"
contains "$(client 'invoke lightsail_export_snapshot {"name":"none"}')" "There is no snapshot 'none' in ap-northeast-1" "a snapshot that does not exist"

done_testing
