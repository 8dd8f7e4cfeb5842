terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "web" {
  name         = "example-saved"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_instance_snapshot" "web" {
  name          = "example-saved-image"
  instance_name = lightsail_instance.web.name
}

# The newest snapshot of an instance that is available.
data "lightsail_instance_snapshots" "newest" {
  from_instance_name = lightsail_instance.web.name
  state              = "available"
  most_recent        = true

  depends_on = [lightsail_instance_snapshot.web]
}

output "newest" {
  value = one(data.lightsail_instance_snapshots.newest.names)
}
