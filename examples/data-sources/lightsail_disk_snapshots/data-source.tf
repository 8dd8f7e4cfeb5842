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
  name              = "example-saved-disk"
  availability_zone = data.lightsail_availability_zones.here.names[0]
  size_in_gb        = 8
}

resource "lightsail_disk_snapshot" "data" {
  name      = "example-saved-copy"
  disk_name = lightsail_disk.data.name
}

# The newest snapshot of a disk that is completed.
data "lightsail_disk_snapshots" "newest" {
  from_disk_name = lightsail_disk.data.name
  state          = "completed"
  most_recent    = true

  depends_on = [lightsail_disk_snapshot.data]
}

output "newest" {
  value = one(data.lightsail_disk_snapshots.newest.names)
}
