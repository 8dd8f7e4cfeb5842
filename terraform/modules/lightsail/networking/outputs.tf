output "rules" {
  description = "Firewall rules by service, for firewall_rules of the module instance."
  value = {
    data-collector = local.every_machine
    execution      = local.every_machine
    monitor        = concat(local.every_machine, local.rules.prometheus, local.rules.grafana)
  }
}

output "rules_by_port" {
  description = "The same rules by purpose (ssh, prometheus, grafana, node_exporter, wireguard), for an instance with another service."
  value       = local.rules
}
