# What machines cost a month by Lightsail's price list of today: known in the plan already. It makes no resource.

data "lightsail_bundles" "this" {
  include_inactive = true
}

locals {
  # Names by size: each price is looked up once.
  machines = { for name, bundle in var.bundles : bundle => name... }
  prices   = { for bundle in keys(local.machines) : bundle => provider::lightsail::monthly_cost({ (bundle) = 1 }, data.lightsail_bundles.this.bundles) }
}
