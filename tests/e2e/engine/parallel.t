#!/usr/bin/env bash
# Ten instances at a time are made at a time: all are under way before one of them runs, and they are looked at together.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
# Nothing runs before the test says so: one that waited for another would never be asked for.
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
ok $? "ten instances are under way"
looked_at() { [ "$(sim_metric GetInstances)" -ge "$looks" ] || [ "$(sim_metric GetInstance)" -ge $((10 * looks)) ]; }
looks=$(($(sim_metric GetInstances) + 3))
wait_until 60 looked_at
single=$(sim_metric GetInstance)
ok $((single > 10)) "they are looked at together ($(sim_metric GetInstances) times; $single times one by itself)"
is "$(sim_state '[.regions[].instances[].state.name] | unique | join(" ")')" pending "while none of them runs"
sim_advance 3600000
wait "$terraform"
step_ok $? "all are made"
is "$(world_instance_names | wc -l)" 10 "all of them exist"
done_testing
