terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

data "lightsail_vpc_peering" "this" {}

output "is_peered" {
  value = data.lightsail_vpc_peering.this.is_peered
}
