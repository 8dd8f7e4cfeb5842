list "lightsail_instance_snapshot" "production" {
  provider         = lightsail
  include_resource = true

  config {
    name_regex = "^prod-"
    state      = "available"
  }
}
