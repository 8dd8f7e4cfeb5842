output "by_machine" {
  description = "US dollars per month by instance."
  value       = { for name, bundle in var.bundles : name => local.prices[bundle] }
}

output "total" {
  description = "US dollars per month for all instances. Disks, snapshots and data transfer beyond the bundles are not included."
  value       = provider::lightsail::monthly_cost({ for bundle, names in local.machines : bundle => length(names) }, local.price_list)
}
