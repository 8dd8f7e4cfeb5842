# terraform apply -invoke=action.lightsail_create_disk_snapshot.before_upgrade
action "lightsail_create_disk_snapshot" "before_upgrade" {
  config {
    disk_name     = "prod-data"
    snapshot_name = "prod-data-before-upgrade"
    tags          = { Reason = "upgrade" }
    timeout       = "1h"
  }
}

# The system disk of an instance.
action "lightsail_create_disk_snapshot" "system" {
  config {
    instance_name = "prod-web-1"
    snapshot_name = "prod-web-1-system"
  }
}
