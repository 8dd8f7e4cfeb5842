terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_certificate" "site" {
  name        = "example-listed-site"
  domain_name = "example.com"
}

# Certificates whose DNS records are missing.
data "lightsail_certificates" "pending" {
  status     = "PENDING_VALIDATION"
  depends_on = [lightsail_certificate.site]
}

output "records_to_add" {
  value = merge([
    for certificate in data.lightsail_certificates.pending.certificates :
    { for record in certificate.domain_validation_options : record.resource_record_name => record.resource_record_value }
  ]...)
}
