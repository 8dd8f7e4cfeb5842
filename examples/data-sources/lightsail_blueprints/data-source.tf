terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

data "lightsail_blueprints" "ubuntu" {
  group    = "ubuntu"
  platform = "LINUX_UNIX"
  newest   = true
}

data "lightsail_blueprints" "systems" {
  type = "os"
}

output "newest_ubuntu" {
  value = data.lightsail_blueprints.ubuntu.blueprint_ids[0]
}

output "systems" {
  value = { for image in data.lightsail_blueprints.systems.blueprints : image.blueprint_id => image.version }
}
