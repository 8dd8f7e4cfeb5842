terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # DNS is in us-east-1, whatever the region of the provider

resource "lightsail_domain" "example" {
  domain_name = "data.example.com"
}

# Usually a DNS zone that another configuration created.
data "lightsail_domain" "example" {
  domain_name = lightsail_domain.example.domain_name
}

output "name_servers" {
  value = data.lightsail_domain.example.name_servers
}
