terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "web" {
  name         = "example-copied"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_instance_snapshot" "web" {
  name          = "example-found-image"
  instance_name = lightsail_instance.web.name
}

# Usually a snapshot that another configuration created.
data "lightsail_instance_snapshot" "web" {
  name = lightsail_instance_snapshot.web.name
}

output "web" {
  value = {
    blueprint_id = data.lightsail_instance_snapshot.web.from_blueprint_id
    bundle_id    = data.lightsail_instance_snapshot.web.from_bundle_id
    disks        = data.lightsail_instance_snapshot.web.from_attached_disks[*].name
  }
}
