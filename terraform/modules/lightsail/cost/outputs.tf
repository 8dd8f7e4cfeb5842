output "by_machine" {
  description = "US dollars a month by machine."
  value       = { for name, bundle in var.bundles : name => local.prices[bundle] }
}

output "total" {
  description = "US dollars a month for all machines. Snapshots and traffic beyond the bundles are not in it."
  value       = provider::lightsail::monthly_cost({ for bundle, names in local.machines : bundle => length(names) }, local.price_list)
}
