terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

data "lightsail_availability_zones" "here" {}

resource "lightsail_disk" "data" {
  name              = "example-copied-disk"
  availability_zone = data.lightsail_availability_zones.here.names[0]
  size_in_gb        = 8
}

resource "lightsail_disk_snapshot" "data" {
  name      = "example-found-copy"
  disk_name = lightsail_disk.data.name
}

# Usually a snapshot that another configuration created.
data "lightsail_disk_snapshot" "data" {
  name = lightsail_disk_snapshot.data.name
}

output "taken_at" {
  value = data.lightsail_disk_snapshot.data.created_at
}
