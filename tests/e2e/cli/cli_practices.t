#!/usr/bin/env bash
# cli_practices.t — quants-infra: another bundle for an instance, with a failure at each step, and backups selected by tag.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 40 --operation-ms 10
PATH=$BUILD:$PATH
cd "$TEST_DIR" || exit 1

cli() {
    OUT=$(quants-infra "$@" 2>"$TEST_DIR/err" </dev/null)
    STATUS=$?
    ERR=$(cat "$TEST_DIR/err")
}
snapshots() { sim_names instance_snapshots; }
# What a resize must preserve.
portrait() {
    world_instance web-1 -c '[.location.availabilityZone, .sshKeyName, .isStaticIp, .state.name, (.tags | map(select(.key != "quants-infra:replaces")) | sort_by(.key)),
        ([.networking.ports[] | [.protocol, .fromPort, .toPort, .cidrs, .ipv6Cidrs]] | sort),
        [.addOns[]? | [.name, .status, .snapshotTimeOfDay]]]'
}

# ---- resize ----
sim_mutate '{"action":"call","operation":"ImportKeyPair","input":{"keyPairName":"prod-key","publicKeyBase64":"'"$KEY_ONE"' x"}}'
quants-infra infra create --name web-1 --bundle micro_3_0 --az ap-northeast-1c --key-pair prod-key --static-ip --tag Environment=prod --tag Empty >/dev/null
quants-infra infra ports --name web-1 --open tcp/9090=203.0.113.0/24,2001:db8::/32 --open udp/51820 --close tcp/80 >/dev/null
sim_mutate '{"action":"call","operation":"EnableAddOn","input":{"resourceName":"web-1","addOnRequest":{"addOnType":"AutoSnapshot","autoSnapshotAddOnRequest":{"snapshotTimeOfDay":"05:00"}}}}'
is_enabled() { [ "$(world_instance web-1 -r '.addOns[0].status')" = Enabled ]; }
wait_until 10 is_enabled
before=$(portrait)
address=$(world_static_ip_address web-1-ip)
arn=$(world_instance web-1 -r .arn)

sim_metrics_reset
cli infra resize --name web-1 --bundle medium_3_0 --dry-run
like "$STATUS $OUT" '^0 web-1: micro_3_0 becomes medium_3_0.*attach its static IP web-1-ip' "resize --dry-run prints what it would do"
is "$(world_changes)" "" "and changes nothing"
cli infra resize --name web-1 --bundle medium_3_0
contains "$STATUS $ERR" "add --force" "without a terminal it refuses"
cli infra resize --name web-1 --bundle nano_3_0 --force
like "$STATUS $ERR" "^1 .*has a disk of 20 GB, but the snapshot needs 40 GB" "a smaller disk is refused"
cli infra resize --name web-1 --bundle micro_3_0 --force
is "$STATUS $OUT" "0 web-1 has the size micro_3_0" "the bundle that the instance already has"
cli infra resize --name web-1 --bundle medum_3_0 --force
like "$STATUS $ERR" "^1 .*did you mean 'medium_3_0'" "a bundle that does not exist"
is "$(world_changes)" "" "none of these commands changed anything"
cli infra resize --name web-1 --bundle medium_3_0 --force
ok "$STATUS" "resize" || diag "$OUT" "$ERR"
is "$(world_instance web-1 -r .bundleId) $(portrait)" "medium_3_0 $before" "everything except the bundle is as before"
isnt "$(world_instance web-1 -r .arn)" "$arn" "it is a new instance"
is "$(world_static_ip_address web-1-ip)" "$address" "with the same address"
like "$(snapshots)" '^web-1-resize-[0-9-]+$' "the snapshot is kept"
contains "$ERR" "quants-infra snapshot delete $(snapshots)" "and the command to delete it is printed"
is "$(find "$HOME/.local/state" -type f)" "" "no resize is marked as unfinished"

# ---- each step fails once, and the same command continues ----
size=large_3_0
for operation in StopInstance CreateInstanceSnapshot DeleteInstance CreateInstancesFromSnapshot PutInstancePublicPorts AttachStaticIp; do
    # A disk never gets smaller, so each round creates a new instance.
    quants-infra infra destroy --name web-1 --force >/dev/null 2>&1
    quants-infra infra create --name web-1 --bundle micro_3_0 --static-ip --tag A=1 >/dev/null
    quants-infra infra ports --name web-1 --open udp/51820 >/dev/null
    before=$(portrait)
    sim_fault "{\"operation\":\"$operation\",\"kind\":\"denied\",\"when\":\"first\"}"
    cli infra resize --name web-1 --bundle $size --force
    like "$STATUS $ERR" '^1 .*Run the same command again' "resize fails at $operation"
    cli infra resize --name web-1 --bundle $size --force
    is "$STATUS $(world_instance web-1 -r .bundleId) $(portrait)" "0 $size $before" "and continues from there" || diag "$OUT" "$ERR"
