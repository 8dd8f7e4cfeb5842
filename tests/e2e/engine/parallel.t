#!/usr/bin/env bash
# Ten instances are created in parallel: all are pending before one of them is running, and they are polled together.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
# No instance is running before the test says so: an instance that waited for another one would never be requested.
sim_start --latency-ms 100 --pending-ms 600000

tf_config <<'END'
provider "lightsail" {
  poll_interval = "200ms"
}
resource "lightsail_instance" "node" {
  count        = 10
  name         = "node-${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
END
tf apply -auto-approve -parallelism=10 >"$TEST_DIR/step" &
terraform=$!
wait_until 60 world_has_instances 10
ok $? "ten instances are pending"
looked_at() { [ "$(sim_metric GetInstances)" -ge "$looks" ] || [ "$(sim_metric GetInstance)" -ge $((10 * looks)) ]; }
looks=$(($(sim_metric GetInstances) + 3))
wait_until 60 looked_at
single=$(sim_metric GetInstance)
ok $((single > 10)) "they are polled together ($(sim_metric GetInstances) times; $single times one by itself)"
is "$(sim_state '[.regions[].instances[].state.name] | unique | join(" ")')" pending "while none of them is running"
sim_advance 3600000
wait "$terraform"
step_ok $? "all are created"
is "$(world_instance_names | wc -l)" 10 "all of them exist"
done_testing
