list "lightsail_static_ip_attachment" "web" {
  provider = lightsail

  config {
    instance_name = "prod-web-1"
  }
}