done
for operation in StopInstance CreateInstanceSnapshot DeleteInstance CreateInstancesFromSnapshot AttachStaticIp; do
    sim_fault "{\"operation\":\"$operation\",\"kind\":\"lost\",\"when\":\"first\"}"
done
sim_metrics_reset
cli infra resize --name web-1 --bundle xlarge_3_0 --force
is "$STATUS $(world_instance web-1 -r .bundleId) $(portrait)" "0 xlarge_3_0 $before" "all responses are lost: still one instance" || diag "$OUT" "$ERR"
is "$(sim_metric CreateInstancesFromSnapshot CreateInstanceSnapshot DeleteInstance)" "1 1 1" "no request was done twice"
quants-infra infra create --name off-1 --bundle nano_3_0 >/dev/null
quants-infra infra manage --name off-1 --action stop >/dev/null 2>&1
cli infra resize --name off-1 --bundle micro_3_0 --force
is "$STATUS $(world_instance off-1 -r '"\(.bundleId) \(.state.name)"')" "0 micro_3_0 stopped" "a stopped machine stays stopped"
before=$(world_instance off-1 -c '[.bundleId, .state.name, .arn, .tags]')
held=$(snapshots)
sim_fault '{"operation":"DeleteInstance","kind":"denied","when":"first"}'
cli infra resize --name off-1 --bundle small_3_0 --force
like "$STATUS $ERR" "^1 .*The instance is as it was before" "a resize that is refused before the deletion says that nothing has changed"
is "$(world_instance off-1 -c '[.bundleId, .state.name, .arn, .tags]') $(snapshots)" "$before $held" "and leaves nothing"
cli infra resize --name off-1 --bundle small_3_0 --force
is "$STATUS $(world_instance off-1 -r .bundleId)" "0 small_3_0" "the same command takes another snapshot" || diag "$OUT" "$ERR"
sim_mutate '{"action":"set_capacity","name":"ap-northeast-1a","bundle":"medium_3_0","available":false}'
cli infra resize --name off-1 --bundle medium_3_0 --force
like "$STATUS $ERR" "^1 .*it does not exist now, and the snapshot 'off-1-resize-[0-9-]+' has its data" "no capacity: the error says where the data are"
cli infra resize --name off-1 --bundle nano_3_0 --force
like "$STATUS $ERR" "^1 .*--bundle: 'nano_3_0' has a disk of" "then --bundle may be another one, but not a smaller one"
cli infra resize --name off-1 --bundle small_3_0 --dry-run
unlike "$OUT" "  delete it" "there is nothing to delete any more"
cli infra resize --name off-1 --bundle small_3_0 --force
is "$STATUS $(world_instance off-1 -r '"\(.bundleId) \(.state.name) \(.tags | map(.key))"')" '0 small_3_0 stopped ["quants-infra:replaces"]' \
    "with the earlier one the instance comes back" || diag "$OUT" "$ERR"

# ---- each step takes longer than the timeout ----
sim_stop
sim_start --pending-ms 3600000 --operation-ms 3600000
at_once() { sim_mutate "{\"action\":\"call\",\"operation\":\"$1\",\"input\":$2}"; }
at_once CreateInstances '{"instanceNames":["web-1"],"bundleId":"micro_3_0","blueprintId":"ubuntu_22_04","availabilityZone":"ap-northeast-1a","tags":[{"key":"A","value":"1"}]}'
at_once AllocateStaticIp '{"staticIpName":"web-1-ip"}'
at_once AttachStaticIp '{"staticIpName":"web-1-ip","instanceName":"web-1"}'
at_once OpenInstancePublicPorts '{"instanceName":"web-1","portInfo":{"protocol":"udp","fromPort":51820,"toPort":51820}}'
before=$(portrait)
cli infra resize --name web-1 --bundle small_3_0 --force --timeout 0
like "$STATUS $ERR" "^2 .*--timeout '0' is not a number of seconds" "--timeout requires a number of seconds"
sim_metrics_reset
cli infra resize --name web-1 --bundle small_3_0 --force --timeout 1
like "$STATUS $ERR" "^1 .*after [0-9]+ s it is 'stopping'.*stop-instance --force --instance-name web-1.*Run the same command again" \
    "an instance that does not stop: the error has its state and the command that helps"
