# Monthly cost of instances by the current price list of Lightsail, already known in the plan. This module has no
# resources.

data "lightsail_bundles" "this" {
  count = var.price_list == null ? 1 : 0

  include_inactive = true
}

locals {
  # Names by bundle, so that each price is read once.
  machines   = { for name, bundle in var.bundles : bundle => name... }
  price_list = var.price_list == null ? [for bundle in data.lightsail_bundles.this[0].bundles : { bundle_id = bundle.bundle_id, price_usd = bundle.price_usd }] : var.price_list
  prices     = { for bundle in keys(local.machines) : bundle => provider::lightsail::monthly_cost({ (bundle) = 1 }, local.price_list) }
}
