#!/usr/bin/env bash
# cli_restore.t — quants-infra infra restore: an instance becomes what a snapshot contains and keeps what belongs to it; killed at every request, each
# request refused once, each response lost once, late reads: the next run ends it, and nothing is left over.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
PATH=$BUILD:$PATH
cd "$TEST_DIR" || exit 1
EVERY=${CLI_SURE_EVERY:-29} # The share of the requests at which something happens. With 1: all of them.
sample() { if [ "$EVERY" = 1 ]; then echo "$2"; else echo "$1"; fi; }
. "$ROOT/tests/lib/front.sh"

cli() {
    OUT=$(quants-infra "$@" 2>"$TEST_DIR/err" </dev/null)
    STATUS=$?
    ERR=$(cat "$TEST_DIR/err")
}
says() { # "STATUS PATTERN" NAME ARGUMENT…
    cli "${@:3}"
    like "$STATUS $(tr -s ' \n' ' ' <<<"$OUT $ERR")" "^$1" "$2" || diag "$OUT" "$ERR"
}
call() { sim_mutate "{\"action\":\"call\",\"operation\":\"$1\",\"input\":$2}"; }
mark() { sim_mutate "{\"action\":\"write_disk\",\"name\":\"$1\",\"mark\":\"$2\"}"; }
marks_of() { sim_state ".regions[\"ap-northeast-1\"].$1 | map(.mark) | sort | join(\" \")" -r; }

# ---- the instance, its disk, and snapshots of it with another disk ----
clear_world() {
    local name
    for name in $(world_instance_names); do sim_mutate "{\"action\":\"delete_instance\",\"name\":\"$name\"}"; done
    for name in $(world_static_ip_names); do sim_mutate "{\"action\":\"release_static_ip\",\"name\":\"$name\"}"; done
    for name in $(sim_names instance_snapshots); do call DeleteInstanceSnapshot "{\"instanceSnapshotName\":\"$name\"}"; done
    for name in $(sim_names disks); do call DeleteDisk "{\"diskName\":\"$name\"}"; done
    rm -rf "$HOME/.local/state/quants-infra"
}
make_web() {
    clear_world
    call CreateInstances '{"instanceNames":["web"],"bundleId":"micro_3_0","blueprintId":"ubuntu_22_04","availabilityZone":"ap-northeast-1a",
        "tags":[{"key":"A","value":"1"}],"ipAddressType":"ipv4",
        "addOns":[{"addOnType":"AutoSnapshot","autoSnapshotAddOnRequest":{"snapshotTimeOfDay":"05:00"}}]}'
    call AllocateStaticIp '{"staticIpName":"web-ip"}'
    call AttachStaticIp '{"staticIpName":"web-ip","instanceName":"web"}'
    call PutInstancePublicPorts '{"instanceName":"web","portInfos":[{"protocol":"udp","fromPort":51820,"toPort":51820}]}'
    call UpdateInstanceMetadataOptions '{"instanceName":"web","httpTokens":"required","httpPutResponseHopLimit":3}'
    call CreateDisk '{"diskName":"data","availabilityZone":"ap-northeast-1a","sizeInGb":8}'
    call AttachDisk '{"diskName":"data","instanceName":"web","diskPath":"/dev/xvdf"}'
    mark web old && mark data ticks-old
    sim_mutate '{"action":"auto_snapshot","name":"web","date":"2026-11-28"}'
    mark web today && mark data ticks
}
portrait() {
    world_instance web -c '[.bundleId, .location.availabilityZone, .sshKeyName, .isStaticIp, .ipAddressType, .state.name, (.metadataOptions | del(.state)),
        (.tags | map(select(.key != "quants-infra:replaces"))), (.networking.ports | map([.protocol, .fromPort, .cidrs])),
        (.addOns | map([.name, .status, .snapshotTimeOfDay])), (.hardware.disks[1:] | map([.name, .path]))]'
}
# Everything: the instance, what its disks and the two snapshots (of the instance before, the copy) contain, and no journal.
world() { echo "$(portrait) $(marks_of instances) | $(marks_of disks) | $(marks_of instance_snapshots) | $(ls "$HOME/.local/state/quants-infra" 2>/dev/null)"; }
restore() { cli infra restore web --from latest --yes; }

export LIGHTSAIL_READ_LAG_MS=20
front --pending-ms 0 --operation-ms 0
make_web
arn=$(world_instance web -r .arn)
expected="$(portrait) old | ticks | old today | "

