terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_subdomain" "docs" {
  name = "example-docs"
}

data "lightsail_subdomain" "docs" {
  name = lightsail_subdomain.docs.name
}

output "state" {
  value = data.lightsail_subdomain.docs.state
}
