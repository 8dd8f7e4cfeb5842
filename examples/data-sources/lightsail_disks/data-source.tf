terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

data "lightsail_availability_zones" "here" {}

resource "lightsail_disk" "shard" {
  count = 2

  name              = "example-shard-${count.index + 1}"
  availability_zone = data.lightsail_availability_zones.here.names[0]
  size_in_gb        = 8

  tags = {
    Role = "shard"
  }
}

# Disks that are not attached.
data "lightsail_disks" "unused" {
  is_attached = false

  tags = {
    Role = "shard"
  }

  depends_on = [lightsail_disk.shard]
}

output "unused_gb" {
  value = sum(concat([0], data.lightsail_disks.unused.disks[*].size_in_gb))
}
