terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # DNS is in us-east-1, whatever the region of the provider

data "lightsail_domains" "all" {
  name_regex = "example"
}

output "domains" {
  value = data.lightsail_domains.all.names
}
