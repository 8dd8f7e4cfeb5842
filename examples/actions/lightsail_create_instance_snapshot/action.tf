# terraform apply -invoke=action.lightsail_create_instance_snapshot.before_upgrade
action "lightsail_create_instance_snapshot" "before_upgrade" {
  config {
    instance_name = "prod-web-1"
    snapshot_name = "prod-web-1-before-upgrade"
    tags          = { Reason = "upgrade" }
    timeout       = "1h"
  }
}
