#!/usr/bin/env bash
# batched_creates.t — equal instances that are requested at the same time are created by few calls, and each resource gets its own result. Knows calls
# and results; must not know which caller sends the request.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
NODES=20
GATHER_MS=1000 # the time in which Terraform requests all of them, also on a busy machine

fleet() { # FOLDER [ARGUMENT…]
    tf_config "$1" <<END
resource "lightsail_instance" "node" {
  count        = $NODES
  name         = "node-\${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  ${2:-}
}
END
}
# The maximum number of names in one request.
most_names() { sim_requests CreateInstances '[.[].body.instanceNames | length] | max'; }
is_few() { # NAME
    local calls
    calls=$(sim_metric CreateInstances)
    is "$((calls <= NODES / 2))" 1 "$1: $calls calls create $NODES instances"
}

# While the first request is in progress the others are collected: the latency gives them time.
sim_start --latency-ms $GATHER_MS --pending-ms 0
tf_shared_provider
fleet alike
tf_ok apply -parallelism=$NODES
is_few "alike"
is "$(world_instance_names | wc -l)" $NODES "all instances exist"
is "$(tf_state_list | wc -l)" $NODES "each is in the state as its own resource"
tf_plan_is_empty "and complete"
sim_stop

# The creation operations last as long as the instances take to start. They are not polled one by one: the shared list of instances is enough.
sim_start --latency-ms 20 --pending-ms 600 --operation-ms 600
tf_shared_provider
fleet slow
tf_ok apply -parallelism=$NODES
is "$(sim_metric GetOperation)" 0 "no operation is polled while the instances start"
sim_metrics_reset
tf_ok destroy -parallelism=$NODES
is "$(sim_metric GetOperation)" 0 "nor while they are deleted"
sim_stop

sim_start --latency-ms $GATHER_MS --pending-ms 0
tf_shared_provider
fleet unlike "tags = { Number = count.index }"
tf_ok apply -parallelism=$NODES
is "$(most_names)" 1 "different arguments are never sent in one request"
sim_stop

# One name belongs to another user: the request is refused as a whole, and all other instances are created nevertheless.
sim_start --latency-ms $GATHER_MS --pending-ms 0
tf_shared_provider
sim_mutate '{"action":"call","operation":"CreateInstances","input":{"instanceNames":["node-7"],"availabilityZone":"ap-northeast-1a","bundleId":"nano_3_0","blueprintId":"ubuntu_22_04"}}' >/dev/null

fleet taken
tf_fails apply -parallelism=$NODES
is "$(step_text | grep -o 'Error: ' | wc -l)" 1 "one name taken: one error"
tf_said "lightsail_instance.node[7]" "of the resource with this name"
tf_said "import {" "that says what to do"
is "$(tf_state_list | wc -l)" $((NODES - 1)) "the other instances are created"
isnt "$(most_names)" 1 "though they were in the same request"
sim_stop

# The same name twice in one configuration: the plan has an error for the second one.
sim_start --latency-ms $GATHER_MS --pending-ms 0
tf_shared_provider
fleet twice
sed -i 's/node-${count.index}/node-${count.index % 10}/' "$TF_DIR/main.tf"
tf_fails apply -parallelism=$NODES
is "$(sim_metric CreateInstances)" 0 "a name twice: no instance is created"
is "$(step_text | grep -o 'Error: ' | wc -l)" 10 "and the second resource of each name has an error"
sim_stop

# The response is lost after the request was executed: each resource finds its instance.
sim_start --latency-ms $GATHER_MS --pending-ms 0 --fault CreateInstances:lost:first:2
tf_shared_provider
fleet lost
tf_ok apply -parallelism=$NODES
is "$(sim_state '.regions[].instances | length')" $NODES "responses lost: no instance is created twice"
is_few "answers lost"
tf_plan_is_empty "all instances are in the state"
sim_stop

# The request is accepted and the operation fails later: each resource reports it, and a later apply converges.
sim_start --latency-ms 100 --pending-ms 0 --fault CreateInstances:failed:first:1
tf_shared_provider
fleet failed
tf_step apply -parallelism=$NODES
tf_ok apply -parallelism=$NODES
is "$(world_instance_names | wc -l)" $NODES "failed operations: a later apply converges"
sim_stop

sim_start --latency-ms 100 --pending-ms 0 --rate-limit 3
tf_shared_provider
fleet throttled
tf_ok apply -parallelism=$NODES
is "$(world_instance_names | wc -l)" $NODES "throttled: all exist"
is_few "throttled"
done_testing
