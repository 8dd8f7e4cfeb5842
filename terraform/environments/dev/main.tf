# The dev environment: one data collector and the instance that monitors it, with small bundles.

locals {
  environment   = "dev"
  key_pair_name = one(module.key_pair[*].name)

  machines = {
    collector_1 = module.data_collector_1
    monitor     = module.monitor
  }
}

# Each environment has its own key pair. Without one, the instances use the default key pair of the region.
module "key_pair" {
  source = "../../modules/lightsail/key_pair"
  count  = var.ssh_public_key != "" || var.create_key_pair ? 1 : 0

  environment        = local.environment
  team               = var.team
  public_key         = var.ssh_public_key == "" ? null : var.ssh_public_key
  key_version        = var.ssh_key_version
  oldest_key_version = var.ssh_oldest_key_version
}

module "networking" {
  source = "../../modules/lightsail/networking"

  ssh_allowed_cidrs        = var.ssh_allowed_cidrs
  monitoring_allowed_cidrs = coalesce(var.monitoring_allowed_cidrs, var.ssh_allowed_cidrs)
  exporter_allowed_cidrs   = coalesce(var.exporter_allowed_cidrs, var.ssh_allowed_cidrs)
  wireguard_allowed_cidrs  = var.wireguard_allowed_cidrs
}

module "data_collector_1" {
  source = "../../modules/lightsail/instance"

  name              = "${local.environment}-collector-1"
  environment       = local.environment
  service           = "data-collector"
  team              = var.team
  critical_level    = "low"
  backup            = "none"
  bundle_id         = var.collector_bundle_id
  blueprint_id      = var.blueprint_id
  availability_zone = var.availability_zone
  key_pair_name     = local.key_pair_name
  hardening         = var.hardening
  firewall_rules    = module.networking.rules["data-collector"]

  metadata_http_tokens = var.metadata_http_tokens
  data_disk = var.collector_data_disk_size_in_gb == 0 ? null : {
    size_in_gb          = var.collector_data_disk_size_in_gb
    mount_point         = "/var/lib/data-collector" # the folder of the role data_collector
    deletion_protection = var.deletion_protection && !contains(var.unprotected, "dev-collector-1")
    final_snapshot      = var.final_snapshots
  }
}

module "monitor" {
  source = "../../modules/lightsail/instance"

  name              = "${local.environment}-monitor"
  environment       = local.environment
  service           = "monitor"
  team              = var.team
  critical_level    = "medium"
  backup            = "none"
  bundle_id         = var.monitor_bundle_id
  bundle_change     = var.bundle_change
  blueprint_id      = var.blueprint_id
  availability_zone = var.availability_zone
  key_pair_name     = local.key_pair_name
  enable_static_ip  = true
  hardening         = var.hardening
  firewall_rules    = module.networking.rules["monitor"]

  restore_from         = lookup(var.restore_from, "dev-monitor", null)
  keep_auto_snapshots  = var.keep_auto_snapshots
  metadata_http_tokens = var.metadata_http_tokens
  deletion_protection  = var.deletion_protection && !contains(var.unprotected, "dev-monitor")
  final_snapshot       = var.final_snapshots
}

module "cost" {
  source = "../../modules/lightsail/cost"

  bundles    = { for machine in values(local.machines) : machine.name => machine.bundle_id }
  price_list = var.price_list
}

resource "lightsail_ansible_inventory" "this" {
  path  = coalesce(var.inventory_file, "${path.root}/../../../ansible/inventory/${local.environment}_lightsail_hosts.json")
  hosts = { for machine in values(local.machines) : machine.name => machine.ansible_host }
}

# From the configuration before the module existed.
moved {
  from = lightsail_key_pair.this[0]
  to   = module.key_pair[0].lightsail_key_pair.this["1"]
}
