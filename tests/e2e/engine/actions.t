#!/usr/bin/env bash
# actions.t — actions as Terraform 1.14 invokes them: their effect, their progress events, exactly one completed event whatever happens, and
# cancellation. Uses the protocol client, which sees every event; client_actions.t uses a real client.
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
is "$(grep -c diagnostic <<<"$out")" 0 "a valid configuration is accepted"
is "$(sim_metric StopInstance)" 0 "a plan sends no request"
contains "$(client 'validate action lightsail_stop_instance {"instance_name":"-"}')" "attribute=instance_name" "an invalid one: the error names the attribute"
contains "$(client 'plan lightsail_stop_instance {"instance_name":"web-1","timeout":"soon"}')" "attribute=timeout" "the plan has the same error"

out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-1"}')
contains "$out" "progress stopping the instance 'web-1'" "progress says what it does"
contains "$out" "progress the instance 'web-1' is stopped" "and that it is done"
contains "$out" "completed diagnostics=0" "there is no error"
completed_once "$out" "stop"
is "$(state_of web-1)" stopped "it is stopped"
out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-1"}')
contains "$out" "completed diagnostics=0" "stopping it again"
is "$(sim_metric StopInstance)" 1 "sends no request"

out=$(client 'invoke lightsail_reboot_instance {"instance_name":"web-1"}')
contains "$out" "The instance 'web-1' is stopped, but only a running instance can be rebooted" "a stopped instance is not rebooted"
completed_once "$out" "refusal"
is "$(sim_metric RebootInstance)" 0 "no request was sent"

out=$(client 'invoke lightsail_start_instance {"instance_name":"web-1"}')
contains "$out" "completed diagnostics=0" "it starts"
like "$out" "progress waiting for the instance 'web-1' to be running with a public address" "progress says that it waits"
completed_once "$out" "start"
is "$(state_of web-1)" running "it runs"
isnt "$(world_instance web-1 -r .publicIpAddress)" null "and has an address"
out=$(client 'invoke lightsail_reboot_instance {"instance_name":"web-1"}')
contains "$out" "progress the instance 'web-1' is running again" "the instance is rebooted"
completed_once "$out" "reboot"
is "$(sim_metric RebootInstance)" 1 "once"

sim_mutate '{"action":"set_member","name":"web-1","member":"state.name","value":"stopping"}'
out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-1","force":true}')
contains "$out" "completed diagnostics=0" "an instance that does not stop is stopped by force"
is "$(state_of web-1)" stopped "it is stopped"
is "$(sim_requests StopInstance '.[-1].body.force')" true "by the API's parameter force"

# ---- snapshots ----

many_tags=$(seq 50 | jq -Rnc '[inputs | {key: "k\(.)", value: "x"}] | from_entries')
contains "$("$CLIENT" "$PROVIDER" 'configure {"default_tags":[{"tags":'"$many_tags"'}]}' 'plan lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"x-1","tags":{"Why":"more"}}' shutdown 2>&1)" \
    "there are 51 tags" "more than 50 tags, with the default ones, are an error of the plan"

out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"before","tags":{"Why":"upgrade","Marker":""}}')
contains "$out" "progress the snapshot 'before' is available" "a snapshot"
completed_once "$out" "snapshot"
is "$(sim_state '.regions["ap-northeast-1"].instance_snapshots.before | [.state, .fromInstanceName] | join(" ")')" "available web-1" "the snapshot exists"
is "$(sim_requests CreateInstanceSnapshot '.[0].body.tags | sort_by(.key) | map(.key + "=" + (.value // "-")) | join(",")' | jq -r .)" \
    "Marker=-,Why=upgrade" "with its tags"
out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"before"}')
contains "$out" "attribute=snapshot_name" "a name that is in use is an error at the name"
contains "$out" "The snapshot 'before' of the instance 'web-1' already exists; it is available" "the error says that the snapshot exists"
contains "$out" "An earlier invocation created it, so nothing else is needed. For another snapshot use another name" "and what to do"
completed_once "$out" "conflict"
sim_mutate '{"action":"set_member","name":"before","member":"state","value":"error"}'
contains "$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"before"}')" \
    "It cannot be used: delete it, and invoke the action again" "a failed snapshot cannot be used"