# ---- the command ----
says "0 web: restored from the automatic snapshot of 2026-11-28 copy the automatic snapshot as (web-2026-11-28-kept-[0-9-]*) stop it, take the snapshot (web-before-restore-[0-9-]*) delete it create it from .* as micro_3_0.* delete the disk that the snapshot has at /dev/xvdf; the snapshot keeps its data restore its firewall .1 rule. attach its static IP web-ip attach its disk data again as /dev/xvdf.* Not kept: its private address its automatic snapshot of 2026-11-28 .*the data on its disk since the snapshot" \
    "the dry run lists every step and what is lost" infra restore web --from latest --dry-run
is "$(marks_of instances) $(sim_names instance_snapshots)" "today " "and changes nothing"
says "2 .*add --yes" "it asks" infra restore web --from latest
restore
is "$STATUS $(world)" "0 $expected" "from the latest automatic snapshot: the content of then, and everything else as before" || diag "$OUT" "$ERR"
is "$(world_instance web -r '.tags[] | select(.key == "quants-infra:replaces").value')" "$arn" "the new instance has a tag that names the one it replaces"
is "$(grep '^kept' <<<"$OUT" | sed 's/.*, //' | sort)" "$(sim_names instance_snapshots | sort)" "both snapshots are printed"
is "$(sim_requests CreateInstancesFromSnapshot '.[-1].body | has("userData")')" false "no launch script is sent"
kept=$(sim_names instance_snapshots | grep before)
says "0 .*restored from the snapshot $kept .*web restored" "back, from the snapshot that was taken before" infra restore web --from "$kept" --yes
is "$(marks_of instances) $(marks_of disks) $(portrait)" "today ticks ${expected% old | ticks*}" "it has its content again"

# ---- disks of the snapshot, another size, a stopped instance, an instance that is gone ----
make_web
call StopInstance '{"instanceName":"web"}'
says "0 .*with it: the disk (web-restored-[0-9-]*-xvdf) as /dev/xvdf.*leave its disk data detached" "--disks snapshot" \
    infra restore web --from 2026-11-28 --disks snapshot --bundle small_3_0 --yes
is "$(world_instance web -r '"\(.bundleId) \(.state.name) \(.hardware.disks[1].path)"') $(marks_of disks)" "small_3_0 stopped /dev/xvdf ticks ticks-old" \
    "the instance has the disk of then; that of now is kept"
copy=$(sim_names instance_snapshots | grep kept)
sim_mutate '{"action":"delete_instance","name":"web"}'
says "1 .*there is no instance and no disk 'web'.*Automatic snapshots are deleted with their source" "no automatic snapshot of an instance that is gone" \
    infra restore web --from latest --yes
says "1 .*there is no instance 'web'.*add --az ZONE" "an instance that is gone needs a zone" infra restore web --from "$copy" --yes
says "1 .*--az" "an unknown zone" infra restore web --from "$copy" --az nowhere-1a --yes
says "0 .*Not known any more: its tags.*web restored" "an instance that is gone" infra restore web --from "$copy" --az ap-northeast-1c --yes
is "$(world_instance web -r '"\(.bundleId) \(.location.availabilityZone) \(.state.name)"') $(marks_of instances)" "micro_3_0 ap-northeast-1c running old" "it is there again"

# ---- refused before anything is done ----
says "1 .*--az: 'web' exists" "--az for an instance that exists" infra restore web --from "$copy" --az ap-northeast-1a --yes
says "1 .*--bundle: 'nano_3_0' has a disk of 20 GB, but the snapshot needs 40 GB" "a smaller disk" infra restore web --from "$copy" --bundle nano_3_0 --yes
call CreateDiskSnapshot '{"diskName":"data","diskSnapshotName":"data-1"}'
says "1 .*--from: 'data-1' is a snapshot of a disk" "a snapshot of a disk" infra restore web --from data-1 --yes
call DeleteDiskSnapshot '{"diskSnapshotName":"data-1"}'
sim_mutate '{"action":"auto_snapshot","name":"data","date":"2026-11-28"}'
says "1 .*there is no instance 'data'" "the automatic snapshot of a disk" infra restore data --from latest --az ap-northeast-1a --yes
is "$(world_instance web -r .state.name)" running "nothing was changed"

