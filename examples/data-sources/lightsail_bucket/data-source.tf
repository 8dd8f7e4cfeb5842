terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_bucket" "archive" {
  name      = "example-org-archive"
  bundle_id = "small_1_0"
}

data "lightsail_bucket" "archive" {
  name = lightsail_bucket.archive.name
}

output "can_change_its_bundle" {
  value = data.lightsail_bucket.archive.able_to_update_bundle
}

output "readers" {
  value = data.lightsail_bucket.archive.resources_receiving_access
}
