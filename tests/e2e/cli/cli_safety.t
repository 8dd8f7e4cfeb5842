#!/usr/bin/env bash
# cli_safety.t — quants-infra does not delete or duplicate the wrong object: resize and destroy are killed at every request, instances are started or
# replaced meanwhile, reads are late, and every object that refers to the instance is kept in use.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
PATH=$BUILD:$PATH
cd "$TEST_DIR" || exit 1
EVERY=${CLI_SURE_EVERY:-7} # The share of the requests at which something happens. With 1, as in `make test-all`: all of them, and every response is lost once.
sample() { if [ "$EVERY" = 1 ]; then echo "$2"; else echo "$1"; fi; }
. "$ROOT/tests/lib/front.sh"

cli() {
    OUT=$(quants-infra "$@" 2>"$TEST_DIR/err" </dev/null)
    STATUS=$?
    ERR=$(cat "$TEST_DIR/err")
}
call() { sim_mutate "{\"action\":\"call\",\"operation\":\"$1\",\"input\":$2}"; }
snapshots() { sim_names instance_snapshots; }
arn_of() { world_instance "$1" -r .arn; }
# An instance with every setting that the simulator has.
clear_world() {
    local name
    for name in $(world_instance_names); do sim_mutate "{\"action\":\"delete_instance\",\"name\":\"$name\"}"; done
    for name in $(world_static_ip_names); do sim_mutate "{\"action\":\"release_static_ip\",\"name\":\"$name\"}"; done
    for name in $(snapshots); do call DeleteInstanceSnapshot "{\"instanceSnapshotName\":\"$name\"}"; done
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
}
portrait() {
    world_instance web -c '[.location.availabilityZone, .sshKeyName, .isStaticIp, .ipAddressType, .state.name, (.metadataOptions | del(.state)),
        (.tags | map(select(.key != "quants-infra:replaces"))), (.networking.ports | map([.protocol, .fromPort, .cidrs])),
        (.addOns | map([.name, .status, .snapshotTimeOfDay])), (.hardware.disks[1:] | map([.name, .path]))]'
}

# ---- everything is restored ----
export LIGHTSAIL_READ_LAG_MS=20
front --pending-ms 0 --operation-ms 0
make_web
cat >"$FRONT/answers.json" <<'END'
{"GetAlarms": {"alarms": [
    {"name": "web-cpu", "monitoredResourceInfo": {"name": "web", "resourceType": "Instance"}, "metricName": "CPUUtilization", "threshold": 80.5,
     "comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 3, "datapointsToAlarm": 2, "treatMissingData": "breaching", "state": "OK",
     "contactProtocols": ["Email"], "notificationTriggers": ["ALARM"], "notificationEnabled": false},
    {"name": "other-cpu", "monitoredResourceInfo": {"name": "other"}}]},
 "GetLoadBalancers": {"loadBalancers": [{"name": "front", "instanceHealthSummary": [{"instanceName": "web"}]}, {"name": "empty", "instanceHealthSummary": []}]},
 "GetBuckets": {"buckets": [{"name": "logs", "resourcesReceivingAccess": [{"name": "web", "resourceType": "Instance"}]}, {"name": "mine"}]},
 "GetDistributions": {"distributions": [
    {"name": "cdn", "origin": {"name": "web", "regionName": "ap-northeast-1", "protocolPolicy": "https-only", "responseTimeout": 30, "resourceType": "Instance"}},
    {"name": "far", "origin": {"name": "web", "regionName": "eu-west-1"}}]}}
END
before=$(portrait)
arn=$(arn_of web)
behind_front "" "" infra resize --name web --bundle medium_3_0 --dry-run
like "$STATUS $(tr -s ' \n' ' ' <<<"$OUT")" '^0 web: .*attach its static IP web-ip attach its disk data again as /dev/xvdf, and reboot it alarm web-cpu: made again place in the load balancer front: taken again access to the bucket logs: given again origin of the distribution cdn: set again Not kept: its private address The snapshot is kept' \
    "the dry run prints what is restored, and what is not"