# ---- a restore in progress ----
make_web
sim_fault '{"operation":"CreateInstancesFromSnapshot","kind":"denied","when":"first"}'
restore
is "$STATUS $(world_instance_names)" "1 " "the creation is refused"
says "2 .*a restore of 'web' is in progress" "a resize waits for it" infra resize --name web --bundle small_3_0 --force
kept=$(sim_names instance_snapshots | grep before)
says "0 .*web restored" "another snapshot may be chosen while there is no instance" infra restore web --from "$kept" --yes
is "$(marks_of instances) $(portrait)" "today ${expected% old | ticks*}" "the instance is as before"

# ---- killed at each request, each refused once, each response lost once ----
cases=0
once() { # AT WHAT: the run after an interrupted one
    cases=$((cases + 1))
    [ "$STATUS" -eq 0 ] || restore
    is "$STATUS $(world)" "0 $expected" "$2 request $1: the next run ends it, and nothing is left over" || diag "$OUT" "$ERR"
}
for ((at = 1; ; at += EVERY)); do
    make_web
    behind_front $at "" infra restore web --from latest --yes
    [ "$STATUS" -eq 137 ] || break
    once $at "killed at ($(tail -n 1 "$FRONT/names"))"
done
is "$STATUS" 0 "in the last round the command is not killed"
for kind in denied:* lost:mutating; do
    for ((at = 1; ; at += EVERY)); do
        make_web
        sim_fault "{\"operation\":\"${kind#*:}\",\"kind\":\"${kind%:*}\",\"when\":\"nth=$at\"}"
        restore
        acted=$(sim_http GET /_sim/faults | jq '.[0].acted')
        sim_faults_clear
        [ "$acted" != 0 ] || break
        once $at "${kind%:*}:"
    done
done
for ((at = 1; ; at += EVERY)); do # an instance that is gone, with its disk
    make_web
    call CreateInstanceSnapshot '{"instanceName":"web","instanceSnapshotName":"good"}'
    sim_mutate '{"action":"delete_instance","name":"web"}'
    call DeleteDisk '{"diskName":"data"}'
    behind_front $at "" infra restore web --from good --az ap-northeast-1a --yes
    [ "$STATUS" -eq 137 ] || break
    cases=$((cases + 1))
    cli infra restore web --from good --az ap-northeast-1a --yes
    is "$STATUS $(world_instance_names) $(sim_names disks) $(marks_of instances) $(marks_of disks) $(ls "$HOME/.local/state/quants-infra")" "0 web data today ticks " \
        "gone, killed at request $at ($(tail -n 1 "$FRONT/names")): the next run ends it" || diag "$OUT" "$ERR"
done
is "$STATUS" 0 "in the last round the command is not killed"

# ---- the same with reads that are 1 s late ----
front_stop # the trap of the next simulator does not know its process id
unset LIGHTSAIL_READ_LAG_MS
tf_fast_clock 20
export LIGHTSAIL_READ_LAG_MS=2000
front --pending-ms 100 --operation-ms 100
late() { # FAULT-KIND OPERATION|AT
    sim_lag 0
    make_web
    wait_until 10 test "$(world_instance web -r .state.name)" = running
    sim_advance 2000
    sim_lag 1000 700 1000
    case $1 in
    killed) behind_front "$2" "" infra restore web --from latest --yes ;;
    *)
        [ "$1" = none ] || sim_fault "{\"operation\":\"$2\",\"kind\":\"$1\",\"when\":\"first\"}"
        restore
        ;;
    esac
    sim_faults_clear
    if [ "$1" = killed ] && [ "$STATUS" -ne 137 ]; then return 1; fi
    [ "$STATUS" -eq 0 ] || restore
    cases=$((cases + 1))
    is "$STATUS $(world)" "0 $expected" "late reads, $1 $2: the content of then, everything else as before, nothing is left over" || diag "$OUT" "$ERR"
}
late none ""
for operation in $(sample "CreateInstancesFromSnapshot" "CopySnapshot StopInstance DetachDisk CreateInstanceSnapshot DeleteInstance CreateInstancesFromSnapshot \
    DeleteDisk PutInstancePublicPorts AttachStaticIp UpdateInstanceMetadataOptions AttachDisk StartInstance"); do
    late lost "$operation"
    [ "$EVERY" -ne 1 ] || late denied "$operation"
done
for ((at = $(sample 30 1); ; at += $(sample 1000 1))); do late killed $at || break; done
diag "$cases interrupted runs"

done_testing