contains "$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"web-1"}')" \
    "An object with this name already exists. Use another name for the snapshot" "a name that another kind of object has: the error says that it is in use"
sim_fault '{"operation":"CreateInstanceSnapshot","kind":"lost","when":"first"}'
out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"lost"}')
contains "$out" "completed diagnostics=0" "after a lost response the snapshot is read"
is "$(sim_state '.regions["ap-northeast-1"].instance_snapshots | length')" 2 "and not requested twice"
sim_faults_clear
sim_fault '{"operation":"CreateInstanceSnapshot","kind":"failed","when":"first"}'
out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"failed"}')
contains "$out" "completed diagnostics=1" "a failed operation is an error"
completed_once "$out" "failure"
sim_faults_clear
is "$(client 'validate action lightsail_create_instance_snapshot {"instance_name":"web-1","snapshot_name":"x-1","tags":{"aws:x":"1"}}' | grep -c '^diagnostic')" 1 \
    "tags that Lightsail refuses"

# ---- errors ----

out=$(client 'invoke lightsail_start_instance {"instance_name":"absent"}')
contains "$out" "attribute=instance_name" "an instance that does not exist"
contains "$out" "There is no instance 'absent' in ap-northeast-1" "is named"
completed_once "$out" "missing"
completed_once "$(client 'invoke lightsail_unicorn {}')" "unknown action"
out=$("$CLIENT" "$PROVIDER" 'invoke lightsail_start_instance {"instance_name":"web-1"}' shutdown)
contains "$out" "The provider is not configured" "before ConfigureProvider"
completed_once "$out" "not configured"
sim_stop

# ---- waits that end early ----

sim_start --pending-ms 600000 --operation-ms 600000
create web-1
out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-1","timeout":"300ms"}')
contains "$out" "completed diagnostics=1" "a wait that reaches the timeout is an error"
contains "$out" "time limit" "that says so"
contains "$out" "Lightsail continues with the operation that it accepted. Check the object before you invoke the action again. To extend the timeout, set the argument \`timeout\`." \
    "says that the operation continues, and how to wait longer"
unlike "$out" "in the state|timeouts" "an action has no state and no timeouts block"
completed_once "$out" "timeout"
create web-4
out=$(client 'invoke lightsail_create_instance_snapshot {"instance_name":"web-4","snapshot_name":"short","timeout":"3s"}')
contains "$out" "The snapshot 'short' is being created. Do not invoke the action again. To wait longer, set the argument \`timeout\`." \
    "a snapshot that takes longer than the timeout is created nevertheless"
unlike "$out" "in the state|timeouts|cannot be read" "the error has no other advice"
create web-2
out=$(client 'invoke lightsail_stop_instance {"instance_name":"web-2"} 2')
contains "$out" "invoke events=2 status=1" "the client cancels during the wait"
like "$out" 'exit status=0 after_ms=[0-9]{1,4} ' "the provider stops waiting"
is "$(state_of web-2)" stopping "the operation continues"

create web-3
"$CLIENT" --timeout 60000 "$PROVIDER" 'configure {"poll_interval":"40ms"}' pid \
    'invoke lightsail_create_instance_snapshot {"instance_name":"web-3","snapshot_name":"slow"}' shutdown >"$TEST_DIR/out" 2>&1 &
client=$!
wait_until 10 grep -q "^progress Lightsail accepted" "$TEST_DIR/out"
kill -TERM "$(sed -n 's/^pid=//p' "$TEST_DIR/out")"
wait "$client"
completed_once "$(cat "$TEST_DIR/out")" "a provider that is stopped by a signal"
like "$(cat "$TEST_DIR/out")" "[Ii]nterrupted while waiting|Interrupted before GetOperation was sent" "says that it was interrupted"
contains "$(cat "$TEST_DIR/out")" "The snapshot 'slow' is being created. Do not invoke the action again." "and that the snapshot is created nevertheless"
unlike "$(cat "$TEST_DIR/out")" "in the state|timeout" "and mentions no state and no timeouts"

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
