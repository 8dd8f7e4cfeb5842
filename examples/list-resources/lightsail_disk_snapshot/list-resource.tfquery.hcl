# Snapshots of a disk that are not automatic.
list "lightsail_disk_snapshot" "of_the_database" {
  provider         = lightsail
  include_resource = true

  config {
    from_disk_name        = "database-data"
    is_from_auto_snapshot = false
  }
}
