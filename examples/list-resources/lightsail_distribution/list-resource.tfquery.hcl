# The distributions that serve no requests.
list "lightsail_distribution" "disabled" {
  provider         = lightsail
  include_resource = true

  config {
    is_enabled = false
  }
}
