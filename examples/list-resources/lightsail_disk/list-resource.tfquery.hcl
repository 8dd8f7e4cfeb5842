# Disks that are not attached.
list "lightsail_disk" "unused" {
  provider         = lightsail
  include_resource = true

  config {
    is_attached = false
    tags        = { Environment = "prod" }
  }
}
