output "monitor_ip" {
  description = "Static IP of the monitor."
  value       = module.monitor.public_ip
}

output "prometheus_url" {
  description = "URL of Prometheus on the monitor."
  value       = "http://${module.monitor.public_ip}:9090"
}

output "grafana_url" {
  description = "URL of Grafana on the monitor."
  value       = "http://${module.monitor.public_ip}:3000"
}

output "collector_1_ip" {
  description = "Public IP of the first data collector."
  value       = module.data_collector_1.public_ip
}

output "collector_2_ip" {
  description = "Public IP of the second data collector."
  value       = module.data_collector_2.public_ip
}

output "execution_1_ip" {
  description = "Static IP of the execution engine, for the allow list of the exchange."
  value       = module.execution_1.public_ip
}

output "instance_names" {
  description = "Names of all instances."
  value       = sort([for machine in values(local.machines) : machine.name])
}

output "public_ips" {
  description = "Public IPs by name."
  value       = { for machine in values(local.machines) : machine.name => machine.public_ip }
}

output "private_ips" {
  description = "Private IPs by name."
  value       = { for machine in values(local.machines) : machine.name => machine.private_ip }
}

output "availability_zones" {
  description = "Availability zones by name."
  value       = { for machine in values(local.machines) : machine.name => machine.availability_zone }
}

output "ssh_commands" {
  description = "SSH commands by name."
  value       = { for machine in values(local.machines) : machine.name => machine.ssh_command }
}

output "inventory_file" {
  description = "Ansible inventory of this environment."
  value       = lightsail_ansible_inventory.this.path
}

output "key_pair_name" {
  description = "Key pair of new instances; null: the default key pair of the region."
  value       = local.key_pair_name
}

output "private_keys" {
  description = "Private keys by the name of the key pair, for those that Lightsail created."
  value       = length(module.key_pair) == 0 ? {} : module.key_pair[0].private_keys
  sensitive   = true
}

output "monthly_costs" {
  description = "US dollars per month by instance, by the current price list of Lightsail."
  value       = module.cost.by_machine
}

output "estimated_monthly_cost" {
  description = "US dollars per month for all instances, by the current price list of Lightsail. Disks, snapshots and data transfer beyond the bundles are not included."
  value       = module.cost.total
}
