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
  name              = "example-source-disk"
  availability_zone = data.lightsail_availability_zones.here.names[0]
  size_in_gb        = 8
}

resource "lightsail_instance" "web" {
  name         = "example-source"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

# A snapshot of a disk. To take a new one, change the name.
resource "lightsail_disk_snapshot" "data" {
  name      = "example-data-2026-01"
  disk_name = lightsail_disk.data.name

  tags = {
    Reason = "upgrade"
  }
}

# A snapshot of the system disk of an instance.
resource "lightsail_disk_snapshot" "system" {
  name          = "example-system-2026-01"
  instance_name = lightsail_instance.web.name
}
