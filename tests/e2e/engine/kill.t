#!/usr/bin/env bash
# Terraform is killed (-9) at ten points of an apply: no process, socket or folder of the provider is left, and the next apply converges.
. "$(dirname "$0")/../../lib/tf.sh"
. "$(dirname "$0")/../../lib/import_blocks.sh"
tf_setup
command -v pgrep >/dev/null || bail "pgrep is missing: the test could not find processes that are left"
export TMPDIR=$TEST_DIR/tmp
mkdir -p "$TMPDIR"
leftovers() { find "$TMPDIR" -mindepth 1 -path '*/plugin-*'; }
nothing_left() { [ -z "$(leftovers)" ]; }
is_gone() { ! kill -0 "$1" 2>/dev/null; }
sim_start --latency-ms 20 --pending-ms 100

# The names contain the attempt: objects of a killed run that are not in the state do not conflict with later names.
config() { # ATTEMPT
    tf_config "kill-$1" <<END
provider "lightsail" {
  poll_interval = "50ms"
}

resource "lightsail_static_ip" "it" {
  count         = 3
  name          = "ip-$1-\${count.index}"
  instance_name = lightsail_instance.it[count.index].name
}

resource "lightsail_instance" "it" {
  count        = 3
  name         = "node-$1-\${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
END
}

for attempt in 1 2 3 4 5 6 7 8 9 10; do
    config "$attempt"
    sim_metrics_reset
    (cd "$TF_DIR" && exec "$TERRAFORM" apply -auto-approve >"$TEST_DIR/killed.log" 2>&1) &
    terraform=$!
    # The points are numbers of calls, not times, so that a slow machine is killed at the same points. One more call each, in two steps.
    calls=$((RANDOM % 4 + attempt * 3 - 3))
    reached() { [ "$(sim_metric total)" -ge "$calls" ] || is_gone "$terraform"; }
    wait_until 20 reached
    plugins=$(pgrep -P "$terraform")
    kill -9 "$terraform" 2>/dev/null
    wait "$terraform" 2>/dev/null
    left=0
    for pid in $plugins; do wait_until 10 is_gone "$pid" || left=$((left + 1)); done
    is "$left" 0 "killed after $calls calls: no process is left"
    wait_until 5 nothing_left
    is "$(leftovers)" "" "killed after $calls calls: no socket and no folder is left"
    rm -f "$TF_DIR/.terraform.tfstate.lock.info"
    # Objects that exist and are not in the state are imported by the import blocks of the errors, as a user would.
    tf_step apply || { diag "an object that is not in the state is imported" && orphans_adopt; }
    step_ok $? "killed after $calls calls: the next apply converges"
    is "$(world_instance_names | grep -c "^node-$attempt-")" 3 "killed after $calls calls: three instances, no fourth"
done
tf_plan_is_empty "the last plan is empty"
done_testing
