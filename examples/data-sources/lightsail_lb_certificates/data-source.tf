terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_lb" "web" {
  name          = "example-listed-web"
  instance_port = 80
}

resource "lightsail_lb_certificate" "web" {
  lb_name     = lightsail_lb.web.name
  name        = "example-listed-web-2026"
  domain_name = "example.com"
}

data "lightsail_lb_certificates" "web" {
  lb_name    = lightsail_lb.web.name
  depends_on = [lightsail_lb_certificate.web]
}

output "end_of_validity" {
  value = { for certificate in data.lightsail_lb_certificates.web.certificates : certificate.name => certificate.not_after }
}
