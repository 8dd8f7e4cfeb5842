terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "collector" {
  name         = "example-collector"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_disk" "ticks" {
  name              = "example-ticks"
  availability_zone = lightsail_instance.collector.availability_zone
  size_in_gb        = 32
}

# The ARN changes when the instance is replaced: the disk is then attached again in the same apply.
resource "lightsail_disk_attachment" "ticks" {
  disk_name    = lightsail_disk.ticks.name
  instance_arn = lightsail_instance.collector.arn
  disk_path    = "/dev/xvdf"
}
