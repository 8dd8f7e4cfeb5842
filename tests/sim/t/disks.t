#!/usr/bin/env bash
# Disks, snapshots, restores and generations of bundles in the simulator and in the second endpoint (behind its proxy): what disks contain,
# times, refusals. Only sim_advance makes time pass.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

ZONE='"availabilityZone":"ap-northeast-1a"'
NEW="$ZONE,\"blueprintId\":\"ubuntu_22_04\",\"bundleId\":\"small_3_0\""
ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
state() { sim_state ".regions[\"${2:-ap-northeast-1}\"] | $1"; }
disk() { ask CreateDisk "{\"diskName\":\"$1\",$ZONE,\"sizeInGb\":${2:-8}}"; }
attach() { ask AttachDisk "{\"diskName\":\"$1\",\"instanceName\":\"${2:-web}\",\"diskPath\":\"${3:-/dev/xvdf}\"}"; }
write() { sim_mutate "{\"action\":\"write_disk\",\"name\":\"$1\",\"mark\":\"$2\"}"; }
# restore NAME WHAT [MORE]: an instance from a snapshot; disk_from the same for a disk
restore() { said CreateInstancesFromSnapshot "{\"instanceNames\":[\"$1\"],$ZONE,\"bundleId\":\"small_3_0\",$2${3:+,$3}}"; }
disk_from() { said CreateDiskFromSnapshot "{\"diskName\":\"$1\",$ZONE,\"sizeInGb\":${3:-8},$2}"; }
later() { sim_advance 600000; }

sim_start --pending-ms 120000 --operation-ms 60000 || bail "the endpoint does not start"
ask CreateInstances "{\"instanceNames\":[\"web\"],$NEW}" >/dev/null
disk data >/dev/null
later

# ---- contents -------------------------------------------------------------------------------------------------------
is "$(state '[.instances.web.mark, .disks.data.mark] | tojson')" '["",""]' "a new disk is empty"
attach data >/dev/null
write web system && write data ticks
ok $? "write_disk: disks get a mark"
is "$(ask GetDisk '{"diskName":"data"}' '.disk | has("mark")')" false "... that no response of the API has"
ask CreateInstanceSnapshot '{"instanceName":"web","instanceSnapshotName":"web-1"}' >/dev/null
ask CreateDiskSnapshot '{"diskName":"data","diskSnapshotName":"data-1"}' >/dev/null
ask CreateDiskSnapshot '{"instanceName":"web","diskSnapshotName":"system-1"}' >/dev/null
isnt "$(restore again '"instanceSnapshotName":"web-1"')" fine "a pending snapshot cannot be restored"
later
write data overwritten
is "$(state '[.instance_snapshots["web-1"].mark, .disk_snapshots["data-1"].mark, .disk_snapshots["system-1"].mark] | join(" ")')" "system ticks system" \
    "snapshots keep what the disks contained"
is "$(state '.instance_snapshots["web-1"].marks | map("\(.path) \(.sizeInGb) \(.mark)") | join(",")')" "/dev/xvdf 8 ticks" "... that of an instance of each disk"
is "$(ask GetInstanceSnapshot '{"instanceSnapshotName":"web-1"}' '.instanceSnapshot.fromAttachedDisks | map("\(.name) \(.path)") | join(",")')" "data /dev/xvdf" \
    "... and shows the attached disks"
is "$(disk_from copy '"diskSnapshotName":"data-1"' 16)" fine "a disk from a snapshot, larger"
is "$(disk_from root '"diskSnapshotName":"system-1"' 60)" fine "a disk from a system disk's snapshot"
is "$(state '[.disks.copy.mark, .disks.root.mark] | join(" ")')" "ticks system" "... with its content"
isnt "$(disk_from small '"diskSnapshotName":"system-1"' 32)" fine "... is not smaller"
is "$(restore again '"instanceSnapshotName":"web-1"' '"attachedDiskMapping":{"again":[{"originalDiskPath":"/dev/xvdf","newDiskName":"again-data"}]}')" fine \
    "an instance from a snapshot"
