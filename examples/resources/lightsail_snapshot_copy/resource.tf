terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {
  region = "ap-northeast-1"
}

resource "lightsail_instance" "web" {
  name         = "example-copied"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

resource "lightsail_instance_snapshot" "web" {
  name          = "example-copied-2026-01"
  instance_name = lightsail_instance.web.name
}

# A copy in another region.
resource "lightsail_snapshot_copy" "web" {
  name                 = "example-copied-2026-01"
  region               = "eu-west-1"
  source_region        = "ap-northeast-1"
  source_snapshot_name = lightsail_instance_snapshot.web.name

  tags = {
    Reason = "disaster recovery"
  }
}

# An automatic snapshot, which would be deleted with its instance, is kept as a copy:
#
# resource "lightsail_snapshot_copy" "kept" {
#   name   = "example-kept"
#   source = { source_name = "example-web", latest = true } # or date = "2026-01-31"
# }
