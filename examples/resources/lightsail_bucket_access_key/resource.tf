terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_bucket" "files" {
  name      = "example-org-files"
  bundle_id = "small_1_0"
}

# Another trigger makes a new key; the old one stays until the next rotation.
resource "lightsail_bucket_access_key" "app" {
  bucket_name      = lightsail_bucket.files.name
  rotation_trigger = "2026-11"
  previous_key     = "keep"
}

output "access_key_id" {
  value = lightsail_bucket_access_key.app.access_key_id
}

output "secret_access_key" {
  value     = lightsail_bucket_access_key.app.secret_access_key
  sensitive = true
}
