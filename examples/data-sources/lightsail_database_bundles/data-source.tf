terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

# Cheapest first: the cheapest size with 2 GB of memory and a standby, for at most 100 dollars a month.
data "lightsail_database_bundles" "standby" {
  high_availability = true
  min_ram_size      = 2
  max_price_usd     = 100
}

output "cheapest" {
  value = data.lightsail_database_bundles.standby.bundle_ids[0]
}

output "prices" {
  value = { for bundle in data.lightsail_database_bundles.standby.bundles : bundle.bundle_id => bundle.price_usd }
}
