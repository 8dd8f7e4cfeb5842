# terraform apply -invoke=action.lightsail_create_database_snapshot.before_upgrade
action "lightsail_create_database_snapshot" "before_upgrade" {
  config {
    database_name = "prod-trades"
    snapshot_name = "prod-trades-before-upgrade"
    tags          = { Reason = "upgrade" }
    timeout       = "1h"
  }
}
