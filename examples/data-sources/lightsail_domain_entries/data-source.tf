terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # DNS is in us-east-1, whatever the region of the provider

resource "lightsail_domain" "example" {
  domain_name = "entries.example.com"
}

data "lightsail_domain_entries" "servers" {
  domain_name = lightsail_domain.example.domain_name
  type        = "NS"
}

output "servers" {
  value = data.lightsail_domain_entries.servers.entries[*].target
}
