# One instance with its firewall and, optionally, its static IP.

locals {
  tags = merge(var.tags, {
    Environment   = var.environment
    Service       = var.service
    Team          = var.team
    CriticalLevel = var.critical_level
    Backup        = var.backup
  })

  has_automatic_snapshot = contains(["daily", "hourly"], var.backup)

  # The ports that UFW on the instance opens in addition to SSH; UFW allows ping itself.
  ports = sort(distinct(flatten([for rule in var.firewall_rules : [
    for protocol in(rule.protocol == "all" ? ["tcp", "udp"] : [rule.protocol]) :
    rule.protocol == "all" ? "1:65535/${protocol}" : rule.from_port == rule.to_port ? "${rule.from_port}/${protocol}" : "${rule.from_port}:${rule.to_port}/${protocol}"
    if contains(["tcp", "udp"], protocol)
  ]])))

  hardening = templatefile("${path.module}/templates/hardening.sh.tftpl", {
    ports  = [for port in local.ports : port if port != "22/tcp"]
    script = var.user_data == null ? "" : var.user_data
  })

  # The instance resource shows its static IP only after the next refresh.
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
    # Both apply only to a new instance: a rotated key pair or another script never replaces a running instance, and
    # an instance
    # that is replaced for another reason gets the new ones.
    ignore_changes = [key_pair_name, user_data]

    precondition {
      condition     = startswith(var.name, "${var.environment}-")
      error_message = "The name '${var.name}' must begin with its environment: '${var.environment}-'."
    }
  }
}

# The ARN is unknown when the instance is replaced, so the address and the rules are applied again in the same apply.
resource "lightsail_static_ip" "this" {
  count = var.enable_static_ip ? 1 : 0

  name         = "${var.name}-ip"
  instance_arn = lightsail_instance.this.arn
}

# With the name, the plan knows whether this is another instance, which has another firewall.
resource "lightsail_firewall" "this" {
  instance_name = lightsail_instance.this.name
  instance_arn  = lightsail_instance.this.arn
  rules         = var.firewall_rules
}
