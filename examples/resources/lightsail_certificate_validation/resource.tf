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

resource "lightsail_certificate" "site" {
  name                      = "example-validated"
  domain_name               = lightsail_domain.example.domain_name
  subject_alternative_names = ["www.example.com"]
}

resource "lightsail_domain_entry" "validation" {
  for_each = toset(["example.com", "www.example.com"]) # or: lightsail_certificate.site.validation_records

  domain_name = lightsail_domain.example.domain_name
  name        = lightsail_certificate.site.validation_records[each.key].name
  type        = lightsail_certificate.site.validation_records[each.key].type
  target      = lightsail_certificate.site.validation_records[each.key].value
}

# Other resources refer to the name here, so that they use the certificate when it is issued.
resource "lightsail_certificate_validation" "site" {
  certificate_name = lightsail_certificate.site.name
  certificate_arn  = lightsail_certificate.site.arn

  depends_on = [lightsail_domain_entry.validation]
}
