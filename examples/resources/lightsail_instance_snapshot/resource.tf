terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "web" {
  name         = "example-before-upgrade"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

# The instance with all of its disks. To take a new snapshot, change the name.
resource "lightsail_instance_snapshot" "web" {
  name          = "example-web-2026-01"
  instance_name = lightsail_instance.web.name

  tags = {
    Reason = "upgrade"
  }
}

output "size_in_gb" {
  value = lightsail_instance_snapshot.web.size_in_gb
}
