list "lightsail_lb_attachment" "web" {
  provider = lightsail

  config {
    instance_name = "prod-web-1"
  }
}
