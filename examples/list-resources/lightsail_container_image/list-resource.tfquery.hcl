# The images of one service.
list "lightsail_container_image" "web" {
  provider         = lightsail
  include_resource = true

  config {
    service_name = "example-app"
    label        = "web"
  }
}
