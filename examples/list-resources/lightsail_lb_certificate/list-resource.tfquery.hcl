# The certificates of one load balancer.
list "lightsail_lb_certificate" "web" {
  provider         = lightsail
  include_resource = true

  config {
    lb_name = "example-web"
  }
}
