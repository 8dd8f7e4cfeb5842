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
  name              = "example-found-disk"
  availability_zone = data.lightsail_availability_zones.here.names[0]
  size_in_gb        = 8
}

# Usually a disk that another configuration created.
data "lightsail_disk" "data" {
  name = lightsail_disk.data.name
}

output "data" {
  value = {
    zone        = data.lightsail_disk.data.availability_zone
    attached_to = data.lightsail_disk.data.attached_to
    path        = data.lightsail_disk.data.path
  }
}
