terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_bucket" "files" {
  name      = "example-org-site-files"
  bundle_id = "small_1_0"
}

resource "lightsail_distribution" "site" {
  name      = "site"
  bundle_id = "small_1_0"

  origin {
    name        = lightsail_bucket.files.name
    region_name = lightsail_bucket.files.region
  }

  default_cache_behavior {
    behavior = "cache"
  }
}

data "lightsail_distribution_cache_reset" "site" {
  distribution_name = lightsail_distribution.site.name
}

output "latest_reset" {
  value = data.lightsail_distribution_cache_reset.site.created_at
}
