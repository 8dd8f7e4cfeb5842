# terraform apply -invoke=action.lightsail_export_snapshot.web
action "lightsail_export_snapshot" "web" {
  config {
    name    = "prod-web-1-before-upgrade"
    timeout = "2h"
  }
}
