terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_certificate" "site" {
  name        = "example-found-site"
  domain_name = "example.com"
}

# Usually a certificate that another configuration created.
data "lightsail_certificate" "site" {
  name = lightsail_certificate.site.name
}

output "site" {
  value = {
    status    = data.lightsail_certificate.site.status
    not_after = data.lightsail_certificate.site.not_after
  }
}