behind_front "" "" infra resize --name web --bundle medium_3_0 --force
is "$STATUS $(world_instance web -r .bundleId) $(portrait)" "0 medium_3_0 $before" "everything that the simulator has is as before" || diag "$OUT" "$ERR"
is "$(world_instance web -r '.tags[] | select(.key == "quants-infra:replaces").value')" "$arn" "the new instance has a tag that names the one it replaces"
is "$(jq -Sc . <<<"$(sed 's/^[A-Za-z]* //' "$FRONT/changes")")" '{"alarmName":"web-cpu","comparisonOperator":"GreaterThanThreshold","contactProtocols":["Email"],"datapointsToAlarm":2,"evaluationPeriods":3,"metricName":"CPUUtilization","monitoredResourceName":"web","notificationEnabled":false,"notificationTriggers":["ALARM"],"threshold":80.5,"treatMissingData":"breaching"}
{"instanceNames":["web"],"loadBalancerName":"front"}
{"access":"allow","bucketName":"logs","resourceName":"web"}
{"distributionName":"cdn","origin":{"name":"web","protocolPolicy":"https-only","regionName":"ap-northeast-1","responseTimeout":30}}' \
    "alarms, load balancers, buckets and distributions are restored as they were"
rm "$FRONT/answers.json"
for operation in GetAlarms GetLoadBalancers GetBuckets GetDistributions; do
    sim_fault "{\"operation\":\"$operation\",\"kind\":\"denied\",\"when\":\"every=1\"}"
done
cli infra resize --name web --bundle large_3_0 --dry-run
sim_faults_clear
like "$(tr -s ' \n' ' ' <<<"$OUT")" 'unknown: alarm .*unknown: place in the load balancer .*unknown: access to the bucket .*unknown: origin of the distribution' \
    "the dry run lists what the API did not return"
cli infra resize --name web --bundle large_3_0 --force
is "$STATUS $(world_instance web -r '.tags[] | select(.key == "quants-infra:replaces").value')" "0 $arn" "a second resize still names the instance that a Terraform state may have"
sim_mutate '{"action":"set_member","name":"web","member":"sshKeyName","value":"gone-key"}'
sim_mutate '{"action":"set_member","name":"web","member":"tags","value":[{"key":"A","value":"1"},{"key":"aws:cloudformation:stack-name","value":"x"}]}'
cli infra resize --name web --bundle xlarge_3_0 --force
is "$STATUS $(world_instance web -c '[.bundleId, (.tags | map(.key) | sort)]')" '0 ["xlarge_3_0",["A","quants-infra:replaces"]]' "settings that cannot be restored do not stop the creation" ||
    diag "$OUT" "$ERR"
like "$(tr -s ' \n' ' ' <<<"$OUT")" "key pair: 'gone-key' does not exist any more.* the tag aws:cloudformation:stack-name, which only AWS can set" "and are listed"
cli infra resize --name web --bundle 2xlarge_win_3_0 --force
like "$STATUS $ERR" "^1 .*is not for LINUX_UNIX" "a size for another platform is refused before anything is done"

# ---- killed at each request ----
killed() { # NAME ARGUMENT…: true when the command was not killed
    local at=$1
    shift
    behind_front "$at" "" "$@"
    [ "$STATUS" -ne 137 ]
}
make_web
before=$(portrait)
for ((at = 1; ; at += EVERY)); do
    make_web
    arn=$(arn_of web)
    killed $at infra resize --name web --bundle large_3_0 --force && break
    rm -rf "$HOME/.local/state/quants-infra" # as on another computer
    cli infra resize --name web --bundle large_3_0 --force
    is "$STATUS $(world_instance_names) $(world_instance web -r .bundleId) $(portrait) $(snapshots | wc -l)" "0 web large_3_0 $before 1" \
        "resize, killed at request $at ($(tail -n 1 "$FRONT/names")): another computer completes it, with one snapshot" || diag "$OUT" "$ERR"
done
is "$STATUS" 0 "in the last round the command is not killed"
names=$(cat "$FRONT/names")
call CreateInstances '{"instanceNames":["free"],"bundleId":"nano_3_0","blueprintId":"ubuntu_22_04","availabilityZone":"ap-northeast-1a"}'
call AllocateStaticIp '{"staticIpName":"free-ip"}'
for ((at = 1; ; at += (EVERY + 1) / 2)); do
    make_web
    killed $at infra destroy --name web --force && break
    cli infra destroy --name web --force
    is "$(world_instance_names)$(world_static_ip_names)" "" "destroy, killed at request $at ($(tail -n 1 "$FRONT/names")): the same command completes it" || diag "$OUT" "$ERR"
