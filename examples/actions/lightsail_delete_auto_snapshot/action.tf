# terraform apply -invoke=action.lightsail_delete_auto_snapshot.old
action "lightsail_delete_auto_snapshot" "old" {
  config {
    resource_name = "prod-web-1"
    date          = "2026-11-01"
  }
}
