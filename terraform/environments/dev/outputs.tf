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

output "ssh_commands" {
  description = "Commands that open a shell, by name."
  value       = { for machine in values(local.machines) : machine.name => machine.ssh_command }
}

output "inventory_file" {
  description = "Ansible inventory of this environment."
  value       = lightsail_ansible_inventory.this.path
}

output "estimated_monthly_cost" {
  description = "US dollars a month for the machines, by Lightsail's price list."
  value       = sum([for machine in values(local.machines) : machine.monthly_price_usd])
}
