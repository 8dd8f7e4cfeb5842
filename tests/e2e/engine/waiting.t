#!/usr/bin/env bash
# waiting.t — what the provider reports when an operation does not finish: progress in the log, and the last operation of AWS in the error. Knows
# faults and times of the simulator; must not know how the provider waits.
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
is "$(sim_metric GetOperationsForResource)" 1 "requested once"
tf_ok apply
sim_stop

# Many times longer than the ten seconds after which the log reports a wait: a busy machine may miss some of the reports.
tf_fast_clock 20
sim_start --pending-ms 3600000
machine slow 'timeouts {
    create = "200s"
  }'
export TF_LOG_PROVIDER=INFO TF_LOG_PATH=$TEST_DIR/slow.log
tf_fails apply
unset TF_LOG_PROVIDER TF_LOG_PATH
like "$(step_text)" "Last operations that AWS recorded: $NOW CreateInstance (Started|Succeeded)" "a timeout: the error has the current operation"
tf_said "pending" "and the last state"
contains "$(cat "$TEST_DIR/slow.log")" "still waiting: pending for " "the log has the progress"
is "$(tf_state_list)" lightsail_instance.node "the instance is in the state"
sim_stop

# Throttled without end during a wait: the timeout of the step ends it, not a number of attempts.
sim_start --pending-ms 3600000
machine throttled 'timeouts {
    create = "120s"
  }'
sim_fault '[{"operation":"GetInstance","kind":"throttle","when":"every=1"}, {"operation":"GetInstances","kind":"throttle","when":"every=1"},
    {"operation":"GetOperation","kind":"throttle","when":"every=1"}]'
tf_fails apply
like "$(step_text)" "the time limit (for this step )?was reached" "throttled without end: it ends at the timeout"
is "$(tf_state_list)" lightsail_instance.node "the instance is in the state"
sim_stop
unset LIGHTSAIL_TEST_CLOCK

# Without the permission for GetOperations the original error is shown nevertheless.
sim_start --pending-ms 0 --fault CreateInstances:failed:first --fault GetOperationsForResource:denied:first
machine denied
tf_fails apply
tf_said "CreateInstance of 'node' failed" "without the permission: only the original error"
unlike "$(step_text)" "Last operations that AWS recorded" "and no invented operation"
done_testing
