# One instance with its firewall and, optionally, its static IP and a data disk.

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

  # The data disk comes before the script of the instance, which may wait for it.
  data_disk_script = var.data_disk == null ? null : templatefile("${path.module}/templates/data_disk.sh.tftpl", {
    script = trimspace(file("${path.module}/files/data-disk.sh"))
    folder = var.data_disk.mount_point
  })
  own_script = local.data_disk_script == null ? var.user_data : join("\n", compact([local.data_disk_script, var.user_data]))

  hardening = templatefile("${path.module}/templates/hardening.sh.tftpl", {
    ports  = [for port in local.ports : port if port != "22/tcp"]
    script = local.own_script == null ? "" : local.own_script
  })
  launch_script = var.hardening ? local.hardening : local.own_script

  # The instance resource shows its static IP only after the next refresh.
  public_ip = var.enable_static_ip ? one(lightsail_static_ip.this[*].ip_address) : lightsail_instance.this.public_ip_address
}

resource "lightsail_instance" "this" {
  name              = var.name
  availability_zone = var.availability_zone
  blueprint_id      = var.restore_from == null ? var.blueprint_id : null # then it is that of the snapshot
  bundle_id         = var.bundle_id
  key_pair_name     = var.key_pair_name
  user_data         = local.launch_script
  tags              = local.tags

  restore_from        = var.restore_from
  metadata_options    = var.metadata_http_tokens == null ? null : { http_tokens = var.metadata_http_tokens }
  bundle_change       = var.bundle_change
  keep_auto_snapshots = var.keep_auto_snapshots ? true : null
  deletion_protection = var.deletion_protection
  final_snapshot_name = var.final_snapshot ? "${var.name}-final-{timestamp}" : null

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
    # an instance that is replaced for another reason gets the new ones.
    ignore_changes = [key_pair_name, user_data]

    precondition {
      condition     = startswith(var.name, "${var.environment}-")
      error_message = "The name '${var.name}' must begin with its environment: '${var.environment}-'."
    }

    precondition {
      condition     = length(coalesce(local.launch_script, " ")) <= 16384
      error_message = "The launch script has ${length(coalesce(local.launch_script, " "))} characters with the hardening and the data disk; Lightsail takes 16384. Shorten user_data, and use Ansible for the rest."
    }

    precondition {
      condition     = var.restore_from == null || var.data_disk == null
      error_message = "A snapshot of an instance contains its data disk, and a restored instance has a copy of it where '${var.name}-data' belongs. Remove restore_from: the data of this instance is on its disk."
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

# The disk stays when the instance is replaced, in the zone where it is.
resource "lightsail_disk" "data" {
  count = var.data_disk == null ? 0 : 1

  name                = "${var.name}-data"
  availability_zone   = lightsail_instance.this.availability_zone
  size_in_gb          = var.data_disk.size_in_gb
  resize              = "snapshot"
  deletion_protection = var.data_disk.deletion_protection
  final_snapshot_name = var.data_disk.final_snapshot ? "${var.name}-data-final-{timestamp}" : null
  tags                = local.tags

  lifecycle {
    # Unknown while the instance is replaced: this must not replace the disk.
    ignore_changes = [availability_zone]
  }
}

# The ARN is unknown when the instance is replaced, so the disk is attached again in the same apply.
resource "lightsail_disk_attachment" "data" {
  count = var.data_disk == null ? 0 : 1

  disk_name     = lightsail_disk.data[0].name
  instance_name = lightsail_instance.this.name
  instance_arn  = lightsail_instance.this.arn
  disk_path     = "/dev/xvdf"

  lifecycle {
    precondition {
      condition     = lightsail_disk.data[0].availability_zone == lightsail_instance.this.availability_zone
      error_message = "The data disk '${var.name}-data' is in ${lightsail_disk.data[0].availability_zone}, and the instance would be in ${lightsail_instance.this.availability_zone}. A disk cannot move: keep availability_zone."
    }
  }
}
