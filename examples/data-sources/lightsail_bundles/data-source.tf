terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

# Cheapest first: the cheapest bundle with two CPUs and 2 GB, for at most 24 dollars a month.
data "lightsail_bundles" "small" {
  platform        = "LINUX_UNIX"
  ip_address_type = "dualstack"
  min_cpu_count   = 2
  min_ram_size    = 2
  max_price_usd   = 24
}

output "cheapest" {
  value = data.lightsail_bundles.small.bundle_ids[0]
}

output "prices" {
  value = { for bundle in data.lightsail_bundles.small.bundles : bundle.bundle_id => bundle.price_usd }
}
