terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_domain" "example" {
  domain_name = "example.com"
}

resource "lightsail_lb" "web" {
  name          = "example-secure-web"
  instance_port = 80
}

resource "lightsail_lb_certificate" "web" {
  lb_name     = lightsail_lb.web.name
  name        = "example-secure-web-2026"
  domain_name = lightsail_domain.example.domain_name

  lifecycle {
    create_before_destroy = true # other domain names need another name, too
  }
}

resource "lightsail_domain_entry" "validation" {
  for_each = toset(["example.com"]) # or: lightsail_lb_certificate.web.validation_records

  domain_name = lightsail_domain.example.domain_name
  name        = lightsail_lb_certificate.web.validation_records[each.key].name
  type        = lightsail_lb_certificate.web.validation_records[each.key].type
  target      = lightsail_lb_certificate.web.validation_records[each.key].value
}

# Waits until the certificate is issued.
resource "lightsail_lb_certificate_attachment" "web" {
  lb_name          = lightsail_lb.web.name
  certificate_name = lightsail_lb_certificate.web.name

  depends_on = [lightsail_domain_entry.validation]
}
