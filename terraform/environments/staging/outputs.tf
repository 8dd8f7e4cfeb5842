output "monitor_ip" {
  description = "Static address of the monitor."
  value       = module.monitor.public_ip
}

output "prometheus_url" {
  description = "Prometheus on the monitor."
  value       = "http://${module.monitor.public_ip}:9090"
}

output "grafana_url" {
  description = "Grafana on the monitor."
  value       = "http://${module.monitor.public_ip}:3000"
}

output "collector_1_ip" {
  description = "Public address of the data collector."
  value       = module.data_collector_1.public_ip
}

output "execution_1_ip" {
  description = "Static address of the execution engine."
  value       = module.execution_1.public_ip
}

output "instance_names" {
  description = "Names of all machines."
  value       = sort([for machine in values(local.machines) : machine.name])
}

output "public_ips" {
  description = "Public addresses by name."
  value       = { for machine in values(local.machines) : machine.name => machine.public_ip }
}

output "private_ips" {
  description = "Private addresses by name."
  value       = { for machine in values(local.machines) : machine.name => machine.private_ip }
}

output "availability_zones" {
  description = "Zones by name."
  value       = { for machine in values(local.machines) : machine.name => machine.availability_zone }
}

output "ssh_commands" {
  description = "Commands that open a shell, by name."
  value       = { for machine in values(local.machines) : machine.name => machine.ssh_command }
}

output "inventory_file" {
  description = "Ansible inventory of this environment."
  value       = lightsail_ansible_inventory.this.path
}

output "key_pair_name" {
  description = "Key pair of new machines; null: the region's default pair."
  value       = local.key_pair_name
}

output "private_keys" {
  description = "Private keys by the name of the pair, where Lightsail made it."
  value       = length(module.key_pair) == 0 ? {} : module.key_pair[0].private_keys
  sensitive   = true
}

output "monthly_costs" {
  description = "US dollars a month by machine, by Lightsail's price list of today."
  value       = module.cost.by_machine
}

output "estimated_monthly_cost" {
  description = "US dollars a month for the machines, by Lightsail's price list of today. Snapshots and traffic beyond the bundles are not in it."
  value       = module.cost.total
}