is "$(state '[.instances.again.mark, .disks["again-data"].mark] | join(" ")')" "system ticks" "... with the contents of all disks"
is "$(ask GetDisk '{"diskName":"again-data"}' '.disk | "\(.attachedTo) \(.path) \(.sizeInGb)"')" "again /dev/xvdf 8" "... attached at their paths"
is "$(restore third '"instanceSnapshotName":"web-1"' '"attachedDiskMapping":{"web-1":[{"originalDiskPath":"/dev/xvdf","newDiskName":"third-data"}]}')" fine \
    "the mapping's key may be the snapshot"
is "$(restore fourth '"instanceSnapshotName":"web-1"')" fine "without a mapping"
is "$(state '[.disks[] | select(.attachedTo == "fourth").mark] | join(",")')" ticks "... disks get made names"
isnt "$(restore fifth '"instanceSnapshotName":"web-1"' '"attachedDiskMapping":{"fifth":[{"originalDiskPath":"/dev/xvdq","newDiskName":"none"}]}')" fine \
    "a path that the snapshot does not have is refused"
isnt "$(restore fifth '"instanceSnapshotName":"web-1"' '"attachedDiskMapping":{"fifth":[{"originalDiskPath":"/dev/xvdf","newDiskName":"data"}]}')" fine \
    "... a name that is in use, too"
small=$(said CreateInstancesFromSnapshot "{\"instanceNames\":[\"fifth\"],$ZONE,\"bundleId\":\"micro_3_0\",\"instanceSnapshotName\":\"web-1\"}")
contains "$small" "smaller" "... a smaller bundle, too"
isnt "$(said CreateInstancesFromSnapshot "{\"instanceNames\":[\"fifth\"],$ZONE,\"bundleId\":\"small_win_3_0\",\"instanceSnapshotName\":\"web-1\"}")" fine "... one of another platform, too"
is "$(state '.instances | has("fifth")')" false "... and nothing is created"

# ---- copies and automatic snapshots ---------------------------------------------------------------------------------
copy() { AWS_REGION=us-east-1 said CopySnapshot "{\"sourceRegion\":\"ap-northeast-1\",\"targetSnapshotName\":\"$1\",$2}"; }
is "$(copy web-1 '"sourceSnapshotName":"web-1"')" fine "copy_snapshot: into another region, with the same name"
is "$(state '.instance_snapshots["web-1"] | "\(.state) \(.mark) \(.fromInstanceName) \(.isFromAutoSnapshot)"' us-east-1)" "pending system web false" "... is pending"
later
is "$(state '.instance_snapshots["web-1"].state' us-east-1)" available "... then available"
for day in 1 2 3 4 5 6 7 8; do
    write web "day $day" && sim_mutate "{\"action\":\"auto_snapshot\",\"name\":\"web\",\"date\":\"2026-11-0$day\"}"
done
ok $? "auto_snapshot: takes automatic snapshots"
is "$(ask GetAutoSnapshots '{"resourceName":"web"}' '"\(.resourceType) \(.autoSnapshots | length) \(.autoSnapshots[0].date) \(.autoSnapshots[-1].date)"')" \
    "Instance 7 2026-11-08 2026-11-02" "the seven newest are kept, the newest first"
is "$(ask GetAutoSnapshots '{"resourceName":"web"}' '.autoSnapshots[0] | "\(.status) \(.fromAttachedDisks | tojson) \(has("mark"))"')" \
    'Success [{"path":"/dev/xvdf","sizeInGb":8}] false' "... with the attached disks"
is "$(state '.instances.web.autoSnapshots[0].mark')" "day 8" "... and what they contain"
is "$(restore dated '"sourceInstanceName":"web","restoreDate":"2026-11-03"')" fine "an instance from a date"
is "$(restore newest '"sourceInstanceName":"web","useLatestRestorableAutoSnapshot":true')" fine "... and from the latest"
is "$(state '[.instances.dated.mark, .instances.newest.mark] | join(", ")')" "day 3, day 8" "... with the content of that day"
isnt "$(restore none '"sourceInstanceName":"web","restoreDate":"2026-11-01"')" fine "... but not from a date that is gone"
isnt "$(restore none '"sourceInstanceName":"web"')" fine "... nor without a date"
isnt "$(restore none '"instanceSnapshotName":"web-1","restoreDate":"2026-11-03"')" fine "... nor with a date and a snapshot"
sim_mutate '{"action":"auto_snapshot","name":"data","date":"2026-11-05"}'
is "$(disk_from data-5 '"sourceDiskName":"data","restoreDate":"2026-11-05"')" fine "a disk from a date"
is "$(state '.disks["data-5"].mark')" overwritten "... with the content of that day"
is "$(copy web-3 '"sourceResourceName":"web","restoreDate":"2026-11-03"') $(copy data-5 '"sourceResourceName":"data","useLatestRestorableAutoSnapshot":true')" "fine fine" \
    "automatic snapshots are copied to manual ones"
