terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_database" "trades" {
  relational_database_name = "example-tuned"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

resource "lightsail_database_parameters" "trades" {
  database_name = lightsail_database.trades.relational_database_name
  reboot        = "if_needed"

  parameters = {
    slow_query_log     = "1"
    long_query_time    = "2"
    performance_schema = "1" # static: needs a reboot
    max_connections    = "200"
  }

  # A database that is replaced has its defaults.
  lifecycle {
    replace_triggered_by = [lightsail_database.trades.arn]
  }
}

output "apply_status" {
  value = lightsail_database_parameters.trades.apply_status
}
