# Takes a snapshot of the disk before the instance is destroyed or replaced. If the snapshot fails, nothing is
# destroyed (on_failure = halt).
action "lightsail_create_instance_snapshot" "last" {
  config {
    instance_name = caller.name
    snapshot_name = "${caller.name}-last-${substr(caller.arn, -12, -1)}"
    tags          = { Reason = "last" }
    timeout       = "1h"
  }
}

resource "lightsail_instance" "web" {
  name         = "prod-web-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "small_3_0"

  lifecycle {
    action_trigger {
      events     = [before_destroy]
      actions    = [action.lightsail_create_instance_snapshot.last]
      on_failure = halt
    }
  }
}
