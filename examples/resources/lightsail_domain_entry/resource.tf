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

resource "lightsail_domain_entry" "www" {
  domain_name = lightsail_domain.example.domain_name
  name        = "www"
  type        = "A"
  target      = "192.0.2.1"
}

# The domain itself. The provider adds the quotes of DNS.
resource "lightsail_domain_entry" "spf" {
  domain_name = lightsail_domain.example.domain_name
  name        = ""
  type        = "TXT"
  target      = "v=spf1 mx -all"
}

resource "lightsail_domain_entry" "mail" {
  for_each    = toset(["10 mail1.example.net", "20 mail2.example.net"])
  domain_name = lightsail_domain.example.domain_name
  name        = ""
  type        = "MX"
  target      = each.value
}
