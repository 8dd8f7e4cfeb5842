terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_bucket" "files" {
  name      = "example-org-shop-files"
  bundle_id = "small_1_0"
}

resource "lightsail_distribution" "shop" {
  name      = "shop"
  bundle_id = "small_1_0"

  origin {
    name        = lightsail_bucket.files.name
    region_name = lightsail_bucket.files.region
  }

  default_cache_behavior {
    behavior = "cache"
  }
}

resource "lightsail_subdomain" "shop" {
  name             = "example-shop"
  distribution_arn = lightsail_distribution.shop.arn
}

output "url" {
  value = "https://${lightsail_subdomain.shop.fqdn}"
}
