terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

# The keys of validation_records are known in the plan, so they can be a for_each over DNS entries.
resource "lightsail_certificate" "site" {
  name                      = "example-site-2026"
  domain_name               = "example.com"
  subject_alternative_names = ["www.example.com", "api.example.com"]

  lifecycle {
    create_before_destroy = true # other domain names need another name, too
  }
}

output "records_to_add" {
  value = { for domain, record in lightsail_certificate.site.validation_records : record.name => record.value }
}
