terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "web" {
  name         = "example-every-day"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"

  add_on {
    type          = "AutoSnapshot"
    snapshot_time = "18:00"
    status        = "Enabled"
  }
}

data "lightsail_auto_snapshots" "web" {
  resource_name = lightsail_instance.web.name
}

# The date of the latest one; null before the first.
output "latest" {
  value = try(data.lightsail_auto_snapshots.web.dates[0], null)
}
