data "lightsail_bundles" "all" {}

locals {
  dev  = { nano_3_0 = 2 }
  prod = { small_3_0 = 4, nano_3_0 = 1 }
}

# US dollars per month for both environments, exact.
output "monthly_cost_usd" {
  value = provider::lightsail::monthly_cost(local.dev, data.lightsail_bundles.all.bundles, local.prod)
}
