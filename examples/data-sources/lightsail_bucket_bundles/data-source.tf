terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

# Cheapest first: the cheapest one with 100 GB.
data "lightsail_bucket_bundles" "large" {
  min_storage_gb = 100
}

output "cheapest" {
  value = data.lightsail_bucket_bundles.large.bundle_ids[0]
}

output "prices" {
  value = { for bundle in data.lightsail_bucket_bundles.large.bundles : bundle.bundle_id => bundle.price_usd }
}