done
make_web
killed_at_release=$(grep -n ReleaseStaticIp "$FRONT/names" | cut -d: -f1)
killed $((killed_at_release - 1)) infra destroy --name web --force
call CreateInstances '{"instanceNames":["next"],"bundleId":"nano_3_0","blueprintId":"ubuntu_22_04","availabilityZone":"ap-northeast-1a"}'
call AttachStaticIp '{"staticIpName":"web-ip","instanceName":"next"}'
call DetachStaticIp '{"staticIpName":"web-ip"}'
cli infra destroy --name web --force
is "$STATUS $(world_static_ip_names)" "0 web-ip" "a static IP that was attached to another instance meanwhile is kept" || diag "$OUT" "$ERR"

# ---- started meanwhile ----
CHANGE='{"action":"call","operation":"StartInstance","input":{"instanceName":"web"}}'
last_stop=$(grep -n '^StopInstance$' <<<"$names" | cut -d: -f1)
deletion=$(grep -n '^DeleteInstance$' <<<"$names" | cut -d: -f1)
for ((at = last_stop + 1; at < deletion; at += EVERY)); do
    make_web
    arn=$(arn_of web)
    behind_front "" $at infra resize --name web --bundle large_3_0 --force --timeout 2
    is "$STATUS $(arn_of web)" "1 $arn" "an instance that is started before request $at ($(sed -n "${at}p" <<<"$names")) is not deleted" || diag "$OUT" "$ERR"
done
# The request before the deletion is the last read: a start right before it is detected, too.
make_web
arn=$(arn_of web)
behind_front "" $((deletion - 1)) infra resize --name web --bundle large_3_0 --force
is "$STATUS $(arn_of web)" "1 $arn" "an instance that is started before the last read is not deleted" || diag "$OUT" "$ERR"
contains "$ERR" "it was started while its snapshot was taken; it was not deleted" "and the error says why"
cli infra resize --name web --bundle large_3_0 --force
is "$STATUS $(snapshots | wc -l)" "0 1" "the same command takes a new snapshot, and the first one is not left" || diag "$OUT" "$ERR"

# ---- replaced meanwhile ----
CHANGE='{"action":"rebuild_instance","name":"web"}'
request_of() { grep -n "^$1\$" "$FRONT/names" | head -n 1 | cut -d: -f1; }
replaced() { # OPERATION ARGUMENT…: the instance is recreated before the last read; the new one is not changed
    make_web
    behind_front "" "" "${@:2}"
    local at=$(($(request_of "$1") - 1))
    make_web
    behind_front "" $at "${@:2}"
    like "$STATUS $ERR" "^1 .*another instance now has the name 'web'" "$1: another instance with the name is refused" || diag "$OUT"
    is "$(grep -c "^$1\$" "$FRONT/names") $(world_instance web -r .state.name) $(world_static_ip_names)" "0 running web-ip" "$1: it is as it was"
}
replaced DeleteInstance infra destroy --name web --force
replaced StopInstance infra manage --name web --action stop
replaced StopInstance infra manage --tag A=1 --action stop
replaced OpenInstancePublicPorts infra ports --name web --open tcp/9090
replaced StopInstance infra resize --name web --bundle large_3_0 --force

# ---- which snapshots are used ----
interrupted() { # a resize that was killed after its snapshot; sets `first`
    make_web
    killed "$deletion" infra resize --name web --bundle large_3_0 --force
    first=$(snapshots)
}
interrupted
sim_advance 2000
cli infra resize --name web --bundle large_3_0 --force
is "$STATUS $(snapshots)" "0 $first" "a snapshot that is complete is used" || diag "$OUT" "$ERR"
interrupted
call StartInstance '{"instanceName":"web"}'
sim_advance 2000
call StopInstance '{"instanceName":"web"}'
cli infra resize --name web --bundle large_3_0 --force
is "$STATUS $(snapshots | wc -l)" "0 2" "a snapshot older than the last start is not used, even when the instance is stopped" || diag "$OUT" "$ERR"
contains "$ERR" "is older than the last start of the instance and is not used" "and a message says so"
interrupted
sim_mutate "{\"action\":\"set_member\",\"name\":\"$first\",\"member\":\"createdAt\",\"value\":1000000000}"
cli infra resize --name web --bundle large_3_0 --force
is "$STATUS $(snapshots | wc -l)" "0 2" "a snapshot older than the operation history of the instance is not used" || diag "$OUT" "$ERR"
interrupted
sim_mutate '{"action":"rebuild_instance","name":"web"}'
cli infra resize --name web --bundle large_3_0 --force
is "$STATUS $(snapshots | wc -l) $(world_instance web -r .bundleId)" "0 2 large_3_0" "a snapshot of another instance that had the name is not used" || diag "$OUT" "$ERR"

