#!/usr/bin/env bash
# Sixty-four resources at a time in one process: each is created, read, changed and deleted as if it were the only one.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --latency-ms 20 --pending-ms 200

config() { # TAG
    tf_config crowd <<END
resource "lightsail_instance" "node" {
  count        = 32
  name         = "crowd-\${count.index}"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  tags         = { Round = "$1" }
}

resource "lightsail_key_pair" "key" {
  count      = 32
  name       = "crowd-key-\${count.index}"
  public_key = "$KEY_ONE"
  tags       = { Round = "$1" }
}
END
}

config first
tf_ok apply -parallelism=64
is "$(sim_count)" 64 "sixty-four objects exist"
tf_plan_is_empty "nothing is left to do" -parallelism=64
config second
tf_ok apply -parallelism=64
is "$(sim_http GET /_sim/state | jq '[.regions[][] | .[] | select(.tags[]?.value == "second")] | length')" 64 "all of them were changed"
tf_ok destroy -parallelism=64
world_is_empty "and removed"
done_testing
