list "lightsail_database_snapshot" "production" {
  provider         = lightsail
  include_resource = true

  config {
    name_regex = "^prod-"
    state      = "available"
  }
}