# ---- destroy ----
make_web
sim_mutate '{"action":"detach_static_ip","name":"web-ip"}'
cli infra destroy --name web --force
is "$STATUS $(world_instance_names)$(world_static_ip_names)" "0 web-ip" "destroy --force leaves an address that is not attached"
make_web
call AllocateStaticIp '{"staticIpName":"known"}'
sim_mutate '{"action":"detach_static_ip","name":"web-ip"}'
call AttachStaticIp '{"staticIpName":"known","instanceName":"web"}'
cli infra destroy --name web --release-ip web-ip --force
like "$STATUS $(arn_of web) $ERR" "^1 arn.*--release-ip: the static IP 'web-ip' is not attached to the instance" "--release-ip requires an attached static IP"
cli infra destroy --name web --release-ip known --force
is "$STATUS $(world_static_ip_names)" "0 web-ip" "and releases it" || diag "$ERR"

# ---- late reads ----
front_stop # the trap of the next simulator does not know its process id
unset LIGHTSAIL_READ_LAG_MS
tf_fast_clock 20
in_the_world() { echo "$(world_instance_names)|$(world_static_ip_names)"; }
for lag in ${CLI_SURE_LAGS:-3000}; do
    sim_stop
    sim_start --pending-ms 100 --operation-ms 100 --get-lag-ms "$lag" --list-lag-ms $((lag * 2 / 3)) --name-lag-ms "$lag" --clock-offset-s 600
    export LIGHTSAIL_READ_LAG_MS=5000
    for lost in $(sample "none AttachStaticIp" "none CreateInstances AllocateStaticIp AttachStaticIp"); do
        [ $lost = none ] || sim_fault "{\"operation\":\"$lost\",\"kind\":\"lost\",\"when\":\"first\"}"
        cli infra create --name web --bundle micro_3_0 --static-ip --tag A=1
        is "$STATUS $OUT $(in_the_world)" "0 web running at $(world_static_ip_address web-ip) web|web-ip" "lag $lag ms, lost $lost: create --static-ip" || diag "$OUT" "$ERR"
        cli infra destroy --name web --force
        is "$STATUS $(in_the_world)" "0 |" "lag $lag ms: destroy leaves nothing" || diag "$OUT" "$ERR"
    done
    sim_advance "$lag"
    call AllocateStaticIp '{"staticIpName":"web-ip"}'
    cli infra create --name web --bundle micro_3_0 --static-ip
    is "$STATUS $(in_the_world)" "0 web|web-ip" "lag $lag ms: create uses a static IP that was detached just before" || diag "$OUT" "$ERR"
    cli infra destroy --name web --force
    sim_metrics_reset
    for lost in $(sample "none DeleteInstance CreateInstancesFromSnapshot" \
        "none StopInstance CreateInstanceSnapshot DeleteInstance CreateInstancesFromSnapshot PutInstancePublicPorts AttachStaticIp"); do
        cli infra create --name web --bundle micro_3_0 --static-ip --tag A=1
        cli infra ports --name web --open udp/51820
        contains "$OUT" "udp/51820" "lag $lag ms: ports prints what it has opened"
        [ $lost = none ] || sim_fault "{\"operation\":\"$lost\",\"kind\":\"lost\",\"when\":\"first\"}"
        cli infra resize --name web --bundle large_3_0 --force
        is "$STATUS $(in_the_world) $(world_instance web -r '"\(.bundleId) \(.isStaticIp)"') $(world_open_ports web)" \
            "0 web|web-ip large_3_0 true tcp/22 tcp/80 udp/51820" "lag $lag ms, lost $lost: resize" || diag "$OUT" "$ERR"
        is "$(sim_metric DeleteInstance CreateInstanceSnapshot)" "1 1" "lag $lag ms, lost $lost: each request was done once"
        cli infra manage --name web --action stop
        is "$STATUS $(world_instance web -r .state.name)" "0 stopped" "lag $lag ms: stop" || diag "$ERR"
        cli infra destroy --name web --force
        is "$STATUS $(in_the_world)" "0 |" "lag $lag ms: destroy after it leaves nothing" || diag "$OUT" "$ERR"
        sim_metrics_reset
    done
done

done_testing
