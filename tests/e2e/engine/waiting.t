#!/usr/bin/env bash
# waiting.t — what a user learns of work that does not come to its end: progress in the log, and what AWS did last in the error.
# Knows faults and times of the simulator; must not know how anybody waits.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup

machine() { # FOLDER [ARGUMENT…]
    tf_config "$1" <<END
resource "lightsail_instance" "node" {
  name         = "node"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  ${2:-}
}
END
}
NOW='20[0-9-]*T[0-9:]*Z'

sim_start --pending-ms 0 --fault CreateInstances:failed:first
machine failed
tf_fails apply
like "$(step_text)" "Last operations that AWS recorded: $NOW CreateInstance Failed, OperationFailure: " "a failed operation: when, what, how it ended and why"
is "$(sim_metric GetOperationsForResource)" 1 "asked for once"
tf_ok apply
sim_stop

# Longer than the ten seconds after which the log tells that somebody still waits, many times: a busy machine may miss some of them.
tf_fast_clock 20
sim_start --pending-ms 3600000
machine slow 'timeouts {
    create = "200s"
  }'
export TF_LOG_PROVIDER=INFO TF_LOG_PATH=$TEST_DIR/slow.log
tf_fails apply
unset TF_LOG_PROVIDER TF_LOG_PATH
like "$(step_text)" "Last operations that AWS recorded: $NOW CreateInstance (Started|Succeeded)" "a time limit: what AWS is at"
tf_said "pending" "and what was seen last"
contains "$(cat "$TEST_DIR/slow.log")" "still waiting: pending for " "the log tells of the progress"
is "$(tf_state_list)" lightsail_instance.node "and the machine is in the state"
sim_stop

# Throttled without end while it waits: the time limit of the step is the end, not a number of attempts.
sim_start --pending-ms 3600000
machine throttled 'timeouts {
    create = "120s"
  }'
sim_fault '[{"operation":"GetInstance","kind":"throttle","when":"every=1"}, {"operation":"GetInstances","kind":"throttle","when":"every=1"},
    {"operation":"GetOperation","kind":"throttle","when":"every=1"}]'
tf_fails apply
like "$(step_text)" "the time limit (for this step )?was reached" "throttled without end: it ends with the time limit"
is "$(tf_state_list)" lightsail_instance.node "and the machine is in the state"
sim_stop
unset LIGHTSAIL_TEST_CLOCK

# Who may not ask for the operations gets the error all the same.
sim_start --pending-ms 0 --fault CreateInstances:failed:first --fault GetOperationsForResource:denied:first
machine denied
tf_fails apply
tf_said "CreateInstance of 'node' failed" "without permission to ask: the error alone"
unlike "$(step_text)" "Last operations that AWS recorded" "and nothing made up"
done_testing