is "$(state '[.instance_snapshots["web-3"], .disk_snapshots["data-5"] | "\(.mark) \(.isFromAutoSnapshot)"] | join(", ")' us-east-1)" "day 3 true, overwritten true" \
    "... that show their origin"
is "$(ask DeleteAutoSnapshot '{"resourceName":"web","date":"2026-11-03"}' '.operations[0] | "\(.status) \(.isTerminal) \(.operationDetails) \(.location.availabilityZone)"')" \
    "Succeeded true DeleteAutoSnapshot-2026-11-03 ap-northeast-1" "one is deleted at once"
isnt "$(said DeleteAutoSnapshot '{"resourceName":"web","date":"2026-11-03"}')" fine "... once"
sim_mutate '{"action":"auto_snapshot","name":"web","date":"2026-11-09","seconds":300}'
is "$(ask GetAutoSnapshots '{"resourceName":"web"}' '.autoSnapshots[0].status')" InProgress "an automatic snapshot that takes time"
contains "$(said CreateInstanceSnapshot '{"instanceName":"web","instanceSnapshotName":"web-2"}')" "Please wait for it to complete before trying again" "... refuses a manual one"
later
is "$(said CreateInstanceSnapshot '{"instanceName":"web","instanceSnapshotName":"web-2"}')" fine "... until it is complete"
later

# ---- refusals -------------------------------------------------------------------------------------------------------
is "$(ask DetachDisk '{"diskName":"data"}' '"\(.__type | sub(".*#"; "")) \(.message)"')" \
    "OperationFailureException You can't detach this disk right now. The state of this disk is: in-use" "a disk of a running instance is not detached"
contains "$(said DeleteDisk '{"diskName":"data"}')" "the disk is still attached to a Lightsail instance: web" "... nor deleted"
contains "$(said CreateDisk "{\"diskName\":\"tiny\",$ZONE,\"sizeInGb\":7}")" "must be between 8 and 16384 GB" "a disk that is too small"
contains "$(said CreateDisk "{\"diskName\":\"giant\",$ZONE,\"sizeInGb\":16385}")" "must be between 8 and 16384 GB" "... or too large"
disk big 16384 >/dev/null
contains "$(said CreateDisk "{\"diskName\":\"big-2\",$ZONE,\"sizeInGb\":4000}")" "maximum size limit of all disks" "... or too much with the others"
is "$(ask DeleteDisk '{"diskName":"copy"}' '.operations[0] | "\(.status) \(.isTerminal)"')" "Succeeded true" "a deletion is over at once"
is "$(ask DeleteDiskSnapshot '{"diskSnapshotName":"data-1"}' '.operations[0] | "\(.status) \(.isTerminal)"')" "Succeeded true" "... of a snapshot, too"
ask CreateDisk '{"diskName":"far","availabilityZone":"ap-northeast-1c","sizeInGb":8}' >/dev/null
ask CreateDisk "{\"diskName\":\"saved\",$ZONE,\"sizeInGb\":8,\"addOns\":[{\"addOnType\":\"AutoSnapshot\"}]}" >/dev/null
later
isnt "$(attach far web /dev/xvdg)" fine "a disk of another zone is not attached"
isnt "$(attach saved)" fine "... nor one at a path that is in use"
isnt "$(attach data again /dev/xvdg)" fine "... nor one that is attached"
isnt "$(said DeleteDisk '{"diskName":"saved"}')" fine "a disk with add-ons is not deleted"
is "$(said DeleteDisk '{"diskName":"saved","forceDeleteAddOns":true}')" fine "... except with force"
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","available":false}'
operation=$(ask CreateInstances "{\"instanceNames\":[\"late\"],$NEW}" '.operations[0] | .id, .isTerminal' | paste -sd' ')
like "$operation" ' false$' "no capacity: the request is accepted"
later
contains "$(ask GetOperation "{\"operationId\":\"${operation% *}\"}" '.operation | "\(.status) \(.errorCode) \(.errorDetails)"')" \
    "Failed InsufficientInstanceCapacity We currently do not have sufficient capacity" "... and its operation fails"
