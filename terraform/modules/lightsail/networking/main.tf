# The firewall rules of each service, from lists of networks. This module has no resources.

locals {
  ports = {
    ssh           = { protocol = "tcp", port = 22, cidrs = var.ssh_allowed_cidrs, aliases = var.allow_browser_ssh ? ["lightsail-connect"] : [] }
    prometheus    = { protocol = "tcp", port = 9090, cidrs = var.monitoring_allowed_cidrs, aliases = [] }
    grafana       = { protocol = "tcp", port = 3000, cidrs = var.monitoring_allowed_cidrs, aliases = [] }
    node_exporter = { protocol = "tcp", port = 9100, cidrs = var.exporter_allowed_cidrs, aliases = [] }
    wireguard     = { protocol = "udp", port = 51820, cidrs = var.wireguard_allowed_cidrs, aliases = [] }
  }

  # A rule whose source lists are all empty allows no address, so a service without networks gets no rule.
  # coalescelist fails on an empty list: that kind of source is then left out.
  rules = { for name, port in local.ports : name => [for rule in [port] : {
    protocol          = rule.protocol
    from_port         = rule.port
    to_port           = rule.port
    cidrs             = try(coalescelist([for cidr in rule.cidrs : cidr if !strcontains(cidr, ":")]), null)
    ipv6_cidrs        = try(coalescelist([for cidr in rule.cidrs : cidr if strcontains(cidr, ":")]), null)
    cidr_list_aliases = try(coalescelist(rule.aliases), null)
  } if length(rule.cidrs) + length(rule.aliases) > 0] }

  every_machine = concat(local.rules.ssh, local.rules.node_exporter, local.rules.wireguard)
}
