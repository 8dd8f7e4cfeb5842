list "lightsail_container_deployment" "production" {
  provider         = lightsail
  include_resource = true

  config {
    name_regex = "^prod-"
  }
}
