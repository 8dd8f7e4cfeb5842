#!/usr/bin/env bash
# rate_limit.t — throttling makes an apply slower, never lets it fail, and adds few calls. Knows the simulator's limit; must not know how the provider
# adapts to it.
. "$(dirname "$0")/../../lib/tf.sh"
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
limited=$(sim_metric total) throttled=$(sim_metric throttled)
diag "5 a second: $limited calls, $throttled of them throttled, $((SECONDS - began)) s: $(calls)"
is "$(world_instance_names | wc -l)" "$NODES" "all of them exist"
# How many creations share a request, and how many reads fit into the time of a start, depends on how busy the machine is; retries do not.
is "$((throttled <= 20 && limited - throttled <= free * 3 / 2))" 1 "few calls are throttled ($throttled), and the others ($((limited - throttled)) instead of $free) are not many more"
unlike "$(step_text)" "Error" "no error is shown"
sim_stop

# ---- the provider's arguments ------------------------------------------------------------------------------------
addresses() { # FOLDER LINE…: a dozen resources that need only their creation
    tf_config "$1" <<END
provider "lightsail" {
$(printf '  %s\n' "${@:2}")
}
resource "lightsail_static_ip" "it" {
  count = 12
  name  = "ip-\${count.index}"
}
END
}
sim_start --latency-ms 30
addresses two-at-once 'max_concurrent_requests = 2'
tf_ok apply -parallelism=12
is "$(sim_metric AllocateStaticIp max_concurrent)" "12 2" "max_concurrent_requests: never more than two at once, and all are created"
sim_stop

# ---- the modes -----------------------------------------------------------------------------------------------------
throttle_always() { sim_fault '{"operation":"AllocateStaticIp","kind":"throttle","when":"first","count":1000}'; }
tf_fast_clock 20
sim_start
sim_fault '{"operation":"AllocateStaticIp","kind":"throttle","when":"first","count":30}'
addresses unset
tf_ok apply -target='lightsail_static_ip.it[0]'
is "$(sim_requests AllocateStaticIp length)" 31 "no retry_mode: retried until it succeeds"
sim_faults_clear
tf_ok destroy
sim_stop

sim_start
sim_fault '{"operation":"AllocateStaticIp","kind":"throttle","when":"every=2"}'
addresses standard 'retry_mode  = "standard"' 'max_retries = 6'
tf_ok apply -parallelism=12
is "$(sim_requests AllocateStaticIp '[.[] | select(.status == 200)] | length')" 12 "retry_mode standard: a throttled request is retried"
sim_faults_clear
tf_ok destroy
throttle_always
addresses standard 'retry_mode  = "standard"' 'max_retries = 2'
sim_requests_clear
tf_fails apply -target='lightsail_static_ip.it[0]'
tf_said "after 3 attempts: Rate exceeded" "max_retries: not more often than that"
is "$(sim_requests AllocateStaticIp length)" 3 "as counted by the simulator"
for mode in standard adaptive legacy; do
    addresses modes
    sim_requests_clear
    AWS_RETRY_MODE=$mode tf_fails apply -target='lightsail_static_ip.it[0]'
    tf_said "after 3 attempts: Rate exceeded" "AWS_RETRY_MODE=$mode: three attempts, as in the SDKs"
    is "$(sim_requests AllocateStaticIp length)" 3 "AWS_RETRY_MODE=$mode: as counted by the simulator"
done
sim_requests_clear
AWS_RETRY_MODE=adaptive AWS_MAX_ATTEMPTS=2 tf_fails apply -target='lightsail_static_ip.it[0]'
is "$(sim_requests AllocateStaticIp length)" 2 "AWS_MAX_ATTEMPTS: another number"
addresses modes 'max_retries = 4'
sim_requests_clear
AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=2 tf_fails apply -target='lightsail_static_ip.it[0]'
is "$(sim_requests AllocateStaticIp length)" 5 "max_retries beside it: one less than the attempts, and it takes precedence"
done_testing
