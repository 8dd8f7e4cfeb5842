# terraform apply -invoke=action.lightsail_create_disk_snapshot.before_upgrade
action "lightsail_create_disk_snapshot" "before_upgrade" {
  config {
    disk_name     = "prod-data" # or instance_name, for its system disk
    snapshot_name = "prod-data-before-upgrade"
    tags          = { Reason = "upgrade" }
    timeout       = "1h"
  }
}
