list "lightsail_firewall" "production" {
  provider         = lightsail
  include_resource = true

  config {
    name_regex = "^prod-"
  }
}
