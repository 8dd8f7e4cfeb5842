#!/usr/bin/env bash
# together.t — instances that are alike and asked for at the same moment are created by few calls, each with its own outcome. Knows
# calls and outcomes; must not know who sends for whom.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
NODES=20
GATHER_MS=1000 # in which Terraform asks for all of them, on a busy machine, too

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
# The largest number of names in one request.
most_names() { sim_requests CreateInstances '[.[].body.instanceNames | length] | max'; }
is_few() { # NAME
    local calls
    calls=$(sim_metric CreateInstances)
    is "$((calls <= NODES / 2))" 1 "$1: $calls calls create $NODES instances"
}

# While the first request is under way the others gather: the latency makes sure that there is time for that.
sim_start --latency-ms $GATHER_MS --pending-ms 0
tf_shared_provider
fleet alike
tf_ok apply -parallelism=$NODES
is_few "alike"
is "$(world_instance_names | wc -l)" $NODES "all of them exist"
is "$(tf_state_list | wc -l)" $NODES "each is a resource of its own"
tf_plan_is_empty "and complete"
sim_stop

# An operation that lasts as long as the machine needs is not asked for machine by machine: what they all look at tells enough.
sim_start --latency-ms 20 --pending-ms 600 --operation-ms 600
tf_shared_provider
fleet slow
tf_ok apply -parallelism=$NODES
is "$(sim_metric GetOperation)" 0 "no operation is asked for while the machines come up"
sim_metrics_reset
tf_ok destroy -parallelism=$NODES
is "$(sim_metric GetOperation)" 0 "nor while they go"
sim_stop

sim_start --latency-ms $GATHER_MS --pending-ms 0
tf_shared_provider
fleet unlike "tags = { Number = count.index }"
tf_ok apply -parallelism=$NODES
is "$(most_names)" 1 "different arguments are never joined"
sim_stop

# One name is somebody else's: the request is refused as a whole, and everybody else gets an instance all the same.
sim_start --latency-ms $GATHER_MS --pending-ms 0
tf_shared_provider
sim_mutate '{"action":"call","operation":"CreateInstances","input":{"instanceNames":["node-7"],"availabilityZone":"ap-northeast-1a","bundleId":"nano_3_0","blueprintId":"ubuntu_22_04"}}' >/dev/null

fleet taken
tf_fails apply -parallelism=$NODES
is "$(step_text | grep -o 'Error: ' | wc -l)" 1 "one name taken: one error"
tf_said "lightsail_instance.node[7]" "of the resource that is at fault"
tf_said "import {" "which says what to do"
is "$(tf_state_list | wc -l)" $((NODES - 1)) "the others are created"
isnt "$(most_names)" 1 "though they were asked for together"
sim_stop

# The same name twice in one configuration: the plan says so of every second one.
sim_start --latency-ms $GATHER_MS --pending-ms 0
tf_shared_provider
fleet twice
sed -i 's/node-${count.index}/node-${count.index % 10}/' "$TF_DIR/main.tf"
tf_fails apply -parallelism=$NODES
is "$(sim_metric CreateInstances)" 0 "a name twice: nothing is created"
is "$(step_text | grep -o 'Error: ' | wc -l)" 10 "and the second one of each name is an error"
sim_stop

# The answer is lost after the work was done: everybody finds his own.
sim_start --latency-ms $GATHER_MS --pending-ms 0 --fault CreateInstances:lost:first:2
tf_shared_provider
fleet lost
tf_ok apply -parallelism=$NODES
is "$(sim_state '.regions[].instances | length')" $NODES "answers lost: nothing is made twice"
is_few "answers lost"
tf_plan_is_empty "and all is in the state"
sim_stop

# Accepted, and failed afterwards: everybody hears of it, and a later apply converges.
sim_start --latency-ms 100 --pending-ms 0 --fault CreateInstances:failed:first:1
tf_shared_provider
fleet failed
tf_step apply -parallelism=$NODES
tf_ok apply -parallelism=$NODES
is "$(world_instance_names | wc -l)" $NODES "failed: a later apply converges"
sim_stop

sim_start --latency-ms 100 --pending-ms 0 --rate-limit 3
tf_shared_provider
fleet throttled
tf_ok apply -parallelism=$NODES
is "$(world_instance_names | wc -l)" $NODES "throttled: all exist"
is_few "throttled"
done_testing
