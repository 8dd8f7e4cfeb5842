terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

# Cheapest first: the cheapest one with 100 GB of transfer.
data "lightsail_distribution_bundles" "large" {
  min_transfer_gb = 100
}

output "cheapest" {
  value = data.lightsail_distribution_bundles.large.bundle_ids[0]
}
