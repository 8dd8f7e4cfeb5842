#!/usr/bin/env bash
# actions.t — actions as Terraform 1.14 invokes them: what is done, how it is told, that the end is told exactly once whatever happens, and that whoever does
# not want to wait any more need not. By the protocol client, which sees every event; client_actions.t does it with a real client.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
CLIENT=$BUILD/tests/protocol-client

client() { "$CLIENT" "$PROVIDER" 'configure {"poll_interval":"40ms"}' "$@" shutdown 2>&1; }
state_of() { world_instance "$1" -r .state.name; }
create() { # NAME
    sim_mutate '{"action":"call","operation":"CreateInstances","input":{"instanceNames":["'"$1"'"],"availabilityZone":"ap-northeast-1a",
        "blueprintId":"ubuntu_22_04","bundleId":"nano_3_0"}}'
}
completed_once() { # OUTPUT NAME: one completed event, and it is the last one
    is "$(grep -cE '^completed' <<<"$1") $(grep -E '^(progress|completed)' <<<"$1" | tail -1 | cut -d ' ' -f 1)" "1 completed" "$2: completed once, at the end"
}

sim_start --pending-ms 500 --operation-ms 100
create web-1

# ---- power ----

is_up() { world_instance web-1 -e .publicIpAddress >/dev/null; }
wait_until 10 is_up
ok $? "a machine runs"

out=$(client 'validate action lightsail_stop_instance {"instance_name":"web-1"}' 'plan lightsail_stop_instance {"instance_name":"web-1"}')
is "$(grep -c diagnostic <<<"$out")" 0 "a good configuration is good"
is "$(sim_metric StopInstance)" 0 "and planning does nothing"
contains "$(client 'validate action lightsail_stop_instance {"instance_name":"-"}')" "attribute=instance_name" "a bad one names the attribute"
contains "$(client 'plan lightsail_stop_instance {"instance_name":"web-1","timeout":"soon"}')" "attribute=timeout" "so does the plan"

out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-1"}')
contains "$out" "progress stopping the instance 'web-1'" "it says what it does"
contains "$out" "progress the instance 'web-1' is stopped" "and that it is done"
contains "$out" "completed diagnostics=0" "without an error"
completed_once "$out" "stop"
is "$(state_of web-1)" stopped "it is stopped"
out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-1"}')
contains "$out" "completed diagnostics=0" "stopping it again"
is "$(sim_metric StopInstance)" 1 "is nothing to do"

out=$(client 'invoke lightsail_reboot_instance {"instance_name":"web-1"}')
contains "$out" "The instance 'web-1' is stopped, but only a running instance can be rebooted" "a stopped machine is not rebooted"
completed_once "$out" "refusal"
is "$(sim_metric RebootInstance)" 0 "nobody tried"

out=$(client 'invoke lightsail_start_instance {"instance_name":"web-1"}')
contains "$out" "completed diagnostics=0" "it starts"
like "$out" "progress waiting for the instance 'web-1' to be running with a public address" "the wait is told"
completed_once "$out" "start"
is "$(state_of web-1)" running "it runs"
isnt "$(world_instance web-1 -r .publicIpAddress)" null "and has an address"
out=$(client 'invoke lightsail_reboot_instance {"instance_name":"web-1"}')
contains "$out" "progress the instance 'web-1' is running again" "it is rebooted"
completed_once "$out" "reboot"
is "$(sim_metric RebootInstance)" 1 "once"

sim_mutate '{"action":"set_member","name":"web-1","member":"state.name","value":"stopping"}'
out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-1","force":true}')
contains "$out" "completed diagnostics=0" "a machine that is stuck is stopped by force"
is "$(state_of web-1)" stopped "it is stopped"
is "$(sim_requests StopInstance '.[-1].body.force')" true "by the API's own word for it"

# ---- snapshots ----

many_tags=$(seq 50 | jq -Rnc '[inputs | {key: "k\(.)", value: "x"}] | from_entries')
contains "$("$CLIENT" "$PROVIDER" 'configure {"default_tags":[{"tags":'"$many_tags"'}]}' 'plan lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"x-1","tags":{"Why":"more"}}' shutdown 2>&1)" \
    "there are 51 tags" "too many tags, with the default ones, are an error of the plan"

out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"before","tags":{"Why":"upgrade","Marker":""}}')
contains "$out" "progress the snapshot 'before' is available" "a snapshot"
completed_once "$out" "snapshot"
is "$(sim_state '.regions["ap-northeast-1"].instance_snapshots.before | [.state, .fromInstanceName] | join(" ")')" "available web-1" "it is there"
is "$(sim_requests CreateInstanceSnapshot '.[0].body.tags | sort_by(.key) | map(.key + "=" + (.value // "-")) | join(",")' | jq -r .)" \
    "Marker=-,Why=upgrade" "with its tags"
