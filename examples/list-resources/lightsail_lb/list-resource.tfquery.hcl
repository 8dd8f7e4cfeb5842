# Load balancers with a certificate.
list "lightsail_lb" "secure" {
  provider         = lightsail
  include_resource = true

  config {
    protocol = "HTTP_HTTPS"
    tags     = { Environment = "prod" }
  }
}
