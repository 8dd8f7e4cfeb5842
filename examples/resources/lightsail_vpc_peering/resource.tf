terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_vpc_peering" "this" {}

output "default_vpc_id" {
  value = lightsail_vpc_peering.this.default_vpc_id
}
