terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_bucket" "files" {
  name      = "example-org-shared"
  bundle_id = "small_1_0"
}

resource "lightsail_instance" "web" {
  name         = "example-web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

# The ARN changes when the instance is replaced: the access is then given again in the same apply.
resource "lightsail_bucket_resource_access" "web" {
  bucket_name  = lightsail_bucket.files.name
  instance_arn = lightsail_instance.web.arn
}