cli infra resize --name web-1 --bundle small_3_0 --force --timeout 1
like "$STATUS $ERR $(sim_metric StopInstance)" "^1 .*'stopping'.* 1$" "the same command polls again and sends no request twice"
at_once StopInstance '{"instanceName":"web-1","force":true}'
cli infra resize --name web-1 --bundle small_3_0 --force --timeout 1
like "$STATUS $ERR" "^1 .*after [0-9]+ s the snapshot 'web-1-resize-[0-9-]+' is 'pending'" "a snapshot that takes long"
for _ in 1 2 3 4 5 6; do
    sim_advance 3600000
    cli infra resize --name web-1 --bundle small_3_0 --force --timeout 1
    [ "$STATUS" -ne 0 ] || break
done
is "$STATUS $(world_instance web-1 -r .bundleId) $(portrait)" "0 small_3_0 $before" "it finishes step by step" || diag "$OUT" "$ERR"
is "$(sim_metric StopInstance CreateInstanceSnapshot) $(sim_metric DeleteInstance CreateInstancesFromSnapshot)" \
    "1 1 1 1" "each request was sent once"
cli infra manage --name web-1 --action stop --timeout 1
like "$STATUS $ERR" "^1 .*cannot stop 'web-1': after [0-9]+ s it is 'stopping'" "manage prints the same error"
cli infra destroy --name web-1 --force --timeout 1
if sim_can "take time for a deletion"; then
    like "$STATUS $ERR" "^1 .*cannot destroy 'web-1': after [0-9]+ s it is '" "and destroy"
else
    skip 1 "on this endpoint a deletion succeeds at once"
fi

# ---- backups ----
sim_stop
sim_start --pending-ms 0 --operation-ms 0
for backup in hourly daily weekly none; do
    quants-infra infra create --name "b-$backup" --bundle nano_3_0 --tag "Backup=$backup" >/dev/null
done
cli backup run --dry-run
is "$(sort <<<"$OUT" | sed 's/-backup-.*//') $(snapshots)" $'b-daily: would take b-daily\nb-hourly: would take b-hourly\nb-weekly: would take b-weekly ' "backup run --dry-run"
sim_mutate '{"action":"call","operation":"CreateInstanceSnapshot","input":{"instanceSnapshotName":"by-hand","instanceName":"b-hourly"}}'
cli backup run
is "$STATUS $(snapshots | sed 's/-backup-.*//' | tr '\n' ' ')" "0 b-daily b-hourly b-weekly by-hand " "each instance with the tag has a snapshot"
cli backup run
is "$(sort <<<"$OUT")" $'b-daily: not due\nb-hourly: not due\nb-weekly: not due' "a second run has nothing to do"
age() { # NAME SECONDS: makes the newest backup of the instance this old
    local snapshot
    snapshot=$(snapshots | grep "^$1-backup-" | tail -n 1)
    sim_mutate "{\"action\":\"set_member\",\"name\":\"$snapshot\",\"member\":\"createdAt\",\"value\":$(($(date +%s) - $2))}"
}
second=$(date +%s)
next_second() { [ "$(date +%s)" -gt "$second" ]; }
age b-hourly 3600
age b-daily 3600
wait_until 5 next_second # the names contain the time in seconds
cli backup run --keep 1
is "$(snapshots | sed 's/-backup-.*//' | tr '\n' ' ')" "b-daily b-hourly b-weekly by-hand " "after an hour the hourly one is taken, and --keep 1 deletes its predecessor"
like "$OUT" 'b-hourly: took .*b-hourly: deleted' "the new one is taken before the old one is deleted"
contains "$(snapshots)" by-hand "a snapshot with another name pattern is kept"
sim_fault '{"operation":"CreateInstanceSnapshot","kind":"denied","when":"first"}'
age b-hourly 3600
age b-daily 86400
second=$(date +%s)
wait_until 5 next_second
cli backup run
is "$STATUS $(grep -c took <<<"$OUT")" "1 1" "a failure for one instance does not stop the others"
weekly=$(snapshots | grep '^b-weekly-backup-')
age b-weekly 700000
cli backup run
newest_is() { sim_mutate "{\"action\":\"set_member\",\"name\":\"$(snapshots | grep '^b-weekly-backup-' | tail -n 1)\",\"member\":\"state\",\"value\":\"$1\"}"; }
newest_is pending
cli backup run --dry-run --keep 1
like "$OUT" 'b-weekly: not due' "a pending snapshot is polled until it is available"
unlike "$OUT" "would delete $weekly" "and the last complete one is kept until then"
newest_is error
cli backup run --dry-run --keep 2
like "$OUT" 'b-weekly: would take' "a failed snapshot does not count as a backup: the next one is due"
unlike "$OUT" "would delete $weekly" "and it does not replace a complete one"
failed=$(snapshots | grep '^b-weekly-backup-' | tail -n 1)
second=$(date +%s)
wait_until 5 next_second
cli backup run --keep 2
contains "$OUT" "b-weekly: deleted $failed, which failed" "and it is deleted"
is "$STATUS $(snapshots | grep -cx "$failed") $(snapshots | grep -cx "$weekly")" "0 0 1" "alone"
sim_mutate '{"action":"rebuild_instance","name":"b-weekly"}'
second=$(date +%s)
wait_until 5 next_second
cli backup run --keep 2
like "$OUT" 'b-weekly: took .*b-weekly: deleted' "a recreated instance has no backup yet; those of the previous instance are pruned" || diag "$OUT" "$ERR"

