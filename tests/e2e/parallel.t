#!/usr/bin/env bash
# Ten instances at a time cost little more than one: the waits overlap and the polls are shared.
. "$(dirname "$0")/../lib/tf.sh"
tf_setup
sim_start --latency-ms 300 --pending-ms 1500

apply_ms() {
    local started
    started=$(date +%s%N)
    tf_step apply -parallelism=10 || return 1
    echo $((($(date +%s%N) - started) / 1000000))
}

measure() {
    tf_config "$1" <<END
resource "lightsail_instance" "node" {
  count        = $2
  name         = "$1-\${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}
END
    apply_ms
}

# The machine may be busy with other tests, so the better of two rounds counts.
best=
for round in 1 2; do
    one=$(measure "one-$round" 1)
    step_ok $? "one instance is made"
    ten=$(measure "ten-$round" 10)
    step_ok $? "ten instances are made"
    printf '# round %d: one instance %d ms, ten instances %d ms\n' "$round" "$one" "$ten"
    percent=$((ten * 100 / one))
    [ -n "$best" ] && [ "$best" -le "$percent" ] || best=$percent
    [ "$best" -gt 150 ] || break
done
is "$((best <= 150))" 1 "ten instances take at most 1.5 times what one takes (${best} %)"
is "$(world_instance_names | wc -l)" $((11 * round)) "all of them exist"
done_testing
