#!/usr/bin/env bash
# rate_limit.t — an account that throttles slows an apply down and never fails it, and costs hardly more calls. Knows the
# simulator's limit; must not know how the provider finds it.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
NODES=${NODES:-40}

fleet() {
    tf_config work <<END
resource "lightsail_instance" "node" {
  count        = $NODES
  name         = "node-\${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
END
}
calls() { sim_http GET /_sim/metrics | jq -r '.calls | to_entries | map("\(.key) \(.value)") | join(", ")'; }

sim_start
fleet
tf_ok apply
free=$(sim_metric total)
diag "without a limit: $free calls: $(calls)"
sim_stop
rm -f "$TF_DIR"/terraform.tfstate*

sim_start --rate-limit 5
began=$SECONDS
tf_ok apply
limited=$(sim_metric total)
diag "5 a second: $limited calls, $(sim_metric throttled) of them throttled, $((SECONDS - began)) s: $(calls)"
is "$(world_instance_names | wc -l)" "$NODES" "all of them exist"
is "$((limited * 10 <= free * 12))" 1 "$limited calls instead of $free are within 1.2 times"
unlike "$(step_text)" "Error" "no error is shown"
done_testing
