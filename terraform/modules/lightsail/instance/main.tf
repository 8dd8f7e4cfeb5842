# One machine of the fleet: the instance, its firewall and, where asked for, its static IP.

locals {
  tags = merge(var.tags, {
    Environment   = var.environment
    Service       = var.service
    Team          = var.team
    CriticalLevel = var.critical_level
    Backup        = var.backup
  })

  has_automatic_snapshot = contains(["daily", "hourly"], var.backup)

  # What UFW on the machine opens besides SSH; it lets ping through by itself.
  ports = sort(distinct(flatten([for rule in var.firewall_rules : [
    for protocol in(rule.protocol == "all" ? ["tcp", "udp"] : [rule.protocol]) :
    rule.protocol == "all" ? "1:65535/${protocol}" : rule.from_port == rule.to_port ? "${rule.from_port}/${protocol}" : "${rule.from_port}:${rule.to_port}/${protocol}"
    if contains(["tcp", "udp"], protocol)
  ]])))

  hardening = templatefile("${path.module}/templates/hardening.sh.tftpl", {
    ports  = [for port in local.ports : port if port != "22/tcp"]
    script = var.user_data == null ? "" : var.user_data
  })

  # The instance itself learns of its static IP only at the next refresh.
  public_ip = var.enable_static_ip ? one(lightsail_static_ip.this[*].ip_address) : lightsail_instance.this.public_ip_address
}

resource "lightsail_instance" "this" {
  name              = var.name
  availability_zone = var.availability_zone
  blueprint_id      = var.blueprint_id
  bundle_id         = var.bundle_id
  key_pair_name     = var.key_pair_name
  user_data         = var.hardening ? local.hardening : var.user_data
  tags              = local.tags

  dynamic "add_on" {
    for_each = local.has_automatic_snapshot ? [var.snapshot_time] : []

    content {
      type          = "AutoSnapshot"
      snapshot_time = add_on.value
      status        = "Enabled"
    }
  }

  lifecycle {
    # Both count at the birth of a machine only: a rotated key pair or another script never replaces one that runs, and a machine
    # that is replaced for another reason gets the new ones.
    ignore_changes = [key_pair_name, user_data]

    precondition {
      condition     = startswith(var.name, "${var.environment}-")
      error_message = "The name '${var.name}' must begin with its environment: '${var.environment}-'."
    }
  }
}

# The ARN turns unknown when the machine is replaced, so the address and the rules come back in the same apply.
resource "lightsail_static_ip" "this" {
  count = var.enable_static_ip ? 1 : 0

  name         = "${var.name}-ip"
  instance_arn = lightsail_instance.this.arn
}

# The name says in the plan whether the machine is another one, which has another firewall.
resource "lightsail_firewall" "this" {
  instance_name = lightsail_instance.this.name
  instance_arn  = lightsail_instance.this.arn
  rules         = var.firewall_rules
}
