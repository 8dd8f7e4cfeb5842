terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # DNS is in us-east-1, whatever the region of the provider

resource "lightsail_domain" "example" {
  domain_name = "example.com"
}

# These two, and no other mail servers.
resource "lightsail_domain_records" "mail" {
  domain_name = lightsail_domain.example.domain_name
  name        = "mail"
  type        = "MX"
  targets     = ["10 mail1.example.net", "20 mail2.example.net"]
}