is "$(state '.instances | has("late")')" false "... and nothing is created"
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","available":true}'

# ---- health, metadata, exports --------------------------------------------------------------------------------------
health() { ask GetInstance '{"instanceName":"web","includeHealthStatus":true}' '.instance | "\(.instanceStatus.status) \(.systemStatus.status) \(.instanceStatus.details[0].status)"'; }
is "$(health)" "ok ok passed" "the status checks of a running instance"
is "$(ask GetInstances '{"includeHealthStatus":true}' '[.instances[] | has("systemStatus")] | unique | tojson') $(ask GetInstance '{"instanceName":"web"}' '.instance | has("systemStatus")')" \
    "[true] false" "... are shown to those who ask"
sim_mutate '{"action":"set_health","name":"web","instance_status":"impaired"}'
is "$(health)" "impaired ok failed" "... may fail"
ask StopInstance '{"instanceName":"web"}' >/dev/null
later
is "$(health)" "not-applicable not-applicable null" "... are not those of a stopped one"
is "$(ask DetachDisk '{"diskName":"data"}')" fine "a disk of a stopped instance is detached"
contains "$(said DetachDisk '{"diskName":"data"}')" "The state of this disk is: available" "... once"
ask StartInstance '{"instanceName":"web"}' >/dev/null
sim_advance 125000
is "$(health)" "initializing initializing initializing" "... begin anew after a start"
later
is "$(health)" "ok ok passed" "... and pass"
options() { ask UpdateInstanceMetadataOptions "{\"instanceName\":\"web\",$1}" '.operation.status // .message'; }
options '"httpTokens":"required","httpPutResponseHopLimit":2' >/dev/null
is "$(ask GetInstance '{"instanceName":"web"}' '.instance.metadataOptions | "\(.state) \(.httpTokens) \(.httpPutResponseHopLimit)"')" "pending required 2" "metadata options are pending"
later
options '"httpEndpoint":"enabled"' >/dev/null
later
is "$(ask GetInstance '{"instanceName":"web"}' '.instance.metadataOptions | "\(.state) \(.httpTokens) \(.httpPutResponseHopLimit)"')" "applied optional 2" \
    "... then applied; without httpTokens they are optional"
contains "$(options '"httpPutResponseHopLimit":65')" 64 "... a hop limit has an end"
is "$(said ExportSnapshot '{"sourceSnapshotName":"web-1"}')" fine "export_snapshot"
record() { ask GetExportSnapshotRecords '{}' '.exportSnapshotRecords[0] | "\(.state) \(.sourceInfo.name) \(.sourceInfo.instanceSnapshotInfo.fromDiskInfo | length) \(.destinationInfo.service)"'; }
is "$(record)" "Started web-1 2 Aws::EC2::Image" "... has a record"
later
like "$(record)" '^Succeeded ' "... that succeeds"
ask CreateInstances "{\"instanceNames\":[\"blog\"],$ZONE,\"blueprintId\":\"ghost_bitnami\",\"bundleId\":\"small_3_0\"}" >/dev/null
later
ask CreateInstanceSnapshot '{"instanceName":"blog","instanceSnapshotName":"blog-1"}' >/dev/null
later
isnt "$(said ExportSnapshot '{"sourceSnapshotName":"blog-1"}')" fine "... of some blueprints are refused"

# ---- generations ----------------------------------------------------------------------------------------------------
# start BUNDLE: starts the instance with this bundle; prints "fine", or the error and the bundles that its message names
start() {
    sim_call StartInstance "{\"instanceName\":\"web\",\"attributeUpdates\":{\"bundleId\":\"$1\"}}" >"$SIM_DIR/start"
    jq -r 'if .operations then "fine" else
        (.__type | sub(".*#"; "")) + " " + (.message | [scan("[0-9a-z]+_(?:win_|ipv6_)?[0-9]_0")] | unique | join(" ")) end' "$SIM_DIR/start"
}
stopped() { ask StopInstance '{"instanceName":"web"}' >/dev/null && later; }
shown() { ask GetInstance '{"instanceName":"web"}' '.instance | "\(.state.name) \(.bundleId) \(.hardware.cpuCount) \(.hardware.ramSizeInGb * 2)"'; }
public() { ask GetInstance '{"instanceName":"web"}' .instance.publicIpAddress; }
refused() { is "$(start "$1")" "InvalidInputException $2" "refused: $3"; }

