terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

data "lightsail_availability_zones" "here" {}

# One node in each zone.
resource "lightsail_instance" "node" {
  for_each = toset(data.lightsail_availability_zones.here.names)

  name              = "example-node-${each.key}"
  availability_zone = each.key
  blueprint_id      = "ubuntu_22_04"
  bundle_id         = "nano_3_0"
}

output "zones" {
  value = data.lightsail_availability_zones.here.names
}
