terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

variable "password" {
  type      = string
  default   = "change-me-before-use"
  sensitive = true
  ephemeral = true
}

resource "lightsail_database" "trades" {
  relational_database_name = "example-trades"
  blueprint_id             = "postgres_16"
  bundle_id                = "micro_2_0"
  bundle_change            = "keep_data" # another bundle keeps the data; the address changes
  master_database_name     = "trades"
  master_username          = "keeper"

  # It is in no state. Another password needs another version.
  master_password_wo         = var.password
  master_password_wo_version = 1

  preferred_backup_window      = "16:00-16:30"
  preferred_maintenance_window = "sun:17:00-sun:17:30"

  # For data that you need, instead: final_snapshot_name = "example-trades-final-{timestamp}"
  skip_final_snapshot = true
}

output "endpoint" {
  value = "${lightsail_database.trades.master_endpoint_address}:${lightsail_database.trades.master_endpoint_port}"
}