out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"before"}')
contains "$out" "attribute=snapshot_name" "a name that is in use is an error at the name"
contains "$out" "The snapshot 'before' of the instance 'web-1' already exists; it is available" "which says that the snapshot is there"
contains "$out" "An earlier invocation created it, so nothing else is needed. For another snapshot use another name" "and what to do"
completed_once "$out" "conflict"
sim_mutate '{"action":"set_member","name":"before","member":"state","value":"error"}'
contains "$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"before"}')" \
    "It cannot be used: delete it, and invoke the action again" "a snapshot that failed is of no use"
contains "$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"web-1"}')" \
    "An object with this name already exists. Use another name for the snapshot" "a name of another thing is only in use"
sim_fault '{"operation":"CreateInstanceSnapshot","kind":"lost","when":"first"}'
out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"lost"}')
contains "$out" "completed diagnostics=0" "an answer that was lost is looked for"
is "$(sim_state '.regions["ap-northeast-1"].instance_snapshots | length')" 2 "and not asked for twice"
sim_faults_clear
sim_fault '{"operation":"CreateInstanceSnapshot","kind":"failed","when":"first"}'
out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"failed"}')
contains "$out" "completed diagnostics=1" "an operation that fails is an error"
completed_once "$out" "failure"
sim_faults_clear
is "$(client 'validate action lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"x-1","tags":{"aws:x":"1"}}' | grep -c '^diagnostic')" 1 \
    "tags that Lightsail refuses"

# ---- what cannot be ----

out=$(client 'invoke lightsail_start_instance {"instance_name":"nobody"}')
contains "$out" "attribute=instance_name" "a machine that is not there"
contains "$out" "There is no instance 'nobody' in ap-northeast-1" "is named"
completed_once "$out" "missing"
completed_once "$(client 'invoke lightsail_unicorn {}')" "unknown action"
out=$("$CLIENT" "$PROVIDER" 'invoke lightsail_start_instance {"instance_name":"web-1"}' shutdown)
contains "$out" "The provider is not configured" "before ConfigureProvider"
completed_once "$out" "not configured"
sim_stop

# ---- waits that nobody wants any more ----

sim_start --pending-ms 600000 --operation-ms 600000
create web-1
out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-1","timeout":"300ms"}')
contains "$out" "completed diagnostics=1" "a wait that is too long is an error"
contains "$out" "time limit" "which says so"
contains "$out" "Lightsail continues with the operation that it accepted. Check the object before you invoke the action again. To extend the timeout, set the argument \`timeout\`." \
    "and what becomes of it, and how to wait longer"
unlike "$out" "in the state|timeouts" "an action has no state and no timeouts block"
completed_once "$out" "timeout"
create web-4
out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-4","snapshot_name":"short","timeout":"3s"}')
contains "$out" "The snapshot 'short' is being created. Do not invoke the action again. To wait longer, set the argument \`timeout\`." \
    "a snapshot that takes too long is made all the same"
unlike "$out" "in the state|timeouts|cannot be read" "and nothing else is said of it"
create web-2
out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-2"} 2')
contains "$out" "invoke events=2 status=1" "the client cancels in the middle of the wait"
like "$out" 'exit status=0 after_ms=[0-9]{1,4} ' "and the provider stops waiting"
is "$(state_of web-2)" stopping "what was asked for goes on"

create web-3
"$CLIENT" --timeout 60000 "$PROVIDER" 'configure {"poll_interval":"40ms"}' pid \
    'invoke lightsail_create_instance_snapshot {"instance_name":"web-3","snapshot_name":"slow"}' shutdown >"$TEST_DIR/out" 2>&1 &
client=$!
wait_until 10 grep -q "^progress Lightsail accepted" "$TEST_DIR/out"
kill -TERM "$(sed -n 's/^pid=//p' "$TEST_DIR/out")"
wait "$client"
completed_once "$(cat "$TEST_DIR/out")" "a provider that is told to end"
like "$(cat "$TEST_DIR/out")" "interrupted while waiting|Interrupted before GetOperation was sent" "says that it was interrupted"
contains "$(cat "$TEST_DIR/out")" "The snapshot 'slow' is being created. Do not invoke the action again." "and that the snapshot is made"
unlike "$(cat "$TEST_DIR/out")" "in the state|timeout" "and nothing of states and timeouts"

# ---- the examples of the documentation ----

for file in "$ROOT"/examples/actions/*/*.tf; do
    type=$(basename "$(dirname "$file")")
    name=${file#"$ROOT"/}
    "$TERRAFORM" fmt - <"$file" >"$TEST_DIR/formatted" 2>&1
    is_file "$TEST_DIR/formatted" "$file" "$name: formatted"
    config=$(tf_example_config "$file")
    out=$(client "validate action $type $config")
    contains "$out" "ValidateActionConfig status=0" "$name: asked"
    is "$(grep -c '^diagnostic' <<<"$out")" 0 "$name: a good configuration" || diag "$config"$'\n'"$out"
done

done_testing
