#!/usr/bin/env bash
# client_actions.t — actions with a real client that supports them: each with -invoke and by an action_trigger, with its events, its condition and,
# where the client has it, on_failure; one that fails, one that reaches its timeout and one that is interrupted. actions.t has the details of each
# action.
. "$(dirname "$0")/../../lib/client.sh"
client_for actions
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup

state_of() { world_instance "$1" | jq -r .state.name; }
create() { # NAME
    sim_mutate '{"action":"call","operation":"CreateInstances","input":{"instanceNames":["'"$1"'"],"availabilityZone":"ap-northeast-1a",
        "blueprintId":"ubuntu_22_04","bundleId":"nano_3_0"}}'
}
snapshots() { sim_state '[.regions[].instance_snapshots // {} | keys[]] | sort | join(" ")'; }
# The configuration: the actions for web-1, and standard input.
actions() {
    tf_config < <(
        echo 'provider "lightsail" { poll_interval = "40ms" }'
        for name in start stop reboot; do
            printf 'action "lightsail_%s_instance" "web" {\n  config { instance_name = "web-1" }\n}\n' "$name"
        done
        for name in one two three; do
            printf 'action "lightsail_create_instance_snapshot" "%s" {\n  config {\n    instance_name = "web-1"\n    snapshot_name = "%s"\n  }\n}\n' "$name" "$name"
        done
        cat
    )
}
# A test: `apply` with -invoke of this action succeeds, and prints the result.
invoke() { # TYPE.NAME TEXT
    tf_step apply "-invoke=action.lightsail_$1"
    step_ok $? "-invoke=action.lightsail_$1"
    tf_said "$2" "$1 prints the result"
}

sim_start --pending-ms 200 --operation-ms 50
create web-1
is_up() { world_instance web-1 | jq -e .publicIpAddress >/dev/null; }
wait_until 10 is_up

# ---- by hand ----

actions <<<''
invoke stop_instance.web "the instance 'web-1' is stopped"
is "$(state_of web-1)" stopped "it is stopped"
invoke start_instance.web "the instance 'web-1'"
is "$(state_of web-1)" running "it runs"
invoke reboot_instance.web "the instance 'web-1' is running again"
is "$(sim_metric RebootInstance)" 1 "it was rebooted"
invoke create_instance_snapshot.one "the snapshot 'one' is available"
is "$(snapshots)" one "there is a snapshot"
tf_fails apply -invoke=action.lightsail_create_instance_snapshot.one
tf_said "The snapshot 'one' of the instance 'web-1' already exists; it is available" "a second one of the same name fails, and the error says that the snapshot exists"
tf_step plan -detailed-exitcode -invoke=action.lightsail_reboot_instance.web
is "$(sim_metric RebootInstance)" 1 "a plan invokes no action"

# ---- triggered by the lifecycle of another resource ----

triggered() { # INPUT CONDITION
    actions <<END
resource "terraform_data" "release" {
  input = "$1"

  lifecycle {
    action_trigger {
      events  = [before_create]
      actions = [action.lightsail_create_instance_snapshot.two, action.lightsail_stop_instance.web]
    }
    action_trigger {
      events  = [after_create]
      actions = [action.lightsail_start_instance.web]
    }
    action_trigger {
      events    = [before_update]
      condition = $2
      actions   = [action.lightsail_create_instance_snapshot.three]
    }
    action_trigger {
      events    = [after_update]
      actions   = [action.lightsail_reboot_instance.web]
    }
  }
}
END
}
# The calls of actions since sim_metrics_reset, in order.
called() { sim_requests '' '[.[].operation] | map(select(test("^(Start|Stop|Reboot|Create)"))) | join(" ")' | jq -r .; }

sim_requests_clear
triggered 1 true
tf_ok apply
is "$(called)" "CreateInstanceSnapshot StopInstance StartInstance" "before and after a creation, in the order of the lists"
tf_plan_is_empty "nothing is left to do"
sim_requests_clear
triggered 2 false
tf_ok apply
is "$(called)" "RebootInstance" "after an update; with a false condition no action is invoked"
sim_requests_clear
triggered 3 true
tf_ok apply
is "$(called)" "CreateInstanceSnapshot RebootInstance" "before an update, with a true condition"
sim_requests_clear
triggered 4 true
tf_fails apply
tf_said "The snapshot 'three' of the instance 'web-1' already exists" "an action that fails before an update"
is "$(called)" "CreateInstanceSnapshot" "ends the apply: the update is not done"

# on_failure and the events of a destroy are newer than actions.
understands() { # LINE OF AN action_trigger
    tf_config understands <<END
action "lightsail_start_instance" "it" {
  config { instance_name = "web-1" }
}
resource "terraform_data" "it" {
  lifecycle {
    action_trigger {
      $1
      actions = [action.lightsail_start_instance.it]
    }
  }
}
END
    tf_step validate
}
if understands $'events = [after_create]\n on_failure = continue'; then
    triggered 4 true
    sed -i 's/^      condition = true/&\n      on_failure = continue/' "$TF_DIR/main.tf"
    sim_requests_clear
    tf_ok apply
    is "$(called)" "CreateInstanceSnapshot RebootInstance" "with on_failure = continue the apply continues"
else
    skip 2 "$(client_is "$TERRAFORM") has no on_failure"
fi
if understands 'events = [before_destroy]'; then
    actions <<<'resource "terraform_data" "last" {
  lifecycle {
    action_trigger {
      events  = [before_destroy]
      actions = [action.lightsail_stop_instance.web]
    }
  }
}'
    tf_ok apply
    sim_requests_clear
    tf_ok destroy
    is "$(called)" "StopInstance" "before a destruction"
else
    skip 3 "$(client_is "$TERRAFORM") has no before_destroy"
fi
sim_stop

# ---- waits that end early ----

sim_start --pending-ms 600000 --operation-ms 600000
create web-1
tf_config <<'END'
provider "lightsail" { poll_interval = "40ms" }
action "lightsail_create_instance_snapshot" "short" {
  config {
    instance_name = "web-1"
    snapshot_name = "short"
    timeout       = "5s" # long enough to start the snapshot on a busy machine
  }
}
action "lightsail_create_instance_snapshot" "long" {
  config {
    instance_name = "web-1"
    snapshot_name = "long"
  }
}
END
tf_fails apply -invoke=action.lightsail_create_instance_snapshot.short
tf_said "The snapshot 'short' is being created. Do not invoke the action again. To wait longer, set the argument \`timeout\`." \
    "an action that reaches its timeout says that the snapshot is created nevertheless"
unlike "$(step_text)" "in the state|timeouts block|Apply again" "and mentions no state and no timeouts block"
long_is_asked_for() { [[ $(snapshots) == *long* ]]; }
tf_interrupt long_is_asked_for apply -auto-approve -invoke=action.lightsail_create_instance_snapshot.long
isnt $? 0 "Ctrl-C ends an action"
tf_said "The snapshot 'long' is being created. Do not invoke the action again." "and the error says that the snapshot is created nevertheless"
unlike "$(step_text)" "in the state|timeouts block|Apply again" "and mentions no state"
tf_fails apply -invoke=action.lightsail_create_instance_snapshot.long
tf_said "The snapshot 'long' of the instance 'web-1' already exists" "the same action again"
tf_said "An earlier invocation created it, so nothing else is needed." "says that nothing needs to be done"
done_testing
