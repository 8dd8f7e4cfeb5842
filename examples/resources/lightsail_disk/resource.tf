terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "database" {
  name         = "example-database"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

# In the zone of the instance, so that it can be attached to the instance.
resource "lightsail_disk" "data" {
  name              = "example-data"
  availability_zone = lightsail_instance.database.availability_zone
  size_in_gb        = 32

  # Every night at 3:00 UTC. Lightsail keeps the latest seven.
  auto_snapshot = {
    time = "03:00"
  }

  tags = {
    Role = "database"
  }
}

output "disk_arn" {
  value = lightsail_disk.data.arn
}