listed=$(token=null && while [ "$token" ]; do
    ask GetBundles "{\"includeInactive\":true,\"pageToken\":$token}" . >"$SIM_DIR/bundles"
    jq -r '.bundles[] | "\(.bundleId) \(.isActive) \(.diskSizeInGb) \(.price)"' "$SIM_DIR/bundles"
    token=$(jq '.nextPageToken // empty' "$SIM_DIR/bundles")
done)
contains "$listed" "micro_1_0 false 30 10" "bundles of the first generation are listed"
contains "$listed" "small_win_2_0 false 60 20" "... and of the second, for all platforms"
sim_mutate '{"action":"set_bundle","name":"web","bundle":"small_2_0"}'
ok $? "set_bundle: an instance of a former generation"
is "$(shown)" "running small_2_0 1 4" "... with its hardware"
is "$(start small_3_0 | cut -d' ' -f1)" OperationFailureException "the bundle of a running instance does not change"
before=$(public)
stopped
refused medium_3_0 "medium_3_0 small_2_0" "another size"
refused small_win_3_0 "small_2_0 small_win_3_0" "another platform"
refused small_ipv6_3_0 "small_2_0 small_ipv6_3_0" "another IP address type"
refused small_9_0 "small_2_0 small_9_0" "an unknown bundle"
refused small_1_0 "small_1_0 small_2_0" "an older generation that it did not have"
is "$(start "" | cut -d' ' -f1)" InvalidInputException "refused: an empty ID"
is "$(shown)" "stopped small_2_0 1 4" "... and nothing changes"
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","bundle":"small_3_0","available":false}'
is "$(start auto)" fine "no capacity for the new generation: the request is accepted"
later
is "$(ask GetOperation "{\"operationId\":\"$(jq -r '.operations[0].id' "$SIM_DIR/start")\"}" '.operation | "\(.status) \(.errorCode)"') $(shown)" \
    "Failed InsufficientInstanceCapacity stopped small_2_0 1 4" "... its operation fails, and the instance stays stopped with its bundle"
is "$(ask StartInstance '{"instanceName":"web"}')" fine "... with which it can start"
later
is "$(shown)" "running small_2_0 1 4" "... and does"
stopped
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","bundle":"small_3_0","available":true}'
is "$(start auto)" fine "auto: the newer generation"
later
is "$(shown)" "running small_3_0 2 4" "... has other hardware"
isnt "$(public)" "$before" "... and another public address"
stopped
is "$(start auto)" "InvalidInputException small_3_0" "there is none that is newer"
is "$(start small_2_0)" fine "the bundle that it came from"
later
is "$(shown)" "running small_2_0 1 4" "... is back"
stopped
ask AllocateStaticIp '{"staticIpName":"address"}' >/dev/null
ask AttachStaticIp '{"staticIpName":"address","instanceName":"web"}' >/dev/null
before=$(public)
sim_fault '{"operation":"StartInstance","kind":"failed","when":"first"}'
is "$(start small_3_0)" fine "a start that fails"
later
is "$(shown)" "stopped small_2_0 1 4" "... changes no bundle"
is "$(start small_3_0)" fine "the ID of the newer one"
later
is "$(shown) $(public)" "running small_3_0 2 4 $before" "... changes it, too; a static IP stays"
sim_mutate '{"action":"set_bundle","name":"web","bundle":"micro_1_0"}'
stopped
refused micro_2_0 "micro_1_0 micro_2_0" "a newer one that is retired, too"
sim_mutate '{"action":"call","operation":"StartInstance","input":{"instanceName":"web","attributeUpdates":{"bundleId":"auto"}}}'
ok $? "mutate: call changes a bundle"
later
is "$(shown)" "running micro_3_0 2 2" "... of the first generation to the newest"

ask DeleteInstance '{"instanceName":"web"}' >/dev/null
later
isnt "$(restore none '"sourceInstanceName":"web","useLatestRestorableAutoSnapshot":true')" fine "automatic snapshots are deleted with their source"
sim_stop
done_testing
