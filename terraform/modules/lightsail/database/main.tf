# One managed database with its parameters. Without a password Lightsail makes one.

locals {
  tags = merge(var.tags, { for key, value in {
    Environment   = var.environment
    Service       = var.service
    Team          = var.team
    CriticalLevel = var.critical_level
  } : key => value if value != null })

  final_snapshot_name = coalesce(var.final_snapshot_name, "${var.name}-final-{timestamp}")
}

resource "lightsail_database" "this" {
  relational_database_name = var.name
  blueprint_id             = var.blueprint_id
  bundle_id                = var.bundle_id
  bundle_change            = var.bundle_change
  keep_resize_snapshot     = var.keep_resize_snapshot
  master_database_name     = var.database_name
  master_username          = var.username

  master_password_wo         = var.master_password
  master_password_wo_version = var.master_password_version

  restore_from = var.restore_from

  availability_zone            = var.availability_zone
  backup_retention_enabled     = var.backup_retention
  preferred_backup_window      = var.backup_window
  preferred_maintenance_window = var.maintenance_window
  publicly_accessible          = var.publicly_accessible
  apply_immediately            = var.apply_immediately

  skip_final_snapshot = var.skip_final_snapshot
  final_snapshot_name = var.skip_final_snapshot ? null : local.final_snapshot_name
  deletion_protection = var.deletion_protection
  tags                = local.tags

  lifecycle {
    precondition {
      condition     = var.environment == null ? true : startswith(var.name, "${var.environment}-")
      error_message = "The name '${var.name}' must begin with its environment: '${coalesce(var.environment, "dev")}-'."
    }
  }
}

# What replaces the database. With keep_data another bundle changes the ARN, too, but sets the parameters again.
resource "terraform_data" "database" {
  triggers_replace = var.bundle_change == "keep_data" ? [
    lightsail_database.this.relational_database_name, split("_", var.blueprint_id)[0], var.database_name, var.username
  ] : [lightsail_database.this.arn]
}

resource "lightsail_database_parameters" "this" {
  count = length(var.parameters) == 0 ? 0 : 1

  database_name = lightsail_database.this.relational_database_name
  parameters    = var.parameters
  reboot        = var.parameters_reboot

  # A database that is replaced has its defaults.
  lifecycle {
    replace_triggered_by = [terraform_data.database]
  }
}