# ---- instances that are stopped at night ----
sim_stop
sim_start --pending-ms 40 --operation-ms 10
fleet() { # NAME=TAG,TAG…
    local machine tags
    for machine in "$@"; do
        read -ra tags <<<"$(sed 's/^[^=]*=//; s/,/ --tag /g' <<<"$machine")"
        quants-infra infra create --name "${machine%%=*}" --bundle nano_3_0 --tag "${tags[@]}" >/dev/null
    done
}
states() { sim_state '[.regions[].instances[] | "\(.name):\(.state.name)"] | sort | join(" ")'; }
fleet dev-1=Environment=dev,Team=Quant dev-2=Environment=dev,Team=Quant dev-hot=Environment=dev,CriticalLevel=critical prod-1=Environment=prod,Team=Quant
sim_metrics_reset
for tags in "Team=Quant" "Environment=dev" "Environment=prod"; do
    cli infra manage --tag "$tags" --action stop
    like "$STATUS $ERR" "^1 .*production or critical instances: (prod-1|dev-hot)" "a tag alone does not stop critical instances: $tags"
done
cli infra manage --tag Team=Quant --action reboot
like "$STATUS $ERR" "^1 .*Nothing was changed" "nor does it reboot them"
cli infra manage --action stop
like "$STATUS $ERR" "^2 .*no instances are given" "manage needs names or tags"
cli infra manage --action stop --name dev-1 --tag A
like "$STATUS $ERR" "^2 .*no instances are given" "names and tags together are refused"
cli infra manage --action stop --tag =dev
like "$STATUS $ERR" "^2 .*has no key" "a tag without a key"
cli infra manage --tag Environment=dev --tag Team=Quant --action stop --dry-run
is "$STATUS $OUT" $'0 dev-1: would stop\ndev-2: would stop' "stop by tag --dry-run"
is "$(world_changes)" "" "none of these commands changed anything"
cli infra manage --tag Environment=dev --tag Team=Quant --action stop
is "$STATUS $(states)" "0 dev-1:stopped dev-2:stopped dev-hot:running prod-1:running" "stop by tag" || diag "$OUT" "$ERR"
cli infra manage --tag Environment=dev --tag Team=Quant --action stop
is "$STATUS $OUT" $'0 dev-1: is stopped, not changed\ndev-2: is stopped, not changed' "a second run has nothing to do"
is "$(world_changes)" "StopInstance x2" "each instance was stopped once"
sim_fault '{"operation":"StartInstance","kind":"denied","when":"first"}'
cli infra manage --tag Environment=dev --action start
is "$STATUS $(states)" "1 dev-1:stopped dev-2:running dev-hot:running prod-1:running" "a failure for one instance does not stop the others"
cli infra manage --tag Environment=dev --action start
is "$STATUS $(states)" "0 dev-1:running dev-2:running dev-hot:running prod-1:running" "the next run stops the rest"
cli infra manage --tag Environment=prod --action stop --force
is "$STATUS $(states)" "0 dev-1:running dev-2:running dev-hot:running prod-1:stopped" "--force stops production"
cli infra manage --tag Environment=nothing --action stop
is "$STATUS $OUT" "0 " "a tag that no instance has: there is nothing to do"

done_testing
