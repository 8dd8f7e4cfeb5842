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

  tags = {
    Team = "desk"
  }
}

# The values for the registrar of the domain.
output "name_servers" {
  value = lightsail_domain.example.name_servers
}
